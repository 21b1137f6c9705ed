"""The picture of lesson 10's village: what the model still knows of the rest once it knows the new facts."""

from statistics import fmean

from llm_edu.plotting import COLORS, figure

RATES = {"all of it": "0.0002", "head alone": "0.005", "LoRA": "0.001"}    # of the two measured, the gentler one
REPLAYS = {"nothing": "LoRA, faster", "questions": "replaying questions", "stories": "replaying stories",
           "both": "replaying both"}    # all at the rate 0.004


def forgotten(kept, seeds=3):
    """{a way to learn: a result for each seed}, as the measurement finetuning_village has them."""
    found = {way: [kept[f"ways {seed}"][way][rate] for seed in range(seeds)] for way, rate in RATES.items()}
    return found | {name: [kept[f"replay {seed}"][replayed] for seed in range(seeds)]
                    for replayed, name in REPLAYS.items()}


def listed(found, key, form):
    """One number of each seed's result, in words.

    >>> listed([{"others": 0.5}, {"others": 0.62}], "others", "{:.0%}")
    '50% 62%'
    """
    return " ".join(form.format(each[key]) for each in found)


def forgetting_plot(kept):
    """On the left the share of the others' facts still told right, on the right what a story costs; a dot a seed."""
    results = forgotten(kept)
    alt = "; ".join(f"{name}: {listed(found, 'others', '{:.0%}')} of the others' facts, stories "
                    f"{listed(found, 'stories', '{:.1f}')} nats above the floor" for name, found in results.items())
    left_of = {name: fmean(each["others"] for each in found) for name, found in results.items()}
    least, most = (choose(left_of, key=left_of.get) for choose in (min, max))
    title = f"{left_of[least]:.0%} ({least}) to {left_of[most]:.0%} ({most}) of the others' facts are still told right"
    plot, (left, right) = figure(title, height=350, columns=2, alt=alt)
    for place, (name, found) in enumerate(results.items()):
        color = COLORS["second" if name.startswith("replaying") else "model"]
        for axes, key, scale in ((left, "others", 100), (right, "stories", 1)):
            values = [each[key] * scale for each in found]
            axes.plot(values, [place] * len(values), "o", color=color, markersize=6, alpha=0.7)
            axes.annotate(f"{fmean(values):.{0 if scale == 100 else 1}f}{'%' * (scale == 100)}", (max(values), place),
                          xytext=(9, 0), textcoords="offset points", va="center")
    left.set_yticks(range(len(results)), list(results))
    right.set_yticks(range(len(results)), [""] * len(results))
    left.set_xlim(0, 115)
    left.set_xticks([0, 50, 100])
    left.set_xlabel("the others' facts still told right, percent")
    right.set_xscale("log")
    right.set_xlim(0.5, 900)
    right.set_xticks([1, 10, 100], ["1", "10", "100"])
    right.minorticks_off()
    right.set_xlabel("nats a story above the floor")
    for axes in (left, right):
        axes.invert_yaxis()
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
    return plot
