"""``best_threshold``: where to cut between two kinds of examples."""

import torch

from llm_edu.course.checks.exercise import Exercise, case


def _candidates(scores):
    """One below all scores, one between any two neighbours, one above all, in rising order."""
    values = sorted(set(scores.tolist()))
    return [values[0] - 1, *((low + high) / 2 for low, high in zip(values, values[1:])), values[-1] + 1]


def _rights(scores, labels, threshold):
    return sum((score > threshold) == (label == 1) for score, label in zip(scores.tolist(), labels.tolist()))


def _reference(scores, labels):
    return max(_candidates(scores), key=lambda each: _rights(scores, labels, each))


def _among(candidates, rights=_rights, best=max):
    """A best_threshold with other candidates, another way to count, or another choice."""
    return lambda scores, labels: best(candidates(scores), key=lambda each: rights(scores, labels, each))


def _examples(pairs):
    scores, labels = zip(*pairs)
    return case(torch.tensor(scores, dtype=torch.float32), torch.tensor(labels))


def _drawn(rng, count, spread):
    """Scores with one decimal place; those of label 1 tend to be higher."""
    labels = [rng.randrange(2) for _ in range(count)]
    scores = [round(rng.gauss(0.8 * label, 1) * spread, 1) for label in labels]
    return torch.tensor(scores, dtype=torch.float32), torch.tensor(labels)


def _drawn_case(rng):
    return _drawn(rng, rng.randrange(1, 12), rng.choice([0.3, 1, 6]))


exercise = Exercise(
    reference=_reference,
    cases=[
        _examples([(0.0, 0), (1.0, 1)]), _examples([(2.0, 1)]), _examples([(2.0, 0)]),
        _examples([(-1.0, 0), (2.0, 0), (4.0, 1)]), _examples([(4.0, 1), (-1.0, 0), (2.0, 0)]),
        _examples([(1.0, 1), (2.0, 0)]),    # the wrong way round: below all, one of two
        _examples([(1.0, 0), (2.0, 0), (3.5, 0)]), _examples([(3.5, 1), (2.0, 1)]),    # one kind only
        _examples([(1.0, 0), (2.0, 1), (3.0, 0), (5.0, 1)]),    # two equally good
        _examples([(1.0, 0), (2.0, 1), (2.5, 1), (3.0, 0), (5.0, 1), (7.0, 0)]),
        _examples([(0.5, 0), (0.5, 0), (1.5, 1), (1.5, 1)]),    # the same score twice
        _examples([(0.5, 0), (0.5, 1), (0.5, 1), (2.0, 1)]),    # the same score, both labels
        _examples([(0.5, 0), (0.5, 1), (0.5, 0), (2.0, 1)]),
        _examples([(3.0, 0), (3.0, 1)]), _examples([(3.0, 1), (3.0, 1), (3.0, 0)]),
        _examples([(-7.5, 0), (-7.0, 0), (-6.25, 1), (-6.0, 1), (-5.0, 1)]),    # 0 is a bad threshold
        _examples([(8.0, 0), (9.0, 1), (6.0, 0), (7.0, 0)]),
        _examples([(-20.0, 0), (-4.0, 0), (-3.0, 1), (30.0, 1)]),    # means and medians lie elsewhere
        _examples([(0.0, 0), (0.0, 0), (0.0, 1), (-0.5, 0)]),
        _examples([(1000.0, 0), (-1000.0, 1), (1001.0, 1), (999.0, 0)]),
        _examples([(0.5, 0), (0.5078125, 1)]), _examples([(0.25, 0), (0.25390625, 0), (0.2578125, 1)]),    # near
        _examples([(-3.0, 0), (-3.0009765625, 1), (-2.9990234375, 1), (4.0, 1)]),
        _examples([(0.0, 0), (1e-6, 1)]), _examples([(2e-5, 1), (1e-5, 0), (-1e-5, 0)]),
    ],
    random_case=_drawn_case,
    random_cases=40,
    valid=lambda scores, labels: len(scores) > 0 and scores.shape == labels.shape
    and bool(((labels == 0) | (labels == 1)).all()),
    hints=(
        "While a threshold moves between two neighbouring scores, nothing changes. So there are only a few thresholds "
        "to try.",
        "values = the different scores, in rising order\ncandidates = the first − 1, halfway between each two "
        "neighbours, the last + 1\nfor each candidate: in how many examples is (score > candidate) the same as (label "
        "is 1)?\nthe first candidate with the most",
    ),
    compare="close",
    tensor_numbers=False,
    dtypes=("float64",),
)

