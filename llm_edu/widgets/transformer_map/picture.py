"""TransformerMap as a picture, for where no browser code runs: the diagrams, the chosen part's steps, bars."""

import textwrap

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.numbers import counted, percent
from llm_edu.widgets.transformer_map.layout import HEIGHT as DIAGRAM
from llm_edu.widgets.transformer_map.numbers import bill_of, compact, part_of, share, total_of

WIDTH, RIGHT = 720, 704  # pixels
SECOND = 370  # where the second column begins
TINTS = {"table": "third", "attention": "model", "feed_forward": "second", "rest": "context"}
GLYPHS = {"query": ("model", 1.0), "key": ("model", 0.5), "hidden": ("second", 0.9), "vector": ("second", 0.5)}
SMALL, NORMAL, LARGE = 8.2, 9.4, 11.5  # points


def draw(shown):
    """What a TransformerMap shows, as a CourseFigure."""
    from llm_edu.plotting import figure

    two = len(shown.models) > 1
    tokens = f"for {shown.batch:,} × {shown.length:,} tokens"
    title = _plain(f"Two models {tokens}" if two else f"{shown.headline(shown.models[0])} {tokens}")
    heading = 8 + 24 * len(textwrap.wrap(title, WIDTH // 11))  # as `figure` breaks it
    height = heading + DIAGRAM + (238 if two else 14)
    plot, axes = figure(title, height=height, width=WIDTH, alt="")
    plot.alt = shown.summary()
    plot.set_layout_engine("none")
    axes.set_position([0, 0, 1, (height - heading) / height])
    axes.set(xlim=(0, WIDTH), ylim=(height - heading, 0))  # one unit is one pixel
    axes.axis("off")
    if two:
        for anatomy, left in zip(shown.models, (0, SECOND), strict=True):
            axes.text(left + 16, 22, _plain(_short(anatomy["name"])), fontsize=LARGE, fontweight="bold")
            axes.text(left + 16, 40, shown.headline({**anatomy, "name": ""}), fontsize=NORMAL)
            _draw_diagram(axes, shown, anatomy, left, 52)
        _draw_bars(axes, shown, 16, DIAGRAM + 82, RIGHT - 16)
    else:
        _draw_diagram(axes, shown, shown.models[0], 0, 6)
        _draw_steps(axes, shown)
        _draw_bars(axes, shown, SECOND, 468, RIGHT - SECOND)
    return plot


def _plain(text: str) -> str:
    return drawable(text).replace("$", r"\$")


def _short(text: str, most: int = 36) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _rgba(color: str, opacity: float) -> tuple[float, ...]:
    from matplotlib.colors import to_rgba

    from llm_edu.plotting import COLORS

    return to_rgba(COLORS[color], opacity)


def _draw_diagram(axes, shown, anatomy: dict, left: float, top: float) -> None:
    """The diagram of one model, its corner at (left, top)."""
    drawing = anatomy["drawing"]
    for x, y, width, height in drawing["sheets"][-1:]:
        chosen = shown.part == "block"
        _box(axes, left + x, top + y, width, height, 12, "learner" if chosen else "context", 2.0 if chosen else 0.6)
    for kind, points, arrow in drawing["lines"]:
        _line(axes, kind, [(left + x, top + y) for x, y in points], arrow)
    for x, y in drawing["joins"]:
        _ring(axes, left + x, top + y, 9, "context", 1.2)
    for part in anatomy["parts"]:
        _draw_part(axes, part, part["name"] == shown.part, left, top)
    for kind, x, y, width, height in drawing["marks"]:
        axes.add_patch(_rectangle(left + x, top + y, width, height, *GLYPHS[kind]))
    for text, x, y in drawing["letters"]:
        axes.text(left + x, top + y, text, fontsize=SMALL, zorder=4)
    shapes = {"ids": ("batch", "time"), "stream": ("batch", "time", "width"), "logits": ("batch", "time", "vocabulary")}
    for name, (x, y) in drawing["labels"].items():
        words = f"{'→ logits' if name == 'logits' else name} {_shape(shown, anatomy, shapes[name])}"
        for line, text in enumerate(words.rsplit(" (", 1) if name == "logits" else [words]):
            axes.text(left + x, top + y + 14 * line, f"({text}" if line else text, fontsize=SMALL,
                      family="DejaVu Sans Mono")


def _draw_part(axes, part: dict, chosen: bool, left: float, top: float) -> None:
    x, y, width, height = part["place"]
    x, y = left + x, top + y
    edge, thick = ("learner", 2.4) if chosen else (TINTS[part["group"]], 1.0)
    if part["name"].endswith("_add"):
        _ring(axes, x + 10, y + 10, 10, edge, thick)
        return
    _box(axes, x, y, width, height, 7, edge, thick, TINTS[part["group"]])
    strong = {"fontsize": NORMAL, "fontweight": "bold", "zorder": 4}
    if part["name"] == "block":
        axes.text(x + width / 2, y + 16, f"Block × {part['times']:,}", ha="center", **strong)
        return
    axes.text(x + 10, y + (19 if part["note"] else 18), part["title"], **strong)
    if part["note"]:
        axes.text(x + 10, y + 35, part["note"], fontsize=SMALL, zorder=4)
        axes.text(x + width - 10, y + (35 if part["count_below"] else 19), part["count"], ha="right", fontsize=8.8,
                  zorder=4)


def _box(axes, x, y, width, height, radius, edge, thick, fill=None) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(FancyBboxPatch(
        (x, y), width, height, boxstyle=f"round,pad=0,rounding_size={radius}", linewidth=thick, zorder=2,
        edgecolor=_rgba(edge, 1.0), facecolor=_rgba(fill, 0.2) if fill else "none"))


def _rectangle(x, y, width, height, color, opacity):
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, facecolor=_rgba(color, opacity), linewidth=0, zorder=3)


def _ring(axes, x, y, radius, edge, thick) -> None:
    from matplotlib.patches import Circle

    axes.add_patch(Circle((x, y), radius, facecolor="none", edgecolor=_rgba(edge, 1.0), linewidth=thick, zorder=3))
    for across, down in ((5, 0), (0, 5)):
        axes.plot([x - across, x + across], [y - down, y + down], color=_rgba("context", 1.0), linewidth=1.4, zorder=4)


def _line(axes, kind: str, points: list, arrow: bool) -> None:
    style = {"color": _rgba("context", 1.0), "linewidth": 3.5 if kind == "stream" else 1.1, "zorder": 1}
    axes.plot([x for x, _ in points], [y for _, y in points], linestyle="--" if kind == "dashed" else "-",
              solid_capstyle="butt", **style)
    if arrow:
        (x0, y0), (x, y) = points[-2:]
        long = max(abs(x - x0), abs(y - y0))  # lines run along an axis
        right, down = (x - x0) / long, (y - y0) / long
        sides = [(x - 7 * right + by * down, y - 7 * down + by * right) for by in (3.5, -3.5)]
        axes.fill(*zip((x, y), *sides, strict=True), color=style["color"], zorder=2, linewidth=0)


def _shape(shown, anatomy: dict, names) -> str:
    sizes = {**anatomy["sizes"], "batch": shown.batch, "time": shown.length}
    return f"({', '.join(str(sizes[name]) for name in names)})"


def _draw_steps(axes, shown) -> None:
    """The chosen part's steps with their shapes and costs, beside the diagram."""
    anatomy, tokens = shown.models[0], shown.batch * shown.length
    part = part_of(anatomy, shown.part)
    each = f"{part['times']:,} of them" if part["sum"] else f"in each of {counted(part['times'], 'block')}"
    times = f", {each}" if part["in_block"] else ""
    axes.text(SECOND, 26, f"{part['title']}{times}", fontsize=LARGE, fontweight="bold")
    _figures(axes, 46, "parameters", "FLOPs")
    top = 66
    for does, shape, parameters, token, pair in part["steps"]:
        if pair:
            axes.barh(top + 12, 16, 12, left=RIGHT - 74, color=_rgba("model", 0.2), edgecolor=_rgba("context", 1.0),
                      hatch="////", linewidth=0.4)
        axes.text(SECOND, top, does, fontsize=NORMAL)
        axes.text(SECOND, top + 16, _shape(shown, anatomy, shape), fontsize=8.8, family="DejaVu Sans Mono")
        flops = tokens * (token + shown.length * pair)
        _figures(axes, top + 16, f"{parameters:,}" if parameters else "–", compact(flops).strip() if flops else "–")
        top += 38
    sums = [("together", bill_of({**part, "times": 1}, shown.batch, shown.length))]
    if part["in_block"] and part["times"] != 1:
        sums.append((f"in all {part['times']:,} blocks", bill_of(part, shown.batch, shown.length)))
    for name, bill in sums:
        axes.text(SECOND, top, name, fontsize=NORMAL, fontweight="bold")
        _figures(axes, top, f"{bill.parameters:,}", compact(bill.flops).strip(), fontweight="bold")
        top += 19


def _figures(axes, y: float, parameters: str, flops: str, **style) -> None:
    axes.text(RIGHT - 84, y, parameters, fontsize=8.8, ha="right", **style)
    axes.text(RIGHT, y, flops, fontsize=8.8, ha="right", **style)


def _draw_bars(axes, shown, left: float, top: float, room: float) -> None:
    """Parameters and computation, parted by what they go into; two models' bars are to one scale."""
    totals = [total_of(anatomy, shown.batch, shown.length) for anatomy in shown.models]
    for kind, name in (("parameters", "Parameters"), ("flops", "Computation")):
        most = max(getattr(total, kind) for total in totals)
        axes.text(left, top, name, fontsize=NORMAL, fontweight="bold")
        if len(shown.models) > 1:
            first, second = (_plain(_short(anatomy["name"])) for anatomy in shown.models)
            axes.text(left + 108, top, f"above {first}, below {second}", fontsize=SMALL)
        for anatomy, total in zip(shown.models, totals, strict=True):
            _draw_bar(axes, shown, anatomy, kind, total, left, top + 7, room / most if most else 0)
            top += 22
        top += 26
    shares = " and ".join(percent(share(total.quadratic, total.flops)) for total in totals)
    axes.text(left, top - 4, f"striped: tokens looking at tokens, {shares} of all", fontsize=SMALL)


def _draw_bar(axes, shown, anatomy: dict, kind: str, total, left: float, top: float, unit: float) -> None:
    for part in anatomy["parts"]:
        bill = bill_of(part, shown.batch, shown.length)
        if part["sum"]:
            continue
        grows = bill.quadratic if kind == "flops" else 0
        for amount, hatch in ((getattr(bill, kind) - grows, None), (grows, "////")):
            wide = amount * unit
            axes.barh(top + 9, wide, 18, left=left, color=_rgba(TINTS[part["group"]], 0.36), hatch=hatch,
                      edgecolor=_rgba("context", 1.0), linewidth=0.4)
            name = part["title"].replace("Token embedding", "Embedding")
            if wide > 7 * len(name) and not hatch:
                axes.text(left + wide / 2, top + 9, name, ha="center", va="center_baseline", fontsize=SMALL)
            left += wide
