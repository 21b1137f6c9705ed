"""What lesson 09 draws: a safetensors file, the bits of a number, the logit lens, and activation patching."""

import json
from collections.abc import Callable, Sequence

import numpy as np
import torch

from llm_edu.schematic import (
    Box,
    Captioned,
    Cells,
    Lines,
    Schematic,
    Token,
    column,
    row,
    space,
    table,
)


def draw_safetensors(data: bytes) -> Schematic:
    """The three parts of a small safetensors file, and where its header says that each tensor is.

    data: the whole file

    >>> from safetensors.torch import save
    >>> tiny = save({"hat": torch.tensor([1, 2, -0.5]).half(), "cats": torch.tensor([[3], [4]]).half()})
    >>> draw_safetensors(tiny).problems()
    []
    """
    length = int.from_bytes(data[:8], "little")
    begin = 8 + length
    header = json.loads(data[8:begin])
    entries = {name: Box(name, f"{entry['dtype']}, shape {entry['shape']}", f"data_offsets {entry['data_offsets']}",
                         width=176) for name, entry in header.items()}
    numbers = _bytes(data[begin:], "truth")
    parts = [_bytes(data[:8], "context"), row(*entries.values(), gap=20), numbers]
    names = [("bytes 0 to 7", "the header's", f"length: {length}"),
             (f"bytes 8 to {begin - 1}", "the header,", "in JSON"),
             (f"bytes {begin} to {len(data) - 1}", "the numbers")]
    wide = max(part.width for part in parts)
    lines = [[column(Lines(name, bold=True), Lines(*rest), gap=0),
              column(space(wide), part, gap=0, align="left", line=1)]
             for (name, *rest), part in zip(names, parts)]
    places = {name: header[name]["data_offsets"] for name in entries}
    drawing = Schematic(
        f"Three parts: a length, a header of {length} bytes, and {len(data) - begin} bytes of numbers",
        table(lines, gap=(28, 30)),
        f"Bytes 0 to 7 hold the header's length, {length}. Bytes 8 to {begin - 1} are the header. "
        + " ".join(f"It says that {name} is {header[name]['dtype']} of shape {header[name]['shape']}, from byte "
                   f"{start} to byte {stop} of the numbers." for name, (start, stop) in places.items())
        + f" The numbers are bytes {begin} to {len(data) - 1} of the file.")
    for name, (start, stop) in places.items():
        part = numbers.part(columns=slice(start, stop))
        drawing.brace([part], f"{name}: {start} to {stop}", color="truth")
        drawing.arrow(entries[name], part)
    return drawing


def _bytes(data: bytes, color: str) -> Cells:
    """Bytes as Python prints them."""
    return Cells([list(data)], write=lambda byte: repr(bytes([int(byte)]))[2:-1], most=9999, color=color)


def draw_float16(data: bytes) -> Schematic:
    """How two bytes of a file make a number: sign, exponent and fraction.

    data: 2 bytes, the less significant first

    >>> draw_float16(b"\\x00B").problems()
    []
    """
    number = float(np.frombuffer(data, np.float16)[0])
    bits = f"{int.from_bytes(data, 'little'):016b}"
    exponent, fraction = int(bits[1:6], 2), int(bits[6:], 2)
    chips = [Token(repr(data[place:place + 1])[2:-1], width=70) for place in (0, 1)]
    wide = Cells([list(map(int, bits))], size=34, color="model", write="{:.0f}", most=3)
    sign = "−" if bits[0] == "1" else ""
    formula = Box(f"{sign}2^({exponent} − 15) · (1 + {fraction} / 1,024) = {number:g}".replace("-", "−"), color="truth")
    drawing = Schematic(
        f"Two bytes, read from right to left, make the number {number:g}".replace("-", "−"),
        column(Captioned(row(*chips, gap=206), "in the file"), wide, formula, gap=44),
        f"The bits are {bits[0]}, the sign; {bits[1:6]}, the exponent {exponent}; and {bits[6:]}, the fraction "
        f"{fraction}. So the number is {sign}2^({exponent} − 15) · (1 + {fraction} / 1,024) = {number:g}.")
    for chip, half in zip(chips, (slice(8, 16), slice(0, 8))):
        drawing.arrow(chip, wide.part(columns=half), leave="bottom", enter="top")
    for part, name, color in ((slice(0, 1), "sign", "third"), (slice(1, 6), f"exponent {exponent}", "learner"),
                              (slice(6, 16), f"fraction {fraction}", "second")):
        drawing.brace([wide.part(columns=part)], name, color=color)
    return drawing


