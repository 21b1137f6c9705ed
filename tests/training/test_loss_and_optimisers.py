"""The course's own loss, optimisers and clipping, held against PyTorch's."""

import copy
import math
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from training_runs import tiny_model

from llm_edu.training import (
    IGNORED,
    AdamW,
    Muon,
    TrainingConfig,
    clip_gradients,
    cosine_schedule,
    cross_entropy,
    gradient_norm,
    make_optimisers,
    orthogonalise,
    split_parameters,
    trapezoid_schedule,
    warm_up,
)
from llm_edu.transformer import Transformer, TransformerConfig


def some_logits(*shape, size=3.0, seed=0, dtype=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    return (size * torch.randn(*shape, generator=generator, dtype=torch.float64)).to(dtype)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("size", [0.1, 10.0, 5000.0])
def test_cross_entropy_and_its_gradient_are_those_of_pytorch(reduction, size):
    targets = torch.tensor([[1, 6, IGNORED], [0, IGNORED, 3]])
    ours, theirs = (some_logits(2, 3, 7, size=size, dtype=torch.float64).requires_grad_() for _ in range(2))
    mine = cross_entropy(ours, targets, reduction=reduction)
    right = F.cross_entropy(theirs.transpose(1, 2), targets, reduction=reduction)
    torch.testing.assert_close(mine, right, rtol=1e-12, atol=1e-12)
    mine.sum().backward()
    right.sum().backward()
    torch.testing.assert_close(ours.grad, theirs.grad, rtol=1e-12, atol=1e-12)
    assert (ours.grad[targets == IGNORED] == 0).all()


@given(st.sampled_from([0.0, 1e2, 1e4, -1e4, 1e6]), st.integers(0, 2**32 - 1))
def test_cross_entropy_is_as_exact_as_that_of_pytorch_far_from_zero(offset, seed):
    draw = torch.Generator().manual_seed(seed)
    logits, targets = torch.randn(20, 30, generator=draw) + offset, torch.randint(30, (20,), generator=draw)
    found = cross_entropy(logits, targets, reduction="none")
    torch.testing.assert_close(found, F.cross_entropy(logits, targets, reduction="none"), rtol=1e-6, atol=2e-6)


def test_the_gradient_of_cross_entropy_is_that_of_its_differences():
    logits, targets = some_logits(4, 6, dtype=torch.float64).requires_grad_(), torch.tensor([1, IGNORED, 5, 0])
    for reduction in ("mean", "sum", "none"):
        assert torch.autograd.gradcheck(partial(cross_entropy, targets=targets, reduction=reduction), logits)


def test_cross_entropy_sums_sixteen_bits_in_thirty_two():
    logits, targets = some_logits(50, 1000).bfloat16(), torch.arange(50)
    torch.testing.assert_close(cross_entropy(logits, targets), F.cross_entropy(logits.float(), targets))
    assert cross_entropy(logits, targets).dtype == torch.float32


@pytest.mark.parametrize("shape, targets, message", [
    ((2, 5), [1, 2, 3], "one target for each row"), ((2, 5), [1, 5], "there is 5"), ((2, 5), [-1, 1], "there is -1"),
    ((2, 5), [IGNORED, IGNORED], "all are ignored")])
def test_cross_entropy_names_what_is_wrong(shape, targets, message):
    with pytest.raises(ValueError, match=message):
        cross_entropy(torch.zeros(shape), torch.tensor(targets))


def train_both(ours, theirs, make_ours, make_theirs, steps=200, clip=None):
    """Train two copies of a model on the same random tasks; yield the largest difference after each step."""
    one, other = make_ours(ours.parameters()), make_theirs(theirs.parameters())
    for step in range(steps):
        x = some_logits(16, 8, size=1.0, seed=step, dtype=torch.float64)
        for model, optimiser in ((ours, one), (theirs, other)):
            optimiser.zero_grad()
            (model(x) - x.sin()).square().mean().backward()
            optimiser.step()
        yield max((a - b).abs().max().item() for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))


@pytest.mark.parametrize("settings", [{}, {"weight_decay": 0.1}, {"betas": (0.8, 0.95)}, {"betas": (0.0, 0.99)}])
def test_adamw_is_pytorchs(settings):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Tanh(), torch.nn.Linear(16, 8)).double()
    theirs = {"lr": 0.01, "weight_decay": 0.0} | settings
    differences = list(train_both(model, copy.deepcopy(model), lambda p: AdamW(p, learning_rate=0.01, **settings),
                                  lambda p: torch.optim.AdamW(p, **theirs)))
    assert max(differences) < 1e-6


def test_orthogonalised_matrices_have_singular_values_near_one_and_the_same_directions():
    for shape in ((12, 12), (12, 48), (48, 12), (3, 12, 20)):
        matrices = some_logits(*shape)
        found = orthogonalise(matrices)
        values = torch.linalg.svdvals(found)
        assert values.min() > 0.3 and values.max() < 1.3    # the smallest of a random square matrix need longer
        u, _, v = torch.linalg.svd(matrices, full_matrices=False)
        in_their_directions = u.mT @ found @ v.mT    # diagonal, if the directions are the same
        off_diagonal = in_their_directions - torch.diag_embed(in_their_directions.diagonal(dim1=-2, dim2=-1))
        assert off_diagonal.abs().max() < 1e-3


