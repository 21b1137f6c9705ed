"""``fulfilled_share``: how many instructions a model has fulfilled."""

from llm_edu.course.checks.exercise import Exercise, case


def _agrees(plot, values, other, others):
    return plot == other and values.items() <= others.items()


def _share(agrees=_agrees, fulfilled=any, share=lambda found: sum(found) / len(found)):
    """A fulfilled_share with another idea of what agrees, of which ways must, or of what a share is."""
    def function(asked, told):
        return share([fulfilled([agrees(plot, values, *way) for way in ways])
                      for (plot, values), ways in zip(asked, told, strict=True)])
    return function


def _mixed(asked, told):
    """The plot of one way and the values of another."""
    kept = [any(plot == other for other, _ in ways) and any(values.items() <= others.items() for _, others in ways)
            for (plot, values), ways in zip(asked, told)]
    return sum(kept) / len(kept)


def _value_by_value(asked, told):
    """Each value in whichever way."""
    kept = [any(plot == other for other, _ in ways)
            and all(any(plot == other and others.get(name) == word for other, others in ways)
                    for name, word in values.items()) for (plot, values), ways in zip(asked, told)]
    return sum(kept) / len(kept)


def _by_ways(asked, told):
    """Of all ways, those that agree."""
    found = [_agrees(plot, values, *way) for (plot, values), ways in zip(asked, told) for way in ways]
    return sum(found) / len(found) if found else 0.0


def _of_the_stories(asked, told):
    found = [any(_agrees(plot, values, *way) for way in ways) for (plot, values), ways in zip(asked, told) if ways]
    return sum(found) / len(found) if found else 0.0


def _wherever(asked, told):
    """Some text fulfils it, whichever."""
    found = [any(_agrees(plot, values, *way) for ways in told for way in ways) for plot, values in asked]
    return sum(found) / len(found)


def _by_variable(plot, values, other, others):
    return plot == other and all(others[name] == word for name, word in values.items())


NIA = {"hero": "Nia", "thing": "ribbon"}
TOLD = {"hero": "Nia", "colour": "yellow", "thing": "ribbon", "helper": "Jonas"}
TURNED = {"hero": "Jonas", "colour": "yellow", "thing": "ribbon", "helper": "Nia"}
BARE = {"hero": "Nia"}


def _ways(rng):
    """Up to three ways to tell a text, of few plots, variables and words, so that many agree."""
    return [(rng.choice(["lost", "race"]), {name: rng.choice(["Nia", "Jonas"])
                                            for name in ("hero", "helper", "guest") if rng.random() < 0.7})
            for _ in range(rng.choice([0, 1, 1, 2, 3]))]


def _drawn_case(rng):
    told = [_ways(rng) for _ in range(rng.randrange(1, 7))]
    asked = []
    for ways in told:
        plot, values = rng.choice(ways or [("lost", {"hero": "Nia", "helper": "Jonas"})])
        asked.append((plot if rng.random() < 0.8 else "seed",
                      {name: word if rng.random() < 0.9 else "Otto" for name, word in values.items()
                       if rng.random() < 0.7}))
    return asked, told


