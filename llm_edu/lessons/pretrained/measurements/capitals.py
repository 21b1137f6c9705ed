"""Where SmolLM2 keeps which country's capital is asked for: patching with thirty pairs, and heads switched off."""

from functools import cache

import torch

from llm_edu.interpretability import changed, patched, patching_effect, put, read
from llm_edu.lessons.pretrained.capitals import CAPITALS, COUNTRY, PROMPT, capital_ids, prompts
from llm_edu.pretrained import load_smollm2
from llm_edu.transformer import Record

ABOUT = ("SmolLM2 (135M, 4 bits) on 'The capital of … is the city of' for 30 countries, each paired with the next; mean"
         " and 95 % interval over the 30. Nothing is drawn, so there is no seed, and there are no steps of training.")
OTHER_WORDS = "The people of {} love the city of"    # as many tokens, the country at the same position
LANGUAGES = {    # twelve of the thirty of which SmolLM2 also knows the language (its best guess, one token)
    "Greece": "Greek", "France": "French", "Japan": "Japanese", "Italy": "Italian", "Germany": "German",
    "Hungary": "Hungarian", "Sweden": "Swedish", "Norway": "Norwegian", "Finland": "Finnish", "Bulgaria": "Bulgarian",
    "England": "English", "Wales": "Welsh"}
LANGUAGE = "The people of {} speak the language called"    # the country at the same position


@cache
def data():
    """The model, prompts (30, 8), each one's capital (30,), and that of the next country."""
    model, tokenizer = load_smollm2()
    model.requires_grad_(False)
    capitals = capital_ids(tokenizer)
    return model, prompts(tokenizer), capitals, capitals.roll(-1)


def summary(values, digits=3):
    """Mean and half the width of the 95 % interval of values (30, …), as lists."""
    half = 1.96 * values.std(0) / len(values) ** 0.5
    return {"mean": rounded(values.mean(0), digits), "half": rounded(half, digits)}


def rounded(values, digits):
    """A tensor as lists of numbers with so many digits behind the point."""
    return [rounded(part, digits) for part in values] if values.dim() else round(values.item(), digits)


def restored_by(kind, positions=None):
    """-> the share restored, of each place and position: summary of (30, …, positions)"""
    model, ids, capitals, others = data()
    return summary(torch.stack([patching_effect(model, prompt, source, answer.item(), instead.item(), kind, positions)
                                for prompt, source, answer, instead in zip(ids, ids.roll(-1, 0), others, capitals)]))


def attention_to_the_country():
    """-> weights from the last token to the country: summary of (30, layers, heads), and head 23.4's smallest"""
    model, ids, *_ = data()
    record = Record("attention")
    model(ids, record=record)
    weights = torch.stack([layer[:, :, -1, COUNTRY] for layer in record["attention"]], dim=1)
    return summary(weights) | {"smallest of 23.4": round(weights[:, 23, 4].min().item(), 3)}


def without_heads():
    """-> what switching off each head alone, and all of block 23, leaves: the difference of the two capitals' logits
    as a share of the whole model's, the capital's probability, and how often it is still the best guess"""
    model, ids, *_ = data()
    layers, heads = model.config.layers, model.config.heads
    each = [left_without([(layer, head)]) for layer in range(layers) for head in range(heads)]
    table = {what: torch.stack([row[what] for row in each], dim=1).unflatten(1, (layers, heads)) for what in each[0]}
    block = left_without([(23, head) for head in range(heads)])
    return {"difference": summary(table["difference"]), "probability": rounded(table["probability"].mean(0), 3),
            "right": rounded(table["right"].sum(0), 0), "whole": rounded(left_without([])["probability"].mean(), 3),
            "block 23": {"difference": summary(block["difference"]), "right": rounded(block["right"].sum(), 0),
                         "probability": rounded(block["probability"].mean(), 3)}}


def without_groups():
    """-> the same for the three heads of block 23 that look at the country, and for the other six"""
    three = [(23, 1), (23, 4), (23, 5)]
    rest = [(23, head) for head in range(9) if (23, head) not in three]
    rows = {"three": left_without(three), "other six": left_without(rest)}
    return {name: {"difference": summary(row["difference"]), "right": rounded(row["right"].sum(), 0)}
            for name, row in rows.items()}


def left_without(off):
    """-> for each country (30,): share of the difference, probability of the capital, 1.0 where it is the best guess"""
    model, ids, capitals, _ = data()
    logits = model(ids, last_only=True, ablate=off)[:, -1]
    return {"difference": difference(logits) / whole_difference(), "right": (logits.argmax(-1) == capitals).float(),
            "probability": logits.softmax(-1)[torch.arange(len(ids)), capitals]}


