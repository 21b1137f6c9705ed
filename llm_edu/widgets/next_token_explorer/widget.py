"""Write with a language model one token at a time, and see at each step what else it might have said."""

import numpy as np
import traitlets

from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.chips import as_hex, bytes_reader, replace_surrogates, visible
from llm_edu.widgets.common.joining import module_text
from llm_edu.widgets.common.next_token import (
    STEP,
    Draft,
    NextTokenReader,
    choose,
    log_sums,
    on_grid,
    probabilities,
    top_tokens,
)

MOST_BARS = 50
MOST_UNDOS = 200


class NextTokenExplorer(CourseWidget):
    """The model's next-token probabilities as bars; a click appends a token and asks again.

    model: our Transformer, or anything that maps ids (1, time) to logits (1, time, vocabulary)
    tokenizer: its tokenizer: ``encode(str) -> list[int]`` and ``token_bytes(id) -> bytes``
    text: what stands in the box at first, and again after Reset
    temperature: 0 … 2, on the slider's steps of 0.05, at first and again after Reset; the slider re-weights in the
        browser, without the model
    top: how many bars, 1 … 50
    seed: makes "Sample one" repeatable
    context: the most tokens the model reads of a long text (its last ones), so that it answers at once
    """

    _esm = module_text(__file__)

    temperature = traitlets.Float(1.0).tag(sync=True)

    def __init__(self, model, tokenizer, text="The capital of France is", temperature=1.0, top=10, *, seed=None,
                 context=256):
        if not 1 <= top <= MOST_BARS:
            raise ValueError(f"top is a number of bars between 1 and {MOST_BARS}, not {top}")
        self._tokenizer, self._reader = tokenizer, NextTokenReader(model, context)
        self._top, self._random = top, np.random.default_rng(seed)
        self._start, self._start_temperature = replace_surrogates(text)[0], on_grid(temperature)
        self._draft, self._undo, self._typing = Draft(self._start), [], False
        self._shown = ([], None)
        request = {"sequence": 0, "kind": "text", "text": self._start}
        super().__init__(request=request, temperature=self._start_temperature)

    @traitlets.validate("temperature")
    def _check_temperature(self, proposal) -> float:
        return on_grid(proposal["value"])

    @property
    def text(self) -> str:
        """The text in the box; set it from Python and every view follows."""
        return self._draft.text

    @text.setter
    def text(self, value: str) -> None:
        self.request = {"sequence": self.request["sequence"] + 1, "kind": "text", "text": value}

    @property
    def chosen(self) -> list[tuple[bytes, float]]:
        """The tokens chosen so far, as (bytes, probability)."""
        return [(choice.piece, choice.probability) for choice in self._draft.chosen]

    def respond(self, request: dict) -> dict:
        kind = request.get("kind")
        text, _ = replace_surrogates(str(request.get("text", self._draft.text)))
        if kind == "undo":
            self._go_back(text)
        else:
            self._change(self._draft.edited(self._start if kind == "reset" else text), typed=kind == "text")
        if kind == "reset":
            self.temperature = self._start_temperature
        if kind in ("append", "sample", "likeliest"):
            self._append(kind, request.get("id"))
        return self._view()

    def _change(self, draft: Draft, typed: bool) -> None:
        """Take a new draft, remembering the one before; a run of typing counts as one change."""
        if draft != self._draft:
            if not (typed and self._typing):
                self._undo = [*self._undo[-MOST_UNDOS + 1 :], self._draft]
            self._draft, self._typing = draft, typed

    def _go_back(self, text: str) -> None:
        """Undo the latest change, be it typing that the kernel has not even seen."""
        self._change(self._draft.edited(text), typed=True)
        if self._undo:
            self._draft = self._undo.pop()
        self._typing = False

    def _append(self, kind: str, id) -> None:
        ids = self._draft.ids(self._tokenizer)
        if not ids:
            return
        shown_ids, scores = self._shown  # what the reader saw when choosing
        if shown_ids != ids:
            scores = self._reader.scores(ids)
        if kind == "likeliest":
            id = top_tokens(scores, 1)[0]
        elif kind == "sample":
            id = int(self._random.choice(len(scores), p=probabilities(scores, self.temperature)))
        if not isinstance(id, int) or not 0 <= id < len(scores):
            raise ValueError(f"there is no token {id!r} to append")
        self._change(choose(self._draft, id, scores, self.temperature, self._tokenizer), typed=False)

    def _view(self) -> dict:
        """What the browser draws. It carries the scores of the top tokens and a table of log sums, about 1 kB, from
        which the browser has exact probabilities at every temperature of the slider."""
        ids = self._draft.ids(self._tokenizer)
        scores = self._reader.scores(ids) if ids else None  # None while there is nothing to continue
        self._shown = (ids, scores)
        token_bytes = bytes_reader(self._tokenizer)
        bars = []
        for id in [] if scores is None else top_tokens(scores, self._top):
            piece = token_bytes(id)
            bars.append([_label(piece), id, as_hex(piece), round(float(scores[id]), 6)])
        return {
            "text": self._draft.text,
            "chosen": [
                [_label(choice.piece), choice.id, as_hex(choice.piece), choice.probability, choice.temperature]
                for choice in self._draft.chosen
            ],
            "probability": self._draft.probability,
            "bars": bars,
            "step": STEP,
            "log_sums": [] if scores is None else [round(value, 6) for value in log_sums(scores)],
            "vocabulary": 0 if scores is None else len(scores),
            "tokens": len(ids),
            "read": len(self._reader.window(ids)),
            "can_undo": bool(self._undo),
        }

    def _shares(self) -> dict[str, float]:
        """Label -> probability of the top tokens and of all others, at the present temperature."""
        answer = self.answer
        if not answer.get("bars"):
            return {}
        scores = np.array([score for *_, score in answer["bars"]])
        if self.temperature == 0:
            shares = probabilities(scores, 0)
        else:
            shares = np.exp(scores / self.temperature - answer["log_sums"][round(self.temperature / STEP) - 1])
        named = {}
        for (label, id, *_), share in zip(answer["bars"], shares, strict=True):
            named[label if label not in named else f"{label} ({id})"] = float(share)
        others = answer["vocabulary"] - len(named)
        return {**named, f"all {others:,} others": max(0.0, 1 - float(shares.sum()))} if others else named

    def sentence(self) -> str:
        if "error" in self.answer:
            return f"The model cannot continue this text: {self.answer['error']}"
        shares = self._shares()
        if not shares:
            return "No text yet: the model needs at least one token to continue."
        best, share = next(iter(shares.items()))
        heat = "" if self.temperature == 1 else f" at temperature {self.temperature:g}"
        return f"After “{self._end_of_text(80)}” the model finds “{best}” most likely ({share:.0%}){heat}."

    def _end_of_text(self, length: int) -> str:
        """The last characters of the text, on one line."""
        words = [visible(word, length) for word in self.text[-length:].split(" ")]
        return ("…" if len(self.text) > length else "") + " ".join(words)

    def picture(self):
        from llm_edu.plotting import COLORS, figure, horizontal_bars

        summary, shares = self.summary(), self._shares()
        title = "The next token"
        if shares:
            best, share = next(iter(shares.items()))
            title = f"After “{self._end_of_text(24)}”: “{best[:16]}” {share:.0%}"
        plot, axes = figure(drawable(title).replace("$", r"\$"), height=70 + 26 * max(1, len(shares)))
        plot.alt = summary
        if not shares:
            axes.axis("off")
            return plot
        bars = horizontal_bars(axes, {drawable(label): share for label, share in shares.items()}, value_format="{:.1%}")
        if len(shares) > len(self.answer["bars"]):
            bars[-1].set_color(COLORS["context"])  # all others
        return plot


def _label(piece: bytes) -> str:
    """A token's text; a piece of a character, which has none, as its bytes."""
    try:
        return visible(piece.decode("utf-8")) or "(empty)"
    except UnicodeDecodeError:
        return f"⟨{as_hex(piece)}⟩"
