"""How long a lesson takes: sittings, optional parts, and what is refused."""

import pytest

from llm_edu.course.build.building import build_all
from llm_edu.course.build.lesson_source import lesson_files, read_lesson, read_lessons
from llm_edu.course.build.sittings import Part, plan
from llm_edu.errors import CourseError

HEADER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3}
lesson: {title: Sums, promise: Know a sum., objectives: [add], prerequisites: []}
---

# Sums

"""

BODY = """\
one two three **Predict.** four

```{code-cell}
a = 1

print(a)
```

```{code-cell}
:tags: [hide-input]
b = 2
```

:::{pause}
You can add.
:::

+++ {"minutes": 3}

## More

```{code-cell}
:tags: [exercise]
:exercise: {difficulty: 1, minutes: 8}
c = None
### BEGIN SOLUTION
c = a + b
### END SOLUTION
check_answer("c", c)
```

+++ {"tags": ["teacher"]}

A long note that no learner reads.

+++ {"tags": ["optional"]}

## Aside

Five more words, all optional.

```{code-cell}
:tags: [optional]
# only here
spare = a
```

## End

Bye.
"""


def write(folder, body=BODY):
    path = folder / "01_sums.md"
    path.write_text(HEADER + body, encoding="utf-8")
    return read_lesson(path)


def test_a_pause_divides_and_what_is_optional_counts_apart(tmp_path):
    result = plan(write(tmp_path))
    first, second = result.sittings
    assert first == Part(words=6, code_lines=2, code_cells=2, looks=1, predictions=1)  # the title is a word, too
    assert second == Part(words=6, code_cells=1, exercise_minutes=8 + 3)
    assert result.optional == [Part(words=6, code_lines=2, code_cells=1)]
    assert result.whole == Part(words=12, code_lines=2, code_cells=3, looks=1, predictions=1, exercise_minutes=8 + 3)


def test_glossary_and_quiz_are_not_read_at_the_speed_of_prose(tmp_path):
    """The one is there to look words up, the other has its own minutes: neither its words nor its options count again."""
    ends = "\n+++\n\n## Glossary\n\n**sum**: what an addition gives.\n\n+++\n\n## Check yourself\n\n1. One and one?\n"
    longer, shorter = (plan(write(tmp_path, BODY + more)).sittings[1] for more in (ends, ""))
    assert longer.words == shorter.words + 12 and longer.words_not_read == 12
    assert longer.whole_minutes == shorter.whole_minutes


def test_minutes_are_those_of_the_formula():
    assert (Part(words=200).minutes, Part(words=200).whole_minutes) == (5, 2)
    assert Part(words=2_000, code_lines=60, looks=15, predictions=10, exercise_minutes=12).minutes == 50
    assert Part(words=2_000, code_lines=60, looks=15, predictions=10, exercise_minutes=13).minutes == 55
    assert Part().minutes == 0


def test_learners_see_where_to_stop_and_what_to_leave_out(tmp_path):
    write(tmp_path)
    built = build_all(read_lessons(tmp_path))["01_sums"]
    text = "\n".join(cell.source for cell in built.notebook.cells)
    assert "**Time**: two sittings of about 5 and 10 min with exercises, and 1 min more for optional parts" in text
    assert "\nspare = a\n*Here the optional part ends.*\n## End" in text
    assert "> **End of sitting 1 of 2 · about 5 min**\n>\n> You can add.\n>\n> *When you come back:" in text
    assert "## Aside\n\n*Optional, about 1 min: nothing later needs it.*\n\nFive more" in text


def test_what_there_is_to_break_takes_time_of_its_own(tmp_path):
    box = "```{admonition} Break it\nTwo words.\n```\n\n"
    for body, minutes, what in ((BODY.replace("Bye.", box + "Bye."), 6, "optional parts and *Break it*"),    # 1 + 5
                                (f"# Sums\n\n{box}", 5, "*Break it*")):
        write(tmp_path, body)
        text = build_all(read_lessons(tmp_path))["01_sums"].notebook.cells[0].source
        assert f"min with exercises, and {minutes} min more for {what}" in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## Aside\n", "Aside\n", "begins with a heading"),
        ("\n+++ {\"tags\": [\"optional\"]}\n\n## Aside\n\nFive more words, all optional.\n", "", "begins with a heading"),
        ("## End\n", "The end\n", "so does what comes after"),
        ("Bye.", "Bye.\n\n```{code-cell}\nprint(spare)\n```", "uses `spare`, which only an optional part defines"),
        ("Five more", ":::{pause}\nNow.\n:::\n\nFive more", "a pause inside an optional part"),
    ],
)
def test_an_optional_part_can_be_left_out(tmp_path, old, new, message):
    assert old in BODY
    with pytest.raises(CourseError, match=message):
        plan(write(tmp_path, BODY.replace(old, new)))


def test_a_pause_has_no_title_of_its_own(tmp_path):
    write(tmp_path, BODY.replace("{pause}", "{pause} Enough"))
    with pytest.raises(CourseError, match="begin with what one can do now"):
        build_all(read_lessons(tmp_path))


@pytest.mark.parametrize("path", lesson_files(), ids=lambda path: path.stem)
def test_no_sitting_of_the_course_is_longer_than_an_hour(path):
    """CONTRIBUTING names what is aimed at; these are the limits."""
    parts = plan(read_lesson(path))
    assert 2 <= len(parts.sittings) <= 4
    assert all(part.minutes <= 60 for part in parts.sittings), [part.minutes for part in parts.sittings]
    assert parts.whole.words <= 6_500 and parts.whole.code_lines <= 280 and parts.whole.code_cells <= 45
