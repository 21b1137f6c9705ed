"""What lesson 06 draws: a training step as a loop, steps in a valley, and a batch in pieces for a single step."""

import math
from collections.abc import Sequence
from itertools import pairwise

from llm_edu.plotting import COLORS
from llm_edu.schematic import Box, Captioned, Plus, Schematic, Shape, row, space, table
from llm_edu.schematic.paper import Paper, Point, pale, rounded, toward


def draw_training_step(parameter: float, gradient: float, learning_rate: float) -> Schematic:
    """The loop: predict and compare on the way forward, gradients on the way back, and the step of one parameter.

    >>> draw_training_step(parameter=0.50, gradient=2.0, learning_rate=0.1).problems()
    []
    """
    moved = parameter - learning_rate * gradient
    batch, model = Box("batch", color="context"), Box("model", f"one parameter: {parameter:.2f}", color="learner")
    logits, loss = Box("logits"), Box("loss", color="error")
    slopes = Box("gradients", f"of this one: {gradient:.1f}", color="second")
    step = Box("optimiser", f"{parameter:.2f} − {learning_rate:g} · {gradient:.1f} = {moved:.2f}", color="truth")
    drawing = Schematic(
        "A training step is a loop: predict, compare, improve",
        table([[batch, model, logits, loss], [space(), step, slopes, space()]], gap=(66, 60)),
        "A batch goes through the model, which predicts logits; comparing them with the targets gives the loss. From "
        "the loss, backward leads to the gradients. The optimiser takes them, and moves the model's parameters: one of "
        f"{parameter:.2f} with a gradient of {gradient:g} becomes {moved:.2f}. Then comes the next batch.")
    drawing.arrow(batch, model, "inputs")
    drawing.arrow(model, logits, "predict")
    drawing.arrow(batch, loss, "targets", leave="top", enter="top", reach=24)
    drawing.arrow(logits, loss, "compare")
    drawing.arrow(loss, slopes, "backward", leave="bottom", enter="right", at=0.2, color="second")
    drawing.arrow(slopes, step, color="second")
    drawing.arrow(step, model, "improve", color="truth", width=3)
    return drawing


def draw_accumulation(words: Sequence[int]) -> Schematic:
    """A batch in pieces: the gradient of each is added in proportion to its words, then comes one step.

    words: how many words count in each piece

    >>> draw_accumulation([480, 512, 530, 497]).problems()
    []
    """
    shares = [count / sum(words) for count in words]
    pieces = [Box(f"piece {number}", f"{count:,} words", color="context") for number, count in enumerate(words, 1)]
    passes = [Box("forward, backward", f"share {share:.3f}") for share in shares]
    plus = Plus()
    gradient = Box("gradient", f"of all {sum(words):,} words", color="second")
    step = Box("one step", "of the optimiser", color="truth")
    drawing = Schematic(
        f"{len(words)} backward passes add up to the gradient of the whole batch, for one step",
        row(table(zip(pieces, passes), gap=(36, 14)), plus, gradient, step, gap=40),
        " ".join(f"Piece {number} has {count:,} words, so its gradient counts {share:.3f}."
                 for number, (count, share) in enumerate(zip(words, shares), 1))
        + f" Their sum is the gradient of all {sum(words):,} words, with which the optimiser takes one step.")
    for piece, each in zip(pieces, passes):
        drawing.arrow(piece, each)
        drawing.arrow(each, plus)
    drawing.arrow(plus, gradient)
    drawing.arrow(gradient, step)
    return drawing


def draw_steps(factor: float, start: float, rates: Sequence[float], steps: int = 3) -> Schematic:
    """The first steps of gradient descent in one valley, with several learning rates.

    factor: the loss is factor · x²   start: the first x

    >>> draw_steps(factor=2, start=1.0, rates=[0.1, 0.5, 0.6]).problems()
    []
    """
    valleys, said = [], []
    for rate in rates:
        walk = [start]
        for _ in range(steps):
            walk.append(walk[-1] - rate * 2 * factor * walk[-1])
        before, after = abs(start), abs(walk[-1])
        end = "to and fro" if math.isclose(before, after) else "down" if after < before else "up and out"
        color = {"down": "model", "to and fro": "learner", "up and out": "error"}[end]
        places = " → ".join(f"{x:.2f}".rstrip("0").rstrip(".").replace("-", "−") for x in walk)
        valley = Valley(walk, edge=2.05 * abs(start), color=color)
        valleys.append(Captioned(Captioned(valley, places, above=False, bold=False), f"rate {rate:g}: {end}",
                                 color=color))
        said.append(f"with rate {rate:g} it goes {end}: {places}")
    return Schematic(
        "The height is the loss: a step that is too long lands higher, on the other side",
        row(*valleys, gap=12, align="bottom"),
        f"The loss, {factor:g} times the square of x, is a valley. A walk begins at {start:g}. In {steps} steps, "
        + "; ".join(said) + ".")


class Valley(Shape):
    """A loss that grows with the square of x, and a walk in it: a dot for each x, an arrow for each step.

    edge: how far the valley is drawn on either side of 0; what is beyond it is left out
    """

    def __init__(self, walk: Sequence[float], edge: float, color: str):
        self.walk, self.edge, self.color = walk, edge, color
        super().__init__(156, 196)

    def place(self, x: float) -> Point:
        """Where on the paper the valley is at x."""
        wide, high = self.width / 2 - 8, self.height - 46    # room for dots, and for arrows that leave
        return (self.x + self.width / 2 + x / self.edge * wide,
                self.y + self.height - 8 - (x / self.edge)**2 * high)

    def draw(self, paper: Paper) -> None:
        slope = [self.place(self.edge * part / 40) for part in range(-40, 41)]
        paper.line("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in slope), slope, COLORS["context"], 2.5)
        for before, after in pairwise(self.walk):
            self.hop(paper, self.place(before), self.place(after))
        for x in dict.fromkeys(self.walk):
            if abs(x) <= self.edge:
                left, top = self.place(x)
                fill = pale(self.color, 1 if x == self.walk[0] else 0.3)
                paper.box(left - 3.2, top - 3.2, 6.4, 6.4, fill=fill, edge=COLORS[self.color], radius=3.2)

    def hop(self, paper: Paper, start: Point, end: Point) -> None:
        """An arrow that flies from one place to the next, as far as the upper edge of the drawing."""
        (x, y), length = start, ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        back = (x - end[0]) / length, (y - end[1]) / length
        end = toward(start, end, length * (y - self.y) / (y - end[1])) if end[1] < self.y else toward(end, start, 6)
        paper.line(*rounded([start, end]), COLORS[self.color])
        if length > 12:
            paper.head(end, back, 8, COLORS[self.color])
