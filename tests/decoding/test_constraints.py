"""Only what is allowed: masks, and stories from a model that knows nothing."""

import math

import numpy as np
import pytest
import torch
from model_pairs import small_model

from llm_edu.decoding import BeamSearch, Constrained, Greedy, Sampling, StoryWords, Written, generate
from llm_edu.storyland import END, World


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


@pytest.fixture(scope="module")
def model(world):
    return small_model(seed=0, vocab=len(world.vocabulary), context_length=128)


@pytest.mark.parametrize("strategy", [Sampling(), Greedy(), Sampling(0.7, top_k=5, repetition_penalty=1.2),
                                      Sampling(1.5, top_p=0.9, min_p=0.01)])
def test_an_untrained_model_tells_valid_stories(world, model, strategy):
    begin, end = world.encode(["One", "spring"]), world.encode([END])[0]
    prompts = [begin, [end], [end, *begin], world.encode(world.stories(1, seed=5)[0].words[:9])]
    rows = generate(model, prompts, Constrained(strategy, StoryWords(world)), 110, stop=end, seed=1).tolist()
    for prompt, row in zip(prompts, rows, strict=True):
        assert row[-1] == end    # with room enough every story comes to its end
        words = [world.vocabulary[token] for token in prompt + row if token != end]
        assert world.log_prob(words) > -math.inf
    free = generate(model, prompts, strategy, 110, stop=end, seed=1).tolist()
    assert all(world.log_prob([world.vocabulary[token] for token in row]) == -math.inf for row in free)


def test_only_facts_of_the_split(model):
    world = World(seed=0, withheld=0.5)
    begin, end = world.encode(["One"]), world.encode([END])[0]
    rows = generate(model, [begin] * 12, Constrained(Sampling(), StoryWords(world, "train")), 110, stop=end, seed=2)
    for row in rows.tolist():
        words = [world.vocabulary[token] for token in begin + row if token != end]
        assert world.log_prob(words, split="train") > -math.inf


def test_a_prompt_that_no_story_begins_with(world, model):
    with pytest.raises(ValueError, match="no story goes on with 'spring'"):
        generate(model, world.encode(["spring", "One"]), Constrained(Greedy(), StoryWords(world)), 3)


def test_ids_and_masks_mean_the_same():
    logits, written = torch.tensor([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]]), [Written([0]), Written([0], [1])]
    mask = torch.tensor([False, True, True])
    for allowed in ([1, 2], {2, 1}, range(1, 3), torch.tensor([1, 2]), mask):
        strategy = Constrained(Greedy(), lambda row, allowed=allowed: allowed)
        assert strategy.choose(logits, None, written).tolist() == [1, 2]
        assert strategy.probabilities(logits, written).tolist() == [[0, 1, 0], [0, 0, 1]]
    short = Constrained(Greedy(), lambda row: mask[:2])    # of a tokenizer with fewer tokens than the model
    assert short.choose(logits, None, written).tolist() == [1, 1]
    assert logits.isfinite().all()    # the caller's numbers stay as they were


def test_each_row_has_its_own_past():
    """The second token must repeat the first, the first is free."""
    model = small_model(seed=3)
    echo = Constrained(Sampling(), lambda row: row.new[-1:] if len(row.new) % 2 else range(24))
    rows = generate(model, [[1], [2, 3], [4]], echo, 8, seed=0)
    assert torch.equal(rows[:, 0::2], rows[:, 1::2]) and len(set(rows[0].tolist())) > 2


def test_what_is_left_keeps_its_proportions():
    logits = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log()
    left = Constrained(Sampling(), lambda row: [0, 2]).probabilities(logits, [Written([0])])
    assert (left - torch.tensor([[0.5, 0, 0.15, 0]]) / 0.65).abs().max() < 1e-6


@pytest.mark.parametrize("allowed", [
    [True, False, True], np.array([True, False, True]), torch.tensor([True, False, True]), [0, 2], np.array([0, 2]), {0, 2},
    torch.tensor([0, 2]), iter([0, 2])])
def test_a_mask_and_ids_in_any_form(allowed):
    logits = torch.tensor([[0.1, 2.0, 1.0]])    # as ids, True and False would be 1 and 0
    assert Constrained(Greedy(), lambda row: allowed).choose(logits, written=[Written([1])]).tolist() == [2]


def test_constraints_that_make_no_sense():
    model = small_model(seed=0)
    with pytest.raises(ValueError, match="allows no token after the new ids \\[\\]"):
        generate(model, [1], Constrained(Greedy(), lambda row: []), 3)
    with pytest.raises(TypeError, match="one token after the other"):
        Constrained(BeamSearch(2), lambda row: [0])
    with pytest.raises(ValueError, match="written="):
        Constrained(Greedy(), lambda row: [0]).choose(torch.zeros(1, 5))
