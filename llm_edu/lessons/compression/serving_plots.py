"""Pictures of serving: who has which place at which step, and how long answers take by how many ask."""

from llm_edu.lessons.compression.serving_demos import mean_totals, most_a_minute
from llm_edu.plotting import COLORS, figure, ink
from llm_edu.serving.queue import simulate

LOOK = {"one at a time": "context", "static batches": "error", "continuous": "model"}
LONGEST = 12    # seconds that the picture of answers shows
RATES = (2, 4, 6, 8, 12, 16, 20, 30, 40, 60, 80, 120, 160, 240, 320)    # requests a minute


def plot_places(tokens, places, ways):
    """Which request is where at each step, a panel for each way; hatched: in the batch, although it has finished.

    tokens: how many each request needs; all are there from the beginning   ways: {name: a `Choose`}
    """
    found = {name: simulate([0.0] * len(tokens), tokens, lambda rows: 1.0, places, choose)
             for name, choose in ways.items()}
    lasts = {name: int(max(visit.ended for visit in visits)) for name, visits in found.items()}
    said = "; ".join(f"{name}: {last} steps" for name, last in lasts.items())
    plot, panels = figure(f"{said[0].upper()}{said[1:]}, for {len(tokens)} requests in {places} places", height=300,
                          columns=len(ways))
    for axes, (name, visits) in zip(panels, found.items()):
        for number, visit in enumerate(visits):
            done = visit.began + visit.tokens
            axes.barh(number, visit.tokens, left=visit.began, color=COLORS["model"])
            axes.barh(number, visit.ended - done, left=done, color="none", edgecolor=COLORS["error"], hatch="///",
                      linewidth=0)
        axes.set_title(name)
        axes.set_yticks(range(len(tokens)), [f"request {number + 1}" for number in range(len(tokens))])
        axes.invert_yaxis()
        axes.set_xlim(0, max(lasts.values()))
        axes.set_xlabel("step")
    plot.alt += ". " + ". ".join(f"{name}: " + ", ".join(
        f"request {number + 1} from step {visit.began:.0f} to {visit.ended:.0f}" + (
            f" (finished at {visit.began + visit.tokens:.0f})" if visit.ended > visit.began + visit.tokens else "")
        for number, visit in enumerate(visits)) for name, visits in found.items())
    return plot


def plot_queue(kept, rates=RATES):
    """Mean seconds until an answer is complete, by requests a minute: a line for each way.

    kept: the measurement; dotted: what a way keeps up with. Rates that no way keeps up with are left out.
    """
    most = most_a_minute(kept)
    rates = [rate for rate in rates if rate < max(most.values())]
    totals = mean_totals(kept, rates)
    plot, axes = figure("Requests a minute that SmolLM2 keeps up with: " + ", ".join(
        f"{way} {count:.0f}" for way, count in most.items()), height=340)
    for way, line in totals.items():
        color = COLORS[LOOK[way]]
        shown = [(rate, seconds) for rate, seconds in zip(rates, line) if seconds <= LONGEST]
        drawn = len(shown) + 1    # with the first that lies above the picture
        axes.plot(rates[:drawn], line[:drawn], "o-", color=color, markersize=4)
        axes.axvline(most[way], color=color, linestyle=":", linewidth=1.5)
        above = -14 if way == "continuous" else 8    # below its line, since the others are above it
        axes.annotate(way, shown[-1], xytext=(-6, above), textcoords="offset points", ha="right", color=ink(color),
                      fontweight="bold")
    axes.set_xscale("log")
    axes.set_xticks(rates[::2], [f"{rate}" for rate in rates[::2]])
    axes.minorticks_off()
    axes.set_ylim(0, LONGEST)
    axes.set_xlabel("requests a minute (log scale)")
    axes.set_ylabel("mean seconds per answer")
    plot.alt += ". " + "; ".join(f"{way}: " + ", ".join(
        f"{rate} a minute {seconds:.1f} s" for rate, seconds in zip(rates, line)) for way, line in totals.items())
    return plot
