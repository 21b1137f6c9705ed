"""The tokenizer: text to ids and back, with any byte-level BPE vocabulary.

Encoding has three parts: ``patterns`` cuts the text into pre-tokens, ``merging`` turns the bytes of each pre-token into
tokens, and a bounded ``word_cache`` remembers the pre-tokens seen before.
"""

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from llm_edu.tokenization.checks import check_special_texts, check_vocabulary, describe_bytes, describe_surrogate
from llm_edu.tokenization.merging import merge_ids
from llm_edu.tokenization.patterns import GPT2_PATTERN, compile_pattern, special_pattern, split_text
from llm_edu.tokenization.streaming import iterate_blocks
from llm_edu.tokenization.training import MergeStep, count_words, learn_merges
from llm_edu.tokenization.word_cache import WordCache

if TYPE_CHECKING:
    from tiktoken import Encoding


class BPETokenizer:
    """A byte-level BPE tokenizer. It never changes; ``with_special_tokens`` makes a larger one.

    vocab: id -> bytes of every ordinary token.   merges: pairs of tokens in the order in which they merge.
    special_tokens: text -> id, of tokens such as ``<|endoftext|>`` that no merge makes.
    pattern: how text is cut into pre-tokens.   name: shown in messages.
    Raises ValueError when these do not fit together.

    >>> tokenizer = BPETokenizer.train("low low lower lowest", vocab_size=260, special_tokens=["<|endoftext|>"])
    >>> tokenizer.merges
    [(b'o', b'w'), (b'l', b'ow'), (b' ', b'low')]
    >>> tokenizer.encode("slow lows<|endoftext|>", allowed_special="all")
    [115, 257, 258, 115, 259]
    >>> [tokenizer.token_bytes(token_id) for token_id in [115, 257, 258]]
    [b's', b'low', b' low']
    >>> tokenizer.decode([115, 257, 258, 115])
    'slow lows'
    """

    def __init__(
        self,
        vocab: dict[int, bytes],
        merges: list[tuple[bytes, bytes]],
        special_tokens: dict[str, int] | None = None,
        pattern: str = GPT2_PATTERN,
        name: str = "bpe",
    ):
        self.merges: list[tuple[bytes, bytes]] = [tuple(pair) for pair in merges]    # type: ignore[misc]    # checked below
        self.pattern = pattern
        self.name = name
        vocab, special_tokens = dict(vocab), dict(special_tokens or {})
        check_vocabulary(vocab, self.merges, special_tokens)
        # Read-only: the tables for encoding and decoding are computed below, and would not follow a change.
        self.vocab, self.special_tokens = MappingProxyType(vocab), MappingProxyType(special_tokens)
        self._compiled = compile_pattern(pattern)
        ids = {token: token_id for token_id, token in self.vocab.items()}
        self._byte_ids = [ids.get(bytes([byte])) for byte in range(256)]  # None where a byte has no token
        self._ranks = {(ids[left], ids[right]): rank for rank, (left, right) in enumerate(self.merges)}
        self._merged_ids = [ids[left + right] for left, right in self.merges]
        self._all_bytes = vocab | {token_id: text.encode() for text, token_id in special_tokens.items()}
        self._words = {
            "strict": WordCache(self._encode_word),
            "drop": WordCache(lambda word: self._encode_word(word, drop=True)),
        }

    def __repr__(self) -> str:
        return f"BPETokenizer(name={self.name!r}, vocab_size={self.vocab_size})"

    def __reduce__(self) -> tuple:  # so that a tokenizer can be copied and sent to other processes, without its cache
        return type(self), self._made_of(self.special_tokens)

    def _made_of(self, special_tokens: Mapping[str, int]) -> tuple:
        """The arguments that make the same tokenizer with these special tokens."""
        return dict(self.vocab), self.merges, dict(special_tokens), self.pattern, self.name

    def __len__(self) -> int:
        """The number of tokens, special ones included."""
        return len(self._all_bytes)

    @property
    def vocab_size(self) -> int:
        """The highest id plus one, special tokens included: the rows of a model's embedding matrix.

        In a vocabulary without gaps it is ``len(tokenizer)``.
        """
        return max(self._all_bytes) + 1

    def with_special_tokens(self, special_tokens: Sequence[str] | Mapping[str, int]) -> "BPETokenizer":
        """The same tokenizer with more special tokens: texts, which get the next free ids, or text -> id.

        A model's embedding matrix then needs more rows: ``vocab_size`` of them. Raises ValueError for a text that is
        a special token already.

        >>> tokenizer = BPETokenizer.train("low lower", vocab_size=258).with_special_tokens(["<|user|>"])
        >>> tokenizer.encode("low<|user|>", allowed_special="all"), tokenizer.decode([257, 258])
        ([257, 258], 'low<|user|>')
        """
        if not isinstance(special_tokens, Mapping):
            check_special_texts(special_tokens)
            special_tokens = {text: self.vocab_size + number for number, text in enumerate(special_tokens)}
        for text in special_tokens:
            if text in self.special_tokens:
                raise ValueError(f"{self.name!r} has the special token {text!r} already: {self.special_tokens[text]}")
        return type(self)(*self._made_of({**self.special_tokens, **special_tokens}))

    @classmethod
    def train(
        cls,
        source: Path | str | Iterable[str],
        vocab_size: int,
        special_tokens: Sequence[str] = (),
        pattern: str = GPT2_PATTERN,
        name: str = "bpe",
        report: Callable[[MergeStep], None] | None = None,
    ) -> "BPETokenizer":
        """Learn a vocabulary from text.

        source: a ``Path`` is a UTF-8 file (read in blocks, so it may be large), a ``str`` is the text itself, any
        other iterable yields documents. No pair is counted across documents.
        vocab_size: the number of all tokens: 256 bytes, the merges, the special tokens. Ids follow this order. If the
        text has too few pairs, there are fewer merges. Raises ValueError if it is too small.
        special_tokens: where they occur in the text, no merge learns from them.
        report: called after each merge with a ``MergeStep(number, total, left, right, count)``.

        >>> BPETokenizer.train(["banana", "bandana"], vocab_size=258, report=lambda step: print(*step)).vocab[257]
        1 2 b'a' b'n' 4
        2 2 b'b' b'an' 2
        b'ban'
        """
        check_special_texts(special_tokens)
        merges_wanted = vocab_size - 256 - len(special_tokens)
        if merges_wanted < 0:
            raise ValueError(
                f"vocab_size {vocab_size} is too small: the 256 bytes and {len(special_tokens)} special tokens alone "
                f"need {256 + len(special_tokens)}"
            )
        word_counts = count_words(source, pattern, special_tokens)
        merges = learn_merges(word_counts, merges_wanted, report)
        tokens = [bytes([byte]) for byte in range(256)] + [left + right for left, right in merges]
        specials = {text: len(tokens) + number for number, text in enumerate(special_tokens)}
        return cls(dict(enumerate(tokens)), merges, specials, pattern, name)

    def encode(self, text: str, errors: str = "strict", allowed_special: Collection[str] | str = ()) -> list[int]:
        """Text to ids.

        allowed_special: the special tokens to recognise in the text, or "all". By default none: ``<|endoftext|>`` in
        the text is then thirteen ordinary characters. Only that is safe for text from outside: a user who types
        ``<|im_end|>`` must not be able to end their turn and speak as the system (prompt injection). Allow special
        tokens only in text that your own program has written, and encode a user's text separately.
        errors: what to do about a byte that has no token (SmolLM2 lacks 21 of the 256): "strict" raises, "drop"
        leaves it out.

        Raises ValueError for such a byte, for surrogates, and for a pattern that skips text.
        """
        if not isinstance(text, str):
            raise TypeError(f"encode takes a string, not {type(text).__name__}")
        if errors not in self._words:
            raise ValueError(f'errors must be "strict" or "drop", not {errors!r}')
        ids_of = self._words[errors].__getitem__
        allowed = self._allowed(allowed_special)
        if not allowed:
            return list(chain.from_iterable(map(ids_of, split_text(self._compiled, text))))
        ids: list[int] = []
        for number, part in enumerate(special_pattern(allowed).split(text)):
            if number % 2:  # with a capturing group, split() gives text and separators in turn
                ids.append(self.special_tokens[part])
            else:
                ids.extend(chain.from_iterable(map(ids_of, split_text(self._compiled, part))))
        return ids

    def encode_ordinary(self, text: str) -> list[int]:
        """Text to ids, without recognising special tokens: tiktoken's name for ``encode(text)``."""
        return self.encode(text)

    def encode_batch(
        self, texts: Iterable[str], errors: str = "strict", allowed_special: Collection[str] | str = ()
    ) -> list[list[int]]:
        """The ids of each text. Arguments and errors as ``encode``."""
        if isinstance(texts, str):
            raise TypeError("encode_batch takes a list of texts, not one text: that is for encode")
        return [self.encode(text, errors, allowed_special) for text in texts]

    def encode_iterable(
        self, chunks: Iterable[str], errors: str = "strict", allowed_special: Collection[str] | str = ()
    ) -> Iterator[int]:
        """The ids of a text that comes in chunks, such as the lines of an open file, one id after another.

        The chunks may be cut anywhere, even inside a word or a special token: the ids are those of the whole text.
        Memory stays constant with the four published patterns (see ``streaming``). Arguments and errors as ``encode``.

        >>> tokenizer = BPETokenizer.train("low low lower lowest", vocab_size=259)
        >>> list(tokenizer.encode_iterable(["slo", "w l", "ows"])) == tokenizer.encode("slow lows")
        True
        """
        allowed = self._allowed(allowed_special)
        for block in iterate_blocks([chunks] if isinstance(chunks, str) else chunks, self.pattern, allowed):
            yield from self.encode(block, errors, allowed)

    def decode(self, ids: Iterable[int]) -> str:
        """Ids to text. Bytes that are not valid UTF-8, such as half an emoji, become the character U+FFFD (�).

        ids: any iterable of whole numbers, such as a list, tensor or array of one dimension. Raises ValueError for an
        id that is not in the vocabulary, TypeError for anything that is not a whole number.
        """
        return self.decode_bytes(ids).decode("utf-8", errors="replace")

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        """Ids to bytes, which need not be whole characters. Arguments and errors as for ``decode``."""
        ids = list(ids)
        try:
            return b"".join([self._all_bytes[token_id] for token_id in ids])
        except (KeyError, TypeError):  # an unknown id, or a kind of number that is no key of the dictionary
            return b"".join(map(self.token_bytes, ids))

    def token_bytes(self, token_id: int) -> bytes:
        """The bytes of one token; for a special token, its text as UTF-8. Errors as for ``decode``."""
        try:
            return self._all_bytes[operator.index(token_id)]
        except TypeError:
            kind = type(token_id).__name__
            raise TypeError(f"an id is a whole number, not a {kind}; decode takes one flat sequence of them") from None
        except KeyError:
            raise ValueError(
                f"id {token_id} is not in the vocabulary {self.name!r}, whose ids are 0 to {self.vocab_size - 1}; "
                "did these ids come from another tokenizer?"
            ) from None

    def save(self, path: Path | str) -> None:
        """Write the tokenizer to a JSON file that ``load`` and Hugging Face's ``Tokenizer.from_file`` read."""
        from llm_edu.tokenization.storage import save_tokenizer

        save_tokenizer(self, Path(path))

    @classmethod
    def load(cls, path: Path | str) -> "BPETokenizer":
        """Read a tokenizer that ``save`` wrote. Raises CourseError when the file is damaged or of another kind."""
        from llm_edu.tokenization.storage import load_tokenizer_file

        return load_tokenizer_file(Path(path), cls)

    def to_tiktoken(self) -> "Encoding":
        """The same tokenizer as a ``tiktoken.Encoding``, whose core is written in Rust: the same ids, faster.

        Its ``encode_ordinary`` does what ``encode`` does here by default; its own ``encode`` raises ValueError when the
        text contains a special token that is not allowed. Raises ValueError when tiktoken would give other ids.
        """
        from llm_edu.tokenization.tiktoken_bridge import make_encoding

        return make_encoding(self)

    def _allowed(self, allowed_special: Collection[str] | str) -> tuple[str, ...]:
        if allowed_special == "all":
            return tuple(self.special_tokens)
        if isinstance(allowed_special, str):
            raise ValueError(f'allowed_special must be "all" or a set of special tokens, not {allowed_special!r}')
        allowed = tuple(allowed_special)
        for text in allowed:
            if text not in self.special_tokens:
                raise ValueError(
                    f"{text!r} is not a special token of {self.name!r}; it has: "
                    f"{', '.join(self.special_tokens) or 'none'}"
                )
        return allowed

    def _encode_word(self, word: str, drop: bool = False) -> tuple[int, ...]:
        try:
            data = word.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError(f"{word!r} holds {describe_surrogate(word)}") from None
        ids: list[Any] = [self._byte_ids[byte] for byte in data]
        if None in ids:
            if not drop:
                raise ValueError(
                    f"the vocabulary {self.name!r} has no token for {describe_bytes(word, self._byte_ids)}; take it "
                    'out of the text, or pass errors="drop" to leave out such bytes'
                )
            ids = [token_id for token_id in ids if token_id is not None]
        return tuple(merge_ids(ids, self._ranks, self._merged_ids))

    def merge_bytes(self, data: bytes) -> tuple[int, ...]:
        """The ids into which the merges turn some bytes, taken as one pre-token. Every byte needs a token."""
        ids: list[Any] = [self._byte_ids[byte] for byte in data]
        return tuple(merge_ids(ids, self._ranks, self._merged_ids))
