"""The command line, and two processes that train like one."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import torch

from llm_edu.training import load_checkpoint, write_tokens
from llm_edu.training.__main__ import main
from llm_edu.training.recipe import Recipe

SMALL = ["--layers", "1", "--width", "32", "--heads", "2", "--batch-size", "8", "--stories", "300"]
ALONE = [sys.executable, "-m", "llm_edu.training"]
TOGETHER = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m",
            "llm_edu.training"]
QUIET = os.environ | {"OMP_NUM_THREADS": "1"}


def run(command, *arguments):
    done = subprocess.run([*command, *SMALL, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8",
                          env=QUIET, timeout=6000)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("arguments", "said"), [(["--losses", "{}/none/losses.json"], "there is no folder"),
                                                 (["--losses", "{}"], "is a folder"),
                                                 (["--folder", "{}/file"], "file")])
def test_a_place_that_cannot_be_written_is_one_message(tmp_path, capsys, arguments, said):
    (tmp_path / "file").touch()
    try:
        code = main([*SMALL, "--steps", "1", *(each.format(tmp_path) for each in arguments)])
    except SystemExit as refused:
        code = refused.code
    told = capsys.readouterr()
    assert code and said in told.err and "Traceback" not in told.err and "step 1 of 1" not in told.out


@pytest.mark.full
@pytest.mark.skipif(not torch.distributed.is_available(), reason="this PyTorch has no torch.distributed")
@pytest.mark.skipif(os.name == "nt", reason="torchrun starts nothing on Windows (pytorch issue 148283)")
def test_two_processes_train_like_one(tmp_path):
    logs = []
    for name, command, extra in (("one", ALONE, []), ("two", TOGETHER, ["--accumulate", 2])):
        log = tmp_path / f"{name}.json"
        code, said, errors = run(command, "--steps", 50, "--validate-every", 25, "--losses", log, "--folder",
                                 tmp_path / name, *extra)
        assert code == 0, errors
        assert said.count("step 50 of 50") >= 1
        logs.append(json.loads(log.read_text(encoding="utf-8")))
    one, two = logs
    assert (one["processes"], two["processes"]) == (1, 2) and len(one["losses"]) == len(two["losses"]) == 50
    assert max(abs(a - b) for a, b in zip(one["losses"], two["losses"], strict=True)) < 1e-4
    assert one["losses"][-1] < 0.8 * one["losses"][0]
    assert [step for step, _ in one["held_out"]] == [25, 50]
    for (_, a), (_, b) in zip(one["held_out"], two["held_out"], strict=True):
        assert abs(a - b) < 1e-4
    model = Recipe(layers=1, width=32, heads=2).model(530)
    assert load_checkpoint(tmp_path / "two", model)["step"] == 50    # one of the two has written it, whole


@pytest.mark.full
def test_a_file_of_tokens_is_learned_from_and_a_wrong_one_refused(tmp_path):
    path, log = tmp_path / "text.tokens", tmp_path / "log.json"
    write_tokens(path, [[1 + (start + place) % 9 for place in range(200)] for start in range(50)], vocab_size=10)
    code, said, errors = run(ALONE, "--tokens", path, "--length", 32, "--steps", 60, "--losses", log)
    assert code == 0 and "held-out" in said, errors
    assert json.loads(log.read_text(encoding="utf-8"))["held_out"][-1][1] < 1.0    # counting to nine
    path.write_bytes(path.read_bytes()[:-3])
    code, _, errors = run(ALONE, "--tokens", path, "--steps", 2)
    assert code == 1 and "was cut off" in errors and "Traceback" not in errors


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process on Windows")
def test_ctrl_c_keeps_a_checkpoint_to_go_on_from(tmp_path):
    command = [*ALONE, *SMALL, "--steps", "100000", "--folder", str(tmp_path), "--checkpoint-every", "5"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                               env=QUIET)
    until = time.monotonic() + 600
    while not (tmp_path / "checkpoint.json").exists() and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=600)
    assert process.returncode == 0 and "stopped after" in said and "Traceback" not in errors
    assert load_checkpoint(tmp_path)["step"] >= 5
