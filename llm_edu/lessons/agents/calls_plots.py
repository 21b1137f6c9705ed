"""Pictures of calls: the automaton of one, and what calls are worth by what they are held to."""

from itertools import groupby

from matplotlib.patches import FancyBboxPatch

from llm_edu.agents.schema_grammar import start_of_call
from llm_edu.agents.schema_parts import Day, Fixed, Integer
from llm_edu.intervals import wilson
from llm_edu.lessons.agents.calls_demos import EXAMPLES_NAMED, calls_runs
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, ink

LETTER, GAP, ROW = 7.0, 20, 62    # pixels: a letter of monospaced text, between two boxes, between two rows of boxes
DIGITS = "0123456789"


def label_of(part):
    """What the box of a part says."""
    if isinstance(part, Fixed):
        return part.rest.decode()
    if isinstance(part, Integer):
        return f"{part.minimum} … {part.maximum}"
    return 'a date, friday, 5 march"' if isinstance(part, Day) else f'up to {part.left} characters"'


def columns_of(tool):
    """The parts of a tool's call from left to right: lists of parts that may stand in the same place.

    Fixed parts that follow one another are one. Raises ValueError for a tool with optional arguments, whose call is
    not one line of boxes.
    """
    threads, columns = list(start_of_call([tool])), []
    while threads:
        if len({after for _, after in threads}) > 1:
            raise ValueError(f"the call of {tool.name} has optional arguments: draw another tool")
        parts, after = [part for part, _ in threads], threads[0].after
        if len(parts) == 1 and isinstance(parts[0], Fixed) and columns and isinstance(columns[-1][0], Fixed) \
                and len(columns[-1]) == 1:
            parts = [Fixed(columns.pop()[0].rest + parts[0].rest)]
        columns.append(parts)
        threads = list(after.threads)
    return columns


def states_of(integer):
    """The states of an integer's automaton: [{next state: digits}, …] and where it may end; state 0 is the first.

    Two beginnings after which the same may come are one state.
    """
    found, moves, ends = {}, [], []

    def number(part):
        after = {digit: step for digit in DIGITS if (step := part.step(ord(digit))) is not None}
        targets = {}
        place = len(moves)
        moves.append({})
        ends.append(part.may_end)
        for digit, step in after.items():
            targets.setdefault(number(step), []).append(digit)
        key = (part.may_end, tuple(sorted((target, *digits) for target, digits in targets.items())))
        if key in found:    # the same may come as after an earlier one
            del moves[place:], ends[place:]
            return found[key]
        moves[place] = {target: "".join(digits) for target, digits in targets.items()}
        found[key] = place
        return place

    number(integer)
    return moves, ends


