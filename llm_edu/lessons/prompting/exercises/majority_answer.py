"""``majority_answer``: a vote among solutions."""

from collections import Counter
from itertools import groupby
from statistics import mean, median, mode

import numpy as np

from llm_edu import prompting
from llm_edu.course.checks.exercise import Exercise, case


def _numbers(answers):
    return [answer for answer in answers if answer is not None]


def _with_max(answers):
    voting = _numbers(answers)
    return max(voting, key=voting.count, default=None)


def _answers_case(rng):
    values = rng.choice([[1, 2, None], [0, 3, 3.0, None, -1], [10, 9, 8, 7], [0.5, 2, None], [None, 0]])
    return ([rng.choice(values) for _ in range(rng.randrange(9))],)


def _same_number(expected, got):
    """Whether both are None, or equal numbers of whatever type: the statement leaves open whether it is 4 or 4.0."""
    if expected is None or got is None:
        return expected is got
    return isinstance(got, (int, float, np.number)) and not isinstance(got, bool) and bool(got == expected)


exercise = Exercise(
    reference=prompting.majority_answer,
    cases=[
        case([]), case([None]), case([5]), case([None, 5]), case([5, None]), case([0]), case([0, None]),
        case([0, 0, 7]), case([3, 7, 7]), case([7, 3, 7]), case([3, 7]), case([7, 3]), case([3, 7, 7, 3]),
        case([9, 1, 2, 3]), case([1, 9, 9, 1, 1]), case([None, None, None, 4]), case([None, None, 4, 4, 6]),
        case([None, 0, None, 0, 8, 8, 0]), case([4, 4.0, 5]), case([5, 5, 4.0, 4, 4]), case([-2, 3, -2]),
        case([0.1, 0.1, 0.1000001]), case([2, 2, 100, 100, 100]), case([100, 2, 2]), case([2.5, 2.4, 2.5]),
        case([2.4, 3.5, 2.0]), case([12, 21, 21, 12, 12, None, 21, 21]), case([1e9, 1, 1e9]), case([10, 9, 10, 9]),
        case([9, 10, 9, 10]), case([1, 2, 2, 3, 3, 3, 1]), case([7, None, 7, None, None, None, 2]),
        case([1.001, 1.002, 1.002]), case([7, 3, 3.4, 3.2]), case([7, 3, 4, 2]), case([5, 5, *range(10, 40), 7, 7, 7]),
    ],
    random_case=_answers_case,
    random_cases=40,
    hints=(
        "First remove the solutions that do not vote. Then count: which kind of dictionary counts by itself?",
        "keep the answers that are not None (0 is one of them)\nif nothing is left: None\ncount each number, in the "
        "order in which the numbers came\nreturn the number with the highest count, among equals the first",
    ),
    compare=_same_number,
)


def _votes(counted=_numbers, best=lambda votes: max(votes, key=votes.get), nobody=None):
    """A majority_answer with one thing wrong."""
    def majority_answer(answers):
        voting = counted(answers)
        return best(Counter(voting)) if voting else nobody
    return majority_answer


def _votes_unless(given_up):
    """A majority_answer that gives up where it should not."""
    def majority_answer(answers):
        best = _with_max(answers)
        return None if given_up(answers, best) else best
    return majority_answer


def _winners(votes):
    """How many numbers have the most votes."""
    return list(votes.values()).count(max(votes.values()))


def _sizes(answers):
    return [None if answer is None else abs(answer) for answer in answers]


def _skipping(answers):
    """What is left when None is removed from the list over which the loop goes."""
    left = list(answers)
    for answer in left:
        if answer is None:
            left.remove(answer)
    return left


def _with_max_of_all(answers):
    return max(answers, key=answers.count, default=None)


exercise.mistake("In your count, None has a vote and can win. A solution without a number does not vote.",
                 _votes(counted=list))
