"""Byte-level BPE with what published tokenizers add to it: rules for a text before its bytes are merged.

GPT-2 cuts by one pattern, DeepSeek by several, one after the other; Qwen first brings accents into one form (NFC);
Llama 3 takes a word that is a token as that token, whatever the merges say; and all of them have added tokens.
"""

import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal

import regex

from llm_edu.tokenization import BPETokenizer
from llm_edu.tokenization.patterns import (
    GPT2_PATTERN,
    PATTERNS_WITH_SAFE_CUT,
    SMOLLM2_PATTERN,
    compile_pattern,
    special_pattern,
)
from llm_edu.tokenization.visible_bytes import visible_to_bytes

FORMS = ("NFC", "NFD", "NFKC", "NFKD")    # of Unicode; "é" can be one character or two
# Flags of added tokens: they take the spaces before or after them, or do not count inside a word.
FLAGS = ("lstrip", "rstrip", "single_word")
NO_FLAGS: Mapping[str, frozenset[str]] = MappingProxyType({})
SPACE = regex.compile(r"\p{White_Space}")
WORD = regex.compile(r"[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]")
DIGIT, NUMBER = r"\p{N}", r"\p{N}+"    # each by itself, or all in a row
MOST_ADDED = 200_000    # characters of all added tokens; 6,000 of them have 70,000
PATTERN_SECONDS = 2.0    # for 100,000 characters, which take a hundredth of that
QUICK_PATTERNS = PATTERNS_WITH_SAFE_CUT | {DIGIT, NUMBER}
ONE_PATTERN = {(GPT2_PATTERN,): GPT2_PATTERN, (DIGIT, GPT2_PATTERN): SMOLLM2_PATTERN}


@dataclass(frozen=True)
class Rules:
    """What happens to a text before merging, and the other rules in a tokenizer's file.

    patterns: each cuts the pieces that the one before has left; text that a pattern does not match stays a piece
    form: the form of Unicode that a text is brought into, or None
    whole_words: a pre-token that is a token becomes that token, without merges (`ignore_merges` in the file)
    words: text -> id of added tokens that are not special; they are recognised everywhere in a text
    after_form: added tokens that are looked for in the text after `form`; the others before
    chat: a `ChatTemplate`, or None
    beside: text -> its flags, of those added tokens that look at the characters beside them
    visible: whether added tokens, too, are decoded from visible bytes where all their characters are such, as the
    library tokenizers does: so an added "é" becomes a single byte
    """

    patterns: tuple[str, ...] = (GPT2_PATTERN,)
    form: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = None
    whole_words: bool = False
    words: Mapping[str, int] = field(default_factory=dict)
    after_form: frozenset[str] = frozenset()
    chat: Any = None
    beside: Mapping[str, frozenset[str]] = field(default_factory=dict)
    visible: bool = False

    def normalize(self, text: str) -> str:
        return unicodedata.normalize(self.form, text) if self.form else text

    def decoded(self, text: str) -> bytes:
        """The bytes that an added token stands for."""
        if not self.visible:
            return text.encode()
        text = self.normalize(text) if text in self.after_form else text
        try:
            return visible_to_bytes(text)
        except ValueError:    # a character that stands for no byte, such as a space
            return text.encode()

    def cut_added(self, text: str, added: Mapping[str, int]) -> Iterator[tuple[str, int | None]]:
        """Pieces of the text: added tokens with their ids, the text between them with None."""
        after = {self.normalize(token): number for token, number in added.items() if token in self.after_form}
        before = {token: number for token, number in added.items() if token not in self.after_form}
        beside = {self.normalize(token): flags for token, flags in self.beside.items()}
        for piece, number in cut_at(text, before, self.beside):
            if number is None:
                yield from cut_at(self.normalize(piece), after, beside)
            else:
                yield piece, number


def check_added(texts: Iterable[str]) -> None:
    """Raise ValueError for more added tokens than any model has: the pattern that finds them would take minutes."""
    if sum(map(len, texts)) > MOST_ADDED:
        raise ValueError(f"its added tokens together have more than {MOST_ADDED:,} characters")


def cut_at(text: str, added: Mapping[str, int], beside: Mapping[str, frozenset[str]] = NO_FLAGS
           ) -> Iterator[tuple[str, int | None]]:
    """Cut a text at added tokens: the leftmost first, and of several at one place the longest. beside: their flags

    >>> list(cut_at("say <a> it", {"<a>": 7}))
    [('say ', None), ('<a>', 7), (' it', None)]
    >>> list(cut_at("say <a> it", {"<a>": 7}, {"<a>": {"lstrip"}}))
    [('say', None), ('<a>', 7), (' it', None)]
    """
    end = 0
    for match in special_pattern(added).finditer(text) if added else ():
        (start, stop), token = match.span(), match.group()
        if start < end:    # it is within the spaces that the one before took
            continue
        flags = beside.get(token, ())
        if "single_word" in flags and (start and WORD.match(text, start - 1) or WORD.match(text, stop)):
            continue
        while "lstrip" in flags and start > end and SPACE.match(text, start - 1):
            start -= 1
        while "rstrip" in flags and SPACE.match(text, stop):
            stop += 1
        if start > end:
            yield text[end:start], None
        yield token, added[token]
        end = stop
    if end < len(text):
        yield text[end:], None


