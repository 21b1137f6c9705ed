"""The three remedies in SmolLM2: other data, a direction removed from the stream, and an adversary.

What learns is LoRA in the layers above `KEPT`. A step reads rows of Wikipedia, and what the remedy adds to them.
"""

from random import Random

import numpy as np
import torch
from torch.nn import functional as F

from llm_edu.bias.adversarial import Adversary
from llm_edu.bias.direction import mean_difference, remove_direction
from llm_edu.finetuning import TARGET_MODULES, add_lora, stream_from, stream_loss, trainable_parameters
from llm_edu.interpretability import changed, residual_stream_at
from llm_edu.lessons.bias import smollm_texts as texts
from llm_edu.lessons.bias.smollm_judging import KEPT, PRONOUNS
from llm_edu.training import apply_gradients

LAYER, EXIT = 28, 30    # where the direction of the pairs is removed, and where the model speaks
RANK, RATE, WARM_UP = 8, 1e-3, 5
ASKED = {"jobs": 16, "jobs and people": 24, "adversary": 16}    # sentences in a step, beside the rows
HEAD_START, TURNS = 100, 3    # steps of the adversary before the model learns, and for each of the model's


# --- a direction in the stream


def streams_at(model, tokenizer, people, layer):
    """The stream where the pronoun would come, for each person in the sentences for learning: (sentences, width)"""
    ids = [tokenizer.encode(text) for text in texts.beginnings(people, texts.LEARNED_FRAMES)]
    return residual_stream_at(model, ids, [-1] * len(ids))[layer]


def pair_direction(model, tokenizer, shuffle=None):
    """From the men of the word pairs to their women, and the middle of both: two vectors (width,)

    shuffle: a seed that draws which half of the sentences counts as women's: a direction of the same kind that has
    nothing to do with gender. None: no shuffling
    """
    women, men = (streams_at(model, tokenizer, people, LAYER) for people in zip(*texts.PAIRS, strict=True))
    if shuffle is not None:
        order = torch.from_numpy(np.random.default_rng(shuffle).permutation(len(women) + len(men)))
        women, men = torch.cat([women, men])[order].chunk(2)
    return mean_difference(women, men), (women.mean(0) + men.mean(0)) / 2


def exit_direction(model, she_he):
    """The direction of the last stream that the log-odds of she against he are read from: (width,)

    The last norm multiplies each coordinate by its weight, and the unembedding reads what comes out of it.
    """
    return she_he * model.norm.weight.detach()


def removed(model, layer, direction, share, centre=None):
    """Take a share of a direction out of the stream at all positions while the `with` block runs.

    centre: the point to which the stream is moved along the direction; None: 0
    """
    middle = torch.zeros_like(direction) if centre is None else centre
    return changed(model, {("residual", layer): lambda x: remove_direction(x - middle, direction, share) + middle})


# --- learning


def learn(model, rows, order, seed, extra=None, moments=(), look=None):
    """LoRA on rows of Wikipedia; yields (step, what `look(adapted)` gives) at some moments.

    rows: `Rows`   order: for each step the numbers of its rows   extra: a function of the model with its changes and
    the step that gives a loss to add   moments: steps
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        adapted = add_lora(model, RANK, 2 * RANK, TARGET_MODULES, layers=range(KEPT, len(model.blocks)))
    learning = [parameter for _, parameter in trainable_parameters(adapted)]
    optimiser = torch.optim.AdamW(learning, lr=RATE, weight_decay=0.0)
    for step, numbers in enumerate(order, start=1):
        loss = stream_loss(adapted, stream_from(adapted, rows.stream[numbers], KEPT), rows.targets[numbers])
        if extra is not None:
            loss = loss + extra(adapted, step)
        loss.backward()
        apply_gradients([optimiser], learning, min(1, step / WARM_UP), max_norm=1.0)
        if step in moments:
            yield step, look(adapted)


def mixed(count, size, steps, seed):
    """Numbers below `count`, `size` for each step: all in a drawn order, then all in another one.

    >>> sorted(sum(mixed(4, 2, 2, seed=0), []))
    [0, 1, 2, 3]
    """
    random, drawn = Random(f"order {seed}"), []
    while len(drawn) < size * steps:
        drawn += random.sample(range(count), count)
    return [drawn[size * step:size * (step + 1)] for step in range(steps)]


def said(asked, wanted, tokenizer, at_once, steps, seed):
    """A loss to add: what the model should say after sentences, "she" or "he", or each half of the time.

    asked: `Beginnings` of the sentences   wanted: (sentences, 2), how often "she" and how often "he" should come
    at_once: sentences in a step
    """
    words = [tokenizer.encode(word)[0] for word in PRONOUNS]
    drawn, wanted = mixed(len(asked.lengths), at_once, steps, seed), torch.as_tensor(wanted)

    def extra(adapted, step):
        numbers = drawn[step - 1]
        logits = asked.vectors(adapted, numbers) @ adapted.token_embedding.weight.T
        return (torch.logsumexp(logits, -1) - (logits[:, words] * wanted[numbers]).sum(-1)).mean()
    return extra


class Opponent:
    """A loss to add: an adversary says from the stream whether women hold most of the jobs of a kind.

    asked: `Beginnings` of the sentences to learn from, job by job   answers: (sentences,), 0 or 1   strength: how much
    of its reversed gradient the model gets; 0: it only watches
    """

    def __init__(self, model, asked, answers, strength, steps, seed, rate=0.003):
        self.asked, self.answers = asked, torch.as_tensor(answers)
        self.adversary = Adversary(model.config.width, strength, seed=seed)
        self.optimiser = torch.optim.AdamW(self.adversary.parameters(), lr=rate, weight_decay=0.0)
        self.drawn = mixed(len(self.answers), ASKED["adversary"], steps, seed)
        with torch.no_grad():
            untouched = asked.vectors(model)
        for _ in range(HEAD_START):    # an adversary that knows nothing yet would give the model a random gradient
            self.move(F.cross_entropy(self.adversary(untouched), self.answers))

    def move(self, loss):
        """One step of the adversary alone."""
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()

    def __call__(self, adapted, step):
        numbers = self.drawn[step - 1]
        vectors = self.asked.vectors(adapted, numbers)
        for _ in range(TURNS):    # it follows what the model has changed
            self.move(F.cross_entropy(self.adversary(vectors.detach()), self.answers[numbers]))
        return F.cross_entropy(self.adversary(vectors), self.answers[numbers])
