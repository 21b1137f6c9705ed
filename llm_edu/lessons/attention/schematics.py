"""What lesson 04 draws: its model, a look-up, the causal mask, multi-head attention, and the pairs of RoPE."""

from collections.abc import Sequence

import torch

from llm_edu.attention import LookBack, MultiHeadAttention, causal_mask
from llm_edu.attention.weights import attention_weights
from llm_edu.schematic import (
    Box,
    Captioned,
    Cells,
    Frame,
    Lines,
    Matrix,
    Plus,
    Schematic,
    Shape,
    Token,
    column,
    row,
    space,
    table,
)


def draw_look_back(model: LookBack) -> Schematic:
    """`LookBack`: the window on the right, what looks further back on the left, and the matrix of each arrow.

    >>> draw_look_back(LookBack(530, None, units=128)).problems()
    []
    """
    width, units, window = model.embeddings.shape[1], model.hidden.shape[1], model.window
    names = ("to_key", "to_value", "to_query", "from_found", "hidden", "output")
    sizes = {name: " × ".join(map(str, getattr(model, name).shape)) for name in names}
    label = {name: f"{name}\n{size}" for name, size in sizes.items()}
    head = model.to_query.shape[1]
    keys, values, query = asked = [Box(name, f"{head} numbers", width=104) for name in ("key", "value", "query")]
    wide = 3 * 104 + 2 * 18
    words = Box("every word so far", f"{width} numbers each", color="context", width=wide)
    function = Box("what looks back: your function", f"queries, keys, values, mask → {head} numbers found",
                   color="learner", width=wide)
    recent = Box(f"the last {window} words", f"{window} × {width} numbers", color="context", width=190)
    hidden, plus = Box("hidden layer", f"{units} numbers", width=190), Plus()
    logits = Box("a logit for each word", "answer · the word's own vector", color="truth", width=190)
    left = column(words, row(*asked, gap=18), function, gap=50)
    right = column(recent, hidden, column(space(height=12), plus, space(height=12), gap=0), logits, gap=50)
    drawing = Schematic(
        f"LookBack: a window of {window} words (right), and what looks further back (left)",
        row(left, right, gap=88, align="top"),
        f"The last {window} words make {units} numbers in the window's hidden layer (hidden, {sizes['hidden']}). These "
        f"make the answer, {width} numbers (output, {sizes['output']}), and a query (to_query, {sizes['to_query']}). "
        f"Every word so far makes a key (to_key, {sizes['to_key']}) and a value (to_value, {sizes['to_value']}). Your "
        f"function takes queries, keys, values and a mask. What it finds goes through a matrix (from_found, "
        f"{sizes['from_found']}) and is added to the answer, whose dot product with a word's own vector is the logit.")
    drawing.arrow(words, keys, label["to_key"])
    drawing.arrow(words, values, label["to_value"])
    drawing.arrow(hidden, query, label["to_query"])
    drawing.arrow(recent, hidden, label["hidden"])
    drawing.arrow(hidden, plus, label["output"])
    drawing.arrow(function, plus, label["from_found"])
    drawing.arrow(plus, logits, f"answer\n{width} numbers")
    for shape in asked:
        drawing.arrow(shape, function)
    return drawing


def draw_look_up(tokens: Sequence[str], query: torch.Tensor, keys: torch.Tensor, values: torch.Tensor) -> Schematic:
    """A query asks each token: from keys to scores, to weights, to a mix of the values.

    query: (d,)   keys: (tokens, d)   values: (tokens, d_value)

    >>> keys, values = torch.tensor([[0.0, 1], [2, 0], [1, 1]]), torch.tensor([[5.0, 0], [0, 7], [1, 1]])
    >>> draw_look_up(["Mia", "green", "hat"], torch.tensor([2.0, 0]), keys, values).problems()
    []
    """
    scores = keys @ query
    weights = scores.softmax(dim=-1)
    best, mix = tokens[int(scores.argmax())], weights @ values
    numbers: dict[str, str] = {"write": "{:g}", "color": "model"}
    asks = Cells([query], write="{:g}", color="learner")
    finds = Cells([mix], write="{:.2f}", color="truth")
    chips = [Token(token, highlight=token == best, width=64) for token in tokens]
    given = [Cells([value], write="{:g}", color="truth", most=float(values.abs().max())) for value in values]
    body = [[chip, Cells([key], most=float(keys.abs().max()), **numbers), Lines(f"{score:g}", mono=True, size=14),
             Cells([[weight]], write="{:.3f}", color="learner", most=1), value]
            for chip, key, score, weight, value in zip(chips, keys, scores, weights, given)]
    middle = table(body, gap=(22, 16), heads=("token", "key", "score", "weight", "value"))
    drawing = Schematic(
        f"The query fits the key of {best} best: {100 * weights.max():.0f} % of the mix is the value of {best}",
        row(Captioned(asks, "query"), middle, Captioned(finds, "mix"), gap=70),
        f"The query {_pair(query)} meets {len(tokens)} keys. " + "; ".join(
            f"{token}: key {_pair(key)}, score {score:g}, weight {weight:.3f}, value {_pair(value)}"
            for token, key, score, weight, value in zip(tokens, keys, scores, weights, values))
        + f". The mix is ({mix[0]:.2f}, {mix[1]:.2f}).")
    for chip, value, weight in zip(chips, given, weights.tolist()):
        drawing.arrow(asks, chip)
        drawing.line(value, finds, color="learner", width=1 + 8 * weight)
    return drawing


