"""Texts that several lessons learn from and measure on."""

from llm_edu.assets import clear_film_reviews, load_film_reviews
from llm_edu.assets.splitting import split_records

HELD_OUT, VALIDATION = 0.2, 0.0705    # parts of all snippets, as `split_texts` takes them: by the hash of a text


def split_leads(leads, every: int = 10) -> tuple[list[str], list[str]]:
    """The extracts in two lists: those to learn from, and each ``every``-th, held out to measure on.

    >>> from types import SimpleNamespace
    >>> split_leads([SimpleNamespace(extract=letter) for letter in "abcdef"], every=3)
    (['a', 'b', 'd', 'e'], ['c', 'f'])
    """
    texts = [lead.extract for lead in leads]
    training = [text for number, text in enumerate(texts, 1) if number % every]
    return training, texts[every - 1::every]


def film_snippets():
    """Three lists of `FilmReview`: 5,161 to learn from, 500 to choose by, 1,418 held out, each in a shuffled order.

    Only those that readers found clearly good or clearly bad. Near-duplicates are always in the same part.
    """
    others, held_out = split_records(clear_film_reviews(load_film_reviews()), HELD_OUT)
    learned, validation = split_records(others, HELD_OUT + VALIDATION)
    return learned, validation, held_out
