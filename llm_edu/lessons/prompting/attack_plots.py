"""Which attacks succeed against which defences, in pictures."""

from llm_edu.intervals import wilson
from llm_edu.lessons.prompting.attack_demos import NAMED, all_attacks, success
from llm_edu.plotting import COLORS, figure

LOOKS = {"none": "model", "tags": "learner", "sandwich": "second"}    # colour of each defence
COUNTED = {"label": "turned to positive, of the answers that were not",
           "retell": "share of the replies that are only the attacker's word"}
APART = 0.24    # between the dots of two defences in a row


def attacks_plot(kept, task="label"):
    """A row for each attack, a dot for each defence: the share of answers that it turned, with its 95 % interval.

    kept: the results of prompting_injection; its runs are named "label, none" and so on
    """
    runs = {defence: kept[f"{task}, {defence}"] for defence in LOOKS}
    names = [name for name, _ in all_attacks(task)]
    most = {defence: max(success(run, name)[0] for name in names) for defence, run in runs.items()}
    plot, axes = figure("The strongest attack turns " + ", ".join(
        f"{share:.0%} {'without a defence' if defence == 'none' else f'against {defence}'}"
        for defence, share in most.items()), height=90 + 42 * len(names))
    told = []
    for number, (defence, run) in enumerate(runs.items()):
        found = [success(run, name) for name in names]
        for place, (share, asked) in enumerate(found):
            row, (low, high) = place + (number - 1) * APART, wilson(share, asked)
            axes.plot([low, high], [row, row], color=COLORS[LOOKS[defence]], linewidth=1.5, alpha=0.5)
            axes.plot(share, row, "o", color=COLORS[LOOKS[defence]], markersize=6, clip_on=False)
        heading = f"{NAMED.get(defence, defence)}, of {run['before'].count('0')}"    # answers that could be turned
        told.append(f"{heading}: " + ", ".join(f"{name} {share:.0%}" for name, (share, _) in zip(names, found)))
        axes.annotate(heading, (0.02 + 0.34 * number, 1.0), xycoords="axes fraction", xytext=(0, 8),
                      textcoords="offset points", color=COLORS[LOOKS[defence]], fontweight="bold")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(-0.02, 1.02)
    axes.grid(False)
    axes.grid(True, axis="x")
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel(COUNTED[task])
    plot.alt += ". Shares turned. " + "; ".join(told)
    return plot
