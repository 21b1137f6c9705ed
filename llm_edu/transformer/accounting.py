"""What a transformer costs, counted from its configuration alone: shapes, parameters, computation, memory.

A model is a list of `Part`s, a part is a list of `Step`s, and a step has a shape and three counts. Nothing is run, so
you can also count models that do not fit on a laptop.

One FLOP is one multiplication or one addition. As usual, only matrix products are counted (Kaplan et al. 2020, Scaling
Laws for Neural Language Models, arXiv:2001.08361, section 2.1): a product of (n, k) and (k, m) takes 2·n·k·m. Norms,
softmax and activations work on single numbers, which costs far less, except in a tiny model.

>>> from llm_edu.transformer import TransformerConfig
>>> gpt2 = TransformerConfig.gpt2()
>>> count_parameters(gpt2)
124439808
>>> flops = count_flops(gpt2, batch=1, time=1024)
>>> f"{flops.total:,}, of them {flops.quadratic / flops.total:.0%} because every token looks at every token"
'291,648,307,200, of them 13% because every token looks at every token'
"""

from dataclasses import dataclass
from functools import singledispatch

from llm_edu.transformer.configuration import TransformerConfig


@dataclass(frozen=True)
class Step:
    """One step of the computation: what it does, the shape of its output, and what it costs.

    shape: names, such as ("batch", "heads", "time", "head_dim"), which `sizes` turns into numbers
    flops_per_token: for each token   flops_per_pair: for each pair of a query and a key (there are time × time pairs)
    """

    does: str
    shape: tuple[str, ...]
    parameters: int = 0
    flops_per_token: int = 0
    flops_per_pair: int = 0


@dataclass(frozen=True)
class Part:
    """A part of the model, named as in `Transformer`; `times`: how often it occurs, once in all or once a layer."""

    name: str
    steps: tuple[Step, ...]
    times: int = 1

    @property
    def parameters(self) -> int:
        """The parameters of all its occurrences together."""
        return self.times * sum(step.parameters for step in self.steps)

    def flops(self, batch: int, time: int) -> "Flops":
        """The cost of a forward pass through all its occurrences."""
        tokens, pairs = batch * time, batch * time * time
        return Flops(self.times * tokens * sum(step.flops_per_token for step in self.steps),
                     self.times * pairs * sum(step.flops_per_pair for step in self.steps))


@dataclass(frozen=True)
class Flops:
    """The FLOPs of a forward pass: `linear` grows with the length of the text, `quadratic` with its square."""

    linear: int
    quadratic: int

    @property
    def total(self) -> int:
        """Linear and quadratic FLOPs together."""
        return self.linear + self.quadratic

    def __add__(self, other: "Flops") -> "Flops":
        return Flops(self.linear + other.linear, self.quadratic + other.quadratic)


def sizes(config: TransformerConfig, batch: int, time: int) -> dict[str, int]:
    """How large each named dimension is: {"batch": 1, "time": 128, "width": 768, …}."""
    return {
        "batch": batch, "time": time, "width": config.width, "heads": config.heads,
        "key_value_heads": config.key_value_heads, "head_dim": config.head_dim, "head_dim / 2": config.head_dim // 2,
        "heads · head_dim": config.heads * config.head_dim,
        "queries + keys + values": (config.heads + 2 * config.key_value_heads) * config.head_dim,
        "hidden": config.feed_forward_width, "2 · hidden": 2 * config.feed_forward_width,
        "vocabulary": config.vocab_size,
    }


@singledispatch
def parts(config: TransformerConfig) -> list[Part]:
    """The parts of the model, in the order in which a text passes through them.

    A model with other parts registers them for its own class of configuration: `@parts.register`.
    """
    layers = config.layers
    add = Step("add to the stream", STREAM)
    return [
        Part("token_embedding", (Step("look up the row of each id", STREAM, config.vocab_size * config.width),)),
        Part("positions", position_steps(config)),
        Part("attention_norm", (norm_step(config),), layers),
        Part("attention", attention_steps(config), layers),
        Part("attention_add", (add,), layers),
        Part("feed_forward_norm", (norm_step(config),), layers),
        Part("feed_forward", feed_forward_steps(config), layers),
        Part("feed_forward_add", (add,), layers),
        Part("norm", (norm_step(config),)),
        Part("unembedding", (unembedding_step(config),)),
    ]


