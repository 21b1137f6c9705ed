"""What lesson 02 draws: a look-up as a product, one round of real or fake, and king − man + woman."""

from collections.abc import Sequence

import numpy as np

from llm_edu.embeddings import WordVectors, one_hot, unit_vectors
from llm_edu.schematic import Box, Captioned, Cells, Lines, Schematic, Token, column, row, space, table


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
    above = row(*chips, gap=8)
    player = Box(f"center vector of {text[place]} · context vector of the other word", "sigmoid makes a probability",
                 width=above.width)
    drawing = Schematic(
        f"Real or fake? “Real” is right for {len(near)} neighbours, “fake” for {len(hat)} words from the hat",
        column(above, player, row(*drawn, gap=40), gap=46),
        f"In the text {' '.join(text)}, the center is {text[place]}. Its neighbours up to {window} words away are "
        f"real: {', '.join(text[number] for number in near)}. Fakes from the hat: {', '.join(hat)}.")
    drawing.arrow(chips[place], player, color="learner")
    for number in near:
        drawing.arrow(chips[number], player, color="truth")
    for chip in drawn:
        drawing.arrow(chip, player, color="error", dashed=True)
    drawing.brace([chips[number] for number in near], "real: in the window", side="top", color="truth")
    drawing.brace(drawn, "fake: out of the hat", color="error")
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
    step = np.linalg.norm(plus - minus)
    to_start, to_wanted = float(end @ start), float(end @ wanted)
    arrived = Box(f"{a} − {b} + {c}", color="learner")
    begun, left, found = (Token(word, width=84) for word in (a, b, answer))
    right = Token(c, width=arrived.width)
    nearer, other = (a, answer) if to_start > to_wanted else (answer, a)
    drawing = Schematic(
        f"{a} − {b} + {c} ends nearer to {nearer} than to {other}",
        table([[begun, arrived, space(), found], [left, right, space(), space()]], gap=(112, 60)),
        f"The step from {b} to {c} has the length {step:.2f}. The same step from {a} ends at a point whose cosine with "
        f"{a} is {to_start:.2f}, and with {answer} {to_wanted:.2f}.")
    drawing.arrow(left, right, f"step: {step:.2f}", color="learner")
    drawing.arrow(begun, arrived, "the same step", color="learner")
    for low, high in ((left, begun), (right, arrived)):
        drawing.line(low, high, width=1)
    drawing.line(arrived, found, f"cosine {to_wanted:.2f}", dashed=True)
    drawing.line(begun, arrived, f"cosine {to_start:.2f}", leave="top", enter="top", dashed=True)
    return drawing
