"""The picture of a pipeline, for lesson 08's section on more than one machine."""

from collections.abc import Sequence

from matplotlib.colors import to_rgb, to_rgba

from llm_edu.plotting import COLORS, figure
from llm_edu.scaling.parallel import Task, idle_fraction

PALETTE = ("model", "learner", "truth", "second", "third", "error")
PALE = 0.4    # how much of its colour a task keeps that goes backward
INK = "#1B1B1B"    # on boxes, which are as light on dark pages as on light ones
LEAST_FOR_NUMBER = 0.07    # the narrowest box that a number fits into, on the scale of time below


def pipeline_plot(pictures: Sequence[Sequence[Task]]):
    """Who works when: time to the right, a row for each stage, a colour for each micro-batch, grey where a stage waits.

    pictures: schedules to be drawn one above the other, on one scale of time in which each does equally much work
    """
    heights = [1 + max(task.stage for task in tasks) for tasks in pictures]
    idle = [idle_fraction(tasks) for tasks in pictures]
    said, cuts = [], []
    for share, tasks, stages in zip(idle, pictures, heights):
        batches = 1 + max(task.micro_batch for task in tasks)
        cuts.append(f"{batches} micro-batch{'' if batches == 1 else 'es'}")
        said.append(f"{stages} stages, {cuts[-1]}: idle {share:.0%} of the time")
    title = f"A stage is idle for {idle[0]:.0%} of the time with {cuts[0]}"
    title += f", and for {idle[-1]:.0%} with {cuts[-1]}" if len(pictures) > 1 else ""
    plot, axes = figure(title, height=80 + 27 * (sum(heights) + 2 * len(pictures)), alt="; ".join(said))
    below = 0
    ticks, names = [], []
    for tasks, stages, words in zip(pictures, heights, said):
        work = sum(task.end - task.start for task in tasks if task.stage == 0)    # of a stage: the unit of time
        draw_schedule(axes, tasks, below + 1, work)
        axes.text(0, below + 0.35, words, va="bottom", fontsize=11)
        ticks += [below + 1 + stage for stage in range(stages)]
        names += [f"stage {stage + 1}" for stage in range(stages)]
        below += stages + 1.6
    axes.set_yticks(ticks, names)
    axes.set_ylim(below - 0.7, -0.2)
    axes.set_xlabel("time (1: a stage's own work)     dark: forward     pale: backward     grey: waiting")
    axes.grid(False)
    return plot


def draw_schedule(axes, tasks: Sequence[Task], top: float, unit: float):
    """One schedule, its first stage at the height `top`."""
    finish = max(task.end for task in tasks)
    for stage in {task.stage for task in tasks}:
        axes.barh(top + stage, finish / unit, height=0.82, color=to_rgba(COLORS["context"], 0.15))
    for task in tasks:
        color = to_rgb(COLORS[PALETTE[task.micro_batch % len(PALETTE)]])
        if task.backward:
            color = tuple(PALE * part + 1 - PALE for part in color)    # mixed with white
        lightness = 0.2 * color[0] + 0.7 * color[1] + 0.1 * color[2]
        width = (task.end - task.start) / unit
        axes.barh(top + task.stage, width, left=task.start / unit, height=0.82, color=color,
                 linewidth=1 if width >= LEAST_FOR_NUMBER else 0.4, edgecolor="white")
        if width >= LEAST_FOR_NUMBER:
            axes.text(task.start / unit + width / 2, top + task.stage, str(task.micro_batch + 1), ha="center",
                      va="center", fontsize=11, color="white" if lightness < 0.4 else INK)
