"""word2vec's vectors of English words, and the word lists that are asked of them: analogies, association tests, jobs.

The vectors are 26,423 of the three million that Google trained on 100 billion words of news (Mikolov, Sutskever, Chen,
Corrado, Dean, "Distributed Representations of Words and Phrases and their Compositionality", 2013, arXiv:1310.4546), as
chosen by Bolukbasi and others (arXiv:1607.06520): frequent words and phrases ("construction_worker") in lower case, and
38 first names. Places, countries and other names are not among them.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from llm_edu.assets.fetching import path

if TYPE_CHECKING:
    import numpy as np

ASSET = "word2vec"
FLOAT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Analogy:
    """a is to b as c is to d: Analogy("family", "boy", "girl", "brother", "sister")."""

    category: str
    a: str
    b: str
    c: str
    d: str


@dataclass(frozen=True, slots=True)
class WordSet:
    """Words with a name in common: WordSet("Flowers", ("aster", "clover", …))."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssociationTest:
    """A word-embedding association test: is the first target closer to the first attribute than the second is?"""

    first_target: WordSet
    second_target: WordSet
    first_attribute: WordSet
    second_attribute: WordSet
    finding_in_people: dict[str, str]  # "d" effect size, "p" p-value, "N" people, "Ref"; empty texts where not known


@dataclass(frozen=True, slots=True)
class Profession:
    """An occupation, and how female (-1) or male (+1) people said it is by definition and by stereotype."""

    word: str
    by_definition: float
    by_stereotype: float


@dataclass(frozen=True, slots=True)
class GenderWords:
    """Word lists for measuring gender in vectors.

    pairs: ten pairs that define it, woman first: ("woman", "man"), ("she", "he"), …
    equal_pairs: 52 pairs that should differ by gender alone: ("monastery", "convent"), …
    specific: 1,441 words that are about one gender by definition: "he", "actress", …
    professions: 320 occupations with people's judgements
    women_in_job: percent of women among those who work in it (United States), for 40 occupations
    """

    pairs: tuple[tuple[str, str], ...]
    equal_pairs: tuple[tuple[str, str], ...]
    specific: tuple[str, ...]
    professions: tuple[Profession, ...]
    women_in_job: dict[str, float]


def read_word2vec(file: Path) -> "tuple[list[str], np.ndarray]":
    """The words and vectors of a file in word2vec's binary format.

    The format: a line "count width", then for each word its UTF-8 bytes, a space, and `width` little-endian floats of
    32 bits; some writers end each entry with a newline, which is skipped. It is data alone: nothing in it can run.

    Returns the words in the file's order and float32 vectors (count, width). Raises ValueError if the file is too short
    or too long, or holds a value that is not a number or bytes that are not text.
    """
    import numpy as np

    data = Path(file).read_bytes()
    header, newline, _ = data[:64].partition(b"\n")
    try:
        count, width = map(int, header.split())
    except ValueError:
        raise ValueError(f"{file} does not begin with a line 'count width', as word2vec's binary files do") from None
    size = width * FLOAT_BYTES
    if not newline or count < 0 or width < 1 or count * (size + 1) > len(data):
        raise ValueError(f"{file} is too short for the {count:,} vectors of {width} numbers that it announces")
    vectors, words, at = np.empty((count, width), dtype=np.float32), [], len(header) + 1
    for row in range(count):
        space = data.find(b" ", at)
        begin = space + 1
        if space < 0 or begin + size > len(data):
            raise ValueError(f"{file} breaks off in word {row + 1:,} of {count:,}")
        try:
            words.append(data[at:space].removeprefix(b"\n").decode("utf-8"))
        except UnicodeDecodeError:
            raise ValueError(f"{file}: word {row + 1:,} is not UTF-8 text") from None
        vectors[row] = np.frombuffer(data, dtype="<f4", count=width, offset=begin)
        at = begin + size
    if data[at:].strip(b"\n"):
        raise ValueError(f"{file} goes on for {len(data) - at:,} bytes after its {count:,} words")
    if not np.isfinite(vectors).all():
        raise ValueError(f"{file} holds vectors that are not finite numbers")
    return words, vectors


