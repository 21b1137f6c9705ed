"""The arithmetic behind NextTokenExplorer, without a browser: drafts, temperatures, a model to ask."""

from dataclasses import dataclass, replace

import numpy as np

from llm_edu.widgets.common.chips import bytes_reader

STEP = 0.05  # of the temperature slider
HOTTEST = 2.0
TEMPERATURES = [round(STEP * index, 2) for index in range(1, round(HOTTEST / STEP) + 1)]  # 0 needs no table


def log_sums(scores: np.ndarray) -> list[float]:
    """For each temperature T in TEMPERATURES: log Σ exp(score / T), over the whole vocabulary.

    With these, any token's probability at any of the temperatures is exp(score / T − log sum), so that a browser that
    knows the scores of ten tokens can re-weight them exactly, without the other 49,142.

    scores: (vocabulary,) logits, the largest of them 0
    """
    return [float(np.log(np.exp(scores / temperature).sum())) for temperature in TEMPERATURES]


def probabilities(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Softmax of scores / temperature; at 0 the whole weight on the highest score.

    >>> probabilities(np.array([0.0, np.log(3)]), 1.0).round(2)
    array([0.25, 0.75])
    >>> probabilities(np.array([1.0, 2.0]), 0)
    array([0., 1.])
    """
    if temperature == 0:
        weights = np.zeros(len(scores))
        weights[int(np.argmax(scores))] = 1.0
        return weights
    weights = np.exp((scores - scores.max()) / temperature)
    return weights / weights.sum()


def on_grid(temperature: float) -> float:
    """The temperature on the slider's nearest step; ValueError outside 0 … 2."""
    if not 0 <= temperature <= HOTTEST:
        raise ValueError(f"temperature lies between 0 and {HOTTEST:g}, not at {temperature}")
    return round(round(temperature / STEP) * STEP, 2)


@dataclass(frozen=True)
class Choice:
    """A token that was appended: its id and bytes, and how probable it was, at the temperature of that moment."""

    id: int
    piece: bytes
    probability: float
    temperature: float


@dataclass(frozen=True)
class Draft:
    """A text on its way: what was typed, then the tokens that were chosen one by one.

    The chosen tokens keep their ids, because encoding the text again could cut it elsewhere.

    >>> draft = Draft("The").appended(Choice(5, b" cat", 0.25, 1.0)).appended(Choice(9, b" sat", 0.5, 1.0))
    >>> draft.text, draft.probability
    ('The cat sat', 0.125)
    >>> len(draft.edited("The cat").chosen), len(draft.edited("The dog sat").chosen)
    (1, 0)
    """

    prompt: str = ""
    chosen: tuple[Choice, ...] = ()

    @property
    def text(self) -> str:
        return self.prompt + b"".join(choice.piece for choice in self.chosen).decode("utf-8", errors="replace")

    @property
    def probability(self) -> float:
        """Of all chosen tokens together, each given what stands before it."""
        return float(np.prod([choice.probability for choice in self.chosen]))

    def appended(self, choice: Choice) -> "Draft":
        return replace(self, chosen=(*self.chosen, choice))

    def edited(self, text: str) -> "Draft":
        """The draft after its text was changed by hand: chosen tokens at the end may be deleted one by one; after any
        other change all of the text counts as typed."""
        for count in range(len(self.chosen), -1, -1):
            shorter = replace(self, chosen=self.chosen[:count])
            if shorter.text == text:
                return shorter
        return Draft(text)

    def ids(self, tokenizer) -> list[int]:
        prompt = list(tokenizer.encode(self.prompt)) if self.prompt else []
        return prompt + [choice.id for choice in self.chosen]


class NextTokenReader:
    """Asks a model for the scores of the next token, and computes again only what has changed since.

    model: our Transformer, read through a KV cache; or any torch module or function, ids (1, time) -> logits
    (1, time, vocabulary), read whole each time
    context: the most tokens to read, so that an answer never takes long
    """

    def __init__(self, model, context: int = 256):
        config = getattr(model, "config", None)
        self.model, self.context = model, min(context, getattr(config, "context_length", context))
        self.cache, self.cached, self.weights = None, [], None

    def window(self, ids: list[int]) -> list[int]:
        """The last tokens of a text that is too long; it moves in large steps, so that the cache stays of use."""
        surplus = len(ids) - self.context
        step = max(1, self.context // 2)
        return ids[-(-surplus // step) * step :] if surplus > 0 else ids

    def scores(self, ids: list[int]) -> np.ndarray:
        """Logits (vocabulary,) for the token after `ids`, float64, shifted so that the largest is 0."""
        logits = self.logits(ids)
        return logits - logits.max()

    def logits(self, ids: list[int]) -> np.ndarray:
        """The same as the model gives them, not shifted: a repetition penalty looks at their signs."""
        import torch

        ids = self.window(ids)
        with torch.no_grad():
            logits = self._logits(ids, torch).double().cpu().numpy()
        if not np.isfinite(logits).all():
            raise ValueError("the model answers with numbers that are not finite (nan or inf): is it trained yet?")
        return logits

    def _logits(self, ids: list[int], torch):
        from llm_edu.transformer import KVCache, Transformer

        if not isinstance(self.model, Transformer):
            return self.model(torch.tensor([ids]))[0, -1]
        device = self.model.token_embedding.weight.device
        if self.cache is None:
            dtype = self.model.token_embedding.weight.dtype
            self.cache = KVCache(self.model.config, capacity=self.context, device=device, dtype=dtype)
        # A model that was trained a step further since has other keys and values: torch counts changes in place.
        weights = [(id(parameter), parameter._version) for parameter in self.model.parameters()]
        known = _shared_start(ids, self.cached) if weights == self.weights else 0
        self.cache.length = min(known, len(ids) - 1)  # at least the last token is read, to have its logits
        self.cached, self.weights = ids[: self.cache.length], weights
        new = torch.tensor([ids[self.cache.length :]], device=device)
        logits = self.model(new, cache=self.cache, last_only=True)[0, -1]
        self.cached = list(ids)
        return logits


def _shared_start(first: list[int], second: list[int]) -> int:
    """How many ids two texts have in common from the start."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def top_tokens(scores: np.ndarray, count: int) -> list[int]:
    """Ids of the highest scores, best first; the smaller id first where they are equal."""
    return [int(id) for id in np.argsort(-scores, kind="stable")[:count]]


def choose(draft: Draft, id: int, scores: np.ndarray, temperature: float, tokenizer) -> Draft:
    """The draft with one more token and the probability that it had."""
    probability = float(probabilities(scores, temperature)[id])
    return draft.appended(Choice(id, bytes_reader(tokenizer)(id), probability, temperature))
