"""What a search finds: printed for one query, and counted for many.

kept: the results of ``measurements/finding``, run by run
"""


import numpy as np

from llm_edu.intervals import wilson
from llm_edu.prompting import compare

WAYS = {"words": "BM25", "vectors": "MiniLM", "fused": "both, fused"}
UNITS = {"leads": "whole leads", "sentences": "sentences", "titled sentences": "title + sentence"}
RANKS = 1, 5, 20


def within(ranks, k):
    """Whether the right one is among the first k: (queries,) of True and False. ranks: 1 for the first; None: missing

    >>> within([1, None, 3], 2).tolist()
    [True, False, False]
    """
    return np.array([rank is not None and rank <= k for rank in ranks])


def share_with_interval(hits):
    """(share, low, high) of True, with Wilson's 95 % interval."""
    return float(hits.mean()), *wilson(float(hits.mean()), len(hits))


def in_percent(hits):
    """A share in percent with its 95 % interval, as text."""
    return "{:3.0f} ({:.0f} to {:.0f})".format(*(100 * part for part in share_with_interval(hits)))


def print_found(index, encoder, query, count=3):
    """The first leads for a query by words, by vectors and by both."""
    found = {"words": index.by_words(query, count), "vectors": index.by_meaning(encoder, query, count)}
    print(f"{query!r}")
    for way, ranking in found.items():
        print(f"  {WAYS[way]:<12}" + ", ".join(f"{index.names[row]} {score:.2f}" for row, score in ranking))
    print(f"  {WAYS['fused']:<12}" + ", ".join(hit.name for hit in index.search(encoder, query, count)))


def print_examples(kept, kinds, titles, count=2):
    """The first queries of some kinds, each with the title of its lead."""
    for kind in kinds:
        for query, number in list(zip(kept[kind]["query"], kept[kind]["lead"]))[:count]:
            print(f"{kind:<14}{query}\n{'':<14}→ {titles[number]}")


def print_differences(kept, kinds, k=5):
    """How recall@k of two ways differs on the same queries, in points."""
    print(f"recall@{k}, difference in points (95 %)")
    for kind in kinds:
        for first, second in (("vectors", "words"), ("fused", "words"), ("fused", "vectors")):
            told = compare(within(kept[kind][first], k), within(kept[kind][second], k))
            print(f"  {kind:<15}{f'{WAYS[first]} − {WAYS[second]}':<24}{100 * told.difference:+4.0f} "
                  f"({100 * told.low:+.0f} to {100 * told.high:+.0f})")


def ranks_by_unit(kept, unit, kind):
    """{way: ranks} of a kind of queries, where leads, sentences or titled sentences are searched."""
    return kept[kind] if unit == "leads" else kept[unit][kind]


def print_units(kept, kinds, k=1):
    """Recall@k by the unit that is searched, and of the very sentence that holds the answer."""
    print(f"{f'recall@{k}, in %':<32}" + "".join(f"{name:<18}" for name in WAYS.values()))
    rows = [(kind, unit, ranks_by_unit(kept, unit, kind)) for kind in kinds for unit in UNITS]
    rows += [("its sentence", unit, kept[unit]["answer"]) for unit in UNITS if unit != "leads"]
    for kind, unit, ranks in rows:
        cells = [in_percent(within(ranks[way], k)) for way in WAYS]
        print(f"{kind:<14}{UNITS[unit]:<18}" + "".join(f"{cell:<18}" for cell in cells))
