"""Trainings in several processes: started, compared, and never left running."""

import subprocess
import sys

import psutil
import pytest
import torch
from packaging.version import Version
from training_runs import wait_until

from llm_edu.errors import CourseError
from llm_edu.lessons.scaling import two_processes
from llm_edu.lessons.scaling.two_processes import commands, end, run_together, tail_of, train_together, wait_for

CANNOT_SHARD = not torch.distributed.is_available() or Version(torch.__version__) < Version("2.8")
TINY = dict(layers=1, width=32, batch_size=8, stories=100)


@pytest.mark.full
@pytest.mark.skipif(CANNOT_SHARD, reason="this PyTorch has no torch.distributed, or one too old to shard")
def test_one_process_two_with_copies_and_two_with_parts_come_to_the_same():
    one, copies, parts = (train_together(processes, shard, steps=12, **TINY)
                          for processes, shard in ((1, False), (2, False), (2, True)))
    for other in (copies, parts):
        assert len(other.losses) == 12
        assert max(abs(a - b) for a, b in zip(one.losses, other.losses, strict=True)) < 1e-4
        assert abs(one.held_out - other.held_out) < 1e-4 and 0 < other.training_seconds < other.seconds
    assert copies.parameter_bytes == 2 * one.parameter_bytes and copies.optimiser_bytes == 2 * one.optimiser_bytes
    for whole, part in ((one.parameter_bytes, parts.parameter_bytes), (one.optimiser_bytes, parts.optimiser_bytes)):
        assert sum(part) == whole[0] and max(part) < 0.55 * whole[0]
    assert "Sharded over 2 processes" in parts.said and "Sharded" not in copies.said


@pytest.mark.full
@pytest.mark.skipif(CANNOT_SHARD, reason="this PyTorch has no torch.distributed, or one too old to shard")
def test_processes_started_one_by_one_find_each_other_too():
    """As on Windows; and what one of them refuses is what the reader sees."""
    with pytest.raises(CourseError, match="batch_size 3 must be a multiple of 2 processes"):
        run_together(["-m", "llm_edu.training", "--steps=2", "--stories=20", "--batch-size=3"], 2, torchrun=False)
    said = run_together(["-m", "llm_edu.training", "--shard", "--steps=2", "--stories=20", "--width=32"], 2,
                        torchrun=False)
    assert "Sharded over 2 processes" in said and "step 2 of 2" in said


def test_whoever_is_ended_takes_along_whom_he_has_started(tmp_path):
    """A process that has started another and waits for ever, as torchrun would."""
    child = f"import time; open({str(tmp_path / 'child')!r}, 'w').close(); time.sleep(10_000)"
    parent = subprocess.Popen([sys.executable, "-c", f"import subprocess, sys; "
                                                     f"sys.exit(subprocess.call([sys.executable, '-c', {child!r}]))"])
    try:
        wait_until((tmp_path / "child").exists)
        both = [psutil.Process(parent.pid), *psutil.Process(parent.pid).children(recursive=True)]
        assert len(both) == 2 and wait_for([parent], limit=0.2).startswith("had not ended after 0.2 s")
    finally:
        end([parent])
    assert psutil.wait_procs(both, timeout=300)[1] == []


def test_time_that_is_up_is_an_error():
    with pytest.raises(CourseError, match="2 processes .* had not ended after 0 s, and were stopped"):
        run_together(["-c", "import time; time.sleep(10_000)"], 2, limit=0.0, torchrun=False)


def test_a_process_that_fails_is_told_with_its_last_words():
    with pytest.raises(CourseError, match="(?s)failed .*code 3.*so it goes"):
        run_together(["-c", "print('so it goes'); raise SystemExit(3)"], 2, torchrun=False)


def test_an_interrupt_ends_them(monkeypatch):
    started = []
    monkeypatch.setattr(two_processes, "wait_for", lambda processes, limit: started.extend(processes) or interrupt())
    with pytest.raises(KeyboardInterrupt):
        run_together(["-c", "import time; time.sleep(10_000)"], 2, torchrun=False)
    assert len(started) == 2 and None not in [process.poll() for process in started]


def interrupt():
    raise KeyboardInterrupt


def test_torchruns_report_does_not_bury_what_the_process_said():
    said = "batch_size 3 is wrong\nE1126 torch/distributed/elastic/multiprocessing/api.py:1002] failed\nTraceback\n…"
    assert tail_of(said) == "batch_size 3 is wrong"
    assert tail_of(said.split("\n", 1)[1]).endswith("…") and tail_of("") == "(nothing)"


def test_they_get_what_torchrun_would_give_them():
    first, second = commands(["x"], 2, torchrun=False)
    assert first[0] == second[0] == [sys.executable, "x"]
    assert (first[1]["RANK"], second[1]["RANK"], first[1]["WORLD_SIZE"]) == ("0", "1", "2")
    assert first[1]["MASTER_PORT"] == second[1]["MASTER_PORT"]
