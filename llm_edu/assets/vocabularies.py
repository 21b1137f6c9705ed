"""tiktoken with the network off: its files come from the cache, so it never asks its server.

tiktoken deletes a cached file whose hash is wrong and downloads it again; the checks here come first, so that a damaged
file ends in a clear message and not in a request.
"""

import os
from typing import TYPE_CHECKING

from llm_edu.assets.cache import cache_folder
from llm_edu.assets.fetching import path

if TYPE_CHECKING:
    import tiktoken

_FILES = {
    "gpt2": (("gpt2-vocabulary", "vocab.bpe"), ("gpt2-vocabulary", "encoder.json")),
    "cl100k_base": (("tiktoken-vocabularies", "cl100k_base"),),
    "o200k_base": (("tiktoken-vocabularies", "o200k_base"),),
}


def use_tiktoken_offline(*encodings: str, fetch: bool = False) -> None:
    """Point tiktoken (``TIKTOKEN_CACHE_DIR``) at the cache, after checking the files of the named encodings.

    With no name, all three: "gpt2", "cl100k_base", "o200k_base". Raises CourseError when one is absent or damaged
    (``fetch=True`` fetches it).
    """
    for encoding in encodings or _FILES:
        if encoding not in _FILES:
            raise ValueError(f"the encoding must be one of {', '.join(_FILES)}, not {encoding!r}")
        for asset, member in _FILES[encoding]:
            path(asset, member, fetch=fetch)
    os.environ["TIKTOKEN_CACHE_DIR"] = str(cache_folder() / "tiktoken")


def get_tiktoken(name: str, *, fetch: bool = False) -> "tiktoken.Encoding":
    """tiktoken's own encoding "gpt2", "cl100k_base" or "o200k_base", loaded from the cache alone."""
    use_tiktoken_offline(name, fetch=fetch)
    import tiktoken

    return tiktoken.get_encoding(name)