exercise = Exercise(
    reference=_share(),
    names=("asked", "told"),
    cases=[
        case([("lost", NIA)], [[("lost", TOLD)]]), case([("lost", NIA)], [[]]),
        case([("lost", NIA)], [[("found", TOLD)]]), case([("lost", NIA)], [[("lost", TURNED)]]),
        case([("lost", TOLD)], [[("lost", TOLD)]]), case([("lost", TOLD)], [[("lost", NIA)]]),
        case([("lost", {"thing": "ribbon", "hero": "Nia"})], [[("lost", TOLD)]]),    # in another order
        case([("lost", NIA)], [[("lost", TURNED), ("lost", TOLD)]]),    # the second way will do
        case([("lost", NIA)], [[("lost", TOLD), ("lost", TURNED)]]),
        case([("lost", NIA)], [[("lost", TOLD), ("lost", TOLD), ("found", TOLD)]]),
        case([("lost", NIA)], [[("lost", TURNED), ("found", TOLD)]]),    # the plot of one, the values of the other
        case([("lost", NIA)], [[("lost", {"hero": "Nia", "thing": "hat"}),
                                ("lost", {"hero": "Mia", "thing": "ribbon"})]]),
        case([("lost", {"hero": "Nia", "helper": "Jonas"})], [[("lost", {"hero": "Jonas", "helper": "Nia"})]]),
        case([("trade", {"this": "hat"})], [[("trade", {"that": "hat"})]]),    # the word, in another part
        case([("lost", {})], [[("lost", TOLD)]]), case([("lost", {})], [[("found", TOLD)]]),
        case([("lost", {})], [[("lost", {})]]), case([("lost", BARE)], [[("lost", {})]]),
        case([("lost", {"hero": "Nia"})], [[("lost", {"hero": "Niall"})]]),    # a name within a name
        case([("lost", BARE)], [[("lost twice", TOLD)]]), case([("lost twice", BARE)], [[("lost", TOLD)]]),
        case([("lost", NIA)] * 4, [[("lost", TOLD)], [], [("lost", TURNED)], [("lost", TOLD)]]),
        case([("lost", NIA), ("race", {"winner": "Otto"})], [[("race", {"winner": "Otto"})], [("lost", TOLD)]]),
        case([("lost", NIA), ("lost", NIA), ("seed", BARE)], [[], [], []]),
        case([("lost", NIA), ("seed", BARE), ("seed", BARE)], [[("lost", TOLD)], [("seed", TOLD)], [("seed", TURNED)]]),
        case([("lost", BARE), ("race", BARE), ("seed", BARE)], [[("lost", TOLD)], [("seed", TOLD)], [("seed", TOLD)]]),
        case([("loan", {"hero": "Nia", "other": "Mia", "second": "Friday"})] * 2,
             [[("loan", {"hero": "Nia", "other": "Mia", "first": "Monday", "second": "Friday"})],
              [("loan", {"hero": "Nia", "other": "Mia", "first": "Friday", "second": "Monday"})]]),
        case([("lost", BARE)] * 7, [[("lost", TOLD)]] * 3 + [[("lost", TURNED)]] * 4),
        case([("lost", BARE)], [[("lost", {"hero": "nia"})]]), case([("lost", BARE)], [[("Lost", BARE)]]),
        case([("lost", BARE)], [[("lost", {"Hero": "Nia"})]]),
    ],
    random_case=_drawn_case,
    random_cases=40,
    valid=lambda asked, told: len(asked) == len(told) > 0,
    tensor_numbers=False,
    hints=(
        "Take one instruction and one way. Is the plot the same, and does the way have the same word for each "
        "variable that the instruction names? Then: is there any such way, and for how many instructions is that "
        "true?",
        "fulfilled = 0\n"
        "for each (plot, values) with its ways:\n"
        "    if any (other, others) of the ways has other equal to plot and, for each name and word of values, "
        "others.get(name) equal to word:\n"
        "        fulfilled goes up by 1, once\n"
        "fulfilled / the number of instructions",
    ),
    compare="close",
)

exercise.mistake("You compare only the plot. The values that the instruction names must be there, too.",
                 _share(lambda plot, values, other, others: plot == other))
exercise.mistake("You compare only the values. Is the plot the one that was asked for?",
                 _share(lambda plot, values, other, others: values.items() <= others.items()))
exercise.mistake("An instruction names some values, and a story has many. Values that nobody asked for may be there, "
                 "too.",
                 _share(lambda plot, values, other, others: plot == other and values == others))
exercise.mistake("You ask whether the instruction has all that the story says. It should be the other way round: the "
                 "story has all that the instruction names.",
                 _share(lambda plot, values, other, others: plot == other and values.items() >= others.items()))
