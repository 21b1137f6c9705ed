"""Rules that nobody told SmolLM2, shown by examples alone: "cat -> lum", one a line.

What is picked up from examples in a prompt, with no weight changed, is called in-context learning.
Sources: Brown et al. 2020, arXiv:2005.14165; Wei et al. 2023, Larger Language Models Do In-Context Learning
Differently, arXiv:2303.03846.
"""

from dataclasses import dataclass

import numpy as np

from llm_edu.prompting import Prompt

# Each is one token behind a space.
ANIMALS = """cat dog horse cow sheep goat pig mouse rat rabbit fox wolf bear lion tiger elephant giraffe zebra monkey
    gorilla camel deer whale dolphin seal shark salmon trout eagle hawk owl crow duck goose chicken turkey penguin
    parrot pigeon snake lizard turtle frog toad crocodile spider ant bee wasp butterfly beetle crab lobster kangaroo
    beaver squirrel donkey buffalo leopard octopus""".split()
PLANTS = """oak pine maple birch willow elm ash cedar fir palm rose lily orchid violet poppy sunflower ivy fern moss
    grass wheat barley oats rye rice corn potato carrot onion cabbage lettuce spinach tomato pepper cucumber pumpkin
    bean pea apple pear plum cherry peach grape lemon orange banana strawberry mint basil parsley thyme sage clover
    bamboo cactus lavender""".split()
TEMPLATE = "{text} -> {label}"


@dataclass(frozen=True)
class Rule:
    """labels: what an animal and what a plant is called; None: the answer is one of the three words of the question,
    that with the number `word`"""

    labels: tuple[str, str] | None = None
    word: int | None = None

    def draw(self, count, seed):
        """So many different questions with their answers, in an order that the seed draws: pairs of texts.

        Of animals and plants each two are one of either, whichever comes first.
        """
        random = np.random.default_rng(seed)
        if self.labels is None:
            words = ANIMALS + PLANTS
            rows = [[words[place] for place in random.permutation(len(words))[:3]] for _ in range(count)]
            return [(" ".join(row), row[self.word]) for row in rows]
        kinds = [[(words[place], label) for place in random.permutation(len(words))[:(count + 1) // 2]]
                 for words, label in zip((ANIMALS, PLANTS), self.labels)]
        return [pair[turn] for pair in zip(*kinds) for turn in random.permutation(2)][:count]

    def choices(self, question):
        """The answers from which the more probable one is taken, a tuple of texts."""
        return self.labels or tuple(question.split())


RULES = {
    "first word": Rule(word=0),                             # wolf fern goat -> wolf
    "last word": Rule(word=2),
    "middle word": Rule(word=1),
    "true names": Rule(("animal", "plant")),                # cat -> animal
    "made-up names": Rule(("lum", "pim")),                  # cat -> lum
    "swapped names": Rule(("plant", "animal")),             # cat -> plant
}


def rule_prompt(examples, labels):
    """A `Prompt` that shows any number of examples, pairs (question, answer), and asks for one of the labels.

    >>> print(rule_prompt([("cat", "lum"), ("oak", "pim")], ("lum", "pim")).text("dog"))
    cat -> lum
    oak -> pim
    dog ->
    """
    shown = [TEMPLATE.replace("{text}", question).replace("{label}", answer) for question, answer in examples]
    return Prompt("\n".join([*shown, TEMPLATE]), labels)
