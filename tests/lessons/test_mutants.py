"""Is each exercise's check strict enough? Small wrong versions of its solution must not pass for right.

The full tier tries all of them, the fast tier the same few at each run. One exercise alone: ``pytest --all
tests/lessons/test_mutants.py -k count_pairs``.
"""

import hashlib
import textwrap

import pytest
from battery import battery
from exercise_cells import EXERCISES, ITEMS, defined, source_of, verdict
from mutation import Mutant, mutants

from llm_edu.course.build.lesson_source import ExerciseSource
from llm_edu.course.checks.exercise import Exercise

SECONDS = 1.0  # an endless loop is a rejected mutant, and there are many
PATIENCE = 60.0  # for what must pass, however busy the machine is
SAMPLE = 4
LEAST_MUTANTS, REJECTED_SHARE, EQUIVALENT_SHARE = 15, 0.95, 0.10


def some_of(found: list[Mutant]) -> list[Mutant]:
    """The sample of the fast tier: which ones depends on their labels alone."""
    return sorted(found, key=lambda mutant: hashlib.sha256(mutant.label.encode()).digest())[:SAMPLE]


@pytest.mark.parametrize("name", EXERCISES)
def test_mutants_are_rejected(name, announce, full_tier):
    exercise, source = ITEMS[name], source_of(name)
    found = mutants(source.solution, name)
    equivalent = battery()[name].equivalent  # label -> the reason
    unknown = set(equivalent) - {mutant.label for mutant in found}
    assert not unknown, f"listed as equivalent, but no mutant: {unknown}"
    assert len(found) >= LEAST_MUTANTS, f"{len(found)} mutants only: ask for a little more in this exercise"
    assert len(equivalent) <= EQUIVALENT_SHARE * len(found), "too many equivalent mutants"
    tried, survivors = found if full_tier else some_of(found), []
    for mutant in tried:
        if mutant.label in equivalent:
            assert passes(exercise, source, mutant, PATIENCE), f"listed as equivalent, but rejected: {mutant.label}"
        elif passes(exercise, source, mutant, SECONDS):
            survivors.append(mutant.label)
    if full_tier:
        announce(told(name, len(found), survivors, equivalent))
    allowed = (1 - REJECTED_SHARE) * (len(found) - len(equivalent))
    assert len(survivors) <= allowed, "these mutants pass:\n" + "\n".join(survivors)


def passes(exercise: Exercise, source: ExerciseSource, mutant: Mutant, seconds: float) -> bool:
    """Whether a mutant passes for right; one that cannot even be defined does not."""
    try:
        attempt = defined(source, mutant.source)
    except Exception:  # a default argument or a class body may be what was broken
        return False
    return verdict(exercise, attempt, seconds).status == "right"


def told(name: str, count: int, survivors: list[str], equivalent: dict[str, str]) -> str:
    """What the run says of an exercise at its end."""
    notes = [f"equivalent: {label}. Because: {reason}" for label, reason in equivalent.items()]
    notes += [f"PASSES: {label}" for label in survivors]
    lines = [textwrap.fill(note, 118, initial_indent="    ", subsequent_indent="        ") for note in notes]
    return "\n".join([f"{name}: {count - len(survivors) - len(equivalent)} of {count} mutants rejected", *lines])


def test_the_sample_is_the_same_in_each_run_and_order():
    found = [Mutant(f"{number} → {number + 1}", "") for number in range(40)]
    assert some_of(found) == some_of(found[::-1]) and len(some_of(found)) == SAMPLE
    assert some_of(found) != found[:SAMPLE]
