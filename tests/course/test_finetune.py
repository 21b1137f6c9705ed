"""``llm-edu finetune``: what it says, and that no mistake in a file or a folder costs more than a message."""

import errno
import json
import os
import re
import shutil

import pytest
import torch
from tiny_chat import tiny_chat

import llm_edu.finetuning
import llm_edu.pretrained
from llm_edu.course import cli
from llm_edu.finetuning import changes_of, load_adapter
from llm_edu.finetuning.example_formats import NEEDED, messages_or_text, way_of
from llm_edu.finetuning.finetuning_loop import FineTuningLoop

LINES = [{"messages": [{"role": "user", "content": f"low {number}"}, {"role": "assistant", "content": "slow and low"}]}
         for number in range(20)] + [{"text": f"slower and slower {number}"} for number in range(4)]


@pytest.fixture
def tiny(monkeypatch):
    """A model of some thousand numbers in SmolLM2's place."""
    found = tiny_chat()
    monkeypatch.setattr(llm_edu.pretrained, "load_smollm2", lambda fetch=False: found)
    return found[0]


@pytest.fixture
def file(tmp_path):
    """Some examples, in a folder whose name has a space and an accent."""
    path = tmp_path / "mes données" / "mine.jsonl"
    path.parent.mkdir()
    path.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return path


def run(capsys, *words):
    """The exit code, and what was said: standard output, standard error."""
    code = cli.main(["finetune", *map(str, words)])
    return code, *capsys.readouterr()


def test_it_learns_and_says_how_to_talk_with_it(tiny, file, capsys, monkeypatch):
    monkeypatch.chdir(file.parent)
    code, said, errors = run(capsys, file.name, "--steps", 10, "--learning-rate", 0.02)
    monkeypatch.chdir(file.parent.parent)    # its program is used elsewhere
    folder = file.parent / "mine_adapter"
    assert code == 0 and not errors
    assert "22 examples to learn from, 2 set aside" in said and "7 more steps will take about " in said
    before, *after = map(float, re.findall(r"([\d.]+) (?:before|at step)", said))
    assert len(after) == 10 and min(after) < before
    assert "step 10 of 10" in said and f"{folder.name} holds the adapter of step" in said
    program = said[said.index("    from llm_edu"):].replace("    ", "")
    names = {}
    exec(program.replace("print(chat(", "answer = (chat(").replace('"Hello!")', '"Hello!", max_new_tokens=3)'), names)
    assert isinstance(names["answer"], str) and changes_of(load_adapter(tiny, folder))


def test_stopped_it_says_how_to_go_on_and_does(tiny, file, capsys, monkeypatch):
    steps = ["--steps", "10", "--learning-rate", "0.02"]
    assert run(capsys, file, *steps, "--folder", file.parent / "whole")[0] == 0
    take_step = FineTuningLoop.take_step

    def interrupted(loop):
        if loop.run.step == 2:
            loop.run.stop()
        take_step(loop)

    monkeypatch.setattr(FineTuningLoop, "take_step", interrupted)
    code, said, _ = run(capsys, file, *steps)
    monkeypatch.undo()
    monkeypatch.setattr(llm_edu.pretrained, "load_smollm2", lambda fetch=False: (tiny, tiny_chat()[1]))
    assert code == 130 and "Stopped after step 3 of 10." in said and "the same command does" in said
    assert "more steps will take" not in said
    code, said, _ = run(capsys, file, *steps)
    assert code == 0 and "step 10 of 10" in said
    tables = [torch.cat([change.up.flatten() for _, change in sorted(changes_of(load_adapter(tiny, folder)).items())])
              for folder in (file.parent / "mine_adapter", file.parent / "whole")]
    assert tables[0].allclose(tables[1], atol=1e-4)


def test_stopped_while_it_replaces_it_does_not_advise_to_replace_again(tiny, file, capsys, monkeypatch):
    begin, step = FineTuningLoop.begin, FineTuningLoop.take_step
    monkeypatch.setattr(FineTuningLoop, "begin", lambda loop: (loop.run.stop(), begin(loop)))
    said = run(capsys, file, "--replace")[1]
    assert "To go on after an interruption, leave --replace out" in said
    assert said.endswith(f"learned yet. What {file.parent / 'mine_adapter'} held before is still there.\n")
    monkeypatch.setattr(FineTuningLoop, "begin", begin)
    monkeypatch.setattr(FineTuningLoop, "take_step", lambda loop: (loop.run.stop(), step(loop)))
    assert "go on: the same command without --replace does." in run(capsys, file, "--replace")[1]


