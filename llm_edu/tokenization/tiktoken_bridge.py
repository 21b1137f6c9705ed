"""Our tokenizer as a ``tiktoken.Encoding``: the same ids from a core in Rust.

tiktoken knows no merges. It joins the two neighbours whose *joined bytes* have the lowest id, and takes a pre-token
that is itself a token at once. When is that the same? When ids follow the order of the merges, and every token is what
its own bytes are merged into: then two neighbours that spell a token can only be the two that its merge names.
Vocabularies learned by BPE are like that; ``make_encoding`` checks it.
"""

import tiktoken

from llm_edu.tokenization.checks import describe_bytes


def make_encoding(tokenizer) -> tiktoken.Encoding:
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


def check_same_merges(tokenizer) -> None:
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

    (A panic in Rust is no Exception in Python: a plain ``except Exception`` does not catch it.)
    """

    def __init__(self, name, **arguments):
        super().__init__(name, **arguments)
        self.known_bytes = bytes(byte for byte in range(256) if bytes([byte]) in arguments["mergeable_ranks"])

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

    def encode(self, text, **options):
        self._check(text)
        return super().encode(text, **options)

    def encode_ordinary(self, text):
        self._check(text)
        return super().encode_ordinary(text)

    def encode_to_numpy(self, text, **options):
        self._check(text)
        return super().encode_to_numpy(text, **options)

    def encode_with_unstable(self, text, **options):
        self._check(text)
        return super().encode_with_unstable(text, **options)
