"""What a language model is good for, and how to find out: applications, each with its measure.

``humaneval`` holds 164 functions to write, and the chance that one of k tries is right; ``sandbox`` runs a program that
a model has written, which nobody has read before, and judges it; ``numbers`` finds the numbers of a text, and those
behind which nothing stands; ``experiments`` are A/B tests: how many visitors they need, what they find, and what it
costs to look too early; ``notes`` holds a note against the conversation it is of, ``tutor`` a hint against what it must
not give away; ``translation`` has a made-up language, exactly known, and a model that learns to write it
(import from there: it needs PyTorch, and nothing else here does).
"""

from llm_edu.applications.content import (
    Brief,
    Harvest,
    broken_limits,
    harvest,
    missing_facts,
    remove_near_duplicates,
    similarity,
)
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
from llm_edu.applications.notes import coverage, first_sentences, invention, longest_answer, terms, turned_round
from llm_edu.applications.numbers import Number, Quantity, derived, growth, numbers_in, unsupported_numbers
from llm_edu.applications.sandbox import Outcome, Protection, protections, run_program
from llm_edu.applications.tutor import code_in, leaks_solution, longest_shared, mentioned_share

__all__ = [
    "Brief",
    "Comparison",
    "Customers",
    "Harvest",
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
    "harvest",
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
    "protections",
    "remove_near_duplicates",
    "run_program",
    "sample_size",
    "similarity",
    "terms",
    "turned_round",
    "two_proportion_test",
    "unsupported_numbers",
]