def test_bad_lines_are_named_before_anything_is_loaded(file, capsys, monkeypatch):
    def load(fetch=False):
        raise AssertionError("loaded")

    monkeypatch.setattr(llm_edu.pretrained, "load_smollm2", load)
    file.write_bytes(file.read_bytes() + b'\n{"text": ""}\n{"prompt": 1}\n')
    code, said, errors = run(capsys, file)
    assert code == 1 and not said and "2 lines cannot be used" in errors
    assert 'line 25: "text" is empty' in errors and "line 26: it needs just one of" in errors
    for content, told in ((b"", "holds no examples"), (b'{"text": "a"}', "Write at least 2")):
        file.write_bytes(content)
        code, said, errors = run(capsys, file)
        assert (code, said) == (1, "") and told in errors
    code, said, errors = run(capsys, file.with_name("nowhere.jsonl"))
    assert (code, said) == (1, "") and "there is no file" in errors
    assert [path.name for path in file.parent.iterdir()] == ["mine.jsonl"]


def test_what_cannot_be_done_is_one_message(tiny, file, capsys, monkeypatch):
    file.write_text("\n".join(map(json.dumps, LINES[:20])), encoding="utf-8")    # a text can be cut anywhere
    code, _, errors = run(capsys, file, "--length", 16)
    assert code == 1 and "no example is left" in errors and "--length" in errors
    assert run(capsys, file, "--steps", 2)[0] == 0
    code, _, errors = run(capsys, file, "--steps", 3)
    assert code == 1 and "steps was 2 and is now 3" in errors and "--replace" in errors
    assert run(capsys, file, "--steps", 3, "--replace")[0] == 0
    code, _, errors = run(capsys, file, "--folder", file)
    assert code == 1 and "cannot be a folder" in errors

    fsync = os.fsync

    def refuse(number):
        def refused(_descriptor):
            raise OSError(number, os.strerror(number), "there")
        return refused

    monkeypatch.setattr(os, "fsync", refuse(errno.ENOSPC))
    code, _, errors = run(capsys, file, "--folder", file.parent / "full", "--steps", 2, "--replace")
    assert code == 1 and "is full. Nothing was learned yet: make room, and the same command goes on" in errors
    looks = FineTuningLoop.keep_best
    monkeypatch.undo()
    tiny_again = tiny_chat()
    monkeypatch.setattr(llm_edu.pretrained, "load_smollm2", lambda fetch=False: tiny_again)
    monkeypatch.setattr(FineTuningLoop, "keep_best", lambda loop: (
        monkeypatch.setattr(os, "fsync", refuse(errno.ENOSPC)), looks(loop)))
    for options, told in (([], "the same command goes on"), (["--replace"], "the same command without --replace goes")):
        code, _, errors = run(capsys, file, "--folder", file.parent / "full", "--steps", 2, *options)
        assert code == 1 and f"What was learned up to step 1 is kept: make room, and {told}" in errors
        monkeypatch.setattr(os, "fsync", fsync)
        shutil.rmtree(file.parent / "full")
    monkeypatch.setattr(os, "fsync", refuse(errno.EACCES))
    code, _, errors = run(capsys, file, "--folder", file.parent / "closed", "--steps", 2)
    assert code == 1 and "Permission denied: there" in errors


def test_help_shows_every_way_to_write_an_example(capsys):
    """As lines that can be read."""
    with pytest.raises(SystemExit):
        run(capsys, "--help")
    lines = [line.rpartition("}")[0].strip() + "}" for line in capsys.readouterr().out.splitlines() if "{" in line]
    assert {way_of(json.loads(line)) for line in lines} == NEEDED.keys()
    assert all(messages_or_text(json.loads(line)) for line in lines)


@pytest.mark.parametrize("words", [["--steps", "0"], ["--steps", "two"], ["--passes", "0"], ["--passes", "nan"],
                                   ["--steps", "2", "--passes", "2"], ["--rank", "-1"], ["--learning-rate", "1.5"],
                                   ["--held-out", "0"], ["--held-out", "1"], ["--length", "4096"]])
def test_options_that_mean_nothing_are_refused(file, capsys, words):
    with pytest.raises(SystemExit) as ended:
        run(capsys, file, *words)
    assert ended.value.code == 2 and words[0] in capsys.readouterr().err


@pytest.mark.full
@pytest.mark.asset("smollm2")
def test_smollm2_takes_three_steps(file, capsys):
    code, said, errors = run(capsys, file, "--steps", 3)
    assert code == 0 and not errors
    before, *after = map(float, re.findall(r"([\d.]+) (?:before|at step)", said))
    assert len(after) == 3 and min(after) < before
    settings = json.loads((file.parent / "mine_adapter" / "adapter_config.json").read_text(encoding="utf-8"))
    assert settings["base_model_name_or_path"].endswith("SmolLM2-135M-Instruct") and settings["r"] == 8
