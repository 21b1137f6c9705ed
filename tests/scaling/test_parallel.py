"""A training that is shared out, held against the same thing unshared, the papers' figures and PyTorch's own tensors."""

import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from llm_edu.lessons.scaling.two_processes import run_together
from llm_edu.scaling.parallel import (
    average_gradients,
    bubble_fraction,
    idle_fraction,
    pipeline_schedule,
    ring_all_reduce,
    split_feed_forward,
    zero_bytes,
)

ACTIVATIONS = [torch.relu, F.gelu, torch.tanh, torch.cos, lambda x: F.relu(x) ** 2]


def drawn(*shape, seed=0, dtype=torch.float32):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


@pytest.mark.parametrize("rows", [(1, 7), (4, 4), (2, 1, 5)])
def test_weighted_by_tokens_it_is_the_gradient_of_the_whole_batch(rows):
    model = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3)).double()
    x, right = drawn(8, 6, dtype=torch.float64), torch.arange(8) % 3

    def gradients(x, right):
        model.zero_grad()
        F.cross_entropy(model(x), right).backward()
        return {name: parameter.grad.clone() for name, parameter in model.named_parameters()}

    whole = gradients(x, right)
    average = average_gradients([gradients(*share) for share in zip(x.split(rows), right.split(rows))], rows)
    assert average.keys() == whole.keys()
    for name in whole:
        torch.testing.assert_close(average[name], whole[name], rtol=1e-10, atol=1e-12)
    with pytest.raises(ValueError, match="longer"):
        average_gradients([whole], [1, 1])


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 7])
def test_a_ring_adds_up_and_sends_two_shares_of_a_table(workers):
    tables = [torch.arange(84.0) * (worker + 1) for worker in range(workers)]
    found, sent = ring_all_reduce(tables)
    assert len(found) == workers and all(torch.equal(table, sum(tables)) for table in found)
    assert sent == [2 * (workers - 1) * 84 // workers] * workers
    assert torch.equal(tables[0], torch.arange(84.0))    # what was handed in stays


@pytest.mark.parametrize("length", [1, 2, 5, 10])
def test_a_ring_adds_up_what_does_not_divide(length):
    tables = [drawn(length, seed=worker, dtype=torch.float64) for worker in range(3)]
    found, sent = ring_all_reduce(tables)
    assert all(torch.allclose(table, sum(tables)) for table in found)
    assert sum(sent) == 2 * 2 * length


@pytest.mark.parametrize("dtype, tolerance", [(torch.float32, 1e-6), (torch.float64, 1e-14)])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_columns_then_rows_equal_the_unsplit_layer(activation, dtype, tolerance):
    x, first, second = (drawn(*shape, seed=seed, dtype=dtype)
                        for seed, shape in enumerate([(2, 5, 24), (24, 96), (96, 24)]))
    whole = activation(x @ first) @ second
    for workers in (1, 2, 3, 4, 8, 96):
        written = split_feed_forward(x, first, second, activation, workers)
        assert len(written) == workers
        assert (sum(written) - whole).norm() / whole.norm() <= tolerance


@pytest.mark.parametrize("stages", [1, 2, 3, 4, 8])
@pytest.mark.parametrize("micro_batches", [1, 2, 5, 16])
@pytest.mark.parametrize("backward", [1, 2, 3])
def test_the_bubble_counted_from_the_schedule_is_the_formula(stages, micro_batches, backward):
    tasks = pipeline_schedule(stages, micro_batches, backward=backward)
    assert idle_fraction(tasks) == pytest.approx(bubble_fraction(stages, micro_batches), abs=1e-12)
    check_order(tasks, stages, micro_batches)


def check_order(tasks, stages, micro_batches):
    """Nobody does two things at once, and nobody begins with what the neighbour has not handed on."""
    assert len(tasks) == len({(task.stage, task.micro_batch, task.backward) for task in tasks}) == \
        2 * stages * micro_batches
    for stage in range(stages):
        own = sorted((task for task in tasks if task.stage == stage), key=lambda task: task.start)
        assert all(one.end <= other.start for one, other in zip(own, own[1:]))
    at = {(task.stage, task.micro_batch, task.backward): task for task in tasks}
    for (stage, micro_batch, backward), task in at.items():
        if not backward and stage > 0:
            assert at[stage - 1, micro_batch, False].end <= task.start
        if backward:
            before = (stage + 1, micro_batch, True) if stage + 1 < stages else (stage, micro_batch, False)
            assert at[before].end <= task.start


@pytest.mark.parametrize("wrong", [(10, 2, 4), (10, 2, -1), (10, 2, 1.5), (10, 0, 1), (-1, 2, 1)])
def test_what_zero_cannot_share(wrong):
    with pytest.raises(ValueError, match="stage is 0, 1, 2 or 3, gpus at least 1"):
        zero_bytes(*wrong)


@pytest.mark.parametrize("hidden, workers", [(7, 2), (2, 3), (4, 0), (4, -2)])
def test_neurons_that_cannot_be_divided_evenly(hidden, workers):
    with pytest.raises(ValueError, match=f"{hidden} hidden neurons cannot be divided evenly among {workers} workers"):
        split_feed_forward(drawn(3), drawn(3, hidden), drawn(hidden, 3), torch.relu, workers)


def test_zero_bytes_are_those_of_the_papers_table():
    """Rajbhandari et al. 2019, arXiv:1910.02054, table 1, in GB: 7.5 billion parameters, and 128 billion on 1,024."""
    on_64 = [zero_bytes(7.5e9, 64, stage) / 1e9 for stage in range(4)]
    assert on_64 == pytest.approx([120, 31.4, 16.6, 1.88], abs=0.05)
    assert zero_bytes(128e9, 1024, 3) / 1e9 == pytest.approx(2.0, abs=0.05)


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    """What each of two processes kept and sent, one after the other in every way."""
    folder, script = tmp_path_factory.mktemp("found"), Path(__file__).with_name("kept_and_sent.py")
    run_together([str(script), str(folder)], processes=2, limit=600)
    return [json.loads((folder / f"{rank}.json").read_text(encoding="utf-8")) for rank in range(2)]


@pytest.mark.full
@pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch has no torch.distributed")
@pytest.mark.parametrize("way, stage", [("copied", 0), ("optimiser", 1), ("all", 3)])
def test_zero_bytes_are_what_pytorch_keeps(processes, way, stage):
    """In float32: 4 + 4 + 8 bytes a parameter, and what of it is shared out."""
    kept = [process[way] for process in processes]
    totals = [sum(found[name] for name in ("weights", "gradients", "optimiser")) for found in kept]
    reckoned = zero_bytes(kept[0]["parameters"], 2, stage, weights=4, gradients=4, optimiser=8)
    assert sum(totals) / 2 == pytest.approx(reckoned, rel=1e-6)    # pieces are whole tensors at stage 1
    assert max(totals) <= 1.1 * reckoned


@pytest.mark.full
@pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch has no torch.distributed")
def test_sharding_all_sends_half_as_much_again_as_copies(processes):
    """By a ring, one of two processes sends half of a table to gather it or to scatter its sum, a whole to do both."""
    def by_a_ring(seen):
        return 4 * (seen["gathered"] / 2 + seen["scattered"] / 2 + seen["reduced"])

    for process in processes:
        count = process["all"]["parameters"]
        assert by_a_ring(process["copied"]) == 4 * count    # an all-reduce of the gradients
        assert by_a_ring(process["all"]) == 1.5 * 4 * count
        assert by_a_ring(process["columns"]) == 2 * 4 * 32 * 32    # one forward, one back: 32 tokens of width 32
        assert process["columns"]["off"] < 1e-6
