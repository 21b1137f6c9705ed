"""Numbers in texts: which there are, and what agrees with what."""

import pytest

from llm_edu.applications.numbers import Quantity, derived, growth, numbers_in, unsupported_numbers


def found(text):
    return [(each.text, round(each.value, 6), each.unit) for each in numbers_in(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("", []),
    ("No number, once, a third, 1st, 22nd, Q3, B12, x86, H2O.", []),
    ("3", [("3", 3, "")]),
    ("It costs $1,250.50.", [("$1,250.50", 1250.5, "$")]),
    ("1,2 and 3", [("1", 1, ""), ("3", 3, "")]),    # 1,2 is no English number: the comma ends the first
    ("1,234,567 people", [("1,234,567", 1_234_567, "")]),
    ("12\u202f500 €", [("12\u202f500 €", 12_500, "€")]),
    ("−3.5 % and -2", [("−3.5 %", -3.5, "%"), ("-2", -2, "")]),
    ("2021-2024, 3-4", [("2021", 2021, ""), ("2024", 2024, ""), ("3", 3, ""), ("4", 4, "")]),
    ("$4.2m, £3bn, $5k, 5 m, 5m", [("$4.2m", 4.2e6, "$"), ("£3bn", 3e9, "£"), ("$5k", 5000, "$"), ("5 m", 500, "cm"),
                                   ("5m", 500, "cm")]),
    ("4.2 million dollars; five million euros", [("4.2 million dollars", 4.2e6, "$"),
                                                 ("five million euros", 5e6, "€")]),
    ("1.5 kg or 1500g, 250ml, 2-hour, 90 minutes", [("1.5 kg", 1500, "g"), ("1500g", 1500, "g"), ("250ml", 250, "ml"),
                                                    ("2-hour", 7200, "seconds"), ("90 minutes", 5400, "seconds")]),
    ("Twenty-five of ninety; someone, often, sixth", [("Twenty-five", 25, ""), ("ninety", 90, "")]),
    ("one of one, someone", []), ("ſix FİVE nıne SIX", [("SIX", 6, "")]),
    ("at thirty two weeks, sixty M G", [("thirty two weeks", 32, "weeks"), ("sixty", 60, "")]),    # as it is spoken
    ("10 per cent, 3 percentage points", [("10 per cent", 10, "%"), ("3 percentage points", 3, "%")]),
    ("120 gardeners in 5 grey houses", [("120", 120, ""), ("5", 5, "")]),    # no grams
    (".5 and 3.", [(".5", 0.5, ""), ("3", 3, "")]),
    ("7.", [("7", 7, "")]),
    ("(8), «9», 10/11/12", [("8", 8, ""), ("9", 9, ""), ("10", 10, ""), ("11", 11, ""), ("12", 12, "")]),
])  # fmt: skip
def test_which_numbers_there_are(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(("text", "quantity", "agrees"), [
    ("$4.2 million", (4_249_999, "$"), True), ("$4.2 million", (4_250_001, "$"), False),
    ("$4.20 million", (4_249_999, "$"), False), ("4,200,000", (4_200_001, "$"), False), ("4.2 million", (4.2e6, "$"), True),
    ("€4.2 million", (4.2e6, "$"), False), ("4.2 million", (4.2e6, None), True), ("12 %", (12, "people"), False),
    ("12", (12, "people"), True), ("3 %", (-3.4, "%"), True), ("-3 %", (3.4, "%"), True), ("3 %", (3.51, "%"), False),
    ("1.5 kg", (1500, "g"), True), ("1.5 kg", (1.5, "kg"), True), ("1.5 kg", (1.5, "g"), False), ("0", (0, ""), True),
    ("$4 million", (4.2e6, "$"), True), ("2.0", (2.05, None), True), ("0.1", (0.1 + 1e-12, None), True),
])  # fmt: skip
def test_what_agrees_with_what(text, quantity, agrees):
    assert numbers_in(text)[0].agrees_with(Quantity(*quantity)) is agrees


def test_numbers_behind_which_nothing_stands():
    known = iter([Quantity(118, "people"), Quantity(4.2e6, "$")])
    text = "With 120 people, 118 in May, sales were $4.2 million: 118 %."
    assert [each.text for each in unsupported_numbers(text, known)] == ["120", "118 %"]
    assert unsupported_numbers("none", []) == [] and len(unsupported_numbers("2 and 3", [])) == 2


def test_what_may_be_computed():
    values = derived([100, 50, 0, 75], "$")
    assert Quantity(-50, "$") in values and Quantity(-50, "%") in values and Quantity(225, "$") in values
    assert Quantity(56.25, "$") in values and Quantity(-25, "%") in values
    assert sum(unit == "%" for _, unit in values) == 5    # nothing grows from 0
    assert derived([]) == [] and derived([3]) == [Quantity(3), Quantity(3)]
    with pytest.raises(ValueError, match="growth from 0"):
        growth(0, 5)


def test_digits_of_other_scripts_are_left_alone():
    assert [each.text for each in numbers_in("߂, ٣.٥ and ๔ people, but 12")] == ["12"]
