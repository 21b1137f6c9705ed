"""Real questions without a source: where the answer is in a reply, when replies agree, and what was measured."""

import numpy as np
import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.grounding import facts_demos as demos
from llm_edu.lessons.grounding.asking_facts import reply_of
from llm_edu.lessons.grounding.facts import CAPITALS, answer_in, facts, holds
from llm_edu.lessons.grounding.measurements import facts as measured

ASKED = "What is the capital of Peru?"


@pytest.mark.parametrize("kind, question, reply, answer", [
    ("capital", ASKED, "The capital of Peru is Lima, in South America.", "Lima"),
    ("capital", ASKED, "The capital of the Republic of Ghana is Accra.", "Accra"),
    ("capital", ASKED, "Peru is a country in South America, and its capital city is Lima.", "Lima"),
    ("capital", ASKED, "The capital of Peru is known as the city of Addis Ababa.", "Addis Ababa"),
    ("capital", ASKED, "Peru has the city of São Paulo as its capital.", "São Paulo"),
    ("capital", ASKED, "Peru is the capital of the country of Peru.", "Peru"),
    ("capital", ASKED, "Hoi An, also called Faifo, is the capital of Peru.", "Hoi An"),
    ("capital", ASKED, "The capital of Peru, Lima, is large.", "Lima"), ("capital", ASKED, "Lima, Peru.", "Lima"),
    ("capital", ASKED, "Peru is a vibrant nation in South America.", ""), ("capital", ASKED, "", ""),
    ("year", "When was it founded?", "It was founded in May 1922, not 1923.", "1922"),
    ("year", "When was it founded?", "Long ago, in Rome.", ""),
    ("natural", "who wrote hamlet", "Hamlet was written by William Shakespeare in London.", "William Shakespeare"),
    ("natural", "how many legs has a dog", "It has 4 legs.", "4"),
    ("natural", "what is water", "a liquid", "a liquid"), ("natural", "who is mia's cat", "Mia is not, Otto is.", "Otto"),
])
def test_the_answer_in_a_reply(kind, question, reply, answer):
    assert reply[slice(*answer_in(kind, question, reply))] == answer


@pytest.mark.parametrize("reply, accepted, right", [
    ("It is in São Paulo.", ["Rio", "Sao Paulo"], True), ("Romeo", ["Rome"], False), ("the U.S.", ["US"], True),
    ("", ["Rome"], False), ("Rome", ["the city of Rome"], False)])
def test_an_accepted_answer_is_in_a_reply(reply, accepted, right):
    assert holds(reply, accepted) is right


class Letters:
    """A tokenizer whose ids are characters."""

    def decode(self, ids):
        return "".join(map(chr, ids))


@pytest.mark.parametrize("reply, short, probability", [("Its capital is Ur\0Rome", "Ur", 0.25), ("No idea at all", "", 0)])
def test_the_probability_is_that_of_the_answer_alone(reply, short, probability):
    ids, logs = list(map(ord, reply)), [np.log(0.5)] * len(reply)
    found = reply_of(Letters(), "capital", ASKED, ids, logs, [0])
    assert (found.text, found.short, found.probability) == (reply.split("\0")[0], short, pytest.approx(probability))


@pytest.mark.parametrize("answers, found", [
    (["Rome", "", "Rome.", "Milan"], ("rome", 0.5)), (["", ""], ("", 0.0)), (["", "", "Rome"], ("rome", 1 / 3))])
def test_a_reply_without_an_answer_agrees_with_none(answers, found):
    assert demos.agreement(answers) == found


def test_what_stops_half_of_the_questions():
    sure, right = [0.9, 0.8, 0.2, 0.1] * 10, [True, True, False, False] * 10
    risks = demos.half_risks({"good": (sure, right), "bad": ([1 - each for each in sure], right)})
    assert risks["good"][0] == 0 and risks["bad"][0] == 1 and len(risks["good"][1]) == demos.RESAMPLES
    assert np.quantile(risks["bad"][1] - risks["good"][1], 0.025) > 0.5


@pytest.mark.asset("wikipedia-leads")
def test_facts_are_asked_without_their_answers():
    asked = facts()
    assert len(asked) == len({fact.wordings for fact in asked}) == 100 and len(CAPITALS) == 60
    for fact in asked:
        assert len(set(fact.wordings)) == 5 and not any(holds(wording, [fact.answer]) for wording in fact.wordings)


@pytest.fixture(scope="module")
def kept():
    return load_measurement("grounding_facts").results()


@pytest.mark.asset("wikipedia-leads", "natural-questions")
def test_what_is_kept_are_replies_to_these_questions(kept):
    assert list(kept) == list(measured.RUNS) and kept["facts"] == measured.asked_about()
    assert kept["natural"]["question"] == [each.text for each in measured.natural_questions()]
    for wording in demos.WORDINGS:
        run = kept[f"wording {wording}"]
        for fact, reply, short in zip(facts(), run["reply"], run["short"], strict=True):
            assert short == reply[slice(*answer_in(fact.kind, fact.wordings[wording - 1], reply))]
    assert all(len(drawn) == measured.SAMPLES for drawn in kept["natural, samples"] + kept["facts, samples"])
    assert (len(kept["natural, samples"]), len(kept["facts, samples"])) == (measured.FEWER, len(facts()))


def test_what_is_printed(kept, capsys):
    for show in (demos.print_questions, demos.print_replies, demos.print_right, demos.print_guides):
        show(kept)
    demos.print_wordings(kept, "capital")
    demos.print_agreement(kept, "capital")
    demos.print_majority(kept, "capital")
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 96 and "5 of 5 wordings agree" in printed
    assert "each wording alone: 65% 63% 43% 77% 33% right" in printed    # the fourth is as good as the majority's 78 %


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.asset("smollm2", "wikipedia-leads")
def test_smollm2_replies_the_same_again(kept):
    again = measured.in_wording(0, count=3)
    assert again["short"][:3] == kept["wording 1"]["short"][:3]
    assert again["probability"][:3] == pytest.approx(kept["wording 1"]["probability"][:3], abs=0.02)