def draw_logit_lens(streams: torch.Tensor, rows: torch.Tensor, tokens: Sequence[str]) -> Schematic:
    """The stream after each block, and what the model would say if it stopped there.

    streams: (layers + 1, width), before the first block and after each   rows: (tokens, width), of the unembedding

    >>> streams, rows = torch.tensor([[1.0, 1], [1, 3], [5, 3]]), torch.tensor([[1.0, 0], [0, 1], [-1, 0]])
    >>> draw_logit_lens(streams, rows, ["red", "blue", "hat"]).problems()
    []
    """
    logits = streams @ rows.T    # (layers + 1, tokens)
    chances = logits.softmax(-1)
    stream = [Cells([each], color="context", most=2 * float(streams.abs().max()), size=32) for each in streams]
    blocks = [Box(f"block {number}", f"adds ({', '.join(f'{value:g}' for value in change)})")
              for number, change in enumerate(streams.diff(dim=0).tolist())]
    says = [Cells(each[:, None], rows=tokens, write="P {:.2f}", color="learner", most=1, size=28) for each in chances]
    names = ["at first", *(f"after block {number}" for number in range(len(blocks)))]
    stops = [column(Captioned(vector, name), each, gap=56, line=0) for vector, name, each in zip(stream, names, says)]
    best = [tokens[int(each.argmax())] for each in chances]
    drawing = Schematic(
        f"The lens: after block {len(blocks) - 2} the model would say {best[-2]}, in the end it says {best[-1]}",
        row(*(each for pair in zip(stops, [*blocks, space()]) for each in pair), gap=22),
        " ".join(f"{name[0].upper()}{name[1:]}, the stream is {_vector(vector)}. Its dot products with the rows of "
                 f"{', '.join(tokens)} are the logits {_vector(values)}, and the probabilities {_vector(each)}."
                 for name, vector, values, each in zip(names, streams, logits, chances)))
    for before, block, after in zip(stream, blocks, stream[1:]):
        drawing.arrow(before, block, color="truth", width=3)
        drawing.arrow(block, after, color="truth", width=3)
    for vector, each, values in zip(stream, says, logits):
        drawing.arrow(vector, each, f"logits\n{', '.join(f'{value:g}' for value in values.tolist())}"
                      .replace("-", "−"))
    return drawing


def draw_patching(tokens: Sequence[str], source: Sequence[str], layers: int, layer: int, position: int) -> Schematic:
    """One piece of a run on the source, carried into a run on the prompt, and what it can change there.

    tokens, source: of the prompt and the source, equally many   layer, position: where the stream is exchanged, after
    so many blocks

    >>> drawing = draw_patching(["her", "red", "…", "the"], ["her", "brown", "…", "the"], layers=3, layer=1, position=1)
    >>> drawing.problems()
    []
    """
    def grid(words: Sequence[str], share: Callable[[int, int], float], before: Sequence[str] = ()) -> Cells:
        values = [[share(depth, place) for place in range(len(words))] for depth in range(layers + 1)]
        return Cells(values, columns=words, rows=before, color="learner", write="", size=50)

    def taken(depth: int, place: int) -> bool:
        return (depth, place) == (layer, position)

    def later(depth: int, place: int) -> bool:
        return depth > layer and place >= position

    said, own = next((other, word) for word, other in zip(tokens, source) if word != other)
    names = ["at first", *(f"after block {number}" for number in range(layers))]
    given = grid(source, lambda *site: 1 if taken(*site) else 0.35, [name.replace(" ", "\xa0") for name in names])
    patched = grid(tokens, lambda *site: 1 if taken(*site) else 0.15 * later(*site))
    drawing = Schematic(
        "A patch carries one piece of the source's run into the prompt's run",
        row(Captioned(given, "source", f"the model says {said}"),
            Captioned(patched, "prompt, patched", f"{own} or {said}?"), gap=56),
        f"Two grids, with a column for each token ({', '.join(source)} in the source, {', '.join(tokens)} in the "
        f"prompt) and a row for the stream {', '.join(names)}. The prompt's stream {names[layer]}, at "
        f"{tokens[position]}, is replaced by the source's. The patch can change what is computed later, at this token "
        f"and those after it. Does the model then say {said} instead of {own}?")
    one, other = (each.part(slice(layer, layer + 1)) for each in (given, patched))
    drawing.arrow(one, other, "patch", color="learner", width=3)
    drawing.brace([patched.part(slice(layer + 1, None), slice(position, None))], "what it\ncan change", side="right")
    return drawing


def _vector(numbers: torch.Tensor) -> str:
    return f"({', '.join(f'{round(number, 2):g}' for number in numbers.tolist())})".replace("-", "−")
