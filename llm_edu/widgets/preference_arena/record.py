"""What happened in an arena, as plain data: checked, kept in a file after each click, and read again."""

import json
from pathlib import Path
from typing import NamedTuple

from llm_edu.errors import CourseError
from llm_edu.files import read_json, write_atomically
from llm_edu.widgets.preference_arena.taste import CHOICES

MOST_PAIRS, MOST_LETTERS = 500, 20_000


class Record(NamedTuple):
    """pairs: of stories, left and right   choices: of the first of them   blind, verdicts: the same in the blind test
    afters: for each blind pair whether the left story is from after the training"""

    pairs: list
    choices: list
    blind: list
    afters: list
    verdicts: list


def check_choices(choices, pairs, name="choices"):
    """Choices as a list; ValueError unless each is one of CHOICES and there is a pair for it.

    >>> check_choices(("left", "same"), [["a", "b"], ["c", "d"]])
    ['left', 'same']
    """
    if not isinstance(choices, (list, tuple)) or not all(isinstance(choice, str) and choice in CHOICES
                                                         for choice in choices):
        raise ValueError(f"{name} are a list of {', '.join(map(repr, CHOICES))}, not {choices!r:.80}")
    if len(choices) > len(pairs):
        raise ValueError(f"{len(choices)} {name} are more than the {len(pairs)} pairs that there are")
    return list(choices)


def check_record(record):
    """The same `Record`; ValueError for what none can be."""
    for pairs in (record.pairs, record.blind):
        if not isinstance(pairs, list) or len(pairs) > MOST_PAIRS or not all(is_pair(pair) for pair in pairs):
            raise ValueError(f"pairs are a list of [left, right], at most {MOST_PAIRS} of them, all texts")
    if not record.pairs:
        raise ValueError("there is no pair to choose from")
    check_choices(record.choices, record.pairs)
    check_choices(record.verdicts, record.blind, "verdicts")
    if not isinstance(record.afters, list) or [type(after) for after in record.afters] != [bool] * len(record.blind):
        raise ValueError("for each blind pair it is true or false that the left story is from after the training")
    return record


def is_pair(pair):
    return isinstance(pair, list) and len(pair) == 2 and all(
        isinstance(text, str) and len(text) <= MOST_LETTERS and text.encode("utf-8", "ignore").decode("utf-8") == text
        for text in pair)    # half a character could not be written


def read_record(path):
    """What a file keeps; None where there is none. Raises CourseError for one that is damaged, or of another kind."""
    try:
        found = read_json(path)
        if not isinstance(found, dict) or set(found) != set(Record._fields):
            raise ValueError(f"it does not hold {', '.join(Record._fields)}")
        return check_record(Record(**found))
    except FileNotFoundError:
        return None
    except ValueError as problem:
        raise CourseError(f"{path} does not keep the clicks of an arena ({problem}). Give another file, or delete this "
                          "one to begin anew.") from None


def keep_record(path, record):
    """Put a record into its file, whole or not at all."""
    write_atomically(Path(path), json.dumps(record._asdict(), ensure_ascii=False, indent=1).encode("utf-8"))
