"""The transformer as a map: click a part, see its shapes, its parameters, and what it computes."""

from dataclasses import dataclass
from numbers import Integral

import traitlets

from llm_edu.widgets.base import CourseWidget, module_text, style_text
from llm_edu.widgets.chips import replace_surrogates, visible
from llm_edu.widgets.softmax_reading import fixed, percent
from llm_edu.widgets.transformer_parts import anatomy, counted

FIRST_LENGTH = 128  # tokens, where the model can read so many
MOST_TEXTS = 1_024  # in a batch
NUMBER_BYTES = {4: "float32", 2: "bfloat16", 1: "int8"}


@dataclass(frozen=True)
class Bill:
    """What a part costs, all of its copies together. flops: of a forward pass   quadratic: of these, time × time"""

    parameters: int
    flops: int
    quadratic: int


class TransformerMap(CourseWidget):
    """A model as a clickable diagram, for any ``TransformerConfig``.

    config: a ``TransformerConfig``, or a model that has one as ``.config``
    batch, length: so many texts of so many tokens go through it at first
    part: what is looked at first: "token_embedding", "positions", "block", "attention_norm", "attention",
        "attention_add", "feed_forward_norm", "feed_forward", "feed_forward_add", "norm" or "output"
    name: what the model is called

    Counts are those of ``llm_edu.transformer.accounting``: exact parameters; FLOPs of all products of matrices in one
    forward pass with logits at every position. Raises TypeError for what is no configuration, ValueError for a length
    that the model cannot read, and for an unknown part. Needs no kernel.
    """

    _esm = module_text("svg_shapes.js", "transformer_numbers.js", "transformer_diagram.js", "transformer_detail.js",
                       "transformer_map.js")
    _css = style_text("transformer_map.css")

    name = traitlets.Unicode().tag(sync=True)
    anatomy = traitlets.Dict().tag(sync=True)
    batch = traitlets.Int(1).tag(sync=True)
    length = traitlets.Int(1).tag(sync=True)
    part = traitlets.Unicode("attention").tag(sync=True)
    number_bytes = traitlets.Enum(list(NUMBER_BYTES), 4).tag(sync=True)

    def __init__(self, config, *, batch: int = 1, length: int | None = None, part: str = "attention", name: str = ""):
        from llm_edu.transformer import TransformerConfig

        config = config if isinstance(config, TransformerConfig) else getattr(config, "config", config)
        if not isinstance(config, TransformerConfig):
            raise TypeError("TransformerMap draws a TransformerConfig, as TransformerConfig.gpt2(), or a model that has "
                            f"one as .config; not {type(config).__name__}")
        self.config = config
        length = min(FIRST_LENGTH, config.context_length) if length is None else length
        super().__init__(name=visible(replace_surrogates(str(name))[0]).replace("·", " "), anatomy=anatomy(config), batch=self._batch(batch),
                         length=self._length(length), part=part)

    def _batch(self, value) -> int:
        return whole("batch", value, MOST_TEXTS, "texts at once")

    def _length(self, value) -> int:
        return whole("length", value, self.config.context_length, "tokens, this model's context")

    @traitlets.validate("batch")
    def _check_batch(self, proposal) -> int:
        return self._batch(proposal["value"])

    @traitlets.validate("length")
    def _check_length(self, proposal) -> int:
        return self._length(proposal["value"])

    @traitlets.validate("part")
    def _check_part(self, proposal) -> str:
        names = [part["name"] for part in self.anatomy["parts"]]
        if proposal["value"] not in names:
            raise ValueError(f"this model has no part {proposal['value']!r}; it has {', '.join(names)}")
        return proposal["value"]

    @property
    def bills(self) -> dict[str, Bill]:
        """Part -> what it costs at the present batch and length; the block, which sums others up, is left out."""
        return {part["name"]: self._bill(part) for part in self.anatomy["parts"] if not part["sum"]}

    @property
    def total(self) -> Bill:
        """What the whole model costs."""
        bills = self.bills.values()
        return Bill(sum(bill.parameters for bill in bills), sum(bill.flops for bill in bills),
                    sum(bill.quadratic for bill in bills))

    @property
    def cache_bytes(self) -> int:
        """The KV cache of all texts."""
        return self.anatomy["cache"] * self.batch * self.length * self.number_bytes

    def _bill(self, part: dict) -> Bill:
        tokens = self.batch * self.length
        parameters, token, pair = (part["times"] * sum(step[at] for step in part["steps"]) for at in (2, 3, 4))
        return Bill(parameters, tokens * (token + self.length * pair), tokens * self.length * pair)

    def describe(self) -> str:
        """The sentence under the picture, which is also what a screen reader says."""
        part = next(part for part in self.anatomy["parts"] if part["name"] == self.part)
        bill, total = self._bill(part), self.total
        where = "" if part["times"] == 1 else f", {part['times']:,} blocks together"
        sentence = (f"{part['title']}{where}: {counted(bill.parameters, 'parameter')} "
                    f"({percent(share(bill.parameters, total.parameters))}), "
                    f"{percent(share(bill.flops, total.flops))} of the computation for {self.batch:,} × {self.length:,} "
                    "tokens.")
        if bill.quadratic:
            sentence += f" {percent(share(bill.quadratic, bill.flops))} of its work is tokens looking at tokens."
        return sentence

    def summary(self) -> str:
        total = self.total
        model = f"{self.name}: " if self.name else ""
        return (f"{model}{counted(total.parameters, 'parameter')}, {compact(total.flops)}FLOPs for {self.batch:,} × "
                f"{self.length:,} tokens, KV cache {compact(self.cache_bytes)}B. {self.describe()}")

    def picture(self):
        from llm_edu.widgets.transformer_picture import draw_transformer

        return draw_transformer(self)


def share(part: int, whole: int) -> float:
    """A part of a whole; of nothing it is nothing (a model without layers computes in its output only)."""
    return part / whole if whole else 0.0


def whole(name: str, value, most: int, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} is a whole number, not {value!r}")
    if not 1 <= value <= most:
        raise ValueError(f"{name} lies between 1 and {most:,} {what}, not at {value:,}")
    return int(value)


def compact(number: int) -> str:
    """Three digits and a prefix of a thousand, a million …, so that a unit can follow.

    >>> compact(999), compact(75_497_472), compact(291_648_307_200), compact(999_999)
    ('999 ', '75.5 M', '292 G', '1.00 M')
    """
    for power, prefix in enumerate(["", "k", "M", "G", "T", "P", "E", "Z"]):
        value = number / 1000**power
        if value < 999.5 or prefix == "Z":
            digits = 0 if not power or value >= 99.95 else 1 if value >= 9.995 else 2
            return f"{fixed(value, digits)} {prefix}"
    raise AssertionError("the last prefix takes everything")
