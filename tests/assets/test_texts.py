"""The texts of lesson 10 when they are here: how many, what they look like, what is left of damage in their files."""

import re
from collections import Counter
from statistics import mean

import pytest

from llm_edu.assets import (
    FilmReview,
    WordProblem,
    clear_film_reviews,
    load_asdiv,
    load_film_reviews,
    load_medmcqa,
    load_natural_questions,
    load_pubmed,
    load_sentiment_lexicon,
    load_summaries,
    load_summary_pairs,
    near_duplicates,
    split_records,
)
from llm_edu.errors import CourseError

# Mojibake, HTML, typographic spaces, ligatures, control characters, what stands for a character that got lost.
DAMAGE = re.compile("Ã.|â€|&\\w+;|&#|</?\\w+>|[\u00a0\u2000-\u200f\ufb00-\ufb06\ufeff\ufffd\x00-\x09\x0b-\x1f\x7f-\x9f]")


def damaged(texts):
    return [text for text in texts if DAMAGE.search(text) or text != text.strip() or not text]


def test_absent_says_how_to_fetch_it(cache):
    for load, name in ((load_film_reviews, "film-reviews"), (load_sentiment_lexicon, "film-reviews"),
                       (load_pubmed, "medicine"), (load_medmcqa, "medicine"), (load_summary_pairs, "summary-pairs"),
                       (load_summaries, "wikipedia-leads"), (load_asdiv, "asdiv"),
                       (load_natural_questions, "natural-questions")):
        with pytest.raises(CourseError, match=f"llm-edu fetch {name}"):
            load()
    with pytest.raises(ValueError, match="expert, automatic"):
        load_pubmed("all")


@pytest.mark.asset("film-reviews")
class TestFilmReviews:
    def test_all(self):
        reviews = load_film_reviews()
        assert len(reviews) == 10_605 and damaged(review.text for review in reviews) == []
        assert reviews[2] == FilmReview("Effective but too tepid biopic", -0.6) and not reviews[2].is_positive
        assert min(review.grade for review in reviews) == -3.875 and max(review.grade for review in reviews) < 4
        assert sum("&" in review.text for review in reviews) >= 22
        assert any("Jirí Hubac's script is a gem" in review.text for review in reviews)
        assert sum(review.is_positive for review in reviews[:5000]) > 4700    # in the file's order, which is no sample

    def test_clear_ones_and_their_split(self):
        clear = clear_film_reviews(load_film_reviews())
        assert len(clear) == 7_079 and sum(review.is_positive for review in clear) == 3_628
        assert len(near_duplicates([review.text for review in clear])) == 6
        train, held_out = split_records(clear)
        assert (len(train), len(held_out)) == (5_661, 1_418)
        assert sum(review.is_positive for review in train) == 2_928
        assert not {review.text for review in train} & {review.text for review in held_out}
        assert 50 < sum(review.is_positive for review in train[:100]) < 65    # any beginning is a sample

    def test_lexicon(self):
        lexicon = load_sentiment_lexicon()
        assert len(lexicon) == 7_502 and lexicon["innocent"] == 1.4 and lexicon["foolishness"] == -1.8
        assert all(-4 <= grade <= 4 for grade in lexicon.values()) and ":-Þ" in lexicon


@pytest.mark.asset("medicine")
class TestMedicine:
    @pytest.mark.parametrize(("part", "answers"), [
        ("expert", {"yes": 276, "no": 169, "maybe": 55}), ("automatic", {"yes": 463, "no": 37}),
    ])  # fmt: skip
    def test_abstracts(self, part, answers):
        abstracts = load_pubmed(part)
        assert Counter(abstract.answer for abstract in abstracts) == answers
        assert damaged(text for each in abstracts for text in (each.question, *each.paragraphs)) == []
        assert all(each.question.endswith("?") or each.question.islower() for each in abstracts)
        assert not any("Context (" in each.text for each in abstracts)
        assert 195 < mean(len(each.text.split()) for each in abstracts) < 205

    def test_no_abstract_comes_twice(self):
        assert near_duplicates([each.text for part in ("expert", "automatic") for each in load_pubmed(part)]) == []

    def test_exams(self):
        questions = load_medmcqa()
        assert Counter(each.answer for each in questions) == {0: 1348, 1: 1085, 2: 925, 3: 825}
        assert len({each.subject for each in questions}) == 21 and questions[0].subject == "Anaesthesia"
        assert damaged(text for each in questions for text in (each.question, *each.options)) == []
        assert {len(each.options) for each in questions} == {4}
        kiesselbach = next(each for each in questions if "Kiesselbach's plexus" in each.question)
        assert kiesselbach.options[kiesselbach.answer] == "Anterior ethmoidal aery"    # its "rt" was lost
        assert kiesselbach.text.splitlines()[2] == "B. Anterior ethmoidal aery"
        assert sum(len({option.lower() for option in each.options}) < 4 for each in questions) == 21


@pytest.mark.asset("wikipedia-leads")
@pytest.mark.parametrize(("language", "count"), [("en", 9_862), ("fr", 9_647), ("es", 5_865)])
def test_summaries(language, count):
    summaries = load_summaries(language)
    assert len(summaries) == count and all(each.description.strip() and each.text for each in summaries)
    assert not any("  " in each.text for each in summaries)


@pytest.mark.full
@pytest.mark.asset("wikipedia-leads")
def test_summaries_are_split():
    summaries = load_summaries()
    train, held_out = split_records(summaries)
    assert (len(train), len(held_out)) == (7_888, 1_974) and near_duplicates([each.text for each in summaries]) == []


@pytest.mark.asset("summary-pairs")
def test_summary_pairs():
    pairs = load_summary_pairs()
    assert len(pairs) == 368 and len({pair.text for pair in pairs}) == 209
    assert all(pair.right != pair.wrong for pair in pairs)
    assert damaged(text for pair in pairs for text in (pair.text, pair.right, pair.wrong)) == []


@pytest.mark.asset("asdiv")
class TestWordProblems:
    def test_all(self):
        problems = load_asdiv()
        assert len(problems) == 2_084 and damaged(text for each in problems for text in (each.story, each.question)) == []
        assert problems[0] == WordProblem("Seven red apples and two green apples are in the basket.",
                                          "How many apples are in the basket?", 9, "apples")
        assert not any("  " in each.text or each.text.endswith(" ") for each in problems)

    def test_answers_are_numbers(self):
        problems = load_asdiv()
        assert all(type(each.answer) in (int, float) and each.answer >= 0 for each in problems)
        assert all(type(each.answer) is int or each.answer % 1 for each in problems)
        assert not any(re.search(r"\d", each.unit) for each in problems)
        assert sum(type(each.answer) is int for each in problems) > 1_900


@pytest.mark.asset("natural-questions")
def test_natural_questions():
    questions = load_natural_questions()
    assert len(questions) == len({each.text for each in questions}) == 1_769
    assert damaged(text for each in questions for text in (each.text, *each.answers)) == []
    assert not any("\\" in answer for each in questions for answer in each.answers)
    counts = Counter(len(each.answers) for each in questions)
    assert min(counts) == 1 and max(counts) == 17 and counts[1] == 723
    christmas = questions[0]    # the third one is a competitor's, which judges found correct
    assert christmas.answers == ("6 geese a-laying", "maids a-milking", "six geese a-laying")
    assert {"Jöns Berzelius", "miguel díaz-canel", 'Nicholas Edward "Nick" Palatas'} <= {
        answer for each in questions for answer in each.answers}
