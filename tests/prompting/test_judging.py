"""Votes, forms, attacks: the cases that are easily got wrong."""

import pytest

from llm_edu.prompting import attack_success, majority_answer, read_label


def test_a_vote_is_of_those_who_vote():
    assert majority_answer([]) is None
    assert majority_answer([None, None, 3]) == 3
    assert majority_answer([0, None, 0, 5]) == 0
    assert majority_answer([5, 2, 2, 5]) == 5


@pytest.mark.parametrize("reply", [
    "", "positive", '"positive"', "null", "[]", '{"sentiment": []}', '{"sentiment": null}', '{"Sentiment": "positive"}',
    '{"sentiment": "positive", "sure": true}', '{"sentiment": "positive"} I hope this helps.',
    '```json\n{"sentiment": "positive"}\n```', '{"sentiment": "positive"', "[" * 200_000, '{"sentiment": "Positive"}',
])
def test_what_has_not_the_form_is_no_label(reply):
    assert read_label(reply) is None


def test_white_space_is_no_fault():
    assert read_label('\n{ "sentiment" :\t"negative" }\n') == "negative"
    assert read_label('{"mood": "glad"}', ["glad"], "mood") == "glad"


def test_only_what_could_be_turned_counts():
    assert attack_success(["good", "good"], ["good", "good"], "good") == 0
    assert attack_success([None, "good"], ["good", "bad"], "good") == 1
    with pytest.raises(ValueError):
        attack_success(["good"], [], "good")
