"""The same four examples in all their 24 orders."""

from functools import partial

from llm_edu.lessons.prompting.asked import asked, digits
from llm_edu.lessons.prompting.snippets import balanced_examples, short_items
from llm_edu.prompting import Prompt

EXAMPLES, DRAWS, COUNT = 4, 3, 64
ABOUT = (f"SmolLM2 (135M, 4 bits) judges {COUNT} held-out snippets of up to 80 characters behind 4 examples, two of "
         f"either class, in all 24 orders; {DRAWS} draws of examples, seeds 0 to {DRAWS - 1}. Calibrated as in Zhao et "
         "al. 2021. No training steps. The machine had other work to do meanwhile.")


def classes(count=COUNT):
    """The right answer to each item, a text of digits."""
    return digits(number for _, number in short_items(count))


def draw(seed, count=COUNT, orders=None):
    """{order, as the classes of the examples and their numbers, "0110 0123": what is answered and, calibrated, too}

    orders: so many of them; None: all
    """
    prompt, texts = Prompt(examples=balanced_examples(EXAMPLES, seed)), [text for text, _ in short_items(count)]
    found = {}
    for ordered in list(prompt.orders())[:orders]:
        order = "".join(str(prompt.examples.index(example)) for example in ordered.examples)
        answers = asked(ordered, texts)
        found[f"{digits(number for _, number in ordered.examples)} {order}"] = [answers["answered"],
                                                                                 answers["calibrated"]]
    return found


RUNS = {"classes": classes} | {f"draw {seed}": partial(draw, seed) for seed in range(DRAWS)}
