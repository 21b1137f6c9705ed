"""What lesson 10 does with summaries: from the opening of an article to the few words that say what it is about."""

import re
from random import Random

import torch
from sacrebleu.metrics import CHRF

from llm_edu.assets import load_summaries
from llm_edu.assets.splitting import split_records
from llm_edu.decoding import generate
from llm_edu.finetuning import add_lora, stream_from, stream_loss, trainable_parameters
from llm_edu.finetuning.answer_rows import encode_answers
from llm_edu.finetuning.lora import TARGET_MODULES
from llm_edu.finetuning.summaries import first_sentence, rouge_l, unsupported, words_of
from llm_edu.language_models import pad_rows
from llm_edu.language_models.padding import IGNORED
from llm_edu.pretrained import encode_chat
from llm_edu.pretrained.conversation import ends_of_turn
from llm_edu.training import apply_gradients

WORDS, MOST = 50, 24    # of a text that the model reads; tokens that it may write
LAYERS, BATCH, WARM_UP = 20, 4, 10    # these layers stay as they are; rows of a step; first steps
REQUEST = "In a few words: what is this text about?"
ASKED = ("request", "request and examples", "examples")    # three ways to ask a model that has learned nothing yet


def learned_and_held_out():
    """7,888 openings with a description to learn from, and 1,974 to be measured on."""
    return split_records(load_summaries())


def source_of(summary):
    """What a model gets to read: the first words of a text, on one line.

    >>> from llm_edu.assets.summaries import Summary
    >>> source_of(Summary("Soap", "Soap is a salt.\\nIt cleans.", "Substance"))
    'Soap is a salt. It cleans.'
    """
    return " ".join(summary.text.split()[:WORDS])


def question(source):
    """The conversation that the model is to go on with; the same in training and afterwards."""
    return [{"role": "system", "content": REQUEST}, {"role": "user", "content": source}]


def prompt(tokenizer, source, way="request", examples=()):
    """How a text is shown to a model that has not learned to describe it: ids. way: one of `ASKED`"""
    pairs = [(first_sentence(source_of(example)), example.description) for example in examples]
    if way == "examples":
        shown = "".join(f"Text: {text}\nDescription: {description}\n\n" for text, description in pairs)
        return tokenizer.encode(f"{shown}Text: {source}\nDescription:")
    messages = question(source)
    if way == "request and examples":
        messages[1:1] = [message for text, description in pairs for message in
                         ({"role": "user", "content": text}, {"role": "assistant", "content": description})]
    return encode_chat(tokenizer, messages)


def described(model, tokenizer, prompts, at_once=20):
    """What a model writes after these prompts, greedily, up to the end of a line or of its turn: a list of texts."""
    order, found = sorted(range(len(prompts)), key=lambda number: len(prompts[number])), [""] * len(prompts)
    stop = [*ends_of_turn(tokenizer), *(number for number, piece in tokenizer.vocab.items() if piece.startswith(b"\n"))]
    for start in range(0, len(order), at_once):
        numbers = order[start:start + at_once]
        rows = generate(model, [prompts[number] for number in numbers], max_new_tokens=MOST, stop=stop)
        for number, row in zip(numbers, rows.tolist(), strict=True):
            length = next((place for place, token in enumerate(row) if token in stop), len(row))
            found[number] = tokenizer.decode(row[:length]).split("\n")[0].strip()
    return found


def rows_of(tokenizer, summaries):
    """Conversations in which only the description counts: ids and targets, (rows, longest) each."""
    rows = [encode_answers(tokenizer, [*question(source_of(each)), {"role": "assistant", "content": each.description}])
            for each in summaries]
    ids, targets = pad_rows([torch.tensor(ids) for ids, _ in rows])
    for row, (_, counts) in zip(targets, rows, strict=True):
        row[len(counts) - 1:] = IGNORED
        row[:len(counts) - 1][~torch.tensor(counts[1:])] = IGNORED
    return ids, targets


