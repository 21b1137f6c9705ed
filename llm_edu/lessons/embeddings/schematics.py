"""What lesson 02 draws: a look-up as a product, one round of real or fake, and king − man + woman."""

from collections.abc import Sequence

import numpy as np

from llm_edu.embeddings import WordVectors, one_hot, unit_vectors
from llm_edu.schematic import Box, Captioned, Cells, Frame, Lines, Schematic, Token, column, row, space, table


def draw_look_up(words: Sequence[str], vectors: np.ndarray, word: str) -> Schematic:
    """A one-hot vector times a table: every row is multiplied by its switch, and one row is left.

    vectors: (words, width), row for row   word: whose vector is looked up

    >>> draw_look_up(["soup", "plums", "hen"], np.array([[4, 0], [3, 1], [3, 6]]), "hen").problems()
    []
    """
    chosen = list(words).index(word)
    switches, most = one_hot(chosen, len(words)), float(np.abs(vectors).max())
    asked = [Cells([[switch]], color="learner", most=1) for switch in switches]
    rows = [Cells([vector], most=2 * most) for vector in vectors]
    products = [Cells([switch * vector], most=2 * most, color="truth") for switch, vector in zip(switches, vectors)]
    result = Cells([switches @ vectors], most=2 * most, color="truth")
    drawing = Schematic(
        f"The switch of {word} is on, so its row is all that is left",
        row(table([[Token(name, highlight=name == word, width=64), *shapes] for name, *shapes in zip(
            words, asked, (Lines("×", size=16) for _ in words), rows, (Lines("=", size=16) for _ in words), products)],
            gap=(16, 12), heads=("", "one-hot", "", "table", "", "product")),
            Captioned(result, "sum"), gap=60),
        "; ".join(f"{name}: switch {switch:g} times row ({', '.join(f'{number:g}' for number in vector)})"
                  for name, switch, vector in zip(words, switches, vectors))
        + f". The sum of the products is ({', '.join(f'{number:g}' for number in vectors[chosen])}).")
    for place, product in enumerate(products):
        drawing.line(product, result, color="truth", width=4 if place == chosen else 1)
    return drawing


def draw_real_or_fake(text: Sequence[str], place: int, window: int, hat: Sequence[str]) -> Schematic:
    """One round of skip-gram with negative sampling: the center, its real neighbours, and fakes out of the hat.

    text: some words   place: of the center   window: how far its neighbours are   hat: the fakes

    >>> draw_real_or_fake("One day Mia fed her white goat".split(), 3, 2, ["river", "soup", "the"]).problems()
    []
    """
    chips = [Token(word, highlight=number == place) for number, word in enumerate(text)]
    near = [number for number in range(max(0, place - window), min(len(text), place + window + 1)) if number != place]
    drawn = [Token(word) for word in hat]
    player = Box(f"center vector of {text[place]}", "dot product with a context vector, then sigmoid", width=300)
    fakes = Frame("out of the hat", row(*drawn, gap=12))
    drawing = Schematic(
        f"Real or fake? The player should say real to the {len(near)} neighbours, and fake to the hat",
        column(row(*chips, gap=8), player, fakes, gap=64),
        f"In the text {' '.join(text)}, the center is {text[place]}. Its neighbours up to {window} words away are real: "
        f"{', '.join(text[number] for number in near)}. Fakes from the hat: {', '.join(hat)}.")
    for number in near:
        drawing.arrow(chips[number], player, color="truth", straight=True, leave="bottom", enter="top")
    for chip in drawn:
        drawing.arrow(chip, player, color="worse", straight=True, dashed=True, leave="top", enter="bottom")
    return drawing


def draw_analogy(vectors: WordVectors, a: str, b: str, c: str, answer: str) -> Schematic:
    """What a − b + c does: the step from b to c, begun at a, and which words are near its end.

    answer: the word that the analogy should find

    >>> some = WordVectors(["king", "man", "woman", "queen"], np.array([[3, 1.0], [3, -1], [2, -2], [2, 2]]))
    >>> draw_analogy(some, "king", "man", "woman", "queen").problems()
    []
    """
    start, minus, plus, wanted = (unit_vectors(vectors[word]) for word in (a, b, c, answer))
    end = unit_vectors(start - minus + plus)
    step, length = np.linalg.norm(plus - minus), np.linalg.norm(wanted - start)
    to_start, to_wanted = float(end @ start), float(end @ wanted)
    begun, left, right, found = (Token(word, width=84) for word in (a, b, c, answer))
    arrived = Box(f"{a} − {b} + {c}", color="learner")
    nearer = a if to_start > to_wanted else answer
    drawing = Schematic(
        f"{a} − {b} + {c} ends nearest to {nearer}",
        table([[begun, arrived, found], [left, right, space()]], gap=(130, 70)),
        f"The step from {b} to {c} has the length {step:.2f}. The same step from {a} ends at a point whose cosine with "
        f"{a} is {to_start:.2f}, and with {answer} {to_wanted:.2f}. From {a} to {answer} the length is {length:.2f}.")
    drawing.arrow(left, right, f"step: {step:.2f}", color="learner")
    drawing.arrow(begun, arrived, "the same step", color="learner")
    drawing.line(arrived, found, f"cosine {to_wanted:.2f}", dashed=True)
    drawing.line(begun, arrived, f"cosine {to_start:.2f}", leave="top", enter="top", dashed=True)
    return drawing
