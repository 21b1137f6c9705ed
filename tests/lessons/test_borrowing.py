"""No lesson takes anything out of another's folder; what several need is in ``llm_edu/lessons/common``."""

import re

from llm_edu.course.paths import lessons_folder, topics_folder

BORROWED = re.compile(r"^\s*(?:from|import) llm_edu\.lessons\.(\w+)", re.MULTILINE)


def borrowers():
    for path in topics_folder().rglob("*.py"):
        yield path.relative_to(topics_folder()).parts[0], path
    for path in lessons_folder().glob("[0-9]*.md"):
        yield path.stem[3:], path


def test_a_lesson_borrows_from_common_only():
    found = [(owner, topic) for owner, path in borrowers() for topic in BORROWED.findall(path.read_text("utf-8"))]
    assert [(owner, topic) for owner, topic in found if topic not in (owner, "common")] == []
    assert ("attention", "common") in found
