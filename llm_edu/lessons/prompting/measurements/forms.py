"""A label in JSON: asked for nicely, and written under a constraint. How much is valid, how much right?"""

from functools import partial

from llm_edu.lessons.prompting.asked import digits, judge
from llm_edu.lessons.prompting.forms_demos import KINDS, as_constrained, forms, kind_of, labels_of, replies
from llm_edu.lessons.prompting.snippets import items
from llm_edu.prompting import label_scores

COUNT, LONGEST = 100, 160    # items; characters that are kept of a reply
ABOUT = (f"SmolLM2 (135M, 4 bits) is asked in chats for {{\"sentiment\": \"positive\"}} or \"negative\", about {COUNT} "
         "held-out snippets. Replies are written greedily, of at most 24 tokens; valid is an object with that key "
         "alone and one of the two labels. asked: as it likes; constrained: every token keeps it a JSON object; two "
         "answers: the more probable of the two whole answers. Nothing is trained in any steps; examples are drawn "
         "with seed 0. The machine had other work to do meanwhile.")


def classes(count=COUNT):
    """The right answer to each item, a text of digits."""
    return digits(number for _, number in items(count))


def way(name, count=COUNT):
    """asked, constrained: the class that each reply gives, - for none; two answers: the class of the more probable

    kinds: a letter of KINDS for each reply to whom was asked nicely   examples: the first of each invalid kind
    """
    (model, tokenizer), prompt, texts = judge(), forms()[name], [text for text, _ in items(count)]
    rows = [prompt.ids(tokenizer, text) for text in texts]
    free = replies(model, tokenizer, rows)
    bound = as_constrained(model, tokenizer, rows, free)
    kinds = [kind_of(reply) for reply in free]
    examples = {KINDS[kind]: free[kinds.index(kind)][:LONGEST] for kind in KINDS if kind != "v" and kind in kinds}
    return {"asked": labels_of(free), "constrained": labels_of(bound),
            "two answers": digits(label_scores(model, tokenizer, prompt, texts).argmax(-1)),
            "kinds": "".join(kinds), "constrained kinds": "".join(map(kind_of, bound)), "examples": examples}


RUNS = {"classes": classes} | {name: partial(way, name)
                               for name in ("told", "shown", "2 examples", "4 examples")}
