"""Raw text to clean text: the first step of every corpus.

A tokenizer learns the same word twice when it is written in two ways: é as one character or as e with an accent, &amp;
or &. And a text that it sees a hundred times counts a hundred times.
"""

import html
import unicodedata
from collections.abc import Iterable

import regex

HIDDEN_PARTS = regex.compile(r"(?is)<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>")
LINE_TAGS = regex.compile(r"(?i)</?(?:p|br|div|li|ul|ol|tr|table|h[1-6]|blockquote|pre|section|article)\b[^<>]*>")
OTHER_TAGS = regex.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")  # "a < b" is no tag: a tag begins with a letter
SURROGATES = regex.compile(r"[\ud800-\udfff]")
INVISIBLE = regex.compile(r"[\u200b\u2060\ufeff\u00ad]")  # zero-width space, word joiner, byte order mark, soft hyphen
SPACES = regex.compile(r"[^\S\n]+")


def clean_text(text: str) -> str:
    """Text without markup, in one Unicode form (NFC), with plain white space.

    Tags are removed (those that begin a line become line ends), and so are invisible characters. Entities become
    characters, runs of spaces one space, and runs of empty lines one empty line. A surrogate pair becomes the character
    that it encodes in UTF-16, half a pair U+FFFD.

    >>> clean_text("<p>Fish &amp;  chips</p><p>caf\\u0065\\u0301</p>")
    'Fish & chips\\n\\ncafé'
    >>> clean_text("a < b and b > c")
    'a < b and b > c'
    """
    text = HIDDEN_PARTS.sub("", text)
    text = LINE_TAGS.sub("\n", text)
    text = OTHER_TAGS.sub("", text)
    if SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = html.unescape(text)  # after the tags: &lt;b&gt; is a text about a tag
    text = INVISIBLE.sub("", text)  # before NFC: one of them may stand between a letter and its accent
    text = unicodedata.normalize("NFC", text)  # not NFKC, which would turn 2⁵ into 25
    text = regex.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", text)
    lines = [SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def deduplicate(documents: Iterable[str]) -> list[str]:
    """The documents without repetitions: the first of each group of equal documents, unchanged.

    Documents count as equal when they differ only in capitals, white space or Unicode form. (To find documents that
    share most of their sentences, use an approximate method such as MinHash: Lee et al. 2022, arXiv:2107.06499.)

    >>> deduplicate(["A hat.", "A  HAT. ", "A green hat."])
    ['A hat.', 'A green hat.']
    """
    first: dict[str, str] = {}
    for document in documents:
        folded = unicodedata.normalize("NFKC", document).casefold()  # may take a letter with an accent apart again
        first.setdefault(" ".join(unicodedata.normalize("NFKC", folded).split()), document)
    return list(first.values())
