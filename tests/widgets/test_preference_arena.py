"""PreferenceArena without a browser: what is learned from clicks, the training, the blind test, what is refused and kept."""

import asyncio
import json
import math
import random
import time

import numpy as np
import pytest
import torch
import traitlets
from shown import check_drawn_alike, check_shown
from small_arena import LEXICON, QUICK, WordsTokenizer, random_writer, small_arena
from training_runs import wait_until

from llm_edu.alignment import Taste, preference_loss
from llm_edu.errors import CourseError
from llm_edu.intervals import wilson
from llm_edu.storyland import World
from llm_edu.storyland.village import PETS
from llm_edu.widgets import PreferenceArena
from llm_edu.widgets.preference_arena.features import GROUPS, StoryFeatures
from llm_edu.widgets.preference_arena.taste import (
    CHOICES,
    LearnedTaste,
    differences_of,
    fit_weights,
    held_out,
    learn_taste,
    preferred,
)
from llm_edu.widgets.preference_arena.tuning import TuningSettings
from llm_edu.widgets.preference_arena.words import beliefs_words, learned_words, result_words

CATS = Taste({"cat": 6.0, "hat": -6.0})
STORIES = [story.text for story in World(seed=0).stories(600, seed=5)]


def ask(arena, kind, **content):
    arena.request = {"kind": kind, "sequence": arena.request.get("sequence", 0) + 1, **content}
    return arena.answer


def by_hand(arena, judge, count=None):
    """Choices of a judge, as a learner would click."""
    chance = random.Random(1)
    return ["left" if judge.prefers_first(*pair, chance) else "right" for pair in arena.pairs[:count]]


def finish(arena):
    return asyncio.run(arena.finished())


def clicks_of(taste, count, seed):
    """Pairs of Storyland, choices of a judge, and features."""
    chance = random.Random(seed)
    pairs = [chance.sample(STORIES, 2) for _ in range(count)]
    choices = ["left" if taste.prefers_first(*pair, chance) else "right" for pair in pairs]
    return pairs, choices, StoryFeatures([text for pair in pairs for text in pair])


