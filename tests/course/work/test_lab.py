"""``llm-edu lab``: settings merged, assets fetched, and a real JupyterLab that answers at the address it prints."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from llm_edu import assets
from llm_edu.course.work import lab
from llm_edu.errors import CourseError

WIDGETS = "@jupyter-widgets/jupyterlab-manager:plugin"


def test_settings_are_added_to_what_is_there(tmp_path):
    path = tmp_path / "settings" / "overrides.json"
    lab.write_settings(path)
    assert json.loads(path.read_text(encoding="utf-8")) == lab.SETTINGS
    path.write_text(json.dumps({WIDGETS: {"saveState": False, "x": 1}, "theme": {"name": "é"}}), encoding="utf-8")
    lab.write_settings(path)
    settings = json.loads(path.read_text(encoding="utf-8"))
    assert settings[WIDGETS] == {"saveState": False, "x": 1} and settings["theme"] == {"name": "é"}
    assert settings.keys() > lab.SETTINGS.keys()
    changed = path.stat().st_mtime_ns
    lab.write_settings(path)
    assert path.stat().st_mtime_ns == changed and os.listdir(path.parent) == ["overrides.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"@jupyter-widgets/jupyterlab-manager:plugin": 3}'])
def test_settings_that_make_no_sense_are_left_alone(tmp_path, capsys, text):
    path = tmp_path / "overrides.json"
    path.write_text(text, encoding="utf-8")
    lab.write_settings(path)
    assert path.read_text(encoding="utf-8") == text
    assert "could not be written" in capsys.readouterr().err


def test_the_first_layout_is_the_courses_and_every_later_one_the_learners(tmp_path, capsys):
    folder = tmp_path / ".course" / "workspaces"
    lab.begin_workspace(folder)
    (file,) = folder.iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["data"]["layout-restorer:data"] == lab.LAYOUT
    file.write_text("rearranged", encoding="utf-8")
    lab.begin_workspace(folder)
    assert file.read_text(encoding="utf-8") == "rearranged" and capsys.readouterr().err == ""
    lab.begin_workspace(file / "a folder in a file")
    assert "View → Table of Contents" in capsys.readouterr().err


def test_a_lesson_gets_its_assets_first_and_then_those_of_the_others(monkeypatch):
    fetched = []
    present = {"gpt2-vocabulary"}
    monkeypatch.setattr(assets, "fetch", fetched.append)
    monkeypatch.setattr(assets, "is_present", present.__contains__)
    lab.fetch_for("00_meet_an_llm")
    assert fetched[0][0] == "smollm2" and set(fetched[0]) == set(assets.ASSETS) - present
    present.update(assets.ASSETS)
    lab.fetch_for("00_meet_an_llm")
    assert len(fetched) == 1


def test_without_a_network_the_lab_opens_all_the_same(monkeypatch, capsys):
    def offline(names):
        raise CourseError("no network: connect and run `llm-edu fetch smollm2`")

    monkeypatch.setattr(assets, "fetch", offline)
    monkeypatch.setattr(assets, "is_present", lambda name: False)
    lab.fetch_for("00_meet_an_llm")
    message = capsys.readouterr().err
    assert "no network" in message and "JupyterLab opens all the same" in message


def test_a_port_that_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"Port {port} cannot be used"):
            lab.check_port(port)
    lab.check_port(port)
    with pytest.raises(CourseError, match="Port 70000"):
        lab.check_port(70000)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="stopped by SIGINT, which Windows does not send")
def test_a_real_server_answers_at_the_address_it_prints(tmp_path):
    home, work = tmp_path / "le cours é", tmp_path / "mon travail é"
    (home / "lessons").mkdir(parents=True)
    (home / "notebooks").mkdir()
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (home / "notebooks" / "99_last.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    process = subprocess.Popen(
        [sys.executable, "-m", "llm_edu.course.cli", "lab", "last", "--no-browser", "--port", str(port)],
        env={**os.environ, **folders, "LLM_EDU_HOME": str(home), "LLM_EDU_WORK": str(work),
             "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    printed = []
    try:
        for line in process.stdout:
            printed.append(line)
            if "Ctrl-C" in line:
                break
        address = re.search(r"http\S+", "".join(printed))
        assert address, "".join(printed)
        assert f":{port}/lab/tree/99_last.ipynb?token=" in address[0]
        with urllib.request.urlopen(address[0], timeout=30) as reply:
            assert reply.status == 200 and b"<title>JupyterLab" in reply.read()
        token = address[0].rpartition("=")[2]
        contents = f"http://127.0.0.1:{port}/api/contents/99_last.ipynb?token={token}"
        with urllib.request.urlopen(contents, timeout=30) as reply:
            assert json.load(reply)["type"] == "notebook"
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        last_words = process.stdout.read()
        assert "JupyterLab has stopped." in last_words and "Traceback" not in last_words
        assert process.returncode == 0 and (work / "99_last.ipynb").exists()
    finally:
        process.kill()
        process.stdout.close()


def test_links_to_the_lessons_work_when_the_copies_lie_in_the_course(tmp_path, monkeypatch):
    home = tmp_path / "cours é"
    (home / "lessons").mkdir(parents=True)
    monkeypatch.setenv("LLM_EDU_HOME", str(home))
    monkeypatch.delenv("LLM_EDU_WORK")
    arguments = lab.jupyter_arguments("00_meet_an_llm", browser=True, port=None)
    assert f"--ServerApp.root_dir={home}" in arguments and "--no-browser" not in arguments
    assert "--LabApp.default_url=/lab/tree/my_work/00_meet_an_llm.ipynb" in arguments
    monkeypatch.setenv("LLM_EDU_WORK", str(tmp_path / "mine"))
    arguments = lab.jupyter_arguments("00_meet_an_llm", browser=False, port=8899)
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in arguments and "--no-browser" in arguments
    assert "--LabApp.default_url=/lab/tree/00_meet_an_llm.ipynb" in arguments
    assert {"--ServerApp.port=8899", "--ServerApp.port_retries=0"} <= set(arguments)
