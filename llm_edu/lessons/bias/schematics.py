"""What lesson 14 draws: where each remedy acts, and how an adversary's gradient is reversed."""

from llm_edu.schematic import Box, Schematic, column, row, space, table


def draw_remedies() -> Schematic:
    """From the texts to what a model says, and where each of the three remedies acts.

    >>> draw_remedies().problems()
    []
    """
    path = [Box("texts", "stories", color="context", width=124), Box("training", "loss → gradients", width=124),
            Box("model", "weights, stream", width=124), Box("answer", "She or He", color="truth", width=124)]
    remedies = [Box("1. other stories", "swap, balance", color="learner"),
                Box("3. an adversary", "changes the gradients", color="learner"),
                Box("2. a correction", "vectors, stream,", "or probabilities", color="learner")]
    flow = row(*path, gap=52)
    drawing = Schematic(
        "Each remedy acts at a different point on the way from the texts to the answer",
        column(flow, row(*remedies, gap=30, align="top"), gap=56),
        "Texts go into training, training makes the model, the model gives an answer. Remedy 1 changes the texts. "
        "Remedy 3, an adversary, changes the gradients of training. Remedy 2 corrects the finished model: its vectors, "
        "its stream, or the probabilities of its answer.")
    for start, end in zip(path, path[1:]):
        drawing.arrow(start, end)
    for remedy, targets in zip(remedies, (path[:1], path[1:2], path[2:])):
        for target in targets:
            drawing.arrow(remedy, target, leave="top", enter="bottom", color="learner")
    return drawing


def draw_adversary(width: int, strength: float) -> Schematic:
    """A model and an adversary that reads its stream: numbers go forward, gradients come back, one of them reversed.

    width: numbers in the stream   strength: of the reversed gradient

    >>> draw_adversary(64, 0.3).problems()
    []
    """
    lower = Box("model", "embedding, blocks")
    stream = Box("stream", f"{width} numbers", "before the pronoun", color="context")
    exits = Box("unembedding", "says the next word", width=150)
    reverse = Box("reversal", "forward: · 1", f"back: · (−{strength:g})", color="learner", width=stream.width)
    adversary = Box("adversary", "says She or He", color="second", width=150)
    losses = [Box("loss", whose, color="truth", width=112) for whose in ("of the model", "of the adversary")]
    drawing = Schematic(
        "The adversary follows its gradient, and the model follows the same gradient reversed",
        table([[lower, stream, exits, losses[0]], [space(), reverse, adversary, losses[1]]], gap=(40, 52)),
        f"Forward, the solid arrows: the model makes a stream of {width} numbers, from which the unembedding says the "
        "next word. The same numbers go through the reversal, unchanged, to the adversary, which says She or He. Both "
        "have a loss. Back, the dashed arrows: the gradient of the model's loss goes into the model. The gradient of "
        f"the adversary's loss goes into the adversary, and through the reversal, times −{strength:g}, into the model.")
    for start, end in ((lower, stream), (stream, exits), (exits, losses[0]), (stream, reverse), (reverse, adversary),
                       (adversary, losses[1])):
        drawing.arrow(start, end)
    for start, end, side in ((losses[0], exits, "top"), (exits, lower, "top"), (losses[1], adversary, "bottom"),
                             (adversary, reverse, "bottom")):
        drawing.arrow(start, end, leave=side, enter=side, dashed=True, color="truth" if side == "top" else "second")
    drawing.arrow(reverse, lower, "gradient,\nreversed", leave="left", enter="bottom", dashed=True, color="learner",
                  at=0.8, beside="left")
    return drawing
