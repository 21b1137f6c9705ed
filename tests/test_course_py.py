"""course.py, as a file and for real: it installs a tiny stand-in for the course, in a path with a space and an accent.

The stand-in has no dependencies and builds itself without setuptools, so nothing is downloaded: what is tested is
everything around pip.
"""

import ast
import errno
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "course.py"
BACKEND = '''
import base64, hashlib, pathlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    files = {
        "stand_in.pth": str(pathlib.Path.cwd()) + "\\n",
        "llm_edu-0.1.dist-info/METADATA":
            "Metadata-Version: 2.1\\nName: llm-edu\\nVersion: 0.1\\nProvides-Extra: test\\n",
        "llm_edu-0.1.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    record = "".join(f"{name},,\\n" for name in [*files, "llm_edu-0.1.dist-info/RECORD"])
    with zipfile.ZipFile(pathlib.Path(folder) / "llm_edu-0.1-py3-none-any.whl", "w") as wheel:
        for name, text in [*files.items(), ("llm_edu-0.1.dist-info/RECORD", record)]:
            wheel.writestr(name, text)
    return "llm_edu-0.1-py3-none-any.whl"

def get_requires_for_build_editable(config_settings=None):
    return []

def build_wheel(*arguments, **options):
    raise RuntimeError("only editable")
'''
CLI = """
import sys
print("handed over:", *sys.argv[1:])
"""


def load(path: Path = SOURCE):
    specification = importlib.util.spec_from_file_location("course_under_test", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


course = load()
PLAIN_PIP = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}  # whatever this machine's pip is told otherwise


