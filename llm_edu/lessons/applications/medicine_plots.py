"""The picture of doctors' notes: what they cover, and what they invent."""

from llm_edu.plotting import COLORS, figure, ink, label_line, part_labels

KINDS = {"a person": "truth", "all that is said": "context", "longest answer": "context",
         "first two sentences": "context"}    # all others are SmolLM2's


def notes_plot(found):
    """Coverage and invention of each kind of note. found: {name: summary with coverage, invention, words}"""
    ours = {name: each for name, each in found.items() if name not in KINDS}
    best = max(ours.values(), key=lambda each: each["coverage"])
    rule = found["longest answer"]
    told = "; ".join(f"{name}: coverage {each['coverage']:.0%}, invention {each['invention']:.0%}, "
                     f"{each['words']:.0f} words" for name, each in found.items())
    less = "no more than" if best["coverage"] < rule["coverage"] else "no less than"
    invents = f"{rule['invention']:.0%}" if rule["invention"] else "nothing"
    plot, axes = figure(f"SmolLM2's notes cover {best['coverage']:.0%}, {less} the longest answer "
                        f"({rule['coverage']:.0%}), which invents {invents}", height=380, alt=f"{told}.")
    labels = []
    for name, each in found.items():
        color = COLORS[KINDS.get(name, "model")]
        axes.plot([each["coverage"]], [each["invention"]], "o", color=color, markersize=8, clip_on=False)
        right = each["coverage"] > 0.8
        labels.append(label_line(axes, each["coverage"], each["invention"], f"{name}, {each['words']:.0f} words",
                                 ink(color), dx=-10 if right else 10, dy=8, ha="right" if right else "left"))
    axes.set_xlim(0, 1.02)
    axes.set_ylim(-0.16, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    part_labels(labels)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("coverage: share of what was both said and written down by a person")
    axes.set_ylabel("invention: what no one said")
    return plot
