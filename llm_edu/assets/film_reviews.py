"""Lines from film reviews, and single words, with people's grades (VADER; Hutto and Gilbert, ICWSM 2014)."""

import html
from dataclasses import dataclass

from llm_edu.assets.fetching import path

ASSET = "film-reviews"
CLEAR = 1.5


@dataclass(frozen=True, slots=True)
class FilmReview:
    """A critic's line about a film, and the mean grade of at least 20 readers, from -4 (terrible) to 4 (wonderful)."""

    text: str
    grade: float

    @property
    def is_positive(self) -> bool:
        return self.grade > 0


def load_film_reviews(*, fetch: bool = False) -> list[FilmReview]:
    """All 10,605 lines in the file's order, which is not shuffled: the first 5,000 are nearly all positive.

    Each is one line, quoted on Rotten Tomatoes, out of a review of its own; many films have several lines, and which
    film a line is about is not said. Before they were published, hyphens and dashes became spaces ("co writer",
    "all comics    even those"): that is left. ``&amp;`` (in 22 lines) is turned back into ``&``.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    lines = path(ASSET, "reviews", fetch=fetch).read_text(encoding="utf-8").split("\n")
    columns = (line.rstrip("\r").split("\t") for line in lines)
    return [FilmReview(html.unescape(text), float(grade)) for _, grade, text in columns]


def clear_film_reviews(reviews: list[FilmReview]) -> list[FilmReview]:
    """Those that are clearly good or clearly bad: graded at least 1.5 either way. 7,079 of all, 3,628 positive."""
    return [review for review in reviews if abs(review.grade) >= CLEAR]


def load_sentiment_lexicon(*, fetch: bool = False) -> dict[str, float]:
    """7,502 words and emoticons, mostly in lower case, and the mean grade that ten people gave each, from -4 to 4.

    They graded the words alone, not these reviews. 15 entries are in the file twice ("lol" with 1.8 and 2.9); the
    last one is taken.
    """
    lines = path(ASSET, "lexicon", fetch=fetch).read_text(encoding="latin-1").splitlines()
    return {word: float(grade) for word, grade, *_ in (line.split("\t") for line in lines)}
