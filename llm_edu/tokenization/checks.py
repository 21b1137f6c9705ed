"""Does a vocabulary fit together? This is checked when a tokenizer is made, not in the middle of a text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

Token = TypeVar("Token")


class Tokenizer(Protocol):
    """A `BPETokenizer`, as far as ``storage`` and ``tiktoken_bridge``, which it imports, need it."""

    name: str
    pattern: str
    merges: list[tuple[bytes, bytes]]

    @property
    def vocab(self) -> Mapping[int, bytes]: ...

    @property
    def special_tokens(self) -> Mapping[str, int]: ...

    def merge_bytes(self, data: bytes) -> tuple[int, ...]: ...


def check_vocabulary(
    vocab: dict[int, bytes], merges: list[tuple[bytes, bytes]], special_tokens: dict[str, int]
) -> None:
    """Raise ValueError, naming the first thing that is wrong, unless the three parts of a tokenizer fit together."""
    if not vocab:
        raise ValueError("the vocabulary is empty: it needs at least the bytes that occur in text")
    for token_id, token in vocab.items():
        if not isinstance(token_id, int) or isinstance(token_id, bool) or token_id < 0:
            raise ValueError(f"ids must be whole numbers from 0, not {token_id!r}; vocab maps ids to bytes")
        if not isinstance(token, bytes) or not token:
            raise ValueError(f"token {token_id} must be one or more bytes, not {token!r}; vocab maps ids to bytes")
    tokens = set(vocab.values())
    if len(tokens) != len(vocab):
        raise ValueError(f"two ids of the vocabulary stand for the same bytes, {first_repeated(vocab.values())!r}")
    for number, pair in enumerate(merges):
        if len(pair) != 2 or not isinstance(pair[0], bytes) or not isinstance(pair[1], bytes):
            raise ValueError(f"merge {number} must be a pair of byte strings, not {pair!r}")
        for token in (*pair, pair[0] + pair[1]):
            if token not in tokens:
                raise ValueError(f"merge {number}, {pair[0]!r} + {pair[1]!r}, needs {token!r}, which has no id")
    if len(set(merges)) != len(merges):
        raise ValueError(f"the merge {first_repeated(merges)!r} is listed twice")
    check_special_tokens(vocab, special_tokens)


def check_special_tokens(vocab: dict[int, bytes], special_tokens: dict[str, int]) -> None:
    """Raise ValueError unless each special token is a text with an id of its own."""
    check_special_texts(list(special_tokens))
    for text, token_id in special_tokens.items():
        if not isinstance(token_id, int) or isinstance(token_id, bool) or token_id < 0:
            raise ValueError(f"the id of special token {text!r} must be a whole number from 0, not {token_id!r}")
        if token_id in vocab:
            raise ValueError(f"special token {text!r} has id {token_id}, which is also the id of {vocab[token_id]!r}")
    if len(set(special_tokens.values())) != len(special_tokens):
        raise ValueError(f"two special tokens have the same id {first_repeated(special_tokens.values())}")


def check_special_texts(texts: Sequence[str]) -> None:
    """Raise ValueError unless these are different texts of at least one character."""
    if isinstance(texts, str):
        raise ValueError(f"special_tokens must be a list of strings, not the string {texts!r}")
    for text in texts:
        if not isinstance(text, str) or not text:
            raise ValueError(f"a special token must be a text of at least one character, not {text!r}")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise ValueError(f"special token {text!r} holds {describe_surrogate(text)}")
    if len(set(texts)) != len(texts):
        raise ValueError(f"special token {first_repeated(texts)!r} is listed twice")


def ids_to_tokens(ids: Mapping[Token, int], decode: Callable[[Token], bytes]) -> dict[int, bytes]:
    """Invert the table token -> id of a vocabulary file. Raises ValueError when two tokens have the same id."""
    vocab = {token_id: decode(token) for token, token_id in ids.items()}
    if len(vocab) != len(ids):
        raise ValueError(f"two tokens have the same id {first_repeated(ids.values())}")
    return vocab


def first_repeated(values: Iterable[Any]) -> Any:
    """The first value that has occurred before. (Only called when there is one.)"""
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    raise ValueError("no value occurs twice")


def describe_surrogate(text: str) -> str:
    """Describe the first surrogate in a text, and what to do about it. UTF-16 uses these numbers; none is a character.

    >>> describe_surrogate("\\ud83d")
    'half a surrogate pair (U+D83D), which is no character and has no bytes; clean_text(text) replaces it'
    >>> describe_surrogate("\\ud83d\\ude00")
    "a surrogate pair (U+D83D U+DE00), as UTF-16 writes '😀'; clean_text(text) puts the character in its place"
    """
    position = next(position for position, character in enumerate(text) if "\ud800" <= character <= "\udfff")
    pair = text[position:position + 2]
    whole = pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if len(pair) == 2 and len(whole) == 1:
        return (
            f"a surrogate pair (U+{ord(pair[0]):04X} U+{ord(pair[1]):04X}), as UTF-16 writes {whole!r}; "
            "clean_text(text) puts the character in its place"
        )
    return (
        f"half a surrogate pair (U+{ord(pair[0]):04X}), which is no character and has no bytes; clean_text(text) "
        "replaces it"
    )


def describe_bytes(text: str, byte_ids: Sequence[int | None]) -> str:
    """Name the first byte of a text that has no token, and the character that it is part of.

    >>> describe_bytes("a\\x04", [None if byte == 4 else byte for byte in range(256)])
    "byte 0x04, from the character '\\\\x04' (U+0004)"
    """
    character, byte = next(
        (character, byte) for character in text for byte in character.encode("utf-8") if byte_ids[byte] is None
    )
    return f"byte 0x{byte:02X}, from the character {character!r} (U+{ord(character):04X})"
