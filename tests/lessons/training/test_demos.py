"""Lesson 06's helpers: archives, models to practise on and to spoil, and what is drawn."""

import math
import random

import pytest
import torch

from llm_edu.language_models import END_ID
from llm_edu.lessons.training import demos as demo
from llm_edu.lessons.training import plots
from llm_edu.storyland import World, join_words
from llm_edu.tokenization import deduplicate
from llm_edu.training import TokenRows, cross_entropy
from llm_edu.training.rows import collate


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


@pytest.fixture(scope="module")
def rows(world):
    return TokenRows.one_text_a_row([world.encode(story.words) for story in world.stories(40, seed=1)])


# --- text as its own label


# --- an archive


def test_an_archive_holds_every_story_in_its_own_dirt(world):
    pages, stories = demo.raw_archive(world, count=200), world.stories(200, seed=6)
    assert pages == demo.raw_archive(world, count=200)
    found = [page.split("<p>")[1].split("</p>")[0] for page in pages if page.startswith("<p>")]
    simple = {" ".join(text.split()) for text in found}
    assert {story.text for story in stories} <= simple, "no story is lost"
    assert len(pages) > 1.5 * 200 and len(set(pages)) > 200 and "  " in "".join(found)
    assert set(demo.JUNK) & set(pages)


def test_the_village_knows_its_own(world):
    story = world.stories(1, seed=6)[0].text
    assert demo.is_of_the_village(story, world) and demo.is_of_the_village(story.replace(". ", ".  "), world)
    assert not demo.is_of_the_village("", world) and not demo.is_of_the_village("hat " * 12, world)
    assert not demo.is_of_the_village(story + " Buy now!", world)


def test_copies_flatter_a_model_that_counts(world):
    """What the lesson says about leakage, on a smaller archive."""
    texts = [story.text for story in world.stories(150, seed=6)] * 4
    random.Random(0).shuffle(texts)
    different = deduplicate(texts)
    leaked = demo.counting_loss(texts[60:], texts[:60], world)
    honest = demo.counting_loss(different[30:], different[:30], world)
    assert leaked < 0.8 * honest


# --- models


@torch.no_grad()
def test_starts_of_a_model(world, rows):
    inputs, targets = collate(rows, [0, 1])
    usual = demo.begin_with(demo.practice_model(world), "usual")
    assert cross_entropy(usual(inputs), targets).item() == pytest.approx(math.log(530), abs=0.1)
    loud = demo.begin_with(demo.practice_model(world), "20 × as large")
    assert cross_entropy(loud(inputs), targets) > 10
    alike = demo.begin_with(demo.practice_model(world), "all alike")
    assert all((table == 0.02).all() for table in alike.parameters() if table.dim() == 2)
    with pytest.raises(ValueError, match="no start 'loud'"):
        demo.begin_with(usual, "loud")


def test_zeros_have_no_gradient(world, rows):
    model = demo.begin_with(demo.practice_model(world), "zeros")
    inputs, targets = collate(rows, [0, 1])
    cross_entropy(model(inputs), targets).backward()
    assert not any(parameter.grad.any() for parameter in model.parameters() if parameter.grad is not None)


def test_garbage_is_one_word(rows):
    inputs, targets = demo.garbage_batch(rows, count=3, time=9)
    assert inputs.shape == targets.shape == (3, 9) and len(set(inputs.flatten().tolist())) == 1
    assert torch.equal(inputs, targets) and inputs[0, 0] != END_ID


def test_mean_of_the_last():
    assert demo.mean_of_last([100.0, 1.0, 3.0], count=2) == 2.0
    assert demo.mean_of_last([1.0, 3.0]) == 2.0


# --- stories that a model wrote


def test_written_stories_get_a_verdict(world, capsys):
    story = world.stories(1, seed=4)[0]
    wrong = join_words([*story.words[:10], "hen", "hen", *story.words[10:]])
    early = join_words(story.words[:10])
    demo.print_written([story.text, wrong, early, story.text], world, known={story.text}, width=1_000)
    printed = capsys.readouterr().out
    assert printed.count("[whole, but learned by heart]") == 2
    assert f"{early} «hen hen " in printed and printed.count("»") == 1
    assert "[impossible in this village from « on]" in printed and "[ends too early]" in printed
    demo.print_written([story.text], world)
    assert capsys.readouterr().out.startswith("[whole and new]")


def test_when_a_loss_has_come_most_of_its_way():
    looks = [{"step": 5, "recall": 3.0, "elsewhere": 2.0}, {"step": 10, "recall": 2.5, "elsewhere": 1.0},
             {"step": 15, "recall": 0.5, "elsewhere": 0.9}]
    assert demo.when_learned(looks, "recall") == 15 and demo.when_learned(looks, "elsewhere") == 10
    assert demo.when_learned(looks, "recall", share=0.1) == 10
    assert demo.when_learned(looks[:1], "recall") == 5, "whoever stops early has one look only"
    assert demo.when_learned(looks[::-1], "recall") == 15, "a loss that rises is never better than at first"


