"""Stop code that does not stop by itself: endless loops, and lists that grow until the computer stands still.

The code runs in the calling (main) thread. A watching thread raises ``TimeUp`` in it when the time is over:
``PyThreadState_SetAsyncExc`` works on Windows too, where there is no SIGALRM, and a BaseException gets past the
learner's ``except Exception``. It is raised again every few milliseconds, for code that swallows it with a bare
``except:``, and only while the code runs: never once it has come back, and never while it imports something, which
would leave half a module behind (an import's time does not count). A call that waits in C (``time.sleep(1e9)``,
``input()``) hears no asynchronous exception; after half a second it gets SIGINT as well, as from the stop button.
A process that the code forks ends with the code.

What cannot be interrupted: one long computation inside C that never looks at signals, such as ``sum(range(10**12))``,
``10 ** 10 ** 9`` or a huge matrix product. It has to be waited for, or the kernel restarted. If it does come back, how
late it was is said.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from llm_edu.course.checks.kinds import is_plain
from llm_edu.course.checks.watching import TimeUp, Watch, begin, end

ASKING_SECONDS = 1.0  # for a learner's own object to compare or show itself
_imported = 0.0


def _guarded(function: Callable[[], Any], running: threading.Lock) -> Any:
    """Call it: as long as ``running`` is held, TimeUp may be raised in it. A forked child does not come out of here.

    A lock, since Python gives it back before the next instruction at which an exception can strike.
    """
    process = os.getpid()
    try:
        with running:
            return function()
    finally:
        if os.getpid() != process:
            os._exit(0)


def imported_seconds() -> float:
    """How long code that ran :func:`within` a limit has been importing so far; no time of its own."""
    return _imported


def within(seconds: float, function: Callable[[], Any]) -> Any:
    """``function()``, or TimeUp if it has not come back after ``seconds``.

    Whatever the function does with the exception, its time counts as over. A KeyboardInterrupt of the user's passes.
    """
    global _imported
    watch, shown = Watch(seconds), sys.unraisablehook
    if watch.may_signal:
        signal.signal(signal.SIGINT, watch.on_signal)
    # A TimeUp that strikes in a __del__ or in the garbage collector is lost there, and raised again soon: no news.
    sys.unraisablehook = lambda lost: None if lost.exc_type is TimeUp else shown(lost)
    try:
        return _watched(watch, function)
    finally:
        sys.unraisablehook = shown
        end(watch)
        _imported += watch.importing
        if watch.may_signal:  # a signal that still waits is handled first, by the watch
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _watched(watch: Watch, function: Callable[[], Any]) -> Any:
    """The function's result, or TimeUp. Once it runs no more one TimeUp can still arrive, no second one."""
    try:
        try:
            begin(watch)
            result = _guarded(function, watch.running)
        finally:
            watch.stop()
    except TimeUp as error:
        watch.stop()
        raise TimeUp(*watch.reason()).with_traceback(error.__traceback__) from None
    except KeyboardInterrupt:
        watch.stop()
        raise
    except BaseException:
        if watch.fired:
            raise TimeUp(*watch.reason()) from None
        raise
    if watch.fired:
        raise TimeUp(*watch.reason())
    return result


class TookTooLong(Exception):
    """What is asked of a learner's own object does not end: its ``__eq__``, ``__repr__``, ``__len__``, …"""


def careful(function: Callable[[], Any], *values: Any) -> Any:
    """``function()``, which looks at the values: against a limit where that may run a learner's own methods."""
    if all(map(is_plain, values)):
        return function()
    try:
        return within(ASKING_SECONDS, function)
    except TimeUp:
        raise TookTooLong("it takes too long") from None
