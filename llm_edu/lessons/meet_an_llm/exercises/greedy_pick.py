"""``greedy_pick``: the position of the largest probability."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.checks.exercise import Case, Exercise, case


def _random_probabilities(rng):
    weights = [rng.randrange(1, 6) for _ in range(rng.randrange(1, 7))]
    return ([round(weight / sum(weights), 3) for weight in weights],)


exercise = Exercise(
    reference=reference.greedy_pick,
    cases=[
        case([1.0]),
        case([0.9, 0.1]),
        case([0.1, 0.9]),
        case([0.4, 0.4, 0.2]),
        case([0.2, 0.1, 0.7]),
        case([0.1, 0.2, 0.3, 0.4]),
        case([0.25, 0.25, 0.25, 0.25]),
        case([0.1, 0.5, 0.1, 0.3]),
        case([0.501, 0.499]),
        case([0.33365, 0.3337, 0.33265]),
        case([0.00002, 0.00002, 0.0000205, 0.00002]),  # as far apart as most of 49,152 are
        case([0.0, 0.0]),
        case([0.25, 0.25 + 1e-12, 0.25]),
        case([0.3, 0.3000001, 0.2]),
        case([0.6, 0.9, 0.7]),  # a list of floats, not always of chances that sum to 1
        case([0.8, 0.2, 0.8, 3.0]),
        Case(([0.00002] * 10_500 + [0.79],), label="greedy_pick([0.00002] * 10_500 + [0.79])"),
    ],
    random_case=_random_probabilities,
    valid=lambda probabilities: len(probabilities) > 0,
    hints=(
        (
            "The question is *where* the largest number is, not how large it is. Go through the list, and remember the"
            " best position so far."
        ),
        (
            "best = 0\nfor each position from 1 to the last:\n    if the number there is larger than the number at"
            " best: best = position\nreturn best"
        ),
    ),
)


@exercise.mistake("That is the largest probability itself. To know which token it belongs to, you need its "
                  "position: return that.")
def _the_probability_itself(probabilities):
    return max(probabilities)


@exercise.mistake("Of two equal numbers, you return the later one. Take the first, so that everybody who runs this "
                  "gets the same text: a position is better only if its number is strictly larger.")
def _last_of_equals(probabilities):
    return max(range(len(probabilities)), key=lambda index: (probabilities[index], index))


@exercise.mistake("Your position is too large by one. Python counts positions from 0, and so do token ids.")
def _counts_from_one(probabilities):
    return reference.greedy_pick(probabilities) + 1


@exercise.mistake("That is the least likely token. It would make an interesting writer, but not a greedy one.")
def _smallest(probabilities):
    return probabilities.index(min(probabilities))


@exercise.mistake("In your version, the last token can never win. Does your range stop one position too early?")
def _forgets_the_last(probabilities):
    return reference.greedy_pick(probabilities[:-1]) if len(probabilities) > 1 else 0


@exercise.mistake("You take the first number above a half. A larger one may still come, because the numbers need not "
                  "sum to 1.")
def _first_above_a_half(probabilities):
    above = [place for place, probability in enumerate(probabilities) if probability > 0.5]
    return above[0] if above else reference.greedy_pick(probabilities)


@exercise.mistake("You treat numbers that differ by very little as equal. In a long list, the best two may be that "
                  "close: compare them without rounding.")
def _rounds_first(probabilities):
    return reference.greedy_pick([round(probability, 6) for probability in probabilities])
