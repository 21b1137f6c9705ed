"""What shapes a transformer: sizes, and which of two kinds each part is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TransformerConfig:
    """Everything that shapes a model. `TransformerConfig.gpt2()` and `.llama()` give the two families."""

    vocab_size: int
    context_length: int
    layers: int
    width: int
    heads: int
    key_value_heads: int | None = None          # None: one for each head
    feed_forward_width: int | None = None       # None: 4 × width, or for SwiGLU 8/3 × width (the same parameters)
    positions: str = "learned"                  # or "rope"
    rope_base: float = 10_000.0
    rope_pairing: str = "half"                  # or "interleaved"
    norm: str = "layer"                         # or "rms"
    norm_epsilon: float = 1e-5
    feed_forward: str = "gelu"                  # or "swiglu" or "squared_relu"
    bias: bool = True
    tie_embeddings: bool = True                 # the output layer is the token embedding, used backwards
    query_key_norm: float | None = None         # a score is so many times the cosine of query and key; None: q·k/√d
    smear_keys: bool = False                    # a key is mixed with the one before it, by a learned share
    ngrams: int = 1                             # the longest run of tokens that has a vector, added to the token's
    ngram_rows: int = 4096                      # of the table for each length, shared by hashing

    def __post_init__(self):
        choices = {"positions": ("learned", "rope"), "rope_pairing": ("half", "interleaved"),
                   "norm": ("layer", "rms"), "feed_forward": ("gelu", "swiglu", "squared_relu")}
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {allowed}, not {getattr(self, name)!r}")
        if self.key_value_heads is None:
            object.__setattr__(self, "key_value_heads", self.heads)
        if self.feed_forward_width is None:
            wide = 8 * self.width // 3 if self.feed_forward == "swiglu" else 4 * self.width
            object.__setattr__(self, "feed_forward_width", wide)
        for name in ("vocab_size", "context_length", "width", "heads", "key_value_heads", "feed_forward_width",
                     "ngrams", "ngram_rows"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is at least 1, not {getattr(self, name)}")
        if self.width % self.heads or self.heads % self.key_value_heads:
            raise ValueError(f"width {self.width} must be a multiple of heads {self.heads}, and heads a multiple of "
                             f"key_value_heads {self.key_value_heads}")
        if self.positions == "rope" and self.head_dim % 2:
            raise ValueError(f"RoPE turns pairs of numbers, so head_dim must be even, not {self.head_dim}")
        if self.query_key_norm is not None and not self.query_key_norm > 0:
            raise ValueError(f"query_key_norm is the largest score, above 0, or None, not {self.query_key_norm}")
        if self.smear_keys and self.bias:
            raise ValueError("smear_keys needs bias=False: the key before the first must be nothing, also in a batch "
                             "of unequal prompts")

    @property
    def head_dim(self):
        """Numbers in one head's queries, keys and values."""
        return self.width // self.heads

    @classmethod
    def gpt2(cls, **overrides):
        """GPT-2; without overrides the smallest, with 124 million parameters."""
        return cls(**dict(vocab_size=50_257, context_length=1024, layers=12, width=768, heads=12) | overrides)

    @classmethod
    def llama(cls, **overrides):
        """The Llama family: RoPE, RMSNorm, SwiGLU, no biases. Give at least vocab_size, layers, width and heads."""
        family = dict(context_length=2048, positions="rope", norm="rms", feed_forward="swiglu", bias=False)
        return cls(**family | overrides)


# As its GGUF file stores it: there the rows of queries and keys are ordered for interleaved RoPE.
SMOLLM2_135M = TransformerConfig.llama(
    vocab_size=49_152, context_length=8192, layers=30, width=576, heads=9, key_value_heads=3,
    feed_forward_width=1536, rope_base=100_000.0, rope_pairing="interleaved",
)
