"""Stop code that does not stop by itself: endless loops, and lists that grow until the computer stands still.

The code runs in the calling (main) thread. A watching thread raises ``TimeUp`` in it when the time is over:
``PyThreadState_SetAsyncExc`` works on Windows too, where there is no SIGALRM, and a BaseException gets past the
learner's ``except Exception``. It is raised again every few milliseconds, for code that swallows it with a bare
``except:``. A call that waits in C (``time.sleep(1e9)``, ``input()``) hears no asynchronous exception; after half a
second it gets SIGINT as well, as from the stop button.

What cannot be interrupted: one long computation inside C that never looks at signals, such as ``sum(range(10**12))``,
``10 ** 10 ** 9`` or a huge matrix product. It has to be waited for, or the kernel restarted.
"""

import contextlib
import ctypes
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

REPEAT_SECONDS = 0.005  # between two TimeUps for code that swallows them
SIGNAL_AFTER = 100  # that many unheard TimeUps, half a second, before a signal is sent
LOOK_SECONDS = 0.25  # between two looks at the memory
MOST_MEMORY = 1_500_000_000  # bytes that one call may add to the process


class TimeUp(BaseException):
    """Raised inside the learner's code when its time is over; no Exception, so that ``except Exception`` lets it by."""


class _Watch(threading.Thread):
    """Raises TimeUp in the thread that made it, until it is stopped: when the time is over or the memory is filled."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True, name="llm-edu time limit")
        self.seconds = seconds
        self.watched = threading.get_ident()
        self.may_signal = (threading.current_thread() is threading.main_thread()
                           and signal.getsignal(signal.SIGINT) is signal.default_int_handler)
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.fired = self.signalled = self.filled = False

    def run(self) -> None:
        if self._is_over_in_time():
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

    def _is_over_in_time(self) -> bool:
        """Wait until the call is over (True), or its time is, or its memory (False)."""
        end, before = time.monotonic() + self.seconds, None
        while (left := end - time.monotonic()) > 0:
            if self.over.wait(min(left, LOOK_SECONDS)):
                return True
            used = _used_memory()
            before = used if before is None else before
            if used - before > MOST_MEMORY:
                self.filled = True
                return False
        return False

    def reason(self) -> tuple[str, ...]:
        """The arguments of TimeUp: none when it was the time."""
        return ("it fills the memory",) if self.filled else ()

    def stop(self) -> None:
        """No exception is raised, or left waiting to be raised, once this has returned."""
        self.over.set()
        with self.lock:
            if self.fired:
                _raise_in(self.watched, None)
        if self.signalled:
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait(0.01)  # a signal still under way arrives here


def _used_memory() -> int:
    """Bytes of memory that this process holds."""
    import psutil

    return psutil.Process().memory_info().rss


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
        raise TimeUp(*watch.reason()).with_traceback(error.__traceback__) from None
    except BaseException:
        if watch.fired:
            raise TimeUp(*watch.reason()) from None
        raise
    if watch.fired:
        raise TimeUp(*watch.reason())
    return result
