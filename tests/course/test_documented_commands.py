"""What the documents name is there and runs: every command, every benchmark, every measurement, in its short form."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import short_forms
from skipping import skip_or_fail

from llm_edu import assets
from llm_edu.course import cli, measuring, paths
from llm_edu.finetuning import add_lora, save_adapter
from llm_edu.pretrained import load_smollm2

ROOT = paths.home()
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")),
             *sorted((ROOT / "lessons").glob("[0-9]*.md")), *sorted((ROOT / "benchmarks").glob("*.py"))]
OURS = re.compile(r"(?:llm-edu|python course\.py|python -m llm_edu\.\S+|torchrun) ")
SAME = {"python course.py": "llm-edu",    # hands over to it (tests/test_course_py.py)
        " topic": " 01", "cook.jsonl": "FILE.jsonl"}
ELSEWHERE = {"llm-edu build --measure 01"}    # takes a minute; tests/course/build/test_build.py measures a small lesson


def commands_in(text):
    """The course's commands that a text names: in code between backticks, in blocks, and in indented lines."""
    blocks = [block.replace("\\\n", " ") for block in re.findall(r"^```.*\n((?s:.*?))^```", text, re.MULTILINE)]
    lines = [line for block in [*blocks, *re.findall(r"^ {4}.*$", text, re.MULTILINE)] for line in block.splitlines()]
    spans = [" ".join(span.split()) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", text)]
    return [line.split("  #")[0].strip() for line in [*lines, *spans] if OURS.match(line.strip())]


def documented():
    """All of them, each once."""
    kept = [json.loads(file.read_text(encoding="utf-8"))["command"] for file in measuring.folder().glob("*.json")]
    found = [command for file in DOCUMENTS for command in commands_in(file.read_text(encoding="utf-8"))]
    for words, same in SAME.items():
        found = [command.replace(words, same) for command in found]
    return sorted({" ".join(command.split()) for command in [*found, *kept]} - ELSEWHERE)


EVERYTHING = pytest.mark.asset(*assets.ASSETS)
COMMANDS = documented()
NAMED = {kind: {command.split()[2] for command in COMMANDS if command.startswith(f"llm-edu {kind} ")}
         for kind in ("benchmark", "measure")}
OTHERS = [command for command in COMMANDS if command.split()[1] not in NAMED or len(command.split()) < 3]


def test_every_benchmark_and_every_measurement_is_named_and_has_a_short_form():
    assert NAMED["benchmark"] == set(short_forms.BENCHMARKS) == {file.stem for file in (ROOT / "benchmarks").glob("*.py")}
    assert NAMED["measure"] == set(short_forms.MEASUREMENTS) == set(measuring.names())
    assert len(OTHERS) >= 20, OTHERS


def run(arguments, folder, accepted=(0,), enough=None):
    """Run a command in a folder of its own, with this Python; its output.   enough: a line at which it is interrupted"""
    variables = {**os.environ, "LLM_EDU_WORK": str(folder / "work"), "PYTHONUNBUFFERED": "1",
                 "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    process = subprocess.Popen([sys.executable, *arguments], cwd=folder, env=variables, encoding="utf-8", errors="replace",
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    printed = []
    try:
        for line in process.stdout:
            printed.append(line)
            if enough and enough in line:
                process.send_signal(signal.SIGINT)
        code = process.wait(60)
    finally:
        process.kill()
        process.stdout.close()
    assert code in accepted, f"{arguments}\n{''.join(printed)}"
    return "".join(printed)


# --- commands

ALONE = {"lab", "serve", "test", "llm_edu.training"}    # in a process of their own: what PyTorch takes to start, the others take once


def called(words):
    """The exit code of a command of the course, in this process."""
    try:
        return cli.main(words)
    except SystemExit as end:    # of --help
        return end.code


def short_form(command, folder):
    """The words for Python that run a documented command in its short form."""
    program, *words = shlex.split(command)
    if program != "llm-edu":
        return short_training(program, words, folder)
    match words:
        case ["lab", *_]:
            words = [*words, "--no-browser"]
        case ["build", *rest] if "--sizes" not in rest:
            words = [*words, "--no-execute", "--output", str(folder / "out")]
        case ["fetch", *_]:
            words = [*words, "--list"]
        case ["ask"] | ["finetune"]:    # named, and no more
            words = [*words, "--help"]
        case ["ask", notes, _]:
            (folder / notes).mkdir()
            (folder / notes / "mill.md").write_text("# The mill\n\nThe mill opens at six.\n", encoding="utf-8")
        case ["finetune", file]:
            texts = ["Mia lost her green hat.", "Otto found a red coat.", "Ada sold bread.", "The mill is by the river."]
            (folder / file).write_text("\n".join(json.dumps({"text": text}) for text in texts), encoding="utf-8")
            words = [*words, "--steps", "1"]
        case ["serve", *_]:
            for adapter in [word.partition("=")[2] for word in words if "=" in word]:
                save_adapter(add_lora(load_smollm2()[0], rank=1, layers=[0]), folder / adapter)
            words = [*words, "--port", "0"]
        case ["capstone", "check", *_]:
            words = [*words[:2], str(ROOT / "capstones" / "notes")]
        case ["test", *_]:
            words = [*words, "--version"]
    return ["-m", "llm_edu.course.cli", *words]


def short_training(program, words, folder):
    """`llm_edu.training`, perhaps by torchrun: two steps on a few stories, and only this machine."""
    if program == "torchrun" and os.name == "nt":
        pytest.skip("PyTorch's torchrun does not start on Windows, as the document says")
    small = {"--steps": "2", "--folder": str(folder / "model"), "--nnodes": "1", "--rdzv-endpoint": "localhost:0",
             "--local-addr": "127.0.0.1"}
    words = [small.get(before, word) for before, word in zip(["", *words], words)]
    return [*(["-m", "torch.distributed.run"] if program == "torchrun" else []), *words, "--stories", "64"]


@pytest.mark.full
@EVERYTHING
@pytest.mark.parametrize("command", OTHERS)
def test_a_command(command, tmp_path, monkeypatch, capsys):
    words = short_form(command, tmp_path)
    if not {"lab", "serve"}.isdisjoint(words) and os.name == "nt":
        pytest.skip("stopped by SIGINT, which Windows does not send")
    accepted = (0, 1) if "doctor" in words else (0,)
    if ALONE.isdisjoint(words):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("LLM_EDU_WORK", str(tmp_path / "work"))
        monkeypatch.setattr(paths, "indexes_folder", lambda: tmp_path / "indexes")
        code = called(words[2:])
        printed = capsys.readouterr().out
        assert code in accepted, f"{words}\n{printed}"
    else:
        printed = run(words, tmp_path, accepted, enough="Stop it with Ctrl-C" if {"lab", "serve"} & {*words} else None)
    assert "serve" not in words or printed.endswith("Stopped.\n")
    assert "lab" not in words or "JupyterLab has stopped." in printed
    assert "ask" not in words or "--help" in words or "mill.md:3  “The mill opens at six.”" in printed
    assert "doctor" not in words or "To remove everything:" in printed    # 1: it has found something to put right


# --- benchmarks and measurements


@pytest.mark.full
@EVERYTHING
@pytest.mark.parametrize("name", sorted(short_forms.BENCHMARKS))
def test_a_benchmark(name, tmp_path):
    (tmp_path / "text.txt").write_text("Mia lost her green hat by the mill. Otto found it. " * 200, encoding="utf-8")
    options = short_forms.BENCHMARKS[name].format(text=tmp_path / "text.txt").split()
    if name == "widgets":
        pytest.importorskip("playwright")
    printed = run(["-m", "llm_edu.course.cli", "benchmark", name, *options], tmp_path, (0, 1) if name in ("widgets", "first_click") else (0,))
    if "playwright install" in printed:
        skip_or_fail("No Chromium: install it, or run playwright install chromium")
    assert name != "widgets" or "no console error, no request elsewhere" in printed    # 1: a busy machine was too slow


@pytest.mark.full
@EVERYTHING
@pytest.mark.parametrize("name", sorted(short_forms.MEASUREMENTS))
def test_a_measurement(name, tmp_path, monkeypatch):
    source, keep = measuring.module(name), measuring.keep

    def keep_elsewhere(*found):    # what is kept of others, some runs read
        with monkeypatch.context() as patches:
            patches.setattr(measuring, "folder", lambda: tmp_path)
            keep(*found)

    monkeypatch.setattr(measuring, "keep", keep_elsewhere)
    short_forms.clear_caches(source)
    try:
        run_name = short_forms.shorten(name, source, monkeypatch, tmp_path)
        assert cli.main(["measure", name, run_name]) == 0
    finally:
        short_forms.clear_caches(source)
    monkeypatch.setattr(measuring, "folder", lambda: tmp_path)
    assert measuring.load_measurement(name)[run_name]
