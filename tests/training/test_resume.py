"""A training that is killed, again and again, ends as if nothing had happened."""

import multiprocessing
import random

import pytest
from training_runs import train_into, wait_until

from llm_edu.training import load_checkpoint

STEPS, KILLS = 4000, 12


@pytest.mark.full
def test_killed_at_random_moments_it_ends_on_the_same_bits(tmp_path):
    """Real processes, real SIGKILL (TerminateProcess on Windows), a checkpoint every second step: so many kills fall
    into the writing of one."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload(["llm_edu.training", "llm_edu.transformer"])    # PyTorch is imported once for all
    chance, reached = random.Random(0), []
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    while len(reached) < KILLS:
        process, started = start(context, killed)
        wait_until(started.is_set)
        process.join(chance.uniform(0.0, 0.15))
        assert process.is_alive(), "the training ended before it could be killed often enough: give it more steps"
        process.kill()
        process.join()
        assert process.exitcode != 0
        if (killed / "checkpoint.json").exists():    # the first may die before it has written one
            reached.append(load_checkpoint(killed)["step"])
    assert reached == sorted(reached) and len(set(reached)) > KILLS / 2
    last = reached[-1] + 100
    for folder in (killed, whole):
        finish(context, folder, last)
    facts = [load_checkpoint(folder) for folder in (killed, whole)]
    assert facts[0]["step"] == facts[1]["step"] >= last
    for name in ("losses", "held_out", "tokens"):
        assert facts[0][name] == facts[1][name], name
    # Files are named after their content: equal names, equal bits of model and optimisers.
    assert [path.name for path in sorted(killed.glob("*.safetensors"))] == \
        [path.name for path in sorted(whole.glob("*.safetensors"))]


def start(context, folder, last=None):
    started = context.Event()
    process = context.Process(target=train_into, args=(folder, STEPS, 2, started, last))
    process.start()
    return process, started


def finish(context, folder, last):
    process, _ = start(context, folder, last)
    process.join(600)
    assert process.exitcode == 0
