"""``bm25_scores``: documents scored by the words that they share with a query."""

import math

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.retrieval import rarity, saturation


def _containing(word, documents):
    return sum(word in each for each in documents)


def _average(documents, word):
    return sum(map(len, documents)) / len(documents)


def _bm25(rare=rarity, often=saturation, words=list, having=_containing, average=_average, result=list, skip=True):
    """A bm25_scores, right unless a part is replaced. skip: no formula for a word that the document lacks"""
    def bm25_scores(query, documents, k1=1.2, b=0.75):
        scores = []
        for document in documents:
            score = 0.0
            for word in words(query):
                count = document.count(word)
                if count or not skip:
                    weight = rare(having(word, documents), len(documents))
                    score += weight * often(count, len(document), average(documents, word), k1, b)
            scores.append(score)
        return result(scores)
    return bm25_scores


_PETS = [["the", "cat", "sat", "down"], ["the", "dog", "saw", "cat"], ["rain", "rain", "go", "away"]]


def _random_documents(rng):
    documents = [rng.choices("abcdef", k=rng.choice([0, 1, 3, 5, 9])) for _ in range(rng.randrange(1, 6))]
    query = rng.choices("abcxyz", k=rng.randrange(4))
    return query, documents, rng.choice([0.5, 1.2, 2.0]), rng.choice([0.0, 0.4, 1.0])


exercise = Exercise(
    reference=_bm25(),
    cases=[
        case(["cat"], []), case([], [["cat"]]), case(["cat"], [["cat"]]), case(["cat"], [["dog"]]),
        case(["cat"], [[], ["cat"]]), case(["cat"], [[]]), case(["cat"], [[], ["cat", "cat"]], 1.2, 1.0),
        case(["cat"], _PETS), case(["the", "dog"], _PETS), case(["rain"], _PETS), case(["cat", "cat"], _PETS),
        case(["cat", "rain", "dog", "unicorn"], _PETS), case(["Cat"], _PETS),
        case(["cat"], [["catch", "cats"], ["the", "cat"]]),
        case(["a"], [["a"], ["a", "b", "c", "d", "e"], ["b"]]), case(["a"], [["a", "a", "a"], ["a", "b", "b"], ["b"]]),
        case(["a", "b"], [["a", "b"], ["a"], ["a", "a", "b", "c"]], 2.0, 0.0),
        case(["a"], [["a"], ["b", "a"]], 0.5, 1.0), case(["a"], [["a", "a"], ["b", "c", "d", "a"], ["e"]], 3.0, 0.25),
    ],
    random_case=_random_documents,
    random_cases=30,
    hints=(
        "One word of the query and one document at a time: two numbers, multiplied, added to the document's score. The "
        "first number is the same for all documents.",
        "N, average = how many documents, their mean length\nfor each document: score = 0\n    for each word of the "
        "query that the document has:\n        n = how many documents have the word\n        score += rarity · "
        "saturation, by the two formulas",
    ),
    compare="close",
)


def _inverse_share(containing, documents):
    return math.log(documents / containing) if containing else 0.0


exercise.mistake("You divide by zero. A word that a document lacks adds nothing to its score: skip the word. Then an "
                 "empty document needs no formula.", _bm25(skip=False), error="division by zero")
exercise.mistake("Your rarity falls below 0 for a word that most documents have. The logarithm is of 1 + the fraction.",
                 _bm25(rare=lambda n, all_: math.log((all_ - n + 0.5) / (n + 0.5))))
exercise.mistake("Your rarity is ln(N / n), an older formula. Here it is ln(1 + (N − n + 0.5) / (n + 0.5)).",
                 _bm25(rare=_inverse_share))
exercise.mistake("Your rarity is upside down: frequent words get the large numbers.",
                 _bm25(rare=lambda n, all_: math.log(1 + (n + 0.5) / (all_ - n + 0.5))))
exercise.mistake("You take another logarithm. Take the natural one, `math.log`.",
                 _bm25(rare=lambda n, all_: rarity(n, all_) / math.log(2)))
exercise.mistake("You leave out the rarity: every word of the query counts the same.", _bm25(rare=lambda n, all_: 1.0))
exercise.mistake("For the rarity you count how often the word occurs. Count the documents that have it, each once.",
                 _bm25(having=lambda word, documents: sum(each.count(word) for each in documents)))
exercise.mistake("Your score grows with the plain count. The saturation stays below 1: count / (count + …).",
                 _bm25(often=lambda count, *_: count))
exercise.mistake("Your saturation ignores the document's length: k1 is multiplied by (1 − b + b · length / average).",
                 _bm25(often=lambda count, length, average, k1, b: count / (count + k1)))
exercise.mistake("You divide the average by the length. Take length / average: a longer document needs more.",
                 _bm25(often=lambda count, length, average, k1, b: saturation(count, average / length, 1, k1, b)))
exercise.mistake("b and 1 − b have changed places: b belongs to length / average.",
                 _bm25(often=lambda count, length, average, k1, b: saturation(count, length, average, k1, 1 - b)))
exercise.mistake("Your k1 multiplies only a part of the bracket. Multiply all of (1 − b + b · length / average).",
                 _bm25(often=lambda n, length, average, k1, b: n / (n + k1 * (1 - b) + b * length / average)))
exercise.mistake("You multiply by k1 + 1, as some versions of BM25 do. That changes no ranking; here we leave it out.",
                 _bm25(often=lambda *parts: (parts[3] + 1) * saturation(*parts)))
exercise.mistake("If the query has a word twice, you count the word once. It counts twice.",
                 _bm25(words=lambda query: list(dict.fromkeys(query))))
exercise.mistake("You turn words into lower case. Compare them as they are.",
                 _bm25(words=lambda query: [word.lower() for word in query]))
exercise.mistake("Your average covers only the documents that have the word. Take all documents.",
                 _bm25(average=lambda documents, word: sum(len(each) for each in documents if word in each)
                       / max(1, sum(word in each for each in documents))))
exercise.mistake("You leave documents out. Each has a score: 0.0 if it shares no word with the query.",
                 _bm25(result=lambda scores: [score for score in scores if score]))
