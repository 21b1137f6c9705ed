"""TransformerMap as a picture, for where no browser code runs: the diagram, the chosen part's steps, two bars."""

from llm_edu.widgets.chip_picture import drawable
from llm_edu.widgets.softmax_reading import percent
from llm_edu.widgets.transformer_parts import PLACES, counted

WIDTH, HEIGHT = 720, 590  # pixels
LEFT, STREAM = 4, 44
TINTS = {"table": "third", "attention": "model", "feed_forward": "second", "rest": "context"}


def draw_transformer(shown):
    """What a TransformerMap shows, as a CourseFigure."""
    from llm_edu.plotting import figure
    from llm_edu.widgets.transformer_map import compact

    anatomy, total = shown.anatomy, shown.total
    name = f"{_plain(shown.name)}: " if shown.name else ""
    title = f"{name}{counted(total.parameters, 'parameter')}, {compact(total.flops)}FLOPs for {shown.batch:,} × {shown.length:,} tokens"
    plot, axes = figure(title, height=HEIGHT, width=WIDTH, alt="")
    plot.alt = shown.summary()
    plot.set_layout_engine("none")
    axes.set_position([0, 0, 1, (HEIGHT - 40) / HEIGHT])
    axes.set(xlim=(-LEFT, WIDTH - LEFT), ylim=(HEIGHT - 40, 0))  # one unit is one pixel
    axes.axis("off")
    _draw_lines(axes, anatomy)
    for part in anatomy["parts"]:
        _draw_part(axes, part, part["name"] == shown.part)
    _draw_heads(axes, anatomy["sizes"])
    axes.text(16, 17, f"ids ({shown.batch:,}, {shown.length:,})", fontsize=8.5, family="DejaVu Sans Mono")
    _draw_steps(axes, shown)
    _draw_bars(axes, shown)
    return plot


def _plain(text: str) -> str:
    return drawable(text).replace("$", r"\$")


def _draw_lines(axes, anatomy: dict) -> None:
    from matplotlib.patches import FancyBboxPatch

    from llm_edu.plotting import COLORS

    style = {"color": COLORS["context"], "linewidth": 1.2, "zorder": 1}
    axes.add_patch(FancyBboxPatch((28, 124), 304, 294, boxstyle="round,pad=0,rounding_size=12", facecolor="none",
                                  edgecolor=COLORS["context"], alpha=0.6))
    for top, bottom in ((70, 436), (464, 478)):
        axes.plot([STREAM, STREAM], [top, bottom], **{**style, "linewidth": 3.5}, solid_capstyle="butt")
    for norm, box in (("attention_norm", "attention"), ("feed_forward_norm", "feed_forward")):
        x, y, width, height = PLACES[norm]
        ring = PLACES[f"{box}_add"][1] + 10
        axes.plot([STREAM, x], [y + height / 2] * 2, **style)
        axes.plot([x + width / 2] * 2, [y + height, PLACES[box][1]], **style)
        axes.plot([STREAM, x], [ring, ring], **style)
    if anatomy["rope"]:
        axes.plot([312, 312], [70, 192], linestyle="--", **style)
    else:
        axes.plot([274, 274, STREAM], [70, 92, 92], **style)
    if anatomy["tied"]:
        axes.plot([16, 7, 7, 16], [48, 48, 500, 500], linestyle="--", **style)


