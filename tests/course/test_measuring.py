"""Measurements: every file can be made again by the command that it names, and says what it took."""

import json
import types

import pytest
import torch
from safetensors.torch import load_file

from llm_edu.course import measuring
from llm_edu.errors import CourseError

FILES = {name for name in measuring.names() if (measuring.folder() / f"{name}.json").is_file()}


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A measurement of two runs, one with tensors, in a folder of its own."""
    runs = {"plain": lambda: {"loss": [2.0, 1.0], "where": "über"},
            "with tensors": lambda: (3, {"a.b": torch.tensor([0.5])})}
    source = types.SimpleNamespace(ABOUT="Toys, seed 0.", RUNS=runs)
    monkeypatch.setattr(measuring, "module", lambda name: source)
    monkeypatch.setattr(measuring, "folder", lambda: tmp_path / "measurements")
    return source


def test_measure_and_read(toy, capsys):
    measuring.measure("toy")
    found = measuring.load_measurement("toy")
    assert found["plain"] == {"loss": [2.0, 1.0], "where": "über"} and found.results()["with tensors"] == 3
    assert found.tensors("with tensors") == {"a.b": torch.tensor([0.5])}
    assert found.tensors("with tensors")["a.b"].dtype == torch.float32
    assert all(run["seconds"] == 0 and "core" in run["hardware"] and "torch" in run["software"]
               for run in found.runs.values())
    assert repr(found).startswith("Toys, seed 0. Measured on ") and repr(found).endswith("llm-edu measure toy")
    assert "took 0 s" in capsys.readouterr().out


def test_one_run_again_keeps_the_others_and_drops_what_is_no_run_any_more(toy):
    measuring.measure("toy")
    toy.RUNS["plain"] = lambda: "changed"
    measuring.measure("toy", ["plain"])
    found = measuring.load_measurement("toy")
    assert found.results() == {"plain": "changed", "with tensors": 3}
    assert found.tensors("with tensors")
    del toy.RUNS["with tensors"]
    toy.RUNS["more"] = lambda: (4, {"c": torch.zeros(1)})
    measuring.measure("toy", ["more"])
    assert list(measuring.load_measurement("toy").runs) == ["plain", "more"]
    with pytest.raises(CourseError, match="llm-edu measure toy 'with tensors'"):
        measuring.load_measurement("toy").tensors("with tensors")


def test_problems_say_what_to_do(toy, tmp_path):
    with pytest.raises(CourseError, match="`llm-edu measure toy` measures it"):
        measuring.load_measurement("toy")
    with pytest.raises(CourseError, match="no run 'x'; its runs are: 'plain', 'with tensors'"):
        measuring.measure("toy", ["x"])
    measuring.measure("toy", ["plain"])
    (tmp_path / "measurements" / "toy.json").write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="is damaged .* Delete it"):
        measuring.load_measurement("toy")


def test_an_unknown_name_is_answered():
    with pytest.raises(CourseError, match="Measure what"):
        measuring.measure("nothing")


def test_the_command_lists_what_there_is(capsys):
    assert measuring.command([]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{name}: {measuring.module(name).ABOUT}"
                                                    for name in measuring.names()]


@pytest.mark.parametrize("asked", [["--help"], ["-h", "alignment_obedience"], ["alignment_obedience", "--help"]])
def test_help_measures_nothing(asked, capsys, monkeypatch):
    monkeypatch.setattr(measuring, "measure", None)
    assert measuring.command(asked) == 0
    out = capsys.readouterr().out
    assert "alignment_obedience: Storyteller learns" in out
    assert len(asked) == 1 or "Its runs: with replay, without replay" in out


@pytest.mark.parametrize("name", sorted(path.stem for path in measuring.folder().glob("*.json")))
def test_a_kept_file_is_what_its_command_makes(name):
    source, found = measuring.module(name), measuring.load_measurement(name)
    assert list(found.runs) == list(source.RUNS) and found.about == source.ABOUT
    assert json.loads((measuring.folder() / f"{name}.json").read_text(encoding="utf-8"))["command"] == \
        measuring.again(name)
    assert "seed" in found.about and "steps" in found.about, "say with which seed and how many steps"
    for run in found.runs.values():
        assert run["seconds"] >= 0 and run["hardware"] and "torch" in run["software"]


def test_kept_tensors_are_few():
    sizes = {path.name: path.stat().st_size for path in measuring.folder().glob("*.safetensors")}
    assert sum(sizes.values()) <= 11_000_000, sizes
    assert {name.removesuffix(".safetensors") for name in sizes} <= FILES


def test_whole_numbers_are_kept_as_they_are(monkeypatch, tmp_path):
    """A byte a number, where 16 bits would take twice the room."""
    source = types.SimpleNamespace(RUNS={"one": None})
    numbers = torch.tensor([-127, 0, 127], dtype=torch.int8)
    measuring.keep_tensors(tmp_path / "x.safetensors", "one", {"whole": numbers, "real": torch.tensor([0.5])}, source)
    kept = load_file(tmp_path / "x.safetensors")
    assert kept["one/whole"].dtype == torch.int8 and kept["one/real"].dtype == torch.float16
    found = measuring.Measurement("x", "", {}, tmp_path / "x.safetensors").tensors("one")
    assert found["whole"].tolist() == [-127, 0, 127]
