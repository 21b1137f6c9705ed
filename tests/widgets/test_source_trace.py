"""SourceTrace without a browser: which passage supports which sentence, what is refused, kept, shown and said."""

import json
import math
import subprocess
import sys

import pytest
from shown import check_drawn_alike, check_shown
from small_sources import LEADS, QUESTIONS, answer, search, small_sources

from llm_edu.errors import CourseError
from llm_edu.retrieval.index import Found
from llm_edu.widgets import source_trace
from llm_edu.widgets.source_trace import widget as module
from llm_edu.widgets.source_trace.supporting import shares_words
from llm_edu.widgets.source_trace.tracing import Passage, trace

POISON = "The BBC is British. It was founded in 1999."


def evidence(traced):
    """For each sentence of the answer (rank, what supports it)."""
    return [(each["passage"], traced["passages"][each["passage"] - 1]["text"][each["from"]:each["to"]] if each["passage"]
             else None) for each in traced["sentences"]]


def passages(*texts):
    return [Passage("one", text, 1.0, 0.5, found=text) for text in texts]


class TestTracing:
    @pytest.mark.parametrize(("sentence", "passage", "found"), [
        ("1922", "It is old. In 1922 it began.", "In 1922 it began."),
        ("It was founded in 1922.", "It was founded. It was sold in 1922.", None),    # not both in one sentence
        ("It was founded in 1922.", "It was established in 1922.", None),
        ("Mia has a red hat.", "Mia runs. Mia bought a red hat.", "Mia bought a red hat."),
        ("Mia has a red hat.", "Mia sat. A red hat. Her red hat.", "A red hat."),    # of equals the first
        ("Mia has a red hat.", "A red hat. Mia sat.", None), ("Mia sang.", "Mia runs.", None),
        ("Mia has a red hat.", "Ben has a blue hat.", None),
        ("It is.", "It is.", None), ("It is.", "", None), ("In 1922.", "19221 or 1.922", None),
        ("MIA’S HAT", "Mia’s hat", "Mia’s hat")])
    def test_shared_words(self, sentence, passage, found):
        place = shares_words(sentence, passage)
        assert (None if place is None else passage[slice(*place)]) == found

    def test_each_sentence_has_the_first_passage_that_is_on_and_supports_it(self):
        three = passages("Mia runs.", "Ben sat. 😀 Mia sang.", "Mia sang.")
        traced = trace("Who?", three, " 😀 Mia sang. Ben sat! Nobody slept.", shares_words)
        assert evidence(traced) == [(2, "😀 Mia sang."), (2, "Ben sat."), (0, None)]
        three[1] = Passage("two", three[1].text, 1, 1, found=three[1].text, on=False)
        assert evidence(trace("Who?", three, "Mia sang. Ben sat!", shares_words)) == [(3, "Mia sang."), (0, None)]
        assert trace("Who?", [], "", shares_words)["said"] == "“Who?” with 0 passages: the answer is empty."

    @pytest.mark.parametrize("place", [(0, 99), (-1, 2), (2, 2), (1,), "ab", 3])
    def test_a_place_that_is_not_in_the_passage(self, place):
        with pytest.raises(ValueError, match=r"supports return(s|ed) \("):
            trace("Who?", passages("Mia"), "Mia.", lambda sentence, passage: place)


