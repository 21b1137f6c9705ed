"""SmolLM2 learns to answer as a ship's cook: from 10 and from 40 examples, and what that costs."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from llm_edu.assets import load_wikipedia_leads
from llm_edu.finetuning import finetune, read_examples
from llm_edu.lessons.finetuning.ships_cook import UNSEEN, like_the_cook, lines
from llm_edu.pretrained import chat, load_smollm2
from llm_edu.training.evaluating import evaluate
from llm_edu.training.rows import TokenRows

PASSES, RATE, LONGEST, TEXTS, TOKENS = 6, 1e-3, 40, 12, 96
ABOUT = (
    "SmolLM2 learns from the first 10 or from 40 examples of llm_edu.lessons.finetuning.ships_cook as `llm-edu "
    f"finetune` does it (LoRA of rank 8 in all places, learning rate {RATE:g}), {PASSES} passes of steps of 8, seed 0, "
    "a fourth of them set aside, patience 3. Held-out loss by step; greedy answers to "
    f"{len(UNSEEN)} other questions; nats a token on the first {TOKENS} tokens of {TEXTS} openings of Wikipedia "
    "articles.")


def wikipedia_loss(model, tokenizer):
    """Nats a token."""
    texts = [lead.extract for lead in load_wikipedia_leads()[:TEXTS]]
    rows = TokenRows.one_text_a_row([tokenizer.encode(text)[:TOKENS] for text in texts])
    return round(evaluate(model, TokenRows(rows.tokens, rows.starts + 1, rows.stops - 1), batch_size=8).loss, 3)


def answers(model, tokenizer):
    """Greedy answers to the unseen questions."""
    return [chat(model, tokenizer, question, max_new_tokens=LONGEST) for question in UNSEEN]


def described(model, tokenizer):
    """What a model answers, how much of it as the cook does, and its loss on other text."""
    said = answers(model, tokenizer)
    begin, end = like_the_cook(said)
    return {"answers": said, "begin": begin, "end": end, "wikipedia": wikipedia_loss(model, tokenizer)}


def before():
    """SmolLM2 as it is"""
    return described(*load_smollm2())


def learned_from(count):
    """From the first `count` examples"""
    model, tokenizer = load_smollm2()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "cook.jsonl"
        file.write_text("\n".join(lines(count)), encoding="utf-8")
        run = finetune(model, tokenizer, read_examples(file), Path(folder) / "cook_adapter", passes=PASSES,
                       learning_rate=RATE, held_out=0.25, progress=False)
        return {"held out": [[step, round(loss, 3)] for step, loss in run.held_out], "best": run.best[0],
                "steps": run.step, **described(run.model, tokenizer)}


RUNS = {"before": before} | {f"{count} examples": partial(learned_from, count) for count in (10, 40)}
