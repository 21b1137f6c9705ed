"""``next_characters``: what may come next in a whole number within bounds."""

from llm_edu.agents.schema_parts import Integer
from llm_edu.course.checks.exercise import Exercise, case


def _reference(low, high, written):
    """By the automaton that the lesson draws, asked byte by byte."""
    state = Integer(low, high)
    for character in written:
        state = state.step(ord(character))
    digits = "".join(digit for digit in "0123456789" if state.step(ord(digit)) is not None)
    return digits + ("}" if state.may_end else "")


def _wrong(begins=lambda number, text: str(number).startswith(text),
           longer=lambda number, text: True, numbers=range,
           end=lambda low, high, written: written != "" and low <= int(written) <= high, digits="0123456789"):
    """By trying every number of the range, or with one part replaced."""
    def next_characters(low, high, written):
        found = "".join(digit for digit in digits
                        if any(begins(number, written + digit) and longer(number, written + digit)
                               for number in numbers(low, high + 1)))
        return found + ("}" if end(low, high, written) else "")
    return next_characters


def _bounds_only(low, high, written):
    found = "".join(digit for digit in "0123456789" if int(written + digit) <= high)
    return found + ("}" if written and low <= int(written) <= high else "")


def _same_length(low, high, written):
    position = len(written)
    first, last = str(low), str(high)
    allowed = [digit for digit in "0123456789"
               if position < len(last) and first[min(position, len(first) - 1)] <= digit <= last[position]]
    return "".join(allowed) + ("}" if written and low <= int(written) <= high else "")


def _random_case(rng):
    low, high = sorted(rng.choice([0, 1, 9, 16, 23, 1001, 1030, rng.randrange(100), rng.randrange(3000)])
                       for _ in range(2))
    number = str(rng.randint(low, high))
    return low, high, number[:rng.randrange(len(number) + 1)]


exercise = Exercise(
    reference=_reference,
    cases=[
        case(0, 0, ""), case(0, 0, "0"), case(7, 7, ""), case(7, 7, "7"), case(0, 9, ""), case(0, 23, ""),
        case(0, 23, "0"), case(0, 23, "1"), case(0, 23, "2"), case(0, 23, "3"), case(0, 23, "23"), case(9, 16, ""),
        case(9, 16, "1"), case(9, 16, "9"), case(9, 16, "16"), case(1001, 1030, ""), case(1001, 1030, "10"),
        case(1001, 1030, "100"), case(1001, 1030, "103"), case(1001, 1030, "1030"), case(5, 120, ""), case(5, 120, "1"),
        case(5, 120, "12"), case(5, 120, "2"), case(95, 105, ""), case(95, 105, "1"), case(95, 105, "9"),
        case(1, 10, ""), case(1, 10, "1"), case(1, 9999, "12"), case(99, 1001, "10"), case(200, 1000, "1"),
        case(200, 1000, "100"), case(10, 99, "1"),
    ],
    random_case=_random_case,
    random_cases=60,
    valid=lambda low, high, written: 0 <= low <= high and (not written or any(
        str(number).startswith(written) for number in range(low, high + 1))),
    hints=(
        "A digit may come if at least one number of the range begins with what is written and this digit. And when may "
        "the number be over?",
        "for each digit: if any number from low to high, as a text, begins with written + digit: allow it\n"
        "if something is written and the number is from low to high: allow } as well",
    ),
)

exercise.mistake("The number may end here, and `}` is missing.", _wrong(end=lambda low, high, written: False))
exercise.mistake("You always allow `}`. A number may end only if it is in the range: 10 is not between 1001 and 1030.",
                 _wrong(end=lambda low, high, written: written != ""))
exercise.mistake("You allow `}` before any digit. A number needs at least one.",
                 _wrong(end=lambda low, high, written: written == "" or low <= int(written) <= high))
exercise.mistake("You allow `}` only where no digit can follow. After 1, both may be possible: the range from 1 to 10 "
                 "has 1 and 10.", _wrong(end=lambda low, high, written: written != "" and low <= int(written) <= high
                               and not any(str(number).startswith(written) and str(number) != written
                                           for number in range(low, high + 1))))
exercise.mistake("The largest number is left out. It belongs to the range.",
                 _wrong(numbers=lambda low, end: range(low, end - 1)))
exercise.mistake("The smallest number is left out. It belongs to the range.",
                 _wrong(numbers=lambda low, end: range(low + 1, end)))
exercise.mistake("You allow a digit only if it completes a number. It may also begin a longer one: 10 can still become "
                 "1005.", _wrong(begins=lambda number, text: str(number) == text))
exercise.mistake("You allow a digit only if more must follow. It may also complete the number.",
                 _wrong(longer=lambda number, text: str(number) != text))
exercise.mistake("You look for the digits anywhere in a number. They must be at its beginning.",
                 _wrong(begins=lambda number, text: text in str(number)))
exercise.mistake("You look for the digits at the end of a number. They must be at its beginning.",
                 _wrong(begins=lambda number, text: str(number).endswith(text)))
exercise.mistake("You forget what is written already: the digits are those that may come first.",
                 _wrong(begins=lambda number, text: str(number).startswith(text[-1])))
exercise.mistake("The digit 0 is missing. A number may hold it, and the range may begin with it.",
                 _wrong(digits="123456789"))
exercise.mistake("The digit 9 is missing: range(9) ends at 8.", _wrong(digits="012345678"))
exercise.mistake("You compare only with the largest number. Think of the digits that follow: for 1001 to 1030, 104 "
                 "leads beyond the range, and a first digit 5 never leads into it.", _bounds_only)
exercise.mistake("You compare the digit with those of the smallest and the largest number at this position. The first "
                 "digits may already have decided: from 5 to 120, a 9 may begin a number.", _same_length)
