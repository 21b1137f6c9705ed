"""Judges: who says how good an answer is.

A judge is a function from a text to a number. Storyland is one that is always right; `Taste` is a made-up reader whose
likes are known, so that what is learned from her can be checked; `length` and `colour_count` are rewards as one should
not make them. `obedience` looks at the instruction, too; `by_text` makes of any of these what `train_grpo` wants.
"""

import math
from collections import Counter
from dataclasses import dataclass
from statistics import fmean

from llm_edu.language_models import END_ID
from llm_edu.storyland import split_words
from llm_edu.storyland.village import COLOURS


def whole_story(world):
    """The judge that gives 1 for a whole story of a world, and 0 for anything else."""
    return lambda text: float(world.log_prob(text) > -math.inf)


def word_by_word(world, tokenizer):
    """The judge of ids, (prompt, answer), that says where a story goes wrong: a reward for each token of the answer.

    1 while some story of the world goes on like this, 0 for the token after which none does, nan after it. So a story
    is whole if it is closed by END_ID and no token got 0.
    """
    def rewards(prompt, answer):
        wrong = first_wrong_token(world, tokenizer, answer)
        right = len(answer) if wrong is None else wrong
        return [1.0] * right + [0.0] * (right < len(answer)) + [math.nan] * (len(answer) - right - 1)

    return rewards


def first_wrong_token(world, tokenizer, ids):
    """The place of the first id after which no story of the world can be told any more; None if there is none.

    ids: an answer, perhaps with END_ID as the last
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


def obedience(world, instructions):
    """The judge of (prompt's text, answer's text): 1 for a whole story that the prompt asks for, else 0.

    instructions: `Instruction`s, of which prompts are the texts; KeyError for a prompt that is none of them
    """
    by_text = {instruction.text: instruction for instruction in instructions}
    return lambda prompt, answer: float(by_text[prompt].is_fulfilled(world.read(answer)))


def length(text):
    """A badly made reward: the number of words. More is not better, but whoever likes detail rewards it.

    >>> length("A dog slept.")
    4
    """
    return len(split_words(text))


def colour_count(text):
    """Another: how often a colour is named, in the hope of colourful stories.

    >>> colour_count("A red, red dog and a blue one.")
    3
    """
    return sum(word in COLOURS for word in split_words(text))


def by_text(tokenizer, judge, with_prompt=False):
    """A judge of ids, (prompt, answer) -> number, from one of texts.

    with_prompt: the judge is a function of the prompt's text and the answer's; special tokens are left out of both
    """
    special = {END_ID, *tokenizer.special_tokens.values()}

    def text(ids):
        return tokenizer.decode([token for token in ids if token not in special])

    if with_prompt:
        return lambda prompt, answer: judge(text(prompt), text(answer))
    return lambda prompt, answer: judge(text(answer))


@dataclass(frozen=True)
class Taste:
    """A made-up reader: what she likes is known, and she chooses as Bradley and Terry suppose.

    likes: word -> what a story is worth more for holding it, once or often; below 0 for a dislike
    per_word: what each word of a story adds, of whatever kind

    >>> reader = Taste({"cat": 2.0, "rain": -1.0})
    >>> reader.worth("The cat sat in the rain.")
    1.0
    """

    likes: dict[str, float]
    per_word: float = 0.0

    def worth(self, text):
        """What a story is worth to her."""
        words = split_words(text)
        return sum(self.likes.get(word, 0.0) for word in set(words)) + self.per_word * len(words)

    def prefers_first(self, first, second, random):
        """Whether she clicks the first of two stories: with the probability σ(its worth − the other's).

        random: a `random.Random`, from which chance comes
        """
        return random.random() < 1 / (1 + math.exp(self.worth(second) - self.worth(first)))


@dataclass(frozen=True)
class Variety:
    """How varied `count` stories are, and how many of them are whole; what training on a reward may cost.

    new: of the whole ones, those that are not among known stories   different: texts, each counted once
    choices: different (plot, role, word) in whole stories, such as ("lost", "hero", "Mia")
    plots: the entropy of the plots of whole stories, in nats; at most log 19 = 2.94
    words: of a story, on average
    """

    count: int
    whole: int
    new: int
    different: int
    choices: int
    plots: float
    words: float


def variety(world, texts, known=()):
    """The `Variety` of stories. known: a set of texts, of which a new story is none. Compare equal counts."""
    tellings = {text: world.read(text).tellings for text in texts}
    whole = [text for text in texts if tellings[text]]
    plots = Counter(tellings[text][0].plot for text in whole)
    choices = {(tellings[text][0].plot, *choice) for text in whole for choice in tellings[text][0].values.items()}
    entropy = -sum(count / len(whole) * math.log(count / len(whole)) for count in plots.values())
    return Variety(len(texts), len(whole), sum(text not in known for text in whole), len(tellings), len(choices),
                   entropy, fmean(map(length, texts)))
