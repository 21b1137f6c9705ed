"""English and French: the texts on JupyterLab's buttons and in its settings, translated by volunteers."""

import json
import re

from llm_edu.assets.fetching import path

PARTS = ("jupyterlab", "jupyterlab_git", "jupyterlab_lsp", "notebook")
FEWEST_WORDS = 4
_FILLED_IN = re.compile(r"%\d|%s|\{|http|\n|`")  # places that a program fills in, addresses, code


def load_english_french(*, fetch: bool = False) -> list[tuple[str, str]]:
    """1,044 pairs (English, French) of at least four English words each, in the files' order.

    Left out are repetitions, texts that are equal in both languages, and texts with code, an address or a placeholder.
    A text has 8 words on average. The French is good but not polished, and some of it is free.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).

    A file holds the French of a text in a list (with the forms of its plural). A text may begin with its context, which
    ends at a character of code 4.
    """
    found: dict[str, str] = {}
    for part in PARTS:
        entries = json.loads(path("english-french", part, fetch=fetch).read_text(encoding="utf-8"))
        for key, translations in entries.items():
            english = key.split("\x04")[-1].strip()
            if key and len(english.split()) >= FEWEST_WORDS and not _FILLED_IN.search(english):
                found.setdefault(english, translations[0].strip())
    return [(english, french) for english, french in found.items() if english != french]
