"""An assistant for your own notes: it answers from them, quotes its source, or says that it found none.

    python project.py                  measures on all questions, and writes results.json
    python project.py --limit 5        a trial on the first five
    python project.py demo "When …?"   asks one question

Replace each `raise NotImplementedError`. In the course's folder, capstones/notes/project.py shows one way.
"""

from pathlib import Path

from llm_edu.course.capstone import Results, read_items, run_project, share

HERE = Path(__file__).parent
NOTES = HERE / "data" / "notes"    # your .txt, .md or .pdf files
QUESTIONS = HERE / "data" / "questions.jsonl"    # a line each: {"question": "…", "answers": ["…"]}; [] has no answer
NOTHING = "I found nothing"    # how a method says that the notes hold no answer


def read_questions(limit: int | None) -> list[dict]:
    """The questions, at most `limit` of them, each with the answers that count as right."""
    return read_items(QUESTIONS, "question", "answers")[:limit]


def baseline(question: str) -> str:
    """What the simplest method answers, or NOTHING."""
    raise NotImplementedError("baseline: search by words (BM25 from llm_edu.retrieval), quote the best sentence")


def model(question: str) -> str:
    """What the assistant answers, or NOTHING and why."""
    raise NotImplementedError("model: ask_folder(NOTES, question), from llm_edu.course.ask.asking: .answer or .reason")


def is_right(answer: str, accepted: list[str]) -> bool:
    """Whether an answer counts as right; where no answer is accepted, NOTHING is right."""
    raise NotImplementedError("is_right: decide by a rule that you can write into the report")


def measure(results: Results, limit: int | None) -> None:
    """Ask every question of both, record the shares, keep what the assistant said."""
    right: dict[str, list[bool]] = {"baseline": [], "model": []}
    for item in read_questions(limit):
        for name, method in (("baseline", baseline), ("model", model)):
            answer = method(item["question"])
            right[name].append(is_right(answer, item["answers"]))
        results.keep(item["question"], " or ".join(item["answers"]) or NOTHING, answer, right["model"][-1])
    for name in right:
        results.record(f"{name}_right", *share(right[name]))


def demo(words: list[str]) -> None:
    """Ask the question that comes after `demo`."""
    print(model(" ".join(words)))


if __name__ == "__main__":
    run_project(measure, demo, HERE)
