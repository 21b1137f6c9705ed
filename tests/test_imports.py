"""Imports point one way: the modules of the package know each other in no circle, and a topic only earlier ones."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import llm_edu
from llm_edu.course.build.lesson_source import lesson_files

ROOT = Path(llm_edu.__file__).parent
TOPICS = [file.stem[3:] for file in lesson_files()]  # in the order of the course
# What stands beside the lesson with this number, and uses what it builds; earlier topics may not use it.
BESIDE = {"interpretability": "09", "remote": "12", "retrieval": "15", "agents": "15", "serving": "17"}
NUMBERS = {file.stem[3:]: file.stem[:2] for file in lesson_files()}
# what every topic may use
FOUNDATIONS = {"assets", "earlier_names", "errors", "few_colors", "files", "intervals", "open_grid", "plotting",
               "schematic", "shapes_only", "storyland", "timing", "wrapping"}


def module_name(file: Path) -> str:
    return ".".join(["llm_edu", *file.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")


FILES = {module_name(file): file for file in sorted(ROOT.rglob("*.py"))}


def imports_of(module: str) -> set[str]:
    """The modules of the package that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in FILES}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively; write llm_edu.… in full"
            for alias in node.names:  # `from package import module` is the module, everything else the package
                inner = f"{node.module}.{alias.name}"
                found |= {inner if inner in FILES else node.module} & FILES.keys()
    return found - {module}


@cache  # and not while tests are collected, in every process
def modules() -> dict[str, set[str]]:
    """Module -> the modules that it imports."""
    return {module: imports_of(module) for module in FILES}


def part(module: str) -> str:
    """The topic or other part of the package that a module belongs to: llm_edu.attention.heads -> attention."""
    return module.split(".")[1] if "." in module else ""


def package(module: str) -> str:
    """The part of a module, and within the machinery its package: llm_edu.course.checks.kinds -> course.checks."""
    return ".".join(module.split(".")[1:3]) if part(module) == "course" else part(module)


def packages() -> dict[str, set[str]]:
    """The same of packages, and of topics."""
    found: dict[str, set[str]] = {}
    for module, imported in modules().items():
        found.setdefault(package(module), set()).update({package(other) for other in imported} - {package(module)})
    return found


@pytest.mark.parametrize("graph", [modules, packages], ids=["modules", "packages"])
def test_no_circle(graph):
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail("these import each other: " + " → ".join(reversed(error.args[1])))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_imports_earlier_topics_only(topic):
    beside = {name for name, number in BESIDE.items() if number <= NUMBERS[topic]}
    allowed = {"", topic, *FOUNDATIONS, *TOPICS[:TOPICS.index(topic)], *beside}
    wrong = {f"{module} → {other}" for module in modules() if part(module) == topic
             for other in modules()[module] if part(other) not in allowed}
    assert not wrong


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_a_lesson_imports_no_later_topic(name):
    allowed = {"", name, *FOUNDATIONS, *(topic for topic in TOPICS if NUMBERS[topic] <= BESIDE[name]),
               *(other for other in BESIDE if BESIDE[other] <= BESIDE[name])}    # and no circle, as held above
    wrong = {f"{module} → {other}" for module in modules() if part(module) == name
             for other in modules()[module] if part(other) not in allowed}
    assert not wrong


@pytest.mark.parametrize("name", sorted(FOUNDATIONS))
def test_what_all_topics_use_knows_none_of_them(name):
    wrong = {f"{module} → {other}" for module in modules() if part(module) == name
             for other in modules()[module] if part(other) not in {"", *FOUNDATIONS}}
    assert not wrong


def test_machinery_lessons_and_widgets_keep_apart():
    checks = {f"llm_edu.course.checks.{name}" for name in ("exercise", "comparing", "showing")}
    reports = {f"llm_edu.course.capstone.{name}" for name in ("checking", "new", "report", "results")}    # lesson 18's subject
    asking = "llm_edu.course.ask.asking"    # the assistant that lesson 18 looks into
    for_lessons = {"llm_edu.course.measuring", "llm_edu.course.paths", asking, *checks, *reports}
    wrong = {f"{module} → {other}" for module in modules() for other in modules()[module]
             if (part(module) == "course" and part(other) == "lessons")
             or (part(module) == "lessons" and part(other) == "course" and other not in for_lessons)
             or (part(module) == "widgets" and part(other) in ("course", "lessons"))}
    assert not wrong
