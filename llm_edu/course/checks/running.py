"""Run a learner's code on a case so that nothing it does breaks the notebook, and report whatever happens."""

import contextlib
import copy
import dis
import inspect
import io
import linecache
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from types import TracebackType
from typing import Any

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Case, Scenario
from llm_edu.course.checks.handed import Handed, is_model
from llm_edu.course.checks.interrupting import TimeUp, within
from llm_edu.course.checks.kinds import kind
from llm_edu.course.checks.state import fresh_state

UNCHANGEABLE = (str, int, float, bool, bytes, type(None))
KEPT_CHARACTERS = 2_000  # of what the learner's code prints
# Frames for recursion that Python's own limit stops. Each may need half a kilobyte of the stack or more, which is 8 MB
# with Linux and macOS, 2 MB with Windows.
DEEP = 3_000  # deeper, and the process itself may fall


@dataclass(frozen=True)
class Outcome:
    """What a call came to."""

    kind: str  # "value", "error", "blank" (a bare NotImplementedError) or "timeout"
    value: Any = None
    error: BaseException | None = None
    line: str = ""  # where in the learner's code it happened: "line 3: total += 1"
    changed: str | None = None  # what the call changed of what it was handed: "ids", "table.requires_grad"
    place: int | str | None = None  # which argument that is: its number, or its name if it was handed over by name
    arguments: tuple = ()  # as the call left them
    printed: str = ""
    warned: tuple[str, ...] = ()  # each as "RuntimeWarning: divide by zero encountered in log"
    seconds: float = 0.0
    deep: bool = False  # it calls itself more often than Python allows by itself


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


def copied(value: Any) -> Any:
    """A copy of an argument that shares nothing the callee could change (models are shared: they are large)."""
    if type(value) in UNCHANGEABLE:
        return value
    if kind(value) == "tensor":
        copy_ = value.detach().clone()
        return copy_.requires_grad_(value.requires_grad)
    if type(value) in (list, tuple, set):
        return type(value)(copied(item) for item in value)
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    if is_model(value):
        return value
    return copy.deepcopy(value)


def run_case(function: Callable, case: Case | Scenario, seconds: float, keywords: Sequence[str] = ()) -> Outcome:
    """Call the function on one case, on copies of the arguments, and report whatever happens as an Outcome.

    With ``keywords``, the names of its parameters or "", the last arguments that have names are handed over by these.
    Recursion that Python's own limit stops gets a second try, deeper.
    """
    outcome = _run(function, case, seconds, keywords, None)
    if isinstance(outcome.error, RecursionError):
        return replace(_run(function, case, seconds, keywords, DEEP), deep=True)
    return outcome


def _run(function: Callable, case: Case | Scenario, seconds: float, names: Sequence[str], depth: int | None) -> Outcome:
    called = by_keyword(function, names) if names else function
    printed, handed = _Printed(), Handed()
    result: dict[str, Any] = {}
    with fresh_state() as heard:
        if depth:
            sys.setrecursionlimit(max(depth, sys.getrecursionlimit()))
        is_call = isinstance(case, Case)
        arguments, keywords = (copied(case.arguments), copied(dict(case.keywords))) if is_call else ((), {})
        called = handed.watching(called) if not isinstance(function, type) else called

        def call() -> Any:
            return called(*arguments, **keywords) if is_call else case.run(called)

        begun = monotonic()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                result = {"kind": "value", "value": within(seconds, call)}
        except KeyboardInterrupt:
            raise
        except TimeUp as error:
            result = {"kind": "timeout", "error": error, "line": learners_line(error.__traceback__, function)}
        except BaseException as error:  # SystemExit too: nothing of the learner's ends the notebook
            kind_ = "blank" if _is_bare_not_implemented(error) else "error"
            result = {"kind": kind_, "error": error, "line": learners_line(error.__traceback__, function)}
        result["seconds"] = monotonic() - begun
    if "error" in result:
        result["error"].__traceback__ = None  # its frames hold on to whatever the call had built
    if inspect.iscoroutine(result.get("value")):
        result["value"].close()  # else Python warns that nobody awaited it
    place, changed = _changed(function, case, arguments, keywords) if is_call else (None, None)
    warned = tuple(f"{warning.category.__name__}: {warning.message}" for warning in heard)
    changed = changed or handed.changed
    return Outcome(**result, changed=changed, place=place, arguments=arguments, printed=printed.kept, warned=warned)


def by_keyword(function: Callable, names: Sequence[str]) -> Callable:
    """The function called with its last arguments by name, however it is called."""
    def call(*arguments: Any, **keywords: Any) -> Any:
        place = first_by_name(len(arguments), names)
        return function(*arguments[:place], **dict(zip(names[place:], arguments[place:])), **keywords)

    return call


def first_by_name(count: int, names: Sequence[str]) -> int:
    """Where the arguments by name begin, if those before have to come by place."""
    while 0 < count <= len(names) and names[count - 1]:
        count -= 1
    return count


def parameters(function: Callable) -> list[str]:
    """The names of its parameters; none where that cannot be known, as of some built-in functions."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def _changed(function: Callable, case: Case, arguments: tuple, keywords: dict[str, Any]) -> tuple:
    """Place and name of the first argument that is not what it was before the call."""
    before = [*enumerate(case.arguments), *case.keywords.items()]
    for (place, old), new in zip(before, [*arguments, *keywords.values()]):
        if what := _change(old, new):
            names = parameters(function)
            name = names[place] if isinstance(place, int) and place < len(names) else place
            return place, f"{f'argument {name + 1}' if isinstance(name, int) else name}{what}".strip()
    return None, None


def _change(old: Any, new: Any) -> str:
    """ "." and what of it has changed, " " where it is the value, "" where nothing is."""
    return " " if difference(old, new, Rules(strangers=False)) else _change_of_gradient(old, new)


def _change_of_gradient(old: Any, new: Any) -> str:
    """The same of tensors with the same numbers, also of those in lists and dictionaries."""
    if type(old) in (list, tuple):
        return next(filter(None, map(_change_of_gradient, old, new)), "")
    if type(old) is dict:
        return next(filter(None, (_change_of_gradient(old[key], new[key]) for key in old)), "")
    if kind(old) == "tensor" and old.requires_grad != new.requires_grad:
        return ".requires_grad"
    if kind(old) == "tensor" and new.is_leaf and (old.grad is None) != (new.grad is None):
        return ".grad"
    return ""


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
