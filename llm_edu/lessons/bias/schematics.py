"""What lesson 14 draws: where each remedy acts, how an adversary's gradient is reversed, and whom a lender trusts."""

from collections.abc import Mapping

from llm_edu.bias.fairness import Pair
from llm_edu.schematic import Box, Cells, Lines, Schematic, Shape, column, row, space, table
from llm_edu.storyland import World
from llm_edu.storyland.village import ANSWERS, ENDINGS, draw_travellers

People = tuple[int, int]    # how many bring it back, and how many keep it


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


def draw_lender(world: World, scores: Mapping[Pair, float], threshold: float, count: int = 60) -> Schematic:
    """Who gets a hat if the score must reach a threshold. Each square is a traveller, filled who brings it back.

    scores: (origin, answer) -> score   count: travellers from each origin, in whole numbers, so rounded

    >>> from llm_edu.bias import small_world, true_returned
    >>> world = small_world(job_skew=0.6, origin_skew=0.4)
    >>> draw_lender(world, true_returned(world), 0.5).problems()
    []
    """
    groups, shares, told = [], [], []
    longest = max(sum(people) for answers in _travellers(world, count).values() for people in answers.values())
    lent_to: list[tuple[list[Shape], str]] = []
    for origin, answers in _travellers(world, count).items():
        rows: list[list[Shape]] = [[Lines(answer), _squares(people, longest), Lines(f"{scores[origin, answer]:.2f}")]
                                   for answer, people in answers.items()]
        lent = [scores[origin, answer] >= threshold for answer in answers]
        back, kept = ([people[place] for people in answers.values()] for place in (0, 1))
        gets = [sum(people for people, gets in zip(each, lent) if gets) for each in (back, kept)]
        shares.append(f"{100 * gets[0] / sum(back):.0f} % {'' if shares else 'of the returners '}from the {origin}")
        words = f"{gets[0]} of {sum(back)} returners", f"{gets[1]} of {sum(kept)} keepers"
        groups.append(table(rows, gap=(10, 10), heads=(origin, "" if groups else "filled: brings it back", "P")))
        lent_to.append(([row_[-1] for row_, gets_it in zip(rows, lent) if gets_it], "get a hat:\n" + "\n".join(words)))
        told.append(f"Of {count} travellers from the {origin}, " + ", ".join(
            f"{sum(people)} {answer} and {people[0]} of these bring it back" for answer, people in answers.items())
            + f". A hat goes to {' and '.join(words)}.")
    drawing = Schematic(f"P of at least {threshold:g} gets a hat: {', '.join(shares)}",
                        column(*groups, gap=20, align="left"),
                        f"Filled squares bring the hat back, empty ones keep it. {' '.join(told)}")
    for shapes, label in lent_to:
        if shapes:
            drawing.brace(shapes, label, side="right", color="learner")
    return drawing


def _squares(people: People, longest: int, size: int = 11) -> Shape:
    cells = Cells([[1] * people[0] + [0] * people[1]], color="truth", write="", size=size)
    return row(cells, space(size * (longest - sum(people))), gap=0)


def _travellers(world: World, count: int) -> dict[str, dict[str, People]]:
    """{origin: {answer: people}} for so many travellers from the hills, and as many from the coast."""
    weights = {(who.word, who.answer, who.ending): weight
               for who, weight in draw_travellers(world.origin_skew, world.marsh)}
    found: dict[str, dict[str, People]] = {}
    for origin in ("hills", "coast"):
        total = sum(weight for (each, _, _), weight in weights.items() if each == origin)
        back, kept = ([round(count * weights.get((origin, answer, ending), 0.0) / total) for answer in ANSWERS]
                      for ending in ENDINGS)
        found[origin] = dict(zip(ANSWERS, zip(back, kept)))
    return found
