"""Checkpoints: whole or not at all, refused when damaged, and never a pickle."""

import dataclasses
import json
import os
from pathlib import Path

import pytest
import torch
from checkpoint_checks import assert_same_state, optimisers_with_state, rewrite, same_weights
from training_runs import tiny_config, tiny_model, tiny_rows, wait_until

from llm_edu.errors import CourseError
from llm_edu.training import TrainingConfig, load_checkpoint, make_optimisers, save_checkpoint, train
from llm_edu.training.checkpoints import checksum


def test_everything_comes_back_to_the_bit(tmp_path):
    model = tiny_model()
    optimisers = optimisers_with_state(model)
    save_checkpoint(tmp_path / "é ü", model, optimisers, {"note": "naïve", "losses": [0.1 + 0.2, 1e-17]})
    torch.rand(3)
    expected = torch.rand(3)
    other = tiny_model(seed=1)
    fresh = make_optimisers(other, TrainingConfig(steps=1, optimiser="muon"))
    assert not same_weights(model, other)
    facts = load_checkpoint(tmp_path / "é ü", other, fresh)
    assert facts == {"note": "naïve", "losses": [0.1 + 0.2, 1e-17]} == load_checkpoint(tmp_path / "é ü")
    assert same_weights(model, other)
    for before, after in zip(optimisers, fresh, strict=True):
        assert_same_state(before, after)
    torch.rand(3)
    assert torch.rand(3).equal(expected)    # the random numbers go on, too


def test_facts_whose_keys_are_numbers_come_back_with_texts_as_keys(tmp_path):
    model = tiny_model()    # as texts, "100" sorts before "50"
    save_checkpoint(tmp_path, model, facts={"losses": {50: 2.5, 100: 2.0}, 1: None, "shape": (1, 2)})
    assert load_checkpoint(tmp_path, model) == {"losses": {"50": 2.5, "100": 2.0}, "1": None, "shape": [1, 2]}


def test_a_model_alone_and_a_model_with_tied_and_turned_tensors(tmp_path):
    class Odd(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.nn.Linear(3, 3)
            self.second = torch.nn.Linear(3, 3)
            self.second.weight = self.first.weight    # one tensor under two names
            self.turned = torch.nn.Parameter(torch.randn(4, 2).T)    # not contiguous
            self.register_buffer("seen", torch.tensor(7))
            self.register_buffer("table", torch.ones(2), persistent=False)

    model, other = Odd(), Odd()
    other.seen += 1
    save_checkpoint(tmp_path, model)
    load_checkpoint(tmp_path, other)
    assert same_weights(model, other) and other.seen == 7 and other.turned.stride() == model.turned.stride()


def test_pytorchs_own_optimisers_are_kept_too(tmp_path):
    model = tiny_model()
    optimiser = torch.optim.AdamW(model.parameters())
    model(torch.tensor([[1, 2]])).sum().backward()
    optimiser.step()
    save_checkpoint(tmp_path, model, [optimiser])
    fresh = torch.optim.AdamW(model.parameters())
    load_checkpoint(tmp_path, model, [fresh])
    assert_same_state(optimiser, fresh)


def test_only_the_newest_files_stay(tmp_path):
    model = tiny_model()
    others = [tmp_path / name for name in ("model.safetensors", "model.safetensors.index.json", "model-1.safetensors")]
    for other in others:
        other.write_bytes(b"a model in Hugging Face's layout")
    for step in range(3):
        with torch.no_grad():
            model.norm.weight += 1
        (tmp_path / f".model-{step:064}.safetensors.unfinished").write_bytes(b"a crash left this")
        save_checkpoint(tmp_path, model, facts={"step": step})
    assert all(other.exists() for other in others)
    assert len(list(tmp_path.iterdir())) == 3 + len(others) and load_checkpoint(tmp_path, tiny_model())["step"] == 2


class Crash(BaseException):
    """The process dies here."""


def crash_after(monkeypatch, number):
    """Let the nth operation on the file system be the last: opening, writing, renaming or deleting a file."""
    left = [number]

    def counted(function):
        def call(*arguments, **keywords):
            if left[0] == 0:
                raise Crash
            left[0] -= 1
            return function(*arguments, **keywords)
        return call

    monkeypatch.setattr(os, "replace", counted(os.replace))
    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "open", counted(Path.open))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))
    return left


def test_a_crash_at_any_moment_of_saving_leaves_the_old_or_the_new_checkpoint(tmp_path, monkeypatch):
    outcomes = []
    for number in range(40):
        folder, old, new = tmp_path / str(number), tiny_model(seed=1), tiny_model(seed=2)
        save_checkpoint(folder, old, optimisers_with_state(old), {"step": 1})
        with monkeypatch.context() as patched:
            left = crash_after(patched, number)
            try:
                save_checkpoint(folder, new, optimisers_with_state(new), {"step": 2})
                finished = True
            except Crash:
                finished = False
        found = tiny_model()
        fresh = make_optimisers(found, TrainingConfig(steps=1, optimiser="muon"))
        step = load_checkpoint(folder, found, fresh)["step"]
        assert same_weights(found, old if step == 1 else new)
        outcomes.append(step)
        save_checkpoint(folder, new, optimisers_with_state(new), {"step": 3})    # and it can go on
        assert load_checkpoint(folder, found, fresh)["step"] == 3 and len(list(folder.iterdir())) == 3
        if finished and left[0]:
            break
    assert outcomes == sorted(outcomes) and outcomes.count(1) >= 8 and outcomes.count(2) >= 2 and finished


