"""Judges: functions that say how good an answer is, and so give the reward.

A judge is a function from a text to a number. Storyland is always right. `Taste` is a made-up reader whose taste is
known, so you can check what a model learns from her. `length` and `colour_count` are examples of badly made rewards.
`obedience` reads the instruction, too. `by_text` turns a judge of texts into a reward for `train_grpo`, of ids.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

from llm_edu.alignment.instructions import Instruction
from llm_edu.language_models import END_ID
from llm_edu.storyland import World, split_words
from llm_edu.storyland.village import COLOURS
from llm_edu.tokenization import BPETokenizer


def whole_story(world: World) -> Callable[[str], float]:
    """A judge that gives 1 to a whole story of the world, and 0 to any other text."""
    return lambda text: float(world.log_prob(text) > -math.inf)


def word_by_word(world: World, tokenizer: BPETokenizer) -> Callable[[list[int], list[int]], list[float]]:
    """A reward for each token of an answer: a function of prompt and answer, both ids, that shows where it goes wrong.

    A token gets 1 if some story of the world begins like this, 0 if it is the first after which none does. Later tokens
    get nan. So a story is whole if it ends with END_ID and no token got 0.
    """
    def rewards(prompt: list[int], answer: list[int]) -> list[float]:
        wrong = first_wrong_token(world, tokenizer, answer)
        right = len(answer) if wrong is None else wrong
        return [1.0] * right + [0.0] * (right < len(answer)) + [math.nan] * (len(answer) - right - 1)

    return rewards


def first_wrong_token(world: World, tokenizer: BPETokenizer, ids: Sequence[int]) -> int | None:
    """The position of the first id after which no story of the world can be told any more; None if there is none.

    ids: an answer, with END_ID as the last if it has ended
    """
    told = ids[:-1] if ids[-1] == END_ID else ids
    reading = world.read(tokenizer.decode(told))
    wrong = reading.first_impossible()
    if wrong is None:    # nothing is wrong, unless the story has been closed too soon
        return len(ids) - 1 if len(told) < len(ids) and not reading.tellings else None
    possible = world.read(reading.words[:wrong]).following
    for place in range(len(told)):
        words = split_words(tokenizer.decode(told[:place + 1]))
        if len(words) > wrong and not any(word.startswith(words[wrong]) for word in possible):
            return place
    return len(told) - 1


def obedience(world: World, instructions: Iterable[Instruction]) -> Callable[[str, str], float]:
    """A judge of the prompt's text and the answer's: 1 for a whole story that fulfils the prompt, else 0.

    instructions: all that may be asked. The judge raises KeyError for a prompt that is not the text of one of them.
    """
    by_text = {instruction.text: instruction for instruction in instructions}
    return lambda prompt, answer: float(by_text[prompt].is_fulfilled(world.read(answer)))


def length(text: str) -> int:
    """A badly made reward: the number of words. Longer is not better, but people who like detail reward length.

    >>> length("A dog slept.")
    4
    """
    return len(split_words(text))


def colour_count(text: str) -> int:
    """A badly made reward: how often a text names a colour, in the hope of colourful stories.

    >>> colour_count("A red, red dog and a blue one.")
    3
    """
    return sum(word in COLOURS for word in split_words(text))


def by_text(tokenizer: BPETokenizer, judge: Callable[..., float], with_prompt: bool = False
            ) -> Callable[[list[int], list[int]], float]:
    """A reward of prompt and answer, both ids, for `train_grpo`, from a judge of texts.

    judge: a function of the answer's text; if with_prompt, of the prompt's text and the answer's
    The texts come without special tokens.
    """
    special = {END_ID, *tokenizer.special_tokens.values()}

    def text(ids: list[int]) -> str:
        return tokenizer.decode([token for token in ids if token not in special])

    if with_prompt:
        return lambda prompt, answer: judge(text(prompt), text(answer))
    return lambda prompt, answer: judge(text(answer))


@dataclass(frozen=True)
class Taste:
    """A made-up reader whose taste is known, and who chooses as Bradley and Terry suppose.

    likes: word -> what it adds to a story's reward, once, however often it comes; below 0 for a dislike
    per_word: what each word of a story adds, whichever it is

    >>> reader = Taste({"cat": 2.0, "rain": -1.0})
    >>> reader.reward("The cat sat in the rain.")
    1.0
    """

    likes: dict[str, float]
    per_word: float = 0.0

    def reward(self, text: str) -> float:
        """How good a story is to her: the number in Bradley and Terry's model."""
        words = split_words(text)
        return sum(self.likes.get(word, 0.0) for word in set(words)) + self.per_word * len(words)

    def worth(self, text: str) -> float:
        """`reward`, under its earlier name."""
        return self.reward(text)

    def prefers_first(self, first: str, second: str, random: Random) -> bool:
        """Whether she clicks the first of two stories: yes with probability σ(its reward − the other's)."""
        behind = min(self.reward(second) - self.reward(first), 700.0)    # beyond that exp is too large for a float
        return random.random() < 1 / (1 + math.exp(behind))


@dataclass(frozen=True)
class Variety:
    """How many of `count` stories are whole, and how varied they are: what training on a reward may cost.

    new: whole stories that are not known   different: texts, each counted once
    choices: different (plot, role, word) in whole stories, such as ("lost", "hero", "Mia")
    plots: the entropy of whole stories' plots, in nats, at most log 19 = 2.94   words: the mean per story
    """

    count: int
    whole: int
    new: int
    different: int
    choices: int
    plots: float
    words: float


def variety(world: World, texts: Sequence[str], known: Collection[str] = ()) -> Variety:
    """The `Variety` of stories. Compare only equal counts of them. known: texts that do not count as new, a set"""
    tellings = {text: world.read(text).tellings for text in texts}
    whole = [text for text in texts if tellings[text]]
    plots = Counter(tellings[text][0].plot for text in whole)
    choices = {(tellings[text][0].plot, *choice) for text in whole for choice in tellings[text][0].values.items()}
    entropy = sum(count / len(whole) * math.log(len(whole) / count) for count in plots.values())    # never −0.0
    return Variety(len(texts), len(whole), sum(text not in known for text in whole), len(tellings), len(choices),
                   entropy, fmean(map(length, texts)))
