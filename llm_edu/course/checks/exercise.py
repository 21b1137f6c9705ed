"""What an exercise is: plain data that ``check`` reads, one in each file of ``llm_edu/lessons/<topic>/exercises``.

    # llm_edu/lessons/tokenization/exercises/count_pairs.py

    exercise = Exercise(
        reference=by_hand.count_pairs,
        cases=[case([1, 2, 3, 1, 2]), case([])],
        random_case=lambda rng: ([rng.randrange(4) for _ in range(rng.randrange(12))],),
        hints=("Which numbers stand next to each other?", "for left, right in zip(ids, ids[1:]): …"),
    )

    @exercise.mistake("The last pair is missing: range stops before its end.")
    def _forgets_the_last_pair(ids):
        …

    exercise.mistake("These are single ids. What is counted are pairs.", lambda ids: dict(Counter(ids)))

    # … a value that is asked for:
    exercise = Question(answer=134_515_008, hints=("…", "…"), mistakes={134_515_000: "…"})

    # … in tokenization_quiz.py:
    exercise = Quiz([QuizItem("b", {"a": "…", "b": "…"})])

The file's name is the exercise's, the folder's its lesson's: ``llm_edu.course.checks.catalogue`` fills both in. Title,
difficulty, minutes and the solution's text are not here: they live in the lesson, their only source.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """One call of the learner's function: ``function(*arguments, **keywords)``. Made by :func:`case`.

    Arguments are copied before each call, so that a function which changes them is found out and spoils nothing.
    (Models, ``torch.nn.Module``, are passed as they are.) ``label`` replaces the call in what the learner reads.
    ``raises``: the error that is right here, made by :func:`raising`. A reference that fails otherwise is a fault.
    """

    arguments: tuple
    keywords: Mapping[str, Any] = field(default_factory=dict)
    label: str | None = None
    raises: type[Exception] | None = None


@dataclass(frozen=True)
class Scenario:
    """A case of more than one call: ``run(learner)`` uses the learner's class or function and returns plain data.

    ``label`` is what the learner reads, written as code: ``"c = Counter(); c.add(3); c.total()"``. Made by
    :func:`scenario`; a bare function in ``cases`` counts as a scenario, labelled by its docstring.
    """

    run: Callable[[Any], Any]
    label: str
    raises: type[Exception] | None = None


def case(*arguments: Any, **keywords: Any) -> Case:
    """A call to compare with the reference.

    >>> case([1, 2], start=0)
    Case(arguments=([1, 2],), keywords={'start': 0}, label=None, raises=None)
    """
    return Case(arguments, keywords)


def raising(error: type[Exception], *arguments: Any, **keywords: Any) -> Case:
    """A call that is to end with an error of that type: ``raising(ValueError, -1)``."""
    return Case(arguments, keywords, raises=error)


def scenario(run: Callable[[Any], Any], label: str, raises: type[Exception] | None = None) -> Scenario:
    """A small program over the learner's class: ``scenario(lambda Tally: Tally().total(), "Tally().total()")``."""
    return Scenario(run, label, raises)


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners give, and what to tell them. Made by :meth:`Exercise.mistake`.

    The learner sees ``message`` when their function does on every case what ``function`` does. ``message`` says what
    is wrong and why, in a sentence or two, without giving the code away. Two errors are the same if type and message
    are (but for numbers and names); with ``error``, a pattern, if the type is and the learner's message fits it.
    """

    function: Callable
    message: str
    error: str | None = None


@dataclass(frozen=True)
class Property:
    """Something true of every right result: ``holds(result, *arguments)``; ``message`` names it when it is broken.

    ``Property(lambda weights, *_: abs(weights.sum() - 1) < 1e-5, "The weights should sum to 1.")``
    """

    holds: Callable[..., bool]
    message: str


@dataclass(frozen=True)
class Exercise:
    """A function or a class that the learner writes; ``check(name)`` compares it with ``reference``.

    - ``reference``: the course's own, which the notebook goes on with until the learner's is right.
    - ``cases``: :func:`case`, :func:`scenario` or bare scenario functions, or a function without arguments that
      returns the list, for cases that are slow to build. The smallest ones run first.
    - ``random_case(rng)``: the arguments of one more case (a tuple, a Case or a Scenario), from a seeded
      ``random.Random``; ``random_cases`` says how many are drawn. For tensors, seed with ``rng.randrange(2**31)``.
    - ``valid(*arguments)``: which arguments make sense; failing random cases are only made smaller within it.
    - ``hints``: nudge, then pseudocode.
    - ``compare``: ``"exact"`` (floats may differ in their last bits), ``"close"`` (floats within ``tolerance``:
      relative, or absolute a tenth of it), or ``compare(expected, got)`` that returns True or None when right, else
      False or a sentence that says what differs.
    - ``in_place``: the function is meant to change its arguments; they are compared too.
    - ``fresh``: its statement asks for a new tensor or list: nothing in the result may be what was handed in.
    - ``trains``: it is meant to change the models that it is handed.
    - ``keywords``: the parameters that the notebook hands over by name: every case that has them last is also run so.
      The others may be called otherwise. (A test compares this list with the notebook's calls.)
    - ``names``: the parameters of the statement where the reference has others.
    - ``gradient``: the parameters through which the notebook trains: some cases are also run with leaves there that
      require a gradient, and it must be the reference's. (In a list or dictionary all tensors become leaves.)
    - ``dtypes``: other dtypes that the statement leaves open, such as ``("float64", "int64")``: some cases are also
      run with their arrays of floats, in or outside of lists, turned into these. A tensor must come back in the dtype
      that the reference gives it.
    - ``texts``: the parameters whose texts are taken as they are, whatever is in them: some cases are also run with
      odd ones in their place (``odd``).
    - ``any_dtype``: whether a tensor of another dtype than the reference's is right. (Mostly a later cell would stop.)
    - ``tensor_numbers``: whether a tensor or array of one number without dimensions is right for a number.
    - ``time_limit``: seconds for all cases together.
    - ``mistakes``: filled by :meth:`mistake`; where an attempt behaves like several of them, the first one speaks.
    - ``name``: of the function or class, unique in the course; ``lesson``: ``"01_tokenization"``.
    """

    reference: Callable
    cases: Sequence[Case | Scenario | Callable] | Callable[[], Sequence] = ()
    random_case: Callable[[Any], Any] | None = None
    random_cases: int = 20
    valid: Callable[..., bool] | None = None
    hints: tuple[str, str] = ("", "")
    compare: str | Callable[[Any, Any], Any] = "exact"
    tolerance: float = 1e-5
    properties: Sequence[Property] = ()
    in_place: bool = False
    fresh: bool = False
    trains: bool = False
    keywords: Sequence[str] = ()
    names: Sequence[str] = ()
    gradient: Sequence[str] = ()
    dtypes: Sequence[str] = ()
    texts: Sequence[str] = ()
    any_dtype: bool = False
    tensor_numbers: bool = True
    time_limit: float = 10.0
    mistakes: list[Mistake] = field(default_factory=list)
    name: str = ""
    lesson: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.compare, str) and self.compare not in ("exact", "close"):
            raise ValueError(f"compare is 'exact', 'close' or a function, not {self.compare!r}")
        if not callable(self.reference):
            raise TypeError("the reference must be a function or a class")
        if not self.cases and self.random_case is None:
            raise ValueError("give cases, random_case or both")
        _require_two_hints(self.hints)

    def mistake(self, message: str, function: Callable | None = None, error: str | None = None) -> Callable:
        """Plant a mistake: ``@exercise.mistake("…")`` over a function, or ``exercise.mistake("…", function)``."""
        if function is None:
            return lambda function: self.mistake(message, function, error)
        self.mistakes.append(Mistake(function, message, error))
        return function

    def parameters(self) -> list[str]:
        """The names of its parameters, as the statement has them."""
        return list(self.names or inspect.signature(self.reference).parameters)


@dataclass(frozen=True)
class Question:
    """A value that the learner works out; ``check_answer(name, value)``.

    ``answer`` may be a function without arguments, for an answer that is computed. Numbers may be off by
    ``tolerance`` (absolute). ``mistakes``: wrong values with their messages, as a mapping or as pairs.
    """

    answer: Any
    tolerance: float = 0.0
    hints: tuple[str, str] = ("", "")
    mistakes: Mapping[Any, str] | Iterable[tuple[Any, str]] = ()
    explanation: str = ""
    name: str = ""
    lesson: str = ""

    def __post_init__(self) -> None:
        _require_two_hints(self.hints)

    def right_answer(self) -> Any:
        """The answer, computed if it is given as a function."""
        return self.answer() if callable(self.answer) else self.answer

    def wrong_answers(self) -> list[tuple[Any, str]]:
        """The planted wrong values with their messages."""
        return list(self.mistakes.items()) if isinstance(self.mistakes, Mapping) else list(self.mistakes)


@dataclass(frozen=True)
class QuizItem:
    """One multiple-choice question: the right option and, for every option, why it is right or wrong."""

    answer: str
    explanations: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.answer not in self.explanations:
            raise ValueError(f"there is no explanation for the right answer {self.answer!r}")


@dataclass(frozen=True)
class Quiz:
    """A lesson's self-check; ``check_answer(name, {1: "b", 2: None, …})``, questions numbered from 1."""

    questions: Sequence[QuizItem]
    name: str = ""
    lesson: str = ""


def _require_two_hints(hints: tuple[str, str]) -> None:
    if len(hints) != 2 or isinstance(hints, str):
        raise ValueError("hints are two texts, a nudge and pseudocode")
