"""What lesson 01 shows and measures, where the code would stand in the way of the lesson."""

import html
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from llm_edu.argument_order import tokenizer_first
from llm_edu.lessons.common.printing import print_table  # noqa: F401 (moved)
from llm_edu.lessons.common.texts import split_leads  # noqa: F401 (moved)
from llm_edu.tokenization import BPETokenizer, count_pairs, merge_pair
from llm_edu.tokenization.by_hand import FIRST_NEW_ID

TAG = re.compile(r"</?[A-Za-z][^<>]*>")  # <p>, </a>, <img src="…">; "a < b" is none: a tag begins with a letter
WORD = re.compile(r"\w+|[^\w\s]")  # a word, or one sign

Encode = Callable[[str], Sequence]


# --- text in, numbers out


def split_words(text: str) -> list[str]:
    """Words and signs, as a first idea of tokens.

    >>> split_words("Don't eat 2 hats!")
    ['Don', "'", 't', 'eat', '2', 'hats', '!']
    """
    return WORD.findall(text)


def split_bytes(text: str) -> list[int]:
    """The bytes of a text, as numbers."""
    return list(text.encode("utf-8"))


def characters_per_token(texts: Iterable[str], encode: Encode) -> float:
    """All characters of the texts divided by all tokens; 0.0 when there are no tokens.

    >>> characters_per_token(["one two", "three"], str.split)
    4.0
    """
    characters = tokens = 0
    for text in texts:
        characters += len(text)
        tokens += len(encode(text))
    return characters / tokens if tokens else 0.0


def unknown_share(split: Encode, training: list[str], unseen: list[str]) -> tuple[int, float, float]:
    """What a closed list of tokens leaves out.

    Returns (entries of the list made from the training texts, share of the unseen texts' tokens that are not in it,
    share of the unseen texts that hold at least one such token).
    """
    known = {token for text in training for token in split(text)}
    tokens = missing = texts_hit = 0
    for text in unseen:
        parts = split(text)
        unknown = sum(part not in known for part in parts)
        tokens += len(parts)
        missing += unknown
        texts_hit += unknown > 0
    return len(known), missing / tokens, texts_hit / len(unseen)


# --- cleaning


def clean_page(page: str) -> str:
    """Tags out, entities to characters, Unicode composed (NFC), white space to single spaces.

    >>> clean_page("<p>Fish &amp;\\n chips</p>")
    'Fish & chips'
    """
    text = TAG.sub("", page)
    text = html.unescape(text)
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def deduplicate(documents: Sequence[str]) -> list[str]:
    """Of documents that are equal but for capitals and white space the first; ``llm_edu.tokenization``'s folds more.

    >>> deduplicate(["A hat.", "A  HAT. ", "A green hat."])
    ['A hat.', 'A green hat.']
    """
    first: dict[str, str] = {}
    for document in documents:
        first.setdefault(" ".join(document.casefold().split()), document)
    return list(first.values())


def as_scraped(texts: list[str], seed: int = 0) -> list[str]:
    """Clean texts made dirty again, as a crawler would bring them: markup, entities, odd spaces, copies.

    The dirt is ours, so the right answer is known: cleaned and without copies, the pages are ``texts`` again.
    """
    rng = random.Random(seed)
    pages = []
    copies: list[str] = []
    for text in texts:
        pages.append(_dirty(text, rng))
        if rng.random() < 0.2:
            copies.append(_dirty(rng.choice([text, text.upper(), text]), rng))
        if copies and rng.random() < 0.2:
            pages.append(copies.pop(rng.randrange(len(copies))))
    return pages + copies


def _dirty(text: str, rng: random.Random) -> str:
    words = html.escape(text, quote=False).split(" ")
    marked = rng.randrange(len(words))
    words[marked] = f'<a href="/wiki/{marked}" class="link">{words[marked]}</a>'
    words[0] = f"<b>{words[0]}</b>"
    page = words[0] + "".join(rng.choice([" ", " ", " ", "  ", "\n", "&nbsp;", "\u00a0"]) + word for word in words[1:])
    if rng.random() < 0.5:
        page = unicodedata.normalize("NFD", page)
    if rng.random() < 0.3:
        page = page.encode("ascii", errors="xmlcharrefreplace").decode("ascii")
    return f'<div class="mw-parser-output">\n<p>{page}\n</p></div>\n'


