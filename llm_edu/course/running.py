"""Run a learner's code so that nothing it does breaks the notebook: exceptions, endless loops, floods of print.

The code runs in the calling (main) thread. A watching thread raises ``TimeUp`` in it when the time is over:
``PyThreadState_SetAsyncExc`` works on Windows too, where there is no SIGALRM, and a BaseException gets past the
learner's ``except Exception``. It is raised again every few milliseconds, for code that swallows it with a bare
``except:``. A call that waits in C (``time.sleep(1e9)``, ``input()``) hears no asynchronous exception; after half a
second it gets SIGINT as well, as from the stop button.

What cannot be interrupted: one long computation inside C that never looks at signals, such as ``sum(range(10**12))``,
``10 ** 10 ** 9`` or a huge matrix product. It has to be waited for, or the kernel restarted.
"""

import contextlib
import copy
import ctypes
import dis
import inspect
import io
import linecache
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from llm_edu.course.comparing import Rules, difference, kind
from llm_edu.course.exercise import Case, Scenario

REPEAT_SECONDS = 0.02  # between two TimeUps for code that swallows them
SIGNAL_AFTER = 25  # that many unheard TimeUps, half a second, before a signal is sent
KEPT_CHARACTERS = 2_000  # of what the learner's code prints


class TimeUp(BaseException):
    """Raised inside the learner's code when its time is over; no Exception, so that ``except Exception`` lets it by."""


@dataclass(frozen=True)
class Outcome:
    """What a call came to."""

    kind: str  # "value", "error", "blank" (a bare NotImplementedError) or "timeout"
    value: Any = None
    error: BaseException | None = None
    line: str = ""  # where in the learner's code it happened: "line 3: total += 1"
    changed: str | None = None  # the name of an argument that the call changed
    arguments: tuple = ()  # as the call left them
    printed: str = ""


class _Watch(threading.Thread):
    """Raises TimeUp in the thread that made it, from ``seconds`` on until it is stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True, name="llm-edu time limit")
        self.seconds = seconds
        self.watched = threading.get_ident()
        self.may_signal = (threading.current_thread() is threading.main_thread()
                           and signal.getsignal(signal.SIGINT) is signal.default_int_handler)
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.fired = self.signalled = False

    def run(self) -> None:
        if self.over.wait(max(self.seconds, 0)):
            return
        attempts = 0
        while True:
            with self.lock:  # stop() takes it too: once it has returned, nothing more is raised
                if self.over.is_set():
                    return
                self.fired = True
                attempts += 1
                if attempts % SIGNAL_AFTER or not self.may_signal:
                    _raise_in(self.watched, TimeUp)
                else:
                    _raise_in(self.watched, None)
                    self.signalled = True
                    _send_interrupt(self.watched)
            if self.over.wait(REPEAT_SECONDS):
                return

    def stop(self) -> None:
        """No exception is raised, or left waiting to be raised, once this has returned."""
        self.over.set()
        with self.lock:
            if self.fired:
                _raise_in(self.watched, None)
        if self.signalled:
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait(0.01)  # a signal still under way arrives here


def _raise_in(thread: int, exception: type[BaseException] | None) -> None:
    """Have that thread raise an exception at its next step in Python; None takes a waiting one back."""
    target = ctypes.py_object(exception) if exception else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), target)


def _send_interrupt(thread: int) -> None:
    """Wake the main thread from a waiting call, as the stop button does."""
    if os.name == "nt":
        signal.raise_signal(signal.SIGINT)  # Python's handler wakes the main thread's wait
    else:
        signal.pthread_kill(thread, signal.SIGINT)


def within(seconds: float, function: Callable[[], Any]) -> Any:
    """``function()``, or TimeUp if it has not come back after ``seconds``.

    Whatever the function does with the exception, its time counts as over. A KeyboardInterrupt of the user's passes.
    """
    watch = _Watch(seconds)
    try:
        try:
            watch.start()
            result = function()
        finally:
            watch.stop()
    except (TimeUp, KeyboardInterrupt) as error:
        while True:  # the exception may have come while stop() was running
            try:
                watch.stop()
                break
            except TimeUp:
                continue
        if isinstance(error, KeyboardInterrupt) and not watch.signalled:
            raise
        raise TimeUp().with_traceback(error.__traceback__) from None
    except BaseException:
        if watch.fired:
            raise TimeUp() from None
        raise
    if watch.fired:
        raise TimeUp()
    return result


class _Printed(io.TextIOBase):
    """Keeps the beginning of what is printed, so that an endless loop of prints fills no memory."""

    def __init__(self) -> None:
        self.kept = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = KEPT_CHARACTERS - len(self.kept)
        if room > 0:
            self.kept += text[:room]
        return len(text)


@contextlib.contextmanager
def same_randomness() -> Iterator[None]:
    """Start ``random``, NumPy and torch (where loaded) from seed 0, and put their state back afterwards."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    before = random.getstate()
    before_numpy = numpy.random.get_state() if numpy else None
    before_torch = torch.default_generator.get_state() if torch else None
    random.seed(0)
    if numpy:
        numpy.random.seed(0)
    if torch:
        torch.default_generator.manual_seed(0)
    try:
        yield
    finally:
        random.setstate(before)
        if numpy:
            numpy.random.set_state(before_numpy)
        if torch:
            torch.default_generator.set_state(before_torch)


