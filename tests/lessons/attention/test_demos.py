"""The helpers of lesson 04."""

import math

import pytest
import torch
import torch.nn.functional as F

from llm_edu.attention import LookBack, causal_mask, scaled_dot_product_attention, softmax
from llm_edu.lessons.attention import demos, drawing, plots, schematics
from llm_edu.storyland import World
from llm_edu.transformer import Transformer, TransformerConfig


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return Transformer(TransformerConfig.llama(vocab_size=20, layers=3, width=16, heads=4, key_value_heads=2)).eval()


IDS = torch.tensor([[3, 7, 1, 3, 7, 1], [5, 2, 9, 5, 2, 9]])


def test_recalls_are_sorted_by_kind():
    world = World(seed=0)
    stories = world.stories(40, seed=3)
    by_kind = demos.recall_losses_by_kind(stories, world.word_log_probs, 8, world.groups())
    recalled = sum(recall.stop - recall.start for story in stories for recall in story.recalls if recall.distance > 8)
    assert sum(count for count, _ in by_kind.values()) == recalled
    assert set(by_kind) <= {*world.groups(), "other"} and by_kind["name"][0] > 0
    assert all(loss == pytest.approx(0, abs=1e-9) for _, loss in by_kind.values())    # the truth needs no guess

    def half(words):
        return [math.log(0.5)] * (len(words) + 1)

    assert demos.recall_losses_by_kind(stories, half, 8, {})["other"] == (recalled, pytest.approx(math.log(2)))


def test_the_slopes_are_those_of_softmax():
    scores = torch.tensor([0.0, 4.0, 2.0])
    jacobian = torch.autograd.functional.jacobian(softmax, scores)
    weights = softmax(scores)
    assert torch.allclose(jacobian.diagonal(), weights * (1 - weights), atol=1e-6)


def test_memory_is_counted_while_it_is_used():
    numbers = 1000

    def one_after_the_other():
        for _ in range(5):
            torch.ones(numbers)

    def all_together():
        return [torch.ones(numbers) for _ in range(5)]

    def only_views():
        return torch.ones(numbers).view(10, -1).transpose(0, 1)[2:]

    assert demos.peak_bytes(one_after_the_other) <= 2 * 4 * numbers
    assert demos.peak_bytes(all_together) == 5 * 4 * numbers
    assert demos.peak_bytes(only_views) == 4 * numbers


def test_memory_of_attention_is_quadratic_and_of_the_fused_one_linear():
    ours = demos.cost_by_length(scaled_dot_product_attention, [64, 128, 256], repeats=1)
    fused = demos.cost_by_length(F.scaled_dot_product_attention, [64, 128, 256], repeats=1)
    assert all(cost.seconds > 0 for cost in (*ours.values(), *fused.values()))
    assert ours[256].peak_bytes / ours[128].peak_bytes == pytest.approx(4, rel=0.1)
    assert fused[256].peak_bytes / fused[128].peak_bytes == pytest.approx(2, rel=0.1)


def test_attention_of_a_model_and_its_losses(model):
    weights = demos.attention_of(model, IDS)
    assert weights.shape == (3, 4, 2, 6, 6)
    assert torch.allclose(weights.sum(-1), torch.ones(3, 4, 2, 6), atol=1e-5)
    assert (weights[..., ~causal_mask(6)] == 0).all()
    losses = demos.losses_by_position(model, IDS)
    with torch.no_grad():
        logits = model(IDS)
    by_hand = [-logits[:, place].log_softmax(-1)[[0, 1], IDS[:, place + 1]].mean().item() for place in range(5)]
    assert losses == pytest.approx(by_hand, abs=1e-5)
    assert demos.losses_by_position(model, IDS, ablate=[(0, 1)]) != pytest.approx(losses, abs=1e-7)


def test_a_head_that_is_set_to_its_average_finds_the_same_everywhere(model):
    found = []
    output = model.blocks[1].attention.output
    hook = output.register_forward_hook(lambda module, inputs, result: found.append(inputs[0]))
    averaged = demos.losses_by_position(model, IDS, average=[(1, 2)])
    whole = demos.losses_by_position(model, IDS)
    hook.remove()
    changed, usual = (each.unflatten(-1, (4, 4)) for each in found)    # (batch, time, heads, head_dim)
    assert torch.allclose(changed[:, :, 2], usual[:, :, 2].mean(dim=(0, 1)).expand(2, 6, 4), atol=1e-6)
    assert torch.equal(changed[:, :, [0, 1, 3]], usual[:, :, [0, 1, 3]])
    assert averaged != pytest.approx(whole, abs=1e-7)


def test_switching_a_head_off_changes_only_what_comes_after_it(model):
    before, after = demos.attention_of(model, IDS), demos.attention_of(model, IDS, ablate=[(1, 2)])
    assert torch.equal(before[:2], after[:2]) and not torch.equal(before[2], after[2])


