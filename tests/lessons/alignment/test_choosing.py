"""What lesson 11's second sitting shows of clicks, learned rewards and their price."""

import random
from types import SimpleNamespace

import pytest
import torch
from small_arena import random_writer

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.alignment import choosing, choosing_plots
from llm_edu.lessons.alignment.choosing_readers import InTurns, anna, bruno, clara, lover_of_length, minds_broken
from llm_edu.lessons.alignment.exercises.best_of_n import exercise as best
from llm_edu.storyland import World


@pytest.fixture(scope="module")
def stories():
    return [story.text for story in World(seed=0).stories(60, seed=4)]


def test_drawn_stories_are_ids_and_their_texts():
    tokenizer = SimpleNamespace(special_tokens={"<|endoftext|>": 0, "<|story|>": 1},
                                decode=lambda ids: " ".join(map(str, ids)))
    ids, texts = choosing.draw_stories(random_writer(), tokenizer, 5, seed=0, longest=20)
    assert len(ids) == len(texts) == 5
    assert all(text == " ".join(str(token) for token in story if token > 1) for story, text in zip(ids, texts, strict=True))


def test_words_that_tell_nothing_are_left_out():
    held, words = choosing.words_held(["a cat", "a dog", "a dog"] * 10)
    assert words == ["cat", "dog"] and held[:3].tolist() == [[1, 0], [0, 1], [0, 1]]


def test_clicks_put_the_preferred_first(stories):
    reader = anna()
    clicks = choosing.clicks_of(reader, stories, 300, seed=3)
    assert clicks.shape == (300, 2) and (clicks[:, 0] != clicks[:, 1]).all()
    worths = torch.tensor([reader.reward(story) for story in stories])
    assert (worths[clicks[:, 0]] > worths[clicks[:, 1]]).float().mean() > 0.8
    assert not torch.equal(clicks, choosing.clicks_of(reader, stories, 300, seed=4))


def test_agreement_counts_pairs_that_differ_and_ties_of_the_proxy_by_half():
    truth = torch.tensor([1.0, 2.0, 3.0, 3.0])
    assert choosing.agreement(truth, truth) == 1 and choosing.agreement(-truth, truth) == 0
    assert choosing.agreement(torch.zeros(4), truth) == 0.5
    assert choosing.agreement(torch.tensor([2.0, 1.0, 3.0, 4.0]), truth) == pytest.approx(4 / 5)


def test_beliefs_beside_the_truth(capsys):
    beliefs = [{"name": name, "kind": kind, "share": 0.7, "low": 0.6, "high": 0.8, "sure": 0.9}
               for kind, name in (("group", "colours"), ("word", "“oak”"), ("short", "length"), ("group", "animals"))]
    choosing.print_beliefs(SimpleNamespace(taste=SimpleNamespace(beliefs=lambda: beliefs)), anna())
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["98%", "92%", "50%"]
    assert lines[1].startswith("one more word: animals") and lines[2].startswith("ten words shorter")


def test_the_blind_test_is_taken_apart_again(capsys, stories):
    blind = [[f"after {place}", f"before {place}"] if place % 2 else [f"before {place}", f"after {place}"]
             for place in range(6)]
    result = {"afters": [bool(place % 2) for place in range(6)], "share": 0.9, "low": 0.8, "high": 0.95}
    arena = SimpleNamespace(blind=blind, result=result)
    assert choosing.blind_stories(arena) == ([f"before {n}" for n in range(6)], [f"after {n}" for n in range(6)])
    arena.blind = [[story, "A dog. A dog."] for story in stories[:6]]
    result["afters"] = [False] * 6
    choosing.print_price(arena)
    _, before, after = capsys.readouterr().out.splitlines()[-3:]
    assert before.split()[1] == "100%" and after.split()[1] == "0%"


def test_the_strongest_words(capsys):
    choosing.print_strongest(["cat", "dog", "fun", "oak"], torch.tensor([2.0, 4.0, 5.0, -1.0]), 40, count=1)
    told = capsys.readouterr().out
    assert "mean weight of an animal +3.00" in told and "fun +5.00" in told and "oak -1.00" in told


