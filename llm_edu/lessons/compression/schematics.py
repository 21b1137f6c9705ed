"""What lesson 17 draws: weights bit by bit and as codes, rounding with compensation, what a teacher adds to a text."""

from collections.abc import Mapping

import torch
from torch import Tensor

from llm_edu.compression import quantise_weights
from llm_edu.lessons.common.printing import signed
from llm_edu.schematic import Box, Captioned, Cells, Lines, Schematic, Shape, column, row, table


def draw_bits(weights: Tensor, shown: int = 4) -> Schematic:
    """A few weights of a group in 16, 8 and 4 bits: the number that is read back, and its bits as squares.

    weights: (group,), with one scale for all in 8 and in 4 bits   shown: how many of them are drawn

    >>> draw_bits(torch.linspace(-0.8, 0.5, 32)).problems()
    []
    """
    rows: list[list[Shape]] = []
    read = []
    for bits in (16, 8, 4):
        kept = [(digits, signed(f"{value:.4f}")) for digits, value in stored(weights, bits)[:shown]]
        squares = [Cells([[int(digit) for digit in digits]], write="", size=9.5) for digits, _ in kept]
        rows.append([Lines(f"{bits} bits", size=14, bold=True),
                     *(column(Lines(value, size=14), each, gap=3, line=1) for each, (_, value) in zip(squares, kept))])
        read.append(", ".join(value for _, value in kept) + f" in {bits} bits")
    return Schematic(
        f"{shown} weights in 16 bits each, in 8, and in 4",
        column(table(rows, gap=(10, 16)), Lines("a blue square is a 1, a white one a 0"), gap=14),
        f"Each bit is a square, blue if it is 1. What is read back: {'; '.join(read)}. In 8 and in 4 bits, "
        f"{len(weights)} weights also share a scale of 16 bits.")


def stored(weights: Tensor, bits: int) -> list[tuple[str, float]]:
    """Each weight of a group digit by digit, and what is read back: a float16, or a code times the group's scale.

    A code is in two's complement, as computers store whole numbers.

    >>> stored(torch.tensor([0.375, -0.875]), bits=4)
    [('0011', 0.375), ('1001', -0.875)]
    """
    values: Tensor = weights.half()
    codes = values.view(torch.int16)
    if bits < 16:
        made = quantise_weights(weights, bits, len(weights))
        values, codes = made.dequantise(), made.codes
    return [(f"{code % 2 ** bits:0{bits}b}", value) for code, value in zip(codes.tolist(), values.tolist())]


