"""Two processes that hold one model between them train like one that holds all of it."""

import json

import pytest
import sharded_training
import torch
from packaging.version import Version
from sharded_training import ODD, VARIANTS, half_way, other_half, train_one, train_variants
from training_runs import tiny_model

from llm_edu.errors import CourseError
from llm_edu.lessons.scaling.two_processes import run_together
from llm_edu.training import load_checkpoint

pytestmark = [
    pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch has no torch.distributed"),
    pytest.mark.skipif(Version(torch.__version__) < Version("2.8"), reason="gloo does not average there"),
]


def two_processes(folder, *tasks):
    """The results of tasks of `sharded_training`, in each of two processes."""
    run_together([sharded_training.__file__, ",".join(tasks), str(folder)], limit=600.0)
    return {task: [json.loads((folder / f"{task} {rank}.json").read_text(encoding="utf-8")) for rank in (0, 1)]
            for task in tasks}


def assert_alike(one, two, tolerance=1e-4):
    assert len(one["losses"]) == len(two["losses"]) > 0
    assert max(abs(a - b) for a, b in zip(one["losses"], two["losses"], strict=True)) < tolerance
    assert [step for step, _ in one["held_out"]] == [step for step, _ in two["held_out"]]
    assert max(abs(a[1] - b[1]) for a, b in zip(one["held_out"], two["held_out"], strict=True)) < tolerance
    assert two["gradient_norm"] == pytest.approx(one["gradient_norm"], rel=10 * tolerance)


@pytest.mark.full
@pytest.mark.slow
def test_each_goes_on_where_the_other_has_stopped_and_two_hold_half_each(tmp_path):
    half_way(tmp_path, shard=False)
    results = two_processes(tmp_path, "half_way", "other_half")
    whole = train_one(tiny_model(**ODD))
    in_two = results["other_half"]    # from a checkpoint of one process
    in_one = other_half(tmp_path, shard=False)    # from one of two
    assert whole.losses[-1] < 0.8 * whole.losses[0]
    for result in (*in_two, in_one):
        assert_alike(sharded_training.found(whole), result)
        assert load_checkpoint(tmp_path / "one")["step"] == load_checkpoint(tmp_path / "two")["step"] == 20
    for kind in (0, 1):    # parameters; what optimisers remember
        shares = [held[kind] for held in in_two[0]["held_bytes"]]
        assert sum(shares) == whole.held_bytes[0][kind]
        assert all(0.4 < share / sum(shares) < 0.6 for share in shares)


@pytest.mark.full
def test_clipping_pieces_both_optimisers_bfloat16_and_ties(tmp_path):
    two = two_processes(tmp_path, "train_variants")["train_variants"]
    one = train_variants(tmp_path / "alone", shard=False)
    for name in VARIANTS:
        for result in two:
            assert_alike(one[name], result[name], 1e-4 if name != "bfloat16" else 0.02)    # it has three digits
        models = [tiny_model(**ODD), tiny_model(**ODD, seed=1)]
        facts = [load_checkpoint(folder / name, model)
                 for folder, model in zip((tmp_path / "alone", tmp_path), models, strict=True)]
        assert facts[0]["config"] == facts[1]["config"]
        if name != "bfloat16":
            for a, b in zip(*(model.parameters() for model in models), strict=True):
                torch.testing.assert_close(a, b, atol=2e-3, rtol=0)
    for result in two:
        assert_alike(one["tied"], result["tied"])
        assert abs(one["batches"] - result["batches"]) < 1e-4


@pytest.mark.full
def test_what_cannot_be_sharded_is_refused_in_words_in_every_process(tmp_path):
    for said in two_processes(tmp_path, "refuse")["refuse"]:
        assert "without calling the part" in said["reaching"]
        assert "The model is as it was after step" in said["diverged"] and "learning rate" in said["diverged"]
        assert "scale has none" in said["single"] and "float32, torch.float64" in said["mixed"]
        assert f"begin at step {sharded_training.MIDDLE + 1}, 0." in said["apart"]    # only the first one has written


def test_alone_it_says_what_to_do():
    with pytest.raises(CourseError, match="torchrun --nproc-per-node 2"):
        train_one(tiny_model(), shard=True)