class TestLearning:
    @pytest.mark.parametrize("seed", range(5))
    def test_it_finds_the_lowest_point_of_the_loss_that_reward_models_have(self, seed):
        generator = np.random.default_rng(seed)
        differences, lefts = generator.normal(size=(15, 40)), generator.choice([0, 0.5, 1], size=15)
        fit = fit_weights(differences, lefts)
        weights = torch.from_numpy(fit.weights).requires_grad_()
        worths = torch.from_numpy(differences) @ weights
        surprise = sum(share * preference_loss(side * worth[None], torch.zeros(1, dtype=torch.float64))
                       for worth, left in zip(worths, lefts) for side, share in ((1, left), (-1, 1 - left)))
        (surprise + weights.square().sum() / 2).backward()
        assert weights.grad.abs().max() < 1e-8

    def test_doubts_are_the_curvature_s(self):
        generator = np.random.default_rng(0)
        differences, lefts = generator.normal(size=(9, 5)), generator.choice([0, 1], size=9)
        fit = fit_weights(differences, lefts)
        chances = 1 / (1 + np.exp(-differences @ fit.weights))
        hessian = np.eye(5) + (differences.T * chances * (1 - chances)) @ differences
        assert fit.doubts == pytest.approx(np.sqrt(np.diag(np.linalg.inv(hessian))))

    def test_nothing_is_known_without_clicks_and_large_numbers_do_no_harm(self):
        fit = fit_weights(np.zeros((0, 3)), np.zeros(0))
        assert fit.weights.tolist() == [0, 0, 0] and fit.doubts.tolist() == [1, 1, 1]
        assert np.isfinite(fit_weights(np.full((4, 2), 1e4), np.ones(4))).all()

    @pytest.mark.parametrize(("taste", "believes"), [
        (Taste({pet: 4.0 for pet in PETS}), "to like animals"), (Taste({}, -0.4), "to like short stories"),
        (Taste({"“": -5.0}), "to avoid talking"),
    ])
    def test_forty_clicks_teach_a_taste(self, taste, believes):
        shares = []
        for seed in range(3):
            pairs, choices, look = clicks_of(taste, 40, seed)
            learned = learn_taste(look, differences_of(look, pairs), choices)
            worths, truth = learned.worths(STORIES), [taste.worth(text) for text in STORIES]
            clear = [(truth[one] > truth[other]) == (worths[one] > worths[other])
                     for one, other in zip(range(300), range(300, 600)) if abs(truth[one] - truth[other]) > 1]
            shares.append(np.mean(clear))
        assert np.mean(shares) > 0.8
        assert believes in beliefs_words(learned.beliefs())

    def test_what_it_says_of_unseen_choices_is_true(self):
        """Its interval holds the share of new choices that it predicts; with a judge who tosses coins it sees that."""
        for taste, low, high in ((Taste({}, -1.0), 0.8, 1.0), (Taste({}), 0.3, 0.7)):
            pairs, choices, look = clicks_of(taste, 60, seed=2)
            found = held_out(differences_of(look, pairs), choices)
            assert found["count"] == 60 and low <= found["share"] <= high
            assert (found["low"], found["high"]) == wilson(found["share"], 60)
        assert "that may be luck" in learned_words(60, found, [])

    def test_no_choice_is_predicted_from_itself(self):
        """Two features that come once each: whoever has seen the choice knows it, nobody else can."""
        assert held_out(np.eye(20), ["left", "right"] * 10)["share"] == 0.5

    def test_too_few_clear_choices_say_nothing(self):
        assert held_out(np.eye(20), ["left"] * 7 + ["same"] * 13) is None
        assert learned_words(20, None, []) == "20 clicks: too few to learn anything from."

    def test_can_t_say_says_that_both_are_worth_the_same(self):
        look = StoryFeatures(STORIES[:50])
        pairs = [["A cat slept.", "A road was long."]] * 3
        rows = differences_of(look, pairs)
        worths = [learn_taste(look, rows, choices).worths(["A cat slept."])[0] - learn_taste(look, rows, choices).worths(
            ["A road was long."])[0] for choices in (["left"] * 3, ["left", "same", "same"], ["same"] * 3)]
        assert worths[0] > worths[1] > worths[2] == pytest.approx(0)

    def test_words_that_come_together_count_as_one(self):
        look = StoryFeatures(["the mud stuck deep", "the mud stuck on", "the sun shone", "the sun set"], {})
        assert [feature.words for feature in look.features[1:]] == [("mud", "stuck"), ("sun",)]
        assert look(["mud", "mud stuck", "sun"])[:, 1].tolist() == pytest.approx([0.1, 0.2, 0])

    def test_beliefs_are_probabilities(self):
        pairs, choices, look = clicks_of(Taste({pet: 4.0 for pet in PETS}), 40, 0)
        learned = learn_taste(look, differences_of(look, pairs), choices)
        beliefs = learned.beliefs()
        assert len(beliefs) == len(look.features) and all(0 < one["low"] < one["share"] < one["high"] < 1 for one in beliefs)
        assert [one["sure"] for one in beliefs] == sorted((one["sure"] for one in beliefs), reverse=True)
        [animals] = [one for one in beliefs if one["name"] == "animals"]
        with_and_without = learned.worths(["He saw a cat run", "He saw a sun run"])
        place = [feature.name for feature in look.features].index("animals")
        assert animals["share"] == pytest.approx(1 / (1 + math.exp(-learned.fit.weights[place] * look.unit(place))))
        assert with_and_without[0] > with_and_without[1]

    def test_every_group_is_of_storyland(self):
        known = set(World(seed=0).vocabulary) | {'"', "”"}
        for name, words in GROUPS.items():
            assert known & set(words), name


