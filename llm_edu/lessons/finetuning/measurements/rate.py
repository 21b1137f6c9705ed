"""Which learning rate is the one to begin with for `llm-edu finetune`? Some of them, on two kinds of examples."""

from functools import partial
from tempfile import TemporaryDirectory

from llm_edu.finetuning import finetune
from llm_edu.finetuning.examples import Example, read_example
from llm_edu.lessons.common.texts import film_snippets
from llm_edu.lessons.finetuning.ships_cook import lines
from llm_edu.pretrained import load_smollm2

RATES = {"chats": (3e-4, 3e-3), "texts": (1e-3, 3e-3)}
SNIPPETS = 120
KINDS = {"chats": (0.25, 6), "texts": (0.2, 2)}    # the share set aside, and passes over the others
ABOUT = (f"SmolLM2 learns 40 chats with short answers (a ship's cook's, llm_edu.lessons.finetuning.ships_cook) or "
         f"{SNIPPETS} plain texts (critics' lines about films) with LoRA as `llm-edu finetune` does it, but at other "
         "learning rates: rank 8, steps of 8 examples, seed 0; 6 passes over 30 chats, 2 over 96 texts. Nats a token "
         "on the 10 chats or 24 texts set aside, by step; a run's name says the kind and the rate. (The "
         "chats at 0.001: finetuning_own, its run '40 examples'.)")


def examples(kind):
    """The user's own, as the command reads them."""
    if kind == "chats":
        return [read_example(line.encode(), number) for number, line in enumerate(lines(), start=1)]
    return [Example(number, text=review.text) for number, review in enumerate(film_snippets()[0][:SNIPPETS], start=1)]


def held_out(kind, rate):
    """The losses on what is set aside: [[step, nats a token], …]; and the lowest after step 0."""
    model, tokenizer = load_smollm2()
    share, passes = KINDS[kind]
    with TemporaryDirectory() as folder:
        run = finetune(model, tokenizer, examples(kind), folder, passes=passes, learning_rate=rate, held_out=share,
                       progress=False)
    return {"held out": [[step, round(loss, 3)] for step, loss in run.held_out], "best": round(run.best[1], 3)}


RUNS = {f"{kind} {rate:g}": partial(held_out, kind, rate) for kind in KINDS for rate in RATES[kind]}
