"""What a run at the register is worth, and which move is worth most.

A right answer earns 1, "nobody-said" earns nothing, a wrong answer costs 1, and every call has a price.
"""

from collections.abc import Sequence

from llm_edu.grounding.village import UNKNOWN

LOOK_UP = "look-up"


def run_reward(words: Sequence[str], truth: str, price: float) -> float:
    """What a run earns.

    words: all that was written after the question, at least one: after each LOOK_UP, one word by the register; all
        others by the agent, whose last word is its answer   truth: the right answer   price: of each call

    >>> run_reward(["look-up", "dog", "dog"], "dog", price=0.25)    # the first dog is the register's
    0.75
    >>> run_reward(["cat"], "dog", price=0.25), run_reward(["nobody-said"], "dog", price=0.25)
    (-1.0, 0.0)
    """
    answered = LOOK_UP not in words[-2:]    # else the last word is a call or the register's
    earned = -1.0 if not answered else 1.0 if words[-1] == truth else 0.0 if words[-1] == UNKNOWN else -1.0
    return earned - price * list(words).count(LOOK_UP)


def best_move(probability: float, price: float, found: float = 1.0) -> str:
    """The move that earns most on average: "answer", "call" or "silent"; of equals, the first in this order.

    probability: that the model's own answer is right   price: of a call
    found: the share of such questions to which the register knows the answer, so that the call ends with a right one;
        otherwise the agent says "nobody-said"

    >>> [best_move(probability, price=0.25) for probability in (0.5, 0.875, 0.9)]
    ['call', 'answer', 'answer']
    >>> best_move(0.25, price=0.5, found=0.25)
    'silent'
    """
    earns = {"answer": 2 * probability - 1, "call": found - price, "silent": 0.0}
    return max(earns, key=earns.__getitem__)
