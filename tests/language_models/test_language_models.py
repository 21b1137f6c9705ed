"""Language models that count and that learn, on small texts and on Storyland, where the truth is known."""

import math
import random

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_edu import language_models as lm
from llm_edu.language_models import NGram, WindowMLP
from llm_edu.language_models.neural import BigramMatrix
from llm_edu.storyland import END, World

SMALL = [["a", "b"], ["a", "c", "c"], [], ["b"]]
texts_of_letters = st.lists(st.lists(st.sampled_from("abc"), max_size=5), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


@pytest.fixture(scope="module")
def stories(world):
    return [story.words for story in world.stories(3_000, seed=1)]


@pytest.fixture(scope="module")
def held_out(world):
    return [story.words for story in world.stories(150, seed=2)]


def test_the_end_is_storylands():
    assert lm.END == END and World(seed=0).vocabulary[lm.END_ID] == END


# --- measuring


def fair_coin(words):
    return {"a": 0.5, lm.END: 0.5}


def test_surprise_adds_up_in_bits_and_counts_the_end():
    assert lm.text_surprise([], fair_coin) == 1
    assert lm.text_surprise(["a", "a"], fair_coin) == 3
    assert lm.text_surprise(["a", "z"], fair_coin) == math.inf


def test_perplexity_of_equal_chances_is_their_number():
    def one_of_seven(words):
        return [-math.log(7)] * (len(words) + 1)

    assert lm.perplexity([["a"], ["b", "c"], []], one_of_seven) == pytest.approx(7)
    assert lm.cross_entropy([["a"], ["b", "c"]], one_of_seven) == pytest.approx(math.log(7))
    assert lm.perplexity([["a"]], lambda words: [-math.inf, 0.0]) == math.inf
    assert lm.perplexity([["a"]], lambda words: [-2000.0, 0.0]) == math.inf    # more than a float can hold
    assert lm.perplexity([["a"]], lambda words: [-709.0] * 2) == math.exp(709)


@pytest.mark.parametrize("measure", [lm.cross_entropy, lm.perplexity])
def test_measuring_nothing_is_refused(measure):
    with pytest.raises(ValueError, match="no text"):
        measure([], lambda words: [0.0])
    with pytest.raises(ValueError, match="no text"):
        lm.bits_per_byte(["", ""], lambda text: 0.0)


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1, max_size=12), st.integers(1, 4))
def test_bits_per_byte_does_not_see_how_a_text_is_cut(text, size):
    """The same probability, told by characters or by pieces of several, gives the same number."""
    model = NGram(1).fit([text], vocabulary="xyz")
    pieces = [text[start:start + size] for start in range(0, len(text), size)]

    def by_characters(whole):
        return model.log_prob(whole)

    def by_pieces(whole):
        assert "".join(pieces) == whole
        scores = model.log_probs(whole)
        return sum(sum(scores[start:start + size]) for start in range(0, len(whole) + 1, size))

    assert lm.bits_per_byte([text], by_pieces) == pytest.approx(lm.bits_per_byte([text], by_characters))


# --- counting


@settings(deadline=None, max_examples=60)
@given(texts_of_letters, st.integers(1, 4), st.lists(st.sampled_from("abcz"), max_size=4),
       st.sampled_from([("interpolated", 0), ("add-k", 1), ("add-k", 0.01)]))
def test_probabilities_sum_to_one_after_any_context_seen_or_not(texts, order, context, smoothing):
    model = NGram(order, smoothing[0], k=smoothing[1]).fit(texts, vocabulary="abc")
    shares = model.next_distribution(context)
    assert set(shares) == {END, *"abc"}
    assert sum(shares.values()) == pytest.approx(1, abs=1e-9)
    assert min(shares.values()) > 0
    for word, share in shares.items():
        assert model.probability(word, context) == pytest.approx(share, rel=1e-12)


