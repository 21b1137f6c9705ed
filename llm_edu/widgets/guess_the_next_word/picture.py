"""A guessing game as a picture, for where no browser code runs: the story so far, and who has paid what."""

import math

from llm_edu.widgets.common.chip_picture import CHARACTER, FONT_POINTS, LEFT, WIDTH, drawable

LINE, PADDING = 26, 3  # pixels
MOST_LINES = 9
CHART = 210  # pixels
MODELS = ("model", "second", "third", "error")


def draw_game(words: list, guessed: list[int], scores: dict, summary: str, title: str, asks: bool = False):
    """The story as words tinted by their surprise, above each player's bits per word, as a CourseFigure.

    words: (word as it stands in the text, with the space before it; bits that it cost the truth, or None where it was
        given), of what is revealed so far
    guessed: indices of the words that were guessed, underlined in the learner's orange
    scores: player -> Score, the learner first, then the truth, the models, and who has no idea; empty before a guess
    asks: whether another word is to be guessed
    """
    from llm_edu.plotting import figure

    lines = _lay_out([drawable(word, "DejaVu Sans Mono") for word, _ in words], asks)
    story = 6 + LINE * len(lines)
    height = 44 + story + (CHART if scores else 0)
    plot, axes = figure(drawable(title).replace("$", r"\$"), height=height, width=WIDTH, alt=summary, columns=1)
    plot.set_layout_engine("none")
    axes.set_position([LEFT / WIDTH, (height - 38 - story) / height, 1 - 2 * LEFT / WIDTH, story / height])
    axes.set(xlim=(LEFT, WIDTH - LEFT), ylim=(story, 0))  # one unit is one pixel
    axes.axis("off")
    for row, line in enumerate(lines):
        for index, left, width, label in line:
            cost = words[index][1] if index < len(words) else None
            _draw_word(axes, left, 4 + row * LINE, width, label, cost, index in guessed, index == len(words))
    if scores:
        lower = plot.add_axes([54 / WIDTH, 46 / height, (WIDTH - 54 - 150) / WIDTH, (CHART - 60) / height])
        _draw_lines(lower, scores)
    return plot


def _lay_out(words: list[str], asks: bool) -> list[list[tuple[int, float, float, str]]]:
    """Words, and a question mark for the next, broken into lines: (index, left, width, label) in pixels; of a long
    story the last lines."""
    lines, left = [[]], LEFT
    for index, word in enumerate([*words, " ?"] if asks else words):
        label = word.strip() or "·"
        width = len(label) * CHARACTER + 2 * PADDING
        left += CHARACTER - 2 * PADDING + 4 if word[:1].isspace() and lines[-1] else 0
        if left + width > WIDTH - LEFT and lines[-1]:
            lines.append([])
            left = LEFT
        lines[-1].append((index, left, width, label))
        left += width
    return lines[-MOST_LINES:]


def _draw_word(axes, left, top, width, label, cost, guessed: bool, blank: bool) -> None:
    from matplotlib.patches import FancyBboxPatch

    from llm_edu.plotting import COLORS, TEXT_COLOR

    tall = LINE - 6
    if cost or blank:
        tint = (*_rgb(COLORS["truth"]), 0.6 * min(1, cost / 8)) if cost else "none"
        edge = COLORS["learner"] if blank else "none"
        style = {"boxstyle": "round,pad=0,rounding_size=3", "linewidth": 1.2, "linestyle": "--"}
        axes.add_patch(FancyBboxPatch((left, top), width, tall, facecolor=tint, edgecolor=edge, clip_on=False, **style))
    axes.text(left + width / 2, top + tall / 2, label.replace("$", r"\$"), ha="center", va="center_baseline",
              family="DejaVu Sans Mono", fontsize=FONT_POINTS, color=TEXT_COLOR)
    if guessed:
        axes.plot([left, left + width], [top + tall, top + tall], color=COLORS["learner"], linewidth=2, clip_on=False)


def _rgb(color: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return to_rgb(color)


def tints(players: list[str]) -> dict[str, str]:
    """Player -> key of COLORS: orange the learner, green the truth, blue and so on the models, grey who has no idea.

    >>> tints(["you", "truth", "bigram", "no idea"])
    {'you': 'learner', 'truth': 'truth', 'bigram': 'model', 'no idea': 'context'}
    """
    models = {name: MODELS[rank % len(MODELS)] for rank, name in enumerate(players[2:-1])}
    return {players[0]: "learner", players[1]: "truth", **models, players[-1]: "context"}


def _draw_lines(axes, scores: dict) -> None:
    """Bits per word so far, guess by guess, each line named at its end; an infinite one stops where it became so."""
    from llm_edu.plotting import COLORS, STYLE, label_line

    with _style(STYLE):
        colors, ends = tints(list(scores)), {}
        for player, score in scores.items():
            means = [math.fsum(score.paid[:count]) / count for count in range(1, len(score.paid) + 1)]
            finite = [mean for mean in means if math.isfinite(mean)]
            ends[player] = (means[-1], finite[-1] if finite else 0)
            kind = colors[player]
            axes.plot(range(1, len(finite) + 1), finite, color=COLORS[kind], marker="o", markersize=3,
                      linestyle="--" if kind == "truth" else "-", zorder=3 if kind == "learner" else 2)
        count = len(next(iter(scores.values())).paid)
        top = max(2.0, *(mean for line in axes.lines for mean in line.get_ydata()))
        axes.set(xlim=(0.9, max(2, count)), ylim=(0, top * 1.08), xlabel="guess", ylabel="bits a word")
        axes.yaxis.get_major_locator().set_params(integer=True, nbins=5)
        axes.set_xticks(range(1, count + 1, max(1, count // 12)))
        axes.tick_params(color=COLORS["context"], length=3)
        axes.tick_params(axis="y", length=0)
        axes.spines["bottom"].set_color(COLORS["context"])
        axes.grid(axis="y", color=COLORS["context"], alpha=0.25)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        heights = _apart({player: min(last, top) for player, (last, _) in ends.items()}, gap=top * 0.13)
        for player, height in heights.items():
            figure = "∞" if math.isinf(ends[player][0]) else f"{ends[player][0]:.2f}"
            label_line(axes, max(2, count), height, drawable(f"{player} {figure}").replace("$", r"\$"), colors[player])


def _style(settings: dict):
    from matplotlib import rc_context

    return rc_context(settings)


def _apart(heights: dict[str, float], gap: float) -> dict[str, float]:
    """Labels pushed apart from below, so that none covers another."""
    placed, floor = {}, -math.inf
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        placed[name] = floor = max(height, floor)
        floor += gap
    return placed
