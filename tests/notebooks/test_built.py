"""The notebooks are built from the lessons. Beside the tests that run them, which need not know how they are built."""

from llm_edu.course.build import command


def test_notebooks_are_what_the_lessons_say(capsys):
    """A notebook edited by hand, or a lesson that was changed and not built, fails here."""
    assert command(["--check"]) == 0, capsys.readouterr().out
