"""The four proofs that Storyland's probabilities are what they claim to be."""

from collections import Counter
from math import exp, inf, isclose

import pytest

from llm_edu.storyland import END, World
from llm_edu.storyland.plot import Draw, Either, Friend, Say, Slot, Which
from llm_edu.storyland.plots import PLOTS


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


def every_story(node, probability, bound=None, used=(), words=()):
    """All (words, probability) that a plot can make: a third way to run a plot, written for this test alone."""
    bound = bound or {}
    if node is None:
        yield words, probability
    elif isinstance(node, Say):
        yield from every_story(node.next, probability, bound, used, words + node.words)
    elif isinstance(node, Slot):
        spoken = bound[node.variable].spoken[node.form]
        yield from every_story(node.next, probability, bound, used, words + spoken)
    elif isinstance(node, Friend):
        friend = bound[node.of].friend
        yield from every_story(node.next, probability, {**bound, node.variable: friend}, used, words + (friend.word,))
    elif isinstance(node, Either):
        for alternative, share in node.alternatives:
            yield from every_story(alternative, probability * share, bound, used, words)
    elif isinstance(node, Which):
        for name in node.candidates:
            with_it = {**bound, node.variable: bound[name]}
            yield from every_story(node.next, probability / len(node.candidates), with_it, used, words)
    elif isinstance(node, Draw):
        free = [value for value in node.kind.values if value.word not in used]
        total = sum(value.weight for value in free)
        for value in free:
            now_used = used + (value.word,) + ((value.friend.word,) if node.reserves_friend else ())
            spoken = () if node.hidden else value.spoken[node.form]
            with_it = {**bound, node.variable: value}
            yield from every_story(node.next, probability * value.weight / total, with_it, now_used, words + spoken)


CUT_DOWN = {"residents": 4, "places": 2, "things": 6, "colours": 2}
AMBIGUOUS = "{owner?resident}Somebody[ big|] lost a {owner.pet}. It[ was|] was [red|red|blue].[ It was {owner}'s.|]"


@pytest.mark.parametrize(
    "plots",
    [
        {"secret": PLOTS["secret"], "noise": PLOTS["noise"]},
        {"found": PLOTS["found"]},
        {"ambiguous": AMBIGUOUS, "same again": AMBIGUOUS, "short": "{hero=resident} slept."},
    ],
    ids=lambda plots: "+".join(plots),
)
def test_probabilities_of_all_texts_sum_to_one(plots):
    world = World(seed=3, plots=plots, **CUT_DOWN)
    texts = Counter()
    for _, node in world._plots["all"]:
        for words, probability in every_story(node, 1.0 / len(plots)):
            texts[words] += probability
    scored = {words: exp(world.log_prob(words)) for words in texts}
    assert len(texts) >= 64
    assert isclose(sum(scored.values()), 1.0, abs_tol=1e-9)
    assert all(isclose(scored[words], texts[words], rel_tol=1e-9) for words in texts)


def test_log_prob_equals_the_sum_of_the_choices_that_were_made(world):
    # No text of the full world has two derivations, so the probability of the choices is that of the text.
    for story in world.stories(10_000, seed=5):
        assert isclose(world.log_prob(story.text), story.log_prob, abs_tol=1e-9), story.text


def test_word_log_probs_sum_to_log_prob_and_agree_with_the_next_distribution(world):
    for story in world.stories(20, seed=6):
        each = world.word_log_probs(story.words)
        assert isclose(sum(each), story.log_prob, abs_tol=1e-9)
        for position, word in enumerate([*story.words, END]):
            truth = world.next_distribution(story.words[:position])
            assert isclose(sum(truth.values()), 1.0, abs_tol=1e-9)
            assert isclose(truth[word], exp(each[position]), rel_tol=1e-9)


def test_recalls_leave_no_choice(world):
    plots = set()
    for story in world.stories(2_000, seed=7):
        each = world.word_log_probs(story.words)
        for recall in story.recalls:
            assert recall.source < recall.start < recall.stop <= len(story.words)
            assert sum(each[recall.start : recall.stop]) > -1e-9, (story.plot, story.words[recall.start : recall.stop])
        if any(recall.distance >= 20 for recall in story.recalls):
            plots.add(story.plot)
    assert plots == set(PLOTS), "every plot needs a word that is decided 20 or more words before"


@pytest.mark.parametrize("kind", ["pronoun", "recall", "capital", "cut", "more"])
def test_a_change_that_breaks_the_story_makes_it_impossible(world, kind):
    changed = 0
    for story in world.stories(300, seed=8):
        words = list(story.words)
        if kind == "pronoun":
            swap = {"She": "He", "He": "She", "she": "he", "he": "she"}
            position = next((index for index, word in enumerate(words) if word in swap), None)
            if position is None:
                continue
            words[position] = swap[words[position]]
        elif kind == "recall":
            recall = max(story.recalls, key=lambda recall: recall.distance)
            words[recall.start] = next(word for word in world.colours if word != words[recall.start])
        elif kind == "capital":
            position = next(index for index, word in enumerate(words) if word.isalpha())
            words[position] = words[position].swapcase()
        elif kind == "cut":
            words.pop()
        else:
            words.append("Mia")
        changed += 1
        assert world.log_prob(words) == -inf, " ".join(words)
    assert changed > 200


def test_sampled_frequencies_agree_with_the_probabilities():
    """Pearson's chi-square over the texts of a small plot, at a fixed seed: below the 99.9 % point."""
    text = "[One|One|That] {season=season} {hero=resident} [and {other=resident} |]saw a {visitor=visitor}. {visitor.She} sang."
    world = World(seed=1, job_skew=0.6, plots={"seen": text}, residents=4)
    count = 200_000
    seen = Counter(story.words for story in world.stories(count, seed=9))
    [(_, start)] = world._plots["all"]
    expected = Counter()
    for words, probability in every_story(start, 1.0):
        expected[words] += count * probability
    assert set(seen) <= set(expected) and min(expected.values()) > 5
    statistic = sum((seen[words] - value) ** 2 / value for words, value in expected.items())
    freedom = len(expected) - 1
    # Wilson and Hilferty's approximation of the chi-square quantile; 3.09 is that of the normal distribution
    limit = freedom * (1 - 2 / (9 * freedom) + 3.09 * (2 / (9 * freedom)) ** 0.5) ** 3
    assert statistic < limit
    assert statistic > freedom / 2, "too good to be true: the samples are not random"


def test_tellings_are_all_ways_of_choosing_that_lead_to_a_text(world):
    two_ways = World(seed=3, plots={"ambiguous": AMBIGUOUS, "other": AMBIGUOUS}, **CUT_DOWN)
    for story in two_ways.stories(50, seed=1):
        reading = two_ways.read(story.text)
        assert isclose(sum(telling.probability for telling in reading.tellings), exp(reading.log_prob), rel_tol=1e-9)
        assert {telling.plot for telling in reading.tellings} == {"ambiguous", "other"}
    for story in world.stories(200, seed=5):
        (telling,) = world.read(story.text).tellings
        assert telling.plot == story.plot and isclose(telling.probability, exp(story.log_prob), rel_tol=1e-9)
        assert world.read(story.words[:-1]).tellings == []


def test_a_telling_says_who_is_who():
    plot = "{hero=resident} met {other=resident} {place=place.at}. {winner?hero,other}{winner} sang."
    world = World(seed=0, plots={"met": plot})
    (telling,) = world.read("Mia met Otto by the river. Otto sang.").tellings
    assert telling.values == {"hero": "Mia", "other": "Otto", "place": "river", "winner": "Otto"}
