"""``chain_success``: how probable it is that each of several steps goes right, when a step may be tried again."""

from llm_edu.course.checks.exercise import Exercise, case


def _chain(tries=lambda retries: retries + 1, go_on=lambda p, noticed: (1 - p) * noticed,
           whole=lambda right, steps: right ** steps, first=lambda p, noticed: p):
    """A chain_success, right unless a part is replaced."""
    def chain_success(p, steps, retries=0, noticed=1.0):
        right, trying = 0.0, 1.0
        for _ in range(tries(retries)):
            right += trying * first(p, noticed)
            trying *= go_on(p, noticed)
        return whole(right, steps)
    return chain_success


def _random_chain(rng):
    return rng.choice([0.1, 0.5, 0.8, 0.9, 0.95, 0.99]), rng.randrange(0, 20), rng.randrange(0, 5), rng.choice(
        [0.0, 0.2, 0.5, 0.9, 1.0])


exercise = Exercise(
    reference=_chain(),
    cases=[
        case(0.9, 1), case(0.9, 2), case(0.9, 0), case(1.0, 10), case(0.0, 3), case(0.5, 1, 1), case(0.5, 2, 1),
        case(0.5, 1, 2), case(0.5, 1, 2, 0.5), case(0.9, 10, 1), case(0.9, 10, 1, 0.0), case(0.9, 10, 3, 0.8),
        case(0.0, 2, 5), case(0.0, 0, 1), case(1.0, 4, 2, 0.3), case(0.2, 3, 4, 1.0), case(0.8, 1, 1, 0.25),
    ],
    random_case=_random_chain,
    random_cases=40,
    hints=(
        "How probable is it that *one* step ends right? It is right at once, or wrong and noticed and then right, or "
        "twice wrong and noticed and then right … Only then think of the chain.",
        "right = 0, trying = 1 (how probable it is that this try happens)\nfor each try, 1 + retries of them:\n    "
        "right += trying · p\n    trying *= (1 − p) · noticed\nreturn right to the power of the steps",
    ),
    compare="close",
)

exercise.mistake("Your steps are never tried again. A step has 1 + retries tries.", _chain(tries=lambda retries: 1))
exercise.mistake("You count one try too few: the first try is not a retry.", _chain(tries=lambda retries: retries))
exercise.mistake("You count one try too many: the first try, and then at most `retries` more.",
                 _chain(tries=lambda retries: retries + 2))
exercise.mistake("You try every wrong step again. A wrong step that nobody notices stays wrong.",
                 _chain(go_on=lambda p, noticed: 1 - p))
exercise.mistake("You try again when an error is *not* noticed. It is the other way round.",
                 _chain(go_on=lambda p, noticed: (1 - p) * (1 - noticed)))
exercise.mistake("You multiply p by `noticed`. Only errors can be noticed, so a right step counts in full.",
                 _chain(first=lambda p, noticed: p * noticed))
exercise.mistake("That is the probability that at least one step is right. A chain needs all of them.",
                 _chain(whole=lambda right, steps: 1 - (1 - right) ** steps))
exercise.mistake("You multiply by the number of steps, or add them up. All steps must be right: multiply the "
                 "probabilities with one another.", _chain(whole=lambda right, steps: right * steps))
exercise.mistake("That is the probability of one step. The chain has several.",
                 _chain(whole=lambda right, steps: right))
exercise.mistake("Your power is one too small: a chain of n steps has n steps that must be right.",
                 _chain(whole=lambda right, steps: right ** (steps - 1) if right or steps > 1 else 1.0))


@exercise.mistake("You begin the whole chain again after an error. Here only the wrong step is tried again.")
def _whole_chain(p, steps, retries=0, noticed=1.0):
    return _chain(whole=lambda right, steps: right)(p ** steps, 1, retries, noticed)


@exercise.mistake("Each retry counts the same in your sum. A second retry happens only if the first was wrong, too.")
def _same_weight(p, steps, retries=0, noticed=1.0):
    return (p + retries * (1 - p) * noticed * p) ** steps


@exercise.mistake("You take `noticed` into account once. Each error must be noticed, even one in a retry.")
def _noticed_once(p, steps, retries=0, noticed=1.0):
    return (p + noticed * (1 - p - (1 - p) ** (retries + 1))) ** steps
