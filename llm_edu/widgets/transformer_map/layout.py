"""Where TransformerMap draws what, in pixels: one geometry for the browser and for the picture.

The stream runs down on the left; every part branches off it to the right and adds to it.
"""

STREAM = 44  # from the left
WIDTH, HEIGHT = 340, 554
PLACES = {  # left, top, width, height
    "token_embedding": (16, 24, 184, 44), "positions": (216, 24, 116, 44), "block": (200, 134, 98, 24),
    "attention_norm": (78, 148, 116, 28), "attention": (78, 192, 246, 88), "attention_add": (34, 256, 20, 20),
    "feed_forward_norm": (78, 298, 116, 28), "feed_forward": (78, 342, 246, 88), "feed_forward_add": (34, 406, 20, 20),
    "norm": (16, 464, 140, 28), "unembedding": (16, 508, 184, 44),
}
COUNT_BESIDE_NOTE = ("token_embedding", "positions", "unembedding")  # beside the title there is no room
BLOCK = (28, 124, 304, 322)
JOIN = 92  # where learned positions are added to the stream, from the top
MOST_HEADS = 48  # more would be a grey haze
INSET, GLYPHS = 10, 46  # of what is drawn into a box: from its left and right, and from its top


def drawing(config) -> dict:
    """All that is drawn besides the boxes, as plain JSON.

    Returns {"size": (width, height), "sheets": rectangles, "lines": [[kind, points, has an arrow head], …], "joins":
    [[x, y], …] where something is added and that is no part to click, "marks": [[kind, x, y, width, height], …],
    "letters": [[text, x, baseline], …], "labels": name -> [x, baseline] of the shapes beside the stream}.
    """
    heads, letters = draw_heads(config)
    widths, signs = draw_widths(config)
    x, y, width, height = BLOCK
    behind = [(x + by, y + by, width - by, height) for by in ((5, 0) if config.layers > 1 else (0,))]
    return {
        "size": (WIDTH, HEIGHT), "sheets": behind, "lines": draw_lines(config),
        "joins": [(STREAM, JOIN)] if config.positions == "learned" else [],
        "marks": heads + widths, "letters": letters + signs,
        "labels": {"ids": (16, 15), "stream": (STREAM + 12, 116), "logits": (208, 526)},
    }


def draw_lines(config) -> list:
    """The stream, the branches off it and back, positions, and the dashed line that ties output to embedding."""
    bottom = PLACES["token_embedding"][1] + PLACES["token_embedding"][3]
    stops = [(JOIN - 9, JOIN + 9)] if config.positions == "learned" else []  # the stream ends at them, and goes on
    for name in ("attention_add", "feed_forward_add", "norm"):
        stops.append((PLACES[name][1], PLACES[name][1] + PLACES[name][3]))
    starts, ends = [bottom, *(end for _, end in stops)], [*(start for start, _ in stops), PLACES["unembedding"][1]]
    lines = [["stream", [(STREAM, top), (STREAM, end)], False] for top, end in zip(starts, ends, strict=True)]
    for box in ("attention", "feed_forward"):
        x, y, width, height = PLACES[f"{box}_norm"]
        ring = PLACES[f"{box}_add"][1] + 10
        lines += [["wire", [(STREAM, y + height / 2), (x - 1, y + height / 2)], True],
                  ["wire", [(x + width / 2, y + height), (x + width / 2, PLACES[box][1] - 1)], True],
                  ["wire", [(x, ring), (STREAM + 11, ring)], True]]
    if config.positions == "learned":
        lines.append(["wire", [(274, bottom), (274, JOIN), (STREAM + 11, JOIN)], True])
    else:
        lines.append(["dashed", [(312, bottom), (312, PLACES["attention"][1])], False])
    if config.tie_embeddings:
        middles = [PLACES[name][1] + PLACES[name][3] / 2 for name in ("token_embedding", "unembedding")]
        lines.append(["dashed", [(16, middles[0]), (7, middles[0]), (7, middles[1]), (16, middles[1])], False])
    return lines


def draw_heads(config) -> tuple[list, list]:
    """Queries as small boxes, and below each group the keys and values that it shares: (marks, letters)."""
    x, y, width, _ = PLACES["attention"]
    left, top, height = x + INSET + 26, y + GLYPHS, 13
    shown, group = min(config.heads, MOST_HEADS), config.heads // config.key_value_heads
    step = min(19, (width - 2 * INSET - (40 if shown < config.heads else 26)) / shown)
    gap = min(2, step / 4)
    marks = [["query", left + head * step, top, step - gap, height] for head in range(shown)]
    marks += [["key", left + head * step, top + 16, min(group, shown - head) * step - gap, height]
              for head in range(0, shown, group)]
    letters = [["Q", x + INSET, top + 11], ["K V", x + INSET, top + 27]]
    return marks, letters + ([["…", left + 2 + shown * step, top + 11]] if shown < config.heads else [])


def draw_widths(config) -> tuple[list, list]:
    """The feed-forward layer's vectors as bars, their lengths to scale: in, hidden (with a gate twice), out."""
    x, y, width, _ = PLACES["feed_forward"]
    room, middle, sign = width - 2 * INSET, x + width / 2, 16
    gated = config.feed_forward == "swiglu"
    hidden = config.feed_forward_width
    unit = min(room / config.width, (room - sign) / (2 * hidden) if gated else room / hidden)

    def bar(kind: str, size: int, row: int, left: float | None = None) -> list:
        long = max(2, size * unit)
        return [kind, middle - long / 2 if left is None else left, y + GLYPHS + 12 * row, long, 9]

    ends = [bar("vector", config.width, 0), bar("vector", config.width, 2)]
    if not gated:
        return [*ends, bar("hidden", hidden, 1)], []
    long = max(2, hidden * unit)
    pair = [bar("hidden", hidden, 1, middle - sign / 2 - long), bar("hidden", hidden, 1, middle + sign / 2)]
    return [*ends, *pair], [["×", middle - 4, y + GLYPHS + 20]]
