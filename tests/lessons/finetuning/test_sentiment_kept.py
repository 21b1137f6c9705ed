"""What is kept of finetuning_sentiment agrees with itself and carries what lesson 10 says of it."""

import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.finetuning.sentiment import difference
from llm_edu.lessons.finetuning.sentiment_plots import plot_accuracy


@pytest.fixture(scope="module")
def kept():
    return load_measurement("finetuning_sentiment")


def test_what_is_kept_agrees_with_itself(kept):
    ways = [kept["without learning"][name] for name in ("majority", "lexicon", "prompt")]
    shares = [way["accuracy"] for way in ways]
    for name in ("bag of words", "calibrated prompt", "head", "head inside", "LoRA above", "LoRA", "everything"):
        ways.append(kept[name])
        shares.append(list(kept[name].values())[-2]["accuracy"][-1])
    for way, share in zip(ways, shares):
        assert len(way["right"]) == 1418 and way["right"].count("1") / 1418 == pytest.approx(share, abs=1e-4)


def test_the_best_way_is_surely_better_than_the_prompt_and_the_bag(kept):
    best = [int(each) for each in kept["LoRA above"]["right"]]
    for name in ("calibrated prompt", "bag of words"):
        gain, half = difference(best, [int(each) for each in kept[name]["right"]])
        assert gain - half > 0.05


def test_the_picture_tells_all_it_shows(kept):
    plot = plot_accuracy(kept)
    assert plot.alt.startswith("Best with the fewest and the most examples: LoRA, upper 12 layers, with 16 examples (89.4%); LoRA")
    for name in ("LoRA, all layers", "all weights", "head, inner layers", "bag of words", "prompt as it is"):
        assert f"{name}: " in plot.alt
    assert f"{kept['LoRA above']['5161']['accuracy'][0]:.1%} with 5,161" in plot.alt and len(plot.to_png()) > 10_000
