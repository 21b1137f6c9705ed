"""``log_odds_interval``: how sure the log odds of two counts is."""

import math

from llm_edu.bias import skew
from llm_edu.course.checks.exercise import Exercise, case


def _reference(she, he):
    return skew.log_odds_interval(she, he)


def _interval(middle=lambda she, he: math.log((she + 0.5) / (he + 0.5)),
              error=lambda she, he: math.sqrt(1 / (she + 0.5) + 1 / (he + 0.5)), z=1.96,
              told=lambda middle, half: (middle - half, middle + half)):
    """A log_odds_interval with one thing wrong."""
    def log_odds_interval(she, he):
        return told(middle(she, he), z * error(she, he))
    return log_odds_interval


def _plain(she, he):
    return math.log(she / he)


def _plain_error(she, he):
    return math.sqrt(1 / she + 1 / he)


exercise = Exercise(
    reference=_reference,
    cases=[
        case(0, 0), case(1, 0), case(0, 1), case(1, 1), case(2, 1), case(1, 2), case(3, 0), case(0, 3), case(4, 4),
        case(12, 3), case(3, 12), case(50, 50), case(80, 20), case(20, 80), case(100, 0), case(0, 100), case(7, 9),
        case(500, 200), case(999, 1), case(100_000, 90_000),
    ],
    random_case=lambda rng: tuple(rng.choice([0, 1, rng.randrange(20), rng.randrange(2_000)]) for _ in range(2)),
    random_cases=40,
    valid=lambda she, he: she >= 0 and he >= 0,
    tensor_numbers=False,
    hints=(
        "Which counts go into the logarithm, and which go under the root? The same ones, each with 0.5 added.",
        "she = she + 0.5, he = he + 0.5\nmiddle = natural logarithm of she / he\nhalf = 1.96 · root of (1 / she + 1 / "
        "he)\nreturn both ends, the lower one first",
    ),
    compare="close",
)

exercise.mistake("A count of 0 has no logarithm, and you cannot divide by it. Add 0.5 to both counts first.",
                 _interval(_plain, _plain_error), error="division by zero|math domain error|expected a positive input")
exercise.mistake("Under the root you use the plain counts, so a count of 0 makes you divide by zero. Use the counts "
                 "with 0.5 added.",
                 _interval(error=_plain_error), error="division by zero")
exercise.mistake("In the middle you use the plain counts, and a count of 0 has no logarithm. Add 0.5 to both first.",
                 _interval(middle=_plain), error="division by zero|math domain error|expected a positive input")
exercise.mistake("You add 0.5 only where a count is 0. Add it to both counts, always.",
                 lambda she, he: _reference(she, he) if 0 in (she, he) else _interval(_plain, _plain_error)(she, he))
exercise.mistake("You add two roots. The root of a sum is smaller: add the two fractions first, then take one root.",
                 _interval(error=lambda she, he: (she + 0.5) ** -0.5 + (he + 0.5) ** -0.5))
exercise.mistake("You add 1 to each count. The statement adds 0.5.",
                 _interval(lambda she, he: math.log((she + 1) / (he + 1)),
                           lambda she, he: math.sqrt(1 / (she + 1) + 1 / (he + 1))))
exercise.mistake("That is the logarithm of a share, she / all. Odds are she / he.",
                 _interval(lambda she, he: math.log((she + 0.5) / (she + he + 1))))
exercise.mistake("You have he / she. Take she / he: these odds are above 1 (and the log odds above 0) if *she* is "
                 "more frequent.", _interval(lambda she, he: math.log((he + 0.5) / (she + 0.5))))
exercise.mistake("Those are the odds. Take their logarithm.", _interval(lambda she, he: (she + 0.5) / (he + 0.5)))
exercise.mistake("Your logarithm has base 2. Take the natural one: `math.log`.",
                 _interval(lambda she, he: math.log2((she + 0.5) / (he + 0.5))))
exercise.mistake("Your logarithm has base 10. Take the natural one: `math.log`.",
                 _interval(lambda she, he: math.log10((she + 0.5) / (he + 0.5))))
exercise.mistake("The root is missing: what you have is the variance, not the standard error.",
                 _interval(error=lambda she, he: 1 / (she + 0.5) + 1 / (he + 0.5)))
exercise.mistake("Under the root are two fractions, 1 / she + 1 / he. You divide by the sum of the counts.",
                 _interval(error=lambda she, he: math.sqrt(1 / (she + he + 1))))
exercise.mistake("You go one standard error to each side, which gives about 68 %. For 95 %, go 1.96 of them.",
                 _interval(z=1.0))
exercise.mistake("1.645 standard errors leave 90 % between the two ends. For 95 %, take 1.96.", _interval(z=1.645))
exercise.mistake("Your result has the upper end first. Return the lower end first.",
                 _interval(told=lambda middle, half: (middle + half, middle - half)))
exercise.mistake("You return the middle and half of the width. Return both ends.",
                 _interval(told=lambda middle, half: (middle, half)))
exercise.mistake("You return odds. Return the ends as log odds, without `exp`.",
                 _interval(told=lambda middle, half: (math.exp(middle - half), math.exp(middle + half))))
