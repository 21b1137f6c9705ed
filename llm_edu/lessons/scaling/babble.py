"""A machine that babbles letters as Wikipedia does, and knows exactly how unsure one has to be of each.

It has counted which letter follows which four in the openings of Wikipedia articles, and writes by drawing from these
counts. So the truth is known, as in Storyland: no model can pay less than the floor, and how much more one pays is
computed, not guessed. Unlike in Storyland, and as in real text, there is no end of rare things to learn.

Sources: Shannon 1948, A Mathematical Theory of Communication, section 3 (text drawn from counts); Witten & Bell 1991,
The Zero-Frequency Problem, method C (how far to believe a context that few letters were seen in).
"""

import re
import unicodedata
from functools import cached_property, lru_cache

import numpy as np
import torch

from llm_edu.assets import load_wikipedia_leads
from llm_edu.language_models import END_ID
from llm_edu.training import TokenRows

LETTERS = " abcdefghijklmnopqrstuvwxyz"
VOCABULARY = 1 + len(LETTERS)    # id 0 begins a row, and ids 1 to 27 are the letters
CONTEXT, ROW = 4, 64             # so many letters decide about the next; so many letters are a row
ROWS_AT_ONCE = 250


def to_letters(text):
    """Small letters without their accents, and single spaces for all else.

    >>> to_letters("Émile Zola (1840–1902)")
    'emile zola '
    """
    without_accents = re.sub("[\u0300-\u036f]+", "", unicodedata.normalize("NFD", text.lower()))
    return re.sub("[^a-z]+", " ", without_accents)


def wikipedia_letters():
    """The openings of 10,033 Wikipedia articles (CC BY-SA 4.0) as one line of letters."""
    return to_letters(" ".join(lead.extract for lead in load_wikipedia_leads("en")))


@lru_cache(maxsize=1)
def load_babbler():
    """The machine that has counted `wikipedia_letters`."""
    return Babbler(wikipedia_letters())


class Babbler:
    """Draws each letter from what followed the last four in a text.

    text: of `LETTERS` only   `probabilities`: (27 ** 4, 27), a row for each context, the oldest letter counting most
    """

    def __init__(self, text):
        self.probabilities = follow(letter_numbers(text))

    def write(self, rows, seed):
        """Babbled rows, each as if four spaces stood before it.   ->   (rows, 64), a letter's number in `LETTERS`"""
        random, sums = np.random.default_rng(seed), self._sums
        letters, context = np.zeros((rows, ROW), dtype=np.int64), np.zeros(rows, dtype=np.int64)
        for place in range(ROW):
            drawn = random.random((rows, 1), dtype=np.float32) * sums[context, -1:]
            letters[:, place] = (sums[context] <= drawn).sum(1).clip(0, len(LETTERS) - 1)
            context = extend(context, letters[:, place])
        return letters

    def lines(self, rows, seed):
        """Babbled rows as text, to look at."""
        return ["".join(LETTERS[letter] for letter in row) for row in self.write(rows, seed)]

    def training_rows(self, rows, seed):
        """Babbled rows to train on, as `TokenRows`."""
        return to_rows(self.write(rows, seed))

    def truth(self, letters):
        """For each letter of some rows, how probable each letter was at its place.   (rows, 64) -> (rows, 64, 27)"""
        context, contexts = np.zeros(len(letters), dtype=np.int64), np.zeros_like(letters)
        for place in range(letters.shape[1]):
            contexts[:, place] = context
            context = extend(context, letters[:, place])
        return self.probabilities[contexts]

    @cached_property
    def _sums(self):
        return self.probabilities.cumsum(1)


class BabbleMeter:
    """How much more a model pays than the babbler itself, in nats a letter, on rows that no training reads.

    `floor`: what the babbler pays on average for a letter of these rows
    """

    def __init__(self, babbler, rows=1000, seed=99):
        letters = babbler.write(rows, seed)
        self.inputs = torch.from_numpy(np.pad(letters[:, :-1] + 1, ((0, 0), (1, 0)), constant_values=END_ID))
        self.truth = torch.from_numpy(babbler.truth(letters))    # (rows, 64, 27)
        self.floor = -(self.truth * self.truth.log()).sum(-1).mean().item()

    @torch.no_grad()
    def excess(self, model):
        """The mean, over all places, of Σ p · log (p / q): p is the truth, q what the model says.

        model: ids (rows, 64) -> logits (rows, 64, 28)
        """
        total, was_training = 0.0, model.training
        model.eval()
        for start in range(0, len(self.inputs), ROWS_AT_ONCE):
            truth = self.truth[start:start + ROWS_AT_ONCE]
            says = model(self.inputs[start:start + ROWS_AT_ONCE]).log_softmax(-1)[..., 1:]
            total += (truth * (truth.log() - says)).sum().item()
        model.train(was_training)
        return total / self.inputs.numel()


def letter_numbers(text):
    """Each letter's number in `LETTERS`.   text of n letters -> (n,)"""
    numbers = np.zeros(128, dtype=np.int64)
    numbers[[ord(letter) for letter in LETTERS]] = np.arange(len(LETTERS))
    return numbers[np.frombuffer(text.encode("ascii"), dtype=np.uint8)]


def to_rows(letters):
    """Letters (rows, length) as `TokenRows`: each row begins with id 0, which is never to be predicted."""
    ids = np.pad(letters.astype(np.int32) + 1, ((0, 0), (1, 0)), constant_values=END_ID)    # (rows, 1 + length)
    starts = np.arange(len(ids)) * ids.shape[1]
    return TokenRows(ids.ravel(), starts, starts + ids.shape[1])


def extend(context, letter):
    """The number of a context when a letter has been added, and the oldest is forgotten."""
    return (context * len(LETTERS) + letter) % len(LETTERS) ** CONTEXT


def follow(letters):
    """How probable each letter is after each context of four: counts, mixed with those after the last three, and so on.

    A context seen n times, with k different letters after it, is believed n / (n + k) (Witten & Bell).
    """
    count = len(LETTERS)
    probabilities = np.full((1, count), 1 / count, dtype=np.float32)
    for length in range(CONTEXT + 1):
        context = np.zeros(len(letters) - length, dtype=np.int64)
        for place in range(length):
            context = context * count + letters[place:len(letters) - length + place]
        counts = np.bincount(context * count + letters[length:], minlength=count ** (length + 1))
        counts = counts.reshape(-1, count).astype(np.float32)
        seen, kinds = counts.sum(1, keepdims=True), (counts > 0).sum(1, keepdims=True, dtype=np.float32)
        shorter = np.tile(probabilities, (len(counts) // len(probabilities), 1))    # the oldest letter counts most
        probabilities = np.where(seen > 0, (counts + kinds * shorter) / np.maximum(seen + kinds, 1), shorter)
    return probabilities
