"""A fine-tuning that is cut off, at whatever moment, or begun twice: the same command goes on, and nothing is lost."""

import multiprocessing
import random
import shutil
import sys
from types import SimpleNamespace

import pytest
import torch
from dying import Disk, Killed
from tiny_tuning import LONG, MODEL, changes, tune, tune_in_a_process
from training_runs import wait_until

from llm_edu.errors import CourseError
from llm_edu.finetuning import finetuning_loop, load_adapter
from llm_edu.finetuning.finetuning_loop import STATE, FineTuningLoop
from llm_edu.training import load_checkpoint

SHORT = {"steps": 3, "held_out": 0.5}    # two batches at a look


def every_time(monkeypatch):
    """A checkpoint after each step and each batch of a look, as on a machine where each takes minutes."""
    monkeypatch.setattr(finetuning_loop, "AT_RISK", -1.0)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run that nothing interrupts, another of which the folder is full, and how much each does to files."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        every_time(monkeypatch)
        folder, counts = tmp_path_factory.mktemp("whole"), []
        earlier = tune(folder / "earlier", steps=2, rank=3)
        for name, options in (("run", {}), ("earlier copy", {"resume": False})):
            shutil.copytree(folder / "earlier", folder / "earlier copy", dirs_exist_ok=True)
            with pytest.MonkeyPatch.context() as inner:
                disk = Disk()
                disk.install(inner)
                run = tune(folder / name, **SHORT | options)
            counts.append(disk.count)
        return SimpleNamespace(run=run, earlier=earlier, counts=counts)


def check_the_same(run, whole):
    """That it came to what an uninterrupted one came to, and its adapter is in the folder."""
    assert run.state == "finished" and torch.tensor(run.held_out).allclose(torch.tensor(whole.held_out), rtol=1e-4)
    assert run.losses == pytest.approx(whole.losses, rel=1e-4)
    for model in (run.model, load_adapter(MODEL, run.folder)):
        assert changes(model).allclose(changes(whole.model), atol=1e-4)
    left = [path for path in run.folder.rglob("*") if "unfinished" in path.name]
    assert not left and len(list((run.folder / STATE).glob("*.safetensors"))) == 2


@pytest.mark.parametrize("share", [0.01, 0.3, 0.55, 0.99, *(pytest.param(number / 25, marks=pytest.mark.full)
                                                            for number in range(26))])
@pytest.mark.parametrize("way", ["killed", "full"])
def test_cut_off_anywhere_the_same_command_goes_on(whole, tmp_path, monkeypatch, way, share):
    every_time(monkeypatch)
    with monkeypatch.context() as patch, pytest.raises((Killed, OSError)):
        Disk(way, 1 + round(share * (whole.counts[0] - 5))).install(patch)
        tune(tmp_path, **SHORT)
    check_the_same(tune(tmp_path, **SHORT), whole.run)


@pytest.mark.parametrize("share", [0.01, 0.08, 0.5, *(pytest.param(number / 25, marks=pytest.mark.full)
                                                      for number in range(26))])
@pytest.mark.parametrize("way", ["killed", "full"])
def test_what_is_replaced_is_whole_until_the_new_one_has_a_checkpoint(whole, tmp_path, monkeypatch, way, share):
    every_time(monkeypatch)
    shutil.copytree(whole.earlier.folder, tmp_path, dirs_exist_ok=True)
    with monkeypatch.context() as patch, pytest.raises((Killed, OSError)):
        Disk(way, 1 + round(share * (whole.counts[1] - 5))).install(patch)
        tune(tmp_path, **SHORT, resume=False)
    if load_checkpoint(tmp_path / STATE)["settings"]["rank"] == 3:
        assert changes(load_adapter(MODEL, tmp_path)).equal(changes(whole.earlier.model))
        assert tune(tmp_path, steps=2, rank=3).losses == whole.earlier.losses
        check_the_same(tune(tmp_path, **SHORT, resume=False), whole.run)
    else:
        check_the_same(tune(tmp_path, **SHORT), whole.run)


def test_what_is_replaced_outlasts_the_first_look(whole, tmp_path, monkeypatch):
    every_time(monkeypatch)
    shutil.copytree(whole.earlier.folder, tmp_path, dirs_exist_ok=True)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def killed(_loop):
        raise Killed

    monkeypatch.setattr(FineTuningLoop, "take_step", killed)
    with pytest.raises(Killed):
        tune(tmp_path, **SHORT, resume=False)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


STEP, BATCH = 25.0, 18.0    # seconds


@pytest.mark.parametrize("moment", [3, 13, 27, 31, *(pytest.param(number, marks=pytest.mark.full)
                                                     for number in range(1, 44))])
def test_two_minutes_of_work_are_lost_at_most(tmp_path, monkeypatch, moment):
    """Steps of 25 s and looks of 36 s; killed after each of the 42 pieces of work, 20 steps and 22 batches."""
    done = {"seconds": 0.0, "pieces": 0}
    clock = SimpleNamespace(monotonic=lambda: done["seconds"], perf_counter=lambda: done["seconds"])
    monkeypatch.setattr(finetuning_loop, "time", clock)

    def slow(work, seconds):
        def worked(*arguments):
            result = work(*arguments)
            done["seconds"] += seconds
            done["pieces"] += 1
            if done["pieces"] == moment:
                raise Killed
            return result
        return worked

    monkeypatch.setattr(FineTuningLoop, "take_step", slow(FineTuningLoop.take_step, STEP))
    monkeypatch.setattr(finetuning_loop, "nats_of", slow(finetuning_loop.nats_of, BATCH))
    if moment < 43:
        with pytest.raises(Killed):
            tune(tmp_path, held_out=0.5)
    else:
        tune(tmp_path, held_out=0.5)
    kept = 0.0
    if (tmp_path / STATE / "checkpoint.json").exists():
        facts = load_checkpoint(tmp_path / STATE)
        kept = STEP * facts["step"] + BATCH * (2 * len(facts["held_out"]) + facts["measured"][0])
    assert 0.0 <= done["seconds"] - kept <= 120.0 and done["pieces"] == min(moment, 42)


