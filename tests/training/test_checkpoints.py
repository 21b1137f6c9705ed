"""Checkpoints: whole or not at all, refused when damaged, and never a pickle."""

import dataclasses
import hashlib
import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save
from training_runs import tiny_config, tiny_model, tiny_rows, wait_until

from llm_edu.errors import CourseError
from llm_edu.training import AdamW, TrainingConfig, load_checkpoint, make_optimisers, save_checkpoint, train
from llm_edu.training.checkpoints import checksum


def same_weights(one, other):
    return all(a.equal(b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def assert_same_state(before, after):
    """Two optimisers remember the same of each parameter."""
    both = [[optimiser.state[parameter] for group in optimiser.param_groups for parameter in group["params"]]
            for optimiser in (before, after)]
    assert len(before.state) == len(after.state) == len(both[0])
    for one, two in zip(*both, strict=True):
        assert one and one.keys() == two.keys()
        assert all(one[key].equal(two[key]) if isinstance(one[key], torch.Tensor) else one[key] == two[key]
                   for key in one)


def optimisers_with_state(model):
    """Muon and AdamW after a step, so that they have something to remember."""
    optimisers = make_optimisers(model, TrainingConfig(steps=1, optimiser="muon"))
    model(torch.tensor([[1, 2, 3]])).square().sum().backward()
    for optimiser in optimisers:
        optimiser.step()
    return optimisers


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
    for step in range(3):
        with torch.no_grad():
            model.norm.weight += 1
        (tmp_path / f"model-{step}.safetensors.unfinished").write_bytes(b"a crash left this")
        save_checkpoint(tmp_path, model, facts={"step": step})
    assert len(list(tmp_path.iterdir())) == 3 and load_checkpoint(tmp_path, tiny_model())["step"] == 2


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


def rewrite(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes), encoding="utf-8")


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
    with pytest.raises(CourseError, match="Another training is writing"):
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
    {"optimiser": "adamw", "schedule": "cosine", "warmup": 5, "weight_decay": 0.1, "accumulate": 2},
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
    config = tiny_config(steps=20, **settings)
    whole = train(Forgetful(), tiny_rows(), config, progress=False)
    torch.manual_seed(0)
    parts = dataclasses.replace(config, folder=tmp_path, precision=settings.get("precision", "float32"))
    first = train(Forgetful(), tiny_rows(), parts, callbacks=stop_at(9), progress=False)
    torch.manual_seed(99)    # a new process would have other random numbers
    second = train(Forgetful(), tiny_rows(), parts, progress=False)
    assert (first.state, first.step, second.state) == ("stopped", 9, "finished")
    if first.precision == whole.precision:    # "auto" is a measurement: kept within one training, not between two
        assert second.losses == whole.losses and same_weights(second.model, whole.model)
    assert second.precision == first.precision


def test_one_optimiser_need_not_come_in_a_list(tmp_path):
    model = tiny_model()
    optimiser = AdamW(model.parameters(), learning_rate=0.25)
    model(torch.tensor([[1, 2]])).sum().backward()
    optimiser.step()
    save_checkpoint(tmp_path, model, optimiser)
    fresh = AdamW(model.parameters())
    load_checkpoint(tmp_path, model, fresh)
    assert_same_state(optimiser, fresh)
    for wrong in ("adamw", [model], 7):
        with pytest.raises(TypeError, match="param_groups"):
            save_checkpoint(tmp_path, model, wrong)


@pytest.mark.parametrize("kind", [AdamW, torch.optim.AdamW, torch.optim.SGD])
def test_the_settings_of_an_optimiser_come_back(tmp_path, kind):
    model, other = tiny_model(), tiny_model(seed=1)
    before = kind(model.parameters(), 0.25, weight_decay=0.125)
    before.param_groups[0]["initial_lr"] = 0.5
    save_checkpoint(tmp_path, model, before)
    after = kind(other.parameters(), 0.001)
    load_checkpoint(tmp_path, other, after)
    mine, theirs = ({key: value for key, value in optimiser.param_groups[0].items() if key != "params"}
                    for optimiser in (before, after))
    assert mine == theirs and mine["lr"] == 0.25 and mine["initial_lr"] == 0.5


def test_a_parameter_name_with_a_slash(tmp_path):
    model = torch.nn.ModuleDict({"a/b": torch.nn.Linear(2, 2), "a": torch.nn.Linear(2, 2)})
    optimiser = AdamW(model.parameters())
    sum(layer(torch.ones(2)).sum() for layer in model.values()).backward()
    optimiser.step()
    save_checkpoint(tmp_path, model, optimiser)
    fresh = AdamW(model.parameters())
    load_checkpoint(tmp_path, model, fresh)
    assert_same_state(optimiser, fresh)


def test_optimisers_that_do_not_belong_are_refused_by_name(tmp_path):
    model, stranger = tiny_model(), tiny_model(seed=1)
    optimisers = optimisers_with_state(model)
    with pytest.raises(ValueError, match="AdamW moves a parameter of shape .* not in this model"):
        save_checkpoint(tmp_path / "none", model, AdamW(stranger.parameters()))
    assert not (tmp_path / "none").exists()
    save_checkpoint(tmp_path, model, optimisers)
    weights = [parameter.detach().clone() for parameter in stranger.parameters()]
    for others, message in (([AdamW(stranger.parameters())], "2 optimisers|1 optimisers"),
                            ([*reversed(make_optimisers(stranger, TrainingConfig(steps=1, optimiser="muon")))], "Muon|AdamW"),
                            ([AdamW(stranger.parameters()), AdamW(stranger.parameters())], "settings of a AdamW"),
                            ([AdamW(model.parameters())] * 2, "not in this model")):
        with pytest.raises(CourseError, match=message):
            load_checkpoint(tmp_path, stranger, others)
        assert all(map(torch.equal, weights, stranger.parameters()))
    with pytest.raises(ValueError, match="together with the model"):
        load_checkpoint(tmp_path, optimisers=optimisers)


def forge(folder, change, tensors=None):
    """Write other content with right checksums: as a program might that knows the format."""
    path = folder / "checkpoint.json"
    content = json.loads(path.read_bytes())["content"]
    for kind, change_tensors in (tensors or {}).items():
        data = save(change_tensors(load((folder / content["files"][kind]).read_bytes())))
        content["files"][kind] = f"{kind}-{hashlib.sha256(data).hexdigest()}.safetensors"
        (folder / content["files"][kind]).write_bytes(data)
    content = change(content)
    rewrite(path, content=content, sha256=checksum(content))


def without(name):
    return lambda content: {key: value for key, value in content.items() if key != name}


def within(name, **changes):
    return lambda content: content | {name: content[name] | changes}


def in_first_group(**changes):
    def change(content):
        content["optimiser_settings"][0]["groups"][0]["settings"].update(changes)
        return content
    return change


def each_tensor(change):
    return lambda tensors: {name: change(tensor) for name, tensor in tensors.items()}


FORGERIES = [
    (lambda content: [], {}), (lambda content: "facts", {}), (lambda content: None, {}),
    *((without(name), {}) for name in ("files", "facts", "optimiser_numbers")),
    *((within("files", **{name: value}), {}) for name in ("model", "optimisers") for value in (None, 7, "", "..", [])),
    (lambda content: content | {"facts": []}, {}), (lambda content: content | {"optimiser_numbers": [1]}, {}),
    *((lambda content, value=value: content | {"optimiser_settings": value}, {})
      for value in ([], {}, 7, [1, 2], [{}, {}], [{"kind": "Muon"}, {"kind": "AdamW"}])),
    *((in_first_group(**{name: value}), {}) for name in ("lr", "momentum", "pieces")
      for value in (None, "0.1", -1.0, [0.1], True, {})),
    (in_first_group(surprise=1.0), {}),
    *((within("optimiser_numbers", **{name: value}), {}) for name, value in (
        ("", 1), ("0", 1), ("9/norm.weight/step", 1), ("-1/norm.weight/step", 1), ("1/norm.weight/step", "one"),
        ("1/norm.weight/step", 0), ("1/norm.weight/step", None), ("1/norm.weight/steps", 1), ("1/none/step", 1))),
    *((lambda content: content, {"optimisers": each_tensor(change)}) for change in (
        torch.Tensor.double, torch.Tensor.int, lambda tensor: tensor[:-1].clone(), lambda tensor: tensor[None])),
    *((lambda content: content, {"optimisers": without(name)}) for name in ("random", "1/norm.weight/mean")),
    (lambda content: content, {"optimisers": lambda tensors: {}}),
    (lambda content: content, {"model": each_tensor(torch.Tensor.int)}),
    (lambda content: content, {"model": lambda tensors: tensors | {"more": torch.ones(1)}}),
    *((within("facts", **{name: value}), {}) for name, values in {
        "step": (None, -1, 2.0, 99, "2", True), "losses": (None, [1.0], [1.0, None], 7), "tokens": (None, "many", -1),
        "seconds": (None, "1"), "held_out": (None, [1], [[1]], [["a", 1.0]]), "precision": (None, "float8", []),
        "config": (None, [], {}), "data": (None, [])}.items() for value in values),
]


@pytest.mark.parametrize("change, tensors", FORGERIES)
def test_a_checkpoint_with_right_checksums_and_wrong_content_touches_nothing(tmp_path, change, tensors):
    config = tiny_config(steps=2, folder=tmp_path)
    train(tiny_model(), tiny_rows(), config, progress=False)
    forge(tmp_path, change, tensors)
    model, untouched = tiny_model(seed=5), tiny_model(seed=5)
    run = train(model, tiny_rows(), config, progress=False, background=True)
    with pytest.raises(CourseError) as caught:
        run.wait(progress=False)
    assert str(tmp_path) in str(caught.value)
    assert same_weights(model, untouched) and (run.step, run.losses, run.tokens) == (0, [], 0)


def test_an_older_checkpoint_without_settings_still_loads(tmp_path):
    config = tiny_config(steps=4, folder=tmp_path)
    train(tiny_model(), tiny_rows(), config, progress=False)
    forge(tmp_path, without("optimiser_settings"))
    model = tiny_model(seed=5)
    optimisers = make_optimisers(model, config)
    load_checkpoint(tmp_path, model, optimisers)
    assert optimisers[0].param_groups[0]["lr"] == config.matrix_learning_rate
