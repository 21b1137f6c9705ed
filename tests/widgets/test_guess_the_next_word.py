"""GuessTheNextWord without a browser: bets and their price, the game played from Python, pictures and words."""

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown import check_drawn_alike, check_shown
from tiny_world import TinyStory, TinyWorld, bigram, join, split

from llm_edu.errors import CourseError
from llm_edu.storyland import join_words
from llm_edu.widgets import GuessTheNextWord
from llm_edu.widgets.guess_the_next_word.guessing import (
    Bet,
    Place,
    ask,
    bits,
    expected_bits,
    read_places,
    resolve_words,
    score_guesses,
)
from llm_edu.widgets.guess_the_next_word.picture import tints

WORLD = TinyWorld()
RED = "Today Otto lost a red coat. By the well was the red coat."


def game(story=None, **options):
    usual = {"split": split, "join": join, "vocabulary": WORLD.vocabulary, "groups": WORLD.groups, "start": 1}
    return GuessTheNextWord(WORLD.next_distribution, WORLD.story() if story is None else story, **{**usual, **options})


class TestBets:
    def test_what_is_not_bet_is_spread_evenly(self):
        bet = Bet(("red", "blue", "red"), 0.6)
        assert bet.words == ("red", "blue")
        assert bet.probability("red", 12) == pytest.approx(0.3)
        assert bet.probability("hat", 12) == pytest.approx(0.04)

    @given(st.integers(0, 12), st.floats(0, 1), st.integers(1, 12))
    def test_a_bet_is_a_distribution(self, count, share, size):
        words = [str(number) for number in range(size)]
        bet = Bet(tuple(words[: min(count, size)]), share)
        assert sum(bet.probability(word, size) for word in words) == pytest.approx(1)

    def test_no_idea_costs_the_same_for_every_word(self):
        assert Bet((), 0).cost("hat", 16) == Bet(("a", "b"), 0.9).cost("a", 2) + 3 == 4

    def test_infinite_bits(self):
        bet = Bet(("hat",), 1.0)
        assert bet.cost("hat", 10) == 0 and bet.cost("coat", 10) == math.inf
        assert bet.expected({"hat": 0.99, "coat": 0.01}, 10) == math.inf and bet.expected({"hat": 1.0}, 10) == 0
        assert bits(0) == math.inf and str(bits(1)) == "0.0"

    @pytest.mark.parametrize("share", [-0.1, 1.1, math.nan, True, "much"])
    def test_a_share_that_is_none(self, share):
        with pytest.raises(ValueError, match="between 0 and 1"):
            Bet(("hat",), share)
        assert Bet(("hat",), np.float32(0.5)).probability("hat", 4) == 0.5

    @given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), st.floats(0, 1), st.integers(0, 5))
    def test_on_average_nobody_beats_the_truth(self, weights, share, count):
        truth = {str(number): weight / sum(weights) for number, weight in enumerate(weights)}
        entropy = expected_bits(truth, truth.get)
        bet = Bet(tuple(list(truth)[:count]), share)
        assert bet.expected(truth, 8) >= entropy - 1e-9

    def test_words_and_groups(self):
        words, groups = ("cat", "Mia", " hat", ","), {"pet": ("cat", "dog"), "of the two": ("cat",)}
        assert resolve_words(["mia", "hat", "any pet", "cat", ","], words, groups) == ("Mia", " hat", "cat", "dog", ",")
        assert resolve_words("any of the two", words, groups) == ("cat",)
        assert resolve_words([], words, groups) == ()
        with pytest.raises(ValueError, match=r"'cta' is not a word of this world; did you mean 'cat'\?"):
            resolve_words("cta", words, groups)
        with pytest.raises(ValueError, match="'zzzzz' is not a word of this world$"):
            resolve_words("zzzzz", words, groups)


