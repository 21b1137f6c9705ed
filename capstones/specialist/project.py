"""A specialist: SmolLM2 learns to sort the notes of a bicycle workshop by the part that needs work.

    python project.py                                fine-tunes, measures, makes smaller, and writes results.json
    python project.py --limit 6                      a trial: six steps, six notes
    python project.py demo "It hisses and goes flat" sorts one note
"""

import re
from dataclasses import replace
from pathlib import Path

import torch

from llm_edu.compression import export_gguf, model_bytes, quantise
from llm_edu.course.capstone import Results, run_project, share
from llm_edu.errors import CourseError
from llm_edu.finetuning import features, finetune, fit_head, merge, read_examples
from llm_edu.finetuning.held_out import set_aside
from llm_edu.pretrained import load_gguf, load_smollm2
from llm_edu.prompting import Prompt, calibrated, compare, content_free_scores, label_scores

HERE = Path(__file__).parent
NOTES, WORK = HERE / "data" / "notes.jsonl", HERE / "work"    # what is learned; the adapter and the file, for the demo
KINDS = ("brakes", "drivetrain", "wheels", "steering", "electrics", "frame")
PROMPT = Prompt("Note: {text}\nKind: {label}", KINDS, chat=True,
                instruction=f"Sort the notes of a bicycle workshop. Answer with one of: {', '.join(KINDS)}.")
TEST = 0.4    # the share of the notes that are for measuring alone
PASSES, RANK = 8, 8    # of fine-tuning


def read_notes(limit=None):
    """(notes to learn from, notes to measure on), each a list of pairs (note, number of its kind).

    What a note says decides which part it is in, so that two copies of a note are always in the same part.
    limit: of the notes to measure on, in a trial, which also learns from fewer
    """
    def pairs(examples):
        return [(example.messages[0]["content"], KINDS.index(example.messages[1]["content"])) for example in examples]

    learned, measured = map(pairs, set_aside(read_examples(NOTES), TEST))
    check_apart(learned, measured)
    return (learned, measured) if limit is None else (learned[:8 * limit], measured[:limit])


def check_apart(learned, measured):
    """Raise CourseError for a sentence that is in both parts, whatever its capitals and its punctuation."""
    first, second = ({plain for note, _ in part for sentence in re.split(r"[.!?]", note)
                      if (plain := " ".join(re.findall(r"\w+", sentence.lower())))} for part in (learned, measured))
    if both := first & second:
        raise CourseError(f"These sentences are in both parts: {', '.join(sorted(both))}. Write one of each anew.")


def words_head(learned, measured):
    """The baseline: a linear head on which words a note has (lesson 10's `fit_head`, without a model below it)."""
    def words(note):
        return set(re.findall(r"\w+", note.lower()))

    known = sorted({word for note, _ in learned for word in words(note)})
    tables = [torch.tensor([[float(word in words(note)) for word in known] for note, _ in part])
              for part in (learned, measured)]
    return fit_head(tables[0], labels_of(learned), len(KINDS))(tables[1]).argmax(-1)


def stream_head(model, tokenizer, learned, measured):
    """The same head, on what the frozen SmolLM2 makes of a note."""
    tables = [features(model, [PROMPT.ids(tokenizer, note) for note, _ in part]) for part in (learned, measured)]
    return fit_head(tables[0], labels_of(learned), len(KINDS))(tables[1]).argmax(-1)


def labels_of(part):
    return torch.tensor([kind for _, kind in part])


def chances_of(model, tokenizer, notes):
    """How probable a model finds each kind after the prompt, if it may say nothing else: (notes, kinds)"""
    return label_scores(model, tokenizer, PROMPT, notes).softmax(-1)


def prompted(model, tokenizer, measured, prompt):
    """The kinds by SmolLM2 as it is, calibrated, since it prefers some kinds whatever it reads (lesson 12)."""
    scores = label_scores(model, tokenizer, prompt, [note for note, _ in measured])
    return calibrated(scores, content_free_scores(model, tokenizer, prompt)).argmax(-1)


