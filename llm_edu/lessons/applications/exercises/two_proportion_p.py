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
        "Write down a, b and s one after the other. When is the root 0?",
        "s = clicks of both / shown of both; if it is 0 or 1: return 1\nerror = root of s (1 − s) (1 / shown_a + 1 / "
        "shown_b)\nz = (b − a) / error\nmath.erfc of the absolute z / the root of 2",
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


exercise.mistake("Only for B above A. A difference to either side is asked for: that is twice as much.",
                 _p(tail=lambda z: math.erfc(z / math.sqrt(2)) / 2))
exercise.mistake("That is for one side alone. A difference to either side is twice as probable.",
                 _p(tail=lambda z: _two_sided(z) / 2))
exercise.mistake("Take z without its sign: where A is the better one you get more than 1.",
                 _p(tail=lambda z: math.erfc(z / math.sqrt(2))))
exercise.mistake("Take z without its sign: where B is the better one you get more than 1.",
                 _p(tail=lambda z: math.erfc(-z / math.sqrt(2))))
exercise.mistake("That is erf, how often chance alone goes less far. erfc is asked for: how often it goes so far, or "
                 "further.",
                 _p(tail=lambda z: math.erf(abs(z) / math.sqrt(2))))
exercise.mistake("That is 1 − p. Asked for is p, how often chance alone goes so far.",
                 _p(tail=lambda z: math.erf(abs(z) / math.sqrt(2)), nothing=0.0))
exercise.mistake("That is z. Asked for is how often chance alone goes so far.", _p(tail=lambda z: z))
exercise.mistake("That is z without its sign. Asked for is how often chance alone goes so far.",
                 _p(tail=abs))
exercise.mistake("erfc wants |z| / √2. The root is missing.", _p(tail=lambda z: math.erfc(abs(z))))
exercise.mistake("erfc wants |z| / √2, not |z| / 2.", _p(tail=lambda z: math.erfc(abs(z) / 2)))
exercise.mistake("erfc wants |z| / √2. You multiply.", _p(tail=lambda z: math.erfc(abs(z) * math.sqrt(2))))
exercise.mistake("You give each text an error of its own. Here both are taken as equally good, with one share of all "
                 "clicks.",
                 _p(error=_separate))
exercise.mistake("s is all clicks / all shown. You take the mean of the two shares, as if both had been shown equally "
                 "often.", _p(error=_mean_of_rates))
exercise.mistake("The root is missing: z divides by √(s (1 − s) (1 / shown_a + 1 / shown_b)).",
                 _p(error=lambda *counts: _error(*counts) ** 2))
exercise.mistake("Below the root you have 1 / (shown_a + shown_b). It is 1 / shown_a + 1 / shown_b.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) / (a + b)))))
exercise.mistake("Below the root you have shown_a + shown_b. It is 1 / shown_a + 1 / shown_b.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) * (a + b)))))
exercise.mistake("Only shown_a is below your root. Both count.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) * 2 / a))))
exercise.mistake("Only shown_b is below your root. Both count.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 - p) * 2 / b))))
exercise.mistake("s · (1 − s), says the statement: the second factor is missing.",
                 _p(error=_of(lambda p, a, b: math.sqrt(p * (1 / a + 1 / b)))))
exercise.mistake("s · (1 − s), says the statement: the first factor is missing.",
                 _p(error=_of(lambda p, a, b: math.sqrt((1 - p) * (1 / a + 1 / b)))))
exercise.mistake("You compare how many clicked. Compare shares: the two texts need not be shown equally often.",
                 _p(difference=lambda clicks_a, shown_a, clicks_b, shown_b: clicks_b - clicks_a))
exercise.mistake("You divide by how often the other text was shown.",
                 _p(difference=lambda clicks_a, shown_a, clicks_b, shown_b: clicks_b / shown_a - clicks_a / shown_b))
exercise.mistake("You round. Asked for is the p-value as it is.", _p(tail=lambda z: round(_two_sided(z), 2)))
exercise.mistake("That says whether p is below 0.05. Asked for is p.",
                 _p(tail=lambda z: _two_sided(z) < 0.05, nothing=False))
exercise.mistake("Where nobody has clicked, nothing tells the two apart: the result is 1, not 0.", _p(nothing=0.0))
exercise.mistake("Where nobody has clicked, nothing tells the two apart: the result is 1, not None.", _p(nothing=None))
exercise.mistake("Where nobody has clicked, NumPy and PyTorch make 0 / 0 not a number (nan). The result is 1 then, and "
                 "where everybody has clicked, too.", _p(nothing=math.nan))
exercise.mistake("Where nobody has clicked, the root is 0. The result is 1 then, and where everybody has clicked, too.",
                 _p(both_ends=()), error="division by zero")
exercise.mistake("Where everybody has clicked, the root is 0, too. The result is 1.", _p(both_ends=(0,)),
                 error="division by zero")
exercise.mistake("Where nobody has clicked, the root is 0, too. The result is 1.", _p(both_ends=(1,)),
                 error="division by zero")
exercise.mistake("One of the two shares may be 0 or 1: chance can still be told from a difference. Only where nobody "
                 "or "
                 "everybody has clicked the result is 1.",
                 lambda *counts: 1.0 if {*_rates(*counts)} & {0, 1} else _p()(*counts))
exercise.mistake("Where nobody has clicked on one of the two, the other may still be better. The result is 1 only "
                 "where nobody has clicked on either, or everybody on both.",
                 lambda *counts: 1.0 if 0 in _rates(*counts) else _p()(*counts))
exercise.mistake("Where everybody has clicked on one of the two, it may still be better. The result is 1 only where "
                 "nobody has clicked on either, or everybody on both.",
                 lambda *counts: 1.0 if 1 in _rates(*counts) else _p()(*counts))
exercise.mistake("As many clicks do not make two texts equal: they need not be shown equally often.",
                 lambda *counts: 1.0 if counts[0] == counts[2] else _p()(*counts))
