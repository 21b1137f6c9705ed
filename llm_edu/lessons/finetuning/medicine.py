"""What lesson 10 does with medicine: go on training on abstracts, and see what is learned, and what is forgotten.

For learning how models learn, and for nothing else: no model of this course may advise anybody about their health.
"""

import math
import re
from dataclasses import dataclass
from random import Random

import torch
from torch.nn.utils.rnn import pad_sequence

from llm_edu.assets import clear_film_reviews, load_film_reviews, load_pubmed, load_wikipedia_leads
from llm_edu.assets.splitting import split_records, split_texts
from llm_edu.finetuning import add_lora, frozen_prefix, stream_from, stream_loss, trainable_parameters
from llm_edu.finetuning.answer_rows import TEXT_END
from llm_edu.finetuning.lora import TARGET_MODULES
from llm_edu.language_models.padding import IGNORED
from llm_edu.training import apply_gradients

LAYERS = 20    # these stay as they are and run once: what comes out of them is kept. The 10 above learn
LENGTH, BATCH, WARM_UP = 64, 4, 5    # tokens to predict in a row, rows of a step, and first steps
LONGEST = 500    # bytes of a text that is measured on
MEASURED = {"validation": 12, "abstracts": 20, "wikipedia": 20, "reviews": 40}    # how many texts


@dataclass(frozen=True)
class Kept:
    """Texts as far as the frozen layers of a model take them.

    stream: (texts, time, width)   targets: (texts, time), `IGNORED` behind a text's end   sizes: (texts,) in bytes
    """

    stream: torch.Tensor
    targets: torch.Tensor
    sizes: torch.Tensor
    layers: int


def measured_texts():
    """{name: texts that nobody learns from}; abstracts and validation are of questions that people answered."""
    calibration, exam = split_records(load_pubmed("expert"), held_out=0.6)
    leads = [lead.extract for lead in load_wikipedia_leads()]
    leads = [leads[number] for number in split_texts(leads)[1]]
    reviews = split_records(clear_film_reviews(load_film_reviews()))[1]
    found = {"validation": [each.text for each in calibration], "abstracts": [each.text for each in exam],
             "wikipedia": leads, "reviews": [each.text for each in reviews]}
    return {name: [shortened(text) for text in found[name][:count]] for name, count in MEASURED.items()}


def learned_texts():
    """{"abstracts", "wikipedia"}: texts to learn from; none of them, nor one nearly the same, is measured on."""
    leads = [lead.extract for lead in load_wikipedia_leads()]
    return {"abstracts": [each.text for each in load_pubmed("automatic")],
            "wikipedia": [leads[number] for number in split_texts(leads)[0]]}


def shortened(text, most=LONGEST):
    """The whole words with which a text begins, `most` bytes of them at most.

    >>> shortened("An été in Rome", most=8)
    'An été'
    """
    start = text.encode()[:most + 1].decode(errors="ignore")
    return text if len(text.encode()) <= most else re.sub(r"\s+\S*\Z", "", start)


def joined_rows(tokenizer, texts, count, length=LENGTH):
    """Texts one after the other, an end before each, cut into rows: ids and targets, (count, length) each."""
    ids = []
    for text in texts:
        ids += [tokenizer.special_tokens[TEXT_END], *tokenizer.encode(text)]
        if len(ids) > count * length:
            rows = torch.tensor(ids[:count * length + 1])
            return rows[:-1].view(count, length), rows[1:].view(count, length)
    raise ValueError(f"these texts have {len(ids):,} tokens, too few for {count} rows of {length}")


def keep(model, tokenizer, texts, layers=0):
    """Texts, as `Kept`. layers: how many layers of the model will never change; each text begins with an end."""
    end = tokenizer.special_tokens[TEXT_END]
    rows = [torch.tensor([end, *tokenizer.encode(text)]) for text in texts]
    ids = pad_sequence([row[:-1] for row in rows], batch_first=True)
    targets = pad_sequence([row[1:] for row in rows], batch_first=True, padding_value=IGNORED)
    stream = torch.cat([frozen_prefix(model, some, layers) for some in ids.split(8)])
    return Kept(stream, targets, torch.tensor([len(text.encode()) for text in texts]), layers)


@torch.no_grad()
def bits_of(model, kept):
    """The surprise of each text, in bits. kept: as `keep` gives it   ->   (texts,)"""
    found = []
    for some, targets in zip(kept.stream.split(8), kept.targets.split(8), strict=True):
        for row, right in zip(stream_from(model, some, kept.layers), targets, strict=True):
            found.append(stream_loss(model, row[None], right[None]) * (right != IGNORED).sum() / math.log(2))
    return torch.stack(found)


def bits_per_byte(model, tokenizer, texts):
    """How many bits a model needs for a byte of these texts; SmolLM2 has read all kinds, and needs about 1."""
    kept = keep(model, tokenizer, texts)
    return (bits_of(model, kept).sum() / kept.sizes.sum()).item()


def change_per_byte(before, after, sizes):
    """By how much bits per byte changed, and half of the 95 % interval over the texts.

    before, after: bits of each text   sizes: their bytes, all (texts,)   ->   two numbers

    >>> change_per_byte(torch.tensor([100., 200.]), torch.tensor([90., 180.]), torch.tensor([100, 200]))
    (-0.1, 0.0)
    """
    change = (after - before).sum() / sizes.sum()
    rest = after - before - change * sizes    # what a text's change has of its own
    half = 1.96 * rest.std() * len(sizes) ** 0.5 / sizes.sum()
    return round(change.item(), 4), round(half.item(), 4)


def orders(learned, ordinary, share, steps, seed=0):
    """The rows that each step reads: (steps, 4), numbers below `learned` of abstracts, from there on of ordinary text.

    share: of ordinary text, in fours: 0.25 is one row of the four. Each kind is read through in an order drawn with
    the seed, and again in a new one.

    >>> orders(learned=6, ordinary=2, share=0.25, steps=3).shape
    torch.Size([3, 4])
    """
    replayed = round(share * BATCH)
    medicine = endless(range(learned), Random(f"abstracts {seed}"))
    other = endless(range(learned, learned + ordinary), Random(f"ordinary {seed}"))
    return torch.tensor([[next(medicine) for _ in range(BATCH - replayed)] + [next(other) for _ in range(replayed)]
                         for _ in range(steps)])


def endless(numbers, random):
    """All of them in a drawn order, then all of them in another, and so on."""
    while True:
        yield from random.sample(numbers, len(numbers))


def upper_lora(model, rank=8, seed=0):
    """A twin with changes of all places in the layers above `LAYERS`, drawn with the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return add_lora(model, rank, 2 * rank, TARGET_MODULES, layers=range(LAYERS, len(model.blocks)))


def go_on(adapted, stream, targets, order, learning_rate, look, every):
    """Train changes on kept rows; yields what `look(adapted)` gives after every so many steps, with the step.

    stream: (rows, time, width) after `LAYERS` layers   targets: (rows, time)   order: (steps, 4) row numbers
    """
    learning = [parameter for _, parameter in trainable_parameters(adapted)]
    optimiser = torch.optim.AdamW(learning, lr=learning_rate, weight_decay=0.0)
    for step, numbers in enumerate(order, start=1):
        stream_loss(adapted, stream_from(adapted, stream[numbers], LAYERS), targets[numbers]).backward()
        apply_gradients([optimiser], learning, min(1, step / WARM_UP), max_norm=1.0)
        if step % every == 0:
            yield step, look(adapted)
