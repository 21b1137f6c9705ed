"""A prompt: how you show a model the text in question, and which words are its possible answers.

    Review: A delight.
    Sentiment: positive            an example: a text with its label

    Review: Dull from first to last.
    Sentiment:                     the text in question; how probable is " negative" now, how probable " positive"?

Source: Brown et al. 2020, Language Models are Few-Shot Learners, arXiv:2005.14165.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from numbers import Integral
from typing import Any

from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.conversation import DEFAULT_SYSTEM, encode_chat, format_chat
from llm_edu.tokenization import BPETokenizer

TEXT, LABEL = "{text}", "{label}"
MOST_EXAMPLES = 8


@dataclass(frozen=True)
class Prompt:
    """One way to ask for the class of a text.

    template: has {text} where the text goes, and after it {label} where the answer goes. What follows {label} appears
        in examples only
    labels: the words for classes 0, 1, …
    examples: up to 8 pairs (text, number of its class), in the order in which the model reads them
    separator: between the parts of a prompt
    instruction: comes before everything; in a chat it is the system message
    chat: whether to use the model's chat template. Then examples are earlier turns, and the assistant gives the answer

    Raises ValueError for parts that do not fit; the message says what to do.

    >>> prompt = Prompt("Review: {text}\\nSentiment: {label}", examples=[("A delight.", 1)])
    >>> print(prompt.text("Dull."))
    Review: A delight.
    Sentiment: positive
    <BLANKLINE>
    Review: Dull.
    Sentiment:
    >>> prompt.answers
    (' negative', ' positive')
    """

    template: str = "Review: {text}\nSentiment: {label}"
    labels: tuple[str, ...] = ("negative", "positive")
    examples: tuple[tuple[str, int], ...] = ()
    separator: str = "\n\n"
    instruction: str = ""
    chat: bool = False

    def __post_init__(self) -> None:
        check_template(self.template)
        object.__setattr__(self, "labels", check_labels(self.labels))
        object.__setattr__(self, "examples", check_examples(self.examples, len(self.labels)))
        for name in ("separator", "instruction"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"{name} should be a text, not {getattr(self, name)!r:.60}")
        if type(self.chat) is not bool:
            raise ValueError(f"chat should be True or False, not {self.chat!r:.60}")

    @property
    def answers(self) -> tuple[str, ...]:
        """The labels as they follow the prompt, with the template's space before them."""
        return tuple(("" if self.chat else self._parts()[2]) + label for label in self.labels)

    def text(self, item: str) -> str:
        """What the model reads when you ask it about a text. A chat looks as SmolLM2's template writes it."""
        if self.chat:
            return format_chat(self.messages(item), DEFAULT_SYSTEM)
        parts = [self.instruction] if self.instruction else []
        parts += [self._question(text) + self._answer(number) for text, number in self.examples]
        return self.separator.join([*parts, self._question(item)])

    def messages(self, item: str) -> list[dict[str, str]]:
        """The conversation that asks about a text, as `encode_chat` reads it."""
        messages = [{"role": "system", "content": self.instruction}] if self.instruction else []
        for text, number in self.examples:
            messages += [{"role": "user", "content": self._question(text)},
                         {"role": "assistant", "content": self._answer(number).strip()}]
        return [*messages, {"role": "user", "content": self._question(item)}]

    def ids(self, tokenizer: BPETokenizer, item: str) -> list[int]:
        """The ids that the model reads when you ask it about a text."""
        return encode_chat(tokenizer, self.messages(item)) if self.chat else tokenizer.encode(self.text(item))

    def answer_ids(self, tokenizer: BPETokenizer) -> list[list[int]]:
        """The ids of each of `answers`, of any lengths. Raises ValueError if two are the same, or one has none."""
        later: dict[str, Any] = {"first": False} if isinstance(tokenizer, ByteFallbackTokenizer) else {}
        found = [tokenizer.encode(answer, **later) for answer in self.answers]
        for number, ids in enumerate(found):
            if not ids or ids in found[:number]:
                raise ValueError(f"the label {self.labels[number]!r} has no tokens of its own in this vocabulary: "
                                 "choose another word")
        return found

    def in_order(self, order: Sequence[int]) -> "Prompt":
        """The same prompt with its examples in another order. order: their numbers, each once, else ValueError

        >>> Prompt(examples=[("a", 0), ("b", 1)]).in_order([1, 0]).examples
        (('b', 1), ('a', 0))
        """
        order = list(order)    # an iterator, such as reversed(…), can be read only once
        if sorted(order) != list(range(len(self.examples))):
            raise ValueError(f"an order should name each of the {len(self.examples)} examples once, from 0 on, not "
                             f"{order!r:.60}")
        return replace(self, examples=tuple(self.examples[number] for number in order))

    def orders(self) -> Iterator["Prompt"]:
        """The prompt with its examples in every order: 24 prompts for 4 examples (Lu et al. 2021, arXiv:2104.08786)."""
        return (replace(self, examples=examples) for examples in permutations(self.examples))

    def _parts(self) -> tuple[str, str, str, str]:
        """The template: before the text, between text and label, the space there, after the label."""
        before, rest = self.template.split(TEXT)
        between, after = rest.split(LABEL)
        kept = between.rstrip()
        return before, kept, between[len(kept):], after

    def _question(self, text: str) -> str:
        before, between, _, _ = self._parts()
        return before + text + between    # no str.format: whatever the text holds stays text

    def _answer(self, number: int) -> str:
        _, _, space, after = self._parts()
        return space + self.labels[number] + after


def check_template(template: Any) -> None:
    """Raise ValueError for a template without {text} and, after it, {label}, each once."""
    if not isinstance(template, str):
        raise ValueError(f"a template should be a text with {TEXT} and {LABEL} in it, not {template!r:.60}")
    for place, what in ((TEXT, "the text in question"), (LABEL, "its label")):
        if (count := template.count(place)) != 1:
            found = "is missing" if count == 0 else f"comes {count} times"
            raise ValueError(f"in the template {place} {found}: it marks the one place where {what} comes")
    if template.index(LABEL) < template.index(TEXT):
        raise ValueError(f"in the template {LABEL} comes before {TEXT}: the model should read the text first, and "
                         "then answer")


def check_labels(labels: Any) -> tuple[str, ...]:
    """Labels as a tuple; ValueError unless they are two or more different words."""
    good = isinstance(labels, (list, tuple)) and all(isinstance(label, str) and label.strip() for label in labels)
    if not good or len(labels) < 2 or len(set(labels)) < len(labels):
        raise ValueError(f"labels should be two or more different words, not {labels!r:.60}")
    return tuple(labels)


def check_examples(examples: Any, classes: int) -> tuple[tuple[str, int], ...]:
    """Examples as a tuple of pairs (text, number of its class), at most MOST_EXAMPLES; else ValueError."""
    pairs = [tuple(example) if isinstance(example, (list, tuple)) else example for example in examples]
    if len(pairs) > MOST_EXAMPLES:
        raise ValueError(f"a prompt may have at most {MOST_EXAMPLES} examples, not {len(pairs)}")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            raise ValueError(f"an example should be a pair (text, number of its class), not {pair!r:.60}")
        if not isinstance(pair[1], Integral) or isinstance(pair[1], bool) or not 0 <= int(pair[1]) < classes:
            raise ValueError(f"the class of an example should be a number from 0 to {classes - 1}, not {pair[1]!r:.60}")
    return tuple((text, int(number)) for text, number in pairs)