def isolate(pattern: regex.Pattern, text: str, seconds: float | None = None) -> Iterator[str]:
    """The matches of a pattern and the text between them, in order. Raises TimeoutError after so many `seconds`.

    >>> list(isolate(regex.compile(r"[0-9]"), "a12b"))
    ['a', '1', '2', 'b']
    """
    end = 0
    for match in pattern.finditer(text, timeout=seconds):
        if match.start() > end:
            yield text[end:match.start()]
        if match.end() > match.start():
            yield match.group()
        end = match.end()
    if end < len(text):
        yield text[end:]


def seconds_left(pattern: str, until: float) -> float | None:
    """How long a pattern may run; None for known ones, which are quick, and three times as quick without a limit."""
    return None if pattern in QUICK_PATTERNS else max(until - time.monotonic(), 1e-6)


class FileTokenizer(BPETokenizer):
    """A `BPETokenizer` with the `Rules` of the file that it comes from.

    As there, special tokens are recognised only where `allowed_special` says so, and none is added by itself: where a
    model wants one at the beginning (Llama's `<|begin_of_text|>`), put its id there, `tokenizer.special_tokens[…]`.
    """

    def __init__(self, vocab, merges, special_tokens=None, pattern=None, name="bpe", rules=Rules()):
        check_added([*(special_tokens or ()), *rules.words])
        patterns = rules.patterns
        joined = ONE_PATTERN.get(patterns) or "|".join(f"(?:{each})" for each in patterns) or r"[\s\S]+"
        super().__init__(vocab, merges, special_tokens, patterns[0] if len(patterns) == 1 else joined, name)
        self.rules = rules
        self._patterns = [compile_pattern(each) for each in patterns]
        self._all_at_once = self.pattern in (*patterns, SMOLLM2_PATTERN)    # then one search finds all pieces
        self._whole = {token: number for number, token in self.vocab.items()} if rules.whole_words else {}
        for text, number in rules.words.items():
            if type(number) is not int or number < 0:
                raise ValueError(f"the id of the added token {text!r} must be a whole number from 0, not {number!r}")
            made = rules.decoded(text)
            if self._all_bytes.setdefault(number, made) != made:
                raise ValueError(f"the added token {text!r} has id {number}, which another token has, too")

        if rules.visible:
            self._all_bytes |= {number: rules.decoded(text) for text, number in self.special_tokens.items()}

    @property
    def chat(self):
        """The file's `ChatTemplate`, or None."""
        return self.rules.chat

    @property
    def beside(self):
        """The flags of added tokens."""
        return self.rules.beside

    def _made_of(self, special_tokens):
        return *super()._made_of(special_tokens), self.rules

    def encode(self, text, errors="strict", allowed_special=()):
        """Text to ids, as `BPETokenizer.encode`; added tokens that are not special are always recognised."""
        if not isinstance(text, str):
            raise TypeError(f"encode takes a string, not {type(text).__name__}")
        if errors not in self._words:
            raise ValueError(f'errors must be "strict" or "drop", not {errors!r}')
        ids_of = self._words[errors].__getitem__
        added = dict(self.rules.words) | {token: self.special_tokens[token] for token in self._allowed(allowed_special)}
        ids: list[int] = []
        for piece, number in self.rules.cut_added(text, added):
            if number is None:
                ids.extend(chain.from_iterable(map(ids_of, self.pre_tokens(piece))))
            else:
                ids.append(number)
        return ids

    def pre_tokens(self, text: str) -> Iterable[str]:
        """The pieces within which bytes are merged.

        Raises ValueError for a file's pattern that tries so many ways to match that it would take for ever.
        """
        until = time.monotonic() + PATTERN_SECONDS * (1 + len(text) / 100_000)
        try:
            if self._all_at_once:
                pieces = self._compiled.findall(text, timeout=seconds_left(self.pattern, until))
                if sum(map(len, pieces)) == len(text):
                    return pieces
            pieces = (text,)
            for pattern in self._patterns:
                pieces = [part for piece in pieces
                          for part in isolate(pattern, piece, seconds_left(pattern.pattern, until))]
            return pieces
        except TimeoutError:
            raise ValueError(f"the patterns by which {self.name!r} cuts texts take too long with this one: its file "
                             "is damaged, or not made for texts") from None

    def encode_iterable(self, chunks, errors="strict", allowed_special=()):
        """As `BPETokenizer.encode_iterable`; where a cut might fall into a word or an accent, the text stays whole."""
        if self.rules.form or self.rules.words:
            yield from self.encode("".join(chunks), errors, allowed_special)
        else:
            yield from super().encode_iterable(chunks, errors, allowed_special)

    def _encode_word(self, word, drop=False):
        number = self._whole.get(word.encode("utf-8", "replace"))
        if number is not None and self._all_bytes[number].decode("utf-8", "replace") == word:    # no surrogate in it
            return (number,)
        return super()._encode_word(word, drop)

    def to_tiktoken(self):
        """As `BPETokenizer.to_tiktoken`. Raises ValueError where tiktoken has no such rules."""
        self._check_plain("tiktoken cannot do")
        return super().to_tiktoken()

    def save(self, path):
        """As `BPETokenizer.save`. Raises ValueError where such a file has no room for the rules."""
        self._check_plain("a file of the course cannot hold")
        if self.rules.whole_words:
            raise ValueError(f"{self.name!r} takes whole words as tokens, which a file of the course cannot hold: copy "
                             "the file that it comes from")
        super().save(path)

    def _check_plain(self, cannot):
        if self.rules.form or self.rules.words or not self._all_at_once:
            raise ValueError(f"{cannot} all that {self.name!r} does to a text before it merges")
