"""Our tokenizer as a ``tiktoken.Encoding``: the same ids from a core in Rust.

tiktoken does not use merges. It joins the two neighbours whose *joined bytes* have the lowest id, and takes a pre-token
that is itself a token at once. When does that give the same ids? When ids follow the order of the merges, and the bytes
of every token merge into that token: then two neighbours that spell a token can only be the two that its merge names.
Vocabularies learned by BPE have both properties; ``make_encoding`` checks them.
"""

from typing import TYPE_CHECKING, Any

import tiktoken

from llm_edu.tokenization.checks import Tokenizer, describe_bytes

if TYPE_CHECKING:
    import numpy as np


def make_encoding(tokenizer: Tokenizer) -> tiktoken.Encoding:
    """A ``tiktoken.Encoding`` with the vocabulary, pattern and special tokens of a ``BPETokenizer``.

    Raises ValueError when tiktoken would give other ids.
    """
    check_same_merges(tokenizer)
    return GuardedEncoding(
        tokenizer.name,
        pat_str=tokenizer.pattern,
        mergeable_ranks={token: token_id for token_id, token in tokenizer.vocab.items()},
        special_tokens=dict(tokenizer.special_tokens),
    )


def check_same_merges(tokenizer: Tokenizer) -> None:
    """Raise ValueError unless merging by ids gives what merging by the list of merges gives."""
    ids = {token: token_id for token_id, token in tokenizer.vocab.items()}
    made = [ids[left + right] for left, right in tokenizer.merges]
    if made != sorted(set(made)):
        raise ValueError(
            f"tiktoken merges in the order of ids, but the ids of {tokenizer.name!r} are not in the order of its merges"
        )
    for token_id, token in tokenizer.vocab.items():
        if len(token) > 1 and tokenizer.merge_bytes(token) != (token_id,):
            raise ValueError(
                f"tiktoken takes {token!r} as one token wherever it can, but the merges of {tokenizer.name!r} do not "
                "make it of its bytes"
            )


class GuardedEncoding(tiktoken.Encoding):
    """An Encoding that raises ValueError for a byte without a token, where tiktoken's core would panic.

    (A panic in Rust is not an Exception in Python: ``except Exception`` does not catch it.)
    """

    def __init__(self, name: str, *, pat_str: str, mergeable_ranks: dict[bytes, int], special_tokens: dict[str, int],
                 explicit_n_vocab: int | None = None):
        super().__init__(name, pat_str=pat_str, mergeable_ranks=mergeable_ranks, special_tokens=special_tokens,
                         explicit_n_vocab=explicit_n_vocab)
        self.known_bytes = bytes(byte for byte in range(256) if bytes([byte]) in mergeable_ranks)

    def _check(self, text: str) -> None:
        if len(self.known_bytes) == 256:
            return
        unknown = text.encode("utf-8", "replace").translate(None, self.known_bytes)
        if unknown:
            byte_ids = [byte if byte in self.known_bytes else None for byte in range(256)]
            raise ValueError(
                f"the vocabulary {self.name!r} has no token for {describe_bytes(text, byte_ids)}; "
                'take it out of the text, or use BPETokenizer.encode(text, errors="drop")'
            )

    # The options are tiktoken's own: `allowed_special` and `disallowed_special`.

    def encode(self, text: str, **options: Any) -> list[int]:
        self._check(text)
        return super().encode(text, **options)

    def encode_ordinary(self, text: str) -> list[int]:
        self._check(text)
        return super().encode_ordinary(text)

    def encode_to_numpy(self, text: str, **options: Any) -> "np.ndarray":
        self._check(text)
        return super().encode_to_numpy(text, **options)

    def encode_with_unstable(self, text: str, **options: Any) -> tuple[list[int], list[list[int]]]:
        self._check(text)
        return super().encode_with_unstable(text, **options)
