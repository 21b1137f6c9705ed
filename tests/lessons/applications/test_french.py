"""Real English into French: what is tested and what may be looked into, requests, answers and scores."""

import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.applications.french_demos import draw_pairs, first_line, french_scores, nearest, request
from llm_edu.lessons.applications.measurements.french import by_model, without_a_model

MEMORY = [("Save the file", "Enregistrer le fichier"), ("Close this tab", "Fermer cet onglet"), ("Close it", "Fermer")]


def test_the_nearest_shares_most_words():
    assert nearest("Close the tab", MEMORY, 2) == [MEMORY[1], MEMORY[2]]


def test_requests_and_answers():
    assert request("Open it", MEMORY[:1]).endswith(
        "English: Save the file\nFrench: Enregistrer le fichier\n\nEnglish: Open it\nFrench:")
    assert first_line("Français : « Ouvrir »\n\nThis means to open.") == "Ouvrir"
    assert first_line("") == ""


def test_scores_of_what_is_known():
    right = french_scores(MEMORY, [french for _, french in MEMORY])
    assert right["chrF"] == right["interval"][0] == 100 and right["exact"] == 3 and right["copied"] == 0
    copied = french_scores(MEMORY, [english for english, _ in MEMORY])
    assert copied["copied"] == 3 and copied["chrF"] < 40


@pytest.mark.asset("english-french")
def test_no_tested_phrase_is_in_the_memory():
    tested, memory = draw_pairs()
    assert len(tested) == 60 and len(memory) == 1_044 - 60 and not set(tested) & set(memory)
    assert max(len(english.split()) for english, _ in tested) <= 15


@pytest.mark.full
@pytest.mark.asset("english-french")
def test_baselines_and_a_model_that_copies():
    found = without_a_model()
    assert found["nearest phrase"]["chrF"] > found["copy the English"]["chrF"] + 10
    copying = by_model("nearest", ask=lambda requests, _: [each.split("English: ")[-1].split("\n")[0] for each in requests])
    assert copying["copied"] == 60 and copying["chrF"] == found["copy the English"]["chrF"]


def test_the_measurement_says_what_the_lesson_says():
    kept = load_measurement("applications_french")
    copied, found = kept["without a model"]["copy the English"], kept["without a model"]["nearest phrase"]
    for examples in ("none", "same", "nearest"):
        said = kept[f"{examples} examples"]
        assert said["exact"] == 0 and said["interval"][0] < copied["interval"][1] < found["interval"][0]
        assert len(said["answers"]) == 60 and said["chrF"] < found["interval"][0]