class TestClicks:
    def test_each_click_is_learned_from(self):
        arena = small_arena()
        assert arena.choices == [] and arena.learned == {} and "12 pairs wait; after 12 clicks, a" in arena.summary()
        for count in range(1, 13):
            assert ask(arena, "choose", choices=by_hand(arena, CATS, count)) == {"sequence": count}
            assert arena.learned["clicks"] == count and (arena.learned["held_out"] is None) == (count < 8)
        assert arena.summary().startswith("Of 12 pairs, 12 clicks. ") and "95 % interval" in arena.summary()
        assert isinstance(arena.taste, LearnedTaste)

    def test_undo_takes_back_what_was_learned(self):
        arena = small_arena()
        choices = by_hand(arena, CATS, 9)
        ask(arena, "choose", choices=choices)
        before = arena.learned
        ask(arena, "choose", choices=[*choices, "left"])
        assert arena.learned != before
        ask(arena, "choose", choices=choices)
        assert arena.learned == before
        ask(arena, "choose", choices=[])
        assert "12 pairs wait" in arena.summary()

    @pytest.mark.parametrize("choices", [["up"], "up", ["left"] * 13, [1], None, [["left"]], {"left": 1}])
    def test_what_is_no_choice_is_refused(self, choices):
        arena = small_arena()
        assert "error" in ask(arena, "choose", choices=choices) and arena.choices == []
        with pytest.raises(traitlets.TraitError):
            arena.choices = choices

    def test_too_early_and_unknown_requests_are_answered_with_an_error(self):
        arena = small_arena()
        assert "at least 12 clicks, and there are 3" in ask(arena, "tune", choices=["left"] * 3)["error"]
        assert "at least 8 blind pairs" in ask(arena, "reveal")["error"]
        assert ask(arena, "fly")["error"] == "KeyError: 'fly'"
        for harmless in ("stop", "back"):
            assert "error" not in ask(arena, harmless)
        assert arena.choices == ["left"] * 3

    def test_a_click_takes_no_time(self):
        """100 ms are allowed; here the time of the processor is taken, however busy the machine is."""
        pairs = [[STORIES[place], STORIES[place + 60]] for place in range(60)]
        arena = small_arena(clicks=2)
        look = StoryFeatures([text for pair in pairs for text in pair])
        arena._look, arena._differences = look, differences_of(look, pairs)
        arena.pairs = pairs
        taken = []
        for count in range(1, 61):
            began = time.process_time()
            ask(arena, "choose", choices=["left", "right", "same", "right"] * 15 if count == 60 else ["left"] * count)
            taken.append(time.process_time() - began)
        assert sorted(taken)[30] < 0.05


@pytest.fixture(scope="module")
def judged():
    return finish(small_arena(CATS, clicks=40, blind=60))


class TestTheWholeWay:
    def test_a_judge_goes_all_the_way(self, judged):
        assert len(judged.choices) == 40 and len(judged.verdicts) == 60 == judged.result["count"]
        assert judged.tuning["state"] == "ready" and judged.tuning["done"] == [1.0] * 5
        assert len(judged.tuning["losses"]) == QUICK.dpo_steps and judged.tuning["losses"][0] == pytest.approx(math.log(2), abs=1e-3)
        assert judged.summary().startswith("Blind, the judge preferred the new story in ")

    def test_the_taste_has_come_over(self, judged):
        """The judge's own worth of what the model writes rises, and so do cats."""
        def share(model, word):
            writer = judged._writer.copy()
            writer.model = model
            return np.mean([word in text.split() for text in writer.texts(200, seed=9)])

        before, after = judged._writer.model, judged.tuned
        assert share(after, "cat") - share(after, "hat") > share(before, "cat") - share(before, "hat") + 0.2
        assert judged.result["low"] > 0.5 and judged.tuning["preferred"][-1] > 0.6

    def test_the_result_is_counted_from_both_sides(self, judged):
        assert 10 < sum(judged.result["afters"]) < 50    # shuffled
        won = sum(verdict == ("left" if after else "right")
                  for verdict, after in zip(judged.verdicts, judged.result["afters"]))
        assert judged.result["won"] == won and judged.result["share"] == won / 60

    def test_the_model_that_was_given_stays_as_it_was(self):
        model, reference = random_writer(), random_writer()
        arena = PreferenceArena(model, WordsTokenizer(), CATS, 12, 4, longest=20, settings=QUICK)
        finish(arena)
        pairs = zip(model.parameters(), reference.parameters(), arena.tuned.parameters(), strict=True)
        assert all(torch.equal(one, other) for one, other, _ in pairs)
        assert any(not torch.equal(one, other) for one, other in zip(model.parameters(), arena.tuned.parameters()))

    def test_the_same_seed_gives_the_same(self, judged):
        again = finish(small_arena(CATS, clicks=40, blind=60))
        assert again.pairs == judged.pairs and again.choices == judged.choices and again.result == judged.result
        assert small_arena(seed=1).pairs != small_arena(seed=0).pairs

    def test_by_hand(self):
        arena = small_arena(blind=9)
        assert ask(arena, "tune", choices=by_hand(arena, CATS)) == {"sequence": 1} and arena.tuned is None
        finish(arena)
        assert arena.tuning["state"] == "ready" and len(arena.blind) == 9 and arena.result == {}
        assert arena.summary().endswith("Blind test: 0 of 9 pairs judged.")
        assert not set(map(str, arena._afters)) & set(json.dumps(arena.tuning).split())    # blind is blind
        assert "at least 8" in ask(arena, "reveal", verdicts=["left"] * 7)["error"]
        ask(arena, "reveal", verdicts=["same"] * 8)    # enough: the result may be looked at
        assert arena.result["share"] == 0.5 and arena.result["count"] == 8 and "can be chance" in arena.result["say"]
        ask(arena, "judge", verdicts=["same"] * 7)    # undone
        assert arena.result == {}
        ask(arena, "judge", verdicts=["left" if after else "right" for after in arena._afters])
        assert arena.result["won"] == 9 and "it has worked" in arena.result["say"]
        ask(arena, "back")
        assert arena.blind == arena.verdicts == [] and arena.result == arena.tuning == {} and len(arena.choices) == 12

    def test_a_result_that_shows_nothing_says_so(self):
        assert result_words(preferred(["left"] * 10, [True] * 5 + [False] * 5)).endswith("24 to 76 %; that can be chance.")
        assert result_words(preferred(["left"] * 10, [False] * 10)).endswith("it went the wrong way.")
        assert preferred(list(CHOICES), [True, True, True])["won"] == 1.5


