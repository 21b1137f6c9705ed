"""``choose_threshold``: the lowest threshold that keeps claims with the precision that you want."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.grounding import verdicts


def _threshold(choose=min, keeps=lambda score, threshold: score >= threshold, rate=None,
               enough=lambda rate, precision: rate >= precision, nothing=None):
    """A choose_threshold with one thing wrong. rate: from the verdicts of the kept claims, and of all"""
    rate = rate or (lambda kept, true: sum(kept) / len(kept))

    def choose_threshold(scores, true, precision):
        good = []
        for threshold in sorted(set(scores)):
            kept = [bool(each) for score, each in zip(scores, true) if keeps(score, threshold)]
            if kept and enough(rate(kept, [bool(each) for each in true]), precision):
                good.append(threshold)
        return choose(good) if good or nothing == "raise" else nothing
    return choose_threshold


def _one_by_one(scores, true, precision):
    """Counts claims with equal scores one after the other."""
    ranked = sorted(zip(scores, true), key=lambda pair: (-pair[0], -pair[1]))
    lowest = None
    for place in range(1, len(ranked) + 1):
        if sum(each for _, each in ranked[:place]) / place >= precision:
            lowest = ranked[place - 1][0]
    return lowest


def _first_failure(scores, true, precision):
    """Goes down from the highest score, and stops at the first one that is not good enough."""
    lowest = None
    for threshold in sorted(set(scores), reverse=True):
        kept = [bool(each) for score, each in zip(scores, true) if score >= threshold]
        if sum(kept) / len(kept) < precision:
            break
        lowest = threshold
    return lowest


def _accuracy(scores, true, precision):
    for threshold in sorted(set(scores)):
        right = [(score >= threshold) == bool(each) for score, each in zip(scores, true)]
        if sum(right) / len(right) >= precision:
            return threshold
    return None


def _reached(scores, true, precision):
    threshold = verdicts.choose_threshold(scores, true, precision)
    return None if threshold is None else verdicts.count_verdicts(scores, true, threshold).precision


def _random_claims(rng):
    count = rng.randrange(0, 10)
    scores = [rng.choice([0.1, 0.2, 0.4, 0.5, 0.8, 0.9, -1.5]) for _ in range(count)]
    # no 0.8: the float is a little more than 4/5, so a comparison of fractions, or with 1 - precision, would part
    return scores, [rng.random() < 0.6 for _ in scores], rng.choice([0.5, 0.6, 0.75, 0.7, 1.0])


exercise = Exercise(
    reference=verdicts.choose_threshold,
    cases=[
        case([], [], 0.5), case([0.5], [True], 0.9), case([0.5], [False], 0.5), case([0.9, 0.1], [True, False], 0.5),
        case([0.9, 0.1], [True, False], 0.6), case([0.1, 0.9], [False, True], 0.6),
        case([0.9, 0.1], [False, True], 0.5),
        case([0.9, 0.1], [False, True], 0.6), case([0.5, 0.5], [True, False], 0.6),
        case([0.5, 0.5], [True, False], 0.5),
        case([0.9, 0.5, 0.5], [True, False, True], 0.7), case([-1.0, -2.0, -3.0], [True, True, False], 1.0),
        case([0.9, 0.8, 0.6, 0.4], [True, False, True, False], 0.6),
        case([0.9, 0.8, 0.7, 0.6], [False, True, True, True], 0.75),
        case([0.4, 0.9, 0.6, 0.8, 0.5], [True, True, False, True, False], 0.6),
        case([0.8, 0.8, 0.8, 0.3, 0.3], [True, True, False, True, False], 0.6),
        case([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [True, True, False, False, False, False], 0.5),
        case([0.2, 0.4, 0.6, 0.8], [False] * 4, 0.1), case([0.2, 0.4, 0.6, 0.8], [True] * 4, 1.0),
        case([1.0, 0.0, 1.0, 1.0], [1, 0, 0, 1], 0.6), case([0.0, 0.5], [True, True], 1.0),
        case([0.9, 0.8, 0.7], [True, True, False], 0.67), case([0.617, 0.234], [True, True], 0.9),
        case([3.0, 2.0, 4.5], [True, False, True], 1.0),
    ],
    random_case=_random_claims,
    random_cases=60,
    valid=lambda scores, true, precision: len(scores) == len(true),
    hints=(
        "Try every score as a threshold. What is kept at each, and which share of that is true?",
        "lowest = None\nfor each different score, from the highest to the lowest:\n    kept = the verdicts of all "
        "claims with at least this score\n    if the share of true ones in kept is at least precision: "
        "lowest = this score\nreturn lowest",
    ),
    compare="exact",
)

exercise.mistake("You stop at the first threshold that is not good enough. Precision may rise again below it: look at "
                 "all of them.", _first_failure)
exercise.mistake("You return the highest threshold that is good enough. The lowest one keeps more claims.",
                 _threshold(choose=max))
exercise.mistake("Your threshold does not keep the claim whose score it is. A score that equals the threshold is kept.",
                 _threshold(keeps=lambda score, threshold: score > threshold))
exercise.mistake("You ask for more than the precision. The statement says at least.",
                 _threshold(enough=lambda rate, precision: rate > precision))
exercise.mistake("You count claims with equal scores one after the other. A threshold keeps all of them, or none.",
                 _one_by_one)
exercise.mistake("That is the recall: you divide by all true claims. For precision, divide by the claims kept.",
                 _threshold(rate=lambda kept, true: sum(kept) / sum(true) if any(true) else 0.0))
exercise.mistake("You divide by all claims. Precision is about those that are kept.",
                 _threshold(rate=lambda kept, true: sum(kept) / len(true)))
exercise.mistake("That is the accuracy, the share of right verdicts. Precision looks only at the claims that are kept.",
                 _accuracy)
exercise.mistake("You keep the claims with low scores. The higher a score, the more the evidence supports the claim.",
                 _threshold(keeps=lambda score, threshold: score <= threshold))
exercise.mistake("You return the precision that is reached. Return the threshold.", _reached)
exercise.mistake("Where no threshold is good enough, the result is None. 0 would keep every claim with a positive "
                 "score.", _threshold(nothing=0))
exercise.mistake("A threshold of 0 gets lost in your function: 0 counts as False. Ask whether something `is None`.",
                 lambda scores, true, precision: verdicts.choose_threshold(scores, true, precision) or None)
exercise.mistake("Perhaps no threshold is good enough, and then there is nothing to take the lowest of. Return None.",
                 _threshold(nothing="raise"), error="empty")