def draw_group(weights: Tensor, bits: int = 4, shown: int = 7) -> Schematic:
    """A group of weights on its way into a file and back: divided by one scale, rounded, multiplied again.

    weights: (group,)   shown: how many of them are drawn, the one farthest from 0 in their middle

    >>> draw_group(torch.linspace(-0.8, 0.5, 32)).problems()
    []
    """
    made, count, top = quantise_weights(weights, bits, len(weights)), len(weights), 2 ** (bits - 1) - 1
    start = min(max(0, int(weights.abs().argmax()) - shown // 2), max(0, count - shown))
    part, scale = slice(start, start + shown), made.scales.item()
    lines = {"weights": (weights, "{:.4f}"), f"÷ {scale:.4f}": (weights / scale, "{:.2f}"),
             "codes: rounded": (made.codes, "{:.0f}"), f"back: · {scale:.4f}": (made.dequantise(), "{:.3f}")}
    cells = [Cells([values[part].tolist()], write=write, color="signed", most=1.0 * top * (scale if "·" in name or
                   name == "weights" else 1)) for name, (values, write) in lines.items()]
    for each in cells:    # all rows as wide as the widest
        each.cell = max(other.cell[0] for other in cells), each.cell[1]
        each.width = each.cell[0] * shown
    codes, numbers = count * bits // 8, count * 2
    drawing = Schematic(
        f"{count} weights share one scale: {codes + 2} bytes instead of {numbers}",
        column(*(row(Lines(name, bold=name[0] in "wcb", align="right"), each, Lines("…"), gap=10)
                 for name, each in zip(lines, cells)), gap=22, align="right"),
        f"{shown} of {count} weights: " + "; ".join(
            f"{weight:.4f} is code {code:.0f}, read back as {read:.3f}".replace("-", "−") for weight, code, read in zip(
                weights[part].tolist(), made.codes[part].tolist(), made.dequantise()[part].tolist()))
        + f". The scale is {scale:.4f}. The codes take {codes} bytes and the scale 2.")
    for above, below in zip(cells, cells[1:]):
        for place in range(shown):
            drawing.arrow(above.part(columns=slice(place, place + 1)), below.part(columns=slice(place, place + 1)))
    return drawing


def draw_compensation(weights: Tensor, inputs: Tensor, step: float = 1.0) -> Schematic:
    """A row of weights rounded plainly, and rounded with compensation: what the layer's outputs lose.

    weights: (2,)   inputs: (samples, 2)

    >>> draw_compensation(torch.tensor([0.4, 0.4]), torch.tensor([[2.0, 2], [1, 0], [0, 1]])).problems()
    []
    """
    first, second = weights.tolist()
    hessian = inputs.T @ inputs
    share = (hessian[0, 1] / hessian[1, 1]).item()
    kept = [round(first / step) * step, round(second / step) * step]
    error = first - kept[0]
    moved = second + error * share
    helped = [kept[0], round(moved / step) * step]
    losses = [(inputs @ (weights - torch.tensor(each))).square().sum().item() for each in (kept, helped)]
    named: dict = {"write": "{:.4g}", "color": "model", "size": 46, "most": max(1.0, abs(first), abs(second))}
    plain = [Cells([values], **named) for values in ((first, second), kept)]
    better = [Cells([values], **named) for values in ((first, second), (kept[0], second), (kept[0], moved), helped)]
    ends = [Box("squared error", f"{loss:.2f}", color="truth") for loss in losses]
    tops = Captioned(plain[0], "plain"), Captioned(better[0], "with compensation")
    drawing = Schematic(
        f"The second weight makes up for the first: squared error {losses[1]:.2f}, not {losses[0]:.2f}",
        row(column(column(tops[0], plain[1], gap=194), ends[0], gap=34),    # as far down as the other one
            column(tops[1], *better[1:], ends[1], gap=34), gap=120, align="top"),
        f"Plainly rounded, {first:g} and {second:g} become {kept[0]:g} and {kept[1]:g}: squared error {losses[0]:.2f}. "
        f"With compensation the first becomes {kept[0]:g}, its error {error:g} times {share:g} is added to the second, "
        f"which becomes {moved:g} and then {helped[1]:g}: squared error {losses[1]:.2f}.")
    drawing.arrow(plain[0], plain[1], "round both")
    drawing.arrow(plain[1], ends[0])
    one, two = (lambda each: each.part(columns=slice(0, 1))), (lambda each: each.part(columns=slice(1, 2)))
    drawing.arrow(one(better[0]), one(better[1]), "round", beside="left")
    drawing.arrow(two(better[0]), two(better[1]))
    drawing.arrow(one(better[1]), two(better[2]), f"+ {error:g} · {share:g}", color="learner", at=0.15,
                  beside="left", leave="bottom", enter="top")
    drawing.arrow(two(better[2]), two(better[3]), "round")
    drawing.arrow(better[3], ends[1])
    return drawing


def draw_teacher(text: str, word: str, chances: Mapping[str, float]) -> Schematic:
    """What a text and what a teacher tell a student about the next token.

    word: the next one in the text   chances: the teacher's probability of each token that is drawn, with `word`

    >>> draw_teacher("Last spring,", "Mia", {"Rosa": 0.03, "Omar": 0.03, "Mia": 0.02}).problems()
    []
    """
    tokens, values = list(chances), list(chances.values())
    names: dict = {"columns": [token.strip() for token in tokens], "size": 34}
    one = Cells([[float(token == word) for token in tokens]], color="truth", most=1, **names)
    many = Cells([values], write="{:.3f}", color="second", most=1.4 * max(values), **names)
    others = [Lines("…"), Lines("…")]
    whole = [row(each, dots, gap=6) for each, dots in zip((one, many), others)]
    story, teacher = Box("text", text, color="context", width=130), Box("teacher", "does not learn", width=130)
    student = Box("student", "learns", color="learner")
    drawing = Schematic(
        f"After “{text}” the text names one token, and the teacher tells how likely each is",
        row(column(story, teacher, gap=60), column(*whole, gap=62), student, gap=54),
        f"The text says {word.strip()}: 1 for this token, 0 for all others; the cross-entropy with it teaches the "
        "student. The teacher reads the same text and says "
        + ", ".join(f"{token} {value:.3f}" for token, value in zip(names["columns"], values))
        + ", …; the KL divergence from it teaches the student.")
    drawing.arrow(story, teacher)
    drawing.arrow(story, one)
    drawing.arrow(teacher, many)
    drawing.arrow(others[0], student, "cross-entropy", leave="right", enter="top", at=0.4)
    drawing.arrow(others[1], student, "KL divergence", leave="right", enter="bottom", at=0.4, beside="below")
    return drawing
