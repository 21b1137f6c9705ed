"""The second sitting's pictures and tables: titles come from the data, and the measured scores fit the rows."""

import pytest
import torch

from llm_edu.assets import load_occupations
from llm_edu.bias.estimates import Estimate
from llm_edu.bias.names import offer_scores
from llm_edu.bias.pairs import pair_scores
from llm_edu.bias.pronouns import pronoun_log_probs
from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.bias.association_demos import AssociationRow
from llm_edu.lessons.bias.real_demos import crows_pairs, share
from llm_edu.lessons.bias.real_plots import (
    association_plot,
    intervals_plot,
    jobs_plot,
    lengths_plot,
    names_plot,
    stereotypes_plot,
)
from llm_edu.lessons.bias.smollm_texts import SHARES


@pytest.mark.parametrize(("factor", "said"), [(0.4, "flatter"), (1.0, "as steep"), (2.0, "steeper")])
def test_a_slope_is_told_with_its_interval(factor, said):
    women = [float(percent) for percent in range(5, 100, 5)]
    odds = torch.tensor([percent / (100 - percent) for percent in women]).log()
    noise = 0.1 * torch.tensor([1.0, -1.0] * 10)[:len(women)]
    plot = jobs_plot([str(each) for each in women], women, factor * odds + noise, named=["50.0"])
    slope = float(plot.alt.split("slope ")[1].split(" ")[0])
    assert f"{said}: slope" in plot.alt and abs(slope - factor) < 0.1


def test_a_test_within_chance_is_not_counted():
    rows = [AssociationRow(1, "A / B: nice", (8,) * 4, [], 1.9, 0.0, 1.9),
            AssociationRow(2, "C / D: nice", (8,) * 4, [], 0.1, 0.5, 1.2)]
    chance = {number: torch.linspace(-1, 1, 101) for number in (1, 2)}
    assert "1 of 2 published effect sizes are reproduced, 1 lie outside" in association_plot(rows, chance).alt
    assert "x: 0.50, 0.40 to 0.60" in intervals_plot("Half", {"x": Estimate(0.5, 0.4, 0.6)}, 0.5, "share").alt


def test_titles_say_what_the_intervals_are():
    above, around = Estimate(0.5, 0.4, 0.6), Estimate(0.1, -0.1, 0.3)
    assert "1 of 2 intervals lies clear of 0" in names_plot({"a": above, "b": around, "mean of both": above}).alt
    shares = {"all": above, "stereotype has fewer tokens": Estimate(0.8, 0.7, 0.9), "stereotype has more tokens": around}
    assert "SmolLM2 prefers the stereotype in 50 %" in stereotypes_plot(shares).alt
    assert "A shorter stereotype is preferred in 80 %, a longer one in 10 % of the pairs" in lengths_plot(shares).alt


@pytest.mark.asset("bias-sets")
def test_the_jobs_of_the_remedies_are_winogenders():
    assert SHARES == {each.job: each.women for each in load_occupations()}


@pytest.mark.asset("bias-sets")
def test_measured_scores_fit_the_rows():
    pairs, scores = crows_pairs()
    assert len(pairs) == len(scores) and share(scores > 0).low > 0.5


@pytest.mark.asset("smollm2", "bias-sets")
def test_smollm2_scores_as_measured():
    from llm_edu.pretrained import load_smollm2

    model, tokenizer = load_smollm2()
    pairs, scores = crows_pairs()
    torch.testing.assert_close(pair_scores(model, tokenizer, pairs[-4:]), scores[-4:], atol=0.02, rtol=0)
    odds = pronoun_log_probs(model, tokenizer, ["woman", "man"], ["The {} said that"])[..., :2]
    assert odds[0, 0, 0] > odds[0, 0, 1] + 2 and odds[1, 0, 1] > odds[1, 0, 0] + 1
    measured = torch.tensor(load_measurement("bias_real")["names"]["offers"])
    torch.testing.assert_close(offer_scores(model, tokenizer, ["Brad"]), measured[:1], atol=0.02, rtol=0)
