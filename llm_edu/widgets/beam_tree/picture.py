"""BeamTree as a picture, for where no browser code runs: the whole tree, broken into lines as music is.

Each line begins with the beams that the line above ended with.
"""

import textwrap

from llm_edu.widgets.beam_tree.words import ancestors, number, path_to, quoted
from llm_edu.widgets.common.chip_picture import drawable

WIDTH, LEFT, RIGHT = 720, 10, 708  # pixels
ROW, CHIP, GAP, EDGE, FIGURE = 23, 18, 34, 6, 42
POINTS, SMALL = 8.0, 7.4
LETTER = POINTS * 100 / 72 * 0.602  # pixels: the advance of DejaVu Sans Mono at 100 pixels per inch
MARK = 50  # pixels for the sign of an end and its score
MONO = "DejaVu Sans Mono"


def draw(shown):
    """What a BeamTree has found, as a CourseFigure."""
    from llm_edu.plotting import figure

    tree = shown.tree
    step, place = tree["best"]
    best = tree["steps"][step - 1]["candidates"][place]
    title = drawable(f"Beam search, width {tree['width']}: {quoted(best['text'], 60)}, log P {number(best['log'])}; "
                     f"greedy {number(tree['greedy']['log'])}").replace("$", r"\$")
    lines = break_columns(tree)
    heading = 8 + 24 * len(textwrap.wrap(title, WIDTH // 11))  # as `figure` breaks it
    height = heading + sum(_height(tree, line) for line in lines)
    plot, axes = figure(title, height=height, width=WIDTH)
    plot.alt = shown.summary()
    plot.set_layout_engine("none")
    plot.suptitle(plot.get_suptitle(), x=0.01, y=1 - 8 / height, ha="left", fontsize=13, fontweight="bold")
    axes.set_position([0, 0, 1, (height - heading) / height])
    axes.set(xlim=(0, WIDTH), ylim=(height - heading, 0))  # one unit is one pixel
    axes.axis("off")
    top = 0
    for line in lines:
        _Line(axes, tree, line, top).draw()
        top += _height(tree, line)
    return plot


def column_width(tree: dict, step: int) -> float:
    if step == 0:
        return max(line["cells"] for line in tree["root"]) * LETTER + 2 * EDGE
    return tree["steps"][step - 1]["cells"] * LETTER + FIGURE + 2 * EDGE


def gap_after(tree: dict, step: int) -> int:
    """More where a text ends, since its score stands there."""
    ended = step and any(one["fate"] == "ended" for one in tree["steps"][step - 1]["candidates"])
    return MARK + 6 if ended else GAP


def break_columns(tree: dict) -> list[list[int]]:
    """The columns of each line: the last of one is the first of the next, from which its lines come."""
    lines = _break_at(tree, RIGHT)
    for narrower in range(RIGHT - 20, RIGHT // 2, -20):  # about equally full, rather than one column in the last
        if len(_break_at(tree, narrower)) > len(lines):
            break
        lines = _break_at(tree, narrower)
    return lines


def _break_at(tree: dict, right: float) -> list[list[int]]:
    lines, used = [[0]], LEFT + column_width(tree, 0)
    for step in range(1, len(tree["steps"]) + 1):
        wide = gap_after(tree, step - 1) + column_width(tree, step)
        if used + wide + MARK > right and len(lines[-1]) > 1:
            lines.append([step - 1])
            used = LEFT + column_width(tree, step - 1)
        lines[-1].append(step)
        used += wide
    return lines


def _rows(tree: dict, step: int) -> int:
    return len(tree["steps"][step - 1]["candidates"])


def _height(tree: dict, line: list[int]) -> int:
    rows = max(_rows(tree, step) for step in line[1:])
    inside = len(tree["greedy"]["inside"])
    lane = any(inside < step <= tree["greedy"]["tokens"] for step in line[1:])
    return 30 + ROW * (rows + lane) + 14


class _Line:
    """One line of the picture. columns: its steps, the first of them only as where the lines come from"""

    def __init__(self, axes, tree: dict, columns: list[int], top: float):
        self.axes, self.tree, self.columns, self.top = axes, tree, columns, top
        self.x, left = {}, LEFT
        for step in columns:
            self.x[step] = left
            left += column_width(tree, step) + gap_after(tree, step)
        self.rows = max(_rows(tree, step) for step in columns[1:])
        last = len(tree["steps"])
        self.winner = {tuple(node) for node in path_to(tree, tree["best"])}
        self.alive = {(at, place) for at, column in enumerate(ancestors(tree, last), start=1) for place in column}

    def y(self, step: int, place) -> float:
        """The middle of a chip; place "greedy" is the lane below the candidates."""
        if step == 0:
            place = (_rows(self.tree, 1) - 1) / 2
        row = self.rows + 0.25 if place == "greedy" else place
        return self.top + 30 + ROW * (row + 0.5)

    def draw(self) -> None:
        from llm_edu.plotting import COLORS

        for step in self.columns[1:]:
            middle = self.x[step] + column_width(self.tree, step) / 2
            name = f"token {step}" if step == 1 else str(step)
            self.axes.text(middle, self.top + 18, name, ha="center", fontsize=SMALL, color=COLORS["context"])
        self._draw_first()
        for step in self.columns[1:]:
            for place, one in enumerate(self.tree["steps"][step - 1]["candidates"]):
                self._edge(step, place, one)
                self._node(step, place, one)
        self._draw_greedy()

    def _draw_first(self) -> None:
        """The root, or the beams that the line above ended with."""
        first = self.columns[0]
        if first:
            for place, one in enumerate(self.tree["steps"][first - 1]["candidates"]):
                if one["fate"] == "kept":
                    self._node(first, place, one)
            return
        lines = self.tree["root"]
        high = 13 * len(lines) + 6
        self._chip(self.x[0], self.y(0, 0), column_width(self.tree, 0), high, "context", 0.18)
        for at, line in enumerate(lines):
            self._text(self.x[0] + EDGE, self.y(0, 0) - high / 2 + 10 + 13 * at, line["short"], family=MONO)

    def _style(self, step: int, place: int, one: dict) -> tuple[str, float, float]:
        """Colour, opacity of the fill, and of the line."""
        if (step, place) in self.winner:
            return "model", 0.28, 1.0
        if (step, place) in self.alive:
            return "model", 0.16, 0.6
        return "context", 0.0 if one["fate"] == "pruned" else 0.16, 0.35

    def _node(self, step: int, place: int, one: dict) -> None:
        from llm_edu.plotting import COLORS, TEXT_COLOR

        color, fill, _ = self._style(step, place, one)
        x, y, wide = self.x[step], self.y(step, place), column_width(self.tree, step)
        self._chip(x, y, wide, CHIP, color, fill, thick=1.8 if (step, place) in self.winner else 0.9)
        bold = {"fontweight": "bold"} if (step, place) in self.winner else {}
        self._text(x + EDGE, y, one["short"], family=MONO, color=TEXT_COLOR, **bold)
        self._text(x + wide - EDGE, y, number(one["log"]), ha="right", fontsize=SMALL, **bold)
        if one["fate"] == "pruned":
            end = x + EDGE + one["cells"] * LETTER  # the token alone: in the number, it would look like its minus sign
            self.axes.plot([x + EDGE - 3, end], [y, y], color=COLORS["context"], linewidth=0.9, zorder=5,
                           solid_capstyle="butt")
        if one["fate"] == "ended":
            self.axes.plot([x + wide + 8], [y], marker="s", markersize=4.5, color=TEXT_COLOR, zorder=6)
            self._text(x + wide + 14, y, number(one["score"]), fontsize=SMALL, **bold)

    def _edge(self, step: int, place: int, one: dict) -> None:
        color, _, opacity = self._style(step, place, one)
        start = (step - 1, 0 if step == 1 else one["parent"])
        self._curve(start, (step, place), color, 0.7 + 4.3 * one["own"], opacity,
                    zorder=3 if (step, place) in self.winner else 2)

    def _draw_greedy(self) -> None:
        greedy = self.tree["greedy"]
        inside = greedy["inside"]
        spots = [0, *inside, *["greedy"] * len(greedy["outside"])]  # one for each step from the root
        for step in self.columns[1:]:
            if step < len(spots):
                self._curve((step - 1, spots[step - 1]), (step, spots[step]), "second", 1.4, 1.0, zorder=4, dashed=True)
                if spots[step] == "greedy":
                    self._greedy_node(step, greedy["outside"][step - 1 - len(inside)], last=step == len(spots) - 1)
        if self.columns[-1] == len(self.tree["steps"]) < greedy["tokens"]:
            step = self.columns[-1]
            right = self.x[step] + column_width(self.tree, step) + 6
            self._text(right, self.y(step, spots[step]), f"+ {greedy['tokens'] - step} more", fontsize=SMALL)
        if self.columns[0] and self.columns[0] < len(spots) and spots[self.columns[0]] == "greedy":
            step = self.columns[0]
            self._greedy_node(step, greedy["outside"][step - 1 - len(inside)], last=False)

    def _greedy_node(self, step: int, one: dict, last: bool) -> None:
        from llm_edu.plotting import TEXT_COLOR

        x, y, wide = self.x[step], self.y(step, "greedy"), column_width(self.tree, step)
        self._chip(x, y, wide, CHIP, "second", 0.0)
        self._text(x + EDGE, y, one["short"], family=MONO)
        self._text(x + wide - EDGE, y, number(one["log"]), ha="right", fontsize=SMALL)
        if last:
            self.axes.plot([x + wide + 8], [y], marker="s", markersize=4.5, color=TEXT_COLOR, zorder=6)
            self._text(x + wide + 14, y, number(self.tree["greedy"]["score"]), fontsize=SMALL)

    def _curve(self, start, end, color: str, thick: float, opacity: float, zorder: int, dashed: bool = False) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        from llm_edu.plotting import COLORS

        x0, y0 = self.x[start[0]] + column_width(self.tree, start[0]), self.y(*start)
        x1, y1 = self.x[end[0]], self.y(*end)
        bend = (x1 - x0) * 0.55
        path = Path([(x0, y0), (x0 + bend, y0), (x1 - bend, y1), (x1, y1)], [Path.MOVETO, *[Path.CURVE4] * 3])
        self.axes.add_patch(PathPatch(path, facecolor="none", edgecolor=COLORS[color], linewidth=thick, alpha=opacity,
                                      linestyle="--" if dashed else "-", zorder=zorder, capstyle="butt"))

    def _chip(self, x: float, y: float, wide: float, high: float, color: str, fill: float, thick: float = 0.9) -> None:
        from matplotlib.colors import to_rgba
        from matplotlib.patches import FancyBboxPatch

        from llm_edu.plotting import COLORS

        self.axes.add_patch(FancyBboxPatch(
            (x, y - high / 2), wide, high, boxstyle="round,pad=0,rounding_size=4", linewidth=thick, zorder=4,
            edgecolor=to_rgba(COLORS[color], 0.8 if fill else 0.4), facecolor=to_rgba(COLORS[color], fill)))

    def _text(self, x: float, y: float, words: str, **style) -> None:
        from llm_edu.plotting import TEXT_COLOR

        words = drawable(words, style.get("family", "DejaVu Sans")).replace("$", r"\$")
        self.axes.text(x, y, words, **{"va": "center_baseline", "fontsize": POINTS, "color": TEXT_COLOR, "zorder": 6,
                                       **style})
