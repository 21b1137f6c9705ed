"""The picture of lesson 11's first sitting: obedience by step."""

from llm_edu.plotting import COLORS, figure, label_line, part_labels

KINDS = {"whole": ("whole", "context"), "fulfilled": ("fulfilled", "model")}
HARDLY = 5    # of 100


def obedience_plot(run):
    """By step how many of 100 held-out instructions are fulfilled, and how many answers are whole stories; the loss.

    run: a result of the measurement, with rows (step, seconds, loss, fulfilled, whole)
    """
    steps, _, losses, fulfilled, whole = zip(*run["rows"])
    told = "; ".join(f"after {step} steps {some} of 100 fulfilled, {good} whole, loss {nats:.2f}"
                     for step, nats, some, good in list(zip(steps, losses, fulfilled, whole))[3::4])
    plot, (counts, loss) = figure(title_of(steps, fulfilled), height=320, columns=2, alt=f"Evaluations: {told}.")
    labels = []
    for (name, color), values in zip(KINDS.values(), (whole, fulfilled)):
        counts.plot(steps, values, "o-", color=COLORS[color], markersize=4)
        labels.append(label_line(counts, steps[-1], values[-1], f"{name} {values[-1]}", color))
    counts.set_ylim(-3, 103)
    counts.set_title("answers, out of 100")
    loss.plot(steps, losses, "o-", color=COLORS["model"], markersize=4)
    label_line(loss, steps[-1], losses[-1], f"{losses[-1]:.2f}", "model")
    loss.set_ylim(0, max(losses) * 1.1)
    loss.set_title("training loss, nats a token")
    for axes, room in ((counts, 1.45), (loss, 1.2)):
        axes.set_xlabel("steps")
        axes.set_xlim(0, steps[-1] * room)
        axes.set_xticks([0, steps[-1] // 2, steps[-1]])
    part_labels(labels)
    return plot


def title_of(steps, fulfilled):
    """How long almost nothing is fulfilled, and how many are in the end.

    >>> title_of([50, 100, 150], [0, 2, 60])
    'For 100 steps, almost no wish is fulfilled; in the end, 60 out of 100 are'
    >>> title_of([50], [60])
    'In the end, 60 out of 100 wishes are fulfilled'
    """
    late = [step for step, count in zip(steps, fulfilled) if count <= HARDLY]
    if not late:
        return f"In the end, {fulfilled[-1]} out of 100 wishes are fulfilled"
    return f"For {late[-1]} steps, almost no wish is fulfilled; in the end, {fulfilled[-1]} out of 100 are"
