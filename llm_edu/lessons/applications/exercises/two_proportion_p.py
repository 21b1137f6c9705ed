"""``two_proportion_p``: how often chance alone makes two shares differ so much."""

import math

from llm_edu.applications.experiments import two_proportion_test
from llm_edu.course.checks.exercise import Exercise, case


def _reference(clicks_a, shown_a, clicks_b, shown_b):
    return two_proportion_test(clicks_a, shown_a, clicks_b, shown_b).p


def _pooled(clicks_a, shown_a, clicks_b, shown_b):
    return (clicks_a + clicks_b) / (shown_a + shown_b)


def _error(clicks_a, shown_a, clicks_b, shown_b):
    p = _pooled(clicks_a, shown_a, clicks_b, shown_b)
    return math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))


def _difference(clicks_a, shown_a, clicks_b, shown_b):
    return clicks_b / shown_b - clicks_a / shown_a


def _two_sided(z):
    return math.erfc(abs(z) / math.sqrt(2))


def _p(error=_error, difference=_difference, tail=_two_sided, nothing=1.0, both_ends=(0, 1)):
    """A two_proportion_p with one thing wrong."""
    def two_proportion_p(clicks_a, shown_a, clicks_b, shown_b):
        counts = clicks_a, shown_a, clicks_b, shown_b
        if _pooled(*counts) in both_ends:
            return nothing
        return tail(difference(*counts) / error(*counts))
    return two_proportion_p


def _random_counts(rng):
    shown = [rng.choice([1, 7, 40, 400, 10_000]) for _ in range(2)]
    rate = rng.choice([0.05, 0.3, 0.8])
    clicks = [min(count, max(0, round(rng.gauss(rate, 0.1) * count))) for count in shown]
    return clicks[0], shown[0], clicks[1], shown[1]


exercise = Exercise(
    reference=_reference,
    cases=[
        case(0, 1, 0, 1), case(1, 1, 1, 1), case(0, 1, 1, 1), case(1, 1, 0, 1), case(1, 2, 1, 2), case(1, 2, 2, 4),
        case(0, 10, 0, 20), case(10, 10, 20, 20), case(0, 10, 1, 10), case(1, 10, 0, 10), case(5, 10, 6, 10),
        case(500, 10_000, 580, 10_000), case(580, 10_000, 500, 10_000), case(50, 1000, 60, 1000),
        case(50, 1000, 60, 2000), case(60, 2000, 50, 1000), case(5, 10, 500, 1000), case(3, 4, 30, 100),
        case(30, 100, 3, 4), case(0, 100, 9, 100), case(91, 100, 100, 100), case(40, 50, 30, 50), case(1, 3, 2, 5),
        case(2, 4, 2, 9), case(60, 1000, 60, 1500),
        case(4000, 10_000, 6000, 10_000), case(1, 1_000_000, 5, 1_000_000), case(30, 60, 36, 60), case(7, 10, 14, 20),
    ],
    random_case=_random_counts,
    random_cases=30,
    valid=lambda clicks_a, shown_a, clicks_b, shown_b: 0 <= clicks_a <= shown_a and 0 <= clicks_b <= shown_b
    and shown_a > 0 and shown_b > 0,
    tensor_numbers=False,
    hints=(
        "Calculate a, b and s, one after the other. When is the root 0?",
        "s = clicks of both / shown of both; if it is 0 or 1: return 1\nerror = root of s (1 − s) (1 / shown_a + 1 / "
        "shown_b)\nz = (b − a) / error\nresult = math.erfc of |z| / the root of 2",
    ),
    compare="close",
)


def _rates(clicks_a, shown_a, clicks_b, shown_b):
    return clicks_a / shown_a, clicks_b / shown_b


def _separate(clicks_a, shown_a, clicks_b, shown_b):
    a, b = _rates(clicks_a, shown_a, clicks_b, shown_b)
    return math.sqrt(a * (1 - a) / shown_a + b * (1 - b) / shown_b) or math.inf


def _mean_of_rates(clicks_a, shown_a, clicks_b, shown_b):
    p = sum(_rates(clicks_a, shown_a, clicks_b, shown_b)) / 2
    return math.sqrt(p * (1 - p) * (1 / shown_a + 1 / shown_b))


def _of(form):
    """An error of another form, of p and both numbers shown."""
    return lambda *counts: form(_pooled(*counts), counts[1], counts[3])


exercise.mistake("You count only the cases in which B is ahead of A. A difference in either direction counts, which "
                 "is twice as probable.",
                 _p(tail=lambda z: math.erfc(z / math.sqrt(2)) / 2))
exercise.mistake("You count one direction only. A difference in either direction is twice as probable.",
                 _p(tail=lambda z: _two_sided(z) / 2))
exercise.mistake("Take z without its sign. If A is the better one, you get more than 1.",
                 _p(tail=lambda z: math.erfc(z / math.sqrt(2))))
exercise.mistake("Take z without its sign. If B is the better one, you get more than 1.",
                 _p(tail=lambda z: math.erfc(-z / math.sqrt(2))))
