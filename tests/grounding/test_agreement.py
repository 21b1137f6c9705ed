"""Answers are compared in a simplified form, and the most frequent one wins."""

import numpy as np
import pytest

from llm_edu.grounding import most_frequent_answer, simplified


@pytest.mark.parametrize("answer, form", [
    ("The Rome.", "rome"), ("U.S.", "us"), ("athens", "athens"), ("king of the  hill", "king of hill"), ("A!", ""),
    ("São Paulo", "são paulo"), ("an\tanna", "anna")])
def test_simplified(answer, form):
    assert simplified(answer) == form == simplified(form)


@pytest.mark.parametrize("answers, found", [
    (["Rome"], ("rome", 1.0)), (["Milan", "the Rome", "rome!"], ("rome", 2 / 3)),
    (["milan", "rome", "rome", "milan", ""], ("milan", 0.4)), (["", "the", "rome"], ("", 2 / 3))])
def test_majority(answers, found):
    assert most_frequent_answer(answers) == found


def test_no_answers():
    with pytest.raises(ValueError, match="no answers"):
        most_frequent_answer([])
    assert most_frequent_answer(np.array(["Rome", "rome"])) == ("rome", 1)
