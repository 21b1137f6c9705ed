"""Learning what cannot come: the second round in which Storyteller learns to obey.

A story shows one word at each place; which words could not have come there, only many stories together tell, and
cross-entropy gains little by it (0.15 nats where one of seven days is out). Storyland knows all words with which a wish
can still be fulfilled. So the loss here has a second part: the surprise at *one of these coming*, −log of all their
probabilities together. That is −log(1 − p) for the probability p of what cannot come. Welleck et al. 2019, Neural Text
Generation with Unlikelihood Training, arXiv:1908.04319, add such a loss for each single token that should not come.
"""

from functools import cache
from typing import NamedTuple

import torch

from llm_edu.alignment import answer_batch, instruction_prompt
from llm_edu.alignment.descent import Descent
from llm_edu.alignment.possible_tokens import mask_of
from llm_edu.finetuning.streams import last_stream
from llm_edu.language_models import END_ID, IGNORED
from llm_edu.storyland.words import END, join_words
from llm_edu.training import cross_entropy
from llm_edu.training.rows import batch_indices
from llm_edu.training.storyteller import STORY


class PossibleRow(NamedTuple):
    """A story to learn, and what else could have come.

    prompt, answer: ids   places: indices into the answer, where it begins a word that was chosen among several
    possible: for each of these places the ids that begin such a word, the answer's among them
    """

    prompt: list[int]
    answer: list[int]
    places: list[int]
    possible: list[list[int]]


def possible_words(world, words, instruction=None):
    """The words that may come after the first 0, 1, … of these: sets, with END where the story may end.

    instruction: an `Instruction` that the story is to fulfil; None: any story will do

    >>> from llm_edu.storyland import World, split_words
    >>> lent = split_words("On Monday Nia lent her red hat to Otto. “Bring it back on")
    >>> len(possible_words(World(seed=0), lent)[-1])    # any day but Monday
    6
    """
    if instruction is None:
        return world.possible_words(words)
    ways = [instruction.values]
    if "winner" in instruction.values:    # who wins the race was drawn as one of three
        winner = instruction.values["winner"]
        ways = [instruction.values | {runner: winner} for runner in ("first", "second", "third")]
    found = [world.possible_words(words, plot=instruction.plot, values=values) for values in ways]
    return [set().union(*after) for after in zip(*found, strict=True)]


def possible_rows(world, tokenizer, instructions, stories):
    """A `PossibleRow` for each story; the first word of a story is not among its places.

    instructions: as for `instruction_rows`, None where nobody asks
    """

    @cache
    def first_id(before, word):
        """The id that begins a word after this other one."""
        return END_ID if word == END else tokenizer.encode(join_words([before, word])[len(before):])[0]

    def row(instruction, story):
        prompt = [tokenizer.special_tokens[STORY]]
        if instruction is not None:
            prompt = instruction_prompt(tokenizer, instruction.text)
        answer, places, possible = [*tokenizer.encode(story.text), END_ID], [], []
        after = possible_words(world, story.words, instruction)
        for count in range(1, len(story.words) + 1):
            told = tokenizer.encode(join_words(story.words[:count]))
            ids = sorted({first_id(story.words[count - 1], word) for word in after[count]})
            # Left out: a word that shares a token with a neighbour, and where one id is possible, the story's own.
            if len(ids) > 1 and answer[:len(told)] == told and answer[len(told)] in ids:
                places.append(len(told))
                possible.append(ids)
        return PossibleRow(prompt, answer, places, possible)

    return [row(*pair) for pair in zip(instructions, stories, strict=True)]


def surprise_at_any(logits, possible):
    """−log of the probability of all possible ids together, in nats: (places,)

    logits: (places, vocabulary)   possible: for each place its ids, at least one

    >>> logits = torch.tensor([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]).log()
    >>> surprise_at_any(logits, [[0, 1], [2]])    # −log 0.75, −log 0.8
    tensor([0.2877, 0.2231])
    """
    mask = mask_of(possible, logits.shape[-1]).to(logits.device)    # (places, vocabulary)
    return logits.logsumexp(-1) - logits.where(mask, -torch.inf).logsumexp(-1)


def ruling_out_loss(model, rows, weight):
    """Cross-entropy, and `weight` times the surprise at any possible id: two tensors, nats a token of the answers.

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
    callback: called after each step with the number of steps so far, and the two of `ruling_out_loss` as floats
    """
    model.train()
    descent = Descent(model, config)
    for step in range(config.steps):
        numbers = batch_indices(len(rows), step, config.batch_size, config.seed)
        parts = ruling_out_loss(model, [rows[number] for number in numbers], weight)
        descent.take_step(sum(parts), step)
        if callback is not None:
            callback(step + 1, *(part.item() for part in parts))
    model.eval()
