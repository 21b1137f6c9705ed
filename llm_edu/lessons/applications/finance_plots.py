"""The picture of reports: how many have a wrong number, by kind."""

from llm_edu.intervals import wilson
from llm_edu.plotting import COLORS, figure, ink, label_line

KINDS = {"unknown": "a number that the table does not give", "misplaced": "a number of another row or quarter",
         "turned": "a rise called a fall, or the other way", "any": "any of these", "no number": "no number at all"}


def reports_plot(found):
    """Of SmolLM2's reports the share with each kind of mistake, with its interval; the template's beside it.

    found: {"SmolLM2": summary, "template": summary}, as the measurement keeps them
    """
    ours, rule = found["SmolLM2"], found["template"]
    told = "; ".join(f"{words}: {ours[kind]} of {ours['reports']}, template {rule[kind]}"
                     for kind, words in KINDS.items())
    plot, axes = figure(f"{ours['any']} of {ours['reports']} reports have a wrong number; of the template's "
                        f"{rule['any']}", height=320, alt=f"{told}.")
    for place, kind in enumerate(KINDS):
        share = ours[kind] / ours["reports"]
        low, high = wilson(share, ours["reports"])
        color = COLORS["error" if kind == "any" else "context" if kind == "no number" else "model"]
        axes.barh([place], [share], color=color, height=0.6)
        axes.plot([low, high], [place, place], color=COLORS["learner"], linewidth=1.5)
        label_line(axes, max(high, share), place, f"{ours[kind]}", ink(color))
    axes.set_yticks(range(len(KINDS)), KINDS.values())
    axes.invert_yaxis()
    axes.set_xlim(0, 1.05)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel(f"of {ours['reports']} reports by SmolLM2, with the 95 % interval")
    return plot
