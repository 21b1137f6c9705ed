"""Scores of claims and thresholds: on small cases, and against other ways to compute the same."""

import math
import random

import numpy as np
import pytest
from sklearn.metrics import precision_recall_curve, roc_auc_score
from tiny_chat import tiny_chat
from tiny_encoder import write_encoder

from llm_edu.bias.likelihood import continuation_log_probs, text_log_probs
from llm_edu.grounding import verdicts
from llm_edu.grounding import verification as checks
from llm_edu.grounding.story_claims import KINDS, PEOPLE, changed_values, claim, story_claims
from llm_edu.retrieval import load_encoder
from llm_edu.storyland import World


@pytest.mark.parametrize("claim, evidence, share", [
    ("Ben lent a hat to Mia.", "Mia lent Ben a hat.", 1.0),    # who did what to whom cannot be seen
    ("Mia did not lend a hat.", "Mia had to lend a hat.", 1.0),    # nor a denial
    ("Founded in 1922.", "It was founded in 1927.", 0.5), ("It is not.", "It is not.", 0.0), ("Mia's art", "Mia: party", 0.5)])
def test_overlap_sees_words_only(claim, evidence, share):
    assert checks.content_overlap(claim, evidence) == share


def test_the_nearest_sentence_is_found(tmp_path):
    encoder = load_encoder(write_encoder(tmp_path / "tiny"))
    claims, evidence = ["slow er", "low"], ["low low. slow er. er", "er. low"]
    found = checks.nearest_sentences(encoder, claims, evidence)
    for each, said, text in zip(found, claims, evidence):
        sentences = [part.strip() for part in text.replace(".", ".|").split("|")]
        cosines = encoder.encode(sentences) @ encoder.encode([said])[0]
        assert each.cosine == pytest.approx(cosines.max(), abs=1e-6) and each.text == sentences[int(cosines.argmax())]
    assert checks.sentence_similarity(encoder, claims, evidence) == pytest.approx([each.cosine for each in found])
    features = checks.pair_features(found)
    assert features.shape == (2, 16) and features[0, 8:].sum() == pytest.approx(found[0].cosine, abs=1e-6)
    with pytest.raises(ValueError, match="evidence without any text"):
        checks.nearest_sentences(encoder, ["low"], [" "])


def test_evidence_that_is_read_once_gives_the_same_likelihoods(monkeypatch):
    model, tokenizer = tiny_chat()
    claims, evidence = ["low lowest", "slow", "slower and lower lowest", "user"], "low and slow,"
    lengths = [len(tokenizer.encode(each)) for each in claims]
    for size in (1, 3, 16):
        monkeypatch.setattr(checks, "AT_ONCE", size)
        after = continuation_log_probs(model, tokenizer, [evidence + "\n"] * 4, claims).numpy() / lengths
        assert checks.likelihoods(model, tokenizer, claims, evidence) == pytest.approx(after, abs=1e-5)
        alone = text_log_probs(model, tokenizer, claims).numpy() / lengths
        assert checks.likelihoods(model, tokenizer, claims) == pytest.approx(alone, abs=1e-5)
    with pytest.raises(ValueError, match="an empty claim"):
        checks.likelihoods(model, tokenizer, ["low", ""])


