"""``beam_step``: the best ways to go on, of all beams together."""

import torch

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.decoding.demos import beam_step as one_beam_step


def _step(total=lambda before, new: before + new, order=lambda pairs: sorted(pairs, key=lambda pair: -pair[1]),
          cut=lambda pairs, width: pairs[:width], ids=lambda before, token: [*before, token]):
    """A beam_step with one thing wrong."""

    def step(beams, log_probabilities, width):
        pairs = [(ids(before, token), total(score, new)) for (before, score), row
                 in zip(beams, log_probabilities.tolist()) for token, new in enumerate(row)]
        return cut(order(pairs), width)

    return step


def _beam_case(rng):
    """Log-probabilities in hundredths, all different, so that nothing depends on ties."""
    count, vocab = rng.randrange(1, 4), rng.randrange(2, 5)
    numbers = iter(rng.sample(range(1, 400), count * vocab))
    rows = torch.tensor([[-next(numbers) / 100 for _ in range(vocab)] for _ in range(count)], dtype=torch.float64)
    beams = [([rng.randrange(9) for _ in range(2)], -rng.randrange(1, 300) / 100 - 0.001 * number)
             for number in range(count)]
    return beams, rows, rng.randrange(1, 6)


def _table(*rows):
    return torch.tensor(rows, dtype=torch.float64)


def _same_up_to_ties(expected, got):
    """In which order equally probable ones stand is not said."""
    rules = Rules(close=True)
    differs = difference(expected, got, rules)
    if differs is None or not isinstance(got, list) or not all(isinstance(pair, tuple) for pair in got):
        return differs
    by_ids = [sorted(pairs, key=lambda pair: str(pair[0])) for pairs in (expected, got)]
    in_order = difference([total for _, total in expected], [pair[-1] for pair in got], rules) is None
    return None if in_order and difference(*by_ids, rules) is None else differs


exercise = Exercise(
    reference=one_beam_step,
    cases=[
        case([([7], -1.0)], _table([-3.0, -0.5]), 1), case([([], 0.0)], _table([-0.5, -1.5, -2.5]), 2),
        case([([4], -0.5), ([2], -1.25)], _table([-3.0, -2.0], [-0.25, -4.0]), 2),
        case([([4], -0.5), ([2], -3.25)], _table([-0.5, -1.5], [-0.125, -4.0]), 2),
        case([([1], -2.0), ([3], -2.5)], _table([-0.75, -1.5], [-0.5, -3.0]), 9),
        case([([5, 5], -0.25)], _table([-6.0, -5.0, -0.125]), 3), case([([], 0.0)], _table([-0.75, -0.75, -2.0]), 2),
        case([([1], -900.0), ([2], -850.0)], _table([-0.5, -1.0], [-1.5, -0.25]), 1),    # e^-850 is 0 to a computer
        case([([2], -1.0)], _table([-0.5, -torch.inf]), 3),    # one that cannot come is a way, too
        case([([1], -3.0), ([1, 2, 3], -4.0)], _table([-0.5, -2.0], [-0.25, -3.0]), 2),
    ],
    random_case=_beam_case,
    valid=lambda beams, rows, width: rows.dim() == 2 and len(beams) == len(rows) > 0 and all(
        len(beam) == 2 for beam in beams),
    keywords=("width",),
    hints=(
        "Every beam with every token is a candidate. Its log P is the log P of the beam plus the log P of the token. "
        "Sort all candidates together, and cut the list.",
        "candidates = []\nfor each beam (ids, total) and its row:\n    for each token and its log-probability in the "
        "row:\n        append (ids + [token], total + log-probability)\nsort by the second, largest first\nreturn the "
        "first width",
    ),
    compare=_same_up_to_ties,
    fresh=True,
)


@exercise.mistake("Each of your beams continues with its own best token. But the candidates of *all* beams compete: "
                  "two may come from one beam, and none from another.")
def _best_of_each(beams, log_probabilities, width):
    pairs = [(([*ids, int(row.argmax())]), total + row.max().item())
             for (ids, total), row in zip(beams, log_probabilities)]
    return sorted(pairs, key=lambda pair: -pair[1])[:width]


@exercise.mistake("You keep `width` candidates of each beam, so the number of beams grows. Keep `width` of all "
                  "candidates together.")
def _width_of_each(beams, log_probabilities, width):
    pairs = []
    for beam, row in zip(beams, log_probabilities):
        pairs += one_beam_step([beam], row[None], width)
    return sorted(pairs, key=lambda pair: -pair[1])


exercise.mistake("You rank by the last token alone. The tokens before it count, too: total + log-probability.",
                 _step(total=lambda before, new: new))
exercise.mistake("You multiply the two log P. Probabilities are multiplied, so their logarithms are *added*.",
                 _step(total=lambda before, new: before * new))
exercise.mistake("You keep the *least* probable candidates. sort begins with the smallest unless you say "
                 "reverse=True.",
                 _step(order=lambda pairs: sorted(pairs, key=lambda pair: pair[1])))
exercise.mistake("You keep the first candidates, not the best ones. Sort before you "
                 "cut.", _step(order=lambda pairs: pairs))
exercise.mistake("You prune nothing. Keep only `width` candidates.", _step(cut=lambda pairs, width: pairs))
exercise.mistake("`append` returns None. Write ids + [token] for the new list.",
                 _step(ids=lambda before, token: list(before).append(token)))


@exercise.mistake("ids.append(token) changes the beam's own list, and all its candidates share that list. ids + "
                  "[token] makes a new one.")
def _appends(beams, log_probabilities, width):
    """All candidates of a beam share its list."""
    pairs = []
    for (ids, total), row in zip(beams, log_probabilities.tolist()):
        for token, new in enumerate(row):
            ids.append(token)
            pairs.append((ids, total + new))
    return sorted(pairs, key=lambda pair: -pair[1])[:width]


@exercise.mistake("There may be fewer candidates than `width`. Then keep all of them: the slice [:width] takes as "
                  "many as there are.")
def _takes_width(beams, log_probabilities, width):
    ordered = one_beam_step(beams, log_probabilities, log_probabilities.numel())
    return [ordered[place] for place in range(width)]


exercise.mistake(
    "You have found the right ones, but the best comes last. It should come first.",
    _step(order=lambda pairs: sorted(pairs, key=lambda pair: pair[1]), cut=lambda pairs, width: pairs[-width:]),
)
