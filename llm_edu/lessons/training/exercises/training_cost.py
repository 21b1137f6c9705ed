"""``training_cost``, a question: what a large training takes."""

from llm_edu.course.checks.exercise import Exercise, case


def _cost(operations=6.0, seconds=lambda flops, machines, peak, share: flops / (machines * peak * share), unit=86_400,
          back=lambda flops, time: (flops, time)):
    """A training_cost with one thing wrong."""
    return lambda parameters, tokens, machines, peak, utilisation: back(
        operations * parameters * tokens,
        seconds(operations * parameters * tokens, machines, peak, utilisation) / unit)


exercise = Exercise(
    reference=_cost(),
    cases=[case(1, 86_400, 1, 6, 1.0), case(135e6, 2e12, 1, 989e12, 0.4), case(1_000, 86_400, 2, 100.0, 0.5),
           case(175e9, 300e9, 1_024, 312e12, 0.3), case(10, 10, 4, 1.0, 0.25), case(2, 3, 1, 1.0, 0.5)],
    random_case=lambda rng: (rng.randrange(1, 100), rng.randrange(1, 100), rng.randrange(1, 9),
                             float(rng.randrange(1, 20)), rng.choice([0.2, 0.4, 0.5, 1.0])),
    valid=lambda parameters, tokens, machines, peak, utilisation: machines > 0 and peak > 0 and 0 < utilisation <= 1,
    hints=(
        "6 · N · D is what has to be computed. How much does one machine really do in a second, how much do all of "
        "them, and how many seconds has a day?",
        "flops = 6 · parameters · tokens\nin a second = machines · peak · utilisation\nseconds = flops / in a second\n"
        "days = seconds / (24 · 3600)",
    ),
    also_right=[lambda parameters, tokens, machines, peak, utilisation: (
        tokens * parameters * 6.0, parameters * tokens / peak / machines / utilisation / 14_400)],
    compare="close",
)

exercise.mistake("2 for each parameter and token is the forward pass alone. Backward takes twice as much again: 6 in "
                 "all.", _cost(operations=2))
exercise.mistake("4 is the backward pass alone; the forward pass adds 2.", _cost(operations=4))
exercise.mistake("Utilisation is not used: no machine does its peak all the time.",
                 _cost(seconds=lambda flops, machines, peak, share: flops / (machines * peak)))
exercise.mistake("With a *lower* utilisation it should take *longer*.",
                 _cost(seconds=lambda flops, machines, peak, share: flops * share / (machines * peak)))
exercise.mistake("The number of machines is not used: they share the work.",
                 _cost(seconds=lambda flops, machines, peak, share: flops / (peak * share)))
exercise.mistake("More machines, more days? They share the work.",
                 _cost(seconds=lambda flops, machines, peak, share: flops * machines / (peak * share)))
exercise.mistake("3 for each parameter and token counts each multiplication alone. Each comes with an addition: 6.",
                 _cost(operations=3))
exercise.mistake("Parameters times tokens says how often a parameter is used. Each time it costs 6 operations: 2 "
                 "forward, 4 backward.", _cost(operations=1))
exercise.mistake(
    "You add parameters and tokens. *Each* parameter is used for *each* token: multiply.",
    lambda parameters, tokens, machines, peak, utilisation: (6.0 * (parameters + tokens), 6.0 * (
        parameters + tokens) / (machines * peak * utilisation) / 86_400),
)
exercise.mistake("Utilisation is a share, 0.4, and no percentage: nothing to divide by 100.",
                 _cost(seconds=lambda flops, machines, peak, share: 100 * flops / (machines * peak * share)))
exercise.mistake("`a / b * c * d` divides by b alone and multiplies by the others. Put what you divide by in brackets.",
                 _cost(seconds=lambda flops, machines, peak, share: flops / machines * peak * share))
exercise.mistake(
    "You multiply the FLOP by the machines. The work stays the same however many share it.",
    lambda parameters, tokens, machines, peak, utilisation: (6.0 * parameters * tokens * machines, 6.0 *
        parameters * tokens / (peak * utilisation) / 86_400),
)
exercise.mistake(
    "You divide the FLOP by the machines. Asked for is what the whole training takes, however many share it.",
    lambda parameters, tokens, machines, peak, utilisation: (6.0 * parameters * tokens / machines, 6.0 *
        parameters * tokens / (machines * peak * utilisation) / 86_400),
)
exercise.mistake(
    "Utilisation changes how fast it is done, not how much there is to do. It belongs to the speed of the machines.",
    lambda parameters, tokens, machines, peak, utilisation: (6.0 * parameters * tokens * utilisation, 6.0 *
        parameters * tokens * utilisation / (machines * peak) / 86_400),
)
exercise.mistake("You multiply the seconds by 24 · 3600. A day is longer than a second, so there are *fewer* of them: "
                 "divide.", _cost(unit=1 / 86_400))
exercise.mistake("You cut off what is behind the point. Half a day is 0.5.",
                 _cost(back=lambda flops, time: (float(int(flops)), float(int(time)))))
exercise.mistake("You round the days. Leave them as they are; rounding is for printing.",
                 _cost(back=lambda flops, time: (flops, round(time, 1))))
exercise.mistake("These are seconds. A day has 24 · 3600.", _cost(unit=1))
exercise.mistake("These are hours. Days are asked for.", _cost(unit=3_600))
exercise.mistake("A day has 24 hours of 60 minutes of 60 seconds.", _cost(unit=24 * 60))
exercise.mistake("These are the days. Hand back the FLOP, too, and first.", _cost(back=lambda flops, time: time))
exercise.mistake("The wrong way round: first FLOP, then days.", _cost(back=lambda flops, time: (time, flops)))