def test_curves_of_the_best_of_n_rise_for_who_knows_and_not_for_who_guesses():
    draw = torch.Generator().manual_seed(0)
    truth = torch.randn(256, generator=draw)
    proxies = {40: [torch.randn(256, generator=draw)], 1000: [truth * 3 + 1]}
    curves = choosing_plots.best_of_n_curves(best.reference, proxies, truth)
    assert curves["truth"][0] == pytest.approx(curves[1000][0]) and curves["truth"][0][0] == pytest.approx(0, abs=1e-6)
    assert curves["truth"][0] == sorted(curves["truth"][0]) and curves["truth"][0][-1] > 2
    assert max(map(abs, curves[40][0])) < 0.8
    plot = choosing_plots.best_of_n_plot(best.reference, proxies, truth)
    assert plot.alt.startswith("Reward gained between n = 16 and n = 64: Anna chooses +")
    assert "from 1,000 clicks" in plot.alt and plot.to_png()


def test_a_taste_followed_too_far_as_a_picture():
    rows = [["before", 1, 0.5, 0.5, 0.5, 180, 2.9, 60.0], ["step 24", 2, 0.9, 0.8, 0.6, 100, 1.0, 50.0]]
    plot = choosing_plots.preferred_plot({"a": {"rows": rows}, "b": {"rows": rows}})
    assert plot.alt.startswith("If Anna minds broken stories, she prefers the new ones in at most 60% of pairs (step 24). ")
    early = [rows[0], ["step 8", 2, 0.9, 0.8, 0.7, 100, 1.0, 50.0], rows[1]]
    assert "in at most 70% of pairs (step 8), and in 60% at the end" in choosing_plots.preferred_plot({"a": {"rows": early}}).alt
    assert "learned taste: 50% before, 90% step 24" in plot.alt and "whole stories: 90% before, 50% step 24" in plot.alt
    assert plot.to_png()


def test_readers(stories):
    world, broken = World(seed=0), "A cat and a cat."
    assert anna().reward(broken) == 4 - 0.25 * 6 and lover_of_length().reward(broken) == 0.25 * 6
    assert minds_broken(anna(), world, broken) == anna().reward(broken) - 10
    assert minds_broken(anna(), world, stories[0]) == anna().reward(stories[0])


def test_bruno_is_annas_opposite_and_clara_agrees_with_her_about_length_alone(stories):
    for story in (*stories, "A cat and a cat."):
        assert bruno().reward(story) == -anna().reward(story)
    more = {"A hat": -0.25, "A cat": -4.25}
    assert {text: clara().reward(text) - clara().reward("A") for text in more} == more
    assert anna().reward("A cat") - anna().reward("A") == 3.75


def test_readers_take_turns():
    both, chance = InTurns([anna(), bruno()]), random.Random(0)
    clicks = [both.prefers_first("cat " * 2, "hat " * 40, chance) for _ in range(6)]
    assert clicks == [True, False] * 3


def test_who_is_pleased_as_a_picture():
    clicked = ("Anna", "Anna, Clara")
    run, other = ({who: {"preferred": {"Anna": share, "Bruno": 1 - share, "Clara": 0.6}} for who in clicked}
                  for share in (0.4, 0.7))
    chosen = {who: {"Anna": [0.2, 0.4], "Bruno": [0.6, 0.8], "Clara": [0.5, 0.5]} for who in clicked}
    plot = choosing_plots.turns_plot({"seed 0": run, "seed 1": other, "chosen": chosen})
    assert plot.alt.startswith("How often Anna prefers the new story, by who clicked: Anna 55%, Anna + Clara 55%.")
    assert "Anna clicked, Bruno prefers 70% (60% to 80%) of what is chosen, 45% (30% to 60%) of what is told" in plot.alt
    assert "Anna, Clara clicked, Clara prefers 50% (50% to 50%) of what is chosen, 60%" in plot.alt
    assert plot.alt.count("Bruno prefers") == 1 and plot.to_png()


def test_whom_it_pleased_is_what_the_lesson_says():
    kept = load_measurement("alignment_whose").results()
    chosen = kept.pop("chosen")
    anna_likes = {who: [run[who]["preferred"]["Anna"] for run in kept.values()] for who in chosen}
    assert min(anna_likes["Anna"]) > 0.8 and min(anna_likes["Anna, Anna, Bruno"]) > 0.5
    assert min(anna_likes["Anna, Bruno"]) < 0.4 and max(anna_likes["Anna, Bruno"]) > 0.6
    assert min(min(run["Anna, Clara"]["preferred"][name] for name in ("Anna", "Clara")) for run in kept.values()) > 0.6
    above = {who: sum(share > 0.5 for share in shares["Anna"]) for who, shares in chosen.items()}
    assert (above["Anna, Bruno"], above["Anna, Anna, Bruno"], len(chosen["Anna"]["Anna"])) == (34, 58, 60)
    for run in kept.values():
        for found in run.values():
            assert found["preferred"]["Anna"] + found["preferred"]["Bruno"] == pytest.approx(1, abs=0.002)