def draw_causal_mask(tokens: Sequence[str], past: int) -> Schematic:
    """Who may look at whom: a row for each token that looks, a column for each that is looked at.

    past: how many tokens were read before; their rows stand above the others, which alone are computed when a model
    writes

    >>> draw_causal_mask(["There", "was", "the", "yellow", "ribbon"], past=3).problems()
    []
    """
    mark = {1: "✓", 0: ""}
    grid = Cells(causal_mask(len(tokens)), write=mark.__getitem__, rows=tokens, columns=tokens)
    drawing = Schematic(
        "A token may look at itself and at what came before it", grid,
        f"A grid of {len(tokens)} × {len(tokens)}: " + "; ".join(
            f"{token} may look at {', '.join(tokens[:place + 1])}" for place, token in enumerate(tokens))
        + f". The first {past} rows asked before, and only the last {len(tokens) - past} ask now.")
    before, now = grid.part(rows=slice(past)), grid.part(rows=slice(past, None))
    drawing.brace([before], "asked before:\nonly their keys and\nvalues are needed now", side="right")
    drawing.brace([now], f"the {len(tokens) - past} new tokens,\nwhich ask now", side="right", color="learner")
    return drawing


def draw_multi_head_attention(layer: MultiHeadAttention, x: torch.Tensor) -> Schematic:
    """A layer of multi-head attention, from left to right: W_Q, W_K, W_V, the heads, W_O, with all shapes.

    x: (1, time, width), what the layer reads; the heads' weights are those that it has for x

    >>> layer, x = MultiHeadAttention(width=64, heads=4), torch.randn(1, 5, 64)
    >>> draw_multi_head_attention(layer, x).problems()
    []
    """
    _, time, width = x.shape
    heads, size, scale = layer.heads, layer.head_dim, 62 / width
    colors = [("learner", "third", "second", "truth")[head % 4] for head in range(heads)]

    def strip(name: str) -> Shape:
        pieces = [Matrix("", time, size, color=color, scale=scale, shape="") for color in colors]
        return Captioned(row(*pieces, gap=2), name, f"{heads} × ({time} × {size})", above=False)

    names = ("queries", "keys", "values")
    made = [(Matrix(f"W_{name[0].upper()}", width, width, scale=scale), strip(name)) for name in names]
    alone = Frame("each head alone", column(Lines(f"its weights, {time} × {time}"), *(
        row(Lines(f"head {head}"), Cells(each, size=9, color=color, write=""), gap=8)
        for head, (each, color) in enumerate(zip(_weights(layer, x), colors))), gap=10))
    reads, writes = (Matrix(name, time, width, color="context", scale=scale) for name in ("x", "written"))
    found, mixes = strip("found"), Matrix("W_O", width, width, scale=scale)
    drawing = Schematic(
        f"{heads} heads look back side by side, each with {size} numbers, and W_O mixes what they find",
        row(reads, table(made, gap=(24, 16)), alone, column(found, mixes, writes, gap=26), gap=26),
        f"From left to right: x, {time} × {width}, goes through W_Q, W_K and W_V, {width} × {width} each, and makes "
        f"queries, keys and values. Each of the three is cut into {heads} pieces of {time} × {size}, one for each "
        f"head. Each head computes {time} × {time} weights from its own pieces. What the heads find is laid side by "
        f"side, and goes through W_O, {width} × {width}, to what is written, {time} × {width}.")
    for matrix, pieces in made:
        drawing.arrow(reads, matrix)
        drawing.arrow(matrix, pieces)
        drawing.arrow(pieces, alone)
    for start, end in ((alone, found), (found, mixes), (mixes, writes)):
        drawing.arrow(start, end)
    return drawing


@torch.no_grad()
def _weights(layer: MultiHeadAttention, x: torch.Tensor) -> list:
    """The causal attention weights of each head for one text: heads lists of (time, time)."""
    queries, keys, _ = layer.project(x, None)
    return attention_weights(queries, keys, causal_mask(x.shape[1]))[0].tolist()


def draw_rotary_pairs(speeds: torch.Tensor, shown: int = 3) -> Schematic:
    """Which numbers of a query or key rotate together, in both conventions, and by how much from token to token.

    speeds: (d / 2,), the angle of each pair in radians a token   shown: how many pairs, and the last one

    >>> draw_rotary_pairs(10_000 ** -(torch.arange(32) / 32)).problems()
    []
    """
    half, degrees = len(speeds), speeds.rad2deg().tolist()
    pairs = [*range(shown), half - 1]
    conventions = {f"here: i and i + {half}": [(pair, pair + half) for pair in pairs],
                   "in the paper: neighbours": [(2 * pair, 2 * pair + 1) for pair in pairs]}
    turns = [f"{degrees[pair]:.2g}°" for pair in pairs]
    chips = [[[Token(str(number), width=36, highlight=place == 0) for number in pair]
              for place, pair in enumerate(each)] for each in conventions.values()]

    def drawn(each: list[list[Token]]) -> Shape:
        gaps = [Lines("…") for _ in range(3)]
        rows = [[pair[0] for pair in each], [pair[1] for pair in each], [Lines(turn) for turn in turns]]
        return table(([*shapes[:-1], gap, shapes[-1]] for shapes, gap in zip(rows, gaps)), gap=(10, 20))

    drawing = Schematic(
        f"{2 * half} numbers make {half} pairs, and each pair rotates by its own angle a token",
        row(*(Captioned(drawn(each), name) for name, each in zip(conventions, chips)), gap=60),
        "; ".join(f"{name}: pairs {', '.join(f'{a} and {b}' for a, b in each)}" for name, each in conventions.items())
        + f". They rotate by {', '.join(turns)} a token.")
    for pair in chips[0] + chips[1]:
        drawing.line(*pair)
    return drawing


def _pair(vector: torch.Tensor) -> str:
    return "(" + ", ".join(f"{number:g}" for number in vector.tolist()) + ")"
