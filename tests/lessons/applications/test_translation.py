"""What lesson 13 says of the translator: its scores, and the measurement."""

import pytest

from llm_edu.applications.translation import Vocabulary, make_corpus
from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.applications.translation_demos import baseline_scores, report, train_translator


def test_a_small_training_is_looked_at_and_reported():
    corpus, vocabulary = make_corpus(stories=40, held_out=20), Vocabulary()
    model, rows, seconds = train_translator(corpus, vocabulary, steps=8, moments=(4, 8))
    assert [step for step, _, _ in rows] == [4, 8] and all(0 <= share <= 1 for row in rows for share in row[1:])
    found = report(model, corpus, vocabulary)
    assert seconds > 0 and sum(found["mistakes"].values()) == found["held_out"]["n"] == 20
    assert sum(count for _, count in found["aligned by kind"].values()) == sum(
        len(pair.words) for pair in corpus.held_out)


def test_the_measurement_says_what_the_lesson_says():
    kept = load_measurement("applications_translation")
    counts = kept["baselines"]["counts"]
    assert counts["held_out"] == 1_200 and kept["baselines"]["coverage"] == 1.0
    for seed in range(3):
        taught, plain = kept[f"seed {seed}"], kept[f"stories only, seed {seed}"]
        assert taught["held_out"]["exact"] >= 0.975 and taught["aligned"] >= 0.95
        assert plain["aligned"] < taught["aligned"] - 0.15
        assert plain["held_out_nonsense"]["exact"] < taught["held_out_nonsense"]["exact"] - 0.3


@pytest.mark.full
def test_baselines_again():
    kept = dict(load_measurement("applications_translation")["baselines"])
    again = baseline_scores(make_corpus())
    assert all(again[name] == pytest.approx(kept[name], abs=0.2) for name in again)
