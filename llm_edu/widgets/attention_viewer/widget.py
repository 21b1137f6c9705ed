"""Look at attention: which tokens each head of a model looks at, and what happens without it."""

import numpy as np
import traitlets

from llm_edu.argument_order import is_tokenizer, tokenizer_first
from llm_edu.widgets.attention_viewer.arrays import check_causal
from llm_edu.widgets.attention_viewer.heads import is_even
from llm_edu.widgets.attention_viewer.model import spoken
from llm_edu.widgets.attention_viewer.packing import pack
from llm_edu.widgets.attention_viewer.scene import make_scene, measure
from llm_edu.widgets.attention_viewer.source import ModelSource, make_series, make_source
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import replace_surrogates
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.numbers import counted

VIEWS = ("lines", "matrix", "overview", "inside")
MOST_HEADS = 6  # at once, in colours that can be told apart


class AttentionViewer(CourseWidget):
    """Four linked views of a model's attention: lines, matrix, all heads at once, and the inside of one head.

    model: a Transformer of the course, SmolLM2 included: the text can be edited, heads can be switched off
    tokenizer: its tokenizer: ``encode(str) -> list[int]`` and ``token_bytes(id)`` or ``decode(ids)``
    text: what it reads, a text or token ids

    or, for anyone's model, ``AttentionViewer(weights, tokens)``,

    weights: (layers, heads, time, time), NumPy or torch, or a list with an array for each layer, as `transformers`
        returns them; weights may look both ways, as BERT's do
    tokens: a text for each position

    (Where one text looks at another, as in an encoder–decoder's cross-attention: `CrossAttentionViewer`.)

    checkpoints: label -> model or weights, several points of one training, for a slider; what stands first in the call
        comes last on it, and may be None
    layer, head, query: what is shown at first; query is the position that looks, by default the last one
    view: "lines", "matrix", "overview" or "inside"
    causal: True refuses weights that look at later tokens, and says where they do; by default they are shown

    With a `transformers` model (loaded with ``attn_implementation="eager"``)::

        output = model(**tokenizer(text, return_tensors="pt"), output_attentions=True)
        AttentionViewer(output.attentions, tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"]))

    Through a training, keep what the model was on the way, as copies or as weights::

        AttentionViewer(model, tokenizer, text, checkpoints={"step 0": first, "step 100": second})  # and model as "now"
        AttentionViewer(None, words, checkpoints={f"step {step}": weights for step, weights in kept.items()})

    Raises TypeError or ValueError for what cannot be shown: rows that do not sum to 1, tokens that do not match, more
    than 1,024 tokens.

    >>> viewer = AttentionViewer(np.tril(np.ones((3, 3))) / [[1], [2], [3]], ["the", "green", "hat"])
    >>> viewer
    Attention of 1 layer with 1 head over 3 tokens. Layer 0, head 0: “hat” looks at all 3 tokens about alike.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    scene = traitlets.Dict().tag(sync=True)  # scene.py: weights, tokens, scores
    view = traitlets.Dict().tag(sync=True)  # what is looked at: mode, heads, query (None: the last), checkpoint, sort

    _views: tuple[str, ...] = VIEWS
    _halfway = False    # whether the text has been read, but the scene not yet made

    @tokenizer_first
    def __init__(self, model, tokenizer=None, text=None, *, checkpoints=None, layer=0, head=0, query=None,
                 view="lines", causal=None):
        if text is None and not is_tokenizer(tokenizer):    # tokens, of which there is no more to know
            tokenizer, text = None, tokenizer
        if text is None:
            raise TypeError("what has the model read? AttentionViewer(model, tokenizer, text), or "
                            "AttentionViewer(weights, tokens)")
        source, names = make_source(model, tokenizer, text, checkpoints), list(make_series(model, checkpoints))
        if causal:
            for name, weights in zip(names, source.weights, strict=True):
                check_causal(weights, name)
        self._open(source, names, layer, head, query, view)

    def _open(self, source, names: list[str], layer: int, head: int, query: int | None, view: str) -> None:
        """Make the widget's state from where the weights come from, and from what is to be shown first."""
        self._source, self._names = source, names
        self._scores = measure(source)
        scene = make_scene(source, names, self._scores, version=1)
        heads = [[self._within(layer, scene["layers"], "layer"), self._within(head, scene["heads"], "head")]]
        query = None if query is None else self._within(query, len(scene["tokens"]), "query")
        shown = {"mode": self._known(view), "heads": heads, "query": query, "checkpoint": len(names) - 1,
                 "sort": "layer"}
        request = {"sequence": 0, "text": source.text, "off": [],
                   "look": {"heads": heads, "query": query, "checkpoint": shown["checkpoint"],
                            "inside": view == "inside", "want": [] if scene["whole"] else heads}}
        super().__init__(scene=scene, view=shown, request=request)

    def _known(self, view: str) -> str:
        if view not in self._views:
            raise ValueError(f"view must be one of {', '.join(self._views)}, not {view!r}")
        return view

    @staticmethod
    def _within(number: int, count: int, name: str) -> int:
        """A number from 0; one below 0 counts from the end, as in a list."""
        if not -count <= number < count:
            raise ValueError(f"{name} lies between 0 and {count - 1}, not at {number}")
        return int(number) % count

    @property
    def text(self) -> str | None:
        """What the model reads, None with plain weights; set it from Python and every view follows."""
        return self._source.text

    @text.setter
    def text(self, value: str) -> None:
        self._ask(text=value)

    @property
    def off(self) -> list[tuple[int, int]]:
        """The heads that are switched off, as (layer, head); set it from Python and every view follows."""
        return list(self._source.off)

    @off.setter
    def off(self, pairs) -> None:
        self._ask(off=[[int(layer), int(head)] for layer, head in pairs])

    def show(self, layer: int, head: int, query: int | None = None, view: str | None = None) -> None:
        """Turn every view to one head, and to one query of it."""
        mode = self.view["mode"] if view is None else self._known(view)
        layer = self._within(layer, self.scene["layers"], "layer")
        head = self._within(head, self.scene["heads"], "head")
        query = self.view["query"] if query is None else self._within(query, len(self.scene["tokens"]), "query")
        self.view = {**self.view, "heads": [[layer, head]], "query": query, "mode": mode}

    @property
    def weights(self) -> np.ndarray:
        """What is shown, exact: (layers, heads, queries, keys) float32, of the present checkpoint."""
        return self._source.weights[self._checkpoint()]

    @property
    def head_scores(self) -> dict[str, np.ndarray]:
        """What each head does, measured (heads.py, cross_heads.py): name -> (layers, heads)."""
        return self._scores[self._checkpoint()]

    def _checkpoint(self) -> int:
        return min(int(self.view["checkpoint"]), len(self._source.weights) - 1)

    def respond(self, request: dict) -> dict:
        """Read again if the text or the switched-off heads have changed; then exact numbers of what is looked at."""
        source = self._source
        if isinstance(source, ModelSource):
            text = source.text if request.get("text") is None else replace_surrogates(str(request["text"]))[0]
            off = tuple(sorted(tuple(pair) for pair in request.get("off", [])))
            if self._halfway or text != source.text or off != source.off:
                source.read(text, off)
                self._halfway = True    # an interrupt may come before the scene is made
                self._scores = measure(source)
                self.scene = make_scene(source, self._names, self._scores, self.scene["version"] + 1)
                self._halfway = False
        return {"version": self.scene["version"], "text": source.text, **self._answer_look(request.get("look", {}))}

    def _answer_look(self, look: dict) -> dict:
        """Of the heads that are looked at: the query's exact weights; the whole head where the browser lacks it (one
        byte a weight); and, from a model, what it expects next and the inside of the first head."""
        source = self._source
        weights = source.weights[checkpoint := min(int(look.get("checkpoint", 0)), len(source.weights) - 1)]
        layers, heads, queries, _ = weights.shape
        query = look.get("query")
        query = queries - 1 if query is None else min(max(int(query), 0), queries - 1)

        def pairs(name, most):
            inside = [(int(layer), int(head)) for layer, head in look.get(name, [])[:most]]
            return [(layer, head) for layer, head in inside if 0 <= layer < layers and 0 <= head < heads]

        answer = {
            "checkpoint": checkpoint, "query": query,
            "exact": [[layer, head, weights[layer, head, query].tobytes()]
                      for layer, head in pairs("heads", MOST_HEADS)],
            "slices": [[layer, head, pack(weights[layer, head], self.scene["causal"])]
                       for layer, head in pairs("want", MOST_HEADS)],
        }
        if isinstance(source, ModelSource):
            answer |= source.predict(checkpoint, query)
            if look.get("inside") and (first := pairs("heads", 1)):
                parts = source.inside(checkpoint, *first[0])
                answer["inside"] = {"layer": first[0][0], "head": first[0][1], "width": parts["queries"].shape[1],
                                    "scale": parts.pop("scale"),
                                    **{name: part.astype("<f4").tobytes() for name, part in parts.items()}}
        return answer

    def looked_at(self) -> tuple[int, int, int, np.ndarray]:
        """Layer, head, query, and the weights of that row: what the summary and the picture are about."""
        weights = self.weights
        layer, head = self.view["heads"][0]
        query = self.view["query"]
        last = weights.shape[-2] - 1
        query = last if query is None else min(query, last)
        return layer, head, query, weights[layer, head, query]

    def _opening(self) -> str:
        """The first of the summary's sentences: what is shown."""
        layers, heads, time = self.weights.shape[:3]
        return (f"Attention of {counted(layers, 'layer')} with {counted(heads, 'head')} over {counted(time, 'token')}"
                f"{'' if self.scene['causal'] else ', looking both ways'}.")

    def sentence(self) -> str:
        labels, source = self._source.labels, self._source.key_labels
        keys = labels if source is None else source
        layer, head, query, row = self.looked_at()
        seen = row[: query + 1] if self.scene["causal"] else row
        best = [at for at in np.argsort(-row.round(4), kind="stable")[:3] if row[at] >= 0.1 or at == row.argmax()]
        if len(best) > 1 and row[best[0]] > 2 * row[best[1]]:
            best = best[:1]
        found = ", ".join(f"“{spoken(keys[at])}” ({row[at]:.2f})" for at in best[:2])
        looks = f"at all {len(seen)} tokens about alike" if is_even(seen) else f"mostly at {found}"
        kind = self.head_scores["kind"][layer, head]
        parts = [self._opening(), f"Layer {layer}, head {head}: “{spoken(labels[query])}” looks {looks}."]
        if kind not in ("mixed", "uniform") and min(len(labels), len(keys)) > 3:
            name = self.scene["names"][kind]
            parts.append(f"On average this head gives {self.head_scores[kind][layer, head]:.2f} to: {name}.")
        if self.off:
            gone = ", ".join(f"layer {layer} head {head}" for layer, head in self.off[:3])
            parts.append(f"Switched off: {gone}{' …' if len(self.off) > 3 else ''}.")
        return " ".join(parts)
