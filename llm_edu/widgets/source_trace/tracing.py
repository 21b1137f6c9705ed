"""From an answer to its sources, without a browser: passages, what was changed in them, and which supports what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from llm_edu.widgets.common.chips import readable, replace_surrogates
from llm_edu.widgets.source_trace.words import trace_words

MOST_PASSAGES, MOST_QUESTIONS = 12, 40
LARGEST_SCORE = 1e6
LONGEST_QUESTION, LONGEST_TITLE, LONGEST_TEXT, LONGEST_ANSWER = 300, 120, 6_000, 4_000    # characters

Supports = Callable[[str, str], tuple[int, int] | None]


@dataclass(frozen=True)
class Passage:
    """A text that a search has found. words, meaning: its two scores, such as BM25's and the cosine

    found: the text as the search found it; `text` may have been changed since   on: whether the model gets it
    """

    title: str
    text: str
    words: float
    meaning: float
    found: str
    on: bool = True

    @property
    def edited(self) -> bool:
        return self.text != self.found


def trace(question: str, passages: Sequence[Passage], answer: str, supports: Supports) -> dict:
    """Which sentence of which passage supports each sentence of an answer, as data for JSON.

    passages: in the order of their ranks; those that are off support nothing
    supports: (sentence of the answer, text of a passage) -> (start, end) in that text, or None

    {question, answer, passages: [{title, text, found, words, meaning, on}], sentences: [{start, end, passage, from,
    to}], said}. start and end: in the answer   passage: the rank, from 1, of the first that supports the sentence, and
    from and to in its text; 0 where none does   said: all this in words. Places count characters as Python does.
    """
    from llm_edu.retrieval import sentence_spans  # here, because it brings PyTorch, and other widgets need none

    sentences = []
    for start, end in sentence_spans(answer):
        support = next((each for each in supported_by(answer[start:end], passages, supports)), (0, 0, 0))
        sentences.append({"start": start, "end": end, **dict(zip(("passage", "from", "to"), support, strict=True))})
    traced = {"question": question, "answer": answer, "sentences": sentences, "passages": [
        {"title": each.title, "text": each.text, "found": each.found, "words": each.words, "meaning": each.meaning,
         "on": each.on} for each in passages]}
    return {**traced, "said": trace_words(traced)}


def supported_by(sentence: str, passages: Sequence[Passage], supports: Supports) -> Iterable[tuple[int, int, int]]:
    """(rank, start, end) of each passage that supports a sentence. Raises ValueError for a place that is not in it."""
    for rank, passage in enumerate(passages, 1):
        place = supports(sentence, passage.text) if passage.on else None
        if place is None:
            continue
        try:
            start, end = (int(each) for each in place)
        except (TypeError, ValueError):
            raise ValueError(f"supports returns (start, end) in the passage, or None, not {place!r:.60}") from None
        if not 0 <= start < end <= len(passage.text):
            raise ValueError(f"supports returned ({start}, {end}), but passage {rank} has the places 0 to "
                             f"{len(passage.text)}")
        yield rank, start, end


def read_passages(found: object) -> list[Passage]:
    """What a search returned: (title, text, words score, meaning score) each, or `Found` of `llm_edu.retrieval`."""
    if isinstance(found, (str, bytes, Mapping)) or not isinstance(found, Iterable):
        raise TypeError(f"search returns a list of passages, not {found!r:.60}")
    passages = [read_passage(each) for each in found]
    if len(passages) > MOST_PASSAGES:
        raise ValueError(f"search returned {len(passages)} passages: let it return at most {MOST_PASSAGES}")
    return passages


def read_passage(each: Any) -> Passage:
    if all(hasattr(each, name) for name in ("name", "text", "word_score", "cosine")):
        each = (each.name, each.text, each.word_score, each.cosine)
    if not isinstance(each, (tuple, list)) or len(each) != 4:
        raise TypeError(f"a passage is (title, text, words score, meaning score), not {each!r:.80}")
    title, text, *scores = each
    if not isinstance(title, str) or not isinstance(text, str):
        raise TypeError(f"title and text of a passage are texts, not {title!r:.40} and {text!r:.40}")
    if not all(isinstance(score, Real) and abs(float(score)) < LARGEST_SCORE for score in scores):
        raise ValueError(f"the two scores of a passage are numbers below a million, not {scores!r:.80}")
    text = check_text(text, f"the passage “{title:.40}”")
    title = readable(title)
    title = title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE - 1] + "…"
    return Passage(title, text, float(scores[0]), float(scores[1]), found=text)


def check_text(text: str, what: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{what} has {len(text):,} characters: give at most {LONGEST_TEXT:,}, such as one chunk")
    return replace_surrogates(text)[0]


def check_question(question: object) -> str:
    """The question without spaces around it."""
    if not isinstance(question, str):
        raise TypeError(f"a question is a text, not {question!r:.60}")
    question = " ".join(replace_surrogates(question)[0].split())
    if not question:
        raise ValueError("there is no question: write one")
    if len(question) > LONGEST_QUESTION:
        raise ValueError(f"the question has {len(question):,} characters: give at most {LONGEST_QUESTION}")
    return question


def check_answer(answer: object) -> str:
    if not isinstance(answer, str):
        raise TypeError(f"answer(question, texts) returns a text, not {type(answer).__name__}")
    if len(answer) > LONGEST_ANSWER:
        raise ValueError(f"the answer has {len(answer):,} characters: let the model write at most {LONGEST_ANSWER:,}")
    return replace_surrogates(answer)[0].strip()


def changed(passages: Sequence[Passage], off: Any, edits: Any) -> list[Passage]:
    """Passages with some switched off and others edited, by rank. off: [rank, …]   edits: [[rank, text], …]

    Raises ValueError for a rank that no passage has, and for what is no text.
    """
    is_listed = isinstance(off, list) and isinstance(edits, list) and all(
        isinstance(each, (list, tuple)) and len(each) == 2 and isinstance(each[1], str) for each in edits)
    if not is_listed:
        raise ValueError("off is a list of ranks, and edits one of ranks with a text each")
    for rank in [*off, *(rank for rank, _ in edits)]:
        if type(rank) is not int or not 1 <= rank <= len(passages):
            raise ValueError(f"passages have the ranks 1 to {len(passages)}, not {rank!r:.40}")
    texts = {rank: check_text(text, f"passage {rank}") for rank, text in edits}
    return [replace(passage, on=rank not in off, text=texts.get(rank, passage.text))
            for rank, passage in enumerate(passages, 1)]
