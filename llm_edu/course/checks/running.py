"""Run a learner's code on a case so that nothing it does breaks the notebook, and report whatever happens."""

import contextlib
import copy
import dis
import inspect
import io
import linecache
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Case, Scenario
from llm_edu.course.checks.interrupting import TimeUp, within
from llm_edu.course.checks.kinds import kind

KEPT_CHARACTERS = 2_000  # of what the learner's code prints


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
            result = {"kind": "timeout", "error": error, "line": learners_line(error.__traceback__, function)}
        except BaseException as error:  # SystemExit too: nothing of the learner's ends the notebook
            kind_ = "blank" if _is_bare_not_implemented(error) else "error"
            result = {"kind": kind_, "error": error, "line": learners_line(error.__traceback__, function)}
    if "error" in result:
        result["error"].__traceback__ = None  # its frames hold on to whatever the call had built
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
