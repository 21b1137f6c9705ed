"""A bounded cache of pre-tokens: a text has few different words, so most of encoding is looking up."""

from collections.abc import Callable

CACHED_WORDS = 1 << 16  # about 15 MB
LONGEST_CACHED = 64  # characters; a longer pre-token rarely occurs twice


class WordCache(dict[str, tuple[int, ...]]):
    """Pre-token -> its ids, computed when first needed. Emptied when full, so that its memory stays bounded."""

    def __init__(self, encode_word: Callable[[str], tuple[int, ...]], limit: int = CACHED_WORDS):
        self.encode_word = encode_word
        self.limit = limit

    def __missing__(self, word: str) -> tuple[int, ...]:
        ids = self.encode_word(word)
        if len(word) <= LONGEST_CACHED:
            if len(self) >= self.limit:
                self.clear()
            self[word] = ids
        return ids
