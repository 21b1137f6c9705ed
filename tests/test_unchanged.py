"""What has passed is run again when something on which it depends has changed, and only then; in a tiny repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
OURS = ("pyproject.toml", "tests/conftest.py",
        *(f"tests/support/{name}.py" for name in ("dependencies", "scheduling", "skipping", "unchanged")))
LOOKING = ("from llm_edu.course import "
           "paths\n")  # in two pieces: this test looks nowhere
FILES = {
    "course.py": "", "requirements.txt": "numpy\n", "README.md": "Read this.\n",
    "site/extra-1.0.dist-info/METADATA": "Name: extra\nVersion: 1.0\n",
    "llm_edu/__init__.py": "",
    "llm_edu/inner.py": "VALUE = 1\n",
    "llm_edu/lessons/second/outer.py": "SLASH = '/'\n\ndef value():\n    from llm_edu import inner\n    return inner.VALUE\n",
    "llm_edu/table/__init__.py": "from llm_edu.table.other import OTHER\nfrom llm_edu.table.rows import ROWS\n",
    "llm_edu/table/other.py": "OTHER = 1\n",
    "llm_edu/table/rows.py": "from pathlib import Path\n\nROWS = Path(__file__).with_name('rows.txt').read_text()\n",
    "llm_edu/table/rows.txt": "a\nb\n",
    "llm_edu/program/__init__.py": "", "llm_edu/program/__main__.py": "print('done')\n",
    "llm_edu/course/paths.py": "", "llm_edu/course/__init__.py": "",
    "llm_edu/lessons/second/exercises/add.py": "",
    "lessons/00_first.md": "# First\n\n```{code-cell}\nfrom llm_edu.table import OTHER\n```\n",
    "lessons/01_second.md": "# Second\n\n```{code-cell}\n%time\n```\n",
    "lessons/measurements/second_speed.json": "{}",
    "tests/test_outer.py": "from llm_edu.lessons.second import outer\n\ndef test_value(): assert outer.value() < 9\n",
    "tests/test_rows.py": "from llm_edu.table import ROWS\n\ndef test_rows(): assert ROWS\n",
    "tests/test_program.py": "import subprocess, sys\n\n"
                             "def test_program(): subprocess.run([sys.executable, '-m', 'llm_edu.program'], check=True)\n",
    "tests/test_measured.py": "def test_speed(): assert 'second_speed'\n",
    "tests/test_reads.py": "from pathlib import Path\n\n"
                           "def test_reads(): assert Path(__file__).parents[1].joinpath('READ' + 'ME.md').read_text()\n",
    "tests/test_looks.py": LOOKING + "import pytest\n\ndef test_all(): pass\n\n"
                           "@pytest.mark.parametrize('name', ['00_first', 'add'])\ndef test_one(name): pass\n",
    "tests/test_finds.py": "import pytest\nfrom importlib import import_module\n\n"
                           "@pytest.mark.parametrize('name', ['add'])\ndef test_by(name): assert import_module("
                           "f\"llm_edu.{name and 'inner'}\")\n",
    "tests/test_told.py": "import os, pytest\n\ndef test_told():\n    told = os.environ.get('TOLD')\n"
                          "    if told == 'skip': pytest.skip()\n    if told == 'xfail': pytest.xfail()\n"
                          "    if told == 'interrupt': raise KeyboardInterrupt\n"
                          "    if told == 'change': open('llm_edu/told.txt', 'a').write('.')\n"
                          "    assert told != 'fail'\n",
    "llm_edu/told.txt": "", "tests/test_told_too.py": "def test_too(): assert 'told.txt'\n",
}
ALWAYS = {"reads::test_reads"}  # it reads what its text does not name
EVERYTHING = {"outer::test_value", "rows::test_rows", "program::test_program", "measured::test_speed", "reads::test_reads",
              "looks::test_all", "finds::test_by[add]", "looks::test_one[00_first]", "looks::test_one[add]", "told::test_told",
              "told_too::test_too"}


def run(folder, *arguments, **environment):
    """The tests that pass in a run, its exit code, and its text."""
    process = start(folder, *arguments, **environment)
    text, _ = process.communicate(timeout=120)
    names = re.findall(r"^PASSED tests/test_(\w+)\.py(::\S+)", text, re.MULTILINE)
    return set(map("".join, names)), process.returncode, text


def start(folder, *arguments, **environment):
    inherited = {name: value for name, value in os.environ.items()
                 if name not in ("CI", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "TOLD")}
    told = {"PYTHONPATH": os.pathsep.join([str(folder), str(folder / "site")]), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "xdist", *arguments]
    return subprocess.Popen(command, cwd=folder, env=inherited | told | environment, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, encoding="utf-8")


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """A repository after a run in which everything passed."""
    folder = tmp_path_factory.mktemp("tiny")
    for name in OURS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    assert run(folder)[:2] == (EVERYTHING, 0)
    return folder


@pytest.fixture
def repository(passed, tmp_path):
    return Path(shutil.copytree(passed, tmp_path / "tiny"))


LOOKS = {"looks::test_all", "finds::test_by[add]"}  # by what leads to every file


@pytest.mark.parametrize(("file", "again"), [
    (None, set()),
    ("tests/test_outer.py", LOOKS | {"outer::test_value"}),
    ("llm_edu/inner.py", LOOKS | {"outer::test_value"}),
    ("llm_edu/table/rows.txt", LOOKS | {"rows::test_rows", "looks::test_one[00_first]"}),
    ("llm_edu/table/other.py", LOOKS | {"looks::test_one[00_first]"}),
    ("llm_edu/program/__main__.py", LOOKS | {"program::test_program"}),
    ("lessons/measurements/second_speed.json", LOOKS | {"measured::test_speed"}),
    ("lessons/01_second.md", LOOKS | {"looks::test_one[add]"}),
    ("llm_edu/lessons/second/exercises/add.py", LOOKS | {"looks::test_one[add]"}),
    ("README.md", LOOKS),
    ("tests/support/skipping.py", EVERYTHING),
    ("requirements.txt", EVERYTHING),
    ("site/extra-1.0.dist-info/METADATA", EVERYTHING),
])
def test_what_runs_again(repository, file, again):
    if file:
        path = repository / file
        path.write_text(path.read_text(encoding="utf-8").replace("1.0", "2.0") + "\n\n", encoding="utf-8")
    names, code, text = run(repository)
    assert (names, code) == (again | ALWAYS, 0), text
    left = len(EVERYTHING - again - ALWAYS)
    assert f"Left out: {left} tests in " in text or not left
    assert re.fullmatch(r"=+ .*passed.* in .*=+", text.splitlines()[-1]), "pytest's own line comes last"


@pytest.mark.parametrize(("arguments", "environment", "again"), [
    (["--fresh"], {}, EVERYTHING), (["--all"], {}, EVERYTHING), ([], {"CI": "true"}, EVERYTHING),
    (["tests/test_rows.py"], {}, {"rows::test_rows"}), (["-k", "test_too"], {}, {"told_too::test_too"}),
    ([], {"LLM_EDU_CACHE": "elsewhere"}, EVERYTHING),
])
def test_what_is_asked_for_runs(repository, arguments, environment, again):
    names, code, text = run(repository, *arguments, **environment)
    assert (names, code) == (again, 0), text


@pytest.mark.parametrize("told", ["fail", "skip", "xfail", "interrupt", "change"])
def test_what_has_not_passed_is_not_noted(repository, told):
    """Nor what others are noted as: a test that fails runs again though it has passed with the same files before."""
    test, other = repository / "tests/test_told.py", repository / "tests/test_told_too.py"
    if told != "fail":
        test.write_text(test.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    if told == "change":
        other.write_text(other.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run(repository, *(["--fresh"] if told == "fail" else []), TOLD=told)
    (repository / "llm_edu/told.txt").write_text("")  # as it was before the run that changed it
    names, _, text = run(repository)
    assert "told::test_told" in names, text
    assert ("told_too::test_too" in names) == (told == "change"), text


def test_nothing_to_run_is_no_failure(repository):
    (repository / "tests/test_reads.py").unlink()
    (repository / "tests/test_looks.py").unlink()
    (repository / "tests/test_finds.py").unlink()
    names, code, text = run(repository, "-n", "2")
    assert (names, code) == (set(), 0), text


def test_two_runs_at_once_note_both(repository):
    """In two processes each, on a file of keys whose last line was cut off."""
    keys = repository / ".pytest_cache/d/unchanged/passed.txt"
    keys.write_text(keys.read_text()[:50] + "\n")
    runs = [start(repository, "-n", "2", "--dist", "loadfile") for _ in range(2)]
    assert [process.wait(120) for process in runs] == [0, 0]
    for process in runs:
        process.stdout.close()
    assert run(repository)[0] == ALWAYS
