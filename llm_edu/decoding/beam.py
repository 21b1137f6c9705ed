"""Beam search: continue several texts at once, and keep the few that look best.

Conventions (candidates, ends, scores, when to stop) are those of Hugging Face's ``transformers``.
Sources: Lowerre 1976 (the Harpy speech recogniser); Graves 2012 (for neural networks), arXiv:1211.3711; Wu et al. 2016
(why long texts need a bonus), arXiv:1609.08144.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.prompts import Prompt, check_request, is_integer, one_prompt
from llm_edu.decoding.stopping import Stop, Stopping, TokenBytes
from llm_edu.transformer import KVCache, Transformer


@dataclass(frozen=True)
class BeamSearch:
    """Keep the `width` most probable beginnings at each step; in the end, take the whole text with the best score.

    A text's score is log P(its new tokens) / length ** length_penalty. With 0 it is the log-probability, and short
    texts win, because every token costs something; 1 makes it the mean over the tokens; more favours long texts.
    early_stopping: True stops as soon as `width` texts have ended; False continues while the best beginning, by its
    present score, could still overtake the worst of them. Raises ValueError for a width below 1.
    """

    width: int
    length_penalty: float = 1.0
    early_stopping: bool = True

    def __post_init__(self) -> None:
        if not is_integer(self.width) or self.width < 1:
            raise ValueError(f"width is the number of beams, a whole number of at least 1, not {self.width}")
        if not math.isfinite(self.length_penalty):
            raise ValueError(f"length_penalty is a number, 0 for none, not {self.length_penalty}")

    def score(self, log_probability: float, length: int) -> float:
        """The score by which texts are ranked. length: the number of new tokens, including the one that ends it"""
        return log_probability / length ** self.length_penalty


@dataclass(frozen=True)
class Hypothesis:
    """A continuation: its new ids, the log P of all of them in nats, and its score (see `BeamSearch`)."""

    ids: list[int]
    log_probability: float
    score: float


@dataclass(frozen=True)
class Candidate:
    """One of the best continuations of a step.

    parent: which beam of the previous step it continues (0, 1, … from the best; at the first step all have parent 0)
    log_probability: of all its new tokens, in nats   kept: it is a beam of the next step   finished: it has ended and
    was set aside with its score. If neither is true, it is pruned.
    """

    parent: int
    token: int
    log_probability: float
    kept: bool
    finished: bool


@dataclass(frozen=True)
class BeamStep:
    """A step of the search for one prompt: candidates, the best first, the beams that continue, and the ended texts."""

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
    parents: list[int] = field(default_factory=list)    # of each beam: its index among the beams of the previous step
    finished: list[Hypothesis] = field(default_factory=list)
    done: bool = False

    def advance(self, number: int, proposals: list[tuple[float, int, int]], last: bool) -> BeamStep:
        """Take a step. proposals: (log P, parent, token), the best first   last: there is no room for more tokens"""
        width = self.strategy.width
        beams: list[Hypothesis] = []
        parents: list[int] = []
        candidates: list[Candidate] = []
        ended_texts: list[Hypothesis] = []
        for rank, (log_probability, parent, token) in enumerate(proposals):
            ids = [*self.beams[parent].ids, token]
            text = Hypothesis(ids, log_probability, self.strategy.score(log_probability, number))
            ended = last or self.stopping.reached(ids)
            finished = ended and rank < width    # the others are there only so that enough beams can continue
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


def beam_steps(model: Transformer, ids: Prompt, width: int, max_new_tokens: int = 32, stop: Stop = (),
               length_penalty: float = 1.0, early_stopping: bool = True,
               tokenizer: TokenBytes | None = None) -> Iterator[BeamStep]:
    """Watch a beam search for one prompt, step by step. The result is finished[0] of the last step.

    Arguments and errors as for `generate` and `BeamSearch`.
    """
    ids, stopping = one_prompt(ids, "beam_steps"), Stopping(stop, tokenizer)
    strategy = BeamSearch(width, length_penalty, early_stopping)
    check_request(model.config, ids, max_new_tokens)
    steps = search_steps(model, ids, None, [Search(strategy, stopping)], max_new_tokens)
    return (step for (step,) in steps if step is not None)


def search_batch(model: Transformer, ids: Tensor, padding: Tensor | None, strategy: BeamSearch, max_new_tokens: int,
                 stopping: Stopping) -> list[list[Hypothesis]]:
    """Search for each prompt, ids (batch, time)   ->   for each a list of hypotheses, the best score first"""
    searches = [Search(strategy, stopping) for _ in ids]
    for _ in search_steps(model, ids, padding, searches, max_new_tokens):
        pass
    return [search.finished or search.beams for search in searches]    # no step was taken: the empty continuation


def search_steps(model: Transformer, ids: Tensor, padding: Tensor | None, searches: list[Search],
                 max_new_tokens: int) -> Iterator[list[BeamStep | None]]:
    """Search for all prompts together until all are done; yield a `BeamStep` for each, None for one that is done."""
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
def best_continuations(model: Transformer, ids: Tensor, cache: KVCache, padding: Tensor | None, totals: Tensor,
                       count: int) -> list[list[tuple[float, int, int]]]:
    """ids not seen yet (batch * beams, time), log P of each beam (batch, beams)   ->   for each prompt its best
    continuations, at most `count`, as (log P, beam, token) with the best first"""
    logits = model(ids, cache=cache, padding=padding, last_only=True)[:, -1]    # (batch * beams, vocab)
    vocab, beams = logits.shape[-1], totals.shape[1]
    continued = totals[:, :, None] + logits.float().log_softmax(-1).view(-1, beams, vocab)    # (batch, beams, vocab)
    best = continued.flatten(1).topk(min(count, beams * vocab))    # (batch, count)
    return [[(total, index // vocab, index % vocab) for total, index in zip(*row, strict=True) if total > -math.inf]
            for row in zip(best.values.tolist(), best.indices.tolist(), strict=True)]


def next_rows(searches: list[Search], width: int) -> tuple[list[int], list[list[int]], list[list[float]]]:
    """The rows of the next call, `width` for each prompt: the row that each continues (batch * width,), its newest id
    (batch * width, 1), and log P of its new tokens (batch, width), -inf for rows that are only padding."""
    sources: list[int] = []
    ids: list[list[int]] = []
    totals: list[list[float]] = []
    for number, search in enumerate(searches):
        beams = [] if search.done else search.beams
        spare = width - len(beams)
        sources += [number * width + parent for parent in [*search.parents[:len(beams)], *[0] * spare]]
        ids += [[token] for token in [beam.ids[-1] for beam in beams] + [0] * spare]
        totals.append([beam.log_probability for beam in beams] + [-math.inf] * spare)
    return sources, ids, totals
