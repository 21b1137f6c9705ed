"""One text on its way through a model: tokens, vectors, attention, feed-forward layers, and the next token."""

import traitlets

from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import sendable
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.model_parts import check_parts, within
from llm_edu.widgets.common.numbers import counted
from llm_edu.widgets.forward_pass.packing import Packets, make_scene, next_tokens
from llm_edu.widgets.forward_pass.reading import Reading
from llm_edu.widgets.forward_pass.shown import Shown
from llm_edu.widgets.forward_pass.source import Source
from llm_edu.widgets.forward_pass.words import STAGES, line_words

MOST_ASKED = 4  # blocks at once


class ForwardPass(CourseWidget):
    """A text on its way through a model, step by step, with the numbers that the model computes.

    Heads, and the attention or the feed-forward layer of any block, can be switched off on the way; the model then
    runs again, and the next token's bars show what has changed.

    model: a decoder-only Transformer of the course, whoever has trained it   tokenizer: its tokenizer
    text: what it reads, at most 60 tokens
    off: parts that are off at first: ("attention_output", block), ("feed_forward_output", block), ("head", block, head)
    position: the token whose stream is followed; by default the last
    stage: where to begin, one of "tokens", "vectors", "queries", "weights", "attention", "feed_forward", "logits",
        "probabilities"   block, head: likewise
    begin: what each text begins with, the name of a special token or ids: "<|story|>" for Storyteller

    ::

        smollm2, tokenizer = load_smollm2()
        walk = ForwardPass(smollm2, tokenizer, "The capital of France is")
        walk.off = [("feed_forward_output", 0)]
        walk.reading.probabilities[-1]    # as changed; walk.before: of the whole model

    A small model's numbers are all sent at once, and need no kernel any more; of a large one those that are looked at,
    and these stay. Raises TypeError for a model of another kind, and ValueError for a text of no or too many tokens,
    and for parts, stages and positions that do not exist.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    shown: Shown  # what has been sent, as numbers again
    scene = traitlets.Dict().tag(sync=True)  # packing.py: tokens, next tokens, sizes
    view = traitlets.Dict().tag(sync=True)  # {stage, block, head, position (None: the last)}: what is looked at

    def __init__(self, model, tokenizer, text, *, off=(), position=None, stage="tokens", block=0, head=0, begin=None):
        self._source, self._version, self._packets_sent = Source(model, tokenizer, begin), 0, set()
        self._off = check_parts("off", off, self._source.config.layers, self._source.config.heads)
        self._text = text = sendable(text)
        self._take(*self._source.read(text, self._off))
        view = {"stage": stage, "block": block, "head": head, "position": position}
        request = {"sequence": 0, "text": text, "off": self._off, "look": {"blocks": [block], "position": position}}
        super().__init__(scene=self._make_scene(), view=view, request=request)

    def _take(self, now: Reading, before: Reading) -> None:
        self._now, self._before = now, before
        self._packets = Packets(now, next_tokens(now, before))
        self.shown = Shown(self._packets, now, before, self._off, self._source.config.vocab_size, self._source.label)

    def _make_scene(self) -> dict:
        self._version += 1
        return make_scene(self._source, self._packets, self._now, self._before, self._off, self._version)

    @traitlets.validate("view")
    def _check_view(self, proposal) -> dict:
        view, shown = proposal["value"], self.shown
        stage, position = view.get("stage"), view.get("position")
        if not isinstance(stage, str) or stage not in STAGES:
            raise ValueError(f"stage is one of {', '.join(STAGES)}, not {stage!r:.60}")
        return {"stage": stage, "block": within(view.get("block"), shown.layers, "block"),
                "head": within(view.get("head"), shown.heads, "head"),
                "position": None if position is None else within(position, len(shown.ids), "position")}

    @property
    def text(self) -> str:
        """What the model reads; set it, and every view follows."""
        return self._text

    @text.setter
    def text(self, value: str) -> None:
        self._ask(text=sendable(value))

    @property
    def off(self) -> list[tuple]:
        """What is switched off, as above; set it, and every view follows. [] switches all on again."""
        return [tuple(part) for part in self._off]

    @off.setter
    def off(self, parts) -> None:
        self._ask(off=check_parts("off", parts, self.shown.layers, self.shown.heads))

    @property
    def reading(self) -> Reading:
        """What the model has done, without the parts that are off; `before`: what the whole model does."""
        return self._now

    @property
    def before(self) -> Reading:
        return self._before

    def show(self, stage: str, block: int | None = None, head: int | None = None, position: int | None = None) -> None:
        """Go to a stage; what is None stays as it is."""
        given = {"block": block, "head": head, "position": position}
        self.view = {**self.view, "stage": stage, **{name: each for name, each in given.items() if each is not None}}

    def respond(self, request: dict) -> dict:
        off = check_parts("off", request.get("off", []), self.shown.layers, self.shown.heads)
        text = request.get("text")
        if text != self._text or off != self._off:
            found = self._source.read(text, off)
            self._text, self._off = text, off
            self._take(*found)
            for name in self._packets_sent:    # of the run before
                self.set_trait(name, {})
            self._packets_sent = set()
            position = self.view["position"]
            if position is not None and position >= len(self._now.ids):
                self.view = {**self.view, "position": None}
            self.scene = self._make_scene()
        self._send_packets(request.get("look"))
        return {"version": self._version}

    def _send_packets(self, look) -> None:
        """The packets that are looked at, each as a trait of its own, so that it travels once and is saved."""
        if self.scene["packets"] or not isinstance(look, dict):
            return
        last = len(self._now.ids) - 1
        position = look.get("position")
        position = last if position is None else min(within(position, 1_000_000, "position"), last)
        blocks = [within(block, self.shown.layers, "block") for block in list(look.get("blocks", []))[:MOST_ASKED]]
        for name in dict.fromkeys(name for block in blocks for name in self._packets.wanted(block, position)):
            trait = f"packet_{name}"
            if trait in self._packets_sent:
                continue
            packet = {"version": self._version, **self._packets.packet(name)}
            if self.has_trait(trait):
                self.set_trait(trait, packet)
            else:
                self.add_traits(**{trait: traitlets.Dict(packet).tag(sync=True)})
            self._packets_sent.add(trait)

    def looked_at(self) -> dict:
        """The view, its position a number."""
        position = self.view["position"]
        return {**self.view, "position": len(self._now.ids) - 1 if position is None else position}

    def line(self) -> str:
        """What is seen at this stage, and what switching off has done, as the widget says it."""
        return line_words(self.shown, self.looked_at())

    def sentence(self) -> str:
        if "error" in self.answer:
            return f"The forward pass shows what was read before: {self.answer['error']}"
        blocks, heads = counted(self.shown.layers, "block"), counted(self.shown.heads, "head")
        return f"Forward pass of {counted(len(self._now.ids), 'token')} through {blocks} with {heads}. {self.line()}"
