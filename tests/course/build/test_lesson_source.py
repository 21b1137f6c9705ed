"""Reading a lesson: what comes out of a right one, and what a wrong one is told, with file and line."""

import subprocess
import sys
from textwrap import dedent

import pytest

from llm_edu.course.build.lesson_source import lesson_files, read_lesson, read_lessons
from llm_edu.errors import CourseError

HEADER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3}
lesson:
  title: Sums
  promise: Add two numbers, and know it.
  objectives:
    - add
    - explain it
  prerequisites: []
---
"""

BODY = '''
# Sums

A hook.

```{code-cell}
import math
from llm_edu.course import check, check_answer
numbers = [1, 2]
text = "not needed by any exercise"
```

```{code-cell}
:tags: [exercise]
:exercise: {difficulty: 1, minutes: 8}

def add(left, text):
    """Add. `text` is a parameter here, not the variable above."""
    ### BEGIN SOLUTION
    total = left + text
    return math.floor(total)
    ### END SOLUTION

add = check(add)
```

```{code-cell}
:tags: [exercise]
:exercise: {difficulty: 2, minutes: 3, title: Add them all}
class Adder:
    def run(self):
        ### BEGIN SOLUTION
        return add(*numbers)
        ### END SOLUTION

Adder = check(Adder)
```

```{code-cell}
:tags: [quiz]
:exercise: {difficulty: 1, minutes: 2}
quiz = {1: None}
### BEGIN SOLUTION
quiz = {1: "b"}
### END SOLUTION
check_answer("sums_quiz", quiz)
```

+++ {"tags": ["teacher"]}

**8 min.** A note.

+++

## Glossary

**sum**: what you get.
'''


def write(folder, body=BODY, header=HEADER, name="03_sums"):
    path = folder / f"{name}.md"
    path.write_text(header + body, encoding="utf-8")
    return path


def test_exercises_have_their_blank_and_their_solution(tmp_path):
    lesson = read_lesson(write(tmp_path))
    add, adder, quiz = lesson.exercises
    assert (lesson.name, lesson.number, lesson.title) == ("03_sums", 3, "Sums")
    assert [(e.name, e.number, e.kind, e.difficulty, e.minutes, e.title) for e in lesson.exercises] == [
        ("add", "3.1", "exercise", 1, 8, None),
        ("Adder", "3.2", "exercise", 2, 3, "Add them all"),
        ("sums_quiz", "3.3", "quiz", 1, 2, None),
    ]
    assert add.blank.splitlines()[2:] == ["    raise NotImplementedError", "", "add = check(add)"]
    assert add.solution == dedent('''\
        def add(left, text):
            """Add. `text` is a parameter here, not the variable above."""
            total = left + text
            return math.floor(total)

        add = check(add)''')
    assert add.answer == "total = left + text\nreturn math.floor(total)"
    assert "        raise NotImplementedError\n" in adder.blank and "return add" not in adder.blank
    assert quiz.blank == 'quiz = {1: None}\ncheck_answer("sums_quiz", quiz)'
    assert lesson.exercise("add") is add


def test_cells_know_their_lines(tmp_path):
    path = write(tmp_path)
    lines = path.read_text(encoding="utf-8").split("\n")
    for cell in read_lesson(path).cells:
        assert lines[cell.line - 1] == cell.source.split("\n")[0]


def test_setup_is_what_the_solution_needs_and_makes_it_run(tmp_path):
    add, adder, _ = read_lesson(write(tmp_path)).exercises
    assert add.setup == "import math\nfrom llm_edu.course import check, check_answer"
    assert "not needed" not in adder.setup
    check_as_is = "def check(function):\n    return function\n"
    setup = adder.setup.replace("from llm_edu.course import check, check_answer", check_as_is)
    namespace = {}
    exec(setup + "\n" + adder.solution, namespace)
    assert namespace["Adder"]().run() == 3


EXERCISE = """
# Sums

