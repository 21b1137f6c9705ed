"""What lesson 02 shows and measures, where the code would stand in the way of the lesson."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from llm_edu import assets
from llm_edu.embeddings import WordVectors, noise_distribution, unit_vectors

LETTERS = re.compile(r"[a-z]+")


# --- Storyland


def kinds_of(world) -> dict[str, str]:
    """The kind of each word whose kind is known: {"Mia": "name", "river": "place", …}."""
    return {word: kind for kind, words in world.groups().items() for word in words}


def same_kind_share(vectors, words: Sequence[str], kinds: Mapping[str, str]) -> tuple[float, dict[str, str]]:
    """For how many of the words in `kinds` the nearest of all words is of the same kind.

    vectors: (number of words, width)   ->   (share, {word: its nearest neighbour, where that is of another kind})
    A word that has no vector counts as wrong.
    """
    unit = unit_vectors(np.asarray(vectors, dtype=float))
    place = {word: row for row, word in enumerate(words)}
    known = [word for word in kinds if word in place]
    rows = [place[word] for word in known]
    similarities = unit[rows] @ unit.T
    similarities[range(len(rows)), rows] = -np.inf
    found = {word: words[row] for word, row in zip(known, similarities.argmax(axis=1))}
    wrong = {word: found.get(word, "(no vector)") for word in kinds if kinds.get(found.get(word)) != kinds[word]}
    return 1 - len(wrong) / len(kinds), wrong


def chance_of_same_kind(words: Sequence[str], kinds: Mapping[str, str]) -> float:
    """The same share for neighbours drawn at random."""
    sizes = Counter(kinds.values())
    return sum(size * (size - 1) for size in sizes.values()) / (len(words) - 1) / len(kinds)


def facts_found(score: Callable[[str, str], float], world, relation: str) -> tuple[float, float]:
    """How often the true value of a fact scores highest among all values of that relation: (share, by chance)."""
    facts = [fact for fact in world.facts() if fact.relation == relation]
    values = sorted({fact.value for fact in facts})
    right = sum(max(values, key=lambda value: score(fact.subject, value)) == fact.value for fact in facts)
    return right / len(facts), 1 / len(values)


def squeezed(table: np.ndarray, width: int) -> np.ndarray:
    """The nearest table that `width` numbers for each row and for each column can make: same shape.

    By singular value decomposition; no other table of that kind has a smaller sum of squared differences (Eckart and
    Young 1936).

    >>> squeezed(np.array([[2.0, 4.0], [1.0, 2.0]]), width=1).round(6)    # each row is a multiple of (1, 2)
    array([[2., 4.],
           [1., 2.]])
    """
    left, sizes, right = np.linalg.svd(table, full_matrices=False)
    return left[:, :width] * sizes[:width] @ right[:width]


def agreement_with_counts(model, words: Sequence[str], counts: np.ndarray, negatives: int) -> tuple[float, int]:
    """How well the scores of a trained skip-gram follow the counts: (correlation, number of pairs compared).

    A perfect player gives a pair the score log(count / (negatives · count of the center · chance to draw the
    neighbour)) (Levy and Goldberg 2014). Only pairs seen more than 20 times are compared: rarer counts are mostly luck.
    """
    place = {word: row for row, word in enumerate(words)}
    order = [place[word] for word in model.words]
    seen = np.asarray(counts)[np.ix_(order, order)]
    totals = seen.sum(axis=1)
    drawn = negatives * totals[:, None] * noise_distribution(totals)[None, :]
    scores = model.centers @ model.contexts.T
    often = seen > 20
    return float(np.corrcoef(scores[often], np.log(seen[often] / drawn[often]))[0, 1]), int(often.sum())


# --- real words


def load_token_vectors() -> tuple[WordVectors, object]:
    """SmolLM2's embedding table, a row of 576 numbers for each of its 49,152 tokens, and its tokenizer.

    The words of the table are the tokens' texts (" Paris", with its space), so that a row can be looked up by text;
    what is no text, half of a character or a special token, goes by its number ("<17>"). Only this table is read: the
    rest of the model stays on the disk.
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
    """For tokens that begin a word, drawn at random: (mean cosine of two of them, share with a twin).

    A twin is a nearest neighbour that is the same word but for spaces and capitals.
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
    """Lower-case words without signs or digits, as word2vec's vocabulary has them.

    >>> split_letters("The Oscars, in 1929")
    ['the', 'oscars', 'in']
    """
    return LETTERS.findall(text.lower())


def pick_queries(leads, count: int, seed: int = 0) -> list[int]:
    """Pages to ask for by their short descriptions: numbers of leads with a topic and two words or more to ask with."""
    usable = [number for number, lead in enumerate(leads)
              if lead.topic != "Uncategorized" and len(split_letters(lead.description)) >= 2]
    chosen = np.random.default_rng(seed).choice(len(usable), size=count, replace=False)
    return [usable[place] for place in sorted(chosen.tolist())]


def topic_shares(scores: Callable[[int], np.ndarray], leads, queries: Sequence[int], top: int = 10) -> np.ndarray:
    """For each query the share of the `top` pages found that has its topic. Its own page is left out.

    scores(query) gives a number for each page, the best the highest; of equal ones the first in the list wins.
    -> (queries)
    """
    topics = np.array([lead.topic for lead in leads])
    shares = []
    for query in queries:
        values = np.array(scores(query), dtype=float)
        values[query] = -np.inf
        best = np.argsort(-values, kind="stable")[:top]
        shares.append((topics[best] == topics[query]).mean())
    return np.array(shares)


def difference_of_means(one: np.ndarray, other: np.ndarray) -> str:
    """By how many percentage points the first mean is higher, both measured on the same queries, ± two standard errors.

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


