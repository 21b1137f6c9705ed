"""The answers to drafts on which the desk's reading of a yes is judged: nothing is taken for a yes that is not one."""

import pytest

from llm_edu.lessons.agents.answering import DRAFTS, PARTS, counted, print_answers, read_answers, taken_for


def test_the_answers_are_many_and_each_is_in_one_part():
    answers = read_answers()
    texts = [(answer["draft"], answer["text"].lower()) for answer in answers]
    assert len(answers) >= 150 and len(set(texts)) == len(texts) and {answer["draft"] for answer in answers} == {*DRAFTS}


@pytest.mark.parametrize("part", PARTS)
def test_most_are_read_right_and_nothing_is_a_false_yes(part):
    counts = counted(part)
    of = {means: sum(number for (meant, _), number in counts.items() if meant == means) for means in ("yes", "no", "neither")}
    assert not counts["no", "yes"] and not counts["neither", "yes"] and not counts["yes", "no"]
    assert counts["yes", "yes"] >= 0.87 * of["yes"] and counts["no", "no"] >= 0.9 * of["no"]


ADDED = ("but not now", "if it is free", "unless it rains", "and a lamp", "only one", "says my wife", "tomorrow", "never", "- not!", "right?",
         "when I am rich", "provided it is blue", "instead of the other", "🙄", "no", "three of them", "and cancel 1030")


@pytest.mark.parametrize("added", ADDED)
def test_a_yes_with_anything_else_is_not_a_yes(added):
    answers = [answer for answer in read_answers() if answer["means"] == "yes"]
    texts = [{**answer, "text": text} for answer in answers for text in (f"{answer['text']} {added}", f"{added} {answer['text']}")]
    assert [answer["text"] for answer in texts if taken_for(answer) == "yes"] == []


def test_the_lesson_prints_a_row_for_each(capsys):
    print_answers()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7 and "held out: yes (69)" in lines[4] and max(map(len, lines)) <= 96
