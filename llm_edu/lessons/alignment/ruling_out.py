"""Learning what cannot come: the second round in which Storyteller learns to obey.

A story shows one word at each place, and says nothing of the words that could not have come there. Storyland knows
all words with which a wish can still be fulfilled. So the loss here has a second part: the surprise at *one of these
coming*, −log of all their probabilities together. That is −log(1 − p) for the probability p of what cannot come, the
loss of Welleck et al. 2019, Neural Text Generation with Unlikelihood Training, arXiv:1908.04319.
"""

from functools import cache
from typing import NamedTuple

import torch

from llm_edu.alignment import answer_batch, instruction_prompt
from llm_edu.alignment.descent import Descent
from llm_edu.finetuning.streams import last_stream
from llm_edu.language_models import END_ID, IGNORED
from llm_edu.storyland.words import END, join_words
from llm_edu.training import cross_entropy
from llm_edu.training.rows import batch_numbers
from llm_edu.training.storyteller import STORY

ROLES = {"winner": ("first", "second", "third")}    # asked for as one variable, drawn as one of these


class PossibleRow(NamedTuple):
    """A story to learn, and what else could have come.

    prompt, answer: ids   places: indices into the answer, of those ids that were chosen among several
    possible: for each of these places the ids with which the wish can still be fulfilled, the answer's among them
    """

    prompt: list[int]
    answer: list[int]
    places: list[int]
    possible: list[list[int]]


def possible_words(world, words, instruction=None):
    """The words that may follow these: a set, with END where the story may end.

    instruction: an `Instruction` that the story is to fulfil; None: any story will do

    >>> from llm_edu.storyland import World, split_words
    >>> lent = split_words("On Monday Nia lent her red hat to Otto. “Bring it back on")
    >>> len(possible_words(World(seed=0), lent))    # any day but Monday
    6
    """
    if instruction is None:
        return set(world.read(words).following)
    wanted = [instruction.values]
    for asked, roles in ROLES.items():
        if asked in instruction.values:
            wanted = [instruction.values | {role: instruction.values[asked]} for role in roles]
    return set().union(*(world.read(words, plot=instruction.plot, values=values).following for values in wanted))


def possible_rows(world, tokenizer, instructions, stories):
    """A `PossibleRow` for each story. instructions: as for `instruction_rows`; None where nobody asks"""

    @cache
    def first_id(before, word):
        return END_ID if word == END else tokenizer.encode(join_words([before, word])[len(before):])[0]

    def row(instruction, story):
        prompt = [tokenizer.special_tokens[STORY]]
        if instruction is not None:
            prompt = instruction_prompt(tokenizer, instruction.text)
        answer, places, possible = [*tokenizer.encode(story.text), END_ID], [], []
        for count in range(1, len(story.words) + 1):
            told = tokenizer.encode(join_words(story.words[:count]))
            words = possible_words(world, story.words[:count], instruction)
            ids = sorted({first_id(story.words[count - 1], word) for word in words})
            # Where two words melt into one token no word begins; and one possible word is the story's own.
            if len(ids) > 1 and answer[:len(told)] == told and answer[len(told)] in ids:
                places.append(len(told))
                possible.append(ids)
        return PossibleRow(prompt, answer, places, possible)

    return [row(*pair) for pair in zip(instructions, stories, strict=True)]


def surprise_at_any(logits, possible):
    """−log of the probability of all possible ids together, in nats: (places,)

    logits: (places, vocabulary)   possible: for each place a list of ids, at least one

    >>> logits = torch.tensor([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]).log()
    >>> surprise_at_any(logits, [[0, 1], [2]])    # -log 0.75, -log 0.8
    tensor([0.2877, 0.2231])
    """
    can = torch.zeros(logits.shape, dtype=torch.bool)
    for row, ids in zip(can, possible, strict=True):
        row[ids] = True
    return logits.logsumexp(-1) - logits.where(can.to(logits.device), -torch.inf).logsumexp(-1)


def ruling_out_loss(model, rows, weight):
    """Cross-entropy of the answers, and `weight` times the surprise at any possible id: two tensors, nats a token.

    rows: `PossibleRow`s
    """
    inputs, targets = answer_batch([row.prompt for row in rows], [row.answer for row in rows])
    counts = targets != IGNORED    # (rows, longest)
    logits = model.unembed(last_stream(model, inputs)[counts])    # (tokens of answers, vocabulary)
    places, start = [], 0
    for row in rows:
        places += [start + place for place in row.places]
        start += len(row.answer)
    possible = [ids for row in rows for ids in row.possible]
    return cross_entropy(logits, targets[counts]), weight * surprise_at_any(logits[places], possible).sum() / start


def rule_out(model, rows, config, weight, callback=None):
    """Train a model, in place, on `PossibleRow`s.

    config: a `TrainingConfig`   weight: of what cannot come
    callback: called after each step with the number of steps so far, and both parts of its loss
    """
    model.train()
    descent = Descent(model, config)
    for step in range(config.steps):
        numbers = batch_numbers(len(rows), step, config.batch_size, config.seed)
        parts = ruling_out_loss(model, [rows[number] for number in numbers], weight)
        descent.take_step(sum(parts), step)
        if callback is not None:
            callback(step + 1, *(part.item() for part in parts))
    model.eval()
