"""Where does an answer come from? The passages found, the answer, and the evidence for each of its sentences."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import traitlets

from llm_edu.errors import CourseError
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import readable
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.source_trace.supporting import shares_words
from llm_edu.widgets.source_trace.tracing import (
    MOST_QUESTIONS,
    Passage,
    Supports,
    changed,
    check_answer,
    check_question,
    read_passages,
    trace,
)
from llm_edu.widgets.source_trace.words import is_as_found

MOST_TRIES, LARGEST = 40, 400_000    # answers that are kept, and characters of all their texts


class SourceTrace(CourseWidget):
    """A question, the passages found for it, and for each sentence of the answer the sentence that supports it.

    search: question -> passages, the best first, each (title, text, words score, meaning score), or what `Index.search`
        of `llm_edu.retrieval` returns; at most 12. A passage's place in this list is its rank
    answer: (question, texts of the passages that are on, by rank) -> the answer, a text
    questions: to choose from, 1 to 40; the first is asked at once. Others can be typed
    supports: (sentence of the answer, text of a passage) -> (start, end) of the evidence in it, or None; `shares_words`
        if none is given, which compares words. The first line of its docstring is shown
    score_names: of the two scores

    ::

        SourceTrace(lambda question: index.search(encoder, question, count=5), answer, ["When was the BBC founded?"])

    A passage can be switched off or edited (poisoned), in the page or by `ask`; then the question is answered again.
    What has been answered once is kept in `tries`, and shown again without asking the model, even after the notebook
    was reopened without a kernel. Raises TypeError or ValueError for arguments that cannot be; errors of `search`,
    `answer` and `supports` are raised here, and later shown in the widget.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    scene = traitlets.Dict().tag(sync=True)    # {questions, tries: [see `trace`], rule, score_names}
    view = traitlets.Dict().tag(sync=True)    # {shown: number of a try, picked: number of a sentence, or −1}

    def __init__(self, search: Callable[[str], Iterable], answer: Callable[[str, list[str]], str],
                 questions: Iterable[str], supports: Supports = shares_words, *,
                 score_names: Iterable[str] = ("BM25", "cosine")):
        for name, function in (("search", search), ("answer", answer), ("supports", supports)):
            if not callable(function):
                raise TypeError(f"{name} is a function, not {type(function).__name__}")
        self._search, self._answer, self._supports = search, answer, supports
        self._found: dict[str, list[Passage]] = {}    # question -> passages; searched once
        asked = read_questions(questions)
        names = [readable(name)[:30] for name in score_names]
        if isinstance(score_names, str) or len(names) != 2 or not all(names):
            raise ValueError(f"score_names are two names, not {score_names!r:.60}")
        first = self._try(asked[0], self._passages(asked[0]))
        rule = (inspect.getdoc(supports) or "").split("\n")[0][:300]
        super().__init__(scene={"questions": asked, "tries": [first], "rule": rule, "score_names": names},
                         view={"shown": 0, "picked": -1}, answer={"sequence": 0},
                         request={"sequence": 0, "question": asked[0], "off": [], "edits": []})

    def _passages(self, question: str) -> list[Passage]:
        if question not in self._found:
            self._found[question] = read_passages(self._search(question))
        return self._found[question]

    def _try(self, question: str, passages: list[Passage]) -> dict:
        text = check_answer(self._answer(question, [each.text for each in passages if each.on]))
        return trace(question, passages, text, self._supports)

    def respond(self, request: dict) -> dict:
        if request["sequence"] == 0:    # what the widget began with is answered
            return {}
        off, edits = request.get("off", []), request.get("edits", [])
        try:    # what is typed wrong is a sentence for whoever has typed it
            question = check_question(request.get("question"))
            passages = changed(self._passages(question), off, edits)
        except ValueError as problem:
            raise CourseError(str(problem)) from None
        tries = self.scene["tries"]
        number = next((number for number, each in enumerate(tries) if each["question"] == question and alike(
            each["passages"], passages)), len(tries))
        if number == len(tries):
            tries = kept([*tries, self._try(question, passages)])
            number = len(tries) - 1
        questions = self.scene["questions"]
        questions = questions if question in questions else [*questions, question][-MOST_QUESTIONS:]
        with self.hold_sync():
            self.scene = {**self.scene, "questions": questions, "tries": tries}
            self.view = {"shown": number, "picked": -1}
        return {"shown": number}

    def ask(self, question: str | None = None, *, off: Iterable[int] = (),
            edits: Mapping[int, str] | None = None) -> dict:
        """Ask from Python, and return the try; every view follows. See `trace` for what is in it.

        question: None asks the one that is shown   off: ranks of passages that the model does not get, 1 for the first
        edits: rank -> the text in place of the passage's own
        """
        question = self.shown["question"] if question is None else question
        self._ask(question=question, off=sorted(set(off)), edits=[list(each) for each in sorted((edits or {}).items())])
        if "error" in self.answer:
            raise CourseError(self.answer["error"])
        return self.shown

    @property
    def tries(self) -> list[dict]:
        """All that has been answered and is kept, the newest last."""
        return list(self.scene["tries"])

    @property
    def shown(self) -> dict:
        tries = self.scene["tries"]
        return tries[min(self.view["shown"], len(tries) - 1)]

    @traitlets.validate("view")
    def _check_view(self, proposal: Any) -> dict:
        view = {"shown": 0, "picked": -1, **proposal["value"]}
        for name, least in (("shown", 0), ("picked", -1)):
            if type(view[name]) is not int or not least <= view[name] < 10_000:
                raise ValueError(f"{name} is a whole number of at least {least}, not {view[name]!r:.60}")
        return {name: view[name] for name in ("shown", "picked")}

    def sentence(self) -> str:
        return self.shown["said"]


def read_questions(questions: object) -> list[str]:
    """TypeError or ValueError for what is no list of 1 to 40 different questions."""
    if isinstance(questions, (str, bytes)) or not isinstance(questions, Iterable):
        raise TypeError(f"questions is a list of texts: write [{questions!r:.60}]")
    found = list(dict.fromkeys(check_question(each) for each in questions))
    if not 1 <= len(found) <= MOST_QUESTIONS:
        raise ValueError(f"there are {len(found)} questions: give 1 to {MOST_QUESTIONS}")
    return found


def alike(traced: list[dict], passages: list[Passage]) -> bool:
    """Whether a try had the same passages on, with the same texts."""
    return [(each["on"], each["text"]) for each in traced] == [(each.on, each.text) for each in passages]


def kept(tries: list[dict]) -> list[dict]:
    """The tries without the oldest, where they are too many.

    The newest stays, and as long as possible each with all passages as they were found: others are compared with it.
    """
    def size() -> int:
        return sum(len(each["text"]) + len(each["found"]) for one in tries for each in one["passages"])

    while len(tries) > 1 and (len(tries) > MOST_TRIES or size() > LARGEST):
        oldest = next((number for number, each in enumerate(tries[:-1]) if not is_as_found(each)), 0)
        tries = tries[:oldest] + tries[oldest + 1:]
    return tries
