"""What lesson 02 shows and measures, where the code would distract from the lesson."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from llm_edu import assets
from llm_edu.earlier_names import earlier_names
from llm_edu.embeddings import WordVectors, unit_vectors

LETTERS = re.compile(r"[a-z]+")


# --- Storyland


def kinds_of(world) -> dict[str, str]:
    """The kind of each word whose kind is known: {"Mia": "name", "river": "place", …}."""
    return {word: kind for kind, words in world.groups().items() for word in words}


def same_kind_share(vectors, words: Sequence[str], kinds: Mapping[str, str]) -> tuple[float, dict[str, str]]:
    """For what share of the words in `kinds` the nearest of all other words is of the same kind.

    vectors: (number of words, width)   ->   (share, {word: its nearest word, if that is of another kind})
    A word that has no vector counts as wrong.
    """
    unit = unit_vectors(np.asarray(vectors, dtype=float))
    row_of = {word: row for row, word in enumerate(words)}
    known = [word for word in kinds if word in row_of]
    rows = [row_of[word] for word in known]
    similarities = unit[rows] @ unit.T
    similarities[range(len(rows)), rows] = -np.inf
    found = {word: words[row] for word, row in zip(known, similarities.argmax(axis=1))}
    wrong = {word: found.get(word, "(no vector)") for word in kinds if kinds.get(found.get(word)) != kinds[word]}
    return 1 - len(wrong) / len(kinds), wrong


def chance_of_same_kind(words: Sequence[str], kinds: Mapping[str, str]) -> float:
    """The share that `same_kind_share` would find if the nearest words were drawn at random."""
    sizes = Counter(kinds.values())
    return sum(size * (size - 1) for size in sizes.values()) / (len(words) - 1) / len(kinds)


def facts_found(score: Callable[[str, str], float], world, relation: str) -> tuple[float, float]:
    """How often the true value of a fact has the highest score of all values of its relation: (share, by chance)."""
    facts = [fact for fact in world.facts() if fact.relation == relation]
    values = sorted({fact.value for fact in facts})
    right = sum(max(values, key=lambda value: score(fact.subject, value)) == fact.value for fact in facts)
    return right / len(facts), 1 / len(values)


def squeezed(table: np.ndarray, width: int) -> np.ndarray:
    """The table, rebuilt from a vector of `width` numbers for each row and one for each column: same shape.

    Each cell is the dot product of its row's and its column's vector. The singular value decomposition finds the
    vectors that come closest: no others have a smaller sum of squared differences (Eckart and Young 1936). The field
    calls the result a low-rank approximation.

    >>> squeezed(np.array([[2.0, 4.0], [1.0, 2.0]]), width=1).round(6)    # each row is a multiple of (1, 2)
    array([[2., 4.],
           [1., 2.]])
    """
    left, sizes, right = np.linalg.svd(table, full_matrices=False)
    return left[:, :width] * sizes[:width] @ right[:width]


# --- real words


def load_token_vectors() -> tuple[WordVectors, object]:
    """SmolLM2's embedding table, a row of 576 numbers for each of its 49,152 tokens, and its tokenizer.

    The words of the table are the texts of the tokens (" Paris", with its space), so that you can look up a row by
    text. A token that is not a text (half of a character, a special token) has its number as a name ("<17>"). Only
    this table is read, and the rest of the model stays on the disk.
    """
    from llm_edu.pretrained.gguf_file import GGUFFile
    from llm_edu.tokenization import tokenizer_from_gguf

    path = assets.path("smollm2")
    tokenizer = tokenizer_from_gguf(path)
    vectors = GGUFFile(path).read("token_embd.weight").numpy()
    special = set(tokenizer.special_tokens.values())
    names, seen = [], set()
    for number in range(len(vectors)):
        text = "�" if number in special else tokenizer.decode([number])
        name = f"<{number}>" if "�" in text or text in seen else text
        seen.add(name)
        names.append(name)
    return WordVectors(names, vectors), tokenizer


def show_neighbours(table: WordVectors, words: Iterable[str], count: int = 5) -> None:
    """Print the nearest neighbours of some words, one word a line; spaces are shown as ·."""
    from llm_edu.plotting import visible_token
    from llm_edu.wrapping import wrapped

    for word in words:
        found = [f"{visible_token(other)} {similarity:.2f}" for other, similarity in table.nearest(word, count)]
        print(wrapped(f"{visible_token(word):<12} {', '.join(found)}", indent=13 * " "))


def among_random_words(table: WordVectors, count: int, seed: int = 0) -> tuple[float, float]:
    """For tokens drawn at random among those that begin a word: (mean cosine of two of them, share with a twin).

    A token has a twin if its nearest neighbour is the same word, except for spaces and capitals.
    """
    begins = [row for row, token in enumerate(table.words) if token[:1] == " " and token[1:].isalpha()]
    chosen = np.random.default_rng(seed).choice(begins, size=min(count, len(begins)), replace=False)
    unit = unit_vectors(table.vectors)
    cosines = unit[chosen] @ unit.T    # (chosen, tokens)
    each = np.arange(len(chosen))
    mean = cosines[:, chosen][each[:, None] != each].mean()
    cosines[each, chosen] = -np.inf
    pairs = zip(chosen, cosines.argmax(axis=1))
    twins = [table.words[one].strip().lower() == table.words[other].strip().lower() for one, other in pairs]
    return float(mean), float(np.mean(twins))


# --- search


def split_letters(text: str) -> list[str]:
    """The words of a text in lower case, without signs or digits, like the words in word2vec's vocabulary.

    >>> split_letters("The Oscars, in 1929")
    ['the', 'oscars', 'in']
    """
    return LETTERS.findall(text.lower())


def pick_queries(leads, count: int, seed: int = 0) -> list[int]:
    """Pages to search for, drawn at random: indices of leads with a topic and a description of two words or more."""
    usable = [number for number, lead in enumerate(leads)
              if lead.topic != "Uncategorized" and len(split_letters(lead.description)) >= 2]
    chosen = np.random.default_rng(seed).choice(len(usable), size=count, replace=False)
    return [usable[index] for index in sorted(chosen.tolist())]


def topic_shares(scores: Callable[[int], np.ndarray], leads, queries: Sequence[int], top: int = 10) -> np.ndarray:
    """For each query: what share of the `top` pages found has the topic of the query's page. That page is left out.

    scores(query): a number for each page, highest for the best. Equal scores come in a random order, because
        the list is sorted by topic
    -> (queries)
    """
    topics = np.array([lead.topic for lead in leads])
    shares, random = [], np.random.default_rng(0)
    for query in queries:
        values = np.array(scores(query), dtype=float)
        values[query] = -np.inf
        best = np.lexsort((random.random(len(values)), -values))[:top]
        shares.append((topics[best] == topics[query]).mean())
    return np.array(shares)


def difference_of_means(one: np.ndarray, other: np.ndarray) -> str:
    """By how many points (of 100) the first mean is higher, on the same queries, ± two standard errors.

    >>> difference_of_means(np.array([1.0, 0.8, 0.6, 0.8]), np.array([0.5, 0.3, 0.1, 0.3]))
    '+50.0 ± 0.0 points'
    """
    differences = np.asarray(one) - np.asarray(other)
    error = differences.std(ddof=1) / len(differences) ** 0.5
    return f"{100 * differences.mean():+.1f} ± {200 * error:.1f} points"


def topic_chance(leads, queries: Sequence[int]) -> float:
    """The same share for pages drawn at random."""
    counts = Counter(lead.topic for lead in leads)
    return sum(counts[leads[query].topic] - 1 for query in queries) / (len(queries) * (len(leads) - 1))


@earlier_names(rare="bm25")
class WordOverlap:
    """Search by words: how many of the query's different words a page has; with `bm25`, each counts by its BM25 score.

    In BM25 (Robertson et al. 1994; lesson 15 builds it), a word counts more if few pages have it, and if it is frequent
    on a page for that page's length.
    """

    def __init__(self, texts: Sequence[Sequence[str]], bm25: bool = False, k1: float = 1.2, b: float = 0.75):
        lengths = np.array([len(words) for words in texts])
        self.count, self.bm25 = len(texts), bm25
        self.half = k1 * (1 - b + b * lengths / lengths.mean())  # a word this frequent gets half of its rarity
        self.pages_of: dict[str, dict[int, int]] = {}  # word -> {page: how often the page has it}
        for page, words in enumerate(texts):
            for word, times in Counter(words).items():
                self.pages_of.setdefault(word, {})[page] = times

    def scores(self, words: Iterable[str]) -> np.ndarray:
        """How well each page matches the words: (pages)."""
        scores = np.zeros(self.count)
        for word in set(words):
            found = self.pages_of.get(word, {})
            pages, times = np.array(list(found), dtype=int), np.array(list(found.values()))
            if self.bm25:
                rarity = np.log(1 + (self.count - len(pages) + 0.5) / (len(pages) + 0.5))
                scores[pages] += rarity * times / (times + self.half[pages])
            else:
                scores[pages] += 1
        return scores


def spread_to_one(scores: np.ndarray) -> np.ndarray:
    """Scores divided by their standard deviation, so that you can add two kinds of scores. Zeros stay zeros."""
    spread = scores.std()
    return scores / spread if spread else scores


# --- bias


def gender_direction(table: WordVectors, pairs: Iterable[tuple[str, str]]) -> np.ndarray:
    """The mean difference of pairs such as ("woman", "man"), at length 1: it points from he to she."""
    differences = [unit_vectors(table[woman]) - unit_vectors(table[man]) for woman, man in pairs]
    return unit_vectors(np.mean(differences, axis=0))


def correlations_of_random_directions(table: WordVectors, jobs: Mapping[str, float], count: int = 1_000) -> np.ndarray:
    """What chance can do: correlations of the jobs with the direction between two random words, without the sign."""
    random = np.random.default_rng(0)
    unit = unit_vectors(table.vectors)
    rows = [table.row(job) for job in jobs]
    first, second = random.integers(0, len(table), size=(2, count))
    projections = unit[rows] @ (unit[first] - unit[second]).T    # (jobs, count)
    shares = list(jobs.values())
    return np.array([abs(np.corrcoef(shares, projection)[0, 1])
                     for projection, a, b in zip(projections.T, first, second) if a != b])
