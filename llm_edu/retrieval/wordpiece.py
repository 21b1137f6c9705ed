"""BERT's tokenizer: a text becomes plain words, and a rare word becomes the longest pieces that the vocabulary has.

    playing  ->  play ##ing        (## marks a piece that continues a word)

Sources: Wu et al. 2016, Google's Neural Machine Translation System (WordPiece), arXiv:1609.08144, section 4.1; Devlin
et al. 2018, BERT, arXiv:1810.04805, and the `tokenization.py` that was published with it.
"""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from llm_edu.errors import CourseError
from llm_edu.files import read_file

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100      # characters; a longer one becomes [UNK]
MOST_TOKENS = 1 << 20   # no vocabulary of this kind comes near it
MOST_WORDS = 100_000    # pieces of so many words are remembered
CHINESE = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
           (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


class LetterTable(dict):
    """What `str.translate` reads: character -> its replacement. `rule` is called once for each character."""

    def __init__(self, rule: Callable[[str], str]):
        super().__init__()
        self.rule = rule

    def __missing__(self, number: int) -> str:
        self[number] = self.rule(chr(number))
        return self[number]


def cleaned(letter: str) -> str:
    """What takes the place of a character: a space of any white space, nothing of a control character, and a Chinese
    character becomes a word.

    >>> cleaned("\\n"), cleaned("\\0"), cleaned("猫"), cleaned("é")
    (' ', '', ' 猫 ', 'é')
    """
    if letter in "\t\n\r" or unicodedata.category(letter)[0] == "Z":
        return " "
    if unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") or letter == "\ufffd":
        return ""
    return f" {letter} " if any(first <= ord(letter) <= last for first, last in CHINESE) else letter


def folded(letter: str) -> str:
    """A character in lower case; an accent by itself is dropped, and a punctuation mark becomes a word.

    >>> folded("E"), folded("\\u0301"), folded("$")
    ('e', '', ' $ ')
    """
    if unicodedata.category(letter) == "Mn":
        return ""
    punctuation = unicodedata.category(letter)[0] == "P" or (letter.isascii() and not letter.isalnum())
    return f" {letter} " if punctuation and letter != " " else letter.lower()


CLEANED, FOLDED = LetterTable(cleaned), LetterTable(folded)


def split_words(text: str) -> list[str]:
    """A text as BERT reads it: words in lower case without accents, and each punctuation mark alone.

    >>> split_words("Héloïse isn't here: 猫!")
    ['heloise', 'isn', "'", 't', 'here', ':', '猫', '!']
    """
    apart = unicodedata.normalize("NFD", text.translate(CLEANED))    # é becomes e and an accent
    return apart.translate(FOLDED).split()


class WordPiece:
    """A vocabulary, as a tokenizer. `encode` makes ids of a text, `pieces` shows them.

    vocabulary: the tokens in the order of their ids. Raises ValueError where one is there twice, or where [UNK], [CLS]
    or [SEP] is missing.

    >>> tokenizer = WordPiece(["[UNK]", "[CLS]", "[SEP]", "play", "##ing", "##ed"])
    >>> tokenizer.pieces("Playing? Played!")
    ['play', '##ing', '[UNK]', 'play', '##ed', '[UNK]']
    >>> tokenizer.encode("played")
    [1, 3, 5, 2]
    """

    def __init__(self, vocabulary: Sequence[str]):
        self.vocabulary = list(vocabulary)
        self.ids = {token: number for number, token in enumerate(self.vocabulary)}
        if len(self.ids) != len(self.vocabulary):
            raise ValueError("a token is in the vocabulary twice")
        if missing := {UNKNOWN, BEGIN, END} - self.ids.keys():
            raise ValueError(f"the vocabulary lacks {', '.join(sorted(missing))}")
        self._known: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self.vocabulary)

    def __repr__(self) -> str:
        return f"WordPiece({len(self):,} tokens)"

    def encode(self, text: str, most: int | None = None) -> list[int]:
        """Text to ids, between [CLS] and [SEP]. What is written in the text is never one of these two: it is data.

        most: at most so many ids; what comes later in the text is left out, and [SEP] stays. At least 2.
        """
        if not isinstance(text, str):
            raise TypeError(f"encode takes a string, not {type(text).__name__}")
        if most is not None and most < 2:
            raise ValueError(f"most is at least 2, for [CLS] and [SEP], not {most}")
        ids = [number for word in split_words(text) for number in self.word_ids(word)]
        return [self.ids[BEGIN], *ids[:None if most is None else most - 2], self.ids[END]]

    def pieces(self, text: str) -> list[str]:
        """The tokens of a text as they are in the vocabulary, without [CLS] and [SEP]."""
        return [self.vocabulary[number] for number in self.encode(text)[1:-1]]

    def word_ids(self, word: str) -> list[int]:
        """The ids of one word, as `split_words` gives it. They are remembered: most words come again."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= MOST_WORDS:
                self._known.clear()    # perhaps at the very moment at which another thread asks for a word
            found = self._known[word] = self.longest_pieces(word)
        return found

    def longest_pieces(self, word: str) -> list[int]:
        """From the left, always the longest piece that the vocabulary has; [UNK] for a word in which one is missing."""
        if len(word) > LONGEST_WORD:
            return [self.ids[UNKNOWN]]
        found: list[int] = []
        begin = 0
        while begin < len(word):
            prefix = "##" if begin else ""
            end = next((end for end in range(len(word), begin, -1) if prefix + word[begin:end] in self.ids), None)
            if end is None:
                return [self.ids[UNKNOWN]]
            found.append(self.ids[prefix + word[begin:end]])
            begin = end
        return found


def read_wordpiece(path: str | Path) -> WordPiece:
    """The tokenizer in a vocab.txt, one token a line, as BERT's files have it.

    Raises CourseError for a file that is missing or damaged.
    """
    try:
        content = read_file(Path(path))
        if content.count(b"\n") > MOST_TOKENS:
            raise ValueError(f"it has more than {MOST_TOKENS:,} lines")
        return WordPiece(content.decode("utf-8").replace("\r\n", "\n").removesuffix("\n").split("\n"))
    except FileNotFoundError as problem:
        raise CourseError(f"There is no {path}: download the model's vocab.txt") from problem
    except (ValueError, OSError) as problem:    # bytes that are not UTF-8 are a ValueError, too
        raise CourseError(f"{path} is not a vocabulary of BERT's kind ({problem}): download it again") from problem
