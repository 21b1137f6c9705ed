"""Fine-tuning as a whole: it learns, keeps the best, stops by itself, and loses nothing."""

import errno
import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
from tiny_tuning import EXAMPLES, MODEL, TOKENIZER, changes, tune

from llm_edu.errors import CourseError
from llm_edu.finetuning import load_adapter
from llm_edu.finetuning.answer_rows import answer_rows
from llm_edu.finetuning.examples import Example
from llm_edu.finetuning.finetuning_loop import STATE, FineTuningLoop
from llm_edu.finetuning.finetuning_run import FineTuningRun
from llm_edu.finetuning.held_out import MOST, content_hash, held_out_loss, set_aside
from llm_edu.training import TrainingConfig, evaluate


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run that nothing interrupts."""
    return tune(tmp_path_factory.mktemp("whole") / "adapter")


def test_it_learns_and_the_best_adapter_lies_in_the_folder(whole):
    _, measured = set_aside(EXAMPLES, 0.1)
    rows = answer_rows(TOKENIZER, measured)
    assert whole.state == "finished" and [step for step, _ in whole.held_out] == list(range(0, 21, 2))
    assert whole.held_out[0][1] == pytest.approx(evaluate(MODEL, rows).loss, rel=1e-5)
    assert whole.best[1] < whole.held_out[0][1] - 0.5
    for adapted in (whole.model, load_adapter(MODEL, whole.folder)):
        assert held_out_loss(adapted, rows) == pytest.approx(whole.best[1], rel=1e-5)
    settings = json.loads((whole.folder / "adapter_config.json").read_text(encoding="utf-8"))
    assert (settings["r"], settings["lora_alpha"], len(settings["target_modules"])) == (2, 4, 7)


def written(path, examples):
    path.write_text("".join(json.dumps(each) + "\n" for each in examples), encoding="utf-8")
    return path


ASKED = [[{"role": "user", "content": f"low {number}"}, {"role": "assistant", "content": "slower"}] for number in range(6)]
MESSAGES = [{"messages": messages} for messages in ASKED]
WAYS = {
    "messages": lambda folder: MESSAGES,
    "tuples": lambda folder: tuple({"messages": tuple(messages)} for messages in ASKED),
    "generator": lambda folder: (example for example in MESSAGES),
    "prompt and completion": lambda folder: [{"prompt": f"low {number}", "completion": " slower"} for number in range(6)],
    "instruction": lambda folder: [{"instruction": f"low {number}", "output": "slower"} for number in range(6)],
    "conversations": lambda folder: [{"conversations": [{"from": "human", "value": messages[0]["content"]},
                                                        {"from": "gpt", "value": "slower"}]} for messages in ASKED],
    "path": lambda folder: written(folder / "mine.jsonl", MESSAGES),
    "path as a text": lambda folder: str(written(folder / "mine.jsonl", MESSAGES)),
}


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    examples = [Example(1, tuple(messages)) for messages in ASKED]
    return tune(tmp_path_factory.mktemp("known") / "adapter", examples, steps=1)


@pytest.mark.parametrize("way", WAYS)
def test_examples_come_as_people_have_them(way, known, tmp_path):
    """All that `llm-edu finetune` reads from a file, in Python, too: the same examples, so the same losses."""
    run = tune(tmp_path / "adapter", WAYS[way](tmp_path), steps=1)
    assert run.step == 1 and run.losses == known.losses and run.held_out == known.held_out


def test_texts_are_learned_whole(known, tmp_path):
    run = tune(tmp_path / "adapter", [{"text": f"low {number} slower"} for number in range(6)], steps=1)
    assert run.step == 1 and run.losses != known.losses


@pytest.mark.parametrize("step", [2, 10, 19])
def test_stopped_and_gone_on_with_is_the_same(whole, tmp_path, step, monkeypatch):
    take_step = FineTuningLoop.take_step

    def stops(loop):
        if loop.run.step == step - 1:    # asked before: the step is still taken
            loop.run.stop()
        take_step(loop)

    monkeypatch.setattr(FineTuningLoop, "take_step", stops)
    first = tune(tmp_path / "adapter")
    monkeypatch.undo()
    assert first.state == "stopped" and first.step == step
    assert load_adapter(MODEL, tmp_path / "adapter")
    second = tune(tmp_path / "adapter")
    assert second.state == "finished" and second.step == 20
    assert second.losses == pytest.approx(whole.losses, rel=1e-4)
    assert torch.tensor(second.held_out).allclose(torch.tensor(whole.held_out), rtol=1e-4)
    assert changes(second.model).allclose(changes(whole.model), atol=1e-4)
    assert second.losses[:step] == first.losses
    third = tune(tmp_path / "adapter")    # nothing is left to do
    assert third.losses == second.losses and third.seconds == second.seconds


def test_stopped_before_the_first_look_keeps_what_there_is(tmp_path, monkeypatch):
    take_step = FineTuningLoop.take_step
    monkeypatch.setattr(FineTuningLoop, "take_step", lambda loop: (loop.run.stop(), take_step(loop)))
    run = tune(tmp_path)
    assert run.step == 1 and run.best is None
    assert torch.equal(changes(load_adapter(MODEL, tmp_path)), changes(run.model)) and changes(run.model).abs().sum()


def test_it_ends_when_the_held_out_loss_falls_no_more(tmp_path):
    """What is measured on begins like what is learned, and goes on otherwise."""
    odd = [replace(EXAMPLES[0], line=line, messages=(EXAMPLES[0].messages[0], {
        "role": "assistant", "content": f"slow and {line} é🗼 zq"})) for line in range(1000, 4000)]
    odd = sorted(odd, key=content_hash)[:3]    # the content decides what is set aside: these come first
    _, measured = set_aside(odd + EXAMPLES, 0.1)
    assert measured == odd
    run = tune(tmp_path, odd + EXAMPLES, steps=200, learning_rate=0.05, patience=2)
    assert run.state == "finished" and run.has_settled and run.step < 200
    assert run.best == min(run.held_out[1:], key=lambda look: look[1])
    rows = answer_rows(TOKENIZER, measured)
    assert held_out_loss(run.model, rows) == pytest.approx(run.best[1], rel=1e-5) and run.best[0] < run.step
    again = tune(tmp_path, odd + EXAMPLES, steps=200, learning_rate=0.05, patience=2)
    assert again.step == run.step and again.state == "finished"


def test_settled_and_best():
    run = FineTuningRun(None, TrainingConfig(steps=5), None, patience=2)
    for losses, settled in (([], False), ([3, 2, 2], False), ([3, 2, 2, 2], True), ([3, 2, 1.9, 2], False), ([3, 2, 1.9, 2, 1.95], True),
                            ([3, 4], False), ([3, 4, 5], True)):
        run.held_out = list(enumerate(losses))
        assert run.has_settled is settled
    assert run.best == (1, 4)


def test_time_is_estimated_after_some_steps_with_looks(tmp_path):
    remarks = []
    run = tune(tmp_path, callbacks=[lambda run: remarks.append((run.remark, run.seconds_left))])
    assert not remarks[0][0] and remarks[1][0].startswith("17 more steps will take about 0:")
    assert remarks[0][1] > 9 * run.look_seconds * 0.1 and remarks[-1][1] == 0


def test_a_folder_of_another_adapter_is_left_alone(tmp_path):
    tune(tmp_path, steps=2)
    before = (tmp_path / "adapter_model.safetensors").read_bytes()
    with pytest.raises(CourseError, match="the examples are different; .*replace"):
        tune(tmp_path, EXAMPLES[:10], steps=2)
    with pytest.raises(CourseError, match="rank was 2 and is now 4; steps was 2 and is now 3"):
        tune(tmp_path, steps=3, rank=4)
    for path in (tmp_path / STATE).iterdir():
        path.unlink()
    with pytest.raises(CourseError, match="holds an adapter already, but nothing to continue"):
        tune(tmp_path, steps=2)
    assert (tmp_path / "adapter_model.safetensors").read_bytes() == before
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert tune(tmp_path, steps=3, rank=4, resume=False).step == 3
    assert (tmp_path / "adapter_model.safetensors").read_bytes() != before and (tmp_path / "notes.txt").exists()


def test_a_full_disk_leaves_what_was_there_and_can_be_gone_on_from(whole, tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left"):
        tune(tmp_path, callbacks=[lambda run: run.step == 10 and monkeypatch.setattr(os, "fsync", full)])
    monkeypatch.undo()
    assert load_adapter(MODEL, tmp_path) and not list(tmp_path.rglob("*.unfinished"))
    assert changes(tune(tmp_path).model).allclose(changes(whole.model), atol=1e-4)


def test_it_runs_in_the_background_and_leaves_the_model_and_chance_alone(tmp_path):
    before, state = [parameter.clone() for parameter in MODEL.parameters()], torch.get_rng_state()
    run = tune(tmp_path, steps=4, background=True)
    assert run.wait(progress=False).state == "finished"
    assert all(map(torch.equal, before, MODEL.parameters())) and torch.equal(state, torch.get_rng_state())


def test_the_share_set_aside_goes_by_content():
    learned, measured = set_aside(EXAMPLES, 0.2)
    assert len(measured) == 6 and len(learned) == 24
    turned = set_aside(EXAMPLES[::-1], 0.2)
    assert [part[::-1] for part in turned] == [learned, measured]
    doubled = set_aside([*EXAMPLES, *EXAMPLES], 0.2)
    assert not {example.line for example in doubled[0]} & {example.line for example in doubled[1]}
    many = [Example(line, text=str(line)) for line in range(5000)]
    assert len(set_aside(many, 0.5)[1]) == MOST


def test_examples_may_be_what_a_file_holds_or_its_path(whole, tmp_path):
    contents = [{"messages": list(example.messages)} for example in EXAMPLES]
    (tmp_path / "mine.jsonl").write_text("\n".join(map(json.dumps, contents)), encoding="utf-8")
    for number, examples in enumerate((contents, iter(contents), tmp_path / "mine.jsonl", str(tmp_path / "mine.jsonl"))):
        run = tune(tmp_path / str(number), examples, steps=2)
        assert run.losses[0] == pytest.approx(whole.losses[0], rel=1e-5)
    with pytest.raises(CourseError, match="example 1: it needs just one of"):
        tune(tmp_path / "none", [{"text ": "a"}])


def test_too_few_examples_are_told(tmp_path):
    with pytest.raises(CourseError, match="^1 different example, and .* Write at least 2"):
        tune(tmp_path / "a", EXAMPLES[:1])
    with pytest.raises(CourseError, match="^1 different example,"):
        tune(tmp_path / "a", [EXAMPLES[0]] * 5)
    assert tune(tmp_path / "b", EXAMPLES[:2], steps=1).step == 1
    with pytest.raises(ValueError, match="between 0 and 1, not 0"):
        tune(tmp_path / "a", held_out=0)
    with pytest.raises(ValueError, match="patience is .* at least 1, not 0"):
        tune(tmp_path / "a", patience=0)
    with pytest.raises(CourseError, match="no example is left"):
        tune(tmp_path / "a", length=5, report=lambda line: None)
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(os.name == "nt" or getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        tune(tmp_path / "adapter")


def loop_of_links(folder):
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    return folder / "one"


def holding(name, folder):
    (folder / name).mkdir(parents=True)
    return folder


@pytest.mark.parametrize("make, told", [
    (lambda folder: folder / "mine.txt", "cannot be a folder: there is a file at .*mine.txt"),
    (lambda folder: folder / "mine.txt" / "inside", "cannot be a folder: there is a file at .*mine.txt"),
    (lambda folder: folder / ("long" * 75), "cannot be a folder: .* Choose another"),
    pytest.param(loop_of_links, "cannot be a folder: .* Choose another",
                 marks=pytest.mark.skipif(os.name == "nt", reason="Windows asks for a right to make links")),
    pytest.param(lambda folder: Path("/proc/adapter"), "cannot be a folder: .* Choose another",
                 marks=pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")),
    (partial(holding, "adapter_config.json"), "adapter_config.json is a folder, and a file"),
    (partial(holding, "adapter_model.safetensors"), "adapter_model.safetensors is a folder, and a file"),
    (partial(holding, f"{STATE}/checkpoint.json"), "checkpoint.json is a folder, and a file"),
    (partial(holding, f"{STATE}/.lock"), "lock is a folder, and a file"),
])
@pytest.mark.parametrize("resume", [True, False])
def test_folders_that_cannot_be(tmp_path, make, told, resume):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match=told):
        tune(make(tmp_path), resume=resume)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