class TestPlaces:
    def places(self, text, **options):
        return read_places(WORLD.next_distribution, split(text), join, **{"end": "<end>", **options})

    def test_the_costs_of_the_truth_sum_to_the_story(self):
        for text, share in list(WORLD.texts.items())[::7]:
            places = self.places(text)
            assert sum(bits(place.truth[place.word]) for place in places) == pytest.approx(bits(share))
            assert places[-1].word == "<end>" and places[-1].truth == {"<end>": 1.0}

    def test_only_doubt_and_memory_are_worth_asking(self):
        places = self.places(WORLD.story().text, sources={12: 4})
        assert [place.index for place in places if place.worth_asking] == [1, 4, 5, 9, 12]
        assert [place.word for place in places if place.worth_asking] == ["Mia", "green", "hat", "mill", "green"]

    def test_what_is_asked_does_not_depend_on_what_comes(self):
        rare = [Place(0, word, {"hat": 0.9, "coat": 0.1}) for word in ("hat", "coat")]
        assert [place.worth_asking for place in rare] == [False, False]

    def test_a_story_that_is_cut_short_has_no_end(self):
        assert [place.word for place in self.places("Today Mia lost")] == ["Today", "Mia", "lost"]

    def test_models(self):
        places = self.places(WORLD.story().text, start=1, models={"bigram": bigram})
        assert places[0].models["bigram"] == (1.0, math.inf)  # sure of Mia; Otto could have come
        mill = next(place for place in places if place.word == "mill")
        assert mill.models["bigram"] == (0.0, math.inf)

    @pytest.mark.parametrize(
        ("answer", "message"),
        [({"a": 0.5, "b": 0.6}, "sum to 1.1"), ({"a": math.nan}, "nan"), ({"a": -0.5, "b": 1.5}, "-0.5"),
         ({}, "sum to 0"), ({"a": "much"}, "ValueError"), (None, "AttributeError")],
    )
    def test_no_probabilities(self, answer, message):
        with pytest.raises(CourseError, match=f"^The model 'x' .*{message}"):
            ask(lambda prefix: answer, "Once", "The model 'x'")

    def test_a_missing_rest_and_an_order(self):
        answer = {"b": 0.2, "c": 0.5, "a": 0.2, "d": 0}
        assert list(ask(lambda prefix: answer, "", "x").items()) == [("c", 0.5), ("a", 0.2), ("b", 0.2)]

    def test_rounding_is_forgiven(self):
        """The softmax of 49,152 numbers in 32 bits sums to 1.00001."""
        assert ask(lambda prefix: {"a": 0.5, "b": 0.50001}, "", "x") == pytest.approx({"a": 0.499995, "b": 0.500005})

    def test_scores(self):
        places = self.places(WORLD.story().text, start=1, models={"bigram": bigram})
        mia, green, mill = (next(place for place in places if place.word == word) for word in ("Mia", "green", "mill"))
        bets = [Bet(("Mia",), 0.5), Bet(("green", "red"), 0.8), Bet((), 0)]
        scores = score_guesses([mia, green, mill], bets, size=16)
        assert list(scores) == ["you", "truth", "bigram", "no idea"]
        assert scores["you"].paid == pytest.approx((1, bits(0.4), 4))
        assert scores["truth"].paid == pytest.approx((1, 1, bits(1 / 3)))
        assert scores["truth"].expected == pytest.approx((1, 0.5 + 0.5 * bits(1 / 6), bits(1 / 3)))
        assert scores["bigram"].per_word == math.inf and scores["no idea"].paid == (4, 4, 4)
        assert scores["you"].per_word == pytest.approx((5 + bits(0.4)) / 3)
        with pytest.raises(ValueError, match="zip"):
            score_guesses([mia], [], size=16)


