"""ChatDesk as a picture, for where no browser code runs: the last turns, with their calls."""

from llm_edu.widgets.chat_desk.turns import Turn
from llm_edu.widgets.chat_desk.words import memory_words
from llm_edu.widgets.common.numbers import counted
from llm_edu.widgets.common.row_picture import Row, draw_rows, plain, wrapped

MOST_TURNS = 5    # that are drawn


def draw(widget):
    """The last turns, as a CourseFigure."""
    turns, name = widget.turns, str(widget.about["name"])
    rows = [row for turn in turns[-MOST_TURNS:] for row in rows_of(turn, name)]
    if (more := len(turns) - MOST_TURNS) > 0:
        rows.insert(0, ([f"{counted(more, 'earlier turn')} not drawn"], "", False))
    title = f"A conversation of {counted(len(turns), 'turn')}" if turns else "A desk to talk to"
    examples = [(wrapped(text), "learner", False) for text in widget.about["examples"]]
    return draw_rows(rows or examples or [(["Nothing has been said yet."], "", False)], title, widget.summary())


def rows_of(turn: Turn, name: str) -> list[Row]:
    """What you said, the calls, the reply, and what came in its place."""
    calls = [f"{step['tool'] or 'unreadable call'} {shown(step['arguments'])} → {'done' if step['ok'] else 'refused'}"
             for step in turn["steps"] if "thought" not in step]
    rows: list[Row] = [(["You", *wrapped(turn["user"])], "learner", True)]
    if calls:
        rows.append(([line for call in calls for line in wrapped(call, 2)], "context", False))
    if turn["reply"].strip():
        rows.append(([plain(name), *wrapped(turn["reply"], 4)], "model", True))
    if turn["said"].strip():
        rows.append((wrapped(turn["said"], 2), "error", False))
    if turn["memory"]:
        rows.append(([plain(memory_words(turn["memory"]))], "", False))
    return rows


def shown(arguments: Turn) -> str:
    """
    >>> shown({"service": "repair", "hour": 10})
    '(service: repair, hour: 10)'
    """
    return f"({', '.join(f'{name}: {value}' for name, value in arguments.items())})"