@pytest.fixture
def folder(tmp_path):
    """A course folder with a stand-in for the course."""
    root = tmp_path / "le cours é"
    (root / "llm_edu" / "course").mkdir(parents=True)
    shutil.copy(SOURCE, root)
    (root / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n', encoding="utf-8")
    (root / "backend.py").write_text(BACKEND, encoding="utf-8")
    (root / "llm_edu" / "__init__.py").touch()
    (root / "llm_edu" / "course" / "__init__.py").touch()
    (root / "llm_edu" / "course" / "cli.py").write_text(CLI, encoding="utf-8")
    return root


def start(root, *arguments, **options):
    """Run course.py from elsewhere; its output, errors included, and exit code."""
    done = subprocess.run([sys.executable, str(root / "course.py"), *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, cwd=root.parent, encoding="utf-8", timeout=600,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8", **options})
    return done.stdout, done.returncode


# --- for real ---------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_first_start_installs_and_the_second_goes_straight_on(folder):
    output, code = start(folder, "lab", "01", "--no-browser")
    assert code == 0 and "handed over: lab 01 --no-browser" in output
    assert ".venv made in" in output and "Installed in" in output
    assert start(folder, "progress") == ("handed over: progress\n", 0)  # and nothing said of an installation
    # The test extra is installed when it is first asked for, and stays when the lists of packages change.
    output, code = start(folder, "test", "-k", "something")
    assert "handed over: test -k something" in output and "Installed in" in output and ".venv made" not in output
    (folder / "requirements.txt").write_text("# still nothing\n", encoding="utf-8")
    output, code = start(folder, "lab")
    assert "Installed in" in output and ".venv made" not in output
    assert start(folder, "test") == ("handed over: test\n", 0)


@pytest.mark.full
def test_a_broken_or_moved_environment_is_made_anew(folder):
    start(folder, "lab")
    course.python_of(folder / ".venv").unlink()
    output, code = start(folder, "lab")
    assert code == 0 and "made anew, because its Python does not run" in output
    moved = folder.rename(folder.with_name("déplacé"))
    output, code = start(moved, "lab")
    assert code == 0 and "made anew, because the course folder was moved" in output and "handed over: lab" in output


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_in_the_middle_it_starts_over(folder):
    slowly = "import pathlib, time\npathlib.Path('building').touch()\ntime.sleep(1)\n"
    (folder / "backend.py").write_text(slowly + BACKEND, encoding="utf-8")
    process = subprocess.Popen([sys.executable, str(folder / "course.py"), "lab"], stdout=subprocess.DEVNULL)
    while not (folder / "building").exists():  # pip is at work
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert course.read_note(folder)["state"] == "installing"
    output, code = start(folder, "lab")
    assert "Another course.py is installing here" in output  # the pip that was left behind held the lock
    assert code == 0 and "made anew, because its installation was cut off" in output and "handed over: lab" in output


@pytest.mark.full
def test_two_at_once_install_once(folder):
    processes = [subprocess.Popen([sys.executable, str(folder / "course.py"), "lab"], stdout=subprocess.PIPE,
                                  encoding="utf-8") for _ in range(2)]
    outputs = [process.communicate(timeout=600)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted("Installed in" in output for output in outputs) == [False, True]
    assert all("handed over: lab" in output for output in outputs)


@pytest.mark.full
def test_a_failing_pip_is_explained_and_completed_next_time(folder):
    (folder / "requirements.txt").write_text("torch==0.0.1\n", encoding="utf-8")
    output, code = start(folder, "lab", PIP_NO_INDEX="1", **PLAIN_PIP)
    assert code == 1 and "There is no PyTorch for this Python" in output and "Traceback" not in output
    assert course.read_note(folder)["state"] == "incomplete"
    (folder / "requirements.txt").write_text("", encoding="utf-8")
    output, code = start(folder, "lab")
    assert code == 0 and ".venv made" not in output and "handed over: lab" in output


@pytest.mark.full
def test_no_network(folder):
    (folder / "requirements.txt").write_text("a-package-that-must-be-downloaded\n", encoding="utf-8")
    output, code = start(folder, "lab", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1",
                         **PLAIN_PIP)
    assert code == 1 and "The network failed" in output and "Traceback" not in output


def test_environment_that_leads_astray_is_left_out(folder, monkeypatch):
    for name in ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("PIP_INDEX_URL", "http://mirror.example/simple")
    assert {name for name in course.clean() if name.startswith(("PYTHONH", "PYTHONP", "PIP_"))} >= {"PIP_INDEX_URL"}
    assert not {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET"} & set(course.clean())


# --- what it says -----------------------------------------------------------------------------------------------------
def test_an_old_python_can_read_it_and_says_so(capsys):
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 6))
    assert course.main(["lab"], SOURCE.parent, version=(3, 8, 10)) == 1
    assert "Python 3.11 or newer is needed, you have 3.8: " in capsys.readouterr().err
    newer = course.too_old((3, 8), which=lambda name: name if name == "python3.12" else None)
    assert "python3.12 course.py lab" in newer
    assert "https://www.python.org/downloads/" in course.too_old((3, 8), which=lambda name: None)


def test_only_the_standard_library_is_imported():
    imports = [node for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
               if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name if isinstance(node, ast.Import) else node.module for node in imports for alias in node.names}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_help_installs_nothing(folder):
    for arguments in ([], ["--help"]):
        output, code = start(folder, *arguments)
        assert code == 0 and "python course.py lab" in output
    assert not (folder / ".venv").exists()


def test_doctor_before_installation(folder):
    output, code = start(folder, "doctor")
    assert code == 1 and "not installed" in output and not (folder / ".venv").exists()


@pytest.mark.parametrize(("machine", "words"), [
    ({"bits": 32}, "64-bit Python"),
    ({"system": "Darwin", "machine": "x86_64"}, "Macs with an Intel processor"),
])
def test_machines_without_pytorch(folder, machine, words):
    with pytest.raises(course.Trouble, match=words):
        course.check_machine(folder, **machine)
    course.check_machine(folder, system="Darwin", machine="arm64", bits=64)


@pytest.mark.parametrize("name", ["a{b}", "a{", "a$b", f"a{os.pathsep}b"])
def test_folder_names_that_break_an_installation_are_refused_at_once(folder, name, capsys):
    renamed = folder.rename(folder.with_name(name))
    assert course.main(["lab"], renamed) == 1
    message = capsys.readouterr().err
    assert "Rename it" in message and str(renamed) in message and not (renamed / ".venv").exists()


@pytest.mark.parametrize("note", [
    "", "{", "[]", "{}", "3", '{"state": "installed"}', "[" * 100_000, '{"state": "installed", "fingerprint": 3}',
    '{"state": "installed", "fingerprint": "x", "root": "y", "extras": 3}',
    '{"state": "installed", "fingerprint": "x", "root": "y", "extras": [["test"]]}',
    '{"state": ["installed"], "fingerprint": "x", "root": "y", "extras": []}',
])
def test_a_damaged_note_counts_as_none(folder, note):
    (folder / ".venv").mkdir()
    assert course.read_note(folder) == {} and not course.is_installed(folder)
    (folder / ".venv" / "course.json").write_text(note, encoding="utf-8")
    assert course.read_note(folder) == {} and not course.is_installed(folder)


@pytest.mark.skipif(os.name == "nt", reason="made of links and of a shell script")
@pytest.mark.parametrize("kind", ["file", "link", "link to nowhere", "folder", "python that prints something else"])
def test_whatever_lies_in_place_of_the_environment_is_replaced(folder, monkeypatch, kind):
    venv, elsewhere = folder / ".venv", folder.parent / "elsewhere"
    if kind == "file":
        venv.touch()
    elif kind.startswith("link"):
        if kind == "link":
            elsewhere.mkdir()
            (elsewhere / "kept").touch()
        venv.symlink_to(elsewhere)
    else:
        (venv / "bin").mkdir(parents=True)
        if kind != "folder":
            course.python_of(venv).write_text("#!/bin/sh\necho hello\n", encoding="utf-8")
            course.python_of(venv).chmod(0o755)

    def make(command, *, real=subprocess.run, **options):
        if "venv" not in command:
            return real(command, **options)
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        course.python_of(venv).unlink(missing_ok=True)
        course.python_of(venv).symlink_to(sys.executable)
        return subprocess.CompletedProcess(command, 0, b"")

    monkeypatch.setattr(course.subprocess, "run", make)
    monkeypatch.setattr(course, "install_packages", lambda root, extras: None)
    course.install(folder, [])
    assert course.is_installed(folder) and not venv.is_symlink()
    assert kind != "link" or (elsewhere / "kept").exists()


def test_half_unpacked_zip(tmp_path):
    shutil.copy(SOURCE, tmp_path)
    output, code = start(tmp_path, "lab")
    assert code == 1 and "unpack the whole of it" in output


def test_full_disk_is_said_before_and_during(folder):
    with pytest.raises(course.Trouble, match="Only 1.0 GB are free"):
        course.check_disk(folder, free=1_000_000_000)
    course.check_disk(folder, free=9_000_000_000)
    assert "The disk is full" in course.explain(OSError(errno.ENOSPC, "No space left on device"), folder)


def test_no_permission(folder, monkeypatch, capsys):
    def refuse(root, state, extras):
        raise PermissionError(errno.EACCES, "Permission denied", str(root / ".venv"))

    monkeypatch.setattr(course, "write_note", refuse)
    assert course.main(["lab"], folder) == 1
    message = capsys.readouterr().err
    assert "No permission to write" in message and ".venv" in message and "home folder" in message


def test_debian_without_venv(folder):
    with pytest.raises(course.Trouble, match="sudo apt install python3-venv"):
        course.make_venv(folder, "new", [], ensurepip=None)
    assert not (folder / ".venv").exists()


def test_ctrl_c(folder, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(course, "install_packages", interrupted)
    monkeypatch.setattr(course, "make_venv", lambda root, reason, extras: (root / ".venv").mkdir())
    assert course.main(["lab"], folder) == 130
    assert "Run the same command again" in capsys.readouterr().err
    assert course.read_note(folder)["state"] == "installing"


@pytest.mark.parametrize(("output", "advice"), [
    ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
    ("ERROR: Could not install packages due to an OSError: [Errno 122] Disk quota exceeded", "your quota"),
    ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT"),
    ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution\n"
     "ERROR: No matching distribution found for torch>=2.6", "The network failed"),
    ("WARNING: Retrying ... ReadTimeoutError(\"Read timed out. (read timeout=15)\")", "The network failed"),
    ("ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied", "may not write"),
    ("ERROR: No matching distribution found for torch>=2.6", "There is no PyTorch for this Python"),
    ("error: Microsoft Visual C++ 14.0 or greater is required", "no ready-made file"),
    ("something never seen", "show these lines"),
])
def test_pip_troubles(folder, output, advice, monkeypatch):
    """pip is played by a Python that prints and fails."""
    script = folder / "pip.py"
    script.write_text(f"print({output!r})\nraise SystemExit(1)\n", encoding="utf-8")
    monkeypatch.setattr(course, "python_of", lambda venv: Path(sys.executable))
    monkeypatch.setattr(course.subprocess, "Popen", lambda command, **options: POPEN(
        [sys.executable, str(script)], **options))
    with pytest.raises(course.Trouble, match=advice):
        course.run_pip(folder, [])


POPEN = subprocess.Popen


def test_cpu_index_is_asked_for_three_seconds_at_most(monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(course.urllib.request, "urlopen", lambda url, timeout: never.wait(600))
    began = time.monotonic()
    assert not course.answers("https://example.invalid", patience=0.1)
    assert time.monotonic() - began < 300
    never.set()


@pytest.mark.parametrize(("system", "nvidia", "answers", "from_cpu_index"), [
    ("Linux", False, True, True), ("Linux", False, False, False), ("Linux", True, True, False),
    ("Windows", False, True, False), ("Darwin", False, True, False),
])
def test_where_torch_comes_from(folder, monkeypatch, system, nvidia, answers, from_cpu_index):
    (folder / "requirements.txt").write_text("numpy>=2\ntorch>=2.6  # the heart\n", encoding="utf-8")
    calls = []
    monkeypatch.setattr(course.platform, "system", lambda: system)
    monkeypatch.setattr(course, "has_nvidia", lambda: nvidia)
    monkeypatch.setattr(course, "answers", lambda url: answers)
    monkeypatch.setattr(course, "run_pip", lambda root, arguments: calls.append(arguments))
    course.install_packages(folder, ["test"])
    assert calls[-1] == ["-r", "requirements.txt", "-e", ".[test]"]
    assert (calls[0] == ["torch>=2.6", "--index-url", course.CPU_INDEX]) == from_cpu_index
    assert len(calls) == 1 + from_cpu_index


def test_windows_waits_for_the_course_and_leaves_ctrl_c_to_it(folder, monkeypatch):
    calls = []
    monkeypatch.setattr(course, "WINDOWS", True)
    monkeypatch.setattr(course, "python_of", lambda venv: venv / "Scripts" / "python.exe")
    monkeypatch.setattr(course.signal, "signal", lambda number, handler: calls.append((number, handler)))
    monkeypatch.setattr(course.subprocess, "call", lambda command, env: calls.append(command) or 7)
    assert course.hand_over(folder, ["lab", "01"]) == 7
    assert calls[0] == (signal.SIGINT, signal.SIG_IGN)
    assert calls[1][0].endswith("python.exe") and calls[1][1:] == ["-P", "-m", "llm_edu.course.cli", "lab", "01"]


@pytest.mark.parametrize(("note", "version", "reason"), [
    ({"state": "installed", "python": "3.12"}, "3.12", None),
    ({"state": "incomplete", "python": None}, "3.12", None),
    ({}, "3.12", None),  # an environment that someone made by hand: pip completes it
    ({}, "3.9", "its Python is only 3.9"),
    ({"state": "installed", "python": "3.12"}, "3.13", "its Python was 3.12 and is now 3.13"),
    ({"state": "installed", "python": "3.12"}, None, "its Python does not run"),
    ({"state": "installing"}, "3.12", "its installation was cut off"),
    ({"state": "installed", "root": "/elsewhere", "python": "3.12"}, "3.12", "the course folder was moved"),
])
def test_when_the_environment_is_made_anew(folder, monkeypatch, note, version, reason):
    monkeypatch.setattr(course, "python_version", lambda venv: version)
    assert course.why_rebuild(folder, note) == reason


def test_the_file_is_short_enough_to_read():
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400 and max(map(len, lines)) <= 120
    assert textwrap.dedent(course.__doc__).startswith("Start the course.")
