"""The tokenizer of Llama 2, Mistral and TinyLlama: BPE over characters, and bytes only for what has no token.

A space is written ▁ and belongs to the word after it; a text gets one in front, so that its first word is written like
any other. Nothing cuts the text beforehand: merges run over all of it. A character without a token becomes its bytes,
tokens such as <0xE2>.

Source: Kudo and Richardson 2018, SentencePiece, arXiv:1808.06226, whose BPE this is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from llm_edu.pretrained.file_tokenizer import check_added, cut_at
from llm_edu.tokenization.checks import check_special_texts, describe_surrogate
from llm_edu.tokenization.merging import merge_ids

SPACE = "▁"
BYTES = {f"<0x{byte:02X}>": byte for byte in range(256)}


@dataclass(frozen=True)
class Vocabulary:
    """The tokens and rules in a tokenizer's file. Raises ValueError where they do not fit together.

    ids: text -> id, of all tokens but the added ones   merges: pairs of texts, in the order in which they merge
    special, words: text -> id of added tokens that are special, and that are not
    normalized: those of the added tokens that are looked for when spaces have been written as ▁, and themselves are
    written so (files of Llama 2 from 2023, where `<s>` is thus found after a space, or at the beginning, alone)
    prefix: which pieces of a text get a space in front: "all" between added tokens, the "first", or "none"
    """

    ids: Mapping[str, int]
    merges: list[tuple[str, str]]
    special: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    normalized: frozenset[str] = frozenset()
    prefix: str = "all"
    unknown: int | None = None
    name: str = "bpe"
    chat: Any = None
    beside: Mapping[str, frozenset[str]] = field(default_factory=dict)    # added tokens' flags
    late: bool = False    # spaces are written as ▁ when all added tokens have been found
    by_token: bool = False    # merges that make the same token are one group, in which none goes before another

    def __post_init__(self):
        check_added([*self.special, *self.words])
        check_special_texts(list(self.special) + list(self.words))
        numbers = [*self.ids.values(), *self.special.values(), *self.words.values()]
        if not numbers or any(type(number) is not int or number < 0 for number in numbers):
            raise ValueError("ids are whole numbers from 0")
        if len(set(self.ids.values())) != len(self.ids):
            raise ValueError("two tokens have the same id")
        for left, right in self.merges:
            if not {left, right, left + right} <= self.ids.keys():
                raise ValueError(f"the merge {left!r} + {right!r} needs a token that has no id")


class ByteFallbackTokenizer:
    """The same methods as `BPETokenizer` for such a `Vocabulary`; `errors` does nothing, as every byte has a token."""

    def __init__(self, vocabulary: Vocabulary):
        ids = vocabulary.ids
        self.vocabulary, self.name, self.chat = vocabulary, vocabulary.name, vocabulary.chat
        self.special_tokens = MappingProxyType(dict(vocabulary.special))
        self._ranks: dict[tuple[int, int], int] = {}
        self._merged: list[int] = []    # by rank
        for left, right in vocabulary.merges:
            made = ids[left + right]
            if not (vocabulary.by_token and self._merged and self._merged[-1] == made):
                self._merged.append(made)
            self._ranks.setdefault((ids[left], ids[right]), len(self._merged) - 1)
        self._byte_ids = [ids.get(text) for text in BYTES]
        self._bytes = {number: bytes([BYTES[text]]) if text in BYTES else text.replace(SPACE, " ").encode()
                       for text, number in ids.items()}
        for text, number in (dict(vocabulary.words) | dict(vocabulary.special)).items():
            found = self.written(text) if text in vocabulary.normalized else text
            self._bytes[number] = found.replace(SPACE, " ").encode()
        self.vocab = MappingProxyType({number: token for number, token in self._bytes.items()
                                       if number not in vocabulary.special.values()})

    def __repr__(self):
        return f"ByteFallbackTokenizer(name={self.name!r}, vocab_size={self.vocab_size})"

    def __reduce__(self):    # so that it can be copied and sent to other processes
        return type(self), (self.vocabulary,)

    def __len__(self):
        return len(self._bytes)

    @property
    def beside(self) -> Mapping[str, frozenset[str]]:
        """The flags of added tokens."""
        return self.vocabulary.beside

    @property
    def vocab_size(self) -> int:
        """The highest id plus one."""
        return max(self._bytes) + 1

    def encode(self, text: str, errors: str = "strict", allowed_special: Collection[str] | str = (),
               first: bool = True) -> list[int]:
        """Text to ids. allowed_special: as for `BPETokenizer.encode`, none by default
        first: whether the text begins here; some vocabularies add a space at the beginning of a text only

        Raises ValueError for half a surrogate pair, and for a character that has neither a token nor byte tokens.
        """
        if not isinstance(text, str):
            raise TypeError(f"encode takes a string, not {type(text).__name__}")
        allowed = self.special_tokens if allowed_special == "all" else {
            token: self.special_tokens[token] for token in allowed_special}
        added = dict(self.vocabulary.words) | dict(allowed)
        before = {token: number for token, number in added.items() if token not in self.vocabulary.normalized}
        written = self.written
        after = {written(token): number for token, number in added.items() if token not in before}
        ids: list[int] = []
        flags = {written(token): flags for token, flags in self.beside.items()}
        for place, (piece, number) in enumerate(cut_at(text, before, self.beside)):
            parts: Iterable[tuple[str, int | None]] = [(piece, number)]
            if number is None:
                parts = cut_at(written(piece, first and place == 0), after, flags)
            for inner, (part, found) in enumerate(parts):
                if found is None and self.vocabulary.late:
                    part = self.spaced(part, first and place == inner == 0)
                ids.extend(merge_ids(self.characters(part), self._ranks, self._merged) if found is None else (found,))
        return ids

    def written(self, text: str, first: bool = True) -> str:
        """A text as it is where added tokens that are normalised are looked for."""
        return text if self.vocabulary.late else self.spaced(text, first)

    def spaced(self, text: str, first: bool = True) -> str:
        """A text with its spaces written as ▁, and perhaps one more in front."""
        text = text.replace(" ", SPACE)
        prefix = self.vocabulary.prefix
        more = prefix == "all" or prefix == "first" and first and not text.startswith(SPACE)
        return SPACE + text if more else text

    def characters(self, text: str) -> list[int]:
        """An id for each character, or ids for its bytes, or one for a run of unknown ones."""
        ids, known, unknown = [], self.vocabulary.ids, self.vocabulary.unknown
        for character in text:
            if (number := known.get(character)) is not None:
                ids.append(number)
                continue
            try:
                numbers = [number for byte in character.encode() if (number := self._byte_ids[byte]) is not None]
                complete = len(numbers) == len(character.encode())
            except UnicodeEncodeError:
                raise ValueError(f"the text holds {describe_surrogate(text)}") from None
            if complete:
                ids.extend(numbers)
            elif unknown is None:
                raise ValueError(f"the vocabulary {self.name!r} has no token for {character!r}, nor for its bytes")
            elif not ids or ids[-1] != unknown:
                ids.append(unknown)
        return ids

    def encode_batch(self, texts: Iterable[str], errors: str = "strict",
                     allowed_special: Collection[str] | str = ()) -> list[list[int]]:
        """The ids of each text."""
        return [self.encode(text, errors, allowed_special) for text in texts]

    def encode_iterable(self, chunks: Iterable[str], errors: str = "strict",
                        allowed_special: Collection[str] | str = ()) -> Iterator[int]:
        """The ids of a text in chunks. Merges may span the whole text, so the chunks are joined first."""
        yield from self.encode("".join(chunks), errors, allowed_special)

    def decode(self, ids: Iterable[int]) -> str:
        """Ids to text, without the space that `encode` has put in front."""
        text = self.decode_bytes(ids).decode("utf-8", errors="replace")
        return text.removeprefix(" ") if self.vocabulary.prefix != "none" else text

    def decode_bytes(self, ids: Iterable[int]) -> bytes:
        """Ids to bytes, which need not be whole characters."""
        return b"".join(map(self.token_bytes, ids))

    def token_bytes(self, token_id: int) -> bytes:
        """The bytes of one token; of a special token its text."""
        try:
            return self._bytes[int(token_id)]
        except KeyError:
            raise ValueError(f"id {token_id} is not in the vocabulary {self.name!r}, whose ids are 0 to "
                             f"{self.vocab_size - 1}") from None
