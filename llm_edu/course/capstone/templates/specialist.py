"""A specialist: SmolLM2, taught by your own examples, measured on others, made smaller, served.

    python project.py               fine-tunes, measures, and writes results.json
    python project.py --limit 5     a trial: few steps, five examples
    python project.py demo "…"      asks the specialist

Replace each `raise NotImplementedError`. In the course's folder, capstones/specialist/project.py shows one way.
"""

from pathlib import Path

from llm_edu.course.capstone import Results, read_items, run_project, share

HERE = Path(__file__).parent
LEARNED = HERE / "data" / "train.jsonl"    # a line each: {"prompt": "…", "completion": "…"}
MEASURED = HERE / "data" / "test.jsonl"    # the same, and none of them in the other file
STEPS = 100    # of fine-tuning


def read_examples(path: Path, limit: int | None = None) -> list[dict]:
    """The examples of a file, at most `limit` of them."""
    return read_items(path, "prompt", "completion")[:limit]


def baseline(prompts: list[str]) -> list[str]:
    """The answers of SmolLM2 before it learned anything, or of a rule."""
    raise NotImplementedError("baseline: chat with load_smollm2() (lesson 09), or give the most frequent answer")


def model(prompts: list[str], steps: int) -> list[str]:
    """The answers of the specialist after `steps` steps of LoRA; its adapter is kept beside this file for the demo."""
    raise NotImplementedError("model: finetune on LEARNED (lesson 10), quantise (lesson 17), then chat")


def is_right(answer: str, expected: str) -> bool:
    """Whether an answer counts as right."""
    raise NotImplementedError("is_right: decide by a rule that you can write into the report")


def measure(results: Results, limit: int | None) -> None:
    """Have both answer, record the shares, keep what the specialist said."""
    examples = read_examples(MEASURED, limit)
    prompts = [example["prompt"] for example in examples]
    for name, answers in (("baseline", baseline(prompts)), ("model", model(prompts, limit or STEPS))):
        right = [is_right(answer, each["completion"]) for answer, each in zip(answers, examples, strict=True)]
        results.record(f"{name}_right", *share(right))
    for example, answer, valid in zip(examples, answers, right, strict=True):
        results.keep(example["prompt"], example["completion"], answer, valid)


def demo(words: list[str]) -> None:
    """Ask the specialist what comes after `demo`."""
    raise NotImplementedError("demo: load the adapter that `model` kept (load_adapter), and chat")


if __name__ == "__main__":
    run_project(measure, demo, HERE)
