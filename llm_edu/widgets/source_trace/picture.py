"""SourceTrace as a picture, for where no browser code runs: the question, the answer with its sources, the passages."""

from llm_edu.widgets.common.numbers import counted, fixed
from llm_edu.widgets.common.row_picture import Row, draw_rows, plain, wrapped
from llm_edu.widgets.common.texts import quoted

MOST_SENTENCES = 8    # that are drawn


def draw(widget):
    """The try that is shown, as a CourseFigure."""
    traced = widget.shown
    rows = [*answer_rows(traced), *passage_rows(traced, widget.scene["score_names"])]
    return draw_rows(rows, title_of(traced), widget.summary())


def title_of(traced: dict) -> str:
    held, count = sum(each["passage"] > 0 for each in traced["sentences"]), len(traced["sentences"])
    return f"{held} of {counted(count, 'sentence')} of the answer supported" if count else "The answer is empty"


def answer_rows(traced: dict) -> list[Row]:
    """(lines, colour of the bar, whether the first line is bold) for the question and each sentence of the answer."""
    rows = [(wrapped(traced["question"]), "", True)]
    for each in traced["sentences"][:MOST_SENTENCES]:
        source = f"passage {each['passage']}" if each["passage"] else "unsupported"
        said = wrapped(traced["answer"][each["start"]:each["end"]])
        rows.append(([*said, f"→ {source}"], "truth" if each["passage"] else "error", False))
    if (more := len(traced["sentences"]) - MOST_SENTENCES) > 0:
        rows.append(([f"and {counted(more, 'more sentence')}"], "", False))
    return rows


def passage_rows(traced: dict, score_names: list[str]) -> list[Row]:
    """The same for each passage: its title and scores, and the evidence in it, or how it begins."""
    rows = []
    for rank, each in enumerate(traced["passages"], 1):
        tags = [*([] if each["on"] else ["off"]), *(["edited"] if each["text"] != each["found"] else [])]
        title = plain(quoted(each["title"], 44)[1:-1])
        head = (f"{rank}  {title}   {plain(score_names[0])} {fixed(each['words'], 1)}   {plain(score_names[1])} "
                f"{fixed(each['meaning'], 2)}{'   ' * bool(tags)}{', '.join(tags)}")
        support = next((found for found in traced["sentences"] if found["passage"] == rank), None)
        text = each["text"][support["from"]:support["to"]] if support else each["text"]
        rows.append(([head.replace(" -", " −"), *wrapped(text, 2)], "truth" if support else "context", True))
    return rows
