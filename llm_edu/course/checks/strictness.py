"""Under ``LLM_EDU_STRICT=1``: an attempt that has the course's own function do the work is none.

What is seen: that function, or a copy of its code, running while the attempt is called on a case, however it got
there (an alias, ``functools.partial``, a wrapper). What is not: its text copied, ``solution()``'s text typed in, its
results worked out beforehand, another process or thread, or code that takes the watch off. It is no sandbox.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any


@contextlib.contextmanager
def calls_of(reference: Callable | None) -> Iterator[list[str]]:
    """Yields a list that fills with the names of what is called of the reference. None: nothing is watched."""
    called: list[str] = []
    wanted = {_identity(code) for code in _codes(reference)}
    if not wanted:
        yield called
        return

    def notice(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and _identity(frame.f_code) in wanted and not called:
            called.append(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(notice)
    try:
        yield called
    finally:
        sys.setprofile(before)


def _codes(reference: Any) -> list[CodeType]:
    members = vars(reference).values() if isinstance(reference, type) else [reference]
    return [member.__code__ for member in (getattr(each, "__func__", each) for each in members)
            if hasattr(member, "__code__")]


def _identity(code: CodeType) -> tuple[str, int, bytes]:
    """The same for a copy of the code, another for the same lines written elsewhere."""
    return code.co_filename, code.co_firstlineno, code.co_code