def test_muon_moves_in_the_direction_of_the_exact_polar_factor():
    weight = torch.nn.Parameter(torch.zeros(10, 10))
    weight.grad = some_logits(10, 10)
    Muon([weight], learning_rate=0.1).step()
    u, _, v = torch.linalg.svd(weight.grad)
    exact = -(u @ v)    # all singular values 1: what the iterations come near to
    cosine = (weight * exact).sum() / (weight.norm() * exact.norm())
    assert cosine > 0.97 and torch.linalg.svdvals(weight).max() < 0.1 * 1.3


def test_muon_treats_pieces_apart_and_tall_matrices_as_larger():
    gradient, whole = some_logits(12, 4), torch.nn.Parameter(torch.zeros(12, 4))
    whole.grad = gradient.clone()
    Muon([{"params": [whole], "pieces": 3}], learning_rate=0.1, momentum=0.0).step()
    for piece, part in zip(whole.chunk(3), gradient.chunk(3), strict=True):
        torch.testing.assert_close(piece.detach(), -0.1 * orthogonalise(part))
    tall = torch.nn.Parameter(torch.zeros(12, 4))
    tall.grad = gradient.clone()
    Muon([tall], learning_rate=0.1, momentum=0.0).step()
    torch.testing.assert_close(tall.detach(), -0.1 * 3 ** 0.5 * orthogonalise(gradient))


def test_muon_averages_and_looks_ahead():
    first, second = some_logits(4, 4, seed=1), some_logits(4, 4, seed=2)
    weight = torch.nn.Parameter(torch.zeros(4, 4))
    muon = Muon([weight], learning_rate=0.1, momentum=0.9, weight_decay=0.5)
    weight.grad = first.clone()
    muon.step()
    before = weight.detach().clone()
    weight.grad = second.clone()
    muon.step()
    average = 0.9 * (0.1 * first) + 0.1 * second
    ahead = 0.1 * second + 0.9 * average
    torch.testing.assert_close(weight.detach(), before * (1 - 0.1 * 0.5) - 0.1 * orthogonalise(ahead))


def test_muon_refuses_what_is_no_matrix():
    for shape, pieces in (((4,), 1), ((2, 2, 2), 1), ((4, 4), 3)):
        with pytest.raises(ValueError, match="give that to AdamW"):
            Muon([{"params": [torch.nn.Parameter(torch.zeros(shape))], "pieces": pieces}])


@pytest.mark.parametrize("wrong", [{"learning_rate": -1.0}, {"weight_decay": -0.1}, {"betas": (0.9, 1.0)}])
def test_optimisers_refuse_impossible_numbers(wrong):
    with pytest.raises(ValueError):
        AdamW([torch.nn.Parameter(torch.zeros(2))], **wrong)


def test_closures_are_called_with_gradients():
    weight = torch.nn.Parameter(torch.ones(2, 2))

    def closure():
        weight.grad = None
        loss = weight.square().sum()
        loss.backward()
        return loss

    for optimiser in (AdamW([weight]), Muon([weight])):
        assert optimiser.step(closure).item() > 0


@pytest.mark.parametrize("family", ["gpt2", "llama"])
@pytest.mark.parametrize("tied", [True, False])
def test_every_parameter_is_moved_by_one_optimiser(family, tied):
    make = getattr(TransformerConfig, family)
    model = Transformer(make(vocab_size=50, context_length=16, layers=2, width=16, heads=4, key_value_heads=2,
                             tie_embeddings=tied))
    matrices, others = split_parameters(model)
    assert all("blocks" in name and parameter.dim() == 2 for name, parameter in matrices)
    assert {name for name, _ in others if name.endswith("embedding.weight") or name == "output.weight"}
    muon, adamw = make_optimisers(model, TrainingConfig(steps=1, optimiser="muon", weight_decay=0.1))
    groups = [group for optimiser in (muon, adamw) for group in optimiser.param_groups]
    moved = [id(parameter) for group in groups for parameter in group["params"]]
    assert sorted(moved) == sorted(id(parameter) for parameter in model.parameters())
    pieces = {id(parameter): group["pieces"] for group in muon.param_groups for parameter in group["params"]}
    assert pieces[id(model.blocks[0].attention.queries_keys_values.weight)] == 4    # 2 of queries, keys, values
    for group in groups:
        assert (group["weight_decay"] > 0) == all(parameter.dim() >= 2 for parameter in group["params"])
    (alone,) = make_optimisers(model, TrainingConfig(steps=1))
    assert sum(len(group["params"]) for group in alone.param_groups) == len(moved)


def two_parameters():
    return [torch.nn.Parameter(torch.ones(2, 2)) for _ in range(2)]