def cut(path):
    path.write_bytes(path.read_bytes()[:-10])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("damage, pattern", [
    *((damage, pattern) for damage in (cut, flip, empty) for pattern in ("model-*", "optimisers-*", "checkpoint.json")),
    (Path.unlink, "model-*"), (Path.unlink, "optimisers-*")])
def test_a_damaged_checkpoint_is_refused_and_touches_nothing(tmp_path, pattern, damage):
    config = tiny_config(steps=4, folder=tmp_path)
    train(tiny_model(), tiny_rows(), config, progress=False)
    (path,) = tmp_path.glob(pattern)
    damage(path)
    model, untouched = tiny_model(seed=5), tiny_model(seed=5)
    with pytest.raises(CourseError, match="damaged|missing") as caught:
        train(model, tiny_rows(), config, progress=False)
    assert "delete" in str(caught.value) and str(tmp_path) in str(caught.value)
    assert same_weights(model, untouched)


def test_what_is_no_checkpoint_is_refused_by_name(tmp_path):
    with pytest.raises(CourseError, match="There is no checkpoint"):
        load_checkpoint(tmp_path)
    save_checkpoint(tmp_path, tiny_model(), facts={"step": 1})
    with pytest.raises(CourseError, match="of another model: .*blocks.1"):
        load_checkpoint(tmp_path, tiny_model(layers=2))
    with pytest.raises(CourseError, match="of another model"):
        load_checkpoint(tmp_path, tiny_model(width=32))
    rewrite(tmp_path / "checkpoint.json", format=99)
    with pytest.raises(CourseError, match="format 99"):
        load_checkpoint(tmp_path)


def test_a_name_in_a_checkpoint_does_not_lead_out_of_its_folder(tmp_path):
    save_checkpoint(tmp_path / "theirs", tiny_model(), facts={})
    save_checkpoint(tmp_path / "other", tiny_model(seed=3), facts={})
    (secret,) = (tmp_path / "other").glob("model-*")
    path = tmp_path / "theirs" / "checkpoint.json"
    content = json.loads(path.read_bytes())["content"]
    content["files"]["model"] = f"../other/{secret.name}"
    rewrite(path, content=content, sha256=checksum(content))
    with pytest.raises(CourseError, match="is missing"):
        load_checkpoint(tmp_path / "theirs", tiny_model())


def test_only_the_same_training_goes_on(tmp_path):
    config = tiny_config(steps=6, folder=tmp_path, checkpoint_every=3)
    run = train(tiny_model(), tiny_rows(), config, progress=False)
    again = train(tiny_model(seed=9), tiny_rows(), config, progress=False)    # finished already: the model is loaded
    assert same_weights(run.model, again.model) and again.losses == run.losses
    for changes, data, message in (({"steps": 7}, tiny_rows(), "steps was 6 and is now 7"),
                                   ({"learning_rate": 0.5}, tiny_rows(), "learning_rate was 0.01"),
                                   ({}, tiny_rows(seed=4), "the data are others")):
        with pytest.raises(CourseError, match=message):
            train(tiny_model(), data, tiny_config(**dict(steps=6, folder=tmp_path) | changes), progress=False)
    afresh = train(tiny_model(), tiny_rows(), tiny_config(steps=7, folder=tmp_path), progress=False, resume=False)
    assert afresh.step == 7 and load_checkpoint(tmp_path)["step"] == 7


def test_two_trainings_do_not_write_into_one_folder(tmp_path):
    first = train(tiny_model(), tiny_rows(), tiny_config(steps=100_000, folder=tmp_path), background=True)
    wait_until(lambda: first.step > 0)
    with pytest.raises(CourseError, match="Another training run is writing"):
        train(tiny_model(), tiny_rows(), tiny_config(steps=5, folder=tmp_path), progress=False)
    first.stop()
    first.wait(progress=False)
    assert load_checkpoint(tmp_path)["step"] == first.step


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("settings", [
    {"optimiser": "adamw", "schedule": "cosine", "warmup": 3, "weight_decay": 0.1, "accumulate": 2},
    pytest.param({"clip": None}, marks=pytest.mark.full), pytest.param({"precision": "auto"}, marks=pytest.mark.full),
    ], ids=["adamw in pieces", "muon", "auto"])
def test_a_stopped_training_goes_on_to_the_same_bits(tmp_path, settings, two_threads):
    """With several threads, and random numbers inside the model; kills are in test_resume."""

    class Forgetful(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = tiny_model()

        def forward(self, ids):
            return torch.nn.functional.dropout(self.inner(ids), 0.1, self.training)

    def stop_at(step):
        return [lambda run: run.stop() if run.step + 1 == step else None]

    torch.manual_seed(0)
    config = tiny_config(steps=10, **settings)
    whole = train(Forgetful(), tiny_rows(), config, progress=False)
    torch.manual_seed(0)
    parts = dataclasses.replace(config, folder=tmp_path, precision=settings.get("precision", "float32"))
    first = train(Forgetful(), tiny_rows(), parts, callbacks=stop_at(4), progress=False)
    torch.manual_seed(99)    # a new process would have other random numbers
    second = train(Forgetful(), tiny_rows(), parts, progress=False)
    assert (first.state, first.step, second.state) == ("stopped", 4, "finished")
    if first.precision == whole.precision:    # "auto" is a measurement: kept within one training, not between two
        assert second.losses == whole.losses and same_weights(second.model, whole.model)
    assert second.precision == first.precision
