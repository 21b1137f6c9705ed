"""Code against a time limit: it is stopped once and only while it runs, and never in the middle of an import."""

import importlib
import os
import signal
import sys
import threading
import time

import pytest

from llm_edu.course.checks import interrupting, watching
from llm_edu.course.checks.interrupting import TimeUp, within


def test_within_returns_and_raises_as_usual():
    assert within(5, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)


def test_the_users_own_interrupt_passes():
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        within(5, stop)


def test_many_short_limits_leave_no_exception_behind():
    """Around the very moment when the time is over, again and again: before it, at it, long after it."""
    stopped = returned = 0
    for round_ in range(60):
        end = time.perf_counter() + 0.012 + (round_ % 12) * 0.003

        def spin(end=end):
            while time.perf_counter() < end:
                pass

        try:
            within(0.02, spin)
            returned += 1
        except TimeUp:
            stopped += 1
    time.sleep(0.05)
    assert sum(range(100)) == 4950
    assert stopped > 0 and stopped + returned == 60


def test_what_strikes_where_it_is_lost_is_not_shown(monkeypatch):
    """In a ``__del__``, Python only reports an exception: the learner would read of a TimeUp that nobody raised."""
    shown = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: shown.append(lost.exc_type))

    class Slow:
        def __del__(self):
            end = time.perf_counter() + 1
            while time.perf_counter() < end:
                pass

    class Broken:
        def __del__(self):
            raise ValueError("the code's own")

    def drop_and_spin():
        Broken()
        Slow()
        while True:
            pass

    with pytest.raises(TimeUp):
        within(0.2, drop_and_spin)
    assert shown == [ValueError]


def test_within_works_in_another_thread():
    found = []

    def work():
        try:
            within(0.1, lambda: [None for _ in iter(int, 1)])
        except TimeUp:
            found.append("stopped")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert found == ["stopped"]


@pytest.mark.parametrize(("system", "called"), [("nt", "raise_signal"), ("posix", "pthread_kill")])
def test_a_waiting_call_is_woken_as_each_system_can(system, called, monkeypatch):
    calls = []
    monkeypatch.setattr(signal, "raise_signal", lambda number: calls.append(("raise_signal", number)))
    monkeypatch.setattr(signal, "pthread_kill", lambda thread, number: calls.append(("pthread_kill", number)), raising=False)
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", system)
        watching._send_interrupt(1)
    assert calls == [(called, signal.SIGINT)]


# --- imports

SLOW = "import time\nend = time.monotonic() + {seconds}\nwhile time.monotonic() < end:\n    pass\nready = True\n"


@pytest.fixture
def slow_module(tmp_path, monkeypatch):
    """slow_module(name, seconds): a module, not imported so far, that takes so long to import."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(name, seconds):
        (tmp_path / f"{name}.py").write_text(SLOW.format(seconds=seconds), encoding="utf-8")
        sys.modules.pop(name, None)

    yield make
    for name in [name for name in sys.modules if name.startswith("slow_module_")]:
        del sys.modules[name]


def test_an_import_is_left_to_end_and_takes_no_time_of_the_codes(slow_module):
    slow_module("slow_module_whole", 0.6)

    before = interrupting.imported_seconds()
    assert within(0.3, lambda: importlib.import_module("slow_module_whole").ready)
    assert 0.3 < interrupting.imported_seconds() - before < 5


def test_what_a_module_of_the_code_imports_counts_as_well(slow_module, tmp_path):
    slow_module("slow_module_inner", 0.6)
    (tmp_path / "slow_module_outer.py").write_text("from slow_module_inner import ready\n", encoding="utf-8")
    assert within(0.3, lambda: __import__("slow_module_outer").ready)


def test_code_is_stopped_after_an_import(slow_module):
    slow_module("slow_module_first", 0.4)

    def code():
        importlib.import_module("slow_module_first")
        while True:
            pass

    with pytest.raises(TimeUp):
        within(0.2, code)
    assert sys.modules["slow_module_first"].ready


def test_an_import_without_end_is_stopped_after_all(slow_module, monkeypatch):
    monkeypatch.setattr(watching, "IMPORT_SECONDS", 0.3)
    slow_module("slow_module_endless", 1e9)
    with pytest.raises(TimeUp):
        within(0.1, lambda: __import__("slow_module_endless"))


def test_what_another_thread_imports_does_not_count(slow_module):
    slow_module("slow_module_elsewhere", 1.5)
    elsewhere = threading.Thread(target=lambda: __import__("slow_module_elsewhere"))
    elsewhere.start()
    begun = time.monotonic()
    with pytest.raises(TimeUp):
        within(0.1, lambda: [None for _ in iter(int, 1)])
    assert time.monotonic() - begun < 1.4
    elsewhere.join()
