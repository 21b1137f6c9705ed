"""Beam search: go several ways at once, and keep the few that look best.

Conventions (candidates, ends, scores, when to stop) are those of Hugging Face's ``transformers``.
Sources: Lowerre 1976 (the Harpy speech recogniser); Graves 2012 (for neural networks), arXiv:1211.3711; Wu et al. 2016
(why long texts need a bonus), arXiv:1609.08144.
"""

import math
from dataclasses import dataclass, field

import torch

from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.prompts import check_request, one_prompt
from llm_edu.decoding.stopping import Stopping


@dataclass(frozen=True)
class BeamSearch:
    """Keep the `width` most probable beginnings at each step; in the end, take the best-scored whole text.

    A text's score is log P(its new tokens) / length ** length_penalty. With 0 it is the log-probability, and short
    texts win, since every token costs; 1 makes it the mean over the tokens; more favours long texts.
    early_stopping: True stops as soon as `width` texts have ended; False goes on while the best beginning could still
    overtake the worst of them, judged by its score now.
    """

    width: int
    length_penalty: float = 1.0
    early_stopping: bool = True

    def __post_init__(self):
        if self.width != int(self.width) or self.width < 1:
            raise ValueError(f"width is the number of beams, a whole number of at least 1, not {self.width}")
        if not math.isfinite(self.length_penalty):
            raise ValueError(f"length_penalty is a number, 0 for none, not {self.length_penalty}")

    def score(self, log_probability, length):
        """What texts are ranked by. length: the number of new tokens, with the one that ends it"""
        return log_probability / length ** self.length_penalty


@dataclass(frozen=True)
class Hypothesis:
    """A continuation: its new ids, log P of them all, and its score (see `BeamSearch`)."""

    ids: list[int]
    log_probability: float
    score: float


@dataclass(frozen=True)
class Candidate:
    """One way to go on, among the best of a step.

    parent: which beam of the step before it continues (0, 1, … from the best; at the first step all have parent 0)
    log_probability: of all its new tokens, in nats   kept: it is a beam of the next step   finished: it has ended and
    was set aside with its score. Neither: it is pruned.
    """

    parent: int
    token: int
    log_probability: float
    kept: bool
    finished: bool


@dataclass(frozen=True)
class BeamStep:
    """A step of the search for one prompt: candidates from the best down, the beams that go on, and the ended texts."""

    number: int    # 1 for the first new token
    candidates: list[Candidate]
    beams: list[Hypothesis]
    finished: list[Hypothesis]    # at most `width`, best score first


@dataclass
class Search:
    """The state of the search for one prompt."""

    strategy: BeamSearch
    stopping: Stopping
    beams: list[Hypothesis] = field(default_factory=lambda: [Hypothesis([], 0.0, 0.0)])
    parents: list[int] = field(default_factory=list)    # of each beam: its place among the beams of the step before
    finished: list[Hypothesis] = field(default_factory=list)
    done: bool = False

    def advance(self, number, proposals, last):
        """Take a step. proposals: (log P, parent, token), the best first   last: there is no room for more tokens"""
        width, beams, parents, candidates, ended_texts = self.strategy.width, [], [], [], []
        for rank, (log_probability, parent, token) in enumerate(proposals):
            ids = [*self.beams[parent].ids, token]
            text = Hypothesis(ids, log_probability, self.strategy.score(log_probability, number))
            ended = last or self.stopping.reached(ids)
            finished = ended and rank < width    # others are there only to leave enough that go on
            kept = not ended and len(beams) < width
            if kept:
                beams.append(text)
                parents.append(parent)
            if finished:
                ended_texts.append(text)
            candidates.append(Candidate(parent, token, log_probability, kept, finished))
        self.finished = sorted(self.finished + ended_texts, key=lambda text: -text.score)[:width]
        self.beams, self.parents = beams, parents
        self.done = not beams or len(self.finished) == width and (
            self.strategy.early_stopping or beams[0].score <= self.finished[-1].score)
        return BeamStep(number, candidates, beams, self.finished)