def learn(model, stream, targets, learning_rate, seed=0):
    """A twin of a model whose upper layers have learned these rows, four at a step, in their order.

    stream: (rows, time, width), after `LAYERS` layers   targets: (rows, time)
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        adapted = add_lora(model, 8, 16, TARGET_MODULES, layers=range(LAYERS, len(model.blocks)))
    learning = [parameter for _, parameter in trainable_parameters(adapted)]
    optimiser, steps = torch.optim.AdamW(learning, lr=learning_rate, weight_decay=0.0), len(stream) // BATCH
    for step in range(steps):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        long = int((targets[rows] != IGNORED).any(0).nonzero().max()) + 1    # behind that nothing matters
        stream_loss(adapted, stream_from(adapted, stream[rows, :long], LAYERS), targets[rows, :long]).backward()
        multiplier = min((step + 1) / WARM_UP, (steps - step) / (steps - WARM_UP))    # up within ten steps, then down
        apply_gradients([optimiser], learning, multiplier, max_norm=1.0)
    return adapted


def baselines(summaries):
    """What needs no model: {name: a text for each}"""
    return {"first sentence": [first_sentence(each.text) for each in summaries],
            "after “is a”": [after_is(first_sentence(each.text)) for each in summaries],
            "first 6 words": [" ".join(each.text.split()[:6]) for each in summaries],
            "title": [each.title for each in summaries]}


def after_is(sentence):
    """What a sentence says its subject is, its first six words: how a program without a model would describe.

    >>> after_is("Soap is a salt of a fatty acid used for cleaning.")
    'salt of a fatty acid used'
    """
    found = re.split(r"\b(?:is|are|was|were)\b(?: (?:a|an|the))?", sentence, maxsplit=1)[-1]
    return " ".join(found.split()[:6])


def scores(texts, summaries):
    """For each text chrF, 0 to 100, ROUGE-L, 0 to 1, against the description, and what the source does not support.

    Many of the articles are about people and places whose names have accents, so ROUGE-L counts whole words here.
    """
    chrf = CHRF()
    return {"chrF": [chrf.sentence_score(text, [each.description]).score for text, each in zip(texts, summaries)],
            "ROUGE-L": [rouge_l(text, each.description, words_of) for text, each in zip(texts, summaries)],
            "unsupported": [bool(unsupported(text, source_of(each))) for text, each in zip(texts, summaries)]}


def interval(values, draws=2000, seed=0):
    """(mean, lowest, highest): a 95 % interval by the bootstrap: the means of drawings with replacement."""
    values, random = list(values), Random(seed)
    means = sorted(sum(random.choices(values, k=len(values))) / len(values) for _ in range(draws))
    return sum(values) / len(values), means[round(draws * 0.025)], means[round(draws * 0.975) - 1]


def shown(measurement, count=8):
    """The first held-out texts with what was written about them; last, one about which a taught model invents things.

    measurement: finetuning_summaries   ->   a list of {"title", "source", "first sentence", "true", "before", "after",
    "after, clean", "not in the source": of "after"}
    """
    held_out = learned_and_held_out()[1]
    found = []
    for number, each in enumerate(held_out[:len(measurement["after"]["texts"])]):
        written = {run: measurement[run]["texts"][number] for run in ("before", "after", "after, clean")}
        found.append({"title": each.title, "source": source_of(each), "first sentence": first_sentence(each.text),
                      "true": each.description} | written | {
                          "not in the source": unsupported(written["after"], source_of(each))})
    invents = next((one for one in found[count - 1:] if one["not in the source"]), found[count - 1])
    return [*found[:count - 1], invents]


def table_of(measurement):
    """The kept scores as lines of text, each with its interval. measurement: finetuning_summaries"""
    rows = measurement["without a model"].copy()
    true = rows.pop("the true ones")
    rows |= {run: measurement[run] for run in ("before", "after", "after, clean")} | {"the true ones": true}
    lines = [f"{'':16}{'chrF':>20}{'ROUGE-L':>19}{'unsupported, %':>20}{'words':>7}"]
    for name, found in rows.items():
        percent = [100 * share for share in found["unsupported"]]
        lines.append(f"{name:16}{interval_text(found['chrF'], 1):>20}{interval_text(found['ROUGE-L'], 2):>19}"
                     f"{interval_text(percent, 1):>20}{found['words']:7.1f}")
    return "\n".join(lines)


def interval_text(found, digits):
    """
    >>> interval_text([0.289, 0.264, 0.316], 2)
    '0.29 (0.26–0.32)'
    """
    mean, low, high = (f"{value:.{digits}f}" for value in found)
    return f"{mean} ({low}–{high})"
