"""Measurements that are too long for a lesson: made by ``llm-edu measure``, kept in ``lessons/measurements/``.

Each run is kept with what it took and on what hardware, so a reader knows what the numbers are worth and how to get
their own. One file holds several runs, and each can be made again alone.

What measures ``lessons/measurements/decoding_best.json`` is ``llm_edu/lessons/decoding/measurements/best.py``, with

``ABOUT``      one sentence: what is measured, with which data, seed and number of steps
``RUNS``       {name of a run: a function without arguments that returns plain data for JSON}

A function may return ``(data, tensors)``: tensors, {name: tensor}, are kept beside it in NAME.safetensors, in 16 bits;
whole numbers as they are.
"""

import importlib
import json
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_edu.course import paths
from llm_edu.errors import CourseError


@dataclass(frozen=True)
class Measurement:
    """One file of measurements. ``runs``: name -> {"result": …, "seconds": …, "hardware": …, "software": …}"""

    name: str
    about: str
    runs: dict[str, dict[str, Any]]
    tensors_path: Path

    def __getitem__(self, run: str) -> Any:
        """What a run found."""
        return self.runs[run]["result"]

    def results(self) -> dict[str, Any]:
        """Run -> what it found."""
        return {name: run["result"] for name, run in self.runs.items()}

    def tensors(self, run: str) -> dict[str, Any]:
        """The tensors of a run as float32: name -> tensor."""
        from safetensors.torch import load_file

        found = {name.removeprefix(f"{run}/"): tensor.float() for name, tensor in load_file(self.tensors_path).items()
                 if name.startswith(f"{run}/")}
        if not found:
            raise CourseError(f"{self.tensors_path} has no tensors of the run {run!r}: `{again(self.name, [run])}`")
        return found

    def __repr__(self) -> str:
        """Where the numbers come from, in a line for the notebook."""
        hardware = ", ".join(sorted({run["hardware"] for run in self.runs.values()}))
        minutes = sum(run["seconds"] for run in self.runs.values()) / 60
        return f"{self.about} Measured on {hardware}; again, in about {max(1, minutes):.0f} min: {again(self.name)}"


def again(name: str, runs=()) -> str:
    """The command that measures it again.

    >>> again("transformer_parts", ["no norm"])
    "llm-edu measure transformer_parts 'no norm'"
    """
    return " ".join(["llm-edu measure", name, *(f"'{run}'" if " " in run else run for run in runs)])


def folder() -> Path:
    """Where measurements are kept."""
    return paths.lessons_folder() / "measurements"


def names() -> dict[str, str]:
    """Everything that can be measured, and the module that does it: "decoding_best" -> "decoding.measurements.best"."""
    files = sorted(paths.topics_folder().glob("*/measurements/*.py"))
    return {f"{file.parts[-3]}_{file.stem}": ".".join([*file.parts[-3:-1], file.stem]) for file in files}


def module(name: str):
    """The module that measures it. CourseError when there is none."""
    known = names()
    if name not in known:
        raise CourseError(f"Measure what? llm-edu measure NAME [RUN …], where NAME is one of: {', '.join(known)}.")
    return importlib.import_module(f"llm_edu.lessons.{known[name]}")


def load_measurement(name: str) -> Measurement:
    """Read what was measured. CourseError, with the command, when it has not been or the file is damaged."""
    path = folder() / f"{name}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Measurement(name, content["about"], content["runs"], path.with_suffix(".safetensors"))
    except FileNotFoundError:
        raise CourseError(f"{path} is not there. `{again(name)}` measures it.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} is damaged ({error}). Delete it, and `{again(name)}` measures it again.") from error


def measure(name: str, chosen=(), say=print) -> None:
    """Measure the chosen runs, by default all, and keep each as soon as it is done."""
    source = module(name)
    unknown = [run for run in chosen if run not in source.RUNS]
    if unknown:
        raise CourseError(f"{name} has no run {unknown[0]!r}; its runs are: {', '.join(map(repr, source.RUNS))}.")
    for run in chosen or source.RUNS:
        say(f"{name}: {run} …")
        began = time.perf_counter()
        result = source.RUNS[run]()
        seconds = time.perf_counter() - began
        result, tensors = result if isinstance(result, tuple) else (result, None)
        entry = {"seconds": round(seconds), "hardware": hardware(), "software": software(), "result": result}
        keep(name, run, entry, tensors, source)
        say(f"{name}: {run} took {seconds:.0f} s")


def keep(name: str, run: str, entry: dict, tensors, source) -> None:
    """Put one run into the file, beside those that are there, in the order of RUNS; drop runs that are no more."""
    path = folder() / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = load_measurement(name).runs if path.is_file() else {}
    kept[run] = entry
    if tensors is not None:
        keep_tensors(path.with_suffix(".safetensors"), run, tensors, source)
    text = as_text(source.ABOUT, again(name), {each: kept[each] for each in source.RUNS if each in kept})
    partial = path.with_suffix(".partial")
    partial.write_bytes(text.encode("utf-8"))
    partial.replace(path)


def as_text(about: str, command: str, runs: dict[str, dict]) -> str:
    """JSON with a line for each run, so that a change of one shows as such."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(run, ensure_ascii=False)}" for name, run in runs.items())
    head = f'{{\n "about": {json.dumps(about, ensure_ascii=False)},\n "command": {json.dumps(command)},\n'
    return f'{head} "runs": {{\n{lines}\n }}\n}}\n'


def keep_tensors(path: Path, run: str, tensors, source) -> None:
    """Put a run's tensors into the file, in 16 bits, and whole numbers as they are."""
    from safetensors.torch import load_file, save_file

    kept = load_file(path) if path.is_file() else {}
    kept = {name: tensor for name, tensor in kept.items()
            if (owner := name.split("/")[0]) != run and owner in source.RUNS}
    kept |= {f"{run}/{name}": (tensor.half() if tensor.is_floating_point() else tensor).detach().contiguous()
             for name, tensor in tensors.items()}
    save_file(kept, path)


def hardware() -> str:
    """What this machine computes with: "2 cores of Intel(R) Xeon(R) Processor @ 2.90GHz"."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), name)
    return f"{cores} core{'s' if cores != 1 else ''} of {name}"


def software() -> str:
    """The versions that may matter: "Python 3.11.9, torch 2.6.0"."""
    from importlib.metadata import version

    return f"Python {platform.python_version()}, torch {version('torch')}"


def command(arguments: list[str]) -> int:
    """``llm-edu measure NAME [RUN …]``; without a name, what there is, with ``--help``, its runs."""
    asked = [argument for argument in arguments if argument not in ("-h", "--help")]
    if not asked:
        for name in names():
            print(f"{name}: {module(name).ABOUT}")
        return 0
    name, *runs = asked
    if len(asked) < len(arguments):
        print(f"{name}: {module(name).ABOUT}\nIts runs: {', '.join(module(name).RUNS)}\nAll: {again(name)}")
        return 0
    measure(name, runs, say=lambda text: print(text, flush=True))
    return 0
