"""TrainingMonitor as a picture, for where no browser code runs: the losses over the steps, and the floor."""

LINES = (("train", "training", "context"), ("word", "held out", "model"), ("elsewhere", "elsewhere", "third"),
         ("recall", "at recalls", "second"))
LEAST = 0.01    # nats; what is less is drawn there


def draw_training(monitor):
    """Losses on a scale of factors, each line with its name, as a CourseFigure."""
    from llm_edu.plotting import COLORS, figure, floor_line, label_line, part_labels

    plot, axes = figure(title(monitor), height=320, alt=monitor.summary())
    plot.alt = monitor.summary()
    steps = monitor.status["steps"]
    axes.set_yscale("log")
    axes.set(xlim=(0, steps), xlabel="step", ylabel="nats a word")
    axes.yaxis.set_major_formatter("{x:g}")
    labels, lowest = [], 1.0
    for key, name, color in LINES:
        points = [[look["step"], look[key]] for look in monitor.looks if look.get(key) is not None]
        points = list(monitor.curve) if key == "train" else points
        if points:
            at, losses = zip(*((step, max(LEAST, loss)) for step, loss in points))
            axes.plot(at, losses, color=COLORS[color], linewidth=1.2 if key == "train" else 2.2,
                      marker="o" if len(at) == 1 else "", markersize=4)
            labels.append(label_line(axes, at[-1], losses[-1], name, color))
            lowest = min(lowest, *losses)
    if not labels:
        axes.text(0.5, 0.5, "The first look is still to come: run the cell, and watch.", transform=axes.transAxes,
                  ha="center")
        axes.set_ylim(0.1, 10)
    if monitor.floors:
        floor_line(axes, monitor.floors["word"])
        lowest = min(lowest, monitor.floors["word"])
    if labels:
        axes.set_ylim(bottom=lowest * 0.8)
        part_labels(labels)
    return plot


def title(monitor) -> str:
    """The finding, as a sentence."""
    if not monitor.looks:
        return f"A training of {monitor.run.config.steps:,} steps begins"
    return monitor.looks[-1]["say"].rstrip(".")
