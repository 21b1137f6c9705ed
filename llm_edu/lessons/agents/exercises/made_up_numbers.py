"""``made_up_numbers``: the numbers of a reply that nobody gave."""

import re
from contextlib import suppress

from llm_edu.course.checks.exercise import Exercise, case

NUMBER = r"[0-9]+(?:\.[0-9]+)?"


def _made_up(find=lambda text: [float(number) for number in re.findall(NUMBER, text)], known=None, once=True,
             order=list, chosen=list, result=list):
    """A made_up_numbers, right unless a part is replaced. known: (number, sources) -> whether a source has it"""
    def in_sources(number, texts):
        return any(number in find(text) for text in texts)

    def made_up_numbers(reply, sources):
        found = []
        for number in order(find(reply)):
            if not (known or in_sources)(number, chosen(sources)) and not (once and number in found):
                found.append(number)
        return result(found)
    return made_up_numbers


def _not_found(reply, places):
    """The numbers of a reply that, as they are written, are in none of these texts or lists."""
    return [float(number) for number in dict.fromkeys(re.findall(NUMBER, reply))
            if not any(number in place for place in places)]


def _between_spaces(marks):
    """A find that takes the words of a text which, without these marks around them, are numbers."""
    def find(text):
        found = []
        for word in text.split():
            with suppress(ValueError):
                found.append(float(word.strip(marks)))
        return found
    return find


def _random_case(rng):
    numbers = ["2", "5", "18.90", "18.9", "1005", "100", "5.0", "49.5", "0"]
    reply = " ".join(rng.choice([*numbers, "coins", "order", "lamp."]) for _ in range(rng.randrange(8)))
    sources = [" ".join(rng.choices([*numbers, "and", "costs"], k=rng.randrange(4))) for _ in range(rng.randrange(4))]
    return reply, sources


exercise = Exercise(
    reference=_made_up(),
    cases=[
        case("", []), case("It is packed.", ["packed"]), case("It costs 18.90.", ["18.9 coins"]), case("5", ["1005"]),
        case("It costs 12 coins.", []), case("Order 1005 costs 12 coins.", ["order 1005", "two lamps"]),
        case("12, really 12, not 13.", ["13"]), case("9 or 7 or 8", ["8"]),
        case("5 lamps for 39.80", ["39.80", "5 lamps"]),
        case("You get 2 for 4.80.", ["2 × 4.80"]), case("It costs 4.", ["4.80"]), case("It costs 4.80.", ["4 and 80"]),
        case("3 and 1 and 2", [""]), case("100.0", ["100"]), case("0", ["10"]),
        case("30", ["2026-11-30"]), case("9-16", ["9 to 16"]), case("16:00", []), case("Order #5.", []),
        case("On 3.11.2026.", ["2026"]), case("orders 5,6", ["5 and 6"]), case("0.125", ["0.12"]),
        case("A5 and 12h", ["12"]), case("5", ["A5"]), case("It costs 39.80.", ['{"total": 39.8}']),
        case("20 m²", ["20"]),
    ],
    random_case=_random_case,
    random_cases=30,
    hints=(
        "Two lists of numbers: those of the reply, and those of all sources. `re.findall` makes a list of a text. When "
        "are two numbers equal, though they are written differently?",
        "known = the numbers of all sources, as floats\nmade_up = []\nfor each number of the reply, as a float:\n    "
        "if it is neither in known nor in made_up: append it\nreturn made_up",
    ),
)

exercise.mistake("You compare numbers as texts, so 18.90 and 18.9 differ. Compare them as floats.",
                 lambda reply, sources: _not_found(reply, [re.findall(NUMBER, source) for source in sources]))
exercise.mistake("You look for the digits anywhere in a source, so 5 is found in 1005. Compare whole numbers.",
                 lambda reply, sources: list(dict.fromkeys(_not_found(reply, sources))))
exercise.mistake("isdigit is also true of ², which is not from 0 to 9, and which float cannot read. isdecimal, or "
                 "[0-9] in a pattern, is not.",
                 _made_up(find=lambda text: [float(number) for number in re.findall(r"[\d²]+(?:\.\d+)?", text)]),
                 error="could not convert")
exercise.mistake("You drop what is after the decimal point: 4.80 coins are not 4.",
                 _made_up(find=lambda text: [float(int(float(number))) for number in re.findall(NUMBER, text)]))
exercise.mistake("You cut a number at its decimal point: 4.80 is one number, not 4 and 80.",
                 _made_up(find=lambda text: [float(number) for number in re.findall(r"\d+", text)]))
exercise.mistake("If the reply says a number twice, you list it twice. List each number once.", _made_up(once=False))
exercise.mistake("You sort the numbers. They come in the order of the reply.", _made_up(result=sorted))
exercise.mistake("You look into the first source only. Any source may give a number.",
                 _made_up(chosen=lambda all_: all_[:1]))
exercise.mistake("You want the number in every source. One source is enough.",
                 _made_up(known=lambda number, texts: all(number in [float(found) for found in re.findall(NUMBER, text)]
                                                          for text in texts)))
exercise.mistake("You return the numbers that the sources give. Return the others.",
                 _made_up(known=lambda number, texts: number not in [float(found) for text in texts
                                                                     for found in re.findall(NUMBER, text)]))
exercise.mistake("You return whether something is made up. Return a list of the numbers.", _made_up(result=bool))
exercise.mistake("You take a sign for a part of the number, so 30 is not in 2026-11-30. A number is digits.",
                 _made_up(find=lambda text: [float(number) for number in re.findall(f"-?{NUMBER}", text)]))
exercise.mistake("You take digits and points in any mix for a number. 3.11.2026 holds two: 3.11 and 2026.",
                 _made_up(find=lambda text: [float(found.strip(".")) for found in re.findall(r"[\d.]+", text)
                                             if found.strip(".")]), error="could not convert")
exercise.mistake("Your numbers may begin with a decimal point. They begin with a digit: 3.11.2026 holds 3.11 and "
                 "2026.",
                 _made_up(find=lambda text: [float(found) for found in re.findall(r"\d*\.?\d+", text)]))
exercise.mistake("You take commas out, so 5,6 becomes 56. A number is digits, perhaps with a decimal point.",
                 _made_up(find=lambda text: [float(found) for found in re.findall(NUMBER, text.replace(",", ""))]))
exercise.mistake("For your function, numbers that are close are equal. 0.125 is not 0.12.",
                 _made_up(known=lambda number, texts: any(
                     abs(number - float(found)) < 0.01 for text in texts for found in re.findall(NUMBER, text))))
exercise.mistake("You pass over numbers that touch a letter, such as 12h or A5.",
                 _made_up(find=lambda text: [float(number) for number in re.findall(rf"\b{NUMBER}\b", text)]))
exercise.mistake("You take only what is between spaces. A number may touch other characters: #5, 9-16, 16:00.",
                 _made_up(find=_between_spaces(None)))
exercise.mistake("You take off the marks around a word. A number may still touch others, as in 9-16, 16:00 or 39.8}.",
                 _made_up(find=_between_spaces('.,;:!?"()')))