exercise.mistake("That is erf: how often chance alone stays below this difference. Use erfc: how often it reaches the "
                 "difference, or more.",
                 _p(tail=lambda z: math.erf(abs(z) / math.sqrt(2))))
exercise.mistake("That is 1 − p. Return p: how often chance alone reaches this difference.",
                 _p(tail=lambda z: math.erf(abs(z) / math.sqrt(2)), nothing=0.0))
exercise.mistake("That is z. Return how often chance alone reaches this difference.", _p(tail=lambda z: z))
exercise.mistake("That is z without its sign. Return how often chance alone reaches this difference.",
                 _p(tail=abs))
exercise.mistake("erfc needs |z| / √2. You forgot to divide by the root.", _p(tail=lambda z: math.erfc(abs(z))))
exercise.mistake("erfc needs |z| / √2, not |z| / 2.", _p(tail=lambda z: math.erfc(abs(z) / 2)))
exercise.mistake("erfc needs |z| / √2. You multiply.", _p(tail=lambda z: math.erfc(abs(z) * math.sqrt(2))))
exercise.mistake("You give each text its own standard error. Here we suppose that both are equally good, with one "
                 "share of all clicks.",
                 _p(error=_separate))
exercise.mistake("s is all clicks / all shown. You take the mean of the two shares, as if both texts had been shown "
                 "equally often.", _p(error=_mean_of_rates))
exercise.mistake("You forgot the root: divide by √(s (1 − s) (1 / shown_a + 1 / shown_b)).",
                 _p(error=lambda *counts: _error(*counts) ** 2))
exercise.mistake("Under the root, you have 1 / (shown_a + shown_b). It should be 1 / shown_a + 1 / shown_b.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) / (a + b)))))
exercise.mistake("Under the root, you have shown_a + shown_b. It should be 1 / shown_a + 1 / shown_b.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) * (a + b)))))
exercise.mistake("Under your root, there is only shown_a. You need both.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) * 2 / a))))
exercise.mistake("Under your root, there is only shown_b. You need both.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) * 2 / b))))
exercise.mistake("The statement says s · (1 − s). The second factor is missing.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 / a + 1 / b)))))
exercise.mistake("The statement says s · (1 − s). The first factor is missing.",
                 _p(error=_of(lambda p, a, b: math.sqrt((1 - p) * (1 / a + 1 / b)))))
exercise.mistake("You compare the numbers of clicks. Compare the shares, because one text may be "
                 "shown more often than the other.",
                 _p(difference=lambda clicks_a, shown_a, clicks_b, shown_b: clicks_b - clicks_a))
exercise.mistake("You divide the clicks on one text by how often the other was shown.",
                 _p(difference=lambda clicks_a, shown_a, clicks_b, shown_b: clicks_b / shown_a - clicks_a / shown_b))
exercise.mistake("You round. Return the p-value as it is.", _p(tail=lambda z: round(_two_sided(z), 2)))
exercise.mistake("That says whether p is below 0.05. Return p.",
                 _p(tail=lambda z: _two_sided(z) < 0.05, nothing=False))
exercise.mistake("If nobody clicked, nothing tells the two texts apart. The result is 1, not 0.", _p(nothing=0.0))
exercise.mistake("If nobody clicked, nothing tells the two texts apart. The result is 1, not None.", _p(nothing=None))
exercise.mistake("If nobody clicked, NumPy and PyTorch turn 0 / 0 into nan, not a number. In this case, return 1. Do "
                 "the same if everybody clicked.", _p(nothing=math.nan))
exercise.mistake("If nobody clicked, the root is 0. In this case, return 1. Do the same if everybody clicked.",
                 _p(both_ends=()), error="division by zero")
exercise.mistake("If everybody clicked, the root is 0, too. In this case, return 1.", _p(both_ends=(0,)),
                 error="division by zero")
exercise.mistake("If nobody clicked, the root is 0, too. In this case, return 1.", _p(both_ends=(1,)),
                 error="division by zero")
exercise.mistake("One of the two shares may be 0 or 1, and the texts may still differ. Return 1 only if nobody "
                 "clicked on either text, or everybody on both.",
                 lambda *counts: 1.0 if {*_rates(*counts)} & {0, 1} else _p()(*counts))
exercise.mistake("If nobody clicked on one of the texts, the other may still be better. Return 1 only if nobody "
                 "clicked on either text, or everybody on both.",
                 lambda *counts: 1.0 if 0 in _rates(*counts) else _p()(*counts))
exercise.mistake("If everybody clicked on one of the texts, it may still be better. Return 1 only if nobody clicked "
                 "on either text, or everybody on both.",
                 lambda *counts: 1.0 if 1 in _rates(*counts) else _p()(*counts))
exercise.mistake("Equal numbers of clicks do not make two texts equal, because one may be shown "
                 "more often than the other.",
                 lambda *counts: 1.0 if counts[0] == counts[2] else _p()(*counts))