exercise.mistake("You look for the words in any part. If Jonas loses the ribbon and Nia helps, the instruction is not "
                 "fulfilled: compare the word of each variable.",
                 _share(lambda plot, values, other, others: plot == other
                        and set(values.values()) <= set(others.values())))
exercise.mistake("It is not enough that the variable is there. It must have the word that was asked for.",
                 _share(lambda plot, values, other, others: plot == other and values.keys() <= others.keys()))
exercise.mistake("You accept a way as soon as one value fits. All the values that the instruction names must fit.",
                 _share(lambda plot, values, other, others: plot == other and (
                     not values or any(others.get(name) == word for name, word in values.items()))))
exercise.mistake("You look at the first way only. If there are several ways to read a text, any of them may fulfil "
                 "the instruction.", _share(fulfilled=lambda found: bool(found[:1] and found[0])))
exercise.mistake("You look at the last way only. If there are several ways to read a text, any of them may fulfil the "
                 "instruction.", _share(fulfilled=lambda found: bool(found[-1:] and found[-1])))
exercise.mistake("You want all ways to agree. One is enough; and a text without any way is not a story, so it fulfils "
                 "nothing (all of nothing is True).", _share(fulfilled=all))
exercise.mistake("You want all ways to agree. One is enough.",
                 _share(fulfilled=lambda found: bool(found) and all(found)))
exercise.mistake("An instruction counts once, even if two ways of reading its text fulfil it.", _share(fulfilled=sum))
exercise.mistake("A text that is not a story has no ways, so there is no first one.",
                 _share(fulfilled=lambda found: found[0]), error="index out of range")
exercise.mistake("You take the plot of one way and the values of another. A single way must have both.", _mixed)
exercise.mistake("You take each value from any way that has it. A single way must have them all.",
                 _value_by_value)
exercise.mistake("A way need not have every variable that is asked for, and then others[name] is an error. Such a way "
                 "just does not fulfil the instruction.", _share(_by_variable), error=".")
exercise.mistake("You divide by the number of ways. The share is of instructions.", _by_ways)
exercise.mistake("You leave out texts that are not stories. An instruction that gets such a text has not been "
                 "fulfilled, but it counts: divide by all.", _of_the_stories)
exercise.mistake("Each text answers one instruction, the one at the same position. You look for any text that fulfils "
                 "it.",
                 _wherever)
exercise.mistake("That is how many were fulfilled. The exercise asks for the share.", _share(share=sum))
exercise.mistake("A share goes from 0 to 1. Yours is in per cent.",
                 _share(share=lambda found: 100 * sum(found) / len(found)))
exercise.mistake("// yields whole numbers only. A share is a float.",
                 _share(share=lambda found: sum(found) // len(found)))
exercise.mistake("That is the share that was *not* fulfilled.",
                 _share(share=lambda found: 1 - sum(found) / len(found)))
exercise.mistake("That says for each instruction whether it was fulfilled. The exercise asks for the share: one "
                 "number.",
                 _share(share=list))
exercise.mistake("An instruction may name no values. Then any way with its plot fulfils it.",
                 _share(lambda plot, values, other, others: bool(values) and _agrees(plot, values, other, others)))
exercise.mistake("An instruction that names no values still asks for a plot.",
                 _share(lambda plot, values, other, others: not values or _agrees(plot, values, other, others)))
exercise.mistake("The plot and the words must be the same: compare with ==. One word may be part of another.",
                 _share(lambda plot, values, other, others: plot in other and values.items() <= others.items()))
exercise.mistake('The statement says letter for letter, and capitals matter: "Nia" is not "nia".',
                 _share(lambda plot, values, other, others: plot == other and all(
                     others.get(name, "").lower() == word.lower() for name, word in values.items())))
exercise.mistake("The statement says letter for letter, and capitals matter, in the plot as well.",
                 _share(lambda plot, values, other, others: plot.lower() == other.lower() and all(
                     others.get(name, "").lower() == word.lower() for name, word in values.items())))
