"""What lesson 11's third sitting shows."""

from functools import partial
from types import SimpleNamespace

import pytest
import torch

from llm_edu.alignment import draw_answers, group_advantages, reinforce_loss
from llm_edu.lessons.alignment import rewarding_demos as demos
from llm_edu.lessons.alignment import rewarding_plots as plots
from llm_edu.lessons.alignment.exercises.clipped_gain import exercise as clipping
from llm_edu.storyland import World


class Kept(dict):
    def results(self):
        return dict(self)


def loss(scores, drawn, rewards, baseline):
    return reinforce_loss(scores.log_softmax(-1)[drawn], rewards, baseline)


@pytest.fixture
def grpo():
    spread = {"plots": {"lost": 110, "seed": 80}, "names": {"Nia": 200, "Tom": 90}}
    found = {"whole": 1823, "new": 1700, "choices": 2373, "plots": 2.93, "words": 60.0, "entropy": 0.35,
             "spread": spread}
    rows = [[number, 5.0 * number, share] for number, share in enumerate([0.8, 0.85, 0.95], 1)]
    run = {"rows": rows, "before": found, "after": found | {"whole": 1868}}
    return Kept(dict.fromkeys(demos.WAYS, run) | {"signal": {"words": [0.1, 0.2], "tries": [0.5]}})


@pytest.fixture
def bad():
    def run(reward):
        return {"rows": [[1, 1.7, 58, 0.3, 0.0, 68.0], [40, reward, 3, 2.0, 1.5, 90.0]], "stories": {"40": ["red"]},
                "after": {"told": 200, "reward": reward, "whole": 4, "different": 200, "words": 80.0}}

    return Kept({name: run(number) for number, name in enumerate(plots.NAMES, 5)})


def test_a_policy_draws_its_words_and_yes_earns_one():
    torch.manual_seed(0)
    drawn, rewards = demos.draw_words(torch.tensor([0.0, 40.0]), count=5)
    assert drawn.tolist() == [1] * 5 and rewards.tolist() == [0.0] * 5
    drawn, rewards = demos.draw_words(torch.zeros(2, requires_grad=True), count=100)
    assert 20 < rewards.sum() < 80 and torch.equal(rewards == 1, drawn == 0)


def test_a_baseline_changes_the_spread_of_estimates_and_not_their_mean(capsys):
    torch.manual_seed(0)
    assert torch.allclose(demos.estimates(loss, 0.5, times=20), torch.tensor(0.25))    # half of 0.5, whatever is drawn
    wild = demos.estimates(loss, 10, times=300)
    assert wild.std() > 1 and abs(wild.mean() - 0.25) < 4 * wild.std() / 300 ** 0.5
    demos.print_estimates(loss, [0.5])
    assert capsys.readouterr().out == "baseline  0.5:  0.25 ± 0.00,   0% of the estimates point the wrong way\n"
    demos.print_ends(lambda baseline: baseline / 20, [10], runs=2)
    assert capsys.readouterr().out == "baseline   10: P(yes) 0.50 0.50\n"


def test_advantages_are_printed_by_group(capsys):
    demos.print_advantages(group_advantages, {"none": [0, 0], "one": [1, 0]})
    assert capsys.readouterr().out.splitlines() == ["none         [0, 0]  →    0.00  0.00",
                                                    "one          [1, 0]  →    1.00 -1.00"]


def test_kept_trainings_are_printed(capsys, grpo, bad):
    demos.print_grpo(grpo)
    printed = capsys.readouterr().out
    assert "93.4 % (92.2 to 94.4)" in printed and printed.count("91.2 % (89.8 to 92.3)") == 1
    assert "64 tries a position: each plot has 80 to 110 of the whole stories, each name is in 90 to 200\n" in printed
    assert printed.endswith("0.15 with one try a position, 0.50 with 64 tries a position\n")
    demos.print_bad_rewards(bad, rounds=(1, 2))
    assert capsys.readouterr().out.splitlines()[1].split() == ["colours", "1.7", "(58)", "5.0", "(3)", "1.50"]


def test_long_stories_are_cut(capsys):
    demos.print_stories({"greedy": "red " * 200})
    assert capsys.readouterr().out.endswith("red …\n")


def test_pictures_say_in_words_what_they_show(grpo, bad):
    assert "stays there" in plots.plot_clipping(partial(clipping.reference)).alt
    assert plots.plot_clipping(clipping.reference, clip=0.4).alt.startswith(
        "A good answer's token gains nothing more above a ratio of 1.4, a bad answer's nothing more below 0.6")
    assert plots.plot_bad_rewards(bad).alt.startswith(
        "The reward, colours in a story, rises from 1.7 to 5.0; whole stories, out of 64, fall from 58 to 3.")
    assert "20 % in the first round, 13 % in the last three" in plots.plot_rounds(grpo).alt
    assert "whole stories, out of 64, colours: 58 at first, 3 in the last round" in plots.plot_bad_rewards(bad).alt


def test_a_live_training_says_how_it_goes(capsys, monkeypatch):
    def train(model, prompts, judge, config, group_size, kl_weight, callback):
        assert config.batch_size == group_size and kl_weight == 0.5
        for step in range(config.steps):
            callback(step, SimpleNamespace(reward=judge([1], [5, 0]), divergence=0.1), [])

    monkeypatch.setattr(demos, "train_grpo", train)
    monkeypatch.setattr(demos, "load_storyteller", lambda: ("model", SimpleNamespace(
        special_tokens={"<|story|>": 3}, decode=lambda ids: "red")))
    assert demos.train_live(len, rounds=3, kl_weight=0.5)[0] == "model"
    assert capsys.readouterr().out.splitlines() == [
        f"round {number:>2}: reward  3.00, KL 0.10 nats a token" for number in (1, 3)]


def test_tries_of_the_next_word_are_judged(capsys):
    """Whoever names all that Storyland forbids has read what it has said before."""
    demos.print_tries("On Monday Sofia lent her red purse to Leo. “Bring it back on", tries=200)
    allowed, wrong = capsys.readouterr().out.splitlines()
    share = float(allowed.split()[1])
    assert 0.05 < share < 0.3 and "Monday" not in allowed and abs(int(wrong.split("Monday ")[1]) / 200 - share) < 0.01
    assert wrong.startswith(f"wrong   {share - 1:+.2f} each: Monday")
    demos.print_tries("On Monday there was a")
    assert capsys.readouterr().out.endswith("-1.00 each: none\n")


@pytest.mark.full
def test_whole_stories_are_learned_live(capsys):
    """With three updates and few stories: what is counted is what Storyland says."""
    model, tokenizer = demos.learn_whole_stories(updates=3, stories=32)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:7] for line in lines] == ["before:", "after :"]
    world, prompt = World(seed=0), [tokenizer.special_tokens["<|story|>"]]
    told = [tokenizer.decode(ids[:-1] if ids[-1] == 0 else ids)
            for ids in draw_answers(model, [prompt] * 32, 100, 900)]
    assert lines[1].split()[2] == str(sum(bool(world.read(text).tellings) for text in told))
    assert all(24 < float(line.split()[-1]) <= 32 for line in lines)