class TestGame:
    def test_played_from_python(self):
        widget = game(models={"bigram": bigram}, guesses=[("Mia", 0.5)])
        assert widget.guess("any colour", 0.8) == {
            "you": pytest.approx(bits(0.2)), "truth": pytest.approx(1), "bigram": pytest.approx(bits(1)),
            "no idea": pytest.approx(math.log2(19)),
        }
        widget.guess(["hat", "coat"], 0.9)
        widget.guess([], 0)
        paid = widget.guess("green", 1.0)  # it stands in the text before, so one may be sure
        assert paid["you"] == 0 and paid["truth"] == 0
        assert widget.scores["you"].paid[3] == pytest.approx(math.log2(19))
        with pytest.raises(ValueError, match="This story is over"):
            widget.guess("green", 1.0)
        assert widget.summary() == (
            "5 of 5 guesses made. Bits per word: you 1.74, truth 0.92, bigram ∞, no idea 4.25. "
            "“Today Mia lost a green hat. By the mill was the green hat.”"
        )
        widget.restart()
        assert widget.moves == [[]] and "5 guesses to come" in widget.summary()

    def test_wrong_moves_change_nothing(self):
        widget = game()
        for guess, share, message in (("hta", 0.5, "did you mean 'hat'"), ("hat", 2, "between 0 and 1")):
            with pytest.raises(ValueError, match=message):
                widget.guess(guess, share)
        assert widget.moves == [[]]
        with pytest.raises(ValueError, match="not a word of this world"):
            game(guesses=[("giraffe", 0.5)])

    def test_a_certain_and_wrong_bet_is_infinite(self):
        widget = game(guesses=[("Otto", 1.0)])
        assert widget.scores["you"].per_word == math.inf
        assert "you ∞, truth 1.00" in widget.summary()
        assert widget.picture().to_png().startswith(b"\x89PNG")

    def test_every_word(self):
        widget = game()
        widget.everything = True
        assert "15 guesses to come" in widget.summary()  # 14 words and the end
        for word in [*split(WORLD.story().text)[1:], "<end>"]:
            widget.guess(word, 0.99)
        assert widget.summary().startswith("15 of 15") and widget.scores["truth"].paid[-1] == 0

    def test_several_stories(self):
        widget = game([WORLD.story(), RED])
        widget.guess("Mia", 0.5)
        widget.round = 1
        widget.guess("Mia", 0.5)
        assert [len(moves) for moves in widget.moves] == [1, 1] and "Today Otto lost a ___" in widget.summary()
        widget.restart()
        assert [len(moves) for moves in widget.moves] == [1, 0]

    def test_what_the_browser_gets_is_the_same_arithmetic(self):
        """The state is all that a notebook without a kernel has: valid JSON, with every figure in it."""
        widget = game(models={"bigram": bigram})
        state = json.loads(json.dumps(widget.answer, allow_nan=False))
        [round] = state["rounds"]
        assert "".join(round["pieces"]) == WORLD.story().text
        green = next(place for place in round["places"] if place["at"] == 4)
        assert dict(green["truth"])["green"] == green["share"] == 0.5 and green["models"] == [[1.0, None]]
        assert [place["at"] for place in round["places"] if place["ask"]] == [1, 4, 5, 9, 12]
        assert state["labels"] == [["<end>", "⟨the end⟩"]] and state["size"] == 19
        assert next(place for place in round["places"] if place["at"] == 12)["source"] == 4

    def test_large_vocabularies(self):
        """As with a real model's tokens: a number is enough, and only what comes up can be named."""
        tokens = [" hat", " coat", *(f" {number}" for number in range(48_000))]

        def even(prefix):
            return dict.fromkeys(tokens, 1 / len(tokens))

        story = SimpleNamespace(text=" coat hat coat")
        options = {"split": lambda text: [f" {word}" for word in text.split()], "join": "".join, "start": 1}
        for vocabulary in (tokens, len(tokens)):
            widget = GuessTheNextWord(even, story, vocabulary=vocabulary, **options)
            assert widget.answer["size"] == 48_002 and len(widget.answer["words"]) < 300
            assert len(json.dumps(widget.answer)) < 30_000
            assert [" hat", "·hat"] in widget.answer["labels"]
            assert widget.guess("hat", 0.5)["you"] == 1
            assert widget.scores["you"].expected[0] == pytest.approx(-math.log2(0.5 / 48_001), abs=0.001)

    def test_without_a_vocabulary_the_words_that_come_up(self):
        assert set(game(vocabulary=None).answer["words"]) == set(WORLD.vocabulary)

    def test_texts_that_are_none(self):
        for wrong, message in (("", "empty story"), ([], "No story"), ("Today Mia", "0 … 1, not 2")):
            with pytest.raises(ValueError, match=message):
                game(wrong, start=2)
        with pytest.raises(TypeError, match="a story is a text"):
            game([7])
        with pytest.raises(ValueError, match="start"):
            game(start=-1)

    def test_arguments_that_do_not_fit(self):
        with pytest.raises(ValueError, match="lacks 'mill'"):
            game(vocabulary=[word for word in WORLD.vocabulary if word != "mill"])
        with pytest.raises(ValueError, match="'truth' is the name of another player"):
            game(models={"truth": bigram})
        with pytest.raises(ValueError, match="'you' is the name"):
            game(name="you")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [("Today Zoe lost a hat.", "gives 'Zoe' no chance after “Today”"),
         ("Zoe lost a hat.", "cannot go on after “Zoe”: ValueError: no story of this world begins")],
    )
    def test_a_text_of_another_world_is_shown_as_an_error(self, text, reason):
        widget = game(text, vocabulary=None, guesses=[("hat", 0.5)])
        assert reason in widget.answer["error"] and reason in widget.summary()
        assert widget.picture().to_png().startswith(b"\x89PNG") and widget.scores["you"].paid == ()
        with pytest.raises(ValueError, match=reason[:20]):
            widget.guess("hat", 0.5)

    def test_a_broken_model_is_named(self):
        widget = game(models={"mine": lambda prefix: {}[prefix]})
        assert widget.answer["error"].startswith("The model 'mine' cannot go on after “Today”: KeyError")


