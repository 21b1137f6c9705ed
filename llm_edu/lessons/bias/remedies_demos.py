"""What lesson 14's cells about remedies do: word2vec without its gender direction, and tables of what was measured."""

from collections import defaultdict
from statistics import fmean

import numpy as np
from sklearn.cluster import KMeans

from llm_edu.assets import load_gender_words, load_word2vec
from llm_edu.bias.direction import principal_direction, recover, remove_direction

MOST = 500    # words on each side, as in Gonen and Goldberg 2019


def leaning_words(words: list[str], vectors: np.ndarray, lists) -> tuple[np.ndarray, list[str], list[str]]:
    """The gender direction, and the words without gender by definition that lean furthest to *she*, and to *he*."""
    index = {word: row for row, word in enumerate(words)}
    direction = principal_direction([[vectors[index[one]], vectors[index[other]]] for one, other in lists.pairs])
    about_gender = {word.lower() for word in (*lists.specific, *(each for pair in (*lists.pairs, *lists.equal_pairs)
                                                                 for each in pair))}
    neutral = [word for word in words if word.isalpha() and word.islower() and word not in about_gender]
    order = np.argsort(vectors[[index[word] for word in neutral]] @ direction, kind="stable")
    return direction, [neutral[row] for row in order[:-MOST - 1:-1]], [neutral[row] for row in order[:MOST]]


def lipstick(shares=(0.0, 0.5, 1.0), shuffles: int = 20) -> dict:
    """word2vec's most leaning words, told apart before and after their direction was removed.

    ->   rows [share removed, accuracy of a classifier on held-out words, its 95 % interval, the best with shuffled
    labels, accuracy of two clusters that never saw a label]; the first words of each side
    """
    (words, vectors), lists = load_word2vec(), load_gender_words()
    direction, she, he = leaning_words(words, vectors, lists)
    index = {word: row for row, word in enumerate(words)}
    chosen, labels = vectors[[index[word] for word in (*she, *he)]], np.repeat([1, 0], MOST)
    rows = []
    for share in shares:
        left = remove_direction(chosen, direction, share)
        found = recover(left, labels, folds=5, shuffles=shuffles)
        clusters = (KMeans(2, n_init=10, random_state=0).fit_predict(left) == labels).mean()
        rows.append([share, round(found.accuracy, 3), *(round(bound, 3) for bound in found.interval),
                     round(max(found.shuffled), 3), round(float(max(clusters, 1 - clusters)), 3)])
    return {"rows": rows, "she": she[:30], "he": he[:30]}


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
    print(f"{'direction removed':<19}{'classifier':>11}{'95 %':>14}{'best of shuffled':>18}{'two clusters':>14}")
    for share, accuracy, low, high, shuffled, clusters in found["rows"]:
        print(f"{share:<19.0%}{accuracy:>11.1%}{f'{low:.0%} to {high:.0%}':>14}{shuffled:>18.1%}{clusters:>14.1%}")


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