exercise.mistake("0 is a number like any other, and has a vote. Test whether an answer is None, not whether it is "
                 "true.",
                 _votes(counted=lambda answers: [answer for answer in answers if answer]))
exercise.mistake("If there are no votes, the result is None, not 0.", _votes(nobody=0))
exercise.mistake("That is how often the winner came. Return the number itself.",
                 _votes(best=lambda votes: max(votes.values())))
exercise.mistake("That is the winner together with its count. Return only the number.",
                 _votes(best=lambda votes: votes.most_common(1)[0]))
exercise.mistake("That is a list that contains the winner. Return the number itself.",
                 _votes(best=lambda votes: [max(votes, key=votes.get)]))
exercise.mistake("That is the number with the fewest votes.", _votes(best=lambda votes: min(votes, key=votes.get)))
exercise.mistake("Among equally frequent numbers, you take the one that came last. Take the first.",
                 _votes(best=lambda votes: max(reversed(votes), key=votes.get)))
exercise.mistake("Among equally frequent numbers, you take the one whose last vote comes last. Take the one that came "
                 "first.", lambda answers: _with_max(answers[::-1]))
exercise.mistake("Among equally frequent numbers, you take whichever one a set gives first, and a set keeps no order. "
                 "Take the one that came first.",
                 lambda answers: max(set(_numbers(answers)), key=_numbers(answers).count, default=None))
exercise.mistake("If two numbers are equally frequent, the one that came first wins. You return None there.",
                 _votes(best=lambda votes: max(votes, key=votes.get) if _winners(votes) == 1 else None))
exercise.mistake("0 may win, and then your return statement loses it: `0 or None` is None.",
                 lambda answers: _with_max(answers) or None)
exercise.mistake("A negative number has a vote like any other.",
                 lambda answers: _with_max([answer for answer in _numbers(answers) if answer >= 0]))
exercise.mistake("-1 is a number like any other. It does not mark a solution without a number.",
                 lambda answers: _with_max([answer for answer in _numbers(answers) if answer != -1]))
exercise.mistake("You drop the sign: -1 and 1 are two numbers.", lambda answers: _with_max(_sizes(answers)))
exercise.mistake("None does not vote, so a winner need not beat it: one vote wins against three None.",
                 lambda answers: _with_max([answer for answer in answers
                                            if answers.count(answer) > answers.count(None)]))
exercise.mistake("You give up if None is more frequent than the best number. None has no vote.",
                 _votes_unless(lambda answers, best: answers.count(best) < answers.count(None)))
exercise.mistake("A None among the answers is no reason to give up: the others vote.",
                 _votes_unless(lambda answers, _: None in answers))
exercise.mistake("Solutions after the first None vote, too.",
                 lambda answers: _with_max(answers[:[*answers, None].index(None)]))
exercise.mistake("In your count, the last solution has no vote.", lambda answers: _with_max(answers[:-1]))
exercise.mistake("In your count, the first solution has no vote.", lambda answers: _with_max(answers[1:]))
exercise.mistake("You remove items from a list while a loop goes over it. Then the loop skips the next item, and some "
                 "None stay.", lambda answers: _with_max_of_all(_skipping(answers)))
exercise.mistake("That is the position of the winner. Return the number itself.",
                 lambda answers: answers.index(_with_max(answers)) if _numbers(answers) else None)
exercise.mistake("Among equally frequent numbers, you take the smallest. Take the one that came first.",
                 _votes(best=lambda votes: min(votes, key=lambda number: (-votes[number], number))))
exercise.mistake("Among equally frequent numbers, you take the largest. Take the one that came first.",
                 _votes(best=lambda votes: max(votes, key=lambda number: (votes[number], number))))
exercise.mistake("That is the largest number, not the most frequent one.", _votes(best=max))
exercise.mistake("That is the smallest number, not the most frequent one.", _votes(best=min))
exercise.mistake("That is the mean. The mean of 3 and 7 is 5, and no solution voted for 5.",
                 _votes(best=lambda votes: mean(votes.elements())))
