"""The exercises about the register: right answers in other styles are accepted, each planted mistake gets its message."""

import pytest

from llm_edu.course.checks.judging import judge, trials
from llm_edu.lessons.agents.exercises.best_move import exercise as best_move
from llm_edu.lessons.agents.exercises.run_reward import exercise as run_reward

EXERCISES = {"best_move": best_move, "run_reward": run_reward}


def by_cases(probability, price, found):
    if 2 * probability >= 1 + max(found - price, 0):
        return "answer"
    return "silent" if price > found else "call"


def sorted_moves(probability, price, found):
    moves = [("answer", probability - (1 - probability)), ("call", found - price), ("silent", 0)]
    return sorted(moves, key=lambda move: -move[1])[0][0]


def word_by_word(words, truth, price):
    earned, answer, register_speaks = 0.0, None, False
    for word in words:
        if register_speaks:
            answer, register_speaks = None, False
        elif word == "look-up":
            earned, answer, register_speaks = earned - price, None, True
        else:
            answer = word
    return earned + {truth: 1, "nobody-said": 0}.get(answer, -1)


@pytest.mark.parametrize(("exercise", "answer"), [(best_move, by_cases), (best_move, sorted_moves),
                                                  (run_reward, word_by_word)])
def test_right_answers_are_right(exercise, answer):
    assert judge(exercise, answer).status == "right"


@pytest.mark.parametrize("words", [[], [""], ["d"], ["look-up", "look-up"], ["look-up", "not-found", "look-u"]])
def test_a_smaller_run_is_still_one_of_the_statement(words):
    assert not run_reward.valid(words, "dog", 0.25)
    assert all(run_reward.valid(*trial.case.arguments) for trial in trials(run_reward))


def not_written(*arguments):
    raise NotImplementedError


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_a_blank_is_not_an_attempt(exercise):
    assert judge(exercise, not_written).status == "blank"


@pytest.mark.parametrize(("name", "number"), [(name, number) for name, each in EXERCISES.items()
                                              for number in range(len(each.mistakes))])
def test_each_planted_mistake_gets_its_own_message(name, number):
    mistake = EXERCISES[name].mistakes[number]
    verdict = judge(EXERCISES[name], mistake.function)
    assert verdict.status == "wrong" and verdict.mistake == mistake.message