def copied(value: Any) -> Any:
    """A copy of an argument that shares nothing the callee could change (models are shared: they are large)."""
    word = kind(value)
    if word == "tensor":
        copy_ = value.detach().clone()
        return copy_.requires_grad_(value.requires_grad)
    if type(value) in (list, tuple, set):
        return type(value)(copied(item) for item in value)
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    if hasattr(value, "state_dict"):
        return value
    return copy.deepcopy(value)


def run_case(function: Callable, case: Case | Scenario, seconds: float) -> Outcome:
    """Call the function on one case, on copies of the arguments, and report whatever happens as an Outcome."""
    arguments = copied(case.arguments) if isinstance(case, Case) else ()
    keywords = copied(dict(case.keywords)) if isinstance(case, Case) else {}

    def call() -> Any:
        return function(*arguments, **keywords) if isinstance(case, Case) else case.run(function)

    printed = _Printed()
    result: dict[str, Any] = {}
    with same_randomness():
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                result = {"kind": "value", "value": within(seconds, call)}
        except KeyboardInterrupt:
            raise
        except TimeUp as error:
            result = {"kind": "timeout", "line": learners_line(error.__traceback__, function)}
        except BaseException as error:  # SystemExit too: nothing of the learner's ends the notebook
            kind_ = "blank" if _is_bare_not_implemented(error) else "error"
            result = {"kind": kind_, "error": error, "line": learners_line(error.__traceback__, function)}
    if inspect.iscoroutine(result.get("value")):
        result["value"].close()  # else Python warns that nobody awaited it
    changed = _changed(function, case, arguments, keywords) if isinstance(case, Case) else None
    return Outcome(**result, changed=changed, arguments=arguments, printed=printed.kept)


def _changed(function: Callable, case: Case, arguments: tuple, keywords: dict[str, Any]) -> str | None:
    """The name of the first argument that is not what it was before the call."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    names += [f"argument {number}" for number in range(len(names) + 1, len(arguments) + 1)]
    before = [*zip(names, case.arguments), *case.keywords.items()]
    for (name, old), new in zip(before, [*arguments, *keywords.values()]):
        if difference(old, new, Rules(strangers=False)):
            return name
    return None


def _is_bare_not_implemented(error: BaseException) -> bool:
    """Whether a ``raise NotImplementedError`` statement did it, rather than torch saying that it lacks something."""
    if not isinstance(error, NotImplementedError) or error.__traceback__ is None:
        return False
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    return last.tb_frame.f_code.co_code[last.tb_lasti] == dis.opmap["RAISE_VARARGS"]


def files_of(function: Callable) -> set[str]:
    """The files (a notebook cell counts as one) that the code of a function, or of a class's methods, comes from."""
    members = vars(function).values() if isinstance(function, type) else [function]
    codes = [getattr(getattr(member, "__func__", member), "__code__", None) for member in members]
    return {code.co_filename for code in codes if code is not None}


def learners_line(traceback: TracebackType | None, function: Callable) -> str:
    """The innermost line of the learner's own in a traceback: ``"line 3: return ids[i + 1]"``, or ""."""
    files, found = files_of(function), ""
    while traceback:
        file = traceback.tb_frame.f_code.co_filename
        if file in files or "ipykernel_" in file:
            text = linecache.getline(file, traceback.tb_lineno).strip()
            found = f"line {traceback.tb_lineno}: {text}" if text else f"line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found
