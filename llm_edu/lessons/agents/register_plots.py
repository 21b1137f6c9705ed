"""The pictures of the village register: the loop with a run in it, what each rule earns, and what rewards change."""

from matplotlib.patches import FancyBboxPatch

from llm_edu.lessons.agents.register_demos import WAYS, after, of_group, over_villages, questions_of, rules, spanned
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, label_line, part_labels

PRICES = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0)
LINES = {"never calls": "context", "always calls": "third", "as it learned": "model", "the optimum": "truth"}
ROWS = {("told", "called"): "told: calls", ("withheld", "called"): "withheld: calls",
        ("withheld", "right"): "withheld: right answers"}


def box(axes, x, y, text, color):
    """A box with a name in it, around (x, y)."""
    axes.add_patch(FancyBboxPatch((x - 0.15, y - 0.13), 0.3, 0.26, boxstyle="round,pad=0.01,rounding_size=0.04",
                                  edgecolor=COLORS[color], facecolor="none", linewidth=2))
    axes.text(x, y, text, ha="center", va="center", color=COLORS[color], fontweight="bold", fontsize=12)


def arrow(axes, start, end, text, color, above=True):
    """An arrow from start to end, with what is passed along written beside its middle."""
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": COLORS[color], "linewidth": 2})
    axes.text((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + (0.03 if above else -0.03), text, ha="center",
              va="bottom" if above else "top", color=COLORS[color], family="monospace", fontweight="bold")


def draw_loop(axes, tool, passed, answer):
    """A model and a tool, and what goes between them.   passed: (the call, the result), or None without a call"""
    box(axes, 0.5, 0.62, "model", "model")
    box(axes, 1.28, 0.62, tool, "truth")
    if passed:
        arrow(axes, (0.67, 0.68), (1.11, 0.68), passed[0], "model")
        arrow(axes, (1.11, 0.56), (0.67, 0.56), passed[1], "truth", above=False)
    arrow(axes, (-0.05, 0.62), (0.33, 0.62), "question", "context")
    arrow(axes, (0.5, 0.47), (0.5, 0.26), "", "model")
    axes.text(0.54, 0.36, answer, color=COLORS["model"], family="monospace", fontweight="bold", va="center")
    axes.set_xlim(-0.08, 1.5)
    axes.axis("off")


def desk_picture(call, result):
    """The loop at the shop's desk.   call: the text that a model would write   result: what the toolbox returned"""
    name, status = result.call.tool, result.value["status"]
    plot, axes = figure(f"An agent's loop: the model calls “{name}” and reads “{status}” before it answers", height=240)
    draw_loop(axes, "the books\n(a tool)", (f"1 {name}", f"2 {status}"), "3 the answer")
    axes.set_ylim(0.2, 0.85)
    plot.alt += f". A question goes to the model. The model writes {call}. The loop adds “{status}” to its text."
    return plot


def loop_picture(run):
    """The loop of an agent, with the words of one run: the question, the call, the result, the answer."""
    fact = run.question.fact
    did = f"calls, reads “{run.result}” and" if run.called else "calls nobody and"
    plot, axes = figure(f"Asked for {fact.subject}'s {fact.relation}, the agent {did} says “{run.answer}”", height=300)
    draw_loop(axes, "register\n(a tool)", (f"1 {run.words[0]}", f"2 {run.result}") if run.called else None,
              f"{3 if run.called else 1} {run.answer}")
    axes.text(-0.05, 0.13, str(run), color=TEXT_COLOR, family="monospace", fontsize=12)
    axes.text(-0.05, 0.03, "the text that the model reads; in brackets, its call and the result", color=TEXT_COLOR)
    axes.set_ylim(0, 0.85)
    plot.alt += (". A question goes to the model. " + (
        f"The model calls the register ({run.words[0]}), which returns “{run.result}” to it. " if run.called else "")
        + f"The model answers “{run.answer}”. The text: {run}")
    return plot


def rules_plot(kept):
    """What each rule earns per question, against the price of a call."""
    curves = {name: [over_villages(kept, lambda figures, price=price, name=name: rules(
        questions_of(figures), price)[name]).value for price in PRICES] for name in LINES}
    learned, never = curves["as it learned"], curves["never calls"]
    calls = learned[0] - learned[PRICES.index(1.0)]    # per question: at a price of 1 they cost as much as their number
    worth = (learned[0] - never[0]) / calls if calls else 0.0
    head = f"The agent's calls pay up to a price of {worth:.1f}" if worth > 0 else "The agent's calls never pay"
    at = PRICES.index(0.2)
    plot, axes = figure(f"{head}; at 0.2 it earns {learned[at]:.2f} per question, the optimum "
                        f"{curves['the optimum'][at]:.2f}".replace("-", "−"), height=360)
    labels = []
    for name, values in curves.items():
        color = LINES[name]
        axes.plot(PRICES, values, color=COLORS[color], linestyle="--" if name == "the optimum" else "-")
        labels.append(label_line(axes, PRICES[-1], values[-1], name, color))
    axes.set_xlim(0, 2.55)
    axes.set_xticks([0, 0.5, 1, 1.5, 2])
    axes.set_xlabel("price of a call (a right answer earns 1, a wrong one −1)")
    axes.set_ylabel("earned per question")
    part_labels(labels)
    plot.alt += ". " + "; ".join(f"{name}: " + ", ".join(f"{value:.2f} at {price:g}" for price, value in zip(
        PRICES, values) if price in (0, 0.2, 1, 2)) for name, values in curves.items()).replace("-", "−")
    return plot


def rewards_plot(kept, ways=("before", "price 0.2", "shuffled")):
    """Calls and right answers before and after rewards, for practised and for judged facts, with 95 % intervals."""
    found = {use: {(way, *row): over_villages(kept, lambda figures, way=way, row=row, use=use: of_group(
        after(figures, way), row[0], use, row[1])) for way in ways for row in ROWS} for use in ("practised", "judged")}
    changes = {use: f"{100 * some['before', 'withheld', 'called'].value:.0f} → "
                    f"{100 * some['price 0.2', 'withheld', 'called'].value:.0f} %" for use, some in found.items()}
    plot, both = figure(f"Calls for withheld facts, before → after rewards: practised {changes['practised']}, judged "
                        f"{changes['judged']}", height=330, columns=2)
    for axes, (use, some) in zip(both, found.items()):
        for shift, (way, color, mark) in enumerate(zip(ways, ("context", "model", "error"), "osD")):
            for place, row in enumerate(ROWS):
                each, height = some[way, *row], place + 0.22 * (shift - 1)
                axes.plot([max(0, each.low), min(1, each.high)], [height, height], color=COLORS[color], linewidth=1.5)
                axes.plot([each.value], [height], mark, color=COLORS[color])
        axes.set_title(f"{use} facts")
        axes.set_ylim(len(ROWS) - 0.5, -0.9)
        axes.set_xlim(-0.03, 1.03)
        axes.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
        axes.set_yticks(range(len(ROWS)), ROWS.values() if axes is both[0] else [""] * len(ROWS))
    names = {"before": ("examples", 0.0), "price 0.2": ("rewards", 0.36), "shuffled": ("at random", 0.66)}
    for way, color in zip(ways, ("context", "model", "error")):
        both[0].annotate(names[way][0], (names[way][1], -0.62), color=COLORS[color], fontweight="bold",
                         annotation_clip=False)
    plot.alt += ". " + "; ".join(f"{use}, {ROWS[row]}, {WAYS[way]}: {spanned(some[way, *row], 0, 1)}"
                                 for use, some in found.items() for row in ROWS for way in ways)
    return plot
