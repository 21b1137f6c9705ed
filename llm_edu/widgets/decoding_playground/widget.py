"""Reshape a model's next-token probabilities with sliders, draw from them, and let strategies write side by side."""

import numpy as np
import traitlets

from llm_edu.widgets.common.base import CourseWidget, explain
from llm_edu.widgets.common.chips import bytes_reader, replace_surrogates, token_label
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.next_token import NextTokenReader
from llm_edu.widgets.decoding_playground.reading import NextTokenLogits, figures, pack
from llm_edu.widgets.decoding_playground.settings import (
    OFF,
    SLIDERS,
    check_arguments,
    check_settings,
    check_strategies,
    positions_of,
    settings_of,
)
from llm_edu.widgets.decoding_playground.texts import as_settings, continue_text, default_strategies, measure
from llm_edu.widgets.decoding_playground.words import describe, in_words, one_line
from llm_edu.widgets.decoding_playground.writing import Writing, with_bytes

MOST_TOKENS = 1_024  # of a text: what the model reads of a longer one would take too long
NOTHING = "Type something: the model needs at least one token to continue."


class DecodingPlayground(CourseWidget):
    """The next token's probabilities before and after temperature, top-k, top-p, min-p and repetition penalty.

    Moving a slider reshapes the bars in the browser; "Draw" draws a token by what is left, and the model says what may
    follow. "Write" continues the text with several strategies, one after the other, each token coloured by how
    probable the model found it.

    model: a Transformer of the course; or anything that maps ids (1, time) to logits (1, time, vocabulary), which
        beam search cannot use
    tokenizer: its tokenizer: ``encode(str) -> list[int]`` and ``token_bytes(id) -> bytes`` or ``decode(ids) -> str``; a
        Storyland world is one
    prompt: what stands in the box at first
    shown: how many of the most probable tokens have a bar, 1 … 50
    max_new_tokens: how far each strategy continues the text, 1 … 256
    seed: of the texts side by side; each further press of the button takes the next one
    strategy: a `Sampling` or `Greedy`, where the sliders stand at first; by default they do nothing
    strategies: name -> strategy, what "Write" uses besides the sliders: by default greedy, temperature 1 and 0.7,
        top-p 0.9, min-p 0.1, and beam search with 4 beams
    stop: ids that end a text; by default the tokenizer's special tokens, where it says which they are

    ::

        model, tokenizer = load_smollm2()
        playground = DecodingPlayground(model, tokenizer, "The best thing about rain is", strategy=Sampling(top_p=0.9))
        playground.probabilities    # what is drawn from, as the sliders stand; `untouched` is the model's own
        playground.write()    # name -> text, as the button does

    Raises TypeError or ValueError for arguments that cannot be; what is wrong with a text, or what the model or the
    tokenizer raises later, stands in the widget.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    distribution = traitlets.Dict().tag(sync=True)  # reading.py: the next token's, and a version
    settings = traitlets.Dict(OFF).tag(sync=True)  # of the sliders: the fields of `Sampling`
    strategies = traitlets.List().tag(sync=True)  # of {name, settings}; settings: None where no slider says it
    texts = traitlets.Dict().tag(sync=True)  # {run, seed, after, count, entries}: what was written side by side
    shown = traitlets.Int(20).tag(sync=True)

    def __init__(self, model, tokenizer, prompt="Once upon a time", shown=20, max_new_tokens=24, seed=0, *,
                 strategy=None, strategies=None, stop=None):
        check_arguments(model, tokenizer, prompt, shown, max_new_tokens, seed)
        tokenizer = with_bytes(tokenizer)
        self._model, self._tokenizer, self._max_new_tokens, self._seed = model, tokenizer, max_new_tokens, seed
        self._reader, self._random = NextTokenReader(model, MOST_TOKENS), np.random.default_rng(seed)
        prompt = replace_surrogates(prompt)[0]
        self._writing, self._reading, self._problem = Writing(tokenizer, prompt), None, None
        self._strategies = default_strategies() if strategies is None else check_strategies(strategies)
        self._stop = list(getattr(tokenizer, "special_tokens", {}).values()) if stop is None else list(stop)
        self._run_ids = []
        rows = [{"name": name, "settings": positions_of(one)} for name, one in self._strategies.items()]
        request = {"sequence": 0, "kind": "text", "text": prompt}
        settings = OFF if strategy is None else settings_of(strategy)
        super().__init__(request=request, shown=shown, settings=settings,
                         strategies=[*rows, {"name": SLIDERS, "settings": None}])

    @traitlets.validate("settings")
    def _check_settings(self, proposal) -> dict:
        return check_settings(proposal["value"])

    @property
    def strategy(self):
        """The `Sampling` that the sliders stand for; set it, and they move."""
        from llm_edu.decoding import Sampling

        return Sampling(**self.settings)

    @strategy.setter
    def strategy(self, strategy) -> None:
        self.settings = settings_of(strategy)

    @property
    def text(self) -> str:
        """The text in the box; set it from Python and every view follows."""
        return self._writing.text

    @text.setter
    def text(self, value: str) -> None:
        self.request = {"sequence": self.request["sequence"] + 1, "kind": "text", "text": value}

    @property
    def probabilities(self) -> np.ndarray:
        """What "Draw" draws from: (vocabulary,), summing to 1. ValueError while there is nothing to draw from."""
        self._check_readable()
        return self._reading.probabilities(self.strategy)

    @property
    def untouched(self) -> np.ndarray:
        """The model's own probabilities, as if no slider was moved: (vocabulary,). ValueError as above."""
        from llm_edu.decoding import Sampling

        self._check_readable()
        return self._reading.probabilities(Sampling())

    @property
    def tokenizer(self):
        return self._tokenizer

    def _check_readable(self) -> None:
        if self._problem is not None:
            raise ValueError(self._problem)

    def write(self) -> dict[str, str]:
        """Continue the text with every strategy now, as the button does: name -> what it wrote. Takes a while."""
        self._check_readable()
        for at in range(len(self.strategies)):
            self._write(at, self.settings)
        return {entry["name"]: entry.get("error") or entry["text"] for entry in self.texts["entries"]}

    def respond(self, request: dict) -> dict:
        kind, settings = request.get("kind"), check_settings(request.get("settings") or self.settings)
        text, _ = replace_surrogates(str(request.get("text", self._writing.text)))
        if kind == "write":
            if not request.get("at"):
                self._take(text)
            self._write(int(request.get("at", 0)), settings)
        else:
            self._writing.type(text)
            if kind == "undo":
                self._writing.undo()
            appended = kind == "append" and self._append(request.get("id"), settings)
            self._read()
            if appended:
                return {**self._view(), "appended": token_label(self._writing.drawn[-1].piece)}
        return self._view()

    def _take(self, text: str) -> None:
        """Read what stands in the box, unless it has been read."""
        if text != self._writing.text:
            self._writing.type(text)
            self._read()

    def _read(self) -> None:
        """Ask the model what comes next. What goes wrong is kept as `_problem`, and the last distribution stays."""
        try:
            ids = self._writing.ids()
            if len(ids) > self._reader.context:
                raise ValueError(f"the text has {len(ids):,} tokens, and only {self._reader.context:,} can be read "
                                 "here: shorten it")
            if not ids:
                self._problem = NOTHING
                return
            self._reading = NextTokenLogits(tuple(ids), self._reader.logits(ids))
            self._problem = None
        except Exception as problem:  # a learner's own tokenizer or model may raise anything: the widget shows it
            self._problem = explain(problem)
            return
        token_bytes = bytes_reader(self._tokenizer)
        packed = pack(self._reading, lambda id: token_label(token_bytes(id)))
        self.distribution = {**packed, "version": self.distribution.get("version", 0) + 1}

    def _append(self, id, settings: dict) -> bool:
        """Write a token behind the text; without an id, draw one of those that the browser knows only by number.
        False where the text cannot be read."""
        from llm_edu.decoding import Sampling

        if self._problem is not None or tuple(self._writing.ids()) != self._reading.ids:
            self._read()
        if self._problem is not None:
            return False
        shares = self._reading.probabilities(Sampling(**settings))
        if id is None:
            rest = shares.copy()
            rest[self._reading.known()] = 0.0
            rest = rest if rest.sum() > 0 else shares
            id = int(self._random.choice(len(rest), p=rest / rest.sum()))
        if not isinstance(id, int) or not 0 <= id < len(shares):
            raise ValueError(f"there is no token {id!r} to append")
        self._writing.append(id, float(shares[id]), float(self.untouched[id]), in_words(settings))
        return True

    def _write(self, at: int, settings: dict) -> None:
        """Continue the text with strategy number `at`; number 0 begins anew, unless the text cannot be read."""
        if at == 0 and self._problem is None:
            self._run_ids = list(self._reading.ids)
            run = self.texts.get("run", 0)
            room = min(self._max_new_tokens, self._reader.context - len(self._run_ids) + 1)
            self.texts = {"run": run + 1, "seed": self._seed + run, "after": self._end_of_text(60), "count": room,
                          "entries": []}
        entries = self.texts.get("entries")
        if entries is not None and at == len(entries) < len(self.strategies):
            entry = {"name": self.strategies[at]["name"], **self._write_with(at, settings)}
            self.texts = {**self.texts, "entries": [*entries, entry]}

    def _write_with(self, at: int, settings: dict) -> dict:
        from llm_edu.decoding import Sampling

        strategy = self._strategies.get(self.strategies[at]["name"], Sampling(**settings))
        said = {"settings": as_settings(strategy)}
        try:
            new = continue_text(self._model, self._run_ids, strategy, self.texts["count"], self.texts["seed"],
                                self._stop)
            return said | measure(self._model, self._tokenizer, self._run_ids, new)
        except Exception as problem:  # as in `_read`: one strategy that fails leaves the others
            return said | {"error": explain(problem)}

    def _view(self) -> dict:
        """What the browser draws besides the distribution and the texts."""
        drawn = [[token_label(token.piece), token.id, round(token.share, 6), round(token.untouched, 6), token.how]
                 for token in self._writing.drawn]
        return {"text": self._writing.text, "drawn": drawn, "can_undo": self._writing.can_undo,
                "problem": self._problem, "empty": self._problem == NOTHING}

    def _end_of_text(self, length: int) -> str:
        """The last characters of the text, on one line."""
        return ("…" if len(self.text) > length else "") + one_line(self.text[-length:])

    def figures(self) -> dict:
        """What the line of words is about (reading.py)."""
        self._check_readable()
        return figures(self._reading, self.strategy, self.settings, bytes_reader(self._tokenizer))

    def sentence(self) -> str:
        if "error" in self.answer or self._problem is not None:
            return f"The model cannot continue this text: {self.answer.get('error') or self._problem}"
        return describe(self._end_of_text(80), self.settings, self.figures())