@settings(deadline=None, max_examples=40)
@given(texts_of_letters, st.integers(1, 3), st.lists(st.sampled_from("abcz"), min_size=2, max_size=3))
def test_the_model_is_the_functions_of_the_lesson_put_together(texts, order, context):
    tables = [lm.count_followers(texts, length) for length in range(order)]
    model = NGram(order).fit(texts, vocabulary="abc")
    added = NGram(order, "add-k", k=0.5).fit(texts, vocabulary="abc")
    followers = tables[-1].get(tuple(context[len(context) - order + 1:]), {})
    for word, share in lm.smoothed(followers, list(added.vocabulary), 0.5).items():
        assert added.probability(word, context) == pytest.approx(share)
    for word in model.vocabulary:
        expected = lm.interpolated(word, context, tables, len(model.vocabulary))
        assert model.probability(word, context) == pytest.approx(expected)


def test_without_smoothing_the_unseen_is_impossible_and_the_seen_are_shares():
    model = NGram(2, "none").fit(SMALL)
    assert model.probability("b", ["a"]) == 0.5 and model.probability("a", ["a"]) == 0
    assert model.next_distribution(["b"]) == {END: 1.0, "a": 0.0, "b": 0.0, "c": 0.0}
    assert model.log_prob(["a", "a"]) == -math.inf
    assert model.log_prob([]) == pytest.approx(math.log(1 / 4))
    assert set(NGram(3, "none").fit(SMALL).next_distribution(["c", "a"]).values()) == {0.0}


def test_contexts_do_not_reach_into_the_text_before():
    assert ("b", "a") not in lm.count_followers(SMALL, 2)
    assert lm.count_followers([["a"], ["b"]], 2) == {
        (END, END): {"a": 1, "b": 1}, (END, "a"): {END: 1}, (END, "b"): {END: 1}}


def test_words_may_be_anything_hashable():
    model = NGram(2, end=-1).fit([b"abab", b"ba"], vocabulary=range(256))
    assert model.probability(ord("b"), b"a") > 0.5
    assert sum(model.next_distribution(b"q").values()) == pytest.approx(1)


@pytest.mark.parametrize("call, message", [
    (lambda: NGram(2).fit([]), "no text to count"),
    (lambda: NGram(0), "order is 1"),
    (lambda: NGram(2, "laplace"), "smoothing is one of"),
    (lambda: NGram(2, "add-k", k=-1), "k is 0 or a positive"),
    (lambda: NGram(2).fit(SMALL).probability("z"), "'z' is not one of the 4 words"),
    (lambda: NGram(2).fit(SMALL).log_probs(["a", "zebra"]), "zebra"),
    (lambda: NGram(2).probability("a"), "call fit first"),
    (lambda: NGram(2).next_distribution([]), "call fit first"),
    (lambda: NGram(2, "none").sample(seed=0), "call fit first"),
    (lambda: NGram(2).shortened(1), "call fit first"),
    (lambda: lm.sample_text(lambda words: {"a": 0.0}, seed=0), "never seen them"),
    (lambda: lm.count_followers(SMALL, -1), "0 words or more"),
    (lambda: lm.make_windows([], 2), "no text"),
    (lambda: lm.make_windows([[1]], 0), "at least 1"),
    (lambda: lm.fit(BigramMatrix(3), torch.zeros(2, 1), torch.zeros(3), steps=1), "2 inputs for 3 targets"),
    (lambda: BigramMatrix(3).loss(torch.zeros(0, 1, dtype=torch.long), torch.zeros(0, dtype=torch.long)), "no example"),
])
def test_what_cannot_be_is_refused_in_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_samples_follow_the_probabilities_and_the_seed():
    model = NGram(1).fit([["a", "a", "b"]] * 50)
    drawn = [word for seed in range(400) for word in model.sample(seed, max_words=1)]
    assert drawn.count("a") / drawn.count("b") == pytest.approx(2, rel=0.4)
    assert model.sample(3) == model.sample(3)
    assert len(NGram(1, "none").fit([["a"] * 500]).sample(0, max_words=20)) == 20


