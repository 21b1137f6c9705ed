"""One list of dependencies: requirements.txt, pyproject.toml, environment.yml, course.py and the code agree."""

import ast
import functools
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
NEVER_IMPORTED = {"ipykernel": "JupyterLab starts it", "ipywidgets": "anywidget's base, and its part in JupyterLab"}
NEVER_IMPORTED_BY_TESTS = {"nbval": "a pytest plugin", "pytest-xdist": "a pytest plugin", "ruff": ".ci/lint runs it",
                           "mypy": ".ci/lint runs it", "setuptools": "tests/test_library.py has it build the wheel"}


def requirements(lines) -> dict[str, SpecifierSet]:
    """Canonical name -> range, for the lines of a requirements file."""
    parsed = [Requirement(text) for line in lines if (text := line.split("#")[0].strip())]
    return {canonicalize_name(requirement.name): requirement.specifier for requirement in parsed}


RUN = requirements((ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines())
EXTRAS = {name: requirements(lines) for name, lines in PROJECT["project"]["optional-dependencies"].items()}
TEST = EXTRAS["test"]
OPTIONAL = EXTRAS["remote"] | EXTRAS["pdf"] | EXTRAS["mcp"] | EXTRAS["serve"]  # what the course imports only where it is asked for


packages_distributions = functools.cache(importlib.metadata.packages_distributions)    # reads every package's list


def imported_distributions(*folders: str) -> dict[str, set[str]]:
    """Distribution -> files that import it, at the top or inside a function; the standard library left out."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    ours = {path.stem for path in files} | {path.parent.name for path in files} | {"llm_edu"}
    known, found = packages_distributions(), {}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names - ours:
                for distribution in known.get(name, [name]):
                    found.setdefault(canonicalize_name(distribution), set()).add(path.relative_to(ROOT).as_posix())
    return found


def test_what_the_course_imports_is_what_is_required():
    imported = imported_distributions("llm_edu")
    undeclared = {name: files for name, files in imported.items() if name not in RUN and name not in OPTIONAL}
    assert not undeclared, f"imported but not in requirements.txt: {undeclared}"
    assert OPTIONAL.keys() <= imported.keys() and OPTIONAL.items() <= TEST.items()
    unused = RUN.keys() - imported.keys() - NEVER_IMPORTED.keys()
    assert not unused, f"in requirements.txt but never imported: {unused}"


def test_what_the_tests_import_is_in_the_test_extra():
    imported = imported_distributions("tests", "benchmarks")
    undeclared = {name: files for name, files in imported.items() if name not in RUN and name not in TEST}
    assert not undeclared, f"imported by tests or benchmarks, but neither required nor in the test extra: {undeclared}"
    unused = TEST.keys() - OPTIONAL.keys() - imported.keys() - NEVER_IMPORTED_BY_TESTS.keys()
    assert not unused, f"in the test extra but never imported: {unused}"


def test_every_requirement_is_a_range_that_is_met_here():
    for name, specifier in {**RUN, **TEST}.items():
        assert [part.operator for part in specifier] == [">="], f"{name}{specifier}: a lower bound, no pin"
        assert specifier.contains(importlib.metadata.version(name), prereleases=True), name


def test_pyproject_reads_the_one_list():
    assert PROJECT["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.txt"]}
    assert "dependencies" in PROJECT["project"]["dynamic"] and "dependencies" not in PROJECT["project"]
    assert "nbgrader" in EXTRAS["classroom"]


def test_conda_reads_the_one_list_too():
    plain = [entry for entry in CONDA["dependencies"] if isinstance(entry, str)]
    (pip,) = [entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict)]
    assert pip == ["-r requirements.txt", "-e ."] and "pip" in plain
    assert f"pytorch {RUN['torch']}" in plain


def test_pythons_agree():
    """pyproject, conda, course.py, and the systems and Pythons of the workflow."""
    course = (ROOT / "course.py").read_text(encoding="utf-8")
    oldest, newest = re.search(r"OLDEST_PYTHON, NEWEST_PYTHON = \((\d+, \d+)\), \((\d+, \d+)\)", course).groups()
    oldest, newest = oldest.replace(", ", "."), newest.replace(", ", ".")
    assert PROJECT["project"]["requires-python"] == f">={oldest}"
    (conda,) = [entry for entry in CONDA["dependencies"] if isinstance(entry, str) and entry.startswith("python ")]
    allowed = SpecifierSet(conda.removeprefix("python "))
    assert oldest in allowed and newest in allowed
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"][0] == oldest and matrix["python"][-1] == newest
    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}


def test_ci_runs_the_command_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python course.py test" in readme and "python course.py lab" in readme
    assert '"$python" course.py test --all' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", ["llm_edu", "llm_edu.course", "llm_edu.course.cli", "llm_edu.assets"])
def test_light_imports_stay_light(module):
    code = (f"import sys, {module}\n"
            "heavy = {'torch', 'matplotlib', 'transformers', 'jupyterlab', 'sklearn'} & set(sys.modules)\n"
            "assert not heavy, heavy")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_no_pickle_is_loaded():
    """Weights and vocabularies come as safetensors, GGUF, JSON or plain NumPy: nothing that can run code."""
    for path in [*(ROOT / "llm_edu").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (pickle|joblib|dill|shelve)\b", text, re.MULTILINE), path
        assert not re.search(r"\btorch\.load\(|allow_pickle=True", text), path
