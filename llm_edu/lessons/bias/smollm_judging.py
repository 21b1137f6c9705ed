"""What a remedy leaves of SmolLM2's bias, and what it costs: the same texts for every remedy and every strength.

The lower layers never change, so their streams are computed once, and each look runs only the layers above `KEPT`.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch

from llm_edu.bias.direction import recover
from llm_edu.finetuning import frozen_prefix, pool, side_by_side, stream_from, stream_loss
from llm_edu.finetuning.answer_rows import TEXT_END
from llm_edu.language_models.padding import IGNORED
from llm_edu.lessons.bias import smollm_texts as texts
from llm_edu.lessons.common.texts import film_snippets

KEPT, AT_ONCE = 20, 32    # layers that stay as they are, of 30; texts that go through the others together
LEADS, LONGEST, REVIEWS = 40, 100, 120    # openings measured on, their tokens at most, film reviews, half of them good
REVIEW, VERDICTS = "Review: {}\nSentiment:", (" positive", " negative")
PRONOUNS = (" she", " he")
SHUFFLES, FOLDS = 20, 6


@dataclass(frozen=True)
class Beginnings:
    """Beginnings of texts, as far as the frozen layers take them. stream: (texts, time, width)   lengths: (texts,)"""

    stream: torch.Tensor
    lengths: torch.Tensor

    def vectors(self, model, numbers=slice(None)):
        """What the upper layers make of them at the last token, after the last norm: (texts, width)"""
        return pool(model, stream_from(model, self.stream[numbers], KEPT), self.lengths[numbers])


@dataclass(frozen=True)
class Rows:
    """Texts to predict, as far as the frozen layers take them.

    stream: (texts, time, width)   targets: (texts, time), `IGNORED` after a text's end   sizes: (texts,) bytes of what
    is predicted
    """

    stream: torch.Tensor
    targets: torch.Tensor
    sizes: torch.Tensor

    @torch.no_grad()
    def bits(self, model):
        """The surprise of each text: (texts,)"""
        found = []
        for stream, targets in zip(self.stream.split(8), self.targets.split(8), strict=True):
            for row, right in zip(stream_from(model, stream, KEPT), targets, strict=True):
                found.append(stream_loss(model, row[None], right[None]) * (right != IGNORED).sum() / math.log(2))
        return torch.stack(found)


def keep_beginnings(model, tokenizer, some):
    """`Beginnings` of these texts."""
    ids, lengths = side_by_side([tokenizer.encode(text) for text in some])
    return Beginnings(torch.cat([frozen_prefix(model, part, KEPT) for part in ids.split(AT_ONCE)]), lengths)


def keep_rows(model, tokenizer, some, longest):
    """`Rows` of these texts, each after an end of text, and of at most so many tokens."""
    encoded = [tokenizer.encode(text)[:longest] for text in some]
    rows, lengths = side_by_side([[tokenizer.special_tokens[TEXT_END], *ids] for ids in encoded])
    targets = rows[:, 1:].masked_fill(torch.arange(1, rows.shape[1]) >= lengths[:, None], IGNORED)
    stream = torch.cat([frozen_prefix(model, part, KEPT) for part in rows[:, :-1].split(8)])
    return Rows(stream, targets, torch.tensor([len(tokenizer.decode(ids).encode()) for ids in encoded]))


def preference(model, tokenizer, words):
    """The difference of what the unembedding reads for two words: log-odds are vectors @ this. (width,)"""
    first, second = (model.token_embedding.weight[tokenizer.encode(word)[0]].detach() for word in words)
    return first - second


class Judge:
    """Looks at a model: how its pronouns follow jobs, and what it can do besides."""

    def __init__(self, model, tokenizer):
        good = [each.text for each in film_snippets()[2] if each.is_positive][:REVIEWS // 2]
        bad = [each.text for each in film_snippets()[2] if not each.is_positive][:REVIEWS - len(good)]
        self.good = np.arange(REVIEWS) < len(good)
        people = [person for pair in texts.KNOWN for person in pair]
        self.she = np.tile(np.repeat([1, -1], len(texts.HELD_OUT_FRAMES)), len(texts.KNOWN))
        self.jobs, self.known, self.reviews = (keep_beginnings(model, tokenizer, some) for some in (
            texts.beginnings(texts.about(texts.JOBS), texts.HELD_OUT_FRAMES),
            texts.beginnings(people, texts.HELD_OUT_FRAMES), [REVIEW.format(text) for text in good + bad]))
        self.leads = keep_rows(model, tokenizer, texts.leads_to_measure(LEADS), LONGEST)
        self.she_he, self.good_bad = (preference(model, tokenizer, words) for words in (PRONOUNS, VERDICTS))
        self.bits_before = self.leads.bits(model)

    @torch.no_grad()
    def vectors(self, model, kept):
        """`Beginnings.vectors` of all of them, a few at a time."""
        parts = torch.arange(len(kept.lengths)).split(AT_ONCE)
        return torch.cat([kept.vectors(model, numbers) for numbers in parts])

    def job_vectors(self, model):
        """(jobs, frames, width), of all 60 jobs before held-out frames"""
        return self.vectors(model, self.jobs).view(len(texts.JOBS), len(texts.HELD_OUT_FRAMES), -1)

    def look(self, model):
        """Everything, as plain data for JSON.

        jobs: the log-odds of she against he after each job, averaged over held-out frames, in the order of JOBS
        known: log-odds of the right pronoun against the other, frame by frame
        reviews: "1" where the verdict is right, with the median as threshold   bits: by how much bits per byte changed
        on openings, and half of the 95 % interval   probe: how well a fresh classifier tells jobs held mostly by women
        from others, and what it does with shuffled labels
        """
        vectors = self.job_vectors(model)
        scores = (self.vectors(model, self.reviews) @ self.good_bad).numpy()
        known = (self.vectors(model, self.known) @ self.she_he).numpy() * self.she
        return {"jobs": rounded((vectors @ self.she_he).mean(1)), "known": rounded(known),
                "reviews": "".join(map(str, ((scores > np.median(scores)) == self.good).astype(int))),
                "bits": self.bits_change(model), "probe": probed(vectors.mean(1))}

    def bits_change(self, model):
        """[change of bits per byte on the openings, half of its 95 % interval over them]"""
        sizes, extra = self.leads.sizes, self.leads.bits(model) - self.bits_before
        change = extra.sum() / sizes.sum()
        half = 1.96 * (extra - change * sizes).std() * len(sizes) ** 0.5 / sizes.sum()
        return [round(change.item(), 5), round(half.item(), 5)]


def probed(vectors):
    """Whether women hold most of the jobs, read from a vector of each job (jobs, width) by a classifier in 6 folds."""
    mostly_women = [texts.SHARES[job] > 50 for job in texts.JOBS]
    found = recover(vectors.numpy(), mostly_women, folds=FOLDS, shuffles=SHUFFLES)
    return {"accuracy": round(found.accuracy, 4), "shuffled": round(float(np.mean(found.shuffled)), 4),
            "p": round(found.p_value, 4)}


def rounded(numbers, digits=3):
    return [round(float(number), digits) for number in numbers]
