"""Where the viewer's weights come from: plain arrays, or models that can be asked again."""

from collections.abc import Sequence

from llm_edu.widgets.attention_viewer.arrays import MOST_TOKENS, as_cross_weights, as_weights, check_size
from llm_edu.widgets.attention_viewer.model import (
    look_inside,
    next_token_bars,
    read,
    text_loss,
    token_label,
    token_labels,
    token_notes,
)
from llm_edu.widgets.common.chips import replace_surrogates, visible


def is_model(thing) -> bool:
    """Whether this is a Transformer of the course, or one built like it: weights are asked of it, not given."""
    return callable(thing) and hasattr(thing, "blocks") and hasattr(thing, "config")


def is_list(tokens) -> bool:
    return hasattr(tokens, "__len__") and not isinstance(tokens, (str, bytes))


def labels_of(tokens: Sequence) -> list[str]:
    """Each token as it is drawn: bytes, texts, or anything that can be written as one."""
    return [token_label(token) if isinstance(token, bytes) else visible(replace_surrogates(str(token))[0])
            for token in tokens]


class ArraySource:
    """Weights that are given, one array for each checkpoint: nothing can be asked of them but what they are."""

    off: tuple = ()
    text = None
    notes: tuple = ()
    key_labels: list[str] | None = None

    def __init__(self, series: dict, tokens: Sequence):
        if not is_list(tokens):
            raise TypeError("with plain weights, tokens must be a list with a text for each position; a text alone "
                            "needs a model: AttentionViewer(model, tokenizer, text)")
        self.labels = labels_of(tokens)
        self.identities = [str(token) for token in tokens]
        self.weights = [as_weights(weights) for weights in series.values()]
        first = self.weights[0].shape
        for name, weights in zip(series, self.weights, strict=True):
            if weights.shape != first:
                raise ValueError(f"checkpoint {name!r} has weights of shape {weights.shape}, the first of {first}")
        if first[-1] != len(self.labels):
            raise ValueError(f"there are {len(self.labels)} tokens but weights for {first[-1]} positions: "
                             "give the tokens that the model has read, special ones included")


class CrossSource:
    """Cross-attention that is given: the tokens of `labels` look at those of `key_labels`."""

    off: tuple = ()
    text = None
    notes: tuple = ()

    def __init__(self, weights, source: Sequence, target: Sequence):
        for name, tokens in (("source", source), ("target", target)):
            if not is_list(tokens):
                raise TypeError(f"{name} must be a list with a text for each token, not a {type(tokens).__name__}")
        self.labels, self.key_labels = labels_of(target), labels_of(source)
        self.weights = [as_cross_weights(weights)]
        given, wanted = (len(target), len(source)), self.weights[0].shape[-2:]
        if given != wanted:
            way = ("swap source and target" if given == wanted[::-1] else
                   "give all that the encoder has read, and a token for each row of the decoder, special ones included")
            raise ValueError(f"there are {given[0]} target tokens and {given[1]} source tokens, but the weights have "
                             f"{wanted[0]} rows and {wanted[1]} columns; {way}")


class ModelSource:
    """Models of one shape, for instance one at several points of its training, reading the same text.

    text: a text, or token ids
    """

    key_labels: list[str] | None = None

    def __init__(self, series: dict, tokenizer, text, off=()):
        if tokenizer is None:
            raise TypeError("which tokenizer does the model use? AttentionViewer(model, tokenizer, text)")
        self.models, self.tokenizer = list(series.values()), tokenizer
        shape = self._shape(self.models[0])
        for name, model in series.items():
            if not is_model(model):
                raise TypeError(f"checkpoint {name!r} is no model of this course but a {type(model).__name__}")
            if self._shape(model) != shape:
                raise ValueError(f"checkpoint {name!r} has {self._shape(model)} layers and heads, the first {shape}")
        self.ids, self.off, self.plain_logits = [], (), []
        self.read(text, off)

    @staticmethod
    def _shape(model) -> tuple[int, int]:
        return model.config.layers, model.config.heads

    def read(self, text, off=()) -> None:
        """Have the models read a text with some heads switched off; what was read before stays if this fails."""
        ids, text = self._encode(text)
        off = tuple(sorted({(int(layer), int(head)) for layer, head in off}))
        plain = self.plain_logits    # all that is kept of the whole model: its weights can be a gigabyte
        if ids != self.ids or not off:
            now = [read(model, ids) for model in self.models]
            plain = [reading.logits for reading in now]
        if off:
            now = [read(model, ids, off) for model in self.models]
        self.labels = token_labels(self.tokenizer, ids)
        self.notes = token_notes(self.tokenizer, ids)
        self.ids, self.text, self.off, self.plain_logits, self.now = ids, text, off, plain, now
        self.identities = ids
        self.weights = [reading.weights for reading in now]

    def _encode(self, text) -> tuple[list[int], str]:
        """Ids and text; given ids are taken as they are, because encoding their text again could cut it elsewhere."""
        if isinstance(text, str):
            text = replace_surrogates(text)[0]
            ids = self.ids if text == getattr(self, "text", None) else list(self.tokenizer.encode(text))
        else:
            ids = [int(id) for id in (text.tolist() if hasattr(text, "tolist") else text)]
            text = replace_surrogates(self.tokenizer.decode(ids))[0]
        if not ids:
            raise ValueError("no text yet: the model needs at least one token to look at")
        layers, heads = self._shape(self.models[0])
        check_size(len(ids), len(self.models) * layers * heads * len(ids) ** 2)
        return [int(id) for id in ids], text

    def predict(self, checkpoint: int, query: int) -> dict:
        """What the model expects after a token, and its loss on the text, before and after heads are switched off."""
        plain, now = self.plain_logits[checkpoint], self.now[checkpoint].logits
        losses = [text_loss(logits, self.ids) for logits in (plain, now)]
        return {"bars": next_token_bars(plain[query], now[query], self.tokenizer),
                "loss": [None if loss is None else round(loss, 4) for loss in losses]}

    def inside(self, checkpoint: int, layer: int, head: int) -> dict:
        return look_inside(self.models[checkpoint], self.now[checkpoint], layer, head)


def make_series(model_or_weights, checkpoints) -> dict:
    """Label -> model or weights, in the order of training. What is given beside the checkpoints comes last, unless it
    is one of them.

    >>> make_series("final", {"step 0": "random"})
    {'step 0': 'random', 'now': 'final'}
    """
    if not checkpoints:
        return {"": model_or_weights}
    series = {str(name): value for name, value in checkpoints.items()}
    if model_or_weights is not None and not any(value is model_or_weights for value in series.values()):
        series["now"] = model_or_weights
    return series


def make_source(model_or_weights, tokenizer, text, checkpoints):
    """The source for what the viewer was given; TypeError for what is neither weights nor a model of ours."""
    series = make_series(model_or_weights, checkpoints)
    first = next(iter(series.values()))
    if is_model(first):
        return ModelSource(series, tokenizer, text)
    if callable(first):
        raise TypeError(f"a {type(first).__name__} does not tell its attention by itself. Give the weights and the "
                        "tokens: AttentionViewer(model(ids, output_attentions=True).attentions, tokens)")
    return ArraySource(series, text)


__all__ = ["MOST_TOKENS", "ArraySource", "CrossSource", "ModelSource", "is_model", "make_series", "make_source"]