exercise.mistake("Among equally good thresholds you take the highest. Take the lowest.",
                 _among(lambda scores: _candidates(scores)[::-1]))
exercise.mistake("Yours is the worst threshold. Either you look for the most that goes *wrong*, or you swapped the "
                 "two labels: a score above the threshold means 1.", _among(_candidates, best=min))
exercise.mistake("Your thresholds are the scores themselves. There is room between two scores: take the middle, so "
                 "that a new example is not decided by a hair.",
                 _among(lambda scores: sorted(set(scores.tolist()))))
exercise.mistake("You never try a threshold below all scores. If most labels are 1, it can be the best.",
                 _among(lambda scores: _candidates(scores)[1:]))
exercise.mistake("You never try a threshold above all scores. If most labels are 0, it can be the best.",
                 _among(lambda scores: _candidates(scores)[:-1]))
exercise.mistake("You try only thresholds between two scores. Try one below all scores and one above all, too.",
                 _among(lambda scores: _candidates(scores)[1:-1] or _candidates(scores)))
exercise.mistake("You try only thresholds between two scores. With a single score there are none: try one below all "
                 "scores and one above all, too.",
                 _among(lambda scores: _candidates(scores)[1:-1]), error="empty")
exercise.mistake("Halfway between two equal scores is that score itself. Only *different* scores have room between "
                 "them.",
                 _among(lambda scores: sorted(
                     [*_candidates(scores), *(score for score in scores.tolist() if (scores == score).sum() > 1)])))
exercise.mistake("*Neighbours* means neighbours once sorted. Sort the scores first.",
                 _among(lambda scores: [scores[0].item() - 1, *((scores[:-1] + scores[1:]) / 2).tolist(),
                                        scores[-1].item() + 1]))
exercise.mistake("That is halfway between the means of the two kinds. One extreme score moves a mean, so this is often "
                 "not where most examples come out right.",
                 lambda scores, labels: ((scores[labels == 1].mean() + scores[labels == 0].mean()) / 2).item()
                 if 0 < labels.sum() < len(labels) else _reference(scores, labels))
exercise.mistake("That is the median of all scores, whatever their labels are.",
                 lambda scores, labels: scores.quantile(0.5).item())
exercise.mistake("That is 0. But this model's scores may be biased to one side: look for the threshold with which "
                 "most examples come out right.", lambda scores, labels: 0.0)
exercise.mistake("You count only the examples with label 1. Those with label 0 can be wrong, too.",
                 _among(_candidates, lambda scores, labels, each: ((scores > each) & (labels == 1)).sum().item()))
exercise.mistake("You count only the examples with label 0. Those with label 1 can be wrong, too.",
                 _among(_candidates, lambda scores, labels, each: ((scores <= each) & (labels == 0)).sum().item()))
exercise.mistake("That is how many examples come out right. Return the threshold that gets them right.",
                 lambda scores, labels: _rights(scores, labels, _reference(scores, labels)))
exercise.mistake("That is the accuracy. Return the threshold that reaches it.",
                 lambda scores, labels: _rights(scores, labels, _reference(scores, labels)) / len(scores))
exercise.mistake("That is the index of the threshold in your list of candidates. Return the threshold itself.",
                 lambda scores, labels: _candidates(scores).index(_reference(scores, labels)))
exercise.mistake("Halfway between two numbers is their sum, divided by 2.", _among(lambda scores: [
    _candidates(scores)[0], *((high - low) / 2 for low, high in zip(_values(scores), _values(scores)[1:])),
    _candidates(scores)[-1]]))
exercise.mistake("The lowest candidate is 1 below the smallest score, and the highest 1 above the largest. Yours are "
                 "further away, or nearer.",
                 _among(lambda scores: [float("-inf"), *_candidates(scores)[1:-1], float("inf")]))


def _values(scores):
    return sorted(set(scores.tolist()))
