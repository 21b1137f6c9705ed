"""``fit_in_budget``: how many of the oldest turns a memory leaves out."""

from llm_edu.course.checks.exercise import Exercise, case, raising


def _fit(most=lambda turns, keep: max(len(turns) - keep, 0), shown=lambda turns, left_out: turns[left_out:],
         extra=lambda left_out, note: note if left_out else 0, fits=lambda tokens, budget: tokens <= budget,
         base=lambda fixed: fixed, told=lambda left_out, turns, tokens: left_out, none="raise"):
    """A fit_in_budget, right unless a part is replaced."""
    def fit_in_budget(fixed, turns, budget, note=12, keep=1):
        for left_out in range(most(turns, keep) + 1):
            tokens = base(fixed) + sum(shown(turns, left_out)) + extra(left_out, note)
            if fits(tokens, budget):
                return told(left_out, turns, tokens)
        if none == "raise":
            raise ValueError("the last turns do not fit into the budget")
        return most(turns, keep) if none == "most" else none
    return fit_in_budget


def _largest_first(fixed, turns, budget, note=12, keep=1):
    """Leaves out the largest turns first."""
    old, last = sorted(turns[:len(turns) - keep], reverse=True), turns[max(len(turns) - keep, 0):]
    for left_out in range(len(old) + 1):
        if fixed + sum(old[left_out:]) + sum(last) + (note if left_out else 0) <= budget:
            return left_out
    raise ValueError("the last turns do not fit into the budget")


def _note_afterwards(fixed, turns, budget, note=12, keep=1):
    """Leaves out turns until the rest fits without the note, and then one more for the note."""
    left_out, most = 0, max(len(turns) - keep, 0)
    while fixed + sum(turns[left_out:]) > budget and left_out < most:
        left_out += 1
    if left_out and fixed + sum(turns[left_out:]) + note > budget:
        left_out += 1
    if left_out > most or fixed + sum(turns[left_out:]) > budget:
        raise ValueError("the last turns do not fit into the budget")
    return left_out


def _random_talk(rng):
    turns = [rng.choice([5, 20, 40, 60, 150]) for _ in range(rng.randrange(1, 8))]
    keep, note, fixed = rng.choice([1, 1, 2, 3]), rng.choice([0, 10, 12, 30]), rng.choice([0, 50, 100])
    least = fixed + note + sum(turns[max(len(turns) - keep, 0):])
    return fixed, turns, least + rng.randrange(0, 200), note, keep


exercise = Exercise(
    reference=_fit(),
    cases=[
        case(0, [5], 5), case(10, [5], 15), case(10, [20, 30], 60), case(10, [20, 30], 55), case(10, [20, 30], 52),
        case(10, [20, 30], 59), case(0, [10, 10, 10], 32), case(0, [10, 10, 10], 29), case(0, [10, 10, 10], 30),
        case(0, [5, 10, 10], 24), case(0, [100, 5, 5, 100], 130), case(0, [5, 100, 5], 40),
        case(0, [50, 10, 10, 10], 80, 0),
        case(0, [10, 10, 10], 25, 5, 2), case(0, [10, 10], 30, 12, 3), case(50, [30, 30, 30, 30], 125, 12, 2),
        case(0, [5, 5, 90], 102, 12), case(0, [5, 90], 95, 12), case(0, [8, 90], 97, 5), case(0, [8, 90], 98, 5),
        case(0, [2] * 10 + [5], 20),    # the note pushes out several turns
        raising(ValueError, 10, [20], 29), raising(ValueError, 10, [20, 30], 51),
        raising(ValueError, 0, [10, 10], 15, 12, 2), raising(ValueError, 0, [10, 10, 10], 25, 12, 3),
        raising(ValueError, 0, [3, 100], 101), case(10, [], 10), raising(ValueError, 10, [], 9),
    ],
    random_case=_random_talk,
    random_cases=40,
    valid=lambda fixed, turns, budget, note=12, keep=1: len(turns) > 0,
    hints=(
        "Leave out nothing: does it fit? Then leave out one turn, then two …, and stop as soon as it fits. When does "
        "the note count?",
        "for left_out in 0, 1, …, up to all turns but the last `keep`:\n    tokens = fixed + the turns from left_out "
        "on + (note, if anything is left out)\n    if that fits: return left_out\nraise ValueError",
    ),
)


def _plant(message, function):
    """A mistake whose ValueError may say anything, as the learner's may."""
    exercise.mistake(message, function, error="")


_plant("You forget the note. As soon as a turn is left out, the model is told, and that takes tokens, too.",
       _fit(extra=lambda left_out, note: 0))
_plant("You make room for the note with one more turn. It may take several: go on until everything fits.",
       _note_afterwards)
_plant("Your note is there even if nothing is left out.", _fit(extra=lambda left_out, note: note))
_plant("Your note counts once for each turn that is left out. There is one note.",
       _fit(extra=lambda left_out, note: note * left_out))
_plant("You leave out the newest turns. The question that was just asked is among them.",
       _fit(shown=lambda turns, left_out: turns[:len(turns) - left_out]))
_plant("A prompt may be exactly as long as the budget.", _fit(fits=lambda tokens, budget: tokens < budget))
_plant("You forget the fixed part, which is always shown.", _fit(base=lambda fixed: 0))
_plant("You leave out turns that must stay: the last `keep` are always shown.",
       _fit(most=lambda turns, keep: len(turns)))
_plant("You always keep one turn, whatever `keep` says.", _fit(most=lambda turns, keep: len(turns) - 1))
_plant("You stop one turn too early: all turns but the last `keep` may be left out.",
       _fit(most=lambda turns, keep: max(len(turns) - keep - 1, 0)))
_plant("You return how many turns are shown. Return how many are left out.",
       _fit(told=lambda left_out, turns, tokens: len(turns) - left_out))
_plant("You return the tokens. Return how many turns are left out.",
       _fit(told=lambda left_out, turns, tokens: tokens))
_plant("You return None where not even the last turns fit. Raise ValueError: nothing can be shown.",
       _fit(none=None))
_plant("You return a number where not even the last turns fit. Raise ValueError: nothing can be shown.",
       _fit(none="most"))
_plant("You return the turns that stay. Return how many are left out.",
       _fit(told=lambda left_out, turns, tokens: turns[left_out:]))
_plant("If there are at most `keep` turns, all of them stay. They may still fit.",
       _fit(most=lambda turns, keep: len(turns) - keep))
_plant("You leave out the largest turns. That makes holes in the conversation: leave out the oldest ones.",
       _largest_first)
