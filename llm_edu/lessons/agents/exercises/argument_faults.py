"""``argument_faults``: all that is wrong with the arguments of a call."""

from llm_edu.course.checks.exercise import Exercise, case

SLOT = {"service": {"enum": ["repair", "advice"]}, "hour": {"minimum": 9, "maximum": 16}}
ORDER = {"order_id": {"minimum": 1001, "maximum": 1030}}
DAY = {"day": {"minimum": 0, "maximum": 6}}


def _faults(present=lambda arguments, name: name in arguments,
            is_whole=lambda value: isinstance(value, int) and not isinstance(value, bool),
            inside=lambda value, kind: kind["minimum"] <= value <= kind["maximum"],
            listed=lambda value, kind: value in kind["enum"], unknown=True, optional=(), known_first=False,
            order=lambda found: found):
    """The reference, or one with a part replaced."""
    def argument_faults(arguments, kinds):
        found = [f"{name}: missing" for name in kinds if not present(arguments, name) and name not in optional]
        for name, value in arguments.items():
            if name not in kinds:
                found += [f"{name}: unknown"] if unknown else []
            elif "enum" in kinds[name]:
                found += [] if listed(value, kinds[name]) else [f"{name}: not in the list"]
            elif not is_whole(value):
                found.append(f"{name}: not a whole number")
            elif not inside(value, kinds[name]):
                found.append(f"{name}: out of range")
        return order(found)
    return argument_faults


_reference = _faults()


def _random_case(rng):
    kinds = {name: kind for name, kind in (SLOT | ORDER | {"day": {"enum": ["Monday", "Friday"]}}).items()
             if rng.random() < 0.7}
    values = ["repair", "Monday", 9, 16, 17, 1001, 1000, 12.0, "12", True, None, ["repair"]]
    names = [name for name in [*SLOT, *ORDER, "day", "colour"] if rng.random() < 0.7]
    rng.shuffle(names)
    return {name: rng.choice(values) for name in names}, kinds


exercise = Exercise(
    reference=_reference,
    cases=[
        case({}, {}), case({"order_id": 1005}, ORDER), case({}, ORDER), case({"order_id": None}, ORDER),
        case({"order_id": "1005"}, ORDER), case({"order_id": 1005.0}, ORDER), case({"order_id": True}, ORDER),
        case({"day": True}, DAY), case({"day": 0}, DAY), case({"day": False}, DAY),
        case({"order_id": 1001}, ORDER), case({"order_id": 1030}, ORDER), case({"order_id": 1000}, ORDER),
        case({"order_id": 1031}, ORDER), case({"order": 1005}, ORDER), case({"order_id": 1005, "colour": "red"}, ORDER),
        case({"colour": "red"}, {}), case({"service": "repair", "hour": 9}, SLOT),
        case({"hour": 9, "service": "advice"}, SLOT), case({"service": "Repair", "hour": 9}, SLOT),
        case({"service": "pair", "hour": 9}, SLOT), case({"service": ["repair"], "hour": 9}, SLOT),
        case({"service": None, "hour": 9}, SLOT), case({"service": "", "hour": 9}, SLOT), case({"hour": 17}, SLOT),
        case({"hour": 17, "service": "painting"}, SLOT), case({"service": "painting", "hour": "9"}, SLOT),
        case({"colour": "red", "hour": 8, "size": 2}, SLOT), case({}, SLOT),
        case({"size": 2, "hour": 12}, {"hour": {"minimum": 9, "maximum": 16}, "size": {"enum": [1, 2]}}),
        case({"size": "1"}, {"size": {"enum": [1, 2]}}), case({"day": -1}, DAY),
        case({"floor": 1}, {"floor": {"minimum": -2, "maximum": 0}}),
    ],
    random_case=_random_case,
    random_cases=40,
    hints=(
        "Two loops: one over the arguments that are wanted, one over those that came. What can go wrong in each?",
        "for each name of kinds that is not among the arguments: “missing”\nfor each name and value of the arguments:\n"
        "    not in kinds: “unknown”\n    its kind has an enum: is the value in it?\n"
        "    no int, or a bool: “not a whole number”\n    below minimum or above maximum: “out of range”",
    ),
)

exercise.mistake("You stop at the first fault. A model that hears of all of them can fix them at once.",
                 _faults(order=lambda found: found[:1]))
exercise.mistake("Missing arguments are not reported. A tool that is called without one would crash.",
                 _faults(optional=(*SLOT, *ORDER, "day", "size")))
exercise.mistake("Unknown arguments are not reported. A call with `order` instead of `order_id` has two faults.",
                 _faults(unknown=False))
exercise.mistake("You let True pass for a whole number. In Python, True is an int, and equal to 1: rule bool out.",
                 _faults(is_whole=lambda value: isinstance(value, int)))
exercise.mistake("You let 1005.0 pass. It is a float, even though it has no fraction.",
                 _faults(is_whole=lambda value: isinstance(value, int | float) and not isinstance(value, bool)))
exercise.mistake("You let the text \"1005\" pass. A text of digits is not a whole number.",
                 _faults(is_whole=lambda value: str(value).isdigit(),
                         inside=lambda value, kind: kind["minimum"] <= int(value) <= kind["maximum"]))
exercise.mistake("The maximum itself is refused. Both bounds belong to the range.",
                 _faults(inside=lambda value, kind: kind["minimum"] <= value < kind["maximum"]))
exercise.mistake("The minimum itself is refused. Both bounds belong to the range.",
                 _faults(inside=lambda value, kind: kind["minimum"] < value <= kind["maximum"]))
exercise.mistake("Only the maximum is checked. What about numbers below the minimum?",
                 _faults(inside=lambda value, kind: value <= kind["maximum"]))
exercise.mistake("Only the minimum is checked. What about numbers above the maximum?",
                 _faults(inside=lambda value, kind: kind["minimum"] <= value))
exercise.mistake("A bound of 0 gets lost in your function: 0 counts as False. Compare with it, too.",
                 _faults(inside=lambda value, kind: not (kind["minimum"] and value < kind["minimum"]
                                                         or kind["maximum"] and value > kind["maximum"])))
exercise.mistake("You never look at the range. 17 is a whole number, but no hour of this shop.",
                 _faults(inside=lambda value, kind: True))
exercise.mistake("You ignore capital letters. “Repair” and “repair” are different texts, and the tool may not know it.",
                 _faults(listed=lambda value, kind: str(value).lower() in map(str, kind["enum"])))
exercise.mistake("You look for the value inside the texts of the list. “pair” is in “repair”, and not in the list.",
                 _faults(listed=lambda value, kind: any(str(value) in str(option) for option in kind["enum"])))
exercise.mistake("You compare the value with its enum as texts. The text \"1\" is not the number 1.",
                 _faults(listed=lambda value, kind: str(value) in map(str, kind["enum"])))
exercise.mistake("The value is never compared with its enum.", _faults(listed=lambda value, kind: True))
exercise.mistake("You count an argument of None, 0 or \"\" as missing. It came; perhaps it is wrong, but not missing.",
                 _faults(present=lambda arguments, name: bool(arguments.get(name))))
exercise.mistake("You count an argument of None as missing. It came: it is wrong in another way.",
                 _faults(present=lambda arguments, name: arguments.get(name) is not None))
exercise.mistake("Do not sort: first what is missing, in the order of `kinds`, then the others in the order of the "
                 "arguments.", _faults(order=sorted))
