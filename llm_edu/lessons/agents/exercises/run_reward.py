"""``run_reward``: what a run of the register's agent earns."""

from llm_edu.agents import register_value
from llm_edu.course.checks.exercise import Exercise, case

CALL, UNKNOWN = "look-up", "nobody-said"
VALUES = ["dog", "cat", "hen", UNKNOWN, "not-found"]


def _run_reward(answer=lambda words: None if CALL in words[-2:] else words[-1], right=1.0, silent=0.0, wrong=-1.0,
                calls=lambda words: words.count(CALL), cost=lambda price, earned: price):
    """A run_reward with one thing wrong."""
    def run_reward(words, truth, price):
        said = answer(words)
        earned = right if said == truth else silent if said == UNKNOWN else wrong
        return earned - cost(price, earned) * calls(words)
    return run_reward


def _anywhere(words, truth, price):
    return (1.0 if truth in words else 0.0 if words[-1] == UNKNOWN else -1.0) - price * words.count(CALL)


def _both_anywhere(words, truth, price):
    return (1.0 if truth in words else 0.0 if UNKNOWN in words else -1.0) - price * words.count(CALL)


def _wrong_is_free(words, truth, price):
    """A wrong answer earns 0, but no answer −1."""
    return (-1.0 if CALL in words[-2:] else float(words[-1] == truth)) - price * words.count(CALL)


def _silence_is_right(words, truth, price):
    """Without an answer nothing is lost."""
    if CALL in words[-2:]:
        return 0.0 - price * words.count(CALL)
    return register_value.run_reward(words, truth, price)


def _random_run(rng):
    words = []
    for _ in range(rng.randrange(4)):
        words += [CALL, rng.choice(VALUES)] if rng.random() < 0.7 else [rng.choice(VALUES)]
    if not words or rng.random() < 0.8:
        words.append(rng.choice(VALUES[:4]))
    return words, rng.choice(VALUES[:3]), rng.choice([0.0, 0.125, 0.25, 0.5, 2.0])


def _possible(words, truth, price):
    """Whether a run can be like that: whole words, and the register never says "look-up"."""
    return (len(words) > 0 and truth in VALUES[:3] and all(word in (CALL, *VALUES) for word in words)
            and (CALL, CALL) not in zip(words, words[1:]))


exercise = Exercise(
    reference=register_value.run_reward,
    cases=[
        case(["dog"], "dog", 0.25), case(["cat"], "dog", 0.25), case([UNKNOWN], "dog", 0.25),
        case([CALL, "dog", "dog"], "dog", 0.25), case([CALL, "dog", "cat"], "dog", 0.25),
        case([CALL, "cat", "dog"], "dog", 0.25), case([CALL, "not-found", UNKNOWN], "dog", 0.25),
        case([CALL, "not-found", "not-found"], "dog", 0.25), case([CALL, "dog", UNKNOWN], "dog", 0.5),
        case([CALL, "not-found", CALL, "dog", "dog"], "dog", 0.25), case([CALL, "dog"], "dog", 0.25),
        case([CALL], "dog", 0.25), case([CALL, "dog", CALL, "dog", CALL, "dog", "dog"], "dog", 0.5),
        case([CALL, "dog", CALL], "dog", 0.125), case([CALL, "not-found", CALL, "dog"], "dog", 0.25),
        case([CALL, UNKNOWN], "dog", 0.25), case(["dog", "cat"], "dog", 0.5),
        case(["cat", "dog"], "dog", 0.5), case([UNKNOWN, CALL, "hen", "hen"], "hen", 2.0), case(["hen"], "hen", 0.0),
    ],
    random_case=_random_run,
    random_cases=40,
    valid=_possible,
    hints=(
        "First find the answer. When is the last word not the agent's answer?",
        "if the last word, or the one before it, is \"look-up\": there is no answer, so it earned -1\n"
        "otherwise: 1 for the truth, 0 for \"nobody-said\", -1 for anything else\n"
        "result = what it earned, minus the price times the number of \"look-up\" in words",
    ),
    compare="close",
)

exercise.mistake("You find the truth among all the words. Only the agent's last word is its answer.", _anywhere)
exercise.mistake("You find the truth, or “nobody-said”, among all the words. Only the agent's last word is its answer.",
                 _both_anywhere)
exercise.mistake("The last word may be the register's, and then the agent has not answered: that earns −1.",
                 _run_reward(answer=lambda words: words[-1]))
exercise.mistake("A run that ends without an answer costs as much as a wrong answer. Only “nobody-said” earns 0.",
                 _silence_is_right)
exercise.mistake("“nobody-said” is not a wrong answer: it earns 0.", _run_reward(silent=-1.0))
exercise.mistake("A wrong answer earns −1. With 0, guessing would never cost anything.", _run_reward(wrong=0.0))
exercise.mistake("A wrong answer earns −1, like no answer. With 0, guessing would never cost anything.",
                 _wrong_is_free)
exercise.mistake("You take the price off once. Every call costs.",
                 _run_reward(calls=lambda words: float(CALL in words)))
exercise.mistake("You add the price. A call costs, so take it off.", _run_reward(cost=lambda price, earned: -price))
exercise.mistake("A call costs the price whatever comes of it, even when the answer is wrong.",
                 _run_reward(cost=lambda price, earned: price if earned > 0 else 0.0))
exercise.mistake("You forgot the price of the calls.", _run_reward(calls=lambda words: 0))
exercise.mistake("You take the price off for every word. Only calls cost.", _run_reward(calls=len))
exercise.mistake("You take the first word for the answer. It may be a call: the answer is the last word.",
                 _run_reward(answer=lambda words: words[0]))