HOSTILE = ["<img src=x onerror=alert(1)>", "$x$", "a\u202eb", "\x00", "😀", "x" * 300, "any", "__proto__"]


class TestEverywhere:
    @pytest.mark.parametrize("guesses", [[], [("Mia", 0.5)], [("Mia", 0.5), ("any colour", 0.9), ("coat", 1.0)]])
    def test_view_picture_and_words(self, guesses, recwarn):
        check_shown(lambda: game(guesses=guesses, models={"bigram": bigram}), recwarn)

    def test_the_picture_is_the_same_each_time(self):
        check_drawn_alike(lambda: game(guesses=[("Mia", 0.5)]))

    def test_hostile_words(self, recwarn):
        def even(prefix):
            return dict.fromkeys(HOSTILE, 1 / len(HOSTILE))

        widget = GuessTheNextWord(
            even, TinyStory("\n".join(HOSTILE * 4)), split=lambda text: text.split("\n"), join="\n".join, start=2,
            models={"$mo_del$": even}, guesses=[(word, 0.5) for word in HOSTILE],
        )
        assert widget.picture().to_png().startswith(b"\x89PNG") and "\n" not in widget.summary()
        assert [str(warning.message) for warning in recwarn] == []

    def test_colours_mean_what_they_mean_elsewhere(self):
        assert tints(["you", "truth", "a", "b", "no idea"]) == {
            "you": "learner", "truth": "truth", "a": "model", "b": "second", "no idea": "context"
        }


def test_a_story_of_storyland():
    from llm_edu.storyland import World

    world = World(seed=0)
    stories = world.stories(3, seed=5)
    widget = GuessTheNextWord(world.next_distribution, stories, vocabulary=world.vocabulary, groups=world.groups())
    for number, story in enumerate(stories):
        widget.round = number
        asked = {place["at"]: place for place in widget.answer["rounds"][number]["places"] if place["ask"]}
        assert {recall.start for recall in story.recalls if recall.start >= 8} <= set(asked)
        for place in asked.values():
            widget.guess(place["word"], 0.9)
        assert widget.scores["truth"].expected_per_word < widget.scores["you"].expected_per_word


def test_a_bet_can_say_what_one_knows():
    """One share for a set of words loses little against the whole truth, so that the game measures the learner and not
    the form of the bet: whoever knows the truth comes within 5 % of the entropy."""
    from llm_edu.storyland import World

    world = World(seed=0)
    size, best, floor = len(world.vocabulary), 0.0, 0.0
    for story in world.stories(10, seed=3):
        sources = {recall.start: recall.source for recall in story.recalls}
        places = read_places(world.next_distribution, story.words, join_words, 8, end="<end>", sources=sources)
        for place in filter(lambda place: place.worth_asking, places):
            sets = [tuple(place.truth)[:count] for count in range(1, len(place.truth) + 1)]
            shares = (0.5, 0.8, 0.9, 0.95, 0.99)
            best += min(Bet(words, share).expected(place.truth, size) for words in sets for share in shares)
            floor += place.entropy
    assert floor < best < 1.05 * floor
