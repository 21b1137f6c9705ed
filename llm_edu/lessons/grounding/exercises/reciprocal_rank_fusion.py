"""``reciprocal_rank_fusion``: several rankings made one."""

from llm_edu import retrieval
from llm_edu.course.checks.exercise import Exercise, case


def _fuse(gain=lambda constant, rank: 1 / (constant + rank), first=1, join=lambda old, new: (old or 0.0) + new,
          order=lambda sums: sorted(sums.items(), key=lambda pair: -pair[1])):
    """A reciprocal_rank_fusion, right unless a part is replaced. join: (the sum so far or None, what is added)"""
    def reciprocal_rank_fusion(rankings, constant=60):
        sums = {}
        for ranking in rankings:
            for rank, document in enumerate(ranking, first):
                sums[document] = join(sums.get(document), gain(constant, rank))
        return order(sums)
    return reciprocal_rank_fusion


def _random_rankings(rng):
    return [rng.sample("stormy", rng.randrange(7)) for _ in range(rng.randrange(1, 3))], rng.choice([60, 60, 0, 5])


exercise = Exercise(
    reference=retrieval.reciprocal_rank_fusion,
    cases=[
        case([]), case([[]]), case([["a"]]), case([["b", "a"]]), case([["a"], ["b"]]), case([["b"], ["a"]]),
        case([["a", "b"], ["b", "a"]]), case([["z", "a"], ["a", "z"]]), case([["a", "b", "c"], ["b", "d"]]),
        case([["b", "d"], ["a", "b", "c"], []]), case([["a", "b"], ["b", "a"]], 0), case([[1, 2, 3], [3, 1]], 10),
        case([["a", "b", "c"], ["c", "a"], ["d", "a", "b", "c"]]), case([["x", "y"], ["p", "q", "y"]], 0),
        case([[7, 3], [5, 3], [3]]), case([["c", "b", "a"], ["d", "e", "a"]], 0), case([["lone"], ["x", "y", "z"]]),
        case([["a", "b", "y"], ["x"], ["y", "c", "x"]]), case([["a", "b", "c", "d"], ["f", "e", "g", "d"]], 0),
        case([list("abcdefghijkl")]), case([["b", "a"], ["b", "a"]]),
        case([[0, 1], [2, 0]]),
    ],
    random_case=_random_rankings,
    random_cases=30,
    valid=lambda rankings, constant=60: constant > -1 and all(len(set(each)) == len(each) for each in rankings),
    hints=(
        "A dictionary from document to sum. Walk through each ranking and count the ranks: the first document has "
        "rank 1.",
        "sums = {}\nfor each ranking:\n    for rank, document, beginning with 1:\n        sums[document] = what it has "
        "(or 0) + 1 / (constant + rank)\nthe items of sums, sorted by the sum, highest first (sorted keeps equals in "
        "order)",
    ),
    compare="close",
)


def _shared_only(rankings, constant=60):
    return [pair for pair in _fuse()(rankings, constant) if all(pair[0] in ranking for ranking in rankings)]


def _rank_by_rank(rankings, constant=60):
    met = [ranking[rank] for rank in range(max(map(len, rankings), default=0)) for ranking in rankings
           if rank < len(ranking)]
    sums = dict(_fuse()(rankings, constant))
    return sorted(((document, sums[document]) for document in dict.fromkeys(met)), key=lambda pair: -pair[1])


def _missing_is_last(rankings, constant=60):
    documents = list(dict.fromkeys(document for ranking in rankings for document in ranking))
    sums = {document: sum(1 / (constant + (list(ranking).index(document) if document in ranking else len(ranking)) + 1)
                          for ranking in rankings) for document in documents}
    return sorted(sums.items(), key=lambda pair: -pair[1])


def _mean(rankings, constant=60):
    return [(document, score / len(rankings)) for document, score in _fuse()(rankings, constant)]


exercise.mistake("Your first rank is 0. Ranks begin with 1.", _fuse(first=0))
exercise.mistake("You leave out the constant: each rank adds 1 / (constant + rank).",
                 _fuse(gain=lambda constant, rank: 1 / rank))
exercise.mistake("Your constant is always 60: use the one that is handed in.",
                 _fuse(gain=lambda constant, rank: 1 / (60 + rank)))
exercise.mistake("A bracket is missing: 1 / constant + rank divides first. It is 1 / (constant + rank).",
                 _fuse(gain=lambda constant, rank: 1 / constant + rank))
exercise.mistake("You add up ranks. Add up their reciprocals, 1 / (constant + rank), so that a good rank counts more.",
                 _fuse(gain=lambda constant, rank: constant + rank))
exercise.mistake("A later ranking overwrites what an earlier one gave. Add to it.", _fuse(join=lambda old, new: new))
exercise.mistake("Your result begins with the lowest sum. The highest comes first.",
                 _fuse(order=lambda sums: sorted(sums.items(), key=lambda pair: pair[1])))
exercise.mistake("You do not sort. The highest sum comes first.", _fuse(order=lambda sums: list(sums.items())))
exercise.mistake("You sort equal sums by document. They keep the order in which their documents are met.",
                 _fuse(order=lambda sums: sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))))
exercise.mistake("Equal sums come in the wrong order. They keep the order in which their documents are met.",
                 _fuse(order=lambda sums: sorted(sums.items(), key=lambda pair: pair[1])[::-1]))
exercise.mistake("In your result, equal sums come in the order of their ranks. They keep the order in which their "
                 "documents are met: first the whole first ranking.", _rank_by_rank)
exercise.mistake("You return the documents alone. Return pairs (document, sum).",
                 _fuse(order=lambda sums: sorted(sums, key=lambda document: -sums[document])))
exercise.mistake("You return a dictionary. Return a list of pairs (document, sum), the highest sum first.",
                 _fuse(order=lambda sums: dict(sorted(sums.items(), key=lambda pair: -pair[1]))))
exercise.mistake("You keep only documents that are in every ranking. A document may be missing in some.", _shared_only)
exercise.mistake("You give a rank to a document that a ranking lacks. Such a ranking adds nothing to it.",
                 _missing_is_last)
exercise.mistake("You divide by the number of rankings. Return the sum.", _mean)
