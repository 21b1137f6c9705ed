"""What shapes a transformer: sizes, and which of two kinds each part is."""

from dataclasses import dataclass
from numbers import Integral
from typing import Any, ClassVar

COMPUTED: Any = None    # the default of an int that is never None in a configuration, since it is then computed


@dataclass(frozen=True)
class TransformerConfig:
    """Everything that shapes a model. `TransformerConfig.gpt2()` and `.llama()` give the two families.

    Fields that are None are computed from the others and stored: ``replace(config, heads=8, head_dim=None)`` computes
    head_dim again. Raises ValueError for sizes and choices that do not fit together.
    """

    vocab_size: int
    context_length: int
    layers: int
    width: int
    heads: int
    key_value_heads: int = COMPUTED             # None: one for each head
    head_dim: int = COMPUTED                    # dimensions of one head's queries, keys, values; None: width / heads
    feed_forward_width: int = COMPUTED          # None: 4 × width, or for SwiGLU 8/3 × width (the same parameters)
    positions: str = "learned"                  # or "rope"
    rope_base: float = 10_000.0
    rope_pairing: str = "half"                  # or "interleaved"
    norm: str = "layer"                         # or "rms"
    norm_epsilon: float = 1e-5
    feed_forward: str = "gelu"                  # or "swiglu"
    bias: bool = True
    tie_embeddings: bool = True                 # the output layer shares the weights of the token embedding

    CHOICES: ClassVar = {"positions": ("learned", "rope"), "rope_pairing": ("half", "interleaved"),
                         "norm": ("layer", "rms"), "feed_forward": ("gelu", "swiglu")}

    def __post_init__(self) -> None:
        for name, allowed in self.CHOICES.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {allowed}, not {getattr(self, name)!r}")
        for name in ("vocab_size", "context_length", "width", "heads", "key_value_heads", "head_dim",
                     "feed_forward_width", "layers"):
            value, least = getattr(self, name), 0 if name == "layers" else 1
            if value is None and name in ("key_value_heads", "head_dim", "feed_forward_width"):
                continue
            if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
                raise ValueError(f"{name} is a whole number of at least {least}, not {value!r}")
            object.__setattr__(self, name, int(value))    # a NumPy number could not be written as JSON
        for name, value in self.derived().items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, value)
        if self.heads % self.key_value_heads:
            raise ValueError(f"heads {self.heads} must be a multiple of key_value_heads {self.key_value_heads}")
        if self.positions == "rope" and self.head_dim % 2:
            raise ValueError(f"RoPE rotates pairs of dimensions, so head_dim must be even, not {self.head_dim}")

    def derived(self) -> dict[str, int]:
        """The values of the fields that are None."""
        if self.head_dim is None and self.width % self.heads:
            raise ValueError(f"width {self.width} must be a multiple of heads {self.heads}, or give head_dim")
        return {"key_value_heads": self.heads, "head_dim": self.width // self.heads,
                "feed_forward_width": 8 * self.width // 3 if self.feed_forward == "swiglu" else 4 * self.width}

    @classmethod
    def gpt2(cls, **overrides: Any) -> "TransformerConfig":
        """GPT-2, without overrides the smallest one, with 124 million parameters. overrides: any fields"""
        return cls(**dict(vocab_size=50_257, context_length=1024, layers=12, width=768, heads=12) | overrides)

    @classmethod
    def llama(cls, **overrides: Any) -> "TransformerConfig":
        """The Llama family: RoPE, RMSNorm, SwiGLU, no biases.

        overrides: any fields; at least vocab_size, layers, width and heads are needed
        """
        family: dict[str, Any] = dict(context_length=2048, positions="rope", norm="rms", feed_forward="swiglu",
                                      bias=False)
        return cls(**family | overrides)


# As its GGUF file stores it: there the rows of queries and keys are ordered for interleaved RoPE.
SMOLLM2_135M = TransformerConfig.llama(
    vocab_size=49_152, context_length=8192, layers=30, width=576, heads=9, key_value_heads=3,
    feed_forward_width=1536, rope_base=100_000.0, rope_pairing="interleaved",
)
