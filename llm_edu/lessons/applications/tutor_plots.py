"""The picture of hints: what they give away, and whether they speak of the mistake."""

from llm_edu.plotting import COLORS, figure, ink, label_line, part_labels

COLOR = {"SmolLM2": "model", "message": "truth", "nudge": "truth", "pseudocode": "truth"}
NAMES = {"SmolLM2": "SmolLM2", "message": "the check's message", "nudge": "our first hint",
         "pseudocode": "our second hint"}


def hints_plot(found):
    """Leaks and what is mentioned, by who hints. found: {name of `NAMES`: summary of `hint_summary`}"""
    ours = found["SmolLM2"]
    told = "; ".join(f"{NAMES[name]}: {each['line']} of {each['hints']} have a line of the solution, mentions "
                     f"{each['mentioned']:.0%} of the message's words" for name, each in found.items())
    plot, axes = figure(f"SmolLM2 gives a line away in {ours['line']} of {ours['hints']} hints, and has "
                        f"{ours['mentioned']:.0%} of what the check said", height=340, alt=f"{told}.")
    labels = []
    for name, each in found.items():
        share, color = each["line"] / each["hints"], COLORS[COLOR[name]]
        axes.plot([each["mentioned"]], [share], "o", color=color, markersize=8, clip_on=False)
        right = each["mentioned"] > 0.7
        labels.append(label_line(axes, each["mentioned"], share, NAMES[name], ink(color), dx=-10 if right else 10, dy=8,
                                 ha="right" if right else "left"))
    axes.set_xlim(0, 1.02)
    axes.set_ylim(-0.16, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    part_labels(labels)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda share, _: f"{share:.0%}")
    axes.set_xlabel("of the message's words, what the hint has")
    axes.set_ylabel("hints with a line of the solution")
    return plot
