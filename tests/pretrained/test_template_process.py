"""Chat templates in a process of their own: hostile ones end in a clear error, and the process is there when needed."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from chat_templates import CHATML
from hostile_templates import BY_HAND, EVERY
from tiny_models import SETTINGS, write_gguf

from llm_edu.errors import CourseError
from llm_edu.pretrained import encode_chat, load_gguf, template_process
from llm_edu.pretrained.chat_template import ChatTemplate
from llm_edu.pretrained.template_process import MEMORY, SECONDS, Renderer, TemplateProcess, apart

HELLO = [{"role": "user", "content": "Hello!"}]
ENDLESS = BY_HAND[0]
SAMPLE = EVERY[5::29]    # one of each kind


@pytest.fixture
def renderer(monkeypatch):
    """One for this test alone."""
    monkeypatch.setattr(template_process, "renderer", Renderer())
    yield template_process.renderer
    template_process.renderer.end()


def is_stopped(source):
    """Whether a template ends in a clear error, within the limits, and with nothing written but an empty text."""
    began, messages = time.process_time(), [dict(HELLO[0])]
    try:
        text = ChatTemplate(source, {"bos_token": "<s>"}).render(messages)
    except CourseError as error:
        assert "chat template" in str(error) and len(str(error)) < 500
    else:
        assert not text.strip(), f"it wrote {text[:80]!r}"
    assert messages == HELLO and time.process_time() - began < SECONDS


def used_by(process, looking):
    """Ask every 2 ms what a process has used until it ends; return processor seconds, and the most bytes.

    looking: set after the first look, since the process may end at once
    """
    seconds = most = 0
    try:
        while True:
            seconds, most = sum(process.cpu_times()[:2]), max(most, process.memory_info().rss)
            looking.set()
            time.sleep(0.002)
    except psutil.Error:
        return seconds, most


def check_all(sources):
    for source in sources:
        try:
            is_stopped(source)
        except BaseException as error:
            error.add_note(f"template: {source[:300]!r}")
            raise


def test_a_sample_of_hostile_templates(renderer, monkeypatch):
    monkeypatch.setattr(template_process, "SECONDS", 0.3)
    check_all(SAMPLE)


@pytest.mark.full
def test_hundreds_of_hostile_templates(renderer, monkeypatch):
    assert len(set(EVERY)) >= 300
    monkeypatch.setattr(template_process, "SECONDS", 0.3)
    check_all(EVERY)


@pytest.mark.parametrize("source, message", [
    (ENDLESS, "did not end within 2 seconds"), ("{{ 'a' * 10**10 }}", "more than 256 MB of memory"),
    ("{{ ('a' * 999999) * 2 }}", "writes 1,999,998 characters")])
def test_the_limits_hold_in_numbers(source, message, renderer, tmp_path):
    """Through a file of a model, as a stranger's would come."""
    _, tokenizer = load_gguf(write_gguf(tmp_path / "model.gguf", SETTINGS | {"tokenizer.chat_template": source}))
    ChatTemplate(CHATML).render(HELLO)    # which starts the process
    with ThreadPoolExecutor() as pool:
        used = pool.submit(used_by, renderer.running.seen, looking := threading.Event())
        assert looking.wait(60)
        with pytest.raises(CourseError, match=message):
            encode_chat(tokenizer, HELLO)
        renderer.end()
        seconds, most = used.result()
    assert seconds < 5 and 10e6 < most < 500e6


def test_a_limit_holds_where_the_system_sets_none(renderer, monkeypatch):
    """As on macOS and Windows: the memory is looked at from outside alone."""
    generous = [*template_process.command()[:-1], str(1 << 40)]
    monkeypatch.setattr(template_process, "command", lambda: generous)
    with pytest.raises(CourseError, match="more than 256 MB"):
        ChatTemplate("{% set x = 'a' * 400000000 %}" + ENDLESS).render(HELLO)


