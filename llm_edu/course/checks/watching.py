"""The thread that watches calls with a time limit, and stops those whose time is over or that fill the memory.

It raises ``TimeUp`` in the thread of the call, as ``interrupting`` says, and where that is not heard sends a signal.
"""

import _imp
import ctypes
import importlib
import os
import signal
import threading
from time import monotonic  # not time.monotonic(), which the code might replace
from typing import Any

REPEAT_SECONDS = 0.005  # between two TimeUps for code that swallows them
SIGNAL_AFTER = 100  # that many unheard TimeUps, half a second, before a signal is sent
LOOK_SECONDS = 0.25  # between two looks at the memory
MOST_MEMORY = 1_500_000_000  # bytes that one call may add to the process
TICK_SECONDS = 0.05  # between two looks at the time
IDLE_SECONDS = 1.0  # after which the watching thread ends
LATE_SECONDS = 10.0  # so much over the limit is worth a word
IMPORT_SECONDS = 120.0  # that an import may take before it is interrupted after all


class TimeUp(BaseException):
    """Raised inside the learner's code when its time is over; no Exception, so that ``except Exception`` lets it by."""


class Watch:
    """One call that is watched: when the time is over or the memory is filled, TimeUp is raised in its thread."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.watched = threading.get_ident()
        self.may_signal = (threading.current_thread() is threading.main_thread()
                           and signal.getsignal(signal.SIGINT) is signal.default_int_handler)
        self.lock, self.running = threading.Lock(), threading.Lock()
        self.over = self.fired = self.filled = False
        self.attempts = self.sent = self.heard = 0  # of TimeUps, of signals
        self.begun = self.looked = self.measured = monotonic()
        self.importing, self.memory = 0.0, None

    def look(self) -> float:
        """What the watching thread does now and then; returns in how many seconds it is to look again."""
        with self.lock:  # stop() takes it too: once it has returned, nothing more is raised
            if self.over:
                return TICK_SECONDS
            importing, now = _imports(self.watched), monotonic()
            if importing:
                self.importing += now - self.looked
            self.looked = now
            left = self.begun + self.seconds + min(self.importing, IMPORT_SECONDS) - now
            if left > 0 and not self._fills_memory(now):
                return min(left, TICK_SECONDS)
            if self.running.locked() and (not importing or self.importing > IMPORT_SECONDS):
                self._fire()
            return REPEAT_SECONDS

    def _fire(self) -> None:
        """Raise TimeUp; now and then send a signal, too."""
        self.fired = True
        self.attempts += 1
        _raise_in(self.watched)
        if self.attempts % SIGNAL_AFTER == 0 and self.may_signal:
            self.sent += 1
            _send_interrupt(self.watched)

    def _fills_memory(self, now: float) -> bool:
        if not self.filled and now - self.measured > LOOK_SECONDS:
            used, self.measured = _used_memory(), now
            self.memory = used if self.memory is None else min(used, self.memory)    # old garbage may go meanwhile
            self.filled = used - self.memory > MOST_MEMORY
        return self.filled

    def reason(self) -> tuple[str, ...]:
        """The arguments of TimeUp: none when it was the time."""
        if self.filled:
            return ("it fills the memory and was stopped",)
        took = monotonic() - self.begun - self.importing
        if took > self.seconds + LATE_SECONDS:
            return (f"it takes longer than {self.seconds:.3g} seconds, and came back only after {took:.0f}: one long "
                    "computation inside Python or a library, such as sum(range(10**12)), cannot be stopped",)
        return ()

    def on_signal(self, number: int, frame: Any) -> None:
        """SIGINT's handler meanwhile: a signal of ours is a TimeUp, or nothing once all is over."""
        if self.heard == self.sent:
            signal.default_int_handler(number, frame)  # the user's own: KeyboardInterrupt
        self.heard = self.sent
        if not self.over:
            raise TimeUp

    def stop(self) -> None:
        """No exception is raised, or left waiting to be raised, once this has returned."""
        self.over = True
        with self.lock:  # what is being raised is raised
            fired = self.fired
        if fired:
            _hear_what_waits(self.watched)


def _imports(thread: int) -> bool:
    """Whether that thread imports a module now.

    Told from importlib's locks, one a module. The thread's frames would tell as well, but to walk them while they run
    crashes Python 3.11 now and then: making a frame object may collect garbage, which lets the frames go on and end.
    """
    inside = vars(importlib._bootstrap)  # private names: a Python without them must not lose its time limits
    locks = [reference() for reference in list(inside.get("_module_locks", {}).values())]
    return (_imp.lock_held() or bool(inside.get("_blocking_on", {}).get(thread))
            or any(lock is not None and lock.owner == thread for lock in locks))


def _used_memory() -> int:
    """Bytes of memory that this process holds."""
    import psutil

    return psutil.Process().memory_info().rss


def _raise_in(thread: int) -> None:
    """Have that thread raise TimeUp at its next step in Python; one that waits already is not doubled."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeUp))


def _hear_what_waits(thread: int) -> None:
    """Raise what may wait in this thread here, where it does no harm.

    Taking it back with NULL would leave Python 3.11's flag up that something waits: under a profiler or a debugger it
    then goes round in circles.
    """
    try:
        _raise_in(thread)
        for _ in range(10):
            pass
    except TimeUp:
        pass


def _send_interrupt(thread: int) -> None:
    """Wake the main thread from a waiting call, as the stop button does."""
    if os.name == "nt":
        signal.raise_signal(signal.SIGINT)  # Python's handler wakes the main thread's wait
    else:
        signal.pthread_kill(thread, signal.SIGINT)


_watches: list[Watch] = []  # those that run now, the innermost last


class _Watcher(threading.Thread):
    """Looks at all watches, as long as there are some; one thread for many calls, since to start one takes time."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="llm-edu time limit")
        self.wake, self.next, self.ended = threading.Event(), 0.0, False

    def run(self) -> None:
        idle = monotonic()
        while not self._ends(idle):
            pause = min((watch.look() for watch in list(_watches)), default=TICK_SECONDS)
            idle = monotonic() if _watches else idle
            self.next = monotonic() + pause
            if self.wake.wait(pause):
                self.wake.clear()

    def _ends(self, idle: float) -> bool:
        with _beginning:
            self.ended = not _watches and monotonic() - idle > IDLE_SECONDS
        return self.ended

    def notice(self, watch: Watch) -> None:
        """Look earlier if the new watch is over before the next look."""
        if watch.begun + watch.seconds < self.next:
            self.wake.set()


_watcher = _Watcher()
_beginning = threading.Lock()


def begin(watch: Watch) -> None:
    """Have it looked at, by the thread that runs or by a new one."""
    global _watcher
    import psutil  # noqa: F401  # before the watching thread needs it: beside busy code that takes a quarter of a second

    with _beginning:
        _watches.append(watch)
        if _watcher.ended or not _watcher.is_alive():
            _watcher = _Watcher()
            _watcher.start()
    _watcher.notice(watch)


def end(watch: Watch) -> None:
    """Have it looked at no more."""
    if watch in _watches:
        _watches.remove(watch)


def _end_forked_child() -> None:
    """In a child process that the code forked there is no watch: it ends when the time is over at the latest."""
    if _watches:
        left = _watches[-1].begun + _watches[-1].seconds - monotonic()
        timer = threading.Timer(max(0.0, left), os._exit, [1])
        timer.daemon = True
        timer.start()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_end_forked_child)
