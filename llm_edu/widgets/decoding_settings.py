"""The sliders of DecodingPlayground: what they may be set to, and how they are said in words."""

from collections.abc import Mapping
from dataclasses import asdict

HOTTEST = 2.0
MOST_KEPT = 200  # of top-k: fewer than travel to the browser by name, so that it always knows the k-th
STRONGEST = 2.0  # repetition penalty
OFF = {"temperature": 1.0, "top_k": None, "top_p": None, "min_p": None, "repetition_penalty": 1.0}


def check_settings(values: Mapping) -> dict:
    """All five settings, those that are missing switched off; ValueError or TypeError for what no slider can show.

    >>> check_settings({"top_k": 3})["top_k"], check_settings({})["temperature"]
    (3, 1.0)
    """
    from llm_edu.decoding import Sampling

    unknown = sorted(set(values) - set(OFF))
    if unknown:
        raise ValueError(f"there is no slider called {unknown[0]!r}; there are {', '.join(OFF)}")
    settings = asdict(Sampling(**{**OFF, **values}))  # raises for what is no temperature, no probability, …
    if settings["temperature"] > HOTTEST:
        raise ValueError(f"temperature lies between 0 and {HOTTEST:g} here, not at {settings['temperature']}")
    if settings["top_k"] is not None and settings["top_k"] > MOST_KEPT:
        raise ValueError(f"top_k lies between 1 and {MOST_KEPT} here, or is None, not {settings['top_k']}")
    if not 1 <= settings["repetition_penalty"] <= STRONGEST:
        raise ValueError(f"repetition_penalty lies between 1 and {STRONGEST:g} here, not at "
                         f"{settings['repetition_penalty']}")
    return settings


def in_words(settings: Mapping) -> str:
    """What the sliders do, in the order in which they do it; decoding_sliders.js says the same.

    >>> in_words({**OFF, "temperature": 0.7, "top_p": 0.9}), in_words(OFF)
    ('temperature 0.7, top-p 0.9', 'untouched')
    """
    parts = [] if settings["repetition_penalty"] == 1 else [f"repetition penalty {settings['repetition_penalty']:g}"]
    parts += [] if settings["temperature"] == 1 else [f"temperature {settings['temperature']:g}"]
    parts += [f"{name.replace('_', '-')} {settings[name]:g}" for name in ("top_k", "top_p", "min_p")
              if settings[name] is not None]
    return ", ".join(parts) or "untouched"