# Never through.
SLOW = TuningSettings(first=16, best=0.5, imitate_steps=2, second=16, share=0.5, dpo_steps=10_000, batch_size=4)


class TestStopping:
    def test_while_it_learns_stop_means_that_it_is_enough(self):
        arena = small_arena(settings=SLOW)
        ask(arena, "tune", choices=by_hand(arena, CATS))
        ask(arena, "tune")    # pressed twice
        wait_until(lambda: len(arena.tuning.get("losses", [])) >= 3)
        assert arena.tuning["state"] == "running" and arena.tuning["say"].startswith("DPO, step ")
        assert arena.tuning["seconds_left"] is not None and "is being turned to this taste" in arena.summary()
        assert "error" not in ask(arena, "choose", choices=[])    # not while it learns from them
        assert len(arena.choices) == 12
        ask(arena, "stop")
        finish(arena)
        assert arena.tuning["state"] == "ready" and len(arena.tuning["losses"]) < 10_000 and len(arena.blind) == 10

    def test_before_that_it_ends_without_a_blind_test_and_can_begin_again(self):
        arena = small_arena(settings=TuningSettings(first=100_000))
        ask(arena, "tune", choices=by_hand(arena, CATS))
        ask(arena, "stop")
        finish(arena)
        assert arena.tuning["state"] == "stopped" and arena.blind == [] and arena.tuned is None
        assert "The clicks are kept" in arena.tuning["say"] and len(arena.choices) == 12
        arena._settings = QUICK
        ask(arena, "tune")
        assert finish(arena).tuning["state"] == "ready"

    def test_whoever_goes_back_hears_no_more_of_it(self):
        arena = small_arena(settings=SLOW)
        ask(arena, "tune", choices=by_hand(arena, CATS))
        run = arena._run
        ask(arena, "back")
        wait_until(run.is_over)
        assert arena.tuning == {} and arena.blind == []

    def test_an_interrupt_stops_and_what_was_learned_is_judged(self):
        arena = small_arena(settings=SLOW)
        arena.choices = by_hand(arena, CATS)
        arena.tune()

        async def cell():
            waiting = asyncio.create_task(arena.finished())
            while len(arena.tuning.get("losses", [])) < 2:
                await asyncio.sleep(0.01)
            assert not waiting.done()
            waiting.cancel()
            return await waiting

        assert asyncio.run(cell()) is arena and len(arena.blind) == 10

    def test_a_training_that_fails_says_why(self):
        class Broken(WordsTokenizer):
            def decode(self, ids):
                if arena is not None:
                    raise RuntimeError("the roof\nis on fire")
                return super().decode(ids)

        arena = None
        arena = PreferenceArena(random_writer(), Broken(), clicks=12, longest=20, settings=QUICK)
        ask(arena, "tune", choices=by_hand(arena, CATS))
        with pytest.raises(RuntimeError, match="on fire"):
            finish(arena)
        assert arena.tuning["say"] == "The training has failed. RuntimeError: the roof is on fire"

    def test_waiting_where_nothing_runs(self):
        arena = small_arena()
        assert finish(arena) is arena


