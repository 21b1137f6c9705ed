"""PreferenceArena as a picture, for where no browser code runs: two stories, or what was learned and how it ended."""

import textwrap

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.preference_arena.words import percent

WIDTH, LETTERS, LINES, LINE = 720, 38, 11, 17    # pixels; of a line of a story, and lines; pixels from line to line


def draw(arena):
    """A `CourseFigure` of the newest there is to see."""
    learned = arena.learned.get("held_out")
    if not learned:
        return draw_pair(arena)
    gauges = [("unseen choices predicted", learned, "model")]
    if arena.result:
        gauges.insert(0, ("blind: new preferred", arena.result, "truth"))
        title = f"In the blind test, the new story is preferred in {percent(arena.result['share'])} of pairs"
    else:
        title = f"From {arena.learned['clicks']} clicks it predicts {percent(learned['share'])} of unseen choices"
    gauges += [(row_name(belief), belief, "learner") for belief in arena.learned["beliefs"]]
    return draw_gauges(gauges, title, arena.summary())


def row_name(belief):
    """Which of two stories that are alike else.

    >>> row_name({"kind": "short", "name": "length"}), row_name({"kind": "group", "name": "animals"})
    ('the shorter one', 'the one with animals')
    """
    return f"the {belief['kind']}er one" if belief["kind"] in ("long", "short") else f"the one with {belief['name']}"


def draw_gauges(gauges, title, summary):
    """Shares with their 95 % intervals, on both sides of what a coin would give. gauges: (name, found, color)"""
    from llm_edu.plotting import COLORS, TEXT_COLOR, figure

    plot, axes = figure(plain(title), height=96 + 27 * len(gauges), width=WIDTH)
    plot.alt = summary
    for place, (_, found, color) in enumerate(gauges):
        axes.barh(place, found["share"] - 0.5, left=0.5, height=0.56, color=COLORS[color], alpha=0.8)
        axes.plot([found["low"], found["high"]], [place, place], color=TEXT_COLOR, linewidth=1.4, marker="|",
                  markersize=7)
        axes.text(1.02, place, percent(found["share"]), va="center", color=TEXT_COLOR)
    axes.axvline(0.5, color=COLORS["context"], linewidth=1)
    axes.set(xlim=(0, 1), xlabel="how often, with its 95 % interval (middle: a coin toss)")
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_yticks(range(len(gauges)), [plain(name) for name, *_ in gauges])
    axes.invert_yaxis()
    axes.grid(False)
    return plot


def draw_pair(arena):
    """The next pair, as two cards."""
    from matplotlib.patches import FancyBboxPatch

    from llm_edu.plotting import COLORS, TEXT_COLOR, figure

    pairs, made = (arena.blind, len(arena.verdicts)) if arena.blind else (arena.pairs, len(arena.choices))
    pair = pairs[min(made, len(pairs) - 1)]
    height = 280
    plot, axes = figure("Which story do you like better?", height=height, width=WIDTH)
    plot.alt = arena.summary()
    plot.set_layout_engine("none")
    axes.set_position([0, 0, 1, (height - 40) / height])    # one unit is one pixel
    axes.set(xlim=(0, WIDTH), ylim=(height - 40, 0))
    axes.axis("off")
    for number, text in enumerate(pair):
        left = 8 + number * WIDTH / 2
        axes.add_patch(FancyBboxPatch((left + 6, 10), WIDTH / 2 - 28, height - 64, facecolor="none",
                                      edgecolor=COLORS["context"], boxstyle="round,pad=0,rounding_size=8"))
        lines = textwrap.wrap(plain(text), LETTERS)
        lines = lines if len(lines) <= LINES else [*lines[:LINES - 1], "…"]
        for place, line in enumerate(lines):    # of one text, lines would stand further apart below tall letters
            axes.text(left + 20, 34 + LINE * place, line, fontsize=10, family="DejaVu Serif", color=TEXT_COLOR)
    return plot


def plain(text):
    """Text that a picture can show; a dollar sign is no mathematics here."""
    return drawable(" ".join(text.split()), "DejaVu Serif").replace("$", r"\$")