def test_a_checkpoint_is_made_when_it_is_due_and_not_sooner(tmp_path, monkeypatch):
    """On a fast machine: one at each look, and none between."""
    saved, save = [], FineTuningLoop.save
    monkeypatch.setattr(FineTuningLoop, "save", lambda loop: (saved.append(loop.run.step), save(loop)))
    tune(tmp_path)
    assert saved == [*range(2, 21, 2), 20]


def test_an_interrupt_does_not_wait_for_a_look(tmp_path, monkeypatch):
    """It comes in the look before any step, then in one of the middle (before and in its last batch), then in the last
    one. Of the first nothing is kept; of the others nothing is measured twice."""
    whole = tune(tmp_path / "whole", **SHORT)
    batches, runs, nats_of, begin = [], [], finetuning_loop.nats_of, FineTuningLoop.begin
    monkeypatch.setattr(FineTuningLoop, "begin", lambda loop: (runs.append(loop.run), begin(loop)))

    def stopping(*arguments):
        batches.append(arguments)
        if len(batches) in (1, 4, 7, 8):
            runs[-1].stop()
        return nats_of(*arguments)

    monkeypatch.setattr(finetuning_loop, "nats_of", stopping)
    for step, looked in ((0, False), (1, False), (2, True), (3, False)):
        run = tune(tmp_path / "run", **SHORT)
        assert (run.state, run.step, run.has_looked) == ("stopped", step, looked)
        assert (tmp_path / "run" / "adapter_config.json").exists() == (step > 0)
    check_the_same(tune(tmp_path / "run", **SHORT), whole)
    assert len(batches) == 1 + 4 * 2


def test_stopped_before_the_first_step_what_is_replaced_stays(whole, tmp_path, monkeypatch):
    shutil.copytree(whole.earlier.folder, tmp_path, dirs_exist_ok=True)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    start = FineTuningLoop.begin
    monkeypatch.setattr(FineTuningLoop, "begin", lambda loop: (loop.run.stop(), start(loop)))
    assert tune(tmp_path, resume=False).state == "stopped"
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("options", [{}, {"resume": False}, {"rank": 5}, {"rank": 5, "resume": False}], ids=str)
def test_a_second_one_in_the_folder_is_refused_and_changes_nothing(tmp_path, options):
    """While the first one runs, from before its first checkpoint to after its last look."""
    def second(_run):
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"}
        with pytest.raises(CourseError, match="Another training run is writing|another fine-tuning"):
            tune(tmp_path, **SHORT | options)
        assert before == {path: path.read_bytes() for path in before}

    first = tune(tmp_path, **SHORT, callbacks=[second])
    check_the_same(tune(tmp_path, **SHORT), first)


@pytest.mark.parametrize("options, told", [
    ({}, None), ({"rank": 5}, "rank was 2 and is now 5"), ({"rank": 5, "resume": False}, None)], ids=str)
def test_a_first_one_that_comes_in_between_is_seen(whole, tmp_path, monkeypatch, options, told):
    """The second has looked at the folder; before it locks it, the first one begins, and ends."""
    module = sys.modules["llm_edu.finetuning.finetune"]    # the function of that name hides it
    add_lora, firsts = module.add_lora, []

    def first_comes(*arguments, **names):
        monkeypatch.setattr(module, "add_lora", add_lora)
        firsts.append(tune(tmp_path, **SHORT))
        return add_lora(*arguments, **names)

    monkeypatch.setattr(module, "add_lora", first_comes)
    if told:
        with pytest.raises(CourseError, match=told):
            tune(tmp_path, **SHORT | options)
        check_the_same(tune(tmp_path, **SHORT), firsts[0])
    else:
        second = tune(tmp_path, **SHORT | options)
        assert second.state == "finished" and len(firsts) == 1
        assert (second.losses == firsts[0].losses) == (not options)


@pytest.mark.full
def test_killed_at_random_moments_it_ends_as_if_nothing_had_happened(tmp_path):
    """Real processes and real SIGKILL (TerminateProcess on Windows), a checkpoint after each step."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload(["tiny_tuning"])
    chance, steps = random.Random(0), []
    while len(steps) < 6:
        started = context.Event()
        process = context.Process(target=tune_in_a_process, args=(tmp_path / "killed", started))
        process.start()
        wait_until(started.is_set)
        process.join(chance.uniform(0.0, 0.3))
        assert process.is_alive(), "the training ended before it could be killed often enough: give it more steps"
        process.kill()
        process.join()
        steps.append(load_checkpoint(tmp_path / "killed" / STATE)["step"])
    assert steps == sorted(steps) and steps[0] < steps[-1]
    check_the_same(tune(tmp_path / "killed", steps=LONG), tune(tmp_path / "whole", steps=LONG))