# --- byte-pair encoding, step by step


def spellings(merges: Sequence[tuple[int, int]]) -> dict[int, bytes]:
    """What each id spells, bytes and merged tokens alike.

    >>> spellings([(97, 110), (256, 97)])[257]
    b'ana'
    """
    spelling = {byte: bytes([byte]) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        spelling[FIRST_NEW_ID + number] = spelling[left] + spelling[right]
    return spelling


def visible(token: bytes) -> str:
    """A token as it is drawn in this course: · for a space, ↵ for a line break.

    >>> visible(b" hat"), visible(bytes([195]))
    ('·hat', 'C3')
    """
    try:
        return token.decode("utf-8").replace(" ", "·").replace("\n", "↵")
    except UnicodeDecodeError:
        return token.hex(" ").upper()


def print_merge_steps(text: str, merges: Sequence[tuple[int, int]], top: int = 5) -> None:
    """Print what each merge had to choose from, and what the text looks like after it."""
    ids = list(text.encode("utf-8"))
    spelling = spellings(merges)
    spell = {number: visible(token) for number, token in spelling.items()}
    print(f"{len(ids)} tokens: {'|'.join(spell[number] for number in ids)}\n")
    for number, pair in enumerate(merges):
        counts = count_pairs(ids)
        ranked = sorted(counts, key=lambda p: (counts[p], spelling[p[0]], spelling[p[1]]), reverse=True)[:top]
        print("  ".join(f"{spell[left]}+{spell[right]} {counts[left, right]}×" for left, right in ranked))
        ids = merge_pair(ids, pair, FIRST_NEW_ID + number)
        print(f"{FIRST_NEW_ID + number} = {spell[FIRST_NEW_ID + number]}  {len(ids)} tokens: "
              f"{'|'.join(spell[number] for number in ids)}\n")


def split_special(text: str, special_tokens: Sequence[str]) -> list[str]:
    """The text in pieces, each special token a piece of its own; where two could begin, the longer one does.

    >>> split_special("Hi<eot>there", ["<eot>"])
    ['Hi', '<eot>', 'there']
    """
    if not special_tokens:
        return [text] if text else []
    longest_first = sorted(special_tokens, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text)
    return [piece for piece in pieces if piece]


def cut_vocabulary(tokenizer: BPETokenizer, size: int) -> BPETokenizer:
    """The same tokenizer after fewer merges: its first ``size`` entries. Merges are learned in order, so this is what
    training with ``vocab_size=size`` would have given."""
    vocab = {number: tokenizer.token_bytes(number) for number in range(size)}
    return BPETokenizer(vocab, tokenizer.merges[:size - 256], pattern=tokenizer.pattern, name=f"{size:,} entries")


@tokenizer_first
def ways_to_cut(tokenizer, word: str, texts: Iterable[str]) -> Counter:
    """How the tokens fall on a word: for each occurrence (after a space), the tokens that hold any of its letters.

    Returns Counter({("·film", ): 12, …}).
    """
    found: Counter = Counter()
    wanted = re.compile(rb"(?<= )" + re.escape(word.encode()) + rb"\b")
    for text in texts:
        places = [match.span() for match in wanted.finditer(text.encode("utf-8"))]
        if not places:
            continue
        start, tokens = 0, []
        for number in tokenizer.encode(text):
            token = tokenizer.token_bytes(number)
            tokens.append((start, start + len(token), visible(token)))
            start += len(token)
        for begin, end in places:
            found[tuple(shown for left, right, shown in tokens if left < end and right > begin)] += 1
    return found


def cost_of_languages(paragraphs: dict[str, Sequence[str]], tokenizers: dict) -> dict[str, dict[str, int]]:
    """Tokens that the paragraphs take in each language: {tokenizer: {language: tokens}}."""
    return {
        name: {language: sum(len(tokenizer.encode(text)) for text in texts) for language, texts in paragraphs.items()}
        for name, tokenizer in tokenizers.items()
    }
