"""Part 3 of lesson 09: nothing is given away to the prompts, and what the lesson says of steering and features holds."""

import re
from statistics import fmean

import pytest
import torch

from llm_edu import assets
from llm_edu.course.measuring import load_measurement
from llm_edu.interpretability import changed, residual_stream, steered, train_autoencoder
from llm_edu.lessons.pretrained import changing, inside
from llm_edu.lessons.pretrained.exercises import control_labels, steering_direction
from llm_edu.lessons.pretrained.steering_plots import changes, steering_plot
from llm_edu.lessons.pretrained.stories import lost_stories
from llm_edu.pretrained import load_smollm2
from llm_edu.training import evaluate, load_storyteller

SMALL = {"and", "at", "he", "home", "i", "in", "is", "left", "my", "new", "of", "on", "she", "that", "the", "they", "to",
         "was", "we"}    # words that pairs and prompts may share


@pytest.fixture(scope="module")
def storyteller():
    model, tokenizer = load_storyteller()
    return model.requires_grad_(False), tokenizer


def words_of(texts):
    return set(re.findall("[a-z]+", " ".join(texts).lower()))


def test_prompts_share_nothing_with_the_pairs():
    pairs, prompts = words_of(changing.CHEERFUL + changing.GLOOMY), words_of(changing.PROMPTS + changing.CHOOSING)
    assert pairs & prompts <= SMALL
    assert not (pairs | prompts) & {*changing.GOOD, *changing.BAD} and "team" not in pairs | prompts
    assert not set(changing.PROMPTS) & set(changing.CHOOSING) and len(changing.PROMPTS) == 24
    assert len(changing.GOOD) == len(changing.BAD)


@pytest.mark.asset("smollm2")
def test_smollm2_is_steered_by_a_direction_and_not_by_none():
    assets.path("smollm2")
    model, tokenizer = load_smollm2()
    for word in changing.GOOD + changing.BAD:
        assert len(tokenizer.encode(f" {word}")) == 1
    cheerful = steering_direction.exercise.reference(*(
        changing.streams_of(model, tokenizer, sentences[:6], layer=21)
        for sentences in (changing.CHEERFUL, changing.GLOOMY)))
    prompts, found = changing.PROMPTS[:5], {}
    for strength in (-2, 0, 2):
        with steered(model, 21, cheerful, strength):
            found[strength] = changing.moods(model, tokenizer, prompts)
    assert (found[-2] < found[0]).all() and (found[0] < found[2]).all()
    stream = changing.streams_of(model, tokenizer, prompts, layer=3)
    ids = torch.tensor([tokenizer.encode(prompts[0])])
    assert [len(each) for each in stream] == [len(tokenizer.encode(prompt)) for prompt in prompts]
    assert torch.allclose(stream[0], residual_stream(model, ids)[3, 0], atol=1e-3)
    alone = torch.cat([changing.moods(model, tokenizer, [prompt]) for prompt in prompts])
    assert torch.allclose(found[0], alone, atol=1e-3)    # prompts of all lengths at once are as one by one
    assert changing.judged(model, tokenizer, changing.CHEERFUL[0]) > changing.judged(model, tokenizer,
                                                                                     changing.GLOOMY[0])


def test_from_red_to_green_is_no_way_from_blue(storyteller):
    model, words = storyteller
    learned, others = lost_stories(words, 20, seed=11), lost_stories(words, 30, seed=12)
    to_green = steering_direction.exercise.reference(*(
        changing.gap_streams(model, words, learned, colour, layer=1) for colour in ("green", "red")))
    assert changing.said(model, words, others, "blue") == "30 blue"
    with steered(model, 1, to_green, 0.5):
        assert changing.said(model, words, others, "red") == "30 red"
    with steered(model, 1, to_green, 1):
        assert changing.said(model, words, others, "red") == "30 green"
        assert "green" not in changing.said(model, words, others, "blue")
        assert changing.said(model, words, others, "white") == "30 white"


def test_a_price_is_measured_on_stories_in_which_nothing_is_lost(storyteller):
    rows = changing.rows_of_other_plots(storyteller[1], 10, seed=13)
    texts = [storyteller[1].decode(row[1:-1]) for row in rows.row_texts()]
    assert len(texts) == 10 and not any(" lost " in text for text in texts)