@cache
def whole_difference():
    """`difference` by the whole model."""
    model, ids, *_ = data()
    return difference(model(ids, last_only=True)[:, -1])


def difference(logits):
    """Of the logits of each country's capital and of the next country's: (30, vocabulary) -> (30,)"""
    _, ids, capitals, others = data()
    rows = torch.arange(len(ids))
    return logits[rows, capitals] - logits[rows, others]


def from_other_words():
    """-> by layer, the share restored at the country by a source that speaks of other things: the same country's, which
    must bring nothing, and the next one's"""
    model, ids, capitals, others = data()
    tokenizer = load_smollm2()[1]
    same = prompts(tokenizer, tuple(CAPITALS), OTHER_WORDS)
    found = {}
    for name, sources in (("same country", same), ("next country", same.roll(-1, 0))):
        found[name] = {layer: summary(torch.stack([share_of(number, sources[number], layer)
                                                   for number in range(len(ids))])) for layer in (0, 6, 12, 18, 22, 23)}
    return found


def from_another_question():
    """-> by layer: the prompt asks for a country's language, and the stream at the country comes from the prompt that
    asks for the next country's *capital*: the share restored of the two languages' difference, and how often the next
    country's language becomes the best guess"""
    model, tokenizer = load_smollm2()
    ids, sources = (prompts(tokenizer, tuple(LANGUAGES), template) for template in (LANGUAGE, PROMPT))
    answers = torch.tensor([tokenizer.encode(f" {language}")[0] for language in LANGUAGES.values()])
    rows, sources, others = torch.arange(len(ids)), sources.roll(-1, 0), answers.roll(-1)

    def towards(logits):
        return logits[rows, others] - logits[rows, answers]

    before, after = (towards(model(texts, last_only=True)[:, -1]) for texts in (ids, ids.roll(-1, 0)))
    found = {}
    for layer in (0, 6, 12, 18, 22, 23, 24):
        place = ("residual", layer)
        with changed(model, {place: put(read(model, sources, [place])[place][:, [COUNTRY]], [COUNTRY])}):
            logits = model(ids, last_only=True)[:, -1]
        found[layer] = summary((towards(logits) - before) / (after - before)) | {
            "right": int((logits.argmax(-1) == others).sum())}
    return found


def share_of(number, source, layer):
    """How far one patch at the country takes a pair from the prompt's answer to that of the next country's prompt."""
    model, ids, capitals, others = data()

    def towards(logits):
        return logits[0, -1, others[number]] - logits[0, -1, capitals[number]]

    before, after = (towards(model(text[None])) for text in (ids[number], ids.roll(-1, 0)[number]))
    logits = patched(model, ids[number], source, [("residual", layer)], COUNTRY)
    return (towards(logits) - before) / (after - before)


def without_the_strongest():
    """-> how many logits a patch of one head at the last token moves, in the whole model and without head 23.4"""
    return {"whole": moved_by_heads({}), "without 23.4": moved_by_heads({("head", 23, 4): torch.zeros_like})}


def moved_by_heads(gone):
    """-> by head how far its patch moves the difference towards the other capital, and as "way" how far it can go

    gone: changes of the model that last all the while
    """
    model, ids, *_ = data()
    sources, found = ids.roll(-1, 0), {}
    heads = [(23, 4), (23, 5), (23, 1), (29, 1)]
    places = [("head", *head) for head in heads if ("head", *head) not in gone]
    with changed(model, gone):
        values = read(model, sources, places)
        own, other = (difference(model(texts, last_only=True)[:, -1]) for texts in (ids, sources))
        found["way"] = summary(own - other)
        for place in places:
            with changed(model, {place: put(values[place][:, -1:], slice(-1, None))}):
                found[f"{place[1]}.{place[2]}"] = summary(own - difference(model(ids, last_only=True)[:, -1]))
    return found


RUNS = {
    "stream": lambda: restored_by("residual"),
    "attention": lambda: restored_by("attention_output"),
    "feed-forward": lambda: restored_by("feed_forward_output"),
    "heads": lambda: restored_by("head", positions=[-1]),
    "to the country": attention_to_the_country,
    "without": without_heads,
    "groups": without_groups,
    "other words": from_other_words,
    "another question": from_another_question,
    "without the strongest": without_the_strongest,
}
