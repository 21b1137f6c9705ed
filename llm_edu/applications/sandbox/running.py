"""Runs a program, and where there is one its check, and says how it ended."""

import contextlib
import functools
import json
import secrets
import signal
import sys
import threading
import time
from dataclasses import replace
from typing import Any

from llm_edu.applications.sandbox.confined import Confined, Limits
from llm_edu.applications.sandbox.inside.measuring import folder_use, memory_of_group
from llm_edu.applications.sandbox.outcome import Outcome, Status
from llm_edu.applications.sandbox.plans import Plan, plans
from llm_edu.errors import CourseError

START = 60.0  # seconds for an interpreter to start, on a very busy machine
OFTEN, SELDOM = 0.02, 0.2  # seconds between two looks at what is heard; at memory and folder, where nobody inside looks
MEGABYTE = 2**20


class SandboxError(CourseError):
    """The sandbox itself could not be set up or does not answer; the program is not to blame."""


class Run:
    """One program on its way: what has been heard of it and of its check."""

    def __init__(self, source: str, check: str | None, limits: Limits, plan: Plan, watch: bool) -> None:
        self.limits, self.token, self.has_check = limits, secrets.token_hex(16), check is not None
        self.changed = threading.Event()
        self.started: float | None = None
        self.ending: dict | None = None  # what the program says of its end
        self.verdict: object = None  # what the check says
        self.forbidden = self.passed_limit = ""
        self.created, self.next_look = time.monotonic(), 0.0
        header = {"role": "program", "source": source, "token": self.token, "watch": watch, "has_check": self.has_check}
        self.judge: Confined | None = None
        self.header = json.dumps(header).encode() + b"\n"
        self.program = Confined(plan, limits, self.heard_program, self.changed)
        if check is not None:
            try:
                self.judge = Confined(plan, limits, self.heard_judge, self.changed)
                self.judge.send(json.dumps({"role": "judge", "source": check}).encode() + b"\n")
            except BaseException:
                self.program.end()
                raise
        else:
            self.program.send(self.header)

    def heard_program(self, kind: bytes, line: bytes) -> None:
        """Nothing that a program says about itself can make it pass its check: it can only fail or answer."""
        if kind == b"S" and self.started is None:
            self.started = time.monotonic()
        elif kind == b"A" and self.judge is not None:
            self.judge.send(line)
        elif kind == b"F" and not self.forbidden:
            self.forbidden = short(parsed(line)) or "something"
        elif kind == b"L" and not self.passed_limit:  # the guard beside it; a program that says so itself fails itself
            self.passed_limit = short(parsed(line))
        elif kind == b"E" and self.ending is None:
            told = parsed(line)
            self.ending = told if isinstance(told, dict) else {}

    def heard_judge(self, kind: bytes, line: bytes) -> None:
        if kind == b"S":  # the judge is ready: only now does the program's time begin
            self.program.send(self.header)
        elif kind == b"Q":
            self.program.send(line)
        elif kind == b"E" and self.verdict is None:
            self.verdict = parsed(line)
        elif kind == b"L" and not self.passed_limit:  # its guard: what the program has answered was too much for it
            self.passed_limit = short(parsed(line))

    def outcome(self) -> Outcome | None:
        """The verdict, as soon as there is one; the worst thing first."""
        now, program, limits = time.monotonic(), self.program, self.limits
        if self.forbidden:
            return self.ended("forbidden", message=self.forbidden)
        if program.too_much:
            return self.ended("output", message="more output than allowed")
        if now >= self.next_look and sys.platform != "linux":
            self.next_look = now + SELDOM
            self.look()
        if self.passed_limit in self.limits_in_words():
            return self.ended(**self.limits_in_words()[self.passed_limit])
        if self.verdict is not None and self.ending is None:
            if self.verdict == {"ok": True}:
                return self.ended("passed")
            return self.failed(self.verdict)
        if self.ending is not None:
            if not self.has_check and self.ending == {"token": self.token}:
                return self.ended("passed")
            return self.failed(self.ending)
        if program.silent:
            return self.gone()
        if self.started is None and now - self.created > START:
            raise SandboxError(f"The sandbox did not start within {START:.0f} s; is the machine very busy? Try again.")
        if self.started is not None and now - self.started > limits.timeout:
            return self.ended("timeout", message=f"more than {limits.timeout:g} s")
        if self.judge is not None and self.judge.silent and self.verdict is None:
            raise SandboxError(f"The check ended without a verdict: {text(self.judge.output)[-500:]}")
        return None

    def limits_in_words(self) -> dict[str, dict]:
        limits = self.limits
        return {
            "memory": {"status": "memory", "message": f"more than {limits.memory // MEGABYTE} MB"},
            "disk": {"status": "output", "message": "more files, or larger ones, than allowed"},
            "processes": {"status": "failed", "error": "too many processes", "message": f"over {limits.processes}"},
        }

    def look(self) -> None:
        """Measures where there is no guard (macOS, Windows); there the job holds memory and processes."""
        size, count = folder_use(str(self.program.folder), self.limits.files)
        if size > self.limits.disk or count > self.limits.files:
            self.passed_limit = "disk"
        elif sys.platform == "darwin" and memory_of_group(self.program.process.pid) > self.limits.memory:
            self.passed_limit = "memory"

    def gone(self) -> Outcome | None:
        """The program's messages have ended without a last word."""
        code = self.program.exit_code()
        if code is None:
            if time.monotonic() - (self.started or self.created) > self.limits.timeout:
                return self.ended("timeout", message=f"more than {self.limits.timeout:g} s")
            return None
        if self.started is None:
            self.program.threads[-1].join(timeout=5)  # which reads what it says
            said = text(self.program.output)[-500:]
            raise SandboxError(f"The sandbox could not be set up (exit code {code}): {said}")
        if code == -getattr(signal, "SIGXCPU", 0):
            return self.ended("timeout", message="too much processor time")
        how = f"exit code {code}" if code >= 0 else signal_name(-code)
        return self.ended("failed", error=how, message="the process ended before the program did")

    def failed(self, told: object) -> Outcome:
        """What an error of the program, or of its check, amounts to. Whatever it says is text, and short."""
        told = told if isinstance(told, dict) else {}
        error, line = short(told.get("error")) or "no last word", told.get("line")
        if error == "MemoryError":
            return self.ended("memory", error=error, message=f"more than {self.limits.memory // MEGABYTE} MB")
        line = line if type(line) is int and 0 < line < 10**9 else None
        return self.ended("failed", error=error, message=short(told.get("message")), line=line)

    def ended(self, status: Status, **more: Any) -> Outcome:
        seconds = 0.0 if self.started is None else time.monotonic() - self.started
        return Outcome(status, seconds=seconds, **more)

    def wait(self) -> Outcome:
        """Waits for the verdict, then kills whatever still runs."""
        try:
            while (outcome := self.outcome()) is None:
                self.changed.wait(OFTEN)
                self.changed.clear()
        finally:
            self.program.end()
            if self.judge is not None:
                self.judge.end()
        return self.ended("output", message="more output than allowed") if self.program.too_much else outcome