class TestFile:
    def test_nothing_is_lost(self, tmp_path):
        file = tmp_path / "clicks.json"
        arena = small_arena(file=file)
        ask(arena, "choose", choices=by_hand(arena, CATS, 9))
        again = small_arena(file=file, seed=5)    # the kernel has died; the pairs are those of the file
        assert again.pairs == arena.pairs and again.choices == arena.choices and again.learned == arena.learned
        ask(again, "tune", choices=by_hand(again, CATS))
        finish(again)
        ask(again, "judge", verdicts=["left"] * 4)
        third = small_arena(file=str(file))
        assert third.blind == again.blind and third.verdicts == ["left"] * 4 and third._afters == again._afters
        ask(third, "judge", verdicts=["left"] * 10)
        fourth = small_arena(file=file)
        assert fourth.result == third.result != {} and fourth.summary() == third.summary()

    @pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"pairs": 1}', json.dumps({
        "pairs": [["a", "b"]], "choices": ["left"], "blind": [["c", "d"]], "afters": [], "verdicts": []}).encode(),
        json.dumps({"pairs": [["a", "b"]], "choices": ["left"] * 2, "blind": [], "afters": [], "verdicts": []}).encode(),
        json.dumps({"pairs": [["a", 2]], "choices": [], "blind": [], "afters": [], "verdicts": []}).encode()])
    def test_what_keeps_no_clicks_is_refused(self, content, tmp_path):
        file = tmp_path / "other.json"
        file.write_bytes(content)
        with pytest.raises(CourseError, match="does not keep the clicks of an arena"):
            small_arena(file=file)
        assert file.read_bytes() == content


@pytest.mark.parametrize(("options", "problem", "message"), [
    ({"clicks": 1}, ValueError, "clicks is a whole number from 2"), ({"clicks": 20.0}, ValueError, "clicks"),
    ({"clicks": True}, ValueError, "clicks"), ({"blind": 0}, ValueError, "blind is a whole number from 1"),
    ({"longest": 0}, ValueError, "longest"), ({"judge": len}, TypeError, "a judge is a Taste"),
    ({"prompt": []}, ValueError, "at least one id"),
])
def test_wrong_arguments(options, problem, message):
    with pytest.raises(problem, match=message):
        small_arena(**options)


def test_what_is_no_model_and_a_tokenizer_without_stories():
    for model in (None, len, torch.nn.Linear(2, 2)):
        with pytest.raises(TypeError, match="load_storyteller"):
            PreferenceArena(model, WordsTokenizer())

    class Plain(WordsTokenizer):
        special_tokens = {}

    with pytest.raises(ValueError, match=r"prompt=\[id, …\]"):
        PreferenceArena(random_writer(), Plain())
    assert PreferenceArena(random_writer(), Plain(), clicks=2, prompt=[1], longest=9).pairs
    assert PreferenceArena(random_writer(), Plain(), clicks=2, prompt=" ".join(LEXICON[:2]), longest=9).pairs


def test_view_picture_and_words(recwarn):
    check_shown(small_arena, recwarn)
    clicked = small_arena()
    clicked.choices = by_hand(clicked, CATS)
    check_shown(lambda: clicked, recwarn)
    check_drawn_alike(lambda: clicked)
    assert clicked.picture()._suptitle.get_text().startswith("From 12 clicks it predicts ")


def test_stories_in_the_picture_stay_in_their_cards():
    arena = small_arena()
    told = " ".join(story.text for story in World(seed=0).stories(40, seed=1))
    arena.pairs = [[told, told[2_000:]], *arena.pairs[1:]]
    plot = arena.picture()
    plot.draw_without_rendering()
    axes = plot.axes[0]
    cards = [patch.get_window_extent() for patch in axes.patches]
    tops = {}
    for text in axes.texts:
        box = text.get_window_extent()
        card = next(card for card in cards if card.x0 < box.x0 < card.x1)
        assert box.x1 < card.x1 - 8 and card.y0 < box.y0 and box.y1 < card.y1, text.get_text()
        tops.setdefault(card.x0, []).append(text.get_position()[1])
    assert len(set(np.diff(tops[cards[0].x0]))) == 1    # even lines


@pytest.mark.full
def test_storyteller_turns_to_a_taste():
    """What the course promises: after 40 clicks a made-up judge prefers the stories from after in 80 % of blind pairs."""
    from llm_edu.training import load_storyteller

    judge = Taste({pet: 4.0 for pet in PETS}, per_word=-0.25)
    arenas = [finish(PreferenceArena(*load_storyteller(), judge, seed=seed, blind=200)) for seed in (0, 1)]
    assert [len(arena.choices) for arena in arenas] == [40, 40]
    assert sum(arena.result["won"] for arena in arenas) >= 0.8 * 400, [arena.summary() for arena in arenas]