def test_steering_where_it_is_due_costs_a_fraction(storyteller):
    model, words = storyteller
    to_green = steering_direction.exercise.reference(*(
        changing.gap_streams(model, words, lost_stories(words, 20, seed=11), colour, layer=1)
        for colour in ("green", "red")))
    stories, yardstick = changing.stories_of_other_plots(30, seed=13), changing.rows_of_other_plots(words, 30, seed=13)
    plain = evaluate(model, yardstick).loss
    with steered(model, 1, to_green):
        everywhere = evaluate(model, yardstick).loss - plain
    where_due = changing.price_where_due(model, words, to_green, "red", 1, stories)
    assert 0 < where_due < everywhere / 3
    assert changing.price_where_due(model, words, to_green, "no colour", 1, stories) == pytest.approx(0, abs=1e-6)


def test_what_is_due_comes_next(storyteller):
    told = inside.told(*storyteller, count=20, seed=33)
    assert len(told.vectors) == len(told.due) == len(told.around)
    assert torch.allclose(told.vectors.norm(dim=-1), torch.ones(len(told.due)), atol=1e-5)
    due = [(word, following) for word, (_, following) in zip(told.due, told.around) if word]
    assert len(due) > 40 and all(word.startswith(following.strip()) for word, following in due)


@pytest.mark.full
def test_a_colours_feature_is_found_and_handed_over(storyteller):
    """The dictionary knows no colours, yet one entry stands for each; the control must fail."""
    model, words = storyteller
    seen, unseen = (inside.told(model, words, count, seed) for count, seed in ((300, 31), (150, 32)))
    autoencoder = train_autoencoder(seen.vectors, features=512, active=8, steps=300)
    best = inside.best_features(autoencoder.encode, seen, unseen)
    untrained = inside.best_features(inside.untrained(seen, 512, 8).encode, seen, unseen)
    assert inside.mean_f1(best) > 0.7 and inside.mean_f1(untrained) < 0.55
    red, blue = best["red"].feature, best["blue"].feature
    others, yardstick = lost_stories(words, 20, seed=12), changing.rows_of_other_plots(words, 20, seed=13)
    plain = evaluate(model, yardstick).loss
    with changed(model, {("residual", 3): inside.switched_off(autoencoder, red, instead=blue)}):
        assert re.match("(1[5-9]|20) blue", changing.said(model, words, others, "red"))
        assert changing.said(model, words, others, "white") == "20 white"
        assert evaluate(model, yardstick).loss < plain + 0.05


def test_a_probe_may_learn_names_by_heart(storyteller):
    model, words = storyteller
    stories = lost_stories(words, 300, seed=22)
    answers, owners = inside.she_or_he(words, stories), [story.owner for story in stories]
    control = control_labels.exercise.reference(owners, answers, [number * 7 % 300 for number in range(40)])
    for place, low, high in (("at the colour", 0.85, 1.0), ("before the gap", 0.3, 0.75)):
        stream = inside.streams_in(model, stories, place)[2]
        assert inside.read_off(stream, answers) > 0.95
        assert low <= inside.read_off(stream, control) <= high, place


def test_what_was_kept_says_what_the_lesson_says():
    kept = load_measurement("pretrained_steering")
    effect, plain = changes(kept["held out"], kept["held out"]["0"]), kept["held out"]["0"]
    assert effect[2.0][0] - effect[2.0][1] > 5 and effect[-2.0][0] + effect[-2.0][1] < -2
    controls = {name: [abs(mean) for other in kept[name] for mean, _ in changes(other, plain).values()]
                for name in ("drawn", "turned")}
    assert max(controls["drawn"]) < 1 and max(controls["turned"]) < 2.2 and fmean(controls["turned"]) < 1.1
    teams = {strength: found["teams"] for strength, found in kept["other things"].items()}
    assert teams["2"] >= 8 > 3 >= max(each["teams"] for name in controls for other in kept[name] for each in other.values())
    assert steering_plot(kept, {0: torch.zeros(24), 2: torch.ones(24)}).alt.count("strength") == 9
    probes = load_measurement("pretrained_inside")["probes"]
    assert [round(fmean(layer), 2) for layer in zip(*probes["before the gap"]["colour"]["accuracy"])] == [0.11, 1, 1, 1]
    capitals = [sum(chance > 0.5 for chance in each["capitals"]) for seed in kept["drawn"] for each in seed.values()]
    assert (min(capitals), max(capitals), sum(count >= 21 for count in capitals)) == (9, 25, 5)
    assert min(kept["cosines of turned"]) == pytest.approx(-0.34, abs=0.005)
    small = load_measurement("pretrained_inside")["small"]
    assert [round(each["f1"], 2) for each in small] == [0.92, 0.85, 0.89, 0.88, 0.81]
    assert max(each[name]["price"] for each in small for name in ("off", "second instead")) < 0.0115
    tense = load_measurement("pretrained_tense")["tense"]["steered"]
    assert (tense["2"]["change"], tense["-2"]["change"]) == (0.77, -2.29)
