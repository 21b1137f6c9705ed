"""What a language model is good for, and how to find out: applications, each with its measure (lesson 13).

``content``       many drafts of a text: their limits, facts and form
``experiments``   A/B tests: how many visitors they need, what they find, and what it costs to look too early
``numbers``       the numbers in a text, and those that no fact supports
``notes``         a note, compared with the conversation that it is about
``tutor``         a hint, compared with the solution that it must not give away
``humaneval``     164 functions to write, and pass@k
``sandbox``       runs a program that a model has written and nobody has read, and judges it
``translation``   a made-up language, exactly known, and a model that learns to write it; import it by its own name,
                  since it needs PyTorch, and everything above does not

    from llm_edu.applications import Quantity, sample_size, unsupported_numbers

    sample_size(base=0.05, lift=0.01)                                                  # 8158 visitors for each text
    unsupported_numbers("Sales of $4.2 million, 120 people.", [Quantity(4.2e6, "$")])    # the 120
"""

from importlib import import_module
from typing import TYPE_CHECKING

from llm_edu.applications.content import (
    Brief,
    broken_limits,
    missing_facts,
    points,
    speeches,
    takes_turns,
)
from llm_edu.applications.notes import coverage, first_sentences, invention, longest_answer, terms, turned_round
from llm_edu.applications.numbers import Number, Quantity, derived, growth, numbers_in, unsupported_numbers
from llm_edu.applications.sandbox import Outcome, Protection, protections, run_program
from llm_edu.applications.tutor import code_in, leaks_solution, longest_shared, mentioned_share

if TYPE_CHECKING:
    from llm_edu.applications.experiments import (
        Comparison,
        Customers,
        bonferroni_level,
        false_alarms,
        gain_interval,
        p_values,
        peeking,
        pocock_level,
        sample_size,
        two_proportion_test,
    )
    from llm_edu.applications.humaneval import (
        STOPS,
        Problem,
        build_program,
        cut_completion,
        judge,
        load_problems,
        pass_at_k,
    )

__all__ = [
    "Brief",
    "Comparison",
    "Customers",
    "Number",
    "Outcome",
    "Problem",
    "Protection",
    "Quantity",
    "STOPS",
    "bonferroni_level",
    "broken_limits",
    "build_program",
    "code_in",
    "coverage",
    "cut_completion",
    "derived",
    "false_alarms",
    "first_sentences",
    "gain_interval",
    "growth",
    "invention",
    "judge",
    "leaks_solution",
    "load_problems",
    "longest_answer",
    "longest_shared",
    "mentioned_share",
    "missing_facts",
    "numbers_in",
    "p_values",
    "pass_at_k",
    "peeking",
    "pocock_level",
    "points",
    "protections",
    "run_program",
    "sample_size",
    "speeches",
    "takes_turns",
    "terms",
    "turned_round",
    "two_proportion_test",
    "unsupported_numbers",
]


def __getattr__(name: str) -> object:
    """A name of a module that needs more than Python, imported when it is first asked for: so the sandbox starts soon,
    and under any Python."""
    if name in __all__:
        for module in ("experiments", "humaneval"):
            if hasattr(found := import_module(f"{__name__}.{module}"), name):
                return getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
