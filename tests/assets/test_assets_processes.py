"""Fetching under fire: killed at every step, two at once, a cache that can't be written to."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from llm_edu.assets import fetch, is_present, verify


@pytest.mark.parametrize("repair", [True, False], ids=["from a clean cache", "on what earlier kills left"])
def test_killed_at_every_step(toy, repair):
    """Each run dies just before one step more; the cache must never lie, and the next fetch must repair it."""
    for step in range(1, 100):
        process = toy.start(kill_at=step, chunk=1000)
        output, errors = process.communicate(timeout=600)
        for name, file in toy.files().items():
            assert not file.exists() or file.read_bytes() == toy.contents[name], f"half a file after step {step}"
        assert is_present("toy") == toy.is_whole() == (verify("toy") == [])
        if process.returncode == 0:
            break
        assert process.returncode < 0 or sys.platform == "win32", errors
        if repair:
            fetch("toy", source=toy.source, report=lambda _line: None)
            assert toy.is_whole() and toy.leftovers() == [], f"not repaired after step {step}"
            shutil.rmtree(toy.cache)
    # From a clean cache: 2 folders and a lock, 2 files of 6 and 4 reads, 2 places made and 2 moves, tidying up.
    assert step > 20, f"only {step} steps were seen: {output} {errors}"
    assert toy.is_whole() and toy.leftovers() == []


def test_several_processes_at_once(toy):
    processes = [toy.start(chunk=1000, pause=0.05) for _ in range(4)]
    outputs = [process.communicate(timeout=600)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0], outputs
    assert sum("unpacking" in output for output in outputs) == 1, outputs  # one worked, the others waited
    assert toy.is_whole() and toy.leftovers() == []


def test_one_is_killed_while_the_other_waits(toy):
    first = toy.start(chunk=100, pause=0.2)
    while not list(toy.cache.glob("*.unfinished")):
        assert first.poll() is None, first.communicate()
    second = toy.start()
    assert "waiting" in second.stdout.readline()
    first.kill()
    first.communicate()
    output, _ = second.communicate(timeout=600)
    assert second.returncode == 0 and "done in" in output
    assert toy.is_whole() and toy.leftovers() == []


def test_a_whole_cache_is_only_read(toy):
    fetch("toy", source=toy.source, report=lambda _line: None)
    (toy.cache / ".toy.lock").unlink(missing_ok=True)
    process = toy.start(forbid_writing=True)
    output, errors = process.communicate(timeout=600)
    assert process.returncode == 0 and "already here" in output, output + errors
    assert not (toy.cache / ".toy.lock").exists()


def test_the_watch_on_writing_works(toy):
    process = toy.start(forbid_writing=True)
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 3 and "wrote: os.mkdir" in output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits on folders")
def test_read_only_cache(toy, monkeypatch):
    # pytest's own temporary folder is closed to the user that a test run by root turns into.
    with tempfile.TemporaryDirectory() as outside:
        os.chmod(outside, 0o755)
        toy.cache = Path(outside) / "shared"
        monkeypatch.setenv("LLM_EDU_CACHE", str(toy.cache))
        toy.cache.mkdir()
        toy.cache.chmod(0o555)
        process = toy.start(as_nobody=True)
        output, errors = process.communicate(timeout=600)
        assert process.returncode == 2 and "no permission to write" in output, output + errors
        assert "LLM_EDU_CACHE" in output and list(toy.cache.iterdir()) == []

        toy.cache.chmod(0o755)
        fetch("toy", source=toy.source, report=lambda _line: None)
        (toy.cache / ".toy.lock").unlink(missing_ok=True)
        for folder in (toy.cache / "toy", toy.cache):
            folder.chmod(0o555)
        process = toy.start(as_nobody=True)
        output, errors = process.communicate(timeout=600)
        assert process.returncode == 0 and "already here" in output, output + errors
        for folder in (toy.cache, toy.cache / "toy"):
            folder.chmod(0o755)
