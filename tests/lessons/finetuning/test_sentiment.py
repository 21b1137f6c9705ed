"""Film snippets, good or bad: the parts, the scores of each way, and what learning on kept streams comes to."""

import numpy as np
import pytest
import torch

from llm_edu.assets import FilmReview, load_sentiment_lexicon
from llm_edu.assets.splitting import near_duplicates
from llm_edu.finetuning import add_lora, features, frozen_prefix, pooled, side_by_side, trainable_parameters
from llm_edu.lessons.finetuning import sentiment, sentiment_learning
from llm_edu.lessons.finetuning.sentiment_learning import all_vectors, keep_streams, mixed_batches, teach
from llm_edu.pretrained import load_smollm2
from llm_edu.transformer import Transformer, TransformerConfig

REVIEWS = [FilmReview("A wonderful film.", 3.0), FilmReview("Not worth the ticket: dull, dull.", -2.0),
           FilmReview("A joy!", 2.5), FilmReview("Trite and boring.", -3.0)]


@pytest.mark.full
@pytest.mark.asset("film-reviews")
def test_the_parts_share_no_snippet_nor_near_duplicate():
    parts = sentiment.film_snippets()
    assert [len(part) for part in parts] == [5161, 500, 1418]
    part_of = [number for number, part in enumerate(parts) for _ in part]
    texts = [text for part in parts for text in sentiment.texts_of(part)]
    pairs = near_duplicates(texts)
    assert pairs and all(part_of[first] == part_of[second] for first, second in pairs)
    assert all(0.45 < sentiment.labels(part).float().mean() < 0.55 for part in parts)


@pytest.mark.asset("film-reviews")
def test_the_lexicon_adds_grades():
    lexicon = load_sentiment_lexicon()
    scores = sentiment.lexicon_scores(lexicon, REVIEWS)
    assert scores == pytest.approx([lexicon["wonderful"], lexicon["worth"] + 2 * lexicon["dull"], lexicon["joy"],
                                    lexicon["boring"] + lexicon["trite"]])


def test_fewer_drawn_are_a_part_of_more():
    few, more = (sentiment.draw(list(range(100)), count, seed=3) for count in (16, 64))
    assert few == more[:16] and len(set(more)) == 64 and few != sentiment.draw(list(range(100)), 16, seed=4)


def test_the_best_threshold_is_the_best():
    generator = np.random.default_rng(0)
    scores, right = generator.normal(size=60).round(1), generator.integers(0, 2, 60)
    found = sentiment.accuracy(scores, right, sentiment.best_threshold(scores, right))
    assert found == max(sentiment.accuracy(scores, right, threshold) for threshold in np.arange(-5, 5, 0.05))
    assert sentiment.best_threshold([1.0, 2.0], [0, 0]) == 3.0 and sentiment.best_threshold([1.0, 2.0], [1, 1]) == 0.0


def test_a_bag_of_words_learns_which_words():
    classifier = sentiment.bag_of_words(REVIEWS * 3)
    assert (classifier.decision_function(["wonderful joy", "boring, dull"]) > 0).tolist() == [True, False]


@pytest.mark.asset("smollm2")
def test_the_prompt_compares_two_words_of_the_models():
    model, tokenizer = load_smollm2()
    texts = sentiment.prompt_ids(tokenizer, REVIEWS[:2])
    assert [len(tokenizer.encode(answer)) for answer in sentiment.ANSWERS] == [1, 1]
    bad, good = (tokenizer.encode(answer)[0] for answer in sentiment.ANSWERS)
    with torch.no_grad():
        logits = [model(torch.tensor([text]))[0, -1] for text in texts]
    scores = sentiment.head_scores(sentiment.answer_head(model, tokenizer), features(model, texts))
    assert scores == pytest.approx([(each[good] - each[bad]).item() for each in logits], abs=1e-3)
    assert scores[0] > 0 > scores[1]


@pytest.fixture(scope="module")
def toy():
    """A model of three layers, and 80 texts of which those with a 7 in them are good ones."""
    torch.manual_seed(0)
    model = Transformer(TransformerConfig.llama(vocab_size=30, layers=3, width=32, heads=4))
    draw = np.random.default_rng(0)
    texts = [draw.integers(8, 30, draw.integers(2, 9)).tolist() for _ in range(80)]
    right = torch.tensor([number % 2 for number in range(80)])
    for text, good in zip(texts, right):
        if good:
            text[draw.integers(len(text))] = 7
    return model, texts, right


def test_kept_streams_lead_to_the_same_vectors(toy):
    model, texts, _ = toy
    kept = keep_streams(model, texts, layer=2, batch_size=7)
    expected = features(model, texts)
    torch.testing.assert_close(all_vectors(model, kept, batch_size=9), expected, atol=5e-3, rtol=5e-3)
    numbers = [11, 3, 40]
    torch.testing.assert_close(all_vectors(model, kept.part(numbers)), expected[numbers], atol=5e-3, rtol=5e-3)
    assert kept.stream.dtype == torch.float16 and len(kept) == 80


def test_what_is_known_does_not_run_again(toy, monkeypatch):
    model, texts, _ = toy
    all_of_them, ran = keep_streams(model, texts, layer=2), []
    ids, _ = side_by_side(texts[10:40])
    known = [(ids, frozen_prefix(model, ids, 2))]
    monkeypatch.setattr(sentiment_learning, "frozen_prefix",
                        lambda model, ids, layer: (ran.append(len(ids)), frozen_prefix(model, ids, layer))[1])
    kept = keep_streams(model, texts, layer=2, known=known)
    torch.testing.assert_close(kept.stream, all_of_them.stream, atol=2e-3, rtol=2e-3)    # 16 bits
    assert sum(ran) == len(texts) - 30
    assert len(keep_streams(model, texts[10:40], layer=2, known=known)) == 30 and sum(ran) == len(texts) - 30


@pytest.mark.parametrize("how", ["kept", "everything"])
def test_teaching_teaches(toy, how):
    model, texts, right = toy
    head = torch.nn.Linear(32, 2)
    if how == "kept":
        kept, learner = keep_streams(model, texts, layer=1), add_lora(model, rank=4, layers=(1, 2))

        def vectors_of(numbers):
            return kept.vectors(learner, numbers)
    else:
        learner = Transformer(model.config)
        learner.load_state_dict(model.state_dict())

        def vectors_of(numbers):
            return pooled(learner, [texts[number] for number in numbers])
    parameters = [parameter for _, parameter in trainable_parameters(learner)] + list(head.parameters())
    batches = mixed_batches([len(text) for text in texts], size=16, steps=60, seed=0)
    losses, seconds = teach(vectors_of, right, head, parameters, batches, learning_rate=1e-2)
    assert len(losses) == 60 and seconds > 0 and np.mean(losses[-5:]) < 0.3 < np.mean(losses[:5])
    with torch.no_grad():
        scores = sentiment.head_scores(head, vectors_of(range(80)))
    assert sentiment.accuracy(scores, right) > 0.9


def test_every_text_comes_once_before_any_comes_again():
    lengths = torch.arange(40).flip(0).tolist()
    batches = mixed_batches(lengths, size=4, steps=20, seed=0, pool=5)
    seen = [number for batch in batches for number in batch]
    assert sorted(seen[:40]) == sorted(seen[40:]) == list(range(40)) and seen[:40] != seen[40:]
    spread = np.mean([max(batch) - min(batch) for batch in batches])
    apart = mixed_batches(lengths, size=4, steps=20, seed=0, pool=1)
    assert spread < 0.6 * np.mean([max(batch) - min(batch) for batch in apart])
