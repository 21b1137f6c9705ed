"""AdapterDial as a picture, for where no browser code runs: the chart, and the texts of then and now."""

import textwrap

from llm_edu.widgets.common.marked_picture import LINE, WIDTH, draw_texts, short, text_lines
from llm_edu.widgets.common.row_picture import plain

COLORS, MARKERS = ("model", "second", "truth", "context"), "osD^"
MOST_PROMPTS = 3
INDENT, CHART = 46, 290  # pixels


def draw(widget):
    """Losses by strength, a line where the dial stands, and below it up to three prompts, as a CourseFigure."""
    from llm_edu.plotting import figure

    scene, at = widget.scene, widget.at
    before = [each["value"] for each in scene["strengths"]].index(0)
    rows = [row for each in scene["prompts"][:MOST_PROMPTS] for row in text_rows(each, scene["strengths"], at, before)]
    below = LINE * len(rows) + (16 if rows else 0)
    heading = 18 * (len(textwrap.wrap(scene["lowest"], WIDTH // 11)) - 1)  # of a title in several lines
    height = CHART + heading + below
    plot, axes = figure(plain(scene["lowest"]), height=height, width=WIDTH)
    plot.alt = widget.summary()
    plot.set_layout_engine("none")
    axes.set_position([62 / WIDTH, (below + 46) / height, (WIDTH - 62 - 150) / WIDTH, (CHART - 46 - 62) / height])
    draw_lines(axes, scene, at)
    if rows:
        draw_texts(plot.add_axes([0, 0, 1, below / height]), rows, below, INDENT)
    return plot


def draw_lines(axes, scene: dict, at: int) -> None:
    """Each measure over the strengths, at its end its name, and its figure where the dial stands."""
    from llm_edu.plotting import COLORS as PALETTE
    from llm_edu.plotting import TEXT_COLOR, label_line, part_labels

    strengths, axis = scene["strengths"], scene["axis"]
    places, now = [each["value"] for each in strengths], strengths[at]["value"]
    ends = []
    for number, line in enumerate(scene["lines"]):
        color = COLORS[number % len(COLORS)]
        values = line["values"]
        axes.plot(places, values, color=PALETTE[color], marker=MARKERS[number % len(MARKERS)], markersize=4,
                  clip_on=False)
        name = f"{short(line['name'], 18)}\n{line['figures'][at]}"
        ends.append(label_line(axes, places[-1], values[-1], name, color, dx=10))
    axes.axvline(now, color=PALETTE["learner"], linewidth=2, zorder=0)
    for end in {0, 1} - {now}:
        axes.axvline(end, color=PALETTE["context"], linewidth=1, linestyle=":", zorder=0)
    axes.set_xlim(places[0], places[-1])
    axes.set_ylim(axis["low"], axis["high"])
    axes.set_yticks([tick for tick, _ in axis["ticks"]], [text for _, text in axis["ticks"]])
    few = [each for each in strengths if len(strengths) <= 9 or each["value"] in (0, 1, places[0], places[-1])]
    axes.set_xticks([each["value"] for each in few], [each["text"] for each in few])
    axes.set_xlabel("strength of the learned change: 0 as before, 1 as learned", color=TEXT_COLOR)
    axes.set_title(plain(f"{scene['unit']}, lower is better"), fontsize=10.5, color=TEXT_COLOR, loc="left", pad=6)
    part_labels(ends, gap=32, lowest=14)    # above the numbers of the strengths
    axes.annotate(f"at {strengths[at]['text']}", (1, 1), xycoords="axes fraction", xytext=(10, 8), color=TEXT_COLOR,
                  textcoords="offset points", fontsize=10.5)


def text_rows(prompt: dict, strengths: list, at: int, before: int) -> list:
    """Lines of one prompt: (what stands before the line, pieces, colour of words that differ); first the prompt."""
    rows = [(None, [(prompt["prompt"], False)], "context")]
    shown = [(before, prompt["before"][at], "context"), (at, prompt["now"][at], "learner")]
    for number, parts, color in shown[: 1 if at == before else 2]:
        rows += text_lines(parts, strengths[number]["text"], color, INDENT)
    return rows
