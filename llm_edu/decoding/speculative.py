"""Speculative decoding: a small model guesses a few tokens ahead, the large one checks them all in a single call.

A call reads every weight of the model, whether for one token or for five, and decoding waits for that. So guesses that
turn out right are nearly free. The text is distributed exactly as if the large model had written it alone.
Sources: Leviathan et al. 2023, arXiv:2211.17192; Chen et al. 2023, arXiv:2302.01318.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_edu.decoding.fast import decoding_twin
from llm_edu.decoding.limits import rescale
from llm_edu.decoding.prompts import Prompt, check_request, is_integer, one_prompt
from llm_edu.decoding.stopping import Stop, Stopping, TokenBytes
from llm_edu.decoding.strategies import Greedy, SamplingStrategy, Written, make_generator
from llm_edu.transformer import Transformer


@dataclass(frozen=True)
class Speculation:
    """The new text, and how well the draft model guessed it."""

    ids: Tensor    # (1, new), as from `generate`
    drafted: int    # tokens that the draft model proposed
    accepted: int    # proposed tokens that the model accepted
    calls: int    # of the model, not counting the one that read the prompt; without a draft, one for each token

    @property
    def acceptance_rate(self) -> float:
        """The share of the proposed tokens that were accepted; nan when none was proposed."""
        return self.accepted / self.drafted if self.drafted else float("nan")

    accepted_share = acceptance_rate    # its earlier name


def generate_speculatively(model: Transformer, draft: Transformer, ids: Prompt, strategy: SamplingStrategy = Greedy(),
                           max_new_tokens: int = 128, stop: Stop = (), seed: int | None = None, lookahead: int = 4,
                           tokenizer: TokenBytes | None = None) -> Speculation:
    """Continue one prompt as `generate(model, …)` would, with the guesses of a smaller model.

    draft: a smaller model with the same vocabulary   lookahead: how many tokens it guesses at a time
    strategy: `Greedy`, `Sampling`, or any object with `probabilities(logits, written)`; it is applied to both models
    Greedy gives the same tokens as without a draft. Sampling gives the same distribution, but other tokens for the same
    seed. Raises ValueError when the two models do not fit together.
    """
    ids, stopping = one_prompt(ids, "generate_speculatively"), Stopping(stop, tokenizer)
    check_pair(model, draft, strategy, lookahead)
    for either in (model, draft):
        check_request(either.config, ids, max_new_tokens)
    device = model.token_embedding.weight.device
    generator = make_generator(device, seed)
    written = Written(ids[0].tolist())
    target, guesser = (Reader(either, written, max_new_tokens, strategy) for either in (model, draft))
    drafted = accepted = calls = 0
    while len(written.new) < max_new_tokens and not written.ended:
        count = min(lookahead, max_new_tokens - len(written.new) - 1)    # the model adds one token of its own
        guesses, guessed = propose(guesser, count, generator)
        wanted = target.expect(guesses)    # (count + 1, vocab): after each guess, and after none
        taken, extra = verify(wanted, guessed, guesses, generator)
        drafted, accepted, calls = drafted + count, accepted + taken, calls + 1
        for token in [*guesses[:taken], extra]:
            if not written.ended:
                written.new.append(token)
                written.ended = stopping.reached(written.new)
    return Speculation(torch.tensor([written.new], dtype=torch.long), drafted, accepted, calls)


class Reader:
    """A model that has read a row, up to its last token, and remembers it."""

    def __init__(self, model: Transformer, written: Written, max_new_tokens: int, strategy: SamplingStrategy):
        self.written, self.strategy, self.device = written, strategy, model.token_embedding.weight.device
        self.model, self.cache = decoding_twin(model), model.new_cache(1, len(written.prompt) + max_new_tokens)
        if len(written.prompt) > 1:
            self.read(written.prompt[:-1], last_only=True)

    @torch.inference_mode()
    def read(self, ids: list[int], last_only: bool = False) -> Tensor:
        """Logits after each of these ids, (time, vocab); the cache grows by `time`"""
        return self.model(torch.tensor([ids], device=self.device), cache=self.cache, last_only=last_only)[0]

    def expect(self, guesses: list[int]) -> Tensor:
        """What the strategy would draw from, after the row and after each guess: (guesses + 1, vocab)"""
        self.cache.length = min(self.cache.length, len(self.written.ids) - 1)    # forget guesses that were wrong
        logits = self.read((self.written.ids + guesses)[self.cache.length:])[-len(guesses) - 1:]
        rows = [Written(self.written.prompt, self.written.new + guesses[:count]) for count in range(len(guesses) + 1)]
        return self.strategy.probabilities(logits, rows)

    def expect_next(self, guesses: list[int]) -> Tensor:
        """The same after the last guess alone, (1, vocab), when the tokens before it are in the cache."""
        if not guesses:
            return self.expect([])
        row = Written(self.written.prompt, self.written.new + guesses)
        return self.strategy.probabilities(self.read(guesses[-1:]), [row])


def propose(guesser: Reader, count: int, generator: torch.Generator) -> tuple[list[int], list[Tensor]]:
    """Let the draft write `count` tokens   ->   the tokens, and the probabilities (vocab,) that it drew each from"""
    guesses: list[int] = []
    guessed: list[Tensor] = []
    for _ in range(count):
        guessed.append(guesser.expect_next(guesses)[0])
        guesses.append(draw(guessed[-1], generator))
    return guesses, guessed


def verify(wanted: Tensor, guessed: Sequence[Tensor], guesses: Sequence[int],
           generator: torch.Generator) -> tuple[int, int]:
    """How many guesses the model accepts, and the token that it writes after them.

    wanted: what the model would draw from, (guesses + 1, vocab)   guessed: what each guess was drawn from (vocab,)

    A token that the draft proposes too often, with probability q where the model has p < q, is accepted with
    probability p/q. After a rejection, the model draws in proportion to max(0, p - q): from the tokens that the draft
    proposes too rarely (Leviathan et al. 2023, section 2.3).
    """
    for index, (token, proposal) in enumerate(zip(guesses, guessed, strict=True)):
        p, q = wanted[index][token], proposal[token]
        if torch.rand((), generator=generator, device=p.device) * q >= p:
            missing = (wanted[index] - proposal).clamp(min=0)
            return index, draw(rescale(missing) if missing.any() else wanted[index], generator)    # equal but rounding
    return len(guesses), draw(wanted[-1], generator)


def draw(probabilities: Tensor, generator: torch.Generator) -> int:
    """One id from probabilities (vocab,)"""
    return int(torch.multinomial(probabilities, 1, generator=generator))


def check_pair(model: Transformer, draft: Transformer, strategy: object, lookahead: int) -> None:
    """Raise TypeError or ValueError when these can't work together."""
    ours, theirs = model.config.vocab_size, draft.config.vocab_size
    if ours != theirs:
        raise ValueError(f"the model has {ours} tokens and the draft {theirs}: a draft needs the same tokenizer")
    if model.token_embedding.weight.device != draft.token_embedding.weight.device:
        raise ValueError("model and draft are on different devices: move one of them with .to(device)")
    if not hasattr(strategy, "probabilities"):
        raise TypeError(f"speculative decoding compares probabilities, and {strategy!r} has none: take Greedy or "
                        "Sampling")
    if not is_integer(lookahead) or lookahead < 1:
        raise ValueError("lookahead is how many tokens the draft guesses at a time, a whole number of at least 1, not "
                         f"{lookahead}")
