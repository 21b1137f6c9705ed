"""The picture and the table of three remedies in SmolLM2: bias left against loss paid."""

from llm_edu.lessons.bias.smollm_summary import REMEDIES, estimate_text, looks_of, summary
from llm_edu.lessons.common.printing import print_about, print_table, signed
from llm_edu.plotting import COLORS, figure, label_line, part_labels

LINES = {    # remedy -> its name in the picture, colour and style
    "leads, swapped copies added": ("swapped leads", "model", "o-"),
    "leads as they are (control)": ("leads as they are", "context", "o--"),
    "job sentences, she and he": ("job sentences", "truth", "o-"),
    "job sentences and people as they are": ("jobs and people", "third", "o-"),
    "pair direction removed": ("pair direction", "learner", "s-"),
    "exit direction removed": ("exit direction", "second", "s-"),
    "random direction (control)": ("random direction", "context", "s"),
    "adversary": ("adversary", "error", "^-"),
    "adversary only watches (control)": ("adversary only watches", "context", "^"),
}
TABLES = (("bias left", {"spread": 2, "lean": 2, "probe": 2}),
          ("loss paid", {"bits": 3, "known": 2, "pronoun": 2}))    # columns, and how many digits they have
PAID = {"bits": "bits per byte, compared with untouched", "pronoun": "nats at the pronoun of known people"}


def all_summaries(measurement):
    """{remedy: {strength: `summary`}}, the untouched model first. measurement: bias_smollm2"""
    found = {"untouched": {"": summary([measurement["before"]])}}
    return found | {remedy: {strength: summary(looks) for strength, looks in looks_of(measurement, remedy)}
                    for remedy in REMEDIES}


def smollm2_chart(measurement):
    """Bias left against loss paid in SmolLM2, for every remedy and strength; lines start at the untouched model.

    measurement: bias_smollm2. Bars are 95 % intervals of what is paid; those of the bias left are in the table.
    """
    found = all_summaries(measurement)
    untouched = found.pop("untouched")[""]
    full = [list(looks.values())[-1] for remedy, looks in found.items() if "control" not in remedy]
    less = sum(look["spread"].value < untouched["spread"].value for look in full)
    pay = sum(look["pronoun"].low > untouched["pronoun"].value for look in full)
    plot, panels = figure(f"{less} of {len(full)} remedies leave less bias in SmolLM2 at full strength; {pay} make it "
                          "less sure of known people", height=520, columns=2)
    told = []
    for axes, (paid, label) in zip(panels, PAID.items(), strict=True):
        labels = []
        for remedy, looks in found.items():
            name, color, style = LINES[remedy]
            points = [(look["spread"].value, look[paid].value) for look in looks.values()]
            start = [] if len(points) == 1 else [(untouched["spread"].value, untouched[paid].value)]
            axes.plot(*zip(*start, *points), style[1:] or " ", color=COLORS[color], linewidth=1.2, alpha=0.45)
            axes.plot(*zip(*points), style[0], color=COLORS[color], markersize=5)
            last = looks[list(looks)[-1]]
            axes.errorbar(*points[-1], [[points[-1][1] - last[paid].low], [last[paid].high - points[-1][1]]],
                          color=COLORS[color], capsize=3, elinewidth=1)
            labels.append(label_line(axes, *points[-1], name.replace(" only", "\nonly"), color, dx=7))
            told += [f"{name}, {strength}: {x:.2f} left, {y:.3f} {label}"
                     for strength, (x, y) in zip(looks, points, strict=True)]
        axes.plot(untouched["spread"].value, untouched[paid].value, "*", color=COLORS["context"], markersize=13)
        labels.append(label_line(axes, untouched["spread"].value, untouched[paid].value, "untouched", "context", dx=9))
        for each in labels:
            each.set_fontsize(10)
            each.set_in_layout(False)
        axes.set_xlim(-0.05, 2.0)
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.xaxis.set_label_coords(0.3, -0.08)
        axes.set_xlabel("bias left: spread over jobs, nats")
        axes.set_title(label)
        axes.yaxis.set_major_formatter(lambda number, _: signed(f"{number:.2f}"))
        part_labels(labels, gap=15)
    plot.alt += (". Bias left is the standard deviation of the log-odds of she against he over held-out jobs. "
                 + signed("; ".join(told)) + ".")
    return plot


def print_smollm2_table(measurement):
    """Every remedy at full strength: bias left and loss paid, with 95 % intervals. measurement: bias_smollm2"""
    full = {LINES[remedy][0] if remedy in LINES else remedy: list(looks.values())[-1]
            for remedy, looks in all_summaries(measurement).items()}
    for heading, columns in TABLES:
        print_table([heading, *columns],
                    [[name, *(estimate_text(look[column], digits, sign=column == "bits")
                              for column, digits in columns.items())]
                     for name, look in full.items()])
        print()
    reviews = [look["reviews"].value for look in full.values()]
    print(f"reviews: {min(reviews):.2f} to {max(reviews):.2f} right in all rows, untouched "
          f"{estimate_text(full['untouched']['reviews'])}")
    print_about(measurement)