def test_a_head_is_judged_on_groups_that_it_has_not_read():
    """Features name the group, and a group's claims are all true or all false: learning by heart does not help."""
    groups = [number // 4 for number in range(80)]
    by_heart = np.eye(20)[groups]
    assert verdicts.area_under_roc(checks.held_out_scores(by_heart, [group % 2 == 0 for group in groups], groups),
                                   [group % 2 == 0 for group in groups]) == pytest.approx(0.5, abs=0.2)
    true = [number % 2 == 0 for number in range(80)]
    useful = np.array([[float(each), random.Random(number).random()] for number, each in enumerate(true)])
    assert verdicts.area_under_roc(checks.held_out_scores(useful, true, groups), true) == 1.0
    assert verdicts.area_under_roc(checks.held_out_scores(useful[:8], true[:8], groups[:8]), true[:8]) == 1.0
    with pytest.raises(ValueError, match="at least two groups"):
        checks.held_out_scores(useful[:4], true[:4], groups[:4])


def draw(seed, count=30):
    drawn = random.Random(seed)
    return [drawn.randrange(8) / 8 for _ in range(count)], [drawn.random() < 0.5 for _ in range(count)]


@pytest.mark.parametrize("seed", range(5))
def test_area_and_threshold_agree_with_scikit_learn(seed):
    scores, true = draw(seed)
    assert verdicts.area_under_roc(scores, true) == pytest.approx(roc_auc_score(true, scores))
    precision, recall, thresholds = precision_recall_curve(true, scores)
    for wanted in (0.4, 0.55, 0.7, 1.0):
        good = thresholds[precision[:-1] >= wanted]
        found = verdicts.choose_threshold(scores, true, wanted)
        assert found == (good.min() if len(good) else None)
        told = verdicts.count_verdicts(scores, true, found)
        if found is not None:
            place = list(thresholds).index(found)
            assert (told.precision, told.recall) == pytest.approx((precision[place], recall[place]))
        else:
            assert (told.precision, told.recall, told.true_kept) == (None, 0.0, 0)


def test_borders_of_verdicts():
    assert verdicts.choose_threshold([], [], 0.5) is None
    assert verdicts.choose_threshold([0.5] * 20, [True] * 11 + [False] * 9, 0.55) == 0.5    # 0.55 · 20 > 11 in floats
    assert verdicts.count_verdicts([0.2], [False], 0.1).recall is None
    with pytest.raises(ValueError, match="a claim of each kind"):
        verdicts.area_under_roc([0.1, 0.2], [True, True])


def test_groups_that_vary_widen_the_interval():
    values, alone, together = [0.0, 1.0] * 20, range(40), [number // 2 for number in range(40)]
    mean, low, high = verdicts.grouped_interval(values, alone)
    assert mean == 0.5 and (high - low) / 2 == pytest.approx(1.96 * math.sqrt(0.25 / 40), rel=0.1)
    assert verdicts.grouped_interval(values, together) == (0.5, 0.5, 0.5)    # each group has a mean of 0.5
    blocks = [number % 2 + number // 10 * 2 for number in range(40)]    # 8 groups of like values
    assert np.diff(verdicts.grouped_interval(values, blocks)[1:]) > 2 * (high - low)


@pytest.fixture(scope="module")
def world():
    return World(0)


def test_the_truth_of_a_claim_is_what_the_world_says(world):
    """A true claim follows from every way in which the world reads its story, a changed one from none."""
    asked = list(story_claims(world, 60))
    assert {each.story.plot for each in asked} == set(PEOPLE) and len(asked) == 60
    for each in asked:
        assert tuple(each.false) == KINDS and len({each.true, *each.false.values()}) == 6
        readings = [telling.values for telling in world.read(each.story.text).tellings]
        values = readings[0]
        assert each.true == claim(each.story.plot, values) and all(
            each.true == claim(each.story.plot, other) for other in readings)
        for kind, changed in changed_values(world, each.story, values).items():
            assert each.false[kind] == claim(each.story.plot, changed)
            assert sum(values[name] != changed[name] for name in values) == (2 if kind == "names exchanged" else 1)
            assert each.false[kind] not in {claim(each.story.plot, other) for other in readings}


def test_words_of_swapped_and_negated_claims_are_the_same(world):
    for each in story_claims(world, 60):
        overlaps = {kind: checks.content_overlap(text, each.story.text) for kind, text in each.false.items()}
        true = checks.content_overlap(each.true, each.story.text)
        assert overlaps["names exchanged"] == overlaps["negated"] == true > max(
            overlaps[kind] for kind in KINDS[:3])
    again = [each.false for each in story_claims(world, 3)]
    assert again == [each.false for each in story_claims(world, 3)]
    assert again != [each.false for each in story_claims(world, 3, seed=1)]