# --- learning


def test_windows_hold_what_was_before_and_nothing_of_other_texts():
    contexts, targets = lm.make_windows([[5, 6], [], [7]], size=2)
    assert contexts.tolist() == [[0, 0], [0, 5], [5, 6], [0, 0], [0, 0], [0, 7]]
    assert targets.tolist() == [5, 6, 0, 0, 7, 0]


def test_gradient_and_loss_by_hand_are_autograds(seed=0):
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(6, 6, generator=generator, dtype=torch.float64, requires_grad=True)
    contexts, targets = torch.randint(6, (2, 40), generator=generator)
    loss = F.cross_entropy(logits[contexts], targets)
    loss.backward()
    assert lm.next_word_loss(logits[contexts], targets).item() == pytest.approx(loss.item(), rel=1e-12)
    assert torch.allclose(lm.bigram_gradient(logits.detach(), contexts, targets), logits.grad, atol=1e-14)


def test_loss_of_enormous_scores_is_finite():
    logits = torch.tensor([[1e4, 0.0], [-1e4, 0.0]])
    assert lm.next_word_loss(logits, torch.tensor([1, 1])).item() == pytest.approx(5_000)


def test_the_matrix_arrives_where_counting_is():
    """Gradient descent on the whole of a small corpus: the optimum is the counted shares, row by row."""
    rng = random.Random(0)
    texts = [[rng.randrange(1, 5) for _ in range(rng.randrange(1, 8))] for _ in range(200)]
    contexts, targets = lm.make_windows(texts, 1)
    logits = torch.zeros(5, 5, dtype=torch.float64)
    for _ in range(500):
        logits = logits - 12 * lm.bigram_gradient(logits, contexts[:, 0], targets)
    counted = NGram(2, "none", end=0).fit(texts)
    for row in range(5):
        expected = counted.next_distribution([row] if row else [])
        assert logits[row].softmax(0).tolist() == pytest.approx([expected[word] for word in range(5)], abs=5e-3)
    best = lm.cross_entropy(texts, counted.log_probs)
    assert best <= lm.next_word_loss(logits[contexts[:, 0]], targets).item() < best + 1e-3


def test_a_network_is_its_tables_and_speaks_like_a_language_model():
    model = WindowMLP(vocabulary_size=9, window=3, width=4, units=5, seed=1)
    again = WindowMLP(vocabulary_size=9, window=3, width=4, units=5, seed=1)
    assert all(torch.equal(left, right) for left, right in zip(model.parameters(), again.parameters()))
    assert model.next_probabilities([]).sum().item() == pytest.approx(1)
    scores = model.log_probs([4, 2])
    assert len(scores) == 3
    assert math.exp(scores[2]) == pytest.approx(model.next_probabilities([4, 2])[0].item(), rel=1e-5)
    contexts, targets = lm.make_windows([[4, 2], [7]], 3)
    nats = -sum(model.log_probs([4, 2])) - sum(model.log_probs([7]))
    assert model.loss(contexts, targets, batch_size=2) == pytest.approx(nats / 5, rel=1e-5)