def test_heads_are_chosen_and_named():
    scores = torch.tensor([[0.1, 0.9, 0.4], [0.9, 0.2, 0.3]])
    assert demos.strongest(scores, 3) == [(0, 1), (1, 0), (0, 2)]
    assert plots.heads_table([(0, 1)], score=scores) == [["0.1", pytest.approx(0.9)]]
    drawn = demos.random_heads(4, 2, 3, seed=0, leave_out=[(0, 1), (1, 0)])
    assert sorted(drawn) == [(0, 0), (0, 2), (1, 1), (1, 2)]
    first, again, other = (demos.random_heads(2, 30, 9, seed) for seed in (1, 1, 2))
    assert first == again != other


def test_value_vectors_are_measured(model):
    lengths = demos.value_lengths(model, IDS[:1], (2, 3))
    seen = []
    hook = model.blocks[2].attention.queries_keys_values.register_forward_hook(lambda *call: seen.append(call[2]))
    with torch.no_grad():
        model(IDS[:1])
    hook.remove()
    values = seen[0][0, :, 4 * 4 + 2 * 4:].view(6, 2, 4)[:, 1]    # heads 2 and 3 share the second set
    assert lengths == pytest.approx(values.norm(dim=-1).tolist(), abs=1e-5)


@pytest.mark.full
@pytest.mark.asset("smollm2")
def test_the_real_model_repeats_by_induction():
    from llm_edu.attention import induction_score, repeated_tokens
    from llm_edu.pretrained import load_smollm2

    smollm2, tokenizer = load_smollm2()
    ids = demos.with_beginning(tokenizer, repeated_tokens(20, 300, 49_151))
    assert ids.shape == (1, 41) and tokenizer.decode(ids[0, :1].tolist()) == "<|endoftext|>"
    scores = induction_score(demos.attention_of(smollm2, ids)[..., 1:, 1:], 20).mean(-1)
    copiers = demos.strongest(scores, 5)
    assert (18, 6) in copiers and scores[18, 6] > 0.7
    whole, without = (demos.losses_by_position(smollm2, ids, off) for off in ([], copiers))
    assert sum(without[20:]) > sum(whole[20:]) + 60
    helper = induction_score(demos.attention_of(smollm2, ids, [(16, 0)])[..., 1:, 1:], 20).mean(-1)
    assert helper[18, 6] < scores[18, 6] / 2    # it reads what 16.0 writes
    expected = demos.next_tokens(smollm2, tokenizer, tokenizer.encode("The capital of France is"), top=2)
    assert " Paris" in expected and list(expected.values()) == sorted(expected.values(), reverse=True)


def test_the_plots_say_in_words_what_they_show():
    costs = {128: demos.Cost(0.001, 1_000_000), 256: demos.Cost(0.004, 4_000_000)}
    scores = torch.tensor([[0.1, 0.9], [0.2, 0.3]])
    made = {
        "yours: 128 tokens 1 ms, 1 MB, 256 tokens 4 ms, 4 MB": plots.cost_plot(
            {"yours": costs, "fused": costs}),
        "induction: 0.1 0.90, 1.1 0.30": plots.heads_plot({"induction": scores, "first": scores}, named=2),
        "all: 3.0 nats a token the first time, 1.5 the second": plots.repeat_plot(
            {"all": [2.0, 4.0, 1.0, 2.0]}, 2),
        "with all heads 2.4; five: 9.0; others: 2.0, 3.0": plots.ablation_plot(
            {"five": [9.0], "others": [2.0, 3.0]}, 2.4),
        "is highest without others: 3.0": plots.ablation_plot({"five": [2.5], "others": [2.0, 3.0]}, 2.4),
        "yours 4.0 times the time, 4.0 times the memory": plots.cost_plot({"yours": costs, "fused": costs}),
        "above one half: induction 1, first 0": plots.heads_plot({"induction": scores, "first": scores / 2}),
        "its rows sum to 1.00. ": plots.mask_plot({"a": torch.eye(2)}, ["x", "y"]),
        "its rows sum to 1.00 to 2.00. ": plots.mask_plot({"a": torch.eye(2), "b": 2 * torch.eye(2)}, ["x", "y"]),
        "0, −1, 0, 1 at positions 0 to 3; 0, −1, 0, 1 at positions 2 to 5": drawing.clock_plot((1, 0), (1, 0), 90, (0, 2)),
        "0.50 at distance 1 (far)": plots.distance_plot({"near": [0.9, 0.1], "far": [0.1, 0.5]}),
    }
    for words, plot in made.items():
        assert words in repr(plot)


@pytest.mark.parametrize("name", ["to_query", "to_key", "to_value", "from_found", "hidden", "output"])
def test_the_drawing_has_the_sizes_of_the_model(name):
    model = LookBack(20, scaled_dot_product_attention, units=96, width=48)
    rows, columns = getattr(model, name).shape
    drawing = schematics.draw_look_back(model)
    assert f"({name}, {rows} × {columns})" in drawing.alt
    written = [text.name for text, _ in drawing.paper.texts]
    assert f"{rows} × {columns}" == written[written.index(name) + 1]
