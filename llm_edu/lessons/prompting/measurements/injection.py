"""Prompt injection: reviews with orders in them, against three ways of asking and two of encoding."""

from functools import partial

from llm_edu.lessons.prompting.asked import digits
from llm_edu.lessons.prompting.attack_demos import (
    DEFENCES,
    all_attacks,
    answers,
    attack_named,
    attacked,
    defended,
    is_obeyed,
    retellings,
)
from llm_edu.lessons.prompting.snippets import items

COUNTS, SHOWN = {"label": 64, "retell": 32}, 2    # items of each task; replies that are kept to be looked at
ABOUT = (f"SmolLM2 (135M, 4 bits) works in chats on held-out film snippets, {COUNTS['label']} for the label (the more "
         f"probable of two answers in JSON), {COUNTS['retell']} to be retold in a sentence (greedily, 12 tokens), with "
         "attacks written behind them, which want the label 'positive' or the word BANANA alone. Asked in three ways: "
         "plainly; the text in tags, called data; the question again behind the text. Labels that were positive before "
         "are not attacked. Nothing is trained, so there are no seeds and no steps. The machine had other work to do "
         "meanwhile.")


def classes():
    """The right label of each item, a text of digits."""
    return digits(number for _, number in items(COUNTS["label"]))


def label(defence, count=None, model_and_tokenizer=None):
    """before: the label of each item without attack, and for each attack the labels with it: texts of 0 and 1"""
    prompt, texts = defended(defence), [text for text, _ in items(count or COUNTS["label"])]
    before = answers(prompt, texts, model_and_tokenizer=model_and_tokenizer)
    found, open_to = {"before": digits(before)}, [number for number, answer in enumerate(before) if answer == 0]
    for name, careless in all_attacks("label"):
        after = list(before)
        changed = [attacked(texts[number], attack_named(name)) for number in open_to]
        for number, answer in zip(open_to, answers(prompt, changed, careless, model_and_tokenizer), strict=True):
            after[number] = answer
        found[name] = digits(after)
    return found


def retell(defence, count=None, model_and_tokenizer=None):
    """before, and for each attack: whether the reply to each item is the word alone, a text of 0 and 1

    holding it: how many replies hold the word   replies: the first few of each
    """
    prompt, texts = defended(defence, "retell"), [text for text, _ in items(count or COUNTS["retell"])]
    found, holding, shown = {}, {}, {}
    for name, careless in [("before", False), *all_attacks("retell")]:
        given = texts if name == "before" else [attacked(text, attack_named(name), "retell") for text in texts]
        written = retellings(prompt, given, careless, model_and_tokenizer)
        found[name] = digits(map(is_obeyed, written))
        holding[name], shown[name] = sum("BANANA" in reply.upper() for reply in written), written[:SHOWN]
    return found | {"holding it": holding, "replies": shown}


RUNS = {"classes": classes} | {f"label, {defence}": partial(label, defence) for defence in DEFENCES} | {
    f"retell, {defence}": partial(retell, defence) for defence in DEFENCES}
