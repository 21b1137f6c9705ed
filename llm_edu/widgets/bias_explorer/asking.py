"""What is compared: words for {who}, sentences, pairs of phrases for {what}; from Python or from what was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real

from llm_edu.widgets.common.chips import replace_surrogates

WHO, WHAT = "{who}", "{what}"
MOST_WORDS, MOST_TEMPLATES, MOST_PAIRS, MOST_MODELS = 100, 12, 6, 4
LONGEST_WORD, LONGEST_PHRASE, LONGEST_TEMPLATE = 60, 60, 300    # letters


@dataclass(frozen=True)
class Question:
    """Words for {who}, sentences with {who} and then {what}, and pairs of phrases for {what}.

    Raises ValueError for what cannot be compared; the message says what to do.
    """

    who: tuple[str, ...]
    templates: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        check_list(self.who, "word", f"for {WHO}", MOST_WORDS, LONGEST_WORD)
        check_list(self.templates, "sentence", f"with {WHO} and {WHAT}", MOST_TEMPLATES, LONGEST_TEMPLATE)
        for template in self.templates:
            check_template(template)
        if not 1 <= len(self.pairs) <= MOST_PAIRS:
            raise ValueError(f"{len(self.pairs)} pairs for {WHAT}: give 1 to {MOST_PAIRS}, such as she and he")
        for first, second in self.pairs:
            for phrase in (first, second):
                if not phrase or len(phrase) > LONGEST_PHRASE or "," in phrase or "\n" in phrase:
                    raise ValueError(f"“{phrase:.60}” cannot stand for {WHAT}: give a word or a phrase of at most "
                                     f"{LONGEST_PHRASE} letters, without a comma")
            if first == second:
                raise ValueError(f"“{first}” is compared with itself: give two different words for {WHAT}")

    @property
    def phrases(self) -> list[str]:
        """First and second of each pair, in this order."""
        return [phrase for pair in self.pairs for phrase in pair]

    def before(self, template: str, word: str) -> str:
        """What the model reads: the sentence about this word, up to {what}."""
        return fill(template.partition(WHAT)[0].rstrip(), word)

    def ending(self, template: str, phrase: str) -> str:
        """A phrase as it follows the sentence, with the space before {what}."""
        before = template.partition(WHAT)[0]
        return before[len(before.rstrip()):] + phrase

    def typed(self) -> dict[str, str]:
        """The same as the page's boxes hold it."""
        sides = [", ".join(side) for side in zip(*self.pairs, strict=True)]
        return {"who": as_lines(self.who), "templates": as_lines(self.templates), "first": sides[0], "second": sides[1]}


def read_question(who, templates, what) -> Question:
    """A question from a notebook's cell. what: a pair of phrases, or a list of pairs   templates: one text, or several

    In "… so{what}" with (" she", " he") and in "… so {what}" with ("she", "he") the model reads the same.
    """
    what = list(what) if isinstance(what, Iterable) and not isinstance(what, (str, Mapping)) else what
    pairs = [what] if isinstance(what, list) and what and all(isinstance(each, str) for each in what) else what
    if not isinstance(pairs, list) or not all(is_pair(pair) for pair in pairs):
        raise TypeError(f"what is two phrases, such as (' she', ' he'), or a list of such pairs, not {what!r:.80}")
    templates = [templates] if isinstance(templates, str) else templates
    sentences = text_list(templates, "templates is a list of sentences")
    if pairs and all(phrase[:1].isspace() for pair in pairs for phrase in pair):    # their space goes to the sentence
        sentences = tuple(" {what}".join(part.rstrip() if part is parts[0] else part for part in parts)
                          for parts in (text.split(WHAT) for text in sentences))
    return Question(text_list(who, "who is a list of words"), sentences,
                    tuple((first.strip(), second.strip()) for first, second in pairs))