@pytest.mark.parametrize("kind", [AdamW, Muon])
def test_a_group_has_its_own_learning_rate_under_one_name(kind):
    one, other = two_parameters()
    optimiser = kind([{"params": [one], "learning_rate": 0.5}, {"params": [other]}], learning_rate=0.1)
    assert [group["lr"] for group in optimiser.param_groups] == [0.5, 0.1]
    again = kind(optimiser.param_groups)    # as PyTorch keeps them
    assert [group["lr"] for group in again.param_groups] == [0.5, 0.1]
    for wrong, message in (({"learning_rat": 0.5}, "has no setting 'learning_rat'; .* learning_rate"),
                           ({"lr": 0.1, "learning_rate": 0.1}, "not both"), ({"learning_rate": -1.0}, "0 or more"),
                           ({"weight_decay": math.nan}, "0 or more")):
        with pytest.raises(ValueError, match=message):
            kind([{"params": [one]} | wrong])
        with pytest.raises(ValueError, match=message):
            optimiser.add_param_group({"params": two_parameters()} | wrong)
        assert len(optimiser.param_groups) == 2


@pytest.mark.parametrize("kind", [AdamW, Muon])
def test_pytorchs_schedulers_drive_the_courses_optimisers(kind):
    one, other = two_parameters()
    optimiser = kind([{"params": [one], "learning_rate": 0.4}, {"params": [other]}], learning_rate=0.1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: cosine_schedule(step, 4))
    for parameter in (one, other):
        parameter.grad = torch.ones(2, 2)
    for _ in range(2):
        optimiser.step()
        scheduler.step()
    assert [group["lr"] for group in optimiser.param_groups] == pytest.approx([0.2, 0.05])


@pytest.mark.parametrize("max_norm", [0.01, 1.0, 1e6])
def test_clipping_is_pytorchs(max_norm):
    ours, theirs = tiny_model(), tiny_model()
    for model in (ours, theirs):
        model(torch.tensor([[1, 2, 3]])).square().sum().backward()
    norm = clip_gradients(ours.parameters(), max_norm)
    torch.testing.assert_close(norm, torch.nn.utils.clip_grad_norm_(theirs.parameters(), max_norm))
    for one, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad)
    assert gradient_norm(ours.parameters()) <= max_norm * 1.0001


def test_clipping_names_what_is_wrong():
    with pytest.raises(ValueError, match="backward"):
        clip_gradients(tiny_model().parameters(), 1.0)
    with pytest.raises(ValueError, match="above 0"):
        clip_gradients([], 0.0)


def test_schedules_rise_stay_and_fall():
    cosine = [cosine_schedule(step, 1000, warmup=100, final=0.1) for step in range(1000)]
    assert cosine[:100] == [warm_up(step, 100) for step in range(100)] and cosine[100] == 1.0
    assert all(later < earlier for earlier, later in zip(cosine[100:], cosine[101:], strict=False))
    assert cosine[550] == pytest.approx(0.55) and cosine[-1] == pytest.approx(0.1, abs=1e-4)
    flat = [trapezoid_schedule(step, 1000, warmup=100, cooldown=0.2) for step in range(1000)]
    assert flat[99:801] == [1.0] * 702 and flat[900] == pytest.approx(0.5) and flat[-1] == pytest.approx(1 / 200)
    straight = [trapezoid_schedule(step, 50, cooldown=1.0) for step in range(50)]
    assert straight == pytest.approx([1 - step / 50 for step in range(50)])    # lesson 03's `fit`
    assert [trapezoid_schedule(step, 5, cooldown=0.0) for step in range(5)] == [1.0] * 5


def test_schedules_keep_their_last_value_after_the_last_step():
    for schedule in (cosine_schedule, trapezoid_schedule):
        assert [schedule(step, 10, warmup=2, final=0.1) for step in (10, 11, 10_000)] == pytest.approx([0.1] * 3)
        assert schedule(10_000, 1) == 0.0
    assert trapezoid_schedule(10_000, 10, cooldown=0.0) == 1.0    # it never falls


@pytest.mark.parametrize("schedule", [cosine_schedule, trapezoid_schedule])
@pytest.mark.parametrize("wrong", [dict(step=0, steps=0), dict(step=-1, steps=5), dict(step=0, steps=5, warmup=5),
                                   dict(step=0, steps=5, final=1.1)])
def test_schedules_refuse_what_is_no_step(schedule, wrong):
    with pytest.raises(ValueError):
        schedule(**wrong)


@pytest.mark.parametrize("wrong", [
    dict(steps=0), dict(steps=1.5), dict(batch_size=10, accumulate=3), dict(optimiser="sgd"), dict(schedule="line"),
    dict(learning_rate=-1.0), dict(learning_rate=math.nan), dict(betas=(0.9,)), dict(betas=(0.9, 1.0)),
    dict(momentum=1.0), dict(clip=0.0), dict(precision="float16"), dict(warmup=10), dict(cooldown=2.0), dict(final=-1),
    dict(validate_every=0), dict(checkpoint_every=0), dict(steps=True), dict(clip=math.inf), dict(seed=-1), dict(seed=1.5),
    dict(learning_rate="0.1"), dict(learning_rate=None)])
def test_a_wrong_configuration_is_refused_at_once(wrong):
    with pytest.raises(ValueError):
        TrainingConfig(**dict(steps=10) | wrong)
