"""``risk_coverage``: how many errors are left when a model answers only where it is sure enough."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.grounding import calibration


def _reference(confidences, correct):
    return calibration.risk_coverage(confidences, correct)


def _curve(order=lambda confidences: sorted(set(confidences), reverse=True),
           enough=lambda value, threshold: value >= threshold,
           pair=lambda given, total: (len(given) / total, given.count(False) / len(given)),
           told=lambda pairs: pairs):
    """A risk_coverage with one thing wrong."""
    def risk_coverage(confidences, correct):
        pairs = []
        for threshold in order(confidences):
            given = [right for value, right in zip(confidences, correct) if enough(value, threshold)]
            pairs.append(pair(given, len(confidences)))
        return told(pairs)
    return risk_coverage


def _one_by_one(confidences, correct):
    ranked = sorted(zip(confidences, correct), key=lambda pair: -pair[0])
    return [((number + 1) / len(ranked), sum(not right for _, right in ranked[:number + 1]) / (number + 1))
            for number in range(len(ranked))]


def _verdicts_left_behind(confidences, correct):
    return _curve()(sorted(confidences, reverse=True), correct)


def _per_confidence(confidences, correct):
    values = sorted(set(confidences), reverse=True)
    pairs = _curve()(confidences, correct)
    return [((number + 1) / len(values), risk) for number, (_, risk) in enumerate(pairs)]


def _random_answers(rng):
    count, steps = rng.randrange(1, 12), rng.choice([2, 5, 100])    # few steps: many ties
    return ([rng.randrange(steps + 1) / steps for _ in range(count)], [rng.random() < 0.6 for _ in range(count)])


exercise = Exercise(
    reference=_reference,
    names=("confidences", "correct"),
    cases=[
        case([0.8], [True]), case([0.8], [False]), case([0.0], [False]), case([0.9, 0.4], [True, False]),
        case([0.4, 0.9], [True, False]), case([0.5, 0.5], [True, False]), case([0.5, 0.5], [False, True]),
        case([0.9, 0.5, 0.7, 0.6], [True, False, True, True]), case([0.2, 0.3, 1.0], [False, False, True]),
        case([0.9, 0.9, 0.5], [False, True, True]), case([0.9, 0.5, 0.5, 0.1], [True, False, True, False]),
        case([0.0, 1.0, 0.0, 1.0], [True, True, False, False]), case([0.6] * 5, [True, False, True, True, False]),
        case([0.7, 0.2, 0.7, 0.2, 0.7], [True, False, False, True, True]), case([0.901, 0.904], [True, False]),
    ],
    random_case=_random_answers,
    random_cases=40,
    valid=lambda confidences, correct: len(confidences) == len(correct) > 0,
    hints=(
        "Choose a threshold. Which answers does the model give, and how many of them are wrong? Then lower it.",
        "for each different confidence, the largest first:\n    given = the verdicts of all answers with at least this "
        "confidence\n    coverage = how many are given / how many answers there are\n    risk = how many of the given "
        "are wrong / how many are given",
    ),
    compare="close",
)

exercise.mistake("The smallest coverage comes last in your list. Begin with the largest confidence.",
                 _curve(order=lambda confidences: sorted(set(confidences))))
exercise.mistake("You answer where the model is least confident. Answer where it is at least as sure as the threshold.",
                 _curve(order=lambda confidences: sorted(set(confidences)),
                        enough=lambda value, threshold: value <= threshold))
exercise.mistake("You leave out answers exactly as confident as the threshold, so above the largest one nothing is "
                 "left, and you divide by 0. “At least” includes it.",
                 _curve(enough=lambda value, threshold: value > threshold), error="division by zero")
exercise.mistake("You leave out answers exactly as confident as the threshold. “At least” includes them.",
                 _curve(enough=lambda value, threshold: value > threshold,
                        pair=lambda given, total: (len(given) / total, given.count(False) / max(1, len(given)))))
exercise.mistake("You divide the errors by all questions. The risk is a share of the answers that are given.",
                 _curve(pair=lambda given, total: (len(given) / total, given.count(False) / total)))
exercise.mistake("That is the share of right answers. The risk is the share of wrong ones.",
                 _curve(pair=lambda given, total: (len(given) / total, given.count(True) / len(given))))
exercise.mistake("The risk comes first in your pairs. Put the coverage first.",
                 _curve(pair=lambda given, total: (given.count(False) / len(given), len(given) / total)))
exercise.mistake("Your coverage is a number of answers. Divide it by the number of all answers.",
                 _curve(pair=lambda given, total: (len(given), given.count(False) / len(given))))
exercise.mistake("Your risk is a number of errors. Divide it by the number of answers that are given.",
                 _curve(pair=lambda given, total: (len(given) / total, given.count(False))))
exercise.mistake("You make a pair for each answer, so the order in the list decides between answers of equal "
                 "confidence. Make one pair for each different confidence.", _one_by_one)
exercise.mistake("You make a pair for each answer, and equal confidences come up again. Make one pair for each "
                 "different confidence.", _curve(order=lambda confidences: sorted(confidences, reverse=True)))
exercise.mistake("You look only at the answers of exactly this confidence. Count the more confident ones as well.",
                 _curve(enough=lambda value, threshold: value == threshold))
exercise.mistake("You sort the confidences, and the verdicts stay in place. Keep each verdict with its confidence.",
                 _verdicts_left_behind)
exercise.mistake("Your coverage is a share of the different confidences. Count answers.", _per_confidence)
exercise.mistake("Your list begins with a coverage of 0. There is one pair for each different confidence, no more.",
                 _curve(told=lambda pairs: [(0.0, 0.0), *pairs]))
exercise.mistake("The last pair is missing: at the smallest confidence everything is answered.",
                 _curve(told=lambda pairs: pairs[:-1]))