class WordOverlap:
    """Plain search: how many of the query's different words stand on a page; with `rare` each counts by its rarity.

    The rarity of a word is log(pages / pages that have it), its inverse document frequency (Spärck Jones 1972); the sum
    is divided by the root of the page's number of different words, since a long page has a little of everything.
    """

    def __init__(self, texts: Sequence[Sequence[str]], rare: bool = False):
        self.pages_of: dict[str, list[int]] = {}
        for number, words in enumerate(texts):
            for word in set(words):
                self.pages_of.setdefault(word, []).append(number)
        self.count, self.rare = len(texts), rare
        self.lengths = np.sqrt([max(1, len(set(words))) for words in texts]) if rare else 1

    def scores(self, words: Iterable[str]) -> np.ndarray:
        """For each page, what it has in common with the words."""
        scores = np.zeros(self.count)
        for word in set(words):
            pages = self.pages_of.get(word, [])
            if pages:
                scores[pages] += np.log(self.count / len(pages)) if self.rare else 1
        return scores / self.lengths


def spread_to_one(scores: np.ndarray) -> np.ndarray:
    """Scores divided by their standard deviation, so that two kinds of scores can be added; zeros stay zeros."""
    spread = scores.std()
    return scores / spread if spread else scores


# --- bias


def gender_direction(table: WordVectors, pairs: Iterable[tuple[str, str]]) -> np.ndarray:
    """The mean difference of pairs such as ("woman", "man"), brought to length 1: it points from he to she."""
    differences = [unit_vectors(table[woman]) - unit_vectors(table[man]) for woman, man in pairs]
    return unit_vectors(np.mean(differences, axis=0))


def correlations_of_random_directions(table: WordVectors, jobs: Mapping[str, float], count: int = 1_000) -> np.ndarray:
    """How strongly the same jobs line up with the difference of two random words, sizes only: what chance can do."""
    random = np.random.default_rng(0)
    unit = unit_vectors(table.vectors)
    rows = [table.row(job) for job in jobs]
    first, second = random.integers(0, len(table), size=(2, count))
    places = unit[rows] @ (unit[first] - unit[second]).T    # (jobs, count)
    shares = list(jobs.values())
    return np.array([abs(np.corrcoef(shares, place)[0, 1]) for place, a, b in zip(places.T, first, second) if a != b])
