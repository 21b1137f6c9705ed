"""From Storyland's English into Talune, by rule, exactly.

    green hat  ->  hat green              what describes a noun comes after it, and agrees with it
    in the barn  ->  barn the in          a preposition comes after what it belongs to
    Mia lost a hat  ->  Mia hat a lost    verbs come last in their clause, several of them in reverse order

Start reading at the end of the file: `translate` tags each word with its kind, splits the sentence into clauses, and
writes each clause. Every word of Talune knows the English words that it comes from, so the true alignment is known.

>>> found = translate("Mia lost her green hat .".split())
>>> " ".join(found.words)
'Mia dosun zasa tumma lulsen .'
>>> [found.source[place] for (place,) in found.alignment]
['Mia', 'hat', 'her', 'green', 'lost', '.']
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from llm_edu.applications.translation.lexicon import Entry, english_entries, talune_words

Said = tuple[str, tuple[int, ...]]    # a word of Talune, and the positions of its English words


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence in both languages. alignment: for each word of Talune, the positions of its English words"""

    source: tuple[str, ...]
    words: tuple[str, ...]
    alignment: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class Token:
    """An English word at its position."""

    place: int
    word: str
    kind: str
    lemma: str
    form: str


@cache
def dictionary() -> tuple[dict[tuple[str, str], Entry], dict[tuple[str, str], dict[str, str]]]:
    """The entries of the lexicon, and their words in Talune."""
    entries = english_entries()
    return entries, talune_words(entries)


def same_stem(one: str, other: str) -> bool:
    """Whether two words of Talune are forms of one word.

    >>> same_stem("mulo", "mula"), same_stem("mulo", "mumo")    # "the" beside both kinds of noun; "the" and "every"
    (True, False)
    """
    numbers = stem_numbers()
    return one == other or one in numbers and numbers[one] == numbers.get(other)


@cache
def stem_numbers() -> dict[str, int]:
    """Each word of Talune, with the number of the lexicon's word that it is a form of."""
    return {word: number for number, forms in enumerate(dictionary()[1].values()) for word in forms.values()}


def tag(words: Sequence[str]) -> list[Token]:
    """Words with their kinds. Raises ValueError for a word that the lexicon lacks."""
    entries, _ = dictionary()
    kinds: dict[str, list[str]] = {}
    for kind, word in entries:
        kinds.setdefault(word, []).append(kind)
    spelled = [word if word in kinds else word.lower() for word in words]
    tokens = []
    for place, word in enumerate(spelled):
        if word not in kinds:
            raise ValueError(f"{word!r} is not in the lexicon of Talune: only Storyland's words have a translation")
        kind = kinds[word][0] if len(kinds[word]) == 1 else choose(word, spelled, place, kinds)
        entry = entries[kind, word]
        tokens.append(Token(place, words[place], entry.kind, entry.lemma, entry.form))
    return tokens


def choose(word: str, words: Sequence[str], place: int, kinds: dict[str, list[str]]) -> str:
    """Which of its two kinds a word has here: its neighbours decide."""
    before, after = [".", *words, "."][place:place + 3:2]
    following = kinds[after][0]
    if word == "her":    # whose hat, or whom? "gave her hot soup" gives it to her
        return "determiner" if following in ("noun", "adjective") and before != "gave" else "pronoun"
    if word == "to":    # "to help", "to the barn"
        return "opener" if "base" in kinds[after] and following != "noun" else "preposition"
    if word == "for":    # "tired, for the road was long"; "soup for Mia"
        return "opener" if before == "," and after == "the" else "preposition"
    if word in ("lay", "read"):    # in the past unless "to" or "could" stands before it
        return "base" if before in ("to", "could") else "past"
    if word == "open":
        return "adjective" if before == "was" else "base"
    if word == "saw":
        return "noun" if kinds[before][0] in ("adjective", "determiner") else "past"
    if word == "paint":    # "a pot of blue paint", "how to paint"
        return "noun" if kinds[before][0] == "adjective" else "base"
    if word == "well":    # "by the well", "it went well"
        return "noun" if before == "the" else "adverb"
    raise KeyError(word)


