"""Other ways to call what is right on every case: what the notebook's next cells do, whoever wrote the cases."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Case, Exercise
from llm_edu.course.checks.facts import CourseFault, Judgement, Trial, expected, what_is_wrong
from llm_edu.course.checks.interrupting import TimeUp, within
from llm_edu.course.checks.kinds import kind
from llm_edu.course.checks.odd import with_odd_texts
from llm_edu.course.checks.remembering import Memory
from llm_edu.course.checks.running import Outcome, parameters, run_case

Ran = list[tuple[Trial, Outcome]]
SECONDS = 0.5  # of calls by keyword, as long as the plain ones took
FEW = 4  # cases for each other dtype, and with a gradient; of those that are drawn, by keyword
SHARED = ("list", "dict", "set", "tensor", "NumPy array")  # what could be one object that several calls return


def try_all(exercise: Exercise, attempt: Callable, ran: Ran, memory: Memory) -> Judgement | None:
    """The first way in which an attempt fails, or None."""
    for way in (_again, _handed_back, _other_dtypes, _odd_texts, _with_gradient):
        if found := way(exercise, attempt, ran, memory):
            return replace(found, cases=len(ran))
    return None


def _wrong(way: str, trial: Trial, outcome: Outcome, reason: str, kept: tuple[str, ...] = ()) -> Judgement:
    return Judgement("wrong", trial=trial, outcome=outcome, reason=reason, way=way, kept=kept)


def _seconds(exercise: Exercise) -> float:
    return max(1.0, exercise.time_limit)


# --- by keyword, and so a second time


def _again(exercise: Exercise, attempt: Callable, ran: Ran, memory: Memory) -> Judgement | None:
    by_name = [] if isinstance(attempt, type) else exercise.keywords
    names = [name if name in by_name else "" for name in exercise.parameters()] if by_name else []
    for trial in _quick(ran):
        outcome = run_case(attempt, trial.case, _seconds(exercise), names)
        reason = what_is_wrong(exercise, trial, outcome)
        if reason and names:
            plain = run_case(attempt, trial.case, _seconds(exercise))
            if not what_is_wrong(exercise, trial, plain):
                return _wrong("keywords", trial, outcome, reason)
            outcome = plain
        if reason:
            return _wrong("again", trial, outcome, reason, tuple(memory.changed()))
    for trial, outcome in ran:
        if kind(outcome.value) in SHARED and (reason := what_is_wrong(exercise, trial, outcome)):
            return _wrong("shared", trial, outcome, reason)
    return None


def _quick(ran: Ran) -> list[Trial]:
    """All cases that were written and a few drawn ones; of slow ones those that fit into SECONDS, and two at least."""
    chosen, seconds, drawn = [], 0.0, 0
    for index, (trial, outcome) in enumerate(ran):
        seconds, drawn = seconds + outcome.seconds, drawn + trial.drawn
        if index < 2 or (seconds < SECONDS and (not trial.drawn or drawn <= FEW)):
            chosen.append(trial)
    return chosen


# --- what is returned, against what was handed in


def _handed_back(exercise: Exercise, attempt: Callable, ran: Ran, memory: Memory) -> Judgement | None:
    """Where a new object is asked for: the first case whose result is, or holds, an argument or a view of one."""
    for trial, outcome in ran if exercise.fresh else []:
        if isinstance(trial.case, Case) and outcome.kind == "value":
            for name, argument in zip(parameters(attempt), outcome.arguments):
                if _memory(argument) & _memory(outcome.value):
                    return _wrong("fresh", trial, outcome, name)
    return None


def _memory(value: Any) -> set[int]:
    """Where what could be changed in a value lies: the storage of tensors, lists and what is in them."""
    if kind(value) == "tensor":
        return {value.untyped_storage().data_ptr()} if value.numel() else set()
    items = value if type(value) in (list, tuple) else value.values() if type(value) is dict else []
    own = set() if isinstance(value, tuple) or not isinstance(value, (list, dict, set)) else {id(value)}
    return own.union(*map(_memory, items))


# --- other dtypes


def _other_dtypes(exercise: Exercise, attempt: Callable, ran: Ran, memory: Memory) -> Judgement | None:
    for dtype in exercise.dtypes:
        for case in _few(_cast(exercise, ran, dtype)):
            trial = Trial(case, expected(exercise, case), False)
            outcome = run_case(attempt, case, _seconds(exercise))
            if reason := what_is_wrong(exercise, trial, outcome):
                return _wrong(f"dtype {dtype}", trial, outcome, reason)
    return None


def _cast(exercise: Exercise, ran: Ran, dtype: str) -> Iterator[Case]:
    """The cases of calls, with their arrays of floats in that dtype; without those that have none."""
    for trial, outcome in ran:
        if not isinstance(trial.case, Case) or outcome.kind != "value":
            continue
        arguments, keywords = _as_dtype(trial.case.arguments, dtype), _as_dtype(dict(trial.case.keywords), dtype)
        if any(new is not old for new, old in zip(arguments, trial.case.arguments)) and (
                exercise.valid is None or exercise.valid(*arguments, **keywords)):
            yield replace(trial.case, arguments=arguments, keywords=keywords)


def _as_dtype(value: Any, dtype: str) -> Any:
    """The value itself where nothing in it changes."""
    word = kind(value)
    if word == "tensor" and value.is_floating_point():
        import torch

        return (value.round() if "int" in dtype else value).to(getattr(torch, dtype))
    if word == "NumPy array" and value.dtype.kind == "f":
        return (value.round() if "int" in dtype else value).astype(dtype)
    if type(value) in (list, tuple):
        items = [_as_dtype(item, dtype) for item in value]
        return type(value)(items) if any(new is not old for new, old in zip(items, value)) else value
    if type(value) is dict:
        items = {key: _as_dtype(item, dtype) for key, item in value.items()}
        return items if any(items[key] is not item for key, item in value.items()) else value
    return value


def _few(cases: Iterator[Case]) -> list[Case]:
    """A few of them, small and large: every n-th."""
    found = list(cases)
    return found[:: max(1, len(found) // FEW)][-FEW:]


# --- odd texts


def _odd_texts(exercise: Exercise, attempt: Callable, ran: Ran, memory: Memory) -> Judgement | None:
    if not exercise.texts:
        return None
    cases = [trial.case for trial, outcome in ran if isinstance(trial.case, Case) and outcome.kind == "value"]
    for plain in _few(iter(cases)):
        for case in with_odd_texts(exercise, plain):
            wanted = run_case(exercise.reference, case, _seconds(exercise))
            if wanted.kind != "value":  # no sense in these texts
                continue
            trial = Trial(case, wanted, False)
            outcome = run_case(attempt, case, _seconds(exercise))
            if reason := what_is_wrong(exercise, trial, outcome):
                return _wrong("texts", trial, outcome, reason)
    return None


# --- gradients


def _with_gradient(exercise: Exercise, attempt: Callable, ran: Ran, memory: Memory) -> Judgement | None:
    if not exercise.gradient:
        return None
    cases = (trial.case for trial, outcome in ran if isinstance(trial.case, Case) and outcome.kind == "value")
    for case in _few(cases):
        places = [exercise.parameters().index(name) for name in exercise.gradient]
        arguments = tuple(_as_leaves(value) if place in places else value for place, value in enumerate(case.arguments))
        trained = replace(case, arguments=arguments)
        trial = Trial(trained, expected(exercise, trained), False)
        outcome = run_case(attempt, trained, _seconds(exercise))
        if reason := what_is_wrong(exercise, trial, outcome):
            return _wrong("gradient", trial, outcome, reason)
        if reason := _gradient_differs(exercise, trial, outcome, places):
            return _wrong("gradient", trial, outcome, reason)
    return None


def _gradient_differs(exercise: Exercise, trial: Trial, outcome: Outcome, places: list[int]) -> str | None:
    wanted = _gradients(trial.expected, places)
    if wanted is None:
        raise CourseFault(f"{exercise.name}: no gradient comes through the course's own answer on {trial.case}")
    try:
        got = within(_seconds(exercise), lambda: _gradients(outcome, places))
    except TimeUp:
        return "Its gradient takes too long to compute."
    except Exception as error:
        return f"PyTorch cannot compute a gradient of it: {type(error).__name__}: {error}"
    if got is None:
        return ("The numbers are right, but they no longer know how they were computed, so no gradient comes through "
                "and the notebook cannot train with it: no .detach(), .item(), .tolist(), NumPy or no_grad on the way.")
    rules = Rules(close=True, tolerance=max(1e-3, 10 * exercise.tolerance))
    named = [(exercise.gradient[places.index(place)], leaf.new_zeros(leaf.shape))
             for place in places for leaf in _leaves(trial.expected.arguments[place])]
    for (name, zeros), one, other in zip(named, wanted, got):
        one = zeros if one is None else one
        if other is None and one.any():
            return (f"The numbers are right, but no gradient comes through to `{name}`: no .detach(), .item(), no_grad "
                    "or new tensor on the way to it.")
        other = zeros if other is None else other
        if found := difference(one, other, rules):
            return f"The numbers are right, but not the gradient of `{name}`: {found[0].lower()}{found[1:]}"
    return None


def _as_leaves(value: Any) -> Any:
    """Tensors of floats as leaves that require a gradient; also those in a list or dictionary."""
    if kind(value) == "tensor" and value.is_floating_point():
        return value.detach().clone().requires_grad_()
    if type(value) in (list, tuple):
        return type(value)(map(_as_leaves, value))
    return {key: _as_leaves(item) for key, item in value.items()} if type(value) is dict else value


def _leaves(value: Any) -> list[Any]:
    if kind(value) == "tensor":
        return [value] if value.requires_grad else []
    items = value if type(value) in (list, tuple) else value.values() if type(value) is dict else []
    return [leaf for item in items for leaf in _leaves(item)]


def _gradients(outcome: Outcome, places: list[int]) -> list[Any] | None:
    """The gradients of a weighted sum of all that came out, by each leaf (None where it takes no part in it)."""
    import torch

    leaves = [leaf for place in places for leaf in _leaves(outcome.arguments[place])]
    results = _leaves(list(outcome.value) if isinstance(outcome.value, tuple) else outcome.value)
    total = sum(((result.flatten() * (torch.arange(result.numel()) + 1.0).cos())[result.flatten().isfinite()].sum()
                 for result in results), torch.zeros(()))
    if not leaves or not total.requires_grad:
        return None
    return list(torch.autograd.grad(total, leaves, allow_unused=True))
