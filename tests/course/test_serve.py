"""``llm-edu serve``: it says where it listens and how to ask, ends at Ctrl-C, and every mistake is one message."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from http_asking import ask
from tiny_chat import tiny_chat

import llm_edu.pretrained
import llm_edu.serving
from llm_edu.course import cli, serve
from llm_edu.finetuning import add_lora, save_adapter


@pytest.fixture
def tiny(monkeypatch):
    """A model of some thousand numbers in SmolLM2's place, and no key."""
    found = tiny_chat()
    monkeypatch.setattr(llm_edu.pretrained, "load_smollm2", lambda fetch=False: found)
    monkeypatch.delenv(serve.KEY, raising=False)
    return found[0]


def test_it_serves_until_ctrl_c():
    variables = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2]), "PYTHONUNBUFFERED": "1"}
    variables.pop(serve.KEY, None)
    command = [sys.executable, "-m", "llm_edu.course.cli", "serve", "--model", "storyteller", "--port", "0"]
    process = subprocess.Popen(command, env=variables, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        said = ""
        while "Stop it with Ctrl-C" not in said:
            said += (line := process.stdout.readline())
            assert line, process.stderr.read()
        address = re.search(r"Serving storyteller at (http://127\.0\.0\.1:\d+/v1)", said)[1]
        words = shlex.split(re.search(r"curl (.*)", said)[1])    # what it tells you to try
        status, _, answer = ask(address, words[0].removeprefix(address.removesuffix("/v1")), json.loads(words[-1]))
        assert status == 200 and answer["model"] == "storyteller" and len(answer["choices"][0]["text"]) > 50
        if os.name != "nt":    # which sends no SIGINT to one process
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=30)
            assert process.returncode == 0 and rest.endswith("Stopped.\n") and errors == ""
    finally:
        process.kill()
        process.communicate()


def test_a_tilde_after_the_name_is_the_home_folder():
    assert serve.named_folder("slow=~/adapters/slow") == ("slow", Path.home() / "adapters" / "slow")


def test_adapters_are_models_by_their_names(tiny, tmp_path):
    save_adapter(add_lora(tiny, rank=1), tmp_path / "slow one")
    options = cli.make_parser().parse_args(["serve", "--adapter", f"slow={tmp_path / 'slow one'}", "--places", "2"])
    served = serve.what_is_served(options)
    assert list(served.models) == ["smollm2", "slow"] and served.limits.places == 2 and served.chats


@pytest.mark.parametrize(("words", "message"), [
    (["--model", "nothing"], "There is no model 'nothing': name smollm2, storyteller"),
    (["--adapter", "slow={folder}"], "There is no adapter_config.json in"),
    (["--adapter", "smollm2={folder}"], "two models called 'smollm2'"),
    (["--host", "0.0.0.0"], "others could use this server"),
    (["--port", "{taken}"], "choose another port"),
])
def test_a_mistake_is_one_message(tiny, tmp_path, capsys, words, message):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = [word.format(folder=tmp_path, taken=taken.getsockname()[1]) for word in words]
        assert cli.main(["serve", *found]) == 1
    said = capsys.readouterr()
    assert message in said.err and "Traceback" not in said.err and said.out == ""


@pytest.mark.parametrize(("value", "code", "keys"), [("secret \r\n", 0, ["secret"]), ("", 0, [None]), (" ", 1, [])])
def test_white_space_around_a_key_is_no_part_of_it_and_alone_is_no_key(tiny, monkeypatch, value, code, keys):
    found = []
    monkeypatch.setattr(llm_edu.serving, "serve", lambda served, host, port, key, say: found.append(key))
    monkeypatch.setenv(serve.KEY, value)
    assert cli.main(["serve"]) == code and found == keys


@pytest.mark.parametrize("words", [["--adapter", "noname"], ["--adapter", "=x"], ["--port", "65536"], ["--places", "0"]])
def test_options_that_cannot_be(words, capsys):
    with pytest.raises(SystemExit):
        cli.main(["serve", *words])
    assert words[1] in capsys.readouterr().err


@pytest.mark.parametrize("package", ["starlette", "uvicorn"])
def test_without_its_packages_it_says_how_to_install_them(tiny, monkeypatch, capsys, package):
    for name in [name for name in sys.modules if name.startswith("llm_edu.serving.server")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.split(".")[0] == package] or [package]:
        monkeypatch.setitem(sys.modules, name, None)
    assert cli.main(["serve"]) == 1
    assert "-m pip install starlette uvicorn`" in capsys.readouterr().err
