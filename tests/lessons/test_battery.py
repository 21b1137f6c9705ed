"""Do the checks hold against strangers? Unforeseen answers, right and wrong, to every exercise (``support/battery.py``).

The full tier tries all of them, the fast tier two right ones. One exercise alone: ``pytest --all
tests/lessons/test_battery.py -k count_pairs``.
"""

import pytest
from battery import battery, read, report_of
from exercise_cells import EXERCISES

LEAST_WRONG, LEAST_RIGHT = 10, 4
FEW = 2


def test_every_exercise_has_its_battery():
    assert set(battery()) == set(EXERCISES)
    for exercise, answers in battery().items():
        assert len(answers.wrong) >= LEAST_WRONG and len(answers.right) >= LEAST_RIGHT, exercise
        texts = [answer.text for answer in answers.right + answers.wrong]
        assert len(set(texts)) == len(texts), f"{exercise}: one answer is there twice"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_right_is_accepted_and_wrong_refused(exercise, full_tier, announce):
    answers = battery()[exercise]
    tried = answers.right + answers.wrong if full_tier else answers.right[:FEW]
    mistaken = []
    for answer in tried:
        report = report_of(answer)
        accepted = report is not None and report.status == "right"
        if accepted != (answer.kind == "right"):
            mistaken.append(f"{answer.kind}, {'accepted' if accepted else 'refused'}: {answer.title}\n{report}")
    if full_tier:
        announce(f"battery of {exercise}: {len(answers.wrong)} wrong, {len(answers.right)} right, {len(mistaken)} judged "
                 "otherwise")
    assert not mistaken, "\n\n".join(mistaken)


WHOLE = "=== f\nright: a loop\n  a = 1\n  b = 1\n  a = 1\n"


@pytest.mark.parametrize("edit, text", [
    ("- a = 1\n+ a = 2\n", "a = 2\nb = 1\na = 1"),
    ("+ import c\n- a = 1\n- b = 1\n", "import c\na = 1"),
    ("  b = 1\n- a = 1\n+ a = 2\n+ a = 3\n", "a = 1\nb = 1\na = 2\na = 3"),
    ("  b = 2\n\n", "b = 2"),
])
def test_an_answer_may_be_a_change_of_the_whole_one_above_it(edit, text):
    [answer] = read(f"{WHOLE}wrong: a slip\n{edit}equivalent: 1 → 2 in: a = 1\n  nobody\n  sees it\n")["f"].wrong
    assert (answer.kind, answer.title, answer.text) == ("wrong", "a slip", text)


@pytest.mark.parametrize("text, message", [
    ("wrong: a slip\n- c = 1\n", "f, wrong: a slip: the whole answer above has no such line (from here on): 'c = 1'"),
    ("wrong: a slip\n- b = 1\n- b = 1\n", "no such line"), ("wrong: a slip\na = 1\n", "begin a line of code, not 'a = 1'"),
    ("=== f\n", "twice"), ("=== g\nwrong: a slip\n- a = 1\n", "g, wrong: a slip: the whole answer above"),
])
def test_a_change_that_does_not_fit_says_so(text, message):
    with pytest.raises(AssertionError, match="slip|twice") as caught:
        read(WHOLE + text)
    assert message in str(caught.value)
