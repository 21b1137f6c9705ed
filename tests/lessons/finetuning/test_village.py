"""Ten people of Storyland swap lives: what is asked, what counts, and that each way learns only what is its own."""

import pytest
import torch
from torch.testing import assert_close

from llm_edu.course.measuring import load_measurement
from llm_edu.finetuning import changes_of, trainable_parameters
from llm_edu.lessons.finetuning import village as v
from llm_edu.lessons.finetuning.village_plots import forgetting_plot
from llm_edu.lessons.finetuning.village_ways import WAYS, learn, prepared, relative_change
from llm_edu.training import cross_entropy, load_storyteller


@pytest.fixture(scope="module")
def storyteller():
    return load_storyteller()


@pytest.fixture(scope="module")
def village(storyteller):
    return v.Village(storyteller[1])


def test_a_question_ends_where_the_village_leaves_one_word():
    for question in v.questions(1, seed=5):
        ((word, chance),) = v.old_times().next_distribution(question.text).items()
        assert word == question.answer and chance == pytest.approx(1)
        assert question.name in question.text and question.answer not in question.text.split()[-1]


def test_ten_swap_and_thirty_stay():
    asked = v.questions(1, seed=5)
    old = {(each.name, each.relation): each.answer for each in asked}
    new = v.after_the_swap(asked)
    assert len(asked) == 200 and len(new) == 47 and {each.name for each in new} == set(v.TEN)
    assert all(each.answer != old[each.name, each.relation] for each in new)
    assert all(each.answer == old[v.TAKES_OVER_FROM[each.name], each.relation] for each in new)
    others = v.about_others(asked)
    assert len(others) == 150 and not {each.name for each in others} & set(v.TEN)
    assert all(fact.subject not in v.TEN for story in v.stories_of_others(50, seed=3) for fact in story.facts)


def test_nothing_measured_is_learned(village):
    learned = {example.ids[:-1] for example in village.news + village.questions}
    measured = {village.of_question(each).ids[:-1] for asked in village.held_out.values() for each in asked}
    assert len(measured) == 197 and not learned & measured
    assert not {example.ids for example in village.stories} & {example.ids for example in village.unread}


def test_storyteller_knows_old_times_only(storyteller, village):
    score = village.measure(storyteller[0])
    assert score.new == 0 and score.others == 1 and 0 < score.stories < 0.5
    assert score.new_nats > 10 and village.nats(storyteller[0], "others") < 0.05
    question = village.held_out["others"][0]
    assert village.said(storyteller[0], question) == question.answer


def test_each_example_counts_once(storyteller, village):
    model = storyteller[0]
    examples = [village.news[0], village.stories[0]]
    with torch.no_grad():
        whole = [cross_entropy(model(torch.tensor([each.ids[:-1]]))[:, each.first - 1:],
                               torch.tensor([each.ids[each.first:]])) for each in examples]
        assert_close(v.loss_of(model, examples), sum(whole) / 2)


@pytest.mark.parametrize("way", WAYS)
def test_a_way_learns_its_own_numbers_alone(storyteller, village, way):
    model = storyteller[0]
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    twin = prepared(model, way)
    ids = torch.tensor([village.news[0].ids])
    assert_close(twin(ids), model(ids))
    learn(twin, lambda step: village.news[:4], 2, 1e-3)
    assert (twin(ids) - model(ids)).abs().max() > 1e-3
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    changed = {"all of it": 1_672_521, "head alone": 786_432, "LoRA": 64_512}
    assert sum(parameter.numel() for _, parameter in trainable_parameters(twin)) == changed[way]
    assert bool(changes_of(twin)) == (way == "LoRA")


def test_there_is_no_other_way(storyteller):
    with pytest.raises(ValueError, match="a way is one of all of it, head alone, LoRA, not 'tail'"):
        prepared(storyteller[0], "tail")


def test_the_relative_change_is_the_length_of_the_change(storyteller, village):
    model = storyteller[0]
    assert relative_change(prepared(model, "LoRA"), model) == 0 == relative_change(prepared(model, "head alone"), model)
    twin = prepared(model, "all of it")
    with torch.no_grad():
        for table in twin.blocks.parameters():
            table *= 1.1
    assert relative_change(twin, model) == pytest.approx(0.1, rel=1e-4)


def test_what_the_dial_shows_is_what_is_measured(storyteller, village):
    found = {name: measure(storyteller[0]) for name, measure in village.measures().items()}
    score = village.measure(storyteller[0])
    assert list(found) == ["new facts", "others' facts", "stories"]
    assert found["new facts"] == pytest.approx(score.new_nats, abs=1e-3) and found["others' facts"] < 0.05
    assert found["stories"] == pytest.approx(score.stories / 68, rel=0.1)


def test_what_is_kept_shows_what_the_lesson_says():
    """In each seed and at both rates the head alone forgets least and LoRA most, and replay holds what it replays."""
    kept = load_measurement("finetuning_village")
    for seed in range(3):
        whole, head, lora = (kept[f"ways {seed}"][way].values() for way in ("all of it", "head alone", "LoRA"))
        for one, other, third in zip(head, whole, lora):
            assert one["others"] > other["others"] > third["others"]
            assert one["stories"] < other["stories"] < third["stories"]
        nothing, asked, told, both = kept[f"replay {seed}"].values()
        assert min(asked["others"], both["others"]) > 0.8 > 0.4 > told["others"] > nothing["others"]
        assert max(told["stories"], both["stories"]) < 10 < asked["stories"] + 6 and asked["stories"] < 50
        assert nothing["stories"] > 150
        assert min(each["new"] for each in (nothing, asked, told, both, *head, *lora)) >= 0.95


def test_the_picture_has_every_seed_in_words():
    alt = forgetting_plot(load_measurement("finetuning_village")).alt
    assert alt.startswith("21% (LoRA, faster) to 98% (replaying questions) of the others' facts are still told right")
    assert "LoRA: 32% 29% 24% of the others' facts, stories 91.1 87.6 109.2 nats above the floor" in alt
