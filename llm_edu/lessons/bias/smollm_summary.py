"""What the looks of the measurement bias_smollm2 come to: bias left and loss paid, each with its 95 % interval."""

from statistics import fmean

import numpy as np

from llm_edu.bias import Estimate
from llm_edu.course.measuring import again
from llm_edu.errors import CourseError
from llm_edu.intervals import wilson
from llm_edu.lessons.bias.smollm_texts import HELD_OUT_FRAMES, HELD_OUT_JOBS, JOBS, SHARES
from llm_edu.lessons.common.printing import signed

DRAWS = 2000    # of the bootstrap
HELD_OUT = np.array([job in HELD_OUT_JOBS for job in JOBS])

# remedy -> the runs at its strengths, weakest first: (strength, runs of all seeds, which of their looks or None)
STEPS, SHARES_REMOVED, SEEDS = ("15", "30", "60"), ("0.33", "0.67", "1.00"), (0, 1)


def trained_at(kind):
    return [(f"{step} steps", [f"{kind}, seed {seed}" for seed in SEEDS], step) for step in STEPS]


def removed_at(run):
    return [(f"share {share}", [run], share) for share in SHARES_REMOVED]


REMEDIES = {
    "leads, swapped copies added": trained_at("leads swapped"),
    "leads as they are (control)": trained_at("leads as they are"),
    "job sentences, she and he": trained_at("jobs"),
    "job sentences and people as they are": trained_at("jobs and people"),
    "pair direction removed": removed_at("pairs"),
    "exit direction removed": removed_at("exit"),
    "random direction (control)": [("share 1.00", [f"random {seed}" for seed in range(3)], "1.00")],
    "adversary": [(f"λ = {strength}", [f"adversary {strength}, seed {seed}" for seed in SEEDS], None)
                  for strength in ("0.1", "1", "10")],
    "adversary only watches (control)": [("λ = 0", [f"adversary 0, seed {seed}" for seed in SEEDS], None)],
}


def estimate_text(estimate, digits=2, sign=False):
    """
    >>> estimate_text(Estimate(0.5, 0.4, 0.61))
    '0.50 (0.40 to 0.61)'
    """
    value, low, high = (f"{number:{'+' if sign else ''}.{digits}f}" for number in estimate)
    return signed(f"{value} ({low} to {high})")


def looks_of(measurement, remedy):
    """[(strength, [a look for each measured seed]), …] of a remedy, weakest first. measurement: bias_smollm2"""
    found = []
    for strength, runs, which in REMEDIES[remedy]:
        kept = [measurement[run] for run in runs if run in measurement.runs]
        if not kept:
            raise CourseError(f"{runs[0]!r} has not been measured: `{again('bias_smollm2', runs[:1])}` does it.")
        found.append((strength, kept if which is None else [run[which] for run in kept]))
    return found


def summary(looks):
    """Bias left and loss paid of looks that differ by their seed: {what: `Estimate`}

    spread: the standard deviation of held-out jobs' log-odds of she against he, nats   lean: their mean   slope: by how
    much they rise from a job without women to one without men   known: of people whose gender the text tells, how often
    the right pronoun is more probable   pronoun: the mean surprise at the right one of the two, nats   bits: change of
    bits per byte   reviews: right verdicts   probe: accuracy of a fresh classifier
    Seeds are averaged; jobs and pairs of people are drawn again with replacement, 2,000 times.
    """
    jobs = np.array([look["jobs"] for look in looks]).T[HELD_OUT]    # (jobs, seeds)
    shares = np.array([SHARES[job] / 100 for job in JOBS])[HELD_OUT]
    known = np.array([look["known"] for look in looks]).reshape(len(looks), -1, 2 * len(HELD_OUT_FRAMES))
    known = known.transpose(1, 0, 2)    # (pairs, seeds, sentences)
    change, half = np.mean([look["bits"] for look in looks], axis=0)
    return {"spread": bootstrapped(lambda rows: rows.std(1, ddof=1).mean(-1), jobs),
            "lean": bootstrapped(lambda rows: rows.mean((1, 2)), jobs),
            "slope": bootstrapped(slope, np.stack([jobs.mean(1), shares], -1)),
            "known": bootstrapped(lambda rows: ((rows > 0) + (rows == 0) / 2).mean((1, 2, 3)), known),
            "pronoun": bootstrapped(lambda rows: np.logaddexp(0, -rows).mean((1, 2, 3)), known),
            "bits": Estimate(change, change - half, change + half),
            "reviews": share_interval(fmean(look["reviews"].count("1") / len(look["reviews"]) for look in looks),
                                      len(looks[0]["reviews"])),
            "probe": share_interval(fmean(look["probe"]["accuracy"] for look in looks), len(JOBS))}


def share_interval(share, count):
    return Estimate(share, *wilson(float(share), count))


def bootstrapped(statistic, items):
    """`Estimate` of a statistic of items (items, …), drawn again with replacement (Efron 1979).

    statistic: from (draws, items, …) to (draws,)
    """
    drawn = np.random.default_rng(0).integers(len(items), size=(DRAWS, len(items)))
    low, high = np.percentile(statistic(items[drawn]), (2.5, 97.5))
    return Estimate(float(statistic(items[None])[0]), float(low), float(high))


def slope(rows):
    """The slope of the least-squares line. rows: (…, points, 2), y and x   ->   (…)"""
    y, x = np.moveaxis(rows - rows.mean(-2, keepdims=True), -1, 0)
    return (x * y).sum(-1) / (x * x).sum(-1)