def load_word2vec(*, fetch: bool = False) -> "tuple[list[str], np.ndarray]":
    """26,423 English words, frequent ones first, and their vectors, float32 (26,423, 300), each of length 1.

    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    return read_word2vec(path(ASSET, "vectors", fetch=fetch))


def read_word2vec_text(file: Path) -> "tuple[list[str], np.ndarray]":
    """The words and vectors of a file in word2vec's text format: a line "count width", then "word number number …".

    Returns the words in the file's order and float32 vectors (count, width). ValueError where a line does not fit.
    """
    import numpy as np

    try:
        text = Path(file).read_text(encoding="utf-8").removesuffix("\n")
        header, *lines = text.split("\n")    # not splitlines: U+0085 and U+2028 are words of large vocabularies
    except UnicodeDecodeError:
        raise ValueError(f"{file} is not UTF-8 text") from None
    try:
        count, width = map(int, header.split())
    except ValueError:
        raise ValueError(f"{file} does not begin with a line 'count width', as word2vec's text files do") from None
    if count != len(lines):
        raise ValueError(f"{file} announces {count:,} words and has {len(lines):,} lines")
    rows = [line.rstrip().split(" ") for line in lines]
    wrong = next((number for number, row in enumerate(rows, 2) if len(row) != width + 1), None)
    if width < 1 or wrong:
        raise ValueError(f"{file}: line {wrong or 1} has not one word and {width} numbers")
    try:
        vectors = np.array([[float(number) for number in row[1:]] for row in rows], dtype=np.float32)
    except ValueError as error:
        raise ValueError(f"{file} holds a value that is not a number: {error}") from None
    if not np.isfinite(vectors).all():
        raise ValueError(f"{file} holds vectors that are not finite numbers")
    return [row[0] for row in rows], vectors.reshape(count, width)


def load_association_vectors(*, fetch: bool = False) -> "tuple[list[str], np.ndarray]":
    """347 words of the ten association tests, and their vectors, float32 (347, 300), out of the same three million.

    196 of them are in ``load_word2vec``, too, there with length 1; names, flowers and others are only here.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    return read_word2vec_text(path("association-vectors", fetch=fetch))


def load_analogies(*, fetch: bool = False) -> list[Analogy]:
    """All 19,544 analogies of Google's test, in the file's order and spelling ("Athens Greece Baghdad Iraq").

    14 categories (Mikolov, Chen, Corrado, Dean 2013, arXiv:1301.3781). Of 8,740, in 9 categories, all four words are
    among those of ``load_word2vec``; the others ask for places, countries and money.
    """
    analogies, category = [], ""
    for line in path(ASSET, "analogies", fetch=fetch).read_text(encoding="utf-8").splitlines():
        if line.startswith(":"):
            category = line[1:].strip()
        else:
            analogies.append(Analogy(category, *line.split()))
    return analogies


def load_association_tests(*, fetch: bool = False) -> list[AssociationTest]:
    """Ten word-embedding association tests (WEAT; Caliskan, Bryson, Narayanan 2017, arXiv:1608.07187), in its order.

    Flowers and insects, instruments and weapons, names, careers, maths and arts, illnesses, age.
    """
    sets = ("first_target", "second_target", "first_attribute", "second_attribute")
    records = json.loads(path(ASSET, "association-tests", fetch=fetch).read_text(encoding="utf-8"))
    return [
        AssociationTest(
            **{name: WordSet(record[name]["name"], tuple(record[name]["words"])) for name in sets},
            finding_in_people=record["original_finding"],
        )
        for record in records
    ]


def load_gender_words(*, fetch: bool = False) -> GenderWords:
    """The word lists of Bolukbasi and others (2016, arXiv:1607.06520), and how many women work in 40 jobs.

    The percentages are those of Zhao and others (2018, arXiv:1804.06876).
    """
    lists = json.loads(path(ASSET, "gender-words", fetch=fetch).read_text(encoding="utf-8"))["gender"]
    women = json.loads(path(ASSET, "women-in-jobs", fetch=fetch).read_text(encoding="utf-8"))
    return GenderWords(
        pairs=tuple(map(tuple, lists["definitional_pairs"])),
        equal_pairs=tuple(map(tuple, lists["equalize_pairs"])),
        specific=tuple(lists["specific_full"]),
        professions=tuple(Profession(*entry) for entry in lists["professions"]),
        women_in_job={job: float(share) for job, share in women.items()},
    )