def test_the_next_conversation_is_written_whatever_came_before(renderer, monkeypatch):
    chatml = ChatTemplate(CHATML)
    expected, process = chatml.render(HELLO), renderer.running.process
    assert chatml.render(HELLO) == expected and renderer.running.process is process    # it stays
    with pytest.raises(CourseError):
        ChatTemplate("{{ raise_exception('no') }}").render(HELLO)
    assert renderer.running.process is process
    process.kill()
    process.wait()
    assert chatml.render(HELLO) == expected    # ended by somebody else meanwhile
    running = renderer.running
    kill = threading.Timer(0.1, running.process.kill)
    kill.start()
    with pytest.raises(CourseError, match="has ended"):
        ChatTemplate(ENDLESS).render(HELLO)
    assert chatml.render(HELLO) == expected
    with pytest.raises(ValueError, match="what JSON can hold"):
        chatml.render([{"role": "user", "content": object()}])
    monkeypatch.setattr(template_process, "command", lambda: ["/no/such/program"])
    renderer.end()
    with pytest.raises(CourseError, match="cannot be started"):
        chatml.render(HELLO)


@pytest.mark.skipif(sys.platform == "win32", reason="there a signal cannot be sent to this process alone")
def test_an_interrupt_leaves_no_answer_behind(renderer):
    chatml = ChatTemplate(CHATML)
    expected = chatml.render(HELLO)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        ChatTemplate(ENDLESS).render(HELLO)
    assert chatml.render(HELLO) == expected


def test_threads_take_turns(renderer):
    found, templates = {}, [ChatTemplate(f"{{{{ messages[0].content }}}} {number}") for number in range(8)]

    def work(number):
        found[number] = {templates[number].render(HELLO) for _ in range(50)}

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: {f"Hello! {number}"} for number in range(8)}


IN_A_WORKER = """
import multiprocessing, os, sys
from llm_edu.pretrained import template_process
from llm_edu.pretrained.chat_template import ChatTemplate

def work(number):
    return ChatTemplate("{{ messages }}{{ n }}").render("a" * 9, n=number), template_process.renderer.running.process.pid

if __name__ == "__main__":
    mine = work(0)[1]
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:    # daemonic processes
        answers = pool.map(work, range(50))
    assert [text for text, _ in answers] == ["a" * 9 + str(number) for number in range(50)]
    assert mine not in {process for _, process in answers} and work(0)[1] == mine
    print(mine)
"""


@pytest.mark.parametrize("way", ["fork", pytest.param("spawn", marks=pytest.mark.full)])
def test_other_processes_have_one_of_their_own_and_none_is_left(way, tmp_path):
    if way == "fork" and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    (tmp_path / "worker.py").write_text(IN_A_WORKER, encoding="utf-8")
    done = subprocess.run([sys.executable, tmp_path / "worker.py", way], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert not psutil.pid_exists(int(done.stdout))


@pytest.mark.parametrize("code", [
    "from llm_edu.pretrained import template_process as t; print(t.renderer.render('{{ 7 * 7 }}', {}))",    # no __main__ file, as in a notebook
    pytest.param(
        "import sys; sys.path.insert(0, ''); del sys.modules['__main__']\n"
        "from llm_edu.pretrained import template_process as t; print(t.renderer.render('{{ 7 * 7 }}', {}))",
        marks=pytest.mark.full)])
def test_where_main_has_no_file(code, tmp_path):
    (tmp_path / "jinja2.py").write_text("1 / 0", encoding="utf-8")    # what lies in the learner's folder is not run
    (tmp_path / "json.py").write_text("1 / 0", encoding="utf-8")
    start = f"import json, jinja2, psutil, os; os.chdir({str(tmp_path)!r}); "
    done = subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("49\n", "")


def test_each_system_starts_it_apart(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    assert apart() == {"creationflags": 0x08000000}
    monkeypatch.setattr(sys, "platform", "darwin")
    assert apart() == {"start_new_session": True}


def test_a_process_whose_parent_has_died_ends(tmp_path):
    """It reads to the end of its input, and a rendering has a limit of its own besides."""
    process = TemplateProcess()
    assert MEMORY > process.seen.memory_info().rss
    process.process.stdin.close()
    process.process.wait(timeout=20)
    process.end()