def parsed(line: bytes) -> object:
    """A message as JSON, which can run nothing; None when it is none."""
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(line)
    return None


def short(value: object) -> str:
    """A text from the program, fit to be shown: one line, at most 500 characters."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value[:500]).split())


def text(output: bytes | bytearray) -> str:
    return bytes(output).decode("utf-8", errors="replace")


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def run_program(source: str, check: str | None = None, *, timeout: float = 5.0, memory: int = 256, output: int = 64_000,
                plan: Plan | None = None, watch: bool = True) -> Outcome:  # fmt: skip
    """Runs a program that nobody has read, and says how it ended.

    ``check``, if there is one, is a program of yours, in a process of its own: ``program.name(…)`` there calls a
    function of the program and gets a copy of what it returned (plain values: numbers, text, bytes, None, lists,
    tuples, sets, dicts; what the function does to its arguments stays over there). The program has passed when the
    check comes to its end. Without one it has when it comes to its own end; the package's docstring says what that
    is worth.

    ``timeout`` in seconds from its first line; ``memory`` in megabytes for all its processes together; ``output`` in
    bytes. ``plan`` names the walls (default: the best that this machine can build), ``watch`` turns the report of
    forbidden acts off, so that only the walls are left. Raises SandboxError when the sandbox cannot be set up,
    ValueError for limits that are none, TypeError for a program that is no text.

    >>> run_program("print(6 * 7)").output
    '42\\n'
    >>> str(run_program("def half(n):\\n    return n / 2", check="assert program.half(3) == 1"))
    'failed: AssertionError: assert program.half(3) == 1'
    """
    if not isinstance(source, str):
        raise TypeError(f"a program is a text, not {source!r:.60}")
    if not (0 < timeout <= 3600 and 32 <= memory <= 65_536 and output >= 0):
        raise ValueError(f"limits that are none: {timeout=} s (up to 3,600), {memory=} MB (from 32), {output=} bytes")
    limits = Limits(timeout=timeout, memory=memory * MEGABYTE, output=output)
    run = Run(source, check, limits, best_plan() if plan is None else plan, watch)
    outcome = run.wait()
    return replace(outcome, output=text(run.program.output), seconds=round(outcome.seconds, 3))


def works(plan: Plan) -> bool:
    """Whether a program of one line passes behind these walls on this machine."""
    try:
        return run_program("pass", timeout=START, plan=plan).passed
    except (SandboxError, OSError):
        return False


@functools.cache
def best_plan() -> Plan:
    """The highest walls that stand on this machine, tried out once: the first plan with which a program passes."""
    return next((plan for plan in plans() if works(plan)), frozenset())
