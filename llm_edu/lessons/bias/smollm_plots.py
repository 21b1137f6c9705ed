"""The picture and the table of three remedies in SmolLM2: bias left against loss paid."""

from llm_edu.lessons.bias.smollm_summary import REMEDIES, looks_of, summary
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
    "adversary only watches (control)": ("adversary watches", "context", "^"),
}
PAID = {"bits": "bits per byte more than untouched", "pronoun": "nats at the pronoun of known people"}


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
    trained = {remedy: list(looks.values())[-1] for remedy, looks in found.items() if "control" not in remedy}
    best = min(trained, key=lambda remedy: trained[remedy]["pronoun"].value + trained[remedy]["spread"].value)
    plot, panels = figure(
        f"Bias left {untouched['spread'].value:.2f}; at full strength {LINES[best][0]} leaves "
        f"{trained[best]['spread'].value:.2f} and costs known people least "
        f"({trained[best]['pronoun'].value:.2f} nats, untouched {untouched['pronoun'].value:.2f})",
        height=520, columns=2)
    told = []
    for axes, (paid, label) in zip(panels, PAID.items(), strict=True):
        labels = []
        for remedy, looks in found.items():
            name, color, style = LINES[remedy]
            points = [(look["spread"].value, look[paid].value) for look in looks.values()]
            start = [] if len(points) == 1 else [(untouched["spread"].value, untouched[paid].value)]
            axes.plot(*zip(*start, *points), style, color=COLORS[color], linewidth=1.5, markersize=5, alpha=0.9)
            last = looks[list(looks)[-1]]
            axes.errorbar(*points[-1], [[points[-1][1] - last[paid].low], [last[paid].high - points[-1][1]]],
                          color=COLORS[color], capsize=3, elinewidth=1)
            labels.append(label_line(axes, *points[-1], name, color, dx=7))
            told += [f"{name}, {strength}: {x:.2f} left, {y:.3f} {label}"
                     for strength, (x, y) in zip(looks, points, strict=True)]
        axes.plot(untouched["spread"].value, untouched[paid].value, "*", color=COLORS["context"], markersize=13)
        labels.append(label_line(axes, untouched["spread"].value, untouched[paid].value, "untouched", "context", dx=9))
        axes.set_xlim(-0.04, 1.45)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.set_xlabel("bias left: spread over jobs, nats")
        axes.set_title(label)
        axes.yaxis.set_major_formatter(lambda number, _: signed(f"{number:.2f}"))
        part_labels(labels, gap=15)
    plot.alt += signed(". Bias left is the standard deviation of the log-odds of she against he over "
                       "held-out jobs. " + "; ".join(told) + ".")
    return plot


def print_smollm2_table(measurement, remedies=None):
    """Every remedy at every strength: bias left and loss paid, with 95 % intervals. remedies: some of them only"""
    found = all_summaries(measurement)
    for heading, columns in (("bias left", (("spread", 2, False), ("slope", 2, True), ("lean", 2, True),
                                            ("probe", 2, False))),
                             ("paid", (("bits", 3, True), ("known", 2, False), ("pronoun", 2, False),
                                       ("reviews", 2, False)))):
        print_table([heading, *(name for name, _, _ in columns)],
                    [[f"{remedy}{', ' * bool(strength)}{strength}",
                      *(look[name].text(digits, sign) for name, digits, sign in columns)]
                     for remedy, looks in found.items() if remedies is None or remedy in (*remedies, "untouched")
                     for strength, look in looks.items()])
        print()
    print_about(measurement)
