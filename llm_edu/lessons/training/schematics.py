"""What lesson 06 draws: a training step as a loop, and a batch in pieces that makes a single step."""

from collections.abc import Sequence

from llm_edu.schematic import Box, Plus, Schematic, row, space, table


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
