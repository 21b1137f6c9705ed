"""Examining a model in medicine: questions about an abstract (yes, no, maybe), and questions with four options.

A model says nothing here: what counts is which answer it finds least surprising after the question.
"""

import torch
from torch.nn import functional as F

from llm_edu.assets import load_medmcqa, load_pubmed
from llm_edu.assets.splitting import split_records
from llm_edu.finetuning import fit_head, frozen_prefix, side_by_side, stream_from
from llm_edu.intervals import wilson

ANSWERS = ("yes", "no", "maybe")
WORDS = 80    # of an abstract, its last ones: the results
QUESTIONS, OTHERS = 200, 80    # of an exam; to learn from them how a model leans


def pubmed_prompt(abstract):
    """The end of an abstract, and its question, up to where the answer begins."""
    end = " ".join(abstract.text.split()[-WORDS:])
    return f"{end}\n\nQuestion: {abstract.question}\nAnswer (yes, no or maybe):"


def exam_prompt(question):
    """A question without its options, up to where the answer begins."""
    return f"Question: {question.question}\nAnswer:"


@torch.no_grad()
def next_word(models, prompts, words, layers=0, at_once=8):
    """How likely each word is to come next, log probabilities: {name: (prompts, words)}

    models: {name: a model}, all with the same first `layers`, which run once   prompts: lists of ids   words: ids
    """
    order = sorted(range(len(prompts)), key=lambda number: len(prompts[number]))
    found = {name: torch.empty(len(prompts), len(words)) for name in models}
    for start in range(0, len(order), at_once):
        numbers = order[start:start + at_once]
        ids, lengths = side_by_side([prompts[number] for number in numbers])
        kept = frozen_prefix(next(iter(models.values())), ids, layers)
        for name, model in models.items():
            last = stream_from(model, kept, layers)[torch.arange(len(ids)), lengths - 1]    # (some, width)
            found[name][numbers] = model.unembed(last).log_softmax(-1)[:, list(words)]
    return found


@torch.no_grad()
def continuations(models, rows, layers=0, at_once=16):
    """How likely each continuation is after its prompt, log probabilities: {name: (rows,)}

    models, layers: as for `next_word`   rows: pairs of lists of ids, a prompt and what may follow
    """
    order = sorted(range(len(rows)), key=lambda number: sum(map(len, rows[number])))
    found = {name: torch.zeros(len(rows)) for name in models}
    for start in range(0, len(order), at_once):
        numbers = order[start:start + at_once]
        ids, _ = side_by_side([[*rows[number][0], *rows[number][1]] for number in numbers])
        places = [(row, len(rows[number][0]) - 1 + place, target) for row, number in enumerate(numbers)
                  for place, target in enumerate(rows[number][1])]
        row, place, target = torch.tensor(places).T    # where a token of a continuation is predicted, and which
        kept = frozen_prefix(next(iter(models.values())), ids, layers)
        for name, model in models.items():
            logits = model.unembed(stream_from(model, kept, layers)[row, place])    # (tokens of continuations, vocab)
            found[name][numbers] = torch.zeros(len(numbers)).index_add(0, row, -F.cross_entropy(
                logits, target, reduction="none"))
    return found


def pubmed_exam(models, tokenizer, count, others, layers=0):
    """{name: {"raw", "calibrated"}: for each of `count` questions whether the answer is right}, and the right answers

    raw: the likeliest of the three words. calibrated: a logistic regression on their three log probabilities, fitted
    on `others` other questions, so that it knows how often each answer is right, and how a model leans.
    """
    calibration, exam = (part[:many] for part, many in zip(
        split_records(load_pubmed("expert"), held_out=0.6), (others, count), strict=True))
    words = [tokenizer.encode(f" {answer}")[0] for answer in ANSWERS]
    prompts = [tokenizer.encode(pubmed_prompt(each)) for each in calibration + exam]
    right = torch.tensor([ANSWERS.index(each.answer) for each in calibration + exam])
    found = {}
    for name, scores in next_word(models, prompts, words, layers).items():
        head = fit_head(scores[:len(calibration)], right[:len(calibration)], len(ANSWERS))
        asked, answers = scores[len(calibration):], right[len(calibration):]
        with torch.no_grad():
            found[name] = {"raw": asked.argmax(-1) == answers, "calibrated": head(asked).argmax(-1) == answers}
    return found, [each.answer for each in exam]


