"""An assistant for Marit's notes: it answers from them, quotes its source, or says that it found none.

    python project.py                  measures on all questions, and writes results.json
    python project.py --limit 5        a trial on five of them
    python project.py demo "When …?"   asks one question
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from llm_edu.course.ask.asking import Reply, ask_folder, smollm2_writes
from llm_edu.course.capstone import Results, read_items, run_project, share
from llm_edu.grounding import simplified
from llm_edu.pretrained import chat, load_smollm2
from llm_edu.prompting import compare
from llm_edu.retrieval import BM25, load_minilm, sentence_spans

HERE = Path(__file__).parent
NOTES = HERE / "data" / "notes"
QUESTIONS = HERE / "data" / "questions.jsonl"    # a line each: {"question": "…", "answers": ["…"]}; [] has no answer
TRIED = HERE / "data" / "questions_tried.jsonl"    # others, on which the threshold of the baseline is chosen
NOTHING = "I found nothing"    # how a method says that the notes hold no answer


def read_questions(path: Path, limit: int | None = None) -> list[dict]:
    """The questions of a file, each with the answers that count as right; with a limit, that many from all over it."""
    questions = read_items(path, "question", "answers")
    return questions[::max(1, len(questions) // (limit or len(questions)))][:limit]


@cache
def sentences() -> tuple[list[str], BM25]:
    """All sentences of the notes, and the index of their words."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(NOTES.glob("*.md"))]
    found = [" ".join(text[slice(*span)].split()) for text in texts for span in sentence_spans(text)]
    return found, BM25(found)


def best_sentence(question: str) -> tuple[float, str]:
    """The sentence that shares most with the question, by BM25; 0 where no word is shared."""
    found, index = sentences()
    return next(((score, found[number]) for number, score in index.search(question, 1)), (0.0, ""))


@cache
def threshold() -> float:
    """The score below which the baseline is silent: the one that is right most often on the tried questions."""
    tried = [(*best_sentence(item["question"]), item["answers"]) for item in read_questions(TRIED)]

    def right(least: float) -> int:
        return sum(is_right(text if score >= least else NOTHING, answers) for score, text, answers in tried)
    return max(sorted({score for score, *_ in tried}), key=right)


def baseline(question: str) -> str:
    """Word search: the best sentence, quoted."""
    score, sentence = best_sentence(question)
    return sentence if score >= threshold() else NOTHING + "."


def memory(question: str) -> str:
    """A second baseline: SmolLM2 without the notes."""
    return chat(*load_smollm2(fetch=True), f"Answer in one short sentence: {question}", max_new_tokens=40)


@cache
def asked(question: str, write: Callable[[str, str], str] = smollm2_writes) -> Reply:
    """Lesson 15's assistant, with its settings as they are."""
    return ask_folder(NOTES, question, encoder=load_minilm(fetch=True), write=write)


def said_by(reply: Reply) -> str:
    """The answer, or that there is none, and why."""
    return f"{NOTHING}: {reply.reason}" if reply.answer is None else reply.answer


def model(question: str) -> str:
    """What the assistant says."""
    return said_by(asked(question))


def in_plain_words(question: str, text: str) -> str:
    """Another way to ask SmolLM2, to test why the assistant fails: the note, then the question."""
    return chat(*load_smollm2(fetch=True), f"{text}\n\n{question}", system="You answer questions.", max_new_tokens=40)


def plain(question: str) -> str:
    """What the assistant says when SmolLM2 is asked in that way."""
    return said_by(asked(question, in_plain_words))


def is_right(answer: str, accepted: list[str]) -> bool:
    """Whether an answer has one of the accepted ones in it, word by word; where none is accepted, silence is right."""
    if answer.startswith(NOTHING) or not accepted:
        return answer.startswith(NOTHING) and not accepted
    return any(f" {simplified(each)} " in f" {simplified(answer)} " for each in accepted)


def measure(results: Results, limit: int | None) -> None:
    """Ask every question of both, record the shares, keep what the assistant said."""
    questions = read_questions(QUESTIONS, limit)
    right: dict[str, list[bool]] = {}
    said: dict[str, list[str]] = {}
    for name, method in (("baseline", baseline), ("model", model), ("plain", plain)):
        said[name] = [method(item["question"]) for item in questions]
        right[name] = [is_right(answer, item["answers"]) for answer, item in zip(said[name], questions, strict=True)]
        parts = {"right": range(len(questions)), "found": [at for at, item in enumerate(questions) if item["answers"]],
                 "silent": [at for at, item in enumerate(questions) if not item["answers"]]}
        given = [at for at, answer in enumerate(said[name]) if not answer.startswith(NOTHING)]
        for part, places in {**parts, "trusted": given}.items():
            if places:
                results.record(f"{name}_{part}", *share([right[name][at] for at in places]))
    for part, places in parts.items():
        if places:
            found = compare(*([right[name][at] for at in places] for name in ("model", "baseline")))
            if found.low < found.high:    # else they differ nowhere, and say nothing about a difference
                results.record(f"difference_{part}", found.difference, found.low, found.high, found.count)
    lost = [answer if item["answers"] else "" for answer, item in zip(said["model"], questions, strict=True)]
    for name, reason in (("lost_in_search", "no passage"), ("lost_in_reading", "the model wrote")):
        results.record(name, *share([answer.startswith(f"{NOTHING}: {reason}") for answer in lost if answer]))
    results.record("memory_found", *share([is_right(memory(item["question"]), item["answers"])
                                           for item in questions if item["answers"]]))
    for item, answer, valid in zip(questions, said["model"], right["model"], strict=True):
        results.keep(item["question"], " or ".join(item["answers"]) or NOTHING, answer, valid)


def demo(words: list[str]) -> None:
    """Ask the question that comes after `demo`."""
    question = " ".join(words) or "Who draws the poster?"
    print(model(question), *(f"  {source.where}  “{source.quotation}”" for source in asked(question).sources), sep="\n")


if __name__ == "__main__":
    run_project(measure, demo, HERE)
