"""What a learner's code finds around it while it is checked: always the same, whatever the notebook has switched.

Gradients are on (also inside ``torch.no_grad()`` or ``torch.inference_mode()``), numbers are float32, on the CPU,
random numbers begin at seed 0, NumPy and Python warn as usual. Whatever the code switches itself is put back.
NumPy and torch are never imported here: where they are not loaded, they have no state.
"""

import builtins
import contextlib
import math
import os
import random
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

UNHEARD = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
MODULES = (builtins, math, random, time)  # what a learner's code overwrites in them is put back
NUMPY_ERRORS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}

_holding = 0  # how many known_state() stand open


@contextlib.contextmanager
def known_state() -> Iterator[None]:
    """The known state inside, the caller's own again afterwards. Costs nothing inside another one."""
    global _holding
    if _holding:
        yield
        return
    with ExitStack() as stack:
        put_back = [_put_back_process(), *(hold(module) for hold, module in _loaded(_hold_numpy, _hold_torch))]
        put_back += [start for name, start in FIRST_USE.items() if name not in sys.modules]
        for each in put_back:
            stack.callback(each)
        if torch := sys.modules.get("torch"):
            stack.enter_context(torch.inference_mode(False))
        stack.enter_context(warnings.catch_warnings())
        warnings.resetwarnings()
        warnings.simplefilter("default")
        for category in UNHEARD:
            warnings.simplefilter("ignore", category)
        _holding += 1
        stack.callback(_let_go)
        reset()
        yield


def _let_go() -> None:
    global _holding
    _holding -= 1


@contextlib.contextmanager
def fresh_state() -> Iterator[list[warnings.WarningMessage]]:
    """For one run, inside :func:`known_state`: everything as at its beginning. Yields the warnings that come up."""
    with known_state(), warnings.catch_warnings(record=True) as heard, ExitStack() as stack:
        stack.callback(reset)  # what looks at the results is not to find what the code has switched
        stack.callback(sys.setrecursionlimit, sys.getrecursionlimit())
        for module in MODULES:
            stack.callback(_put_back_names, module, dict(vars(module)))
        reset()
        yield heard


def reset() -> None:
    """Switch everything to what is known; the caller's own is not kept here."""
    random.seed(0)
    for switch, module in _loaded(_reset_numpy, _reset_torch):
        switch(module)


def _loaded(for_numpy: Callable, for_torch: Callable) -> list[tuple[Callable, Any]]:
    pairs = [(for_numpy, sys.modules.get("numpy")), (for_torch, sys.modules.get("torch"))]
    return [(function, module) for function, module in pairs if module is not None]


def _reset_numpy(numpy: Any) -> None:
    numpy.random.seed(0)
    numpy.seterr(**NUMPY_ERRORS)


def _reset_torch(torch: Any) -> None:
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.default_generator.manual_seed(0)
    if torch.get_default_device().type != "cpu":
        torch.set_default_device("cpu")
    if torch.is_autocast_enabled("cpu"):
        torch.set_autocast_enabled("cpu", False)


def _start_numpy() -> None:
    """If NumPy has been loaded meanwhile, its random numbers begin as in a new process."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(None)


def _start_torch() -> None:
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(67280421310721)  # torch's own default


FIRST_USE = {"numpy": _start_numpy, "torch": _start_torch}


def _put_back_process() -> Callable[[], None]:
    environment, randomness = dict(os.environ), random.getstate()
    try:
        folder = os.getcwd()
    except OSError:  # it has been deleted
        folder = None

    def put_back() -> None:
        random.setstate(randomness)
        if os.environ != environment:
            os.environ.clear()
            os.environ.update(environment)
        if folder is not None:
            with contextlib.suppress(OSError):
                os.chdir(folder)

    return put_back


def _put_back_names(module: Any, before: dict[str, Any]) -> None:
    now = vars(module)
    if now != before:
        now.clear()
        now.update(before)


def _hold_numpy(numpy: Any) -> Callable[[], None]:
    randomness, errors = numpy.random.get_state(), numpy.geterr()

    def put_back() -> None:
        numpy.random.set_state(randomness)
        numpy.seterr(**errors)

    return put_back


def _hold_torch(torch: Any) -> Callable[[], None]:
    randomness, dtype = torch.default_generator.get_state(), torch.get_default_dtype()
    gradients, autocast = torch.is_grad_enabled(), torch.is_autocast_enabled("cpu")
    # A device set for good is kept there; one of a `with torch.device(…):` comes back when ours goes.
    context = getattr(getattr(torch, "_GLOBAL_DEVICE_CONTEXT", None), "device_context", None)
    device = getattr(context, "device", None)

    def put_back() -> None:
        torch.default_generator.set_state(randomness)
        torch.set_default_dtype(dtype)
        torch.set_grad_enabled(gradients)
        torch.set_autocast_enabled("cpu", autocast)
        context = getattr(getattr(torch, "_GLOBAL_DEVICE_CONTEXT", None), "device_context", None)
        if getattr(context, "device", None) != device:
            torch.set_default_device(device)

    return put_back