class TestAsking:
    def test_switched_off_and_poisoned_the_answer_is_made_again(self):
        asked = []
        sources = small_sources(answer=lambda question, texts: asked.append(texts) or answer(question, texts))
        assert evidence(sources.shown) == [(1, "It was founded in 1922."), (0, None)]
        assert evidence(sources.ask(off=[1]))[0] == (0, None)    # 1895: it was born, not founded
        poisoned = sources.ask(edits={1: POISON})
        assert poisoned["answer"].startswith("It was founded in 1999.") and evidence(poisoned)[0][0] == 1
        assert poisoned["passages"][0]["found"] == LEADS["BBC"]
        assert sources.ask(off=(1, 2, 3))["answer"].startswith("It was founded in 1234.")
        bbc, radio, bread = LEADS.values()
        assert asked == [[bbc, radio, bread], [radio, bread], [POISON, radio, bread], []]
        assert sources.ask() == sources.tries[0] and len(asked) == 4    # kept, and not answered again

    def test_each_question_is_searched_once(self):
        asked = []
        sources = small_sources(search=lambda question: asked.append(question) or search(question))
        sources.ask(QUESTIONS[1])
        sources.ask(off=[2])
        sources.ask("  When is \n bread baked? ")
        assert asked == [*QUESTIONS, "When is bread baked?"]
        assert sources.scene["questions"] == asked and sources.shown["question"] == asked[2]

    def test_what_an_index_finds_is_a_passage(self):
        found = Found(7, "BBC", LEADS["BBC"], 0.03, 7.25, 0.5)
        first = small_sources(search=lambda question: [found]).shown["passages"][0]
        assert first == {"title": "BBC", "text": LEADS["BBC"], "found": LEADS["BBC"], "words": 7.25, "meaning": 0.5, "on": True}

    @pytest.mark.parametrize(("request_", "message"), [
        ({"question": " "}, "there is no question: write one"), ({"question": "x" * 301}, "301 characters: give at most 300"),
        ({"question": 3}, "a question is a text"), ({"off": [4]}, "passages have the ranks 1 to 3, not 4"),
        ({"off": [True]}, "not True"), ({"edits": [[0, "x"]]}, "not 0"), ({"edits": {"1": "x"}}, "off is a list of ranks"),
        ({"edits": [[1, "x" * 6001]]}, "passage 1 has 6,001 characters: give at most 6,000"),
        ({"question": "an error?"}, "KeyError: 'no such model'")])
    def test_what_is_asked_wrong_is_said_and_changes_nothing(self, request_, message):
        sources = small_sources()
        before = sources.scene
        sources.request = {**sources.request, **request_, "sequence": 1}
        assert message in sources.answer["error"] and sources.scene == before
        with pytest.raises(CourseError):
            sources.ask("an error?")
        assert sources.ask(off=[1])["passages"][0]["on"] is False

    @pytest.mark.parametrize(("changes", "problem", "message"), [
        ({"search": 3}, TypeError, "search is a function, not int"),
        ({"supports": None}, TypeError, "supports is a function"),
        ({"questions": "When?"}, TypeError, r"questions is a list of texts: write \['When\?'\]"),
        ({"questions": []}, ValueError, "there are 0 questions: give 1 to 40"),
        ({"search": lambda question: "text"}, TypeError, "search returns a list of passages, not 'text'"),
        ({"search": lambda question: ["text"]}, TypeError, r"a passage is \(title, text, words score, meaning score\)"),
        ({"search": lambda question: [("a", 3, 1, 1)]}, TypeError, "title and text of a passage are texts"),
        ({"search": lambda question: [("a", "b", math.nan, 1)]}, ValueError, "scores of a passage are numbers"),
        ({"search": lambda question: [("a", "b", 1, 1e300)]}, ValueError, "numbers below a million, not"),
        ({"search": lambda question: [("a", "b", 1, 1)] * 13}, ValueError, "returned 13 passages: let it return at most 12"),
        ({"search": lambda question: [("a", "b" * 6001, 1, 1)]}, ValueError, "the passage “a” has 6,001 characters"),
        ({"answer": lambda question, texts: None}, TypeError, r"answer\(question, texts\) returns a text, not NoneType"),
        ({"answer": lambda question, texts: "x" * 4001}, ValueError, "let the model write at most 4,000"),
        ({"score_names": "BM25"}, ValueError, "score_names are two names")])
    def test_wrong_arguments(self, changes, problem, message):
        with pytest.raises(problem, match=message):
            small_sources(**changes)


class TestKept:
    def test_many_tries_drop_the_oldest_changed_ones(self, monkeypatch):
        monkeypatch.setattr(module, "MOST_TRIES", 4)
        sources = small_sources()
        for year in range(1990, 1996):
            sources.ask(edits={1: f"It was founded in {year}."})
            assert str(year) in sources.shown["answer"]
        assert [each["answer"].split()[4][:4] for each in sources.tries] == ["1922", "1993", "1994", "1995"]
        monkeypatch.setattr(module, "LARGEST", 10)
        sources.ask(off=[2])
        assert sources.tries == [sources.shown] and not sources.shown["passages"][1]["on"]

    def test_state_is_small(self):
        sources = small_sources(search=lambda question: [("long", f"{rank} " * 2000, 1, 1) for rank in range(12)])
        for number in range(20):
            sources.ask(edits={1: str(number)})
        assert len(json.dumps(sources.scene)) < 1_000_000


class TestShown:
    def test_picture_and_words(self, recwarn):
        hostile = [("<b>$x$</b>" * 30, "$y$ 我😀 <img src=x> 1922.\n\nA\x07b\ud83d", 999_999, -1), ("", "", 0, 0)]
        check_shown(lambda: small_sources(search=lambda question: hostile, questions=["<i>$?$ \u202e"]), recwarn)
        check_shown(lambda: small_sources(answer=lambda question, texts: ""), recwarn)
        check_shown(lambda: small_sources(search=lambda question: [], answer=lambda question, texts: "A. " * 400), recwarn)
        check_drawn_alike(small_sources)

    def test_summary_says_what_was_changed(self):
        sources = small_sources()
        assert sources.summary() == (
            "“When was the BBC founded?” with 3 passages: 1 of 2 sentences supported. “It was founded in 1922.” is supported "
            "by “It was founded in 1922.” in passage 1, “BBC”; “Everybody knows that.” is unsupported.")
        sources.ask(off=[2], edits={1: POISON})
        assert "with 3 passages, 1 of them off, 1 edited: 1 of 2" in sources.summary()
        assert "in passage 1, “BBC”, which was edited;" in sources.summary()

    def test_the_rule_of_support_is_shown(self):
        def by_hand(sentence, passage):
            """Always the first letter.

            And more."""
            return 0, 1

        assert small_sources(supports=by_hand).scene["rule"] == "Always the first letter."
        assert small_sources(supports=lambda sentence, passage: None).scene["rule"] == ""
        assert small_sources().scene["rule"].startswith("Supported: a sentence has all numbers")
        assert source_trace.__all__ == ["SourceTrace"]


def test_widgets_are_imported_without_pytorch():
    """The first lessons use them before they need it, and it takes a second or more."""
    code = "import sys, llm_edu.widgets; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