exercise.mistake("That is the median, which may not have a single vote. Return the most frequent number.",
                 _votes(best=lambda votes: median(votes.elements())))
exercise.mistake("That is the first number, however many others disagree with it.",
                 _votes(best=lambda votes: next(iter(votes))))
exercise.mistake("That is the last number, however many others disagree with it.",
                 lambda answers: (_numbers(answers) or [None])[-1])
exercise.mistake("The winner does not need more than half of the votes: the most frequent number wins, even with two "
                 "of five.",
                 lambda answers: next((number for number, count in Counter(_numbers(answers)).items()
                                       if 2 * count > len(_numbers(answers))), None))
exercise.mistake("The winner does not need more than half of all solutions: the most frequent number wins.",
                 lambda answers: next((number for number, count in Counter(_numbers(answers)).items()
                                       if 2 * count > len(answers)), None))
exercise.mistake("A single vote is enough if no number has more.",
                 lambda answers: next((number for number, count in Counter(_numbers(answers)).most_common(1)
                                       if count > 1), None))
exercise.mistake("You round, so different numbers vote together: 2.5 and 2.4 are two numbers.",
                 lambda answers: _votes()([None if answer is None else round(answer) for answer in answers]))
exercise.mistake("You round to two digits, so different numbers vote together: 1.001 and 1.002 are two numbers.",
                 lambda answers: _votes()([None if answer is None else round(answer, 2) for answer in answers]))
exercise.mistake("Numbers that are close do not vote together: 3 and 3.4 are two numbers.",
                 lambda answers: max(_numbers(answers), default=None,
                                     key=lambda one: sum(abs(one - other) < 1 for other in _numbers(answers))))
exercise.mistake("If there are no votes, there is no most frequent number. Check for votes before you take the first.",
                 lambda answers: Counter(_numbers(answers)).most_common(1)[0][0],
                 error="index out of range")
exercise.mistake("If there are no votes, there is no most frequent number: check for votes first. And 0 is a number, "
                 "which `if answer` leaves out.",
                 lambda answers: Counter(filter(None, answers)).most_common(1)[0][0], error="index out of range")
exercise.mistake("It may be that no solution has a number. Then there are no votes, although the list is not empty: "
                 "check what is left without None.",
                 lambda answers: Counter(_numbers(answers)).most_common(1)[0][0] if answers else None,
                 error="index out of range")
exercise.mistake("A list that contains only None is not empty, but it has no votes.",
                 lambda answers: max(_numbers(answers), key=_numbers(answers).count) if answers else None,
                 error="empty")
exercise.mistake("The max of nothing is an error. If there are no votes, the result is None.",
                 lambda answers: max(_numbers(answers), key=_numbers(answers).count), error="empty")
exercise.mistake("The mode of nothing is an error. If there are no votes, the result is None.",
                 lambda answers: mode(_numbers(answers)), error="mode")
exercise.mistake("Votes for the same number need not be next to each other. You return the number with the longest "
                 "run.",
                 lambda answers: max(([*group] for _, group in groupby(_numbers(answers))), key=len,
                                     default=[None])[0])


@exercise.mistake("4 and 4.0 are the same number. As texts they are not.")
def _as_texts(answers):
    votes = Counter(str(answer) for answer in answers if answer is not None)
    winner = votes.most_common(1)[0][0] if votes else None
    return winner and (float(winner) if "." in winner or "e" in winner else int(winner))


@exercise.mistake("Among equally frequent numbers, you take the one that reaches its count first, because you compare "
                  "while you still count. Count all votes first; then the number that came first wins.")
def _compares_while_counting(answers):
    votes, best = Counter(), None
    for answer in _numbers(answers):
        votes[answer] += 1
        if best is None or votes[answer] > votes[best]:
            best = answer
    return best