def medmcqa_exam(models, tokenizer, count, layers=0):
    """{name: for each of `count` questions whether the likeliest option is the right one}, and the right numbers

    Options are compared by log probability per byte, so that long ones are not at a disadvantage.
    """
    numbers = torch.randperm(len(questions := load_medmcqa()), generator=torch.Generator().manual_seed(0))[:count]
    exam = [questions[number] for number in numbers]
    rows = [(tokenizer.encode(exam_prompt(each)), tokenizer.encode(f" {option}"))
            for each in exam for option in each.options]
    sizes = torch.tensor([len(option.encode()) + 1 for each in exam for option in each.options])
    right = torch.tensor([each.answer for each in exam])
    return ({name: (scores / sizes).view(-1, 4).argmax(-1) == right
             for name, scores in continuations(models, rows, layers).items()}, right.tolist())


def share_right(right):
    """(share, lowest, highest) with the 95 % interval of Wilson. right: a tensor of bools"""
    share = right.float().mean().item()
    return [round(value, 3) for value in (share, *wilson(share, len(right)))]


def compared(before, after):
    """Which answers turned: {"turned right", "turned wrong"}: counts. before, after: tensors of bools

    >>> compared(torch.tensor([True, False, False]), torch.tensor([True, True, False]))
    {'turned right': 1, 'turned wrong': 0}
    """
    return {"turned right": int((after & ~before).sum()), "turned wrong": int((before & ~after).sum())}


def always_the_most_frequent(answers):
    """How often one is right who always gives the most frequent answer: its share and interval."""
    most = max(sorted(set(answers)), key=answers.count)
    return {"answer": most, "right": share_right(torch.tensor([answer == most for answer in answers]))}


def examined(models, tokenizer, layers=0, questions=QUESTIONS, others=OTHERS):
    """Both exams: {exam: {"always": …, name: {"right": [share, lowest, highest], "turned right", "turned wrong"}}}

    models: {name: a model}; the first is the one that the others are compared with
    """
    found, answers = pubmed_exam(models, tokenizer, questions, others, layers)
    exams = {f"PubMedQA, {how}": ({name: rights[how] for name, rights in found.items()}, answers)
             for how in ("raw", "calibrated")}
    exams["MedMCQA"] = medmcqa_exam(models, tokenizer, questions, layers)
    return {exam: {"always": always_the_most_frequent(answers)} | against_the_first(rights)
            for exam, (rights, answers) in exams.items()}


def against_the_first(rights):
    """The share of each, and which answers turned. rights: {name: a tensor of bools}, the first to compare with"""
    first = next(iter(rights.values()))
    return {name: {"right": share_right(right)} | compared(first, right) for name, right in rights.items()}


def exam_table(exams):
    """The kept exams as lines of text. exams: as `examined` gives them, measurement["exams"]"""
    lines = []
    for exam, rows in exams.items():
        for name, found in rows.items():
            right, low, high = (f"{100 * share:.1f}" for share in found["right"])
            turned = ""
            if name == "always":
                answer = found["answer"]
                name = f"always {answer if isinstance(answer, str) else 'ABCD'[answer]}"
            elif name != "before":
                turned = f"   turned right {found['turned right']:3}, wrong {found['turned wrong']:3}"
            lines.append(f"{exam:22}{name:12}{right:>6} % ({low}–{high}){turned}")
    return "\n".join(lines)