STREAM = ("batch", "time", "width")


def linear(does: str, shape: tuple[str, ...], inputs: int, outputs: int, bias: bool) -> Step:
    """A step that multiplies each token's vector by a matrix (inputs, outputs)."""
    return Step(does, shape, parameters=inputs * outputs + (outputs if bias else 0),
                flops_per_token=2 * inputs * outputs)


def norm_step(config: TransformerConfig) -> Step:
    """One norm."""
    if config.norm == "rms":
        return Step("scale to root mean square 1", STREAM, config.width)
    return Step("centre, and scale to variance 1", STREAM, config.width * (2 if config.bias else 1))


def position_steps(config: TransformerConfig) -> tuple[Step, ...]:
    """What positions cost before the first layer."""
    if config.positions == "learned":
        return (Step("look up the row of each position", ("time", "width"), config.context_length * config.width),
                Step("add to the stream", STREAM))
    return (Step("the angles of each position", ("time", "head_dim / 2")),)


def attention_steps(config: TransformerConfig) -> tuple[Step, ...]:
    """All heads at once. Each of them compares every query with every key: this part grows with the square."""
    shared = config.key_value_heads * config.head_dim
    in_heads = config.heads * config.head_dim
    pairs = ("batch", "heads", "time", "time")
    per_pair = 2 * in_heads    # heads × head_dim multiplications and additions
    rotate = (Step("rotate queries and keys by their positions", ("batch", "heads", "time", "head_dim")),)
    return (
        linear("queries, keys and values", ("batch", "time", "queries + keys + values"), config.width,
               in_heads + 2 * shared, config.bias),
        Step("queries, cut into heads", ("batch", "heads", "time", "head_dim")),
        Step("keys, and values likewise", ("batch", "key_value_heads", "time", "head_dim")),
        *(rotate if config.positions == "rope" else ()),
        Step("scores: each query · each key", pairs, flops_per_pair=per_pair),
        Step("÷ √head_dim, mask, softmax", pairs),
        Step("mix the values by the weights", ("batch", "heads", "time", "head_dim"), flops_per_pair=per_pair),
        Step("join the heads", ("batch", "time", "heads · head_dim")),
        linear("output projection", STREAM, in_heads, config.width, config.bias),
    )


def feed_forward_steps(config: TransformerConfig) -> tuple[Step, ...]:
    """GPT-2's feed-forward layer, or SwiGLU."""
    hidden = config.feed_forward_width
    down = linear("down", STREAM, hidden, config.width, config.bias)
    if config.feed_forward != "swiglu":
        up = linear("up", ("batch", "time", "hidden"), config.width, hidden, config.bias)
        return (up, Step("GELU", ("batch", "time", "hidden")), down)
    up = linear("gate and up", ("batch", "time", "2 · hidden"), config.width, 2 * hidden, config.bias)
    return (up, Step("SiLU(gate) × up", ("batch", "time", "hidden")), down)


def unembedding_step(config: TransformerConfig) -> Step:
    """The product with every token of the vocabulary; with tied embeddings it has no parameters of its own."""
    weights = config.width * config.vocab_size
    return Step("compare with every token", ("batch", "time", "vocabulary"),
                parameters=0 if config.tie_embeddings else weights, flops_per_token=2 * weights)


def count_parameters(config: TransformerConfig) -> int:
    """The same number as `Transformer(config).count_parameters()`, without building the model."""
    return sum(part.parameters for part in parts(config))


def count_flops(config: TransformerConfig, batch: int, time: int) -> Flops:
    """The cost of a forward pass over `batch` texts of `time` tokens, with logits at every position.

    All time × time pairs count, even the half that the causal mask hides, because plain attention computes them. (A
    fused kernel can skip most of them.)
    """
    return sum((part.flops(batch, time) for part in parts(config)), Flops(0, 0))