def test_fit_repeats_itself_learns_and_reads_sequences_too():
    contexts, targets = lm.make_windows([[1, 2, 3, 4]] * 5, 2)
    first, second = (lm.fit(WindowMLP(5, 2, 8, 16), contexts, targets, steps=100, batch_size=16, learning_rate=0.03)
                     for _ in range(2))
    assert first == second and first[-1] < first[0] / 2

    class OneForEachPlace(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.table = torch.nn.Embedding(6, 6)

        def forward(self, ids):
            return self.table(ids)    # (batch, time, vocabulary)

    rows = torch.tensor([[1, 2, 3], [1, 2, 0]])
    after = torch.tensor([[2, 3, 5], [2, 3, -100]])
    losses = lm.fit(OneForEachPlace(), rows, after, steps=200, batch_size=4, learning_rate=0.1)
    assert losses[-1] < 0.05 < losses[0]


# --- against the truth of Storyland


def floor_of(world, texts):
    """What the truth itself pays on exactly these stories: no model may be below it but by luck."""
    return lm.cross_entropy(texts, world.word_log_probs)


@pytest.mark.parametrize("order", range(1, 7))
def test_every_n_gram_is_above_the_floor_on_held_out_stories(world, stories, held_out, order):
    floor = floor_of(world, held_out)
    for smoothing, k in (("interpolated", 0), ("add-k", 0.1)):
        loss = lm.cross_entropy(held_out, NGram(order, smoothing, k).fit(stories, world.vocabulary).log_probs)
        assert floor < loss < math.inf


def test_memorising_goes_below_the_floor_and_is_worse_on_new_stories(world, stories, held_out):
    losses = {}
    for order in (3, 7):
        model = NGram(order).fit(stories[:200], world.vocabulary)
        losses[order] = lm.cross_entropy(stories[:200], model.log_probs), lm.cross_entropy(held_out, model.log_probs)
    assert losses[7][0] < floor_of(world, stories[:200]) < losses[3][0]
    assert losses[7][0] < losses[7][1] / 5  # what it knows of the stories it has counted is of no use elsewhere
    fourgram = NGram(4).fit(stories[:200], world.vocabulary)
    assert lm.cross_entropy(held_out, fourgram.log_probs) < losses[7][1]


@pytest.mark.full    # lesson 03 prints these losses
def test_learned_models_are_above_the_floor_and_blind_at_recalls(world, stories, held_out):
    from llm_edu.lessons.common.models import of_ids
    from llm_edu.lessons.common.recalls import loss_at_recalls

    ids = [world.encode(words) for words in stories]
    contexts, targets = lm.make_windows(ids, 8)
    matrix = BigramMatrix(len(world.vocabulary))
    lm.fit(matrix, contexts, targets, steps=200, batch_size=2_048, learning_rate=0.3)
    best = lm.cross_entropy(stories, NGram(2, "none").fit(stories).log_probs)
    assert best < matrix.loss(contexts, targets) < 1.05 * best

    network = WindowMLP(len(world.vocabulary), 8)
    losses = lm.fit(network, contexts, targets, steps=300, batch_size=512, learning_rate=0.01)
    assert losses[0] == pytest.approx(math.log(len(world.vocabulary)), rel=0.02)
    for model in (matrix, network):
        assert floor_of(world, held_out) < lm.cross_entropy(held_out, of_ids(model, world))
    told = world.stories(150, seed=2)
    far, elsewhere = loss_at_recalls(told, of_ids(network, world), reach=8)
    assert far >= 3 * elsewhere
    assert loss_at_recalls(told, world.word_log_probs, reach=8)[0] == 0


def test_a_shortened_ngram_is_the_shorter_ngram():
    texts = [["a", "b", "a"], ["b", "a"], ["c"]]
    longest = NGram(4).fit(texts, vocabulary=["d"])
    for order in range(1, 5):
        fresh = NGram(order).fit(texts, vocabulary=["d"])
        assert longest.shortened(order).next_distribution(["b", "a"]) == fresh.next_distribution(["b", "a"])
        assert longest.shortened(order).log_probs(["a", "c"]) == fresh.log_probs(["a", "c"])
        for smoothing, k in [("none", 0), ("add-k", 0.5)]:
            fresh = NGram(order, smoothing, k).fit(texts, vocabulary=["d"])
            other = longest.shortened(order, smoothing, k)
            assert other.next_distribution(["b", "a"]) == fresh.next_distribution(["b", "a"])
            assert other.log_probs(["a", "c"]) == fresh.log_probs(["a", "c"])
    for model, order in [(longest, 5), (longest, 0), (NGram(3, smoothing="none").fit(texts), 2)]:
        with pytest.raises(ValueError, match="holds the counts of shorter ones"):
            model.shortened(order)
