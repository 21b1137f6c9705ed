"""Do the checks hold against strangers? Unforeseen answers, right and wrong, to every exercise (``support/battery.py``).

One exercise alone: ``pytest --all tests/lessons/test_battery.py -k count_pairs``.
"""

import pytest
from battery import battery, report_of
from exercise_cells import EXERCISES

LEAST_WRONG, LEAST_RIGHT = 10, 4
ANSWERS = battery()


def test_every_exercise_has_its_battery():
    assert set(ANSWERS) == set(EXERCISES)
    for exercise, answers in ANSWERS.items():
        titles = [answer.title for answer in answers]
        assert len(set(titles)) == len(titles), exercise
        kinds = [answer.kind for answer in answers]
        assert kinds.count("wrong") >= LEAST_WRONG and kinds.count("right") >= LEAST_RIGHT, exercise


@pytest.mark.full
@pytest.mark.parametrize("exercise", ANSWERS)
def test_right_is_accepted_and_wrong_refused(exercise, announce):
    mistaken, contrived = [], []
    for answer in ANSWERS[exercise]:
        report = report_of(answer)
        accepted = report is not None and report.status == "right"
        if answer.kind == "contrived":
            contrived.append(accepted)
        elif accepted != (answer.kind == "right"):
            mistaken.append(f"{answer.kind}, {'accepted' if accepted else 'refused'}: {answer.title}"
                            + (f"\n{report}" if answer.kind == "right" else ""))
    counts = {kind: sum(answer.kind == kind for answer in ANSWERS[exercise]) for kind in ("wrong", "right")}
    announce(f"battery of {exercise}: {counts['wrong']} wrong, {counts['right']} right, {len(mistaken)} judged "
             f"otherwise; of {len(contrived)} contrived {sum(contrived)} pass")
    assert not mistaken, "\n\n".join(mistaken)
