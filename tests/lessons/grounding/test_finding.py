"""The index of all leads from the vectors that are kept, the queries, and what is shown of the measurement."""

import time

import numpy as np
import pytest

from llm_edu.assets import load_wikipedia_leads
from llm_edu.course.measuring import load_measurement
from llm_edu.errors import CourseError
from llm_edu.lessons.grounding import finding_demos, finding_plots, searching
from llm_edu.retrieval import load_minilm, split_into_words

KEPT = load_measurement("grounding_finding").results()
KINDS = ["description", "no rare word", "named", "described"]


@pytest.mark.asset("wikipedia-leads", "minilm")
def test_kept_vectors_are_those_of_the_leads_and_a_query_takes_milliseconds():
    index, encoder = searching.load_leads_index(), load_minilm()
    assert len(index) == 10_033 and index.vectors.dtype == np.float32
    rows = [5, 1234, 7000, 10_032]
    cosines = (encoder.encode([index.texts[row] for row in rows]) * index.vectors[rows]).sum(1)
    assert cosines.min() > 0.9998
    leads = load_wikipedia_leads("en")
    assert [index.names[row] for row in rows] == [leads[row].title for row in rows]
    began = time.process_time()
    for _ in range(5):
        found = index.search(encoder, "a doctor for animals")
    assert (time.process_time() - began) / 5 < 0.25    # 8 ms on an idle core; processor time of all threads
    assert "Medical doctor" in [hit.name for hit in found]


@pytest.mark.asset("wikipedia-leads")
def test_vectors_of_another_number_of_leads_are_refused(monkeypatch):
    monkeypatch.setattr(searching, "leads", lambda: load_wikipedia_leads("en")[:9])
    with pytest.raises(CourseError, match="llm-edu measure grounding_finding vectors"):
        searching.load_leads_index()


def test_8_bits_find_what_32_find():
    told = KEPT["vectors"]
    for k in (1, 5, 20):
        exact, short = (finding_demos.within(told[bits], k).mean() for bits in ("32 bits", "8 bits"))
        assert abs(exact - short) < 0.005
    assert told["lowest cosine"] > 0.9998
    vectors = np.random.default_rng(0).normal(size=(9, 384))
    again = searching.unit_length(searching.in_8_bits(vectors).astype(np.float32))
    assert np.allclose(again, searching.unit_length(vectors), atol=2e-3)


@pytest.mark.asset("wikipedia-leads")
def test_queries_are_what_they_are_said_to_be():
    leads = load_wikipedia_leads("en")
    for kind in KINDS:
        assert searching.queries(kind) == (KEPT[kind]["query"], KEPT[kind]["lead"]), "measure grounding_finding again"
    words = [set(split_into_words(searching.text_of(lead))) for lead in leads]
    for query, number in zip(*searching.queries("no rare word", 20)):
        for word in words[number] & set(split_into_words(query)):
            assert sum(word in each for each in words) >= 100
    for (query, number), named in zip(zip(*searching.queries("described")), searching.queries("named")[0]):
        bare = leads[number].title.split(" (")[0]
        assert bare in named and bare not in query


def test_shown_is_what_was_measured(capsys):
    finding_demos.print_differences(KEPT, KINDS)
    finding_demos.print_units(KEPT, ["named"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 96
    share = finding_demos.within(KEPT["description"]["words"], 5).mean()
    plot = finding_plots.plot_recall(KEPT, KINDS[:2])
    assert f"BM25 {share:.0%}" in plot.alt and plot.to_png()


@pytest.mark.asset("wikipedia-leads", "minilm")
def test_one_query_is_shown_among_all_leads(capsys):
    index, encoder = searching.load_leads_index(), load_minilm()
    plot = finding_plots.plot_both_scores(index, encoder, "a doctor for animals")
    assert "BM25 puts Doctor Who first, MiniLM Veterinary medicine" in plot.alt and plot.to_png()
    finding_demos.print_found(index, encoder, "a doctor for animals")
    assert "Doctor Who" in capsys.readouterr().out