def beam_steps(model, ids, width, max_new_tokens=32, stop=(), length_penalty=1.0, early_stopping=True, tokenizer=None):
    """Watch a beam search for one prompt: an iterator over its `BeamStep`s. The result is the last one's finished[0].

    Arguments as for `generate` and `BeamSearch`.
    """
    ids, stopping = one_prompt(ids, "beam_steps"), Stopping(stop, tokenizer)
    strategy = BeamSearch(width, length_penalty, early_stopping)
    check_request(model.config, ids, max_new_tokens)
    return (step for (step,) in search_steps(model, ids, None, [Search(strategy, stopping)], max_new_tokens))


def search_batch(model, ids, padding, strategy, max_new_tokens, stopping):
    """Search for each prompt, ids (batch, time)   ->   for each a list of hypotheses, the best score first"""
    searches = [Search(strategy, stopping) for _ in ids]
    for _ in search_steps(model, ids, padding, searches, max_new_tokens):
        pass
    return [search.finished or search.beams for search in searches]    # no step was taken: the empty continuation


def search_steps(model, ids, padding, searches, max_new_tokens):
    """Search for all prompts together until all are done; yield a `BeamStep` for each, None where one is done."""
    device, width = model.token_embedding.weight.device, searches[0].strategy.width
    count = width * max(2, 1 + len(searches[0].stopping.ids))    # enough to go on when many of them end here
    cache = model.new_cache(len(ids), ids.shape[1])
    padding = None if padding is None else padding.to(device)
    model, ids = decoding_twin(model), ids.to(device)
    totals = torch.zeros(len(ids), 1, device=device)    # (batch, beams): one beam each until the first choice
    for number in range(1, max_new_tokens + 1):
        proposals = best_continuations(model, ids, cache, padding, totals, count)
        yield [None if search.done else search.advance(number, best, last=number == max_new_tokens)
               for search, best in zip(searches, proposals, strict=True)]
        if all(search.done for search in searches):
            return
        if number == 1:
            cache = cache.repeated(width, ids.shape[1] + max_new_tokens)    # the prompt is computed only once
            padding = None if padding is None else padding.repeat_interleave(width)
        parents, ids, totals = (torch.tensor(part, device=device) for part in next_rows(searches, width))
        if number > 1 and parents.tolist() != list(range(len(parents))):
            cache.reorder(parents)


@torch.inference_mode()
def best_continuations(model, ids, cache, padding, totals, count):
    """ids not seen yet (batch * beams, time), log P of each beam (batch, beams)   ->   for each prompt its best
    continuations, at most `count`, as (log P, beam, token) with the best first"""
    logits = model(ids, cache=cache, padding=padding, last_only=True)[:, -1]    # (batch * beams, vocab)
    vocab, beams = logits.shape[-1], totals.shape[1]
    continued = totals[:, :, None] + logits.float().log_softmax(-1).view(-1, beams, vocab)    # (batch, beams, vocab)
    best = continued.flatten(1).topk(min(count, beams * vocab))    # (batch, count)
    return [[(total, place // vocab, place % vocab) for total, place in zip(*row, strict=True) if total > -math.inf]
            for row in zip(best.values.tolist(), best.indices.tolist(), strict=True)]


def next_rows(searches, width):
    """The rows of the next call, `width` for each prompt: where each comes from (batch * width,), its id
    (batch * width, 1), and log P of what it has written (batch, width), -inf for rows that only fill up the number."""
    sources, ids, totals = [], [], []
    for place, search in enumerate(searches):
        beams = [] if search.done else search.beams
        spare = width - len(beams)
        sources += [place * width + parent for parent in [*search.parents[:len(beams)], *[0] * spare]]
        ids += [[token] for token in [beam.ids[-1] for beam in beams] + [0] * spare]
        totals.append([beam.log_probability for beam in beams] + [-math.inf] * spare)
    return sources, ids, totals
