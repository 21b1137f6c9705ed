"""What lesson 14's cells about remedies do: word2vec without its gender direction, and tables of what was measured."""

from collections import defaultdict
from statistics import fmean

import numpy as np
from sklearn.cluster import KMeans

from llm_edu.assets import load_gender_words, load_word2vec
from llm_edu.bias.direction import principal_direction, recover, remove_direction

MOST = 500    # words on each side, as in Gonen and Goldberg 2019


def gender_direction(words: list[str], vectors: np.ndarray, lists) -> tuple[np.ndarray, list[str], np.ndarray]:
    """The gender direction; the words without gender by definition; their vectors."""
    index = {word: row for row, word in enumerate(words)}
    direction = principal_direction([[vectors[index[one]], vectors[index[other]]] for one, other in lists.pairs])
    about_gender = {word.lower() for word in (*lists.specific, *(each for pair in (*lists.pairs, *lists.equal_pairs)
                                                                 for each in pair))}
    neutral = [word for word in words if word.isalpha() and word.islower() and word not in about_gender]
    return direction, neutral, vectors[[index[word] for word in neutral]]


def leaning(vectors: np.ndarray, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows of the vectors that lean furthest along a direction, the furthest first; and those against it."""
    order = np.argsort(vectors @ direction, kind="stable")
    return order[:-MOST - 1:-1], order[:MOST]


def told_apart(vectors: np.ndarray, direction: np.ndarray, share: float):
    """Tell the most leaning words apart without a share of the direction.

    ->   a classifier's `Recovery`; accuracy of clusters that never saw a label
    """
    left = remove_direction(vectors[np.concatenate(leaning(vectors, direction))], direction, share)
    labels = np.repeat([1, 0], MOST)
    clusters = float((KMeans(2, n_init=10, random_state=0).fit_predict(left) == labels).mean())
    return recover(left, labels, folds=5, shuffles=0), max(clusters, 1 - clusters)


def lipstick(shares=(0.0, 0.5, 1.0), controls: int = 5) -> dict:
    """word2vec's most leaning words, told apart before and after their direction was removed.

    ->   rows [share removed, accuracy of a classifier on held-out words, its 95 % interval, accuracy of two clusters];
    the same two accuracies for random directions (seed 0), each removed from the words that lean most along it; the
    first words of each side
    """
    direction, words, vectors = gender_direction(*load_word2vec(), load_gender_words())
    rows = []
    for share in shares:
        found, clusters = told_apart(vectors, direction, share)
        rows.append([share, found.accuracy, *found.interval, clusters])
    random = np.random.default_rng(0)
    others = [told_apart(vectors, random.normal(size=direction.shape), 1.0) for _ in range(controls)]
    she, he = ([words[row] for row in rows_of_side[:30]] for rows_of_side in leaning(vectors, direction))
    return {"rows": rows, "controls": [[found.accuracy, clusters] for found, clusters in others], "she": she, "he": he}


def print_remedies(kept: dict, *remedies: str) -> None:
    """What each strength of some remedies leaves and costs, as the mean over seeds and the seeds' range.

    kept: the results of bias_remedies
    """
    runs = [run["rows"] for name, run in kept.items() if name.startswith("seed")]
    print(f"{len(runs)} seeds{'':<10}{'strength':>8}{'skew said':>23}{'mean size':>11}{'greedy':>8}{'at pronoun':>11}"
          f"{'elsewhere':>10}{'origin':>8}")
    for remedy in ("none", *remedies):
        strengths = defaultdict(list)
        for row in (row for rows in runs for row in rows if row["remedy"] == remedy):
            strengths[row["strength"]].append(row)
        for strength, rows in strengths.items():
            mean = {field: fmean(row[field] for row in rows)
                    for field in ("skew", "left", "greedy", "at_pronoun", "beyond", "origin")}
            low, high = (end(row["skew"] for row in rows) for end in (min, max))
            spread = f"{two(mean['skew'])} ({two(low)} to {two(high)})"
            print(f"{remedy:<18}{strength:>7.3g}{spread:>23}{two(mean['left']):>11}{two(mean['greedy']):>8}"
                  f"{two(mean['at_pronoun']):>11}{two(mean['beyond']):>10}{two(mean['origin']):>8}")


def two(number: float) -> str:
    """Two digits, and 0.00 without a sign.

    >>> two(-0.001), two(-0.5)
    ('0.00', '-0.50')
    """
    return f"{round(number, 2) + 0.0:.2f}"


def print_lipstick(found: dict) -> None:
    """The words, and how well a classifier and two clusters tell them apart. found: what `lipstick` returns"""
    for side in ("she", "he"):
        print(f"{side:>4}: {', '.join(found[side][:10])} …")
    print(f"{'direction removed':<19}{'classifier':>11}{'95 %':>14}{'two clusters':>14}")
    for share, accuracy, low, high, clusters in found["rows"]:
        print(f"{share:<19.0%}{accuracy:>11.1%}{f'{low:.0%} to {high:.0%}':>14}{clusters:>14.1%}")
    classifiers, clusters = zip(*found["controls"])
    print(f"\n{len(classifiers)} random directions, each removed from the {2 * MOST:,} words that lean most along it:\n"
          f"   classifier {min(classifiers):.0%} to {max(classifiers):.0%}, "
          f"two clusters {min(clusters):.0%} to {max(clusters):.0%}")


def print_recovered(kept: dict, remedy: str, where: str = "stream") -> None:
    """Of the 12 jobs held out in turn, how many a fresh classifier still sorts by stereotype after a remedy.

    where: "stream", just before the pronoun, or "embeddings", of the jobs
    """
    strengths = defaultdict(list)
    for name, run in kept.items():
        for row in run["rows"] if name.startswith("seed") else ():
            if row["remedy"] in ("none", remedy) and where in row["recovered"]:
                strengths[row["remedy"], row["strength"]].append(12 * row["recovered"][where][0])
    for (name, strength), right in strengths.items():
        print(f"{name} {strength:g}: {sum(right):.0f} of {12 * len(right)} held-out jobs",
              f"(by seed: {', '.join(f'{each:.0f}' for each in right)})")
