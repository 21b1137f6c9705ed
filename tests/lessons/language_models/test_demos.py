"""The helpers of lesson 03."""

import math

import pytest

from llm_edu.language_models import WindowMLP, text_surprise
from llm_edu.lessons.language_models import demos, plots
from llm_edu.storyland import END, World


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


def test_an_excerpt_says_where_it_is_cut():
    words = ["Mia", "lost", "her", "hat", ".", END]
    assert demos.excerpt(words, 0, 6) == demos.excerpt(words, 0, 5) == "Mia lost her hat."
    assert demos.excerpt(words, 0, 2) == "Mia lost …" and demos.excerpt(words, 3, 70) == "… hat."


def test_the_cat_by_hand_and_by_its_log_probs():
    assert text_surprise(["meow", "purr"], demos.cat_language) == 3
    assert text_surprise(["meow", "meow", "purr"], demos.cat_language) == 5
    assert -sum(demos.cat_log_probs(["meow", "purr"])) / math.log(2) == pytest.approx(3)
    assert demos.cat_log_probs(["purr", "purr"])[1] == -math.inf
    assert demos.coin_log_probs(["a"]) == [-math.log(2)] * 2


def test_a_lost_thing_is_found_far_from_where_its_colour_was_told(world):
    gap = demos.lost_gap(world.stories(500, seed=2), least=30)
    assert gap.before[-3:] == ("There", "was", "the") and gap.distance >= 30
    assert gap.before[len(gap.before) - gap.distance] == gap.word in world.colours
    assert world.next_distribution(gap.before) == {gap.word: 1.0}
    with pytest.raises(ValueError, match="none of these stories"):
        demos.lost_gap(world.stories(5, seed=2), least=1_000)


def test_losses_are_sorted_by_what_can_be_seen(world):
    stories = world.stories(40, seed=3)
    far, elsewhere = demos.losses_out_of_sight(stories, world.word_log_probs, reach=8)
    assert far and all(loss == pytest.approx(0, abs=1e-9) for _, loss in far)  # the truth needs no guess at a recall
    assert len(far) + len(elsewhere) == sum(len(story.words) + 1 for story in stories)
    assert sum(word == END for word, _ in elsewhere) == len(stories)
    nearer, _ = demos.losses_out_of_sight(stories, world.word_log_probs, reach=20)
    assert len(nearer) < len(far)
    mean_far, mean_elsewhere = demos.loss_at_recalls(stories, world.word_log_probs, reach=8)
    assert mean_far == pytest.approx(0, abs=1e-9) and mean_elsewhere > 0.2


def test_a_model_of_ids_speaks_words(world):
    model = WindowMLP(len(world.vocabulary), window=3, width=4, units=4)
    story = world.stories(1, seed=1)[0]
    assert demos.of_ids(model, world)(story.words) == model.log_probs(world.encode(story.text))
    shares = demos.of_texts(model, world)("One spring, Mia")
    assert set(shares) == set(world.vocabulary) and sum(shares.values()) == pytest.approx(1, abs=1e-4)


@pytest.mark.asset("smollm2")
def test_smollm2_scores_a_text_as_the_sum_of_its_tokens():
    from llm_edu.decoding import next_token_probabilities
    from llm_edu.pretrained import load_smollm2

    model, tokenizer = load_smollm2()
    begin = tokenizer.special_tokens["<|endoftext|>"]
    ids = tokenizer.encode("Paris is big")
    one_by_one = sum(math.log(next_token_probabilities(model, [begin, *ids[:place]])[token])
                     for place, token in enumerate(ids))
    assert demos.smollm2_log_prob(model, tokenizer)("Paris is big") == pytest.approx(one_by_one, rel=1e-4)


def test_the_plots_say_in_words_what_they_show():
    made = {
        "learned from 2.00 to 1.00 in 100 steps; counted 0.90; floor 0.30": plots.training_plot(
            {"learned": [2.0] * 75 + [1.0] * 25}, 0.3, {"counted": 0.9}),
        "n-grams: 0 words 5.00, 1 word 2.00; networks: 1 word 2.10; floor 0.30": plots.reach_plot(
            {"n-grams": {0: 5.0, 1: 2.0}, "networks": {1: 2.1}}, 0.3),
        "window: 2.90 at recalls, 0.40 elsewhere": plots.recall_plot({"window": (2.9, 0.4)}),
        "model: red 0.60, blue 0.10; truth: red 0.00, blue 1.00": plots.gap_plot(
            {"model": {"red": 0.6, "green": 0.3, "blue": 0.1}, "truth": {"blue": 1.0}}, "blue", top=2),
        "trigram: 1.89 bits per byte": plots.bits_per_byte_plot({"trigram": 1.89}),
    }
    for words, plot in made.items():
        assert words in repr(plot)


@pytest.mark.parametrize(("plot", "title"), [
    (lambda: plots.surprise_plot(["a", "b"], [0.0, -math.log(8)]), "1 of these 2 words cost less than a tenth of a bit, "
                                                                   "“b” costs 3.0"),
    (lambda: plots.bigram_heat_map(["a"], ["b", "c"], {"counted": lambda word: {"b": 1.0}}),
     "50% of these pairs were never counted"),
    (lambda: plots.bigram_heat_map(["a"], ["b"], {"one": lambda word: {"b": 1.0}, "two": lambda word: {"b": 0.7}}),
     "one and two, the probabilities differ by at most 0.30"),
    (lambda: plots.order_plot({"few": {1: (1, 2.0), 2: (0.1, 3.0)}, "all": {1: (1, 2.0), 2: (0.1, 1.0)}}, 0.3),
     "at n = 1 when few are counted, at n = 2 when all are counted"),
    (lambda: plots.training_plot({"a": [2.0] * 25, "b": [3.0] * 25}, 0.3), "lowest 2.00 (a), highest 3.00 (b)"),
    (lambda: plots.recall_plot({"window": (1.0, 2.0), "truth": (0.0, 0.3)}),
     "costs 0.5 to 0.5 times what other words cost; the truth pays 0.00"),
    (lambda: plots.gap_plot({"model": {"red": 0.6, "blue": 0.1}, "truth": {"red": 1.0}}, "red"),
     "“red” in the gap: 0.60 (model), 1.00 (truth)"),
])
def test_titles_follow_the_data(plot, title):
    assert title in " ".join(plot().alt.split())