def with_examples(learned):
    """The prompt with the first learned note of each kind as an example."""
    firsts = {kind: (note, kind) for note, kind in reversed(learned)}
    return replace(PROMPT, examples=[firsts[kind] for kind in sorted(firsts)])


def specialise(model, tokenizer, learned, steps=None):
    """SmolLM2 with LoRA's changes, trained on the learned notes; a tenth of them decides which step was the best."""
    examples = [{"messages": [*PROMPT.messages(note), {"role": "assistant", "content": KINDS[kind]}]}
                for note, kind in learned]
    run = finetune(model, tokenizer, examples, WORK / "adapter", steps=steps, passes=PASSES, rank=RANK, patience=10,
                   resume=False, progress=False)
    return merge(run.model)


def shrink(specialist, tokenizer):
    """Two small versions: the model with its weights in 8 bits, and what was read back from a file for llama.cpp."""
    path = WORK / "specialist.gguf"
    path.unlink(missing_ok=True)
    export_gguf(specialist, tokenizer, path)
    small = quantise(specialist)
    print(f"{model_bytes(specialist, 4) / 1e6:.0f} MB in 32 bits, {model_bytes(small, 4) / 1e6:.0f} MB in 8 bits, "
          f"{path.stat().st_size / 1e6:.0f} MB as a file")
    return small, load_gguf(path)[0]


def measure(results: Results, limit: int | None) -> None:
    """Let everyone sort the same notes, and record who was right."""
    learned, measured = read_notes(limit)
    model, tokenizer = load_smollm2(fetch=True)
    specialist = specialise(model, tokenizer, learned, limit)
    small, from_file = shrink(specialist, tokenizer)
    notes = [note for note, _ in measured]
    chances = chances_of(specialist, tokenizer, notes)
    said = {
        "majority": labels_of(learned).mode().values.expand(len(measured)),
        "baseline": words_head(learned, measured),
        "prompt": prompted(model, tokenizer, measured, PROMPT),
        "examples": prompted(model, tokenizer, measured, with_examples(learned)),
        "head": stream_head(model, tokenizer, learned, measured),
        "model": chances.argmax(-1),
        "int8": chances_of(small, tokenizer, notes).argmax(-1),
        "file": chances_of(from_file, tokenizer, notes).argmax(-1),
    }
    right = {name: (kinds == labels_of(measured)).tolist() for name, kinds in said.items()}
    for name, each in right.items():
        results.record(f"{name}_right", *share(each))
    for name in ("int8", "file"):
        results.record(f"{name}_agrees", *share((said[name] == said["model"]).tolist()))
    for other in ("baseline", "examples", "head"):
        lead = compare(right["model"], right[other])
        if lead.low < lead.high:    # in a trial on a few notes both may be right on the same ones
            results.record(f"lead_over_{other}", lead.difference, lead.low, lead.high, lead.count)
    for (note, kind), row in zip(measured, chances, strict=True):
        results.keep(note, KINDS[kind], in_words(row), bool(row.argmax() == kind))


def in_words(chances):
    """The kinds with at least one chance in a hundred, the most probable first.

    >>> in_words(torch.tensor([0.7, 0.004, 0.29, 0.002, 0.002, 0.002]))
    'brakes 70 %, wheels 29 %'
    """
    return ", ".join(f"{KINDS[number]} {chances[number]:.0%}".replace("%", " %")
                     for number in chances.argsort(descending=True).tolist() if chances[number] >= 0.01)


def demo(words: list[str]) -> None:
    """Sort the note that comes after `demo`, with the 8-bit file."""
    if not (WORK / "specialist.gguf").is_file():
        raise CourseError("The specialist has not learned anything yet: run `python project.py` first.")
    model, tokenizer = load_gguf(WORK / "specialist.gguf")
    print(in_words(chances_of(model, tokenizer, [" ".join(words)])[0]))


if __name__ == "__main__":
    run_project(measure, demo, HERE)
