"""Questions by rules, the year in a reply, citations, abstaining: on small cases, without a model."""


import pytest

from llm_edu.lessons.grounding.asking import answer_of, prompt_with
from llm_edu.lessons.grounding.citing import cited
from llm_edu.lessons.grounding.measurements import rag
from llm_edu.lessons.grounding.questions import TRIED, YEAR, held_out, question_about, questions

BBC = "The BBC is British. It was established in 1922 under this name, and grew until 1927."


@pytest.mark.parametrize("title, lead, text, year, rule", [
    ("BBC", BBC, "In which year was the BBC established?", "1922", "passive"),
    ("Jaws (film)", "Jaws is a 1975 American thriller film, after the 1974 novel.",
     "In which year did the film Jaws come out?", "1975", "kind"),
    ("Utopia (book)", "Utopia is a work of fiction, published in 1516 and revised in 1518.",
     "In which year was Utopia published?", "1516", "first"),
    ("Albert Einstein", "He was born in 1879. He won the Nobel Prize in Physics in 1921.",
     "In which year did Albert Einstein win the Nobel Prize in Physics?", "1921", "active"),
    ("Walter Gropius", "He was born in 1883. In 1959, he won the AIA Gold Medal, a prize.",
     "In which year did Walter Gropius win the AIA Gold Medal?", "1959", "dated"),
    ("Harvard University", "Founded in 1636, and named in 1639, it is the oldest.",
     "In which year was Harvard University founded?", "1636", "opening"),
    ("Louis XV", "Louis XV was King of France from 1 September 1715 until his death in 1774.",
     "In which year did Louis XV die?", "1774", "death"),
])
def test_a_question_has_the_year_of_its_sentence(title, lead, text, year, rule):
    made = question_about(7, title, lead)
    assert (made.text, made.year, made.number, made.rule) == (text, year, 7, rule) and year in made.sentence


@pytest.mark.parametrize("title, lead", [
    ("BBC", "It was established in 1922."),    # a single year: copying it would do
    ("Albert Einstein", "Bohr was awarded the Nobel Prize in 1922, Einstein in 1921."),    # of another
    ("Marie Curie", "She gave her name in 1895. He was appointed professor in 1904."),    # he is not she
    ("Poland", "It was founded by Mieszko in 966, and the union of 1385 and 1569 came later."),    # no such year
    ("Hertz", "It was measured 1960–1962 and adopted when it was needed in 1964."),
])
def test_no_question_where_the_rules_are_unsure(title, lead):
    assert question_about(0, title, lead) is None


@pytest.mark.asset("wikipedia-leads")
def test_questions_are_many_alone_and_answerable():
    asked = held_out()
    assert len(asked) >= 200 and len(questions()) == TRIED + len(asked)
    assert len({each.number for each in questions()}) == len(questions())
    for each in asked:
        years = YEAR.findall(rag.lead(each.number))
        assert each.year in YEAR.findall(each.sentence) and each.sentence in rag.lead(each.number)
        assert len(set(years)) >= 2 and not YEAR.search(each.text) and each.text.startswith("In which year ")


@pytest.mark.asset("wikipedia-leads")
def test_a_poisoned_lead_has_another_year_and_others_lack_the_answer():
    asked = held_out(30)
    for place, each in enumerate(asked):
        text, planted = rag.poisoned(each.number, each.year)
        assert each.year not in YEAR.findall(text) and planted in YEAR.findall(text)
        assert planted not in YEAR.findall(rag.lead(each.number)) and 3 <= abs(int(planted) - int(each.year)) <= 30
        assert each.year not in YEAR.findall(rag.lead(rag.wrong_lead(place, asked)))
        given = [rag.passages(place, asked, position) for position in (1, 3, 5)]
        assert all(len(set(five)) == 5 and set(five) == set(given[0]) for five in given)
        for position, five in zip((1, 3, 5), given):
            assert [each.year in YEAR.findall(passage) for passage in five].index(True) == position - 1


class Letters:
    """A tokenizer whose ids are characters."""

    def decode(self, ids):
        return "".join(map(chr, ids))


@pytest.mark.parametrize("reply, year, log, kept", [
    (" 1922, as", "1922", -1.0, "1922"), (" not told\0 1922", "", -1.0, "not told"), ("\0", "", -1.0, ""),
    (" 19", "", -1.0, "19")])
def test_a_reply_is_cut_after_its_year(reply, year, log, kept):
    found = answer_of(Letters(), [ord(letter) for letter in reply], [-1.0] * len(reply), {0})
    assert (found.year, found.log, found.reply) == (year, log, kept)


def test_only_a_sentence_about_the_subject_counts():
    order = f"{BBC} {rag.INJECTION}"
    assert cited("1922", "BBC", [order]).startswith("It was established") and cited("1234", "BBC", [order]) is None
    assert cited("", "BBC", [BBC]) is None and cited("192", "BBC", [BBC]) is None and cited("1922", "The", [BBC]) is None


def test_marks_go_around_the_source_only():
    prompt = prompt_with("When?", ["A source."], quoted=True)
    assert prompt.count("A source.") == 1 and prompt.index("A source.") < prompt.index("</document>\n\nAnswer")