def _draw_part(axes, part: dict, chosen: bool) -> None:
    from matplotlib.patches import Circle, FancyBboxPatch

    from llm_edu.plotting import COLORS

    x, y, width, height = PLACES[part["name"]]
    tint = COLORS[TINTS[part["group"]]]
    style = {"edgecolor": COLORS["learner"] if chosen else tint, "linewidth": 2.4 if chosen else 1, "zorder": 2}
    if part["name"].endswith("_add"):
        axes.add_patch(Circle((x + 10, y + 10), 10, facecolor="white", alpha=0.9, **style))
        axes.text(x + 10, y + 10, "+", ha="center", va="center_baseline", fontsize=12, zorder=3)
        return
    axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=7",
                                  facecolor=(*_rgb(tint), 0.2), **style))
    parameters = part["times"] * sum(step[2] for step in part["steps"])
    if part["name"] == "block":
        axes.text(x + width / 2, y + height / 2, f"Block × {part['times']}", ha="center", va="center_baseline",
                  fontsize=9.5, fontweight="bold")
        return
    middle = y + (26 if part["name"] == "attention" else height / 2)
    count = parameters and height > 36
    axes.text(x + 10, middle - (8 if count else 0), part["title"], va="center_baseline", fontsize=9.5, fontweight="bold",
              zorder=3)
    if count:
        axes.text(x + 10, middle + 9, counted(parameters, "parameter") if width > 150 else f"{parameters:,}", va="center_baseline",
                  fontsize=8.5, zorder=3)


def _draw_heads(axes, sizes: dict, most: int = 48) -> None:
    """Queries as small boxes, and below each group the keys and values that it shares."""
    from matplotlib.patches import Rectangle

    from llm_edu.plotting import COLORS

    heads, group = min(sizes["heads"], most), sizes["heads"] // sizes["key_value_heads"]
    step = min(19, 196 / heads)
    for text, top in (("Q", 252), ("K V", 270)):
        axes.text(88, top, text, fontsize=8, va="center_baseline", zorder=3)
    for head in range(heads):
        axes.add_patch(Rectangle((116 + head * step, 245), step * 0.88, 13, color=COLORS["model"], zorder=3, linewidth=0))
    for head in range(0, heads, group):
        wide = min(group, heads - head) * step - step * 0.12
        axes.add_patch(Rectangle((116 + head * step, 263), wide, 13, color=COLORS["model"], alpha=0.55, zorder=3, linewidth=0))


def _rgb(color: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return to_rgb(color)


def _draw_steps(axes, shown) -> None:
    """The chosen part's steps with their shapes, beside the diagram."""
    from llm_edu.plotting import COLORS

    part = next(part for part in shown.anatomy["parts"] if part["name"] == shown.part)
    sizes = {**shown.anatomy["sizes"], "batch": shown.batch, "time": shown.length}
    axes.text(360, 36, f"{part['title']}, step by step", fontsize=11, fontweight="bold", color=COLORS["learner"])
    for row, (does, shape, *_) in enumerate(part["steps"]):
        top = 60 + 36 * row
        axes.text(360, top, does, fontsize=9.5)
        numbers = ", ".join(f"{sizes[name]:,}" for name in shape)
        axes.text(372, top + 16, f"({numbers})", fontsize=9, family="DejaVu Sans Mono")


def _draw_bars(axes, shown) -> None:
    """Parameters and computation of the whole model, parted by what they go into."""
    from llm_edu.plotting import COLORS

    total, bills = shown.total, shown.bills
    groups = {part["name"]: (part["title"], TINTS[part["group"]]) for part in shown.anatomy["parts"]}
    for top, kind, whole in ((424, "parameters", total.parameters), (484, "flops", total.flops)):
        axes.text(360, top - 6, "parameters" if kind == "parameters" else "computation", fontsize=9.5, fontweight="bold")
        left = 360.0
        for name, bill in bills.items():
            grows = bill.quadratic if kind == "flops" else 0
            for amount, hatch in ((getattr(bill, kind) - grows, None), (grows, "////")):
                title, tint = groups[name]
                wide = 340 * amount / whole if whole else 0
                axes.barh(top + 10, wide, 18, left=left, color=(*_rgb(COLORS[tint]), 0.35), hatch=hatch,
                          edgecolor=COLORS["context"], linewidth=0.4)
                if wide > 7 * len(title) and not hatch:
                    axes.text(left + wide / 2, top + 10, title, ha="center", va="center_baseline", fontsize=8)
                left += wide
    if total.flops:
        axes.text(360, 520, f"striped: tokens looking at tokens, {percent(total.quadratic / total.flops)}", fontsize=9)
