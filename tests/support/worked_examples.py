"""The worked examples of lesson 18, run by tests."""

import importlib.util
import json
from pathlib import Path

from llm_edu.course.capstone import run_project
from llm_edu.course.capstone.results import SHORT

ROOT = Path(__file__).parents[2]


def load_project(path):
    """The module of a worked example. path: from the course's folder"""
    spec = importlib.util.spec_from_file_location("project", ROOT / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_short(project, folder, limit):
    """Run a project as `python project.py --limit` does, with its results in `folder`; return what they hold."""
    run_project(project.measure, project.demo, folder, ["--limit", str(limit)])
    return json.loads((folder / SHORT).read_text(encoding="utf-8"))
