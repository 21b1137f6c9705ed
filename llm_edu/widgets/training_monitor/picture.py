"""TrainingMonitor as a picture, for where no browser code runs: the losses over the steps, and the floor."""

LINES = (("train", "training", "context"), ("word", "held out", "model"), ("elsewhere", "elsewhere", "third"),
         ("recall", "at recalls", "second"))
LEAST, MOST = 0.01, 100    # nats; what is less or more is drawn at the edge
TICKS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, MOST)    # the view's own, and two for a training that explodes


def draw(monitor):
    """Losses on a scale of factors, each line with its name, as a CourseFigure."""
    from llm_edu.plotting import COLORS, figure, label_line, part_labels

    plot, axes = figure(title(monitor), height=320, alt=monitor.summary())
    plot.alt = monitor.summary()
    steps = monitor.status["steps"]
    axes.set_yscale("log")
    axes.set(xlim=(0, steps), xlabel="step", ylabel="nats a word")
    labels, drawn = [], []
    for key, name, color in LINES:
        points = [[look["step"], look[key]] for look in monitor.looks if look.get(key) is not None]
        points = list(monitor.curve) if key == "train" else points
        if points:
            at, losses = zip(*((step, min(MOST, max(LEAST, loss))) for step, loss in points))
            axes.plot(at, losses, color=COLORS[color], linewidth=1.2 if key == "train" else 2.2,
                      marker="o" if len(at) == 1 else "", markersize=4)
            named = 0 if key == "train" else -1    # at its end the training loss runs into the others
            labels.append(label_line(axes, at[named], losses[named], name, color))
            drawn += losses
    if not drawn:
        axes.text(0.5, 0.5, "The first evaluation is still to come: run the cell, and watch.", transform=axes.transAxes,
                  ha="center")
    scale(axes, drawn or [0.2, 10], monitor.floors.get("word"))
    part_labels(labels)
    return plot


def scale(axes, losses, floor: float | None) -> None:
    """An axis that reaches around the losses, with the view's ticks; and the floor, named below its line.

    Above its line the losses come to lie. Below there is room: those at recalls are far down when a training ends.
    """
    from llm_edu.plotting import floor_line

    lowest = min(1.0, *losses)
    highest = max(1.0, *losses)
    if floor is not None:
        lowest = min(lowest, 0.6 * floor)
        text = floor_line(axes, floor)
        text.set(va="top")
        text.xyann = (-2, -5)
    bottom, top = 0.8 * lowest, next(tick for tick in TICKS if tick >= highest)
    axes.set_ylim(bottom, top)
    axes.set_yticks([tick for tick in TICKS if bottom <= tick <= top])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter("{x:g}")


def title(monitor) -> str:
    """The finding, as a sentence."""
    if not monitor.looks:
        return f"A training run of {monitor.run.config.steps:,} steps begins"
    return monitor.looks[-1]["say"].rstrip(".")