```{{code-cell}}
:tags: [exercise]
:exercise: {options}
{source}
```
"""


def exercise(source, options="{difficulty: 1, minutes: 8}"):
    return EXERCISE.format(source=source, options=options)


RIGHT = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\nf = check(f)"


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        (exercise(RIGHT.replace("    ### END SOLUTION\n", "")), 20, "has no `### END SOLUTION`"),
        (exercise(RIGHT.replace("    ### BEGIN SOLUTION\n", "")), 21, "without a `### BEGIN SOLUTION`"),
        (exercise(RIGHT.replace("    return 1\n", "    ### BEGIN SOLUTION\n")), 21, "inside a solution"),
        (exercise(RIGHT.replace("    return 1\n", "")), 21, "is empty"),
        (exercise(RIGHT.replace("### BEGIN", "# BEGIN")), 20, "written exactly"),
        (exercise("def f():\n    return 1\nf = check(f)"), 19, "needs its solution between"),
        (exercise(RIGHT.replace("f = check(f)", "f()")), 23, "ends in a line that checks it"),
        (exercise(RIGHT.replace("f = check(f)", "g = check(f)")), 23, "ends in a line that checks it"),
        (exercise(RIGHT.replace("f = check(f)", "g = check(g)")), 19, "does not define"),
        (exercise(RIGHT.replace("return 1", "return 1 +")), 21, "solution is not valid Python"),
        (exercise(RIGHT, "{difficulty: 4, minutes: 8}"), 19, "difficulty is 1, 2 or 3"),
        (exercise(RIGHT, "{difficulty: 1}"), 19, "how hard and how long"),
        (exercise(RIGHT) + exercise(RIGHT), 31, "already on line 19"),
        ("\n# A\n\n```{code-cell}\n### BEGIN SOLUTION\n1\n```\n", 17, "outside an exercise"),
        ("\n# A\n\n```{code-cell}\n:tags: [exercize]\n1\n```\n", 18, "unknown tag 'exercize'"),
        ("\n# A\n\n```{code-cell}\n:tag: [exercise]\n1\n```\n", 18, "unknown cell option 'tag'"),
        ('\n# A\n\n+++ {"tags": ["teacher"]}\n\nNote.\n\n## Next\n', 20, "inside a teacher's note"),
        ('\n# A\n\n+++ {"minutes": 0}\n\nRead a report.\n', 18, "a whole number of minutes"),
        ("\n# A\n\n```{code-cell}\n:tags: [exercise\n1\n```\n", 16, "could not be read"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, body, line, message):
    path = write(tmp_path, body)
    with pytest.raises(CourseError) as error:
        read_lesson(path)
    assert str(error.value).startswith(f"{path}:{line}: "), str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  promise: Add two numbers, and know it.\n", "", 5, "lacks `promise`"),
        ("  title: Sums", "  title: Sums: more", 6, "not valid YAML"),
        ("  title: Sums", "  titel: Sums\n  title: Sums", 6, "unknown key `titel`"),
        ("  prerequisites: []\n", "  prerequisites: []\n  minutes: 9\n", 12, "unknown key `minutes`"),
        ("    - add\n", "    - say: add\n", 8, "list of texts"),
        (", format_name: myst", "", 2, "format_name: myst"),
        ("name: python3", "name: julia", 4, "kernelspec"),
        ("---\n", "", 1, "begins with its header"),
    ],
)
def test_what_is_wrong_with_the_header_is_said_with_its_line(tmp_path, old, new, line, message):
    assert old in HEADER
    path = write(tmp_path, header=HEADER.replace(old, new, 1))
    with pytest.raises(CourseError) as error:
        read_lesson(path)
    assert str(error.value).startswith(f"{path}:{line}: "), str(error.value)
    assert message in str(error.value)


def test_names_are_unique_in_the_course(tmp_path):
    write(tmp_path)
    write(tmp_path, name="04_more")
    (tmp_path / "glossary.md").write_text("not a lesson", encoding="utf-8")
    assert [path.stem for path in lesson_files(tmp_path)] == ["03_sums", "04_more"]
    with pytest.raises(CourseError, match=r"04_more\.md:29: the exercise 'add' is also in 03_sums\.md:29"):
        read_lessons(tmp_path)


def test_a_lesson_that_is_not_there(tmp_path):
    with pytest.raises(CourseError, match="There is no lesson"):
        read_lesson(tmp_path / "09_none.md")
    with pytest.raises(CourseError, match="NN_topic.md"):
        read_lesson(write(tmp_path, name="Intro"))


def test_reading_lessons_imports_no_heavy_library():
    heavy = "{'torch', 'matplotlib', 'jupytext'}"
    code = f"import sys, llm_edu.course.build.lesson_source; print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