def question_of_typed(typed: Mapping) -> Question:
    """A question from the texts of the page's boxes: a line for each word and sentence; pairs apart by commas."""
    texts = [typed.get(name) for name in ("who", "templates", "first", "second")]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("who, templates, first and second are texts")
    who, templates, first, second = texts
    sides = [[phrase.strip() for phrase in side.split(",")] for side in (first, second)]
    if len(sides[0]) != len(sides[1]):
        raise ValueError(f"“{first}” has {len(sides[0])} and “{second}” {len(sides[1])}: to compare several pairs, "
                         "give equally many on both sides, with commas between them")
    return Question(tuple(lines_of(who, commas=True)), tuple(lines_of(templates)), tuple(zip(*sides, strict=True)))


def lines_of(text: str, commas: bool = False) -> list[str]:
    """The lines that are not empty; with commas, what stands between them where there is only one line.

    >>> lines_of("nurse, baker", commas=True), lines_of("Paris, France\\nRome\\n", commas=True)
    (['nurse', 'baker'], ['Paris, France', 'Rome'])
    """
    parts = text.split(",") if commas and "\n" not in text else text.split("\n")
    return [part.strip() for part in parts if part.strip()]


def as_lines(texts: Iterable[str]) -> str:
    """
    >>> as_lines(["Paris, France"])
    'Paris, France\\n'
    """
    lines = "\n".join(texts)
    return lines if "\n" in lines or "," not in lines else lines + "\n"


def fill(text: str, word: str) -> str:
    return word.join(text.split(WHO))    # no str.format: whatever the word holds stays text


def is_pair(pair) -> bool:
    return isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(phrase, str) for phrase in pair)


def text_list(texts, rule: str) -> tuple[str, ...]:
    """Texts without spaces around them; TypeError for anything else."""
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable):
        raise TypeError(f"{rule}: write [{texts!r:.60}]")
    texts = list(texts)
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"{rule}, and {text!r:.60} is not a text")
    return tuple(replace_surrogates(text)[0].strip() for text in texts)


def check_list(texts: tuple[str, ...], noun: str, use: str, most: int, longest: int) -> None:
    if not texts or not all(texts):
        raise ValueError(f"there is no {noun} {use}: give at least one, each in a line of its own")
    if len(texts) > most:
        raise ValueError(f"{len(texts)} {noun}s are too many to show: give at most {most}")
    for place, text in enumerate(texts):
        if text in texts[:place]:
            raise ValueError(f"the {noun} “{text:.60}” comes twice: take one out")
        if len(text) > longest or "\n" in text:
            raise ValueError(f"the {noun} “{text[:30]}…” has {len(text):,} letters: give at most {longest}, in "
                             "one line")


def check_template(template: str) -> None:
    """Raise ValueError for a sentence without {who} and, after it, {what} once."""
    said = f"in the sentence “{template:.60}{'…' if len(template) > 60 else ''}”"
    for slot, role in ((WHO, "one of your words"), (WHAT, "what is compared")):
        if slot not in template:
            raise ValueError(f"{said} {slot} is missing: it marks the place of {role}")
    if template.count(WHAT) > 1:
        raise ValueError(f"{said} {WHAT} comes {template.count(WHAT)} times: the model is asked at one place only")
    if WHO not in template.partition(WHAT)[0]:
        raise ValueError(f"{said} {WHAT} comes before {WHO}: a model reads from left to right, so put {WHO} first")


def check_reference(reference) -> dict[str, float]:
    """{word: a number to sort by}, of any words; TypeError or ValueError for what is not."""
    if reference is None:
        return {}
    if not isinstance(reference, Mapping):
        raise TypeError(f"reference gives a number for each word, such as {{'nurse': 0.9}}, not {reference!r:.60}")
    for word, number in reference.items():
        is_number = isinstance(number, Real) and not isinstance(number, bool) and isfinite(number)
        if not isinstance(word, str) or not is_number:
            raise ValueError(f"reference gives a number for each word, not {number!r:.40} for {word!r:.40}")
    return {word: float(number) for word, number in reference.items()}