# --- pictures

LOOKS = [{"step": 25, "recall": 3.0, "elsewhere": 2.0}, {"step": 50, "recall": 0.1, "elsewhere": 0.4}]


@pytest.mark.parametrize(("draw", "said"), [
    (lambda: plots.losses_plot({"a": [4.0] * 10, "b": [3.0] * 5 + [2.0] * 5}),
     "a: 4.00 at first, 4.00 at the end; b: 3.00 at first, 2.00 at the end"),
    (lambda: plots.losses_plot({"a": [4.0] * 10, "b": [3.0] * 5 + [2.0] * 5}), "lowest 2.00 (b), highest 4.00 (a). "),
    (lambda: plots.losses_plot({"a": [4.0, 5.0, math.nan]}, over=1, top=12, floor=0.3), "a: 4.00 at first"),
    (lambda: plots.losses_plot({"a": [4.0, math.nan], "b": [9.0, 8.0]}, over=1), "lowest 8.00 (b), not a number (a). "),
    (lambda: plots.losses_plot({"a": [40.0, 50.0]}, over=1, top=12), "a: 40.00 at first"),
    (lambda: plots.finder_plot([0.1, 1.0, 10.0], [6.0, 3.0, 20.0]), "lowest, 3.00, at a rate of 1"),
    (lambda: plots.phases_plot(LOOKS, {"elsewhere": 0.35}), "at recalls from 3.00 to 0.10; elsewhere from 2.00"),
    (lambda: plots.phases_plot(LOOKS, {"elsewhere": 0.35}), "50 steps: at recalls by step 50, elsewhere by step 50"),
    (lambda: plots.phases_plot(LOOKS[:1], {"elsewhere": 0.35}), "at recalls from 3.00 to 3.00"),
    (lambda: plots.two_losses_plot([(1, 6.0, 6.1), (100, 0.05, 11.0)], 0.33, 0.04),
     "training loss 0.050, held-out loss 11.00 after 100 steps"),
    (lambda: plots.circles_plot({"a": torch.eye(2), "b": torch.ones(2, 2)}), "direction: 1.00 (a), 0.00 (b). "),
    (lambda: plots.bytes_plot([(10, 2.0), (20, 1.5)], {"x": 1.8}), "1.50 (ours), 1.80 (x). from 2.00"),
], ids="losses title nan lost beyond finder phases nine_tenths one_look overfit circles bytes".split())
def test_pictures_say_what_they_show(draw, said):
    plot = draw()
    assert said in plot.alt
    assert len(plot.to_png()) > 1_000


def names_in(plot):
    """What is written in a picture -> where, in its own units."""
    return {text.get_text(): text.xy for axes in plot.axes for text in axes.texts}


@pytest.mark.parametrize(("losses", "at"), [
    ([4.0, 50.0, math.nan], (1 + 8 / 46, 12)), ([4.0, math.nan, math.nan], (1, 4)), ([4.0, 20.0, 20.0], (1.5, 12)),
    ([40.0, 50.0], (1, 12)), ([4.0, math.inf], (1, 12))])
def test_what_leaves_the_picture_is_said_where_it_leaves(losses, at):
    assert names_in(plots.losses_plot({"lost": losses}, over=1, top=12))["lost, off the scale"] == \
        pytest.approx(at)


def test_a_spike_is_cut_off_and_not_smoothed_away():
    plot = plots.losses_plot({"shaken": [4.0, 5.0, 21.0, 7.0]}, over=1, top=12, mark=(1, "the accident"))
    [axes] = plot.axes
    assert list(axes.lines[0].get_ydata()) == [4.0, 5.0, 21.0, 7.0] and axes.get_ylim() == pytest.approx((3.2, 12))
    assert names_in(plot) == {"shaken": (4, 7.0), "the accident": (2, 12)} and list(axes.lines[1].get_xdata()) == [2, 2]
    assert plot.alt.endswith("shaken: 4.00 at first, 7.00 at the end; the accident at step 1")


def test_means_are_said_to_be_means():
    plot = plots.losses_plot({"a": [4.0] * 10})
    assert plot.axes[0].get_xlabel() == "steps (each point is the mean of 5)" and "Means of 5 steps." in plot.alt
    plot = plots.losses_plot({"a": [4.0] * 10}, over=1)
    assert plot.axes[0].get_xlabel() == "steps" and "ean" not in plot.alt


def test_circles_have_one_scale():
    plot = plots.circles_plot({"one": 3 * torch.eye(2), "two": torch.eye(2)})
    for axes in plot.axes:
        assert axes.get_xlim() == axes.get_ylim() == pytest.approx((-3.45, 3.45))
