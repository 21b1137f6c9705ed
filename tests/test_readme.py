"""The README tells the truth about lessons, assets and files."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from exercise_cells import lessons
from PIL import Image

from llm_edu import assets
from llm_edu.lessons.transformer.demos import count_lines

ROOT = Path(__file__).parents[1]
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")}


LESSONS = 19


def test_every_lesson_is_in_the_table():
    rows = re.findall(r"^\|.*\[(\d\d) ([^\]]+)\]\(notebooks/(\w+)\.ipynb\).*\|$", PAGES["README.md"], re.MULTILINE)
    assert rows == [(lesson.name[:2], lesson.title, lesson.name) for lesson in lessons().values()]


def test_number_of_written_lessons_is_said():
    words = ("no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
             "seventeen eighteen nineteen").split()
    written = len(lessons())
    said = f"So far {words[written]} of {words[LESSONS]} lessons are written" in PAGES["README.md"]
    assert said == (written < LESSONS)


def test_no_lesson_is_both_written_and_planned():
    planned = re.findall(r"^\|[^|]*\| (\d\d) [^|]+\| [^|]+\|$", PAGES["README.md"], re.MULTILINE)
    written = [lesson.name[:2] for lesson in lessons().values()]
    assert sorted(planned + written) == [f"{number:02}" for number in range(LESSONS)]


@pytest.mark.parametrize("name", assets.ASSETS)
def test_every_asset_is_thanked(name):
    asset = assets.ASSETS[name]
    (row,) = [line for line in PAGES["README.md"].splitlines() if line.startswith(f"| `{name}` |")]
    assert f"| {asset.licence} |" in row
    for word in re.findall(r"\b[A-Z]\w+\b", asset.attribution.replace("The ", "")):
        assert word in row, f"{word} is missing in the README's attribution of {name}"


@pytest.mark.parametrize("page", PAGES)
def test_links_and_paths_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGES[page]):
        assert (ROOT / target).exists(), f"{page} links to {target}, which is not there"
    for path in re.findall(r"`((?:lessons|llm_edu|tests|notebooks|benchmarks)/[\w./]*)`", PAGES[page]):
        if not any(placeholder in path for placeholder in ("topic", "name", "NAME", "NN")):
            assert (ROOT / path).exists(), f"{page} speaks of {path}, which is not there"


def test_moving_pictures_are_there_and_light_and_described():
    """Each in both themes, at most a megabyte, with words for who does not see it and a line under it."""
    pictures = re.findall(r'<picture>\n.*srcset="(\S+)">\n.*src="(\S+)" width="\d+" alt="([^"]{40,})">\n</picture>\n\n\*.+\*\n',
                          PAGES["README.md"])
    assert len(pictures) == PAGES["README.md"].count("<picture>") == 3
    for dark, light, _ in pictures:
        assert dark == light.replace("_light", "_dark")
        for name in (dark, light):
            assert (ROOT / name).stat().st_size <= 1_000_000
            with Image.open(ROOT / name) as picture:
                assert picture.n_frames > 10


def test_the_lines_of_the_model_are_counted():
    """Comments, docstrings and blank lines left out; `model.py` alone says less than what it needs."""
    parts = {"attention": ("call", "heads", "rotary", "weights"),
             "transformer": ("cache", "calling", "checks", "configuration", "model", "record")}
    modules = [import_module(f"llm_edu.{topic}.{name}") for topic, names in parts.items() for name in names]
    needed = {imported for module in modules for imported in re.findall(r"^from (llm_edu\.\w+\.\w+) import", Path(module.__file__).read_text(encoding="utf-8"), re.MULTILINE)}
    assert needed <= {module.__name__ for module in modules}
    lines = round(count_lines(*modules), -1)
    assert len(modules) == 10 and f"{lines} lines of code in ten files" in PAGES["README.md"]
