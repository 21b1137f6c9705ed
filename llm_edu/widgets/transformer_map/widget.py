"""The transformer as a map: click a part, see its shapes, its parameters, and what it computes."""

from numbers import Integral

import traitlets

from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import readable
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.common.numbers import counted
from llm_edu.widgets.transformer_map.numbers import Bill, bill_of, compact, describe, total_of
from llm_edu.widgets.transformer_map.parts import anatomy

FIRST_LENGTH = 128  # tokens, where the model can read so many
MOST_TEXTS = 1_024  # in a batch
NUMBER_BYTES = {4: "float32", 2: "bfloat16", 1: "int8"}


class TransformerMap(CourseWidget):
    """A model as a clickable diagram, for any ``TransformerConfig``; two of them side by side.

    config: a ``TransformerConfig``, or a model that has one as ``.config``
    compare: another one; click in either diagram, and both show that part
    batch, length: so many texts of so many tokens go through it at first
    part: what is looked at first: "token_embedding", "positions", "block", "attention_norm", "attention",
        "attention_add", "feed_forward_norm", "feed_forward", "feed_forward_add", "norm" or "unembedding"
    name, compare_name: what the models are called

    Counts are those of ``llm_edu.transformer.accounting``: exact parameters; FLOPs of all products of matrices in one
    forward pass with logits at every position. Raises TypeError for what is no configuration, ValueError for a length
    that a model cannot read, and for an unknown part. Needs no kernel.

    >>> from llm_edu.transformer import TransformerConfig
    >>> shown = TransformerMap(TransformerConfig.gpt2(), name="GPT-2")
    >>> shown.total.parameters, shown.bills["attention"].parameters
    (124439808, 28348416)
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    models = traitlets.List().tag(sync=True)  # one anatomy or two
    batch = traitlets.Int(1).tag(sync=True)
    length = traitlets.Int(1).tag(sync=True)
    part = traitlets.Unicode("attention").tag(sync=True)
    number_bytes = traitlets.Enum(list(NUMBER_BYTES), 4).tag(sync=True)

    def __init__(self, config, *, compare=None, batch: int = 1, length: int | None = None, part: str = "attention",
                 name: str = "", compare_name: str = ""):
        self.config = read_config(config)
        self.compare = None if compare is None else read_config(compare)
        both = [self.config] if compare is None else [self.config, self.compare]
        names = [readable(name)] if compare is None else [readable(name) or "First", readable(compare_name) or "Second"]
        self.most = min(config.context_length for config in both)
        length = min(FIRST_LENGTH, self.most) if length is None else length
        super().__init__(models=[anatomy(config, name) for config, name in zip(both, names, strict=True)],
                         batch=self._batch(batch), length=self._length(length), part=part)

    def _batch(self, value) -> int:
        return whole("batch", value, MOST_TEXTS, "texts at once")

    def _length(self, value) -> int:
        return whole("length", value, self.most,
                     "tokens, this model's context" if self.compare is None else "tokens, which both models can read")

    @traitlets.validate("batch")
    def _check_batch(self, proposal) -> int:
        return self._batch(proposal["value"])

    @traitlets.validate("length")
    def _check_length(self, proposal) -> int:
        return self._length(proposal["value"])

    @traitlets.validate("part")
    def _check_part(self, proposal) -> str:
        names = [part["name"] for part in self.models[0]["parts"]]
        if proposal["value"] not in names:
            raise ValueError(f"there is no part {proposal['value']!r}; the parts are {', '.join(names)}")
        return proposal["value"]

    @property
    def bills(self) -> dict[str, Bill]:
        """Part -> what it costs at the present batch and length, in the (first) model; the block, which sums others up,
        is left out."""
        parts = self.models[0]["parts"]
        return {part["name"]: bill_of(part, self.batch, self.length) for part in parts if not part["sum"]}

    @property
    def total(self) -> Bill:
        """What the whole (first) model costs."""
        return total_of(self.models[0], self.batch, self.length)

    @property
    def cache_bytes(self) -> int:
        """The KV cache of all texts, in the (first) model."""
        return self.models[0]["cache"] * self.batch * self.length * self.number_bytes

    def describe(self) -> str:
        """The sentence under the picture, which is also what a screen reader says."""
        return describe(self.models, self.part, self.batch, self.length)

    def headline(self, anatomy: dict) -> str:
        """A model's name, parameters and computation."""
        total = total_of(anatomy, self.batch, self.length)
        name = f"{anatomy['name']}: " if anatomy["name"] else ""
        return f"{name}{counted(total.parameters, 'parameter')}, {compact(total.flops)}FLOPs"

    def sentence(self) -> str:
        tokens = f"for {self.batch:,} × {self.length:,} tokens"
        cache = [f"KV cache {compact(anatomy['cache'] * self.batch * self.length * self.number_bytes)}B"
                 for anatomy in self.models]
        lines = [f"{self.headline(anatomy)} {tokens}, {held}" for anatomy, held in zip(self.models, cache, strict=True)]
        return f"{'; '.join(lines)}. {self.describe()}"


def read_config(config):
    """A ``TransformerConfig``: itself, or a model's."""
    from llm_edu.transformer import TransformerConfig

    found = config if isinstance(config, TransformerConfig) else getattr(config, "config", config)
    if not isinstance(found, TransformerConfig):
        raise TypeError("TransformerMap draws a TransformerConfig, as TransformerConfig.gpt2(), or a model that has "
                        f"one as .config; not {type(found).__name__}")
    return found


def whole(name: str, value, most: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} is a whole number, not {value!r}")
    if not 1 <= value <= most:
        raise ValueError(f"{name} lies between 1 and {most:,} {what}, not at {value:,}")
    return int(value)