def clauses(tokens: Sequence[Token]) -> list[tuple[list[Token], list[Token]]]:
    """The clauses of a sentence: each is (what opens it, its words).

    Marks, "because" and "to help" always begin a new one; a comma, "and" and "but" only when each side has a verb:
    "plums and nuts" stays whole.
    """
    pieces: list[tuple[list[Token], list[Token], bool]] = [([], [], True)]    # opening, words, whether a wall precedes
    for token in tokens:
        soft = token.kind == "joiner" or token.lemma == ","
        if soft or token.kind in ("mark", "opener"):
            if pieces[-1][1]:
                pieces.append(([], [], not soft))
            opening, words, wall = pieces[-1]
            pieces[-1] = [*opening, token], words, wall or not soft
        else:
            pieces[-1][1].append(token)
    joined: list[tuple[list[Token], list[Token]]] = []
    for opening, words, wall in pieces:
        whole = has_verb(words) and bool(joined) and has_verb(joined[-1][1])
        if not joined or wall or whole:
            joined.append((opening, words))
        else:
            joined[-1] = (joined[-1][0], joined[-1][1] + opening + words)
    return joined


def has_verb(tokens: Sequence[Token]) -> bool:
    return any(token.kind == "verb" for token in tokens)


def translate(words: Sequence[str]) -> Translation:
    """An English sentence, as words, in Talune. Raises ValueError for a word that the lexicon lacks."""
    words, gender = tuple(words), "sun"
    written: list[Said] = []
    for opening, body in clauses(tag(words)):
        written += [say(token) for token in opening]
        phrases, verbs, gender = Clause(body, gender).arrange()
        written += phrases + verbs
    return Translation(words, tuple(word for word, _ in written), tuple(sources for _, sources in written))


def say(token: Token, ending: str = "") -> Said:
    """A token's word in Talune, and the positions that it comes from."""
    return dictionary()[1][token.kind, token.lemma][ending], (token.place,)


class Clause:
    """One clause on its way into Talune. gender: of the subject before it, which holds if this clause has none"""

    def __init__(self, tokens: Sequence[Token], gender: str) -> None:
        self.tokens, self.at, self.subject, self.has_subject = tokens, 0, gender, False

    def kind(self, ahead: int = 0) -> str:
        """The kind of the next token; "" at the end."""
        place = self.at + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def arrange(self) -> tuple[list[Said], list[Said], str]:
        """The words that come first, the verbs, and the subject's gender."""
        phrases: list[Said] = []
        verbs: list[Token] = []
        while self.kind():
            if self.kind() in ("verb", "did") or self.kind() == "not" and verbs:
                verbs.append(self.take())
            elif self.kind() == "preposition":
                phrases += self.prepositional()
            elif self.starts_noun():
                phrases += self.noun_phrase(may_be_subject=True)
            else:
                phrases.append(say(self.take()))
        return phrases, say_verbs(verbs), self.subject

    def starts_noun(self, ahead: int = 0) -> bool:
        return self.kind(ahead) in ("determiner", "adjective", "noun", "name", "pronoun")

    def prepositional(self) -> list[Said]:
        """in the barn and the garden  ->  barn the and garden the in"""
        preposition = self.take()
        found: list[Said] = []
        if self.starts_noun():
            found = self.noun_phrase()
            while self.kind() in ("joiner", "mark") and self.starts_noun(1):
                found += [say(self.take()), *self.noun_phrase()]
        return [*found, say(preposition)]

    def noun_phrase(self, may_be_subject: bool = False) -> list[Said]:
        """her best friend  ->  friend her best;   Mia's green hat  ->  hat green of-Mia"""
        describing: list[Token] = []
        owner: list[Said] = []
        head: Token | None = None
        while self.kind() in ("determiner", "adjective"):
            describing.append(self.take())
        if self.kind() == "name" and self.kind(1) == "genitive":
            name, genitive = self.take(), self.take()
            owner = [say(genitive), say(name)]
            while self.kind() == "adjective":
                describing.append(self.take())
        if self.kind() in ("noun", "name", "pronoun") and not (owner and self.kind() != "noun"):
            head = self.take()
        if may_be_subject and head and not self.has_subject:
            self.subject, self.has_subject = head.form, True
        without = {"determiner": "sun", "adjective": self.subject}    # "all"; "she was tired" agrees with her
        described = [say(token, head.form if head else without[token.kind]) for token in describing]
        return [*([say(head)] if head else []), *described, *owner]


def say_verbs(tokens: Sequence[Token]) -> list[Said]:
    """Verbs in reverse order. "did" has no word: the verb that it helps shows the past, and comes from both."""
    did = next((token for token in tokens if token.kind == "did"), None)
    found = []
    for token in tokens:
        if token.kind == "verb" and did:
            word, place = say(token, "past")
            found.append((word, (did.place, *place)))
            did = None
        elif token.kind != "did":
            found.append(say(token, token.form) if token.kind == "verb" else say(token))
    return found[::-1]
