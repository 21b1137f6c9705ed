"""Checkpoints with right checksums and wrong content: refused in the course's words, before anything is changed."""

import hashlib
import json

import pytest
import torch
from checkpoint_checks import rewrite, same_weights
from safetensors.torch import load, save
from training_runs import tiny_config, tiny_model, tiny_rows

from llm_edu.errors import CourseError
from llm_edu.training import load_checkpoint, make_optimisers, train
from llm_edu.training.checkpoints import checksum


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