def spans(digits):
    """Digits as people write them.

    >>> spans("03456789"), spans("12")
    ('0, 3–9', '1, 2')
    """
    runs = [[digit for _, digit in run] for _, run in groupby(enumerate(digits), lambda pair: int(pair[1]) - pair[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def call_automaton(tool):
    """The automaton of a tool's call as boxes, and below it that of its last integer, byte by byte."""
    columns = columns_of(tool)
    integer = [part for parts in columns for part in parts if isinstance(part, Integer)][-1]
    fixed = sum(len(part.rest) for parts in columns if len(parts) == 1 for part in parts if isinstance(part, Fixed))
    free = sum(len(parts) > 1 or not isinstance(parts[0], Fixed) for parts in columns)
    plot, axes = figure(f"In a call of {tool.name}, {fixed} characters are fixed: the model chooses in {free} places",
                        height=392, alt="Boxes in a row: " + " → ".join(
                            " or ".join(map(label_of, parts)) for parts in columns) + ".")
    axes.set_xlim(0, 710)
    axes.set_ylim(-300, 36)
    axes.axis("off")
    x, y = 4, 0
    for parts in columns:
        width = max(len(label_of(part)) for part in parts) * LETTER + 12
        if x + width > 706:
            x, y = 4 + GAP, y - ROW
        for at, part in enumerate(parts):
            middle = y + 15 * (len(parts) - 1) - 30 * at
            color = COLORS["context" if isinstance(part, Fixed) and len(parts) == 1 else "model"]
            axes.add_patch(FancyBboxPatch((x, middle - 12), width, 24, boxstyle="round,pad=0,rounding_size=6",
                                          facecolor=color + "1f", edgecolor=color, linewidth=1.3))
            axes.text(x + width / 2, middle, label_of(part), ha="center", va="center", fontsize=8,
                      family="monospace", color=TEXT_COLOR)
            if parts is not columns[0]:
                arrow(axes, (x - GAP + 1, y), (x - 1, middle))
        x += width + GAP
    plot.alt += " " + draw_states(axes, integer, top=y - 88)
    return plot


def arrow(axes, start, end):
    """An arrow from one point to another."""
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": TEXT_COLOR, "linewidth": 1.1,
                                              "shrinkA": 0, "shrinkB": 0})


def draw_states(axes, integer, top):
    """Draw an integer's automaton below y = top; returns the same in words."""
    moves, ends = states_of(integer)
    depth = {0: 0}
    for state in range(len(moves)):    # a state's number is larger than those of the states before it, or shared
        for target in moves[state]:
            depth[target] = max(depth.get(target, 0), depth[state] + 1)
    last = max(depth.values())
    level = {at: [state for state in depth if depth[state] == at] for at in range(last + 1)}
    place = {state: (90 + 560 * at / max(last, 1), top - 60 + 42 * (len(states) - 1) - 84 * row)
             for at, states in level.items() for row, state in enumerate(states)}
    axes.text(4, top + 14, f"inside {label_of(integer)}: which digit may come next, and where the number may end "
              "(double circle)", fontsize=10, color=TEXT_COLOR)
    told = []
    for state, targets in enumerate(moves):
        for target, digits in targets.items():
            (x0, y0), (x1, y1) = place[state], place[target]
            far = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
            dx, dy = (x1 - x0) / far * 17, (y1 - y0) / far * 17
            arrow(axes, (x0 + dx, y0 + dy), (x1 - dx, y1 - dy))
            middle = y0 + (y1 - y0) * 0.42
            axes.text(x0 + (x1 - x0) * 0.42, middle + (8 if middle >= top - 60 else -20), spans(digits), ha="center",
                      fontsize=11,
                      family="monospace", color=ink(COLORS["model"]), fontweight="bold")
            told.append(f"from state {state} with {spans(digits)} to state {target}")
    for state, (x, y) in place.items():
        for size in (23, 17) if ends[state] else (23,):    # points
            axes.plot(x, y, "o", markersize=size, markerfacecolor="none", markeredgewidth=1.4,
                      color=COLORS["truth" if ends[state] else "context"])
    axes.text(place[0][0] - 22, place[0][1], "begin", ha="right", va="center", fontsize=10, color=TEXT_COLOR)
    return f"Inside {label_of(integer)}: " + "; ".join(told) + "."


def worth_plot(kept, shown="no example"):
    """Valid calls and right calls, by what the model was held to."""
    runs = {held_to: run for (examples, held_to), run in calls_runs(kept).items() if examples == shown}
    held = runs["schemas"]
    count = len(held["valid"])
    plot, axes = figure(f"Held to the schemas, {sum(held['valid'])} of {count} answers are valid calls, and "
                        f"{sum(held['right'])} are right", height=250)
    told = []
    for row, (held_to, run) in enumerate(runs.items()):
        for part, color, dy in (("valid", "context", 0.17), ("right", "model", -0.17)):
            share = sum(run[part]) / count
            low, high = wilson(float(share), count)
            axes.hlines(-row + dy, low, high, color=COLORS[color])
            axes.plot(share, -row + dy, "o", color=COLORS[color], markersize=7)
            axes.text(high + 0.012, -row + dy, f"{part} {share:.0%}", color=ink(COLORS[color]), va="center")
            told.append(f"held to {held_to}, {part}: {share:.0%} ({low:.0%} to {high:.0%})")
    axes.set_yticks([-row for row in range(len(runs))], [f"held to {held_to}" for held_to in runs])
    axes.set_ylim(-len(runs) + 0.45, 0.55)
    axes.set_xlim(-0.02, 1.17)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    axes.set_xlabel(f"of {count} requests, examples: {EXAMPLES_NAMED[shown]}; with 95 % intervals")
    plot.alt += ". " + "; ".join(told)
    return plot
