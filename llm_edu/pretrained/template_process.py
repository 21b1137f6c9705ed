"""The process in which chat templates run, and the bounds that it is held to from outside.

A chat template is a program from a model's file. It could run for ever or fill the memory, in more ways than
anyone can list, and a Python process cannot stop itself in the middle of `'a' * 10**10`. So templates run in a process
of their own (`template_sandbox`), which stays for the next conversation, and which is ended when a rendering takes too
much. Starting it takes a tenth of a second, asking it a fraction of a millisecond.
"""

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from llm_edu.errors import CourseError

PROGRAM = Path(__file__).with_name("template_sandbox.py")
SECONDS = 2.0    # of the processor's time, for one conversation; real templates take a thousandth of one
PATIENCE = 60.0    # seconds by the clock, for a process that got no processor
MEMORY = 256 * 2**20    # bytes
LOOK_SECONDS = 0.02    # between two looks at both
LONGEST_ANSWER = 13_000_000    # bytes: the longest text of the sandbox, each character written as two \uXXXX
CANNOT = "the model's chat template cannot write these messages: "


class TemplateProcess:
    """A process that renders templates, one after the other."""

    def __init__(self):
        self.process = subprocess.Popen(command(), env=environment(), cwd=PROGRAM.parent, bufsize=0, **apart(),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.seen, self.answers = psutil.Process(self.process.pid), queue.SimpleQueue()
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self):
        """Pass on each answer, a line; an empty one when the process has ended."""
        line = b""
        while len(line) < LONGEST_ANSWER and (piece := self.process.stdout.read(1 << 16)):
            line += piece
            if line.endswith(b"\n"):
                self.answers.put(line)
                line = b""
        self.answers.put(b"")

    def ask(self, request):
        """The answer to one request, both as lines of JSON. Raises CourseError where the process takes too much."""
        began, until = self.used_seconds(), time.monotonic() + PATIENCE
        try:
            left = memoryview(request)
            while left:    # a pipe may take a part only
                left = left[self.process.stdin.write(left):]
        except OSError:
            pass    # it has ended, which the answer says
        while True:
            try:
                return self.answers.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                self.look(began, until)

    def look(self, began, until):
        """Raise CourseError when a rendering has taken too much. began: processor seconds   until: by the clock"""
        if self.used_seconds() - began > SECONDS or time.monotonic() > until:
            raise CourseError(f"{CANNOT}it did not end within {SECONDS:.0f} seconds, and was stopped")
        try:
            too_much = self.seen.memory_info().rss > MEMORY
        except psutil.Error:
            return    # it has ended, which the answer says
        if too_much:
            raise too_large()

    def used_seconds(self):
        try:
            return sum(self.seen.cpu_times()[:2])    # of the user and the system
        except psutil.Error:
            return 0.0

    def end(self):
        self.process.kill()
        self.process.wait()
        self.listener.join()
        self.process.stdin.close()
        self.process.stdout.close()


def too_large():
    return CourseError(f"{CANNOT}it took more than {MEMORY // 2**20} MB of memory, and was stopped")


def command():
    """How to start the process: by the interpreter itself, since a virtual environment's only starts that on Windows.

    -s -S -P: with the folders for packages that `environment` says, and no others
    """
    python = getattr(sys, "_base_executable", None) or sys.executable
    return [python, "-s", "-S", "-P", "-B", str(PROGRAM), str(MEMORY)]


def environment():
    """The process finds Jinja where this one does, also in a notebook, which has put folders of its own in front."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(os.path.isabs, sys.path))}


def apart():
    """How to start it so that an interrupt of the notebook does not reach it, and no window opens (Windows)."""
    return {"creationflags": subprocess.CREATE_NO_WINDOW} if sys.platform == "win32" else {"start_new_session": True}


class Renderer:
    """The one `TemplateProcess` of this process, started when needed, and again after one that had to be ended."""

    def __init__(self):
        self.lock, self.running = threading.Lock(), None

    def render(self, source, values):
        """The text that a template writes. values: by name, such as JSON can hold

        Raises CourseError where the template is damaged, refuses the values, or takes too much time or memory.
        """
        try:
            request = json.dumps({"source": source, "values": values}).encode() + b"\n"
        except (TypeError, ValueError, RecursionError) as problem:
            raise ValueError(f"a chat template takes what JSON can hold, texts above all ({problem})") from problem
        with self.lock:
            line = self.ask(request)
        if not line.endswith(b"\n"):
            raise CourseError(f"{CANNOT}the process in which it ran has ended")
        if line == b"\n":
            raise too_large()
        answer = json.loads(line)
        if "damaged" in answer:
            raise CourseError("the model's chat template is damaged, or written for another program "
                              f"({answer['damaged']})")
        if "refused" in answer:
            raise CourseError(CANNOT + answer["refused"])
        return answer["text"]

    def ask(self, request):
        """The answer of the process, which is ended if it does not answer as it should, or this one is interrupted."""
        line = b""
        try:
            if self.running is None or self.running.process.poll() is not None:
                self.running = TemplateProcess()
            line = self.running.ask(request)
        except OSError as problem:
            raise CourseError(f"a chat template runs in a process of its own, which cannot be started ({problem})"
                              ) from problem
        finally:
            if line in (b"", b"\n"):
                self.end()
        return line

    def end(self):
        if self.running is not None:
            self.running.end()
        self.running = None


renderer = Renderer()
atexit.register(lambda: renderer.end())
if hasattr(os, "register_at_fork"):
    def leave():
        """A forked process has the pipes of its parent's renderer, and must not write into them."""
        global renderer
        renderer = Renderer()

    os.register_at_fork(after_in_child=leave)
