"""``lessons/measured.json``: what *Run All* of each lesson takes, written by ``llm-edu build --measure``."""

import json
import math
import os
from pathlib import Path
from typing import Any

from llm_edu.course.build.execution import Run
from llm_edu.errors import CourseError

METHOD = (
    "llm-edu build --measure: Run All of the learner's notebook in a fresh kernel. seconds: from the first cell to the "
    "last, rounded up. gigabytes (1e9 bytes): peak resident memory of the kernel, with what its child processes hold "
    "for themselves alone (sampled every 50 ms). cores: the processor cores it could use."
)


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_measured(folder: Path) -> dict[str, dict[str, Any]]:
    """The measurements by lesson; empty when there are none yet. CourseError when the file is damaged."""
    path = folder / "measured.json"
    if not path.is_file():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))["lessons"]
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} is damaged ({error}); delete it and run `llm-edu build --measure`.") from error


def measurement(run: Run) -> dict[str, Any]:
    """One entry: rounded, so that measuring again on the same machine changes little."""
    return {
        "seconds": math.ceil(run.seconds),
        "gigabytes": max(0.1, math.ceil(run.peak_bytes / 1e8) / 10),
        "cores": cores(),
        "network": "off" if run.network_off else "on",
    }


def write_measured(folder: Path, measured: dict[str, dict[str, Any]]) -> None:
    """Write the file, lessons in order."""
    content = {"method": METHOD, "lessons": dict(sorted(measured.items()))}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (folder / "measured.json").write_bytes(text.encode("utf-8"))
