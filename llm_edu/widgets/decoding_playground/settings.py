"""The sliders and the arguments of DecodingPlayground: what they may be, and what is said about others."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from numbers import Integral

from llm_edu.widgets.decoding_playground.texts import as_settings
from llm_edu.widgets.decoding_playground.words import one_line

HOTTEST = 2.0
MOST_KEPT = 200  # of top-k: fewer than travel to the browser by name, so that it always knows the k-th
STRONGEST = 2.0  # repetition penalty
MOST_SHOWN = 50
MOST_NEW_TOKENS = 256
SLIDERS = "your sliders"
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
    for name, value in values.items():  # a whole number, for instance, cannot be made of infinity
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{name} is a number, not {value}")
    settings = asdict(Sampling(**{**OFF, **values}))  # raises for what is no temperature, no probability, …
    if settings["temperature"] > HOTTEST:
        raise ValueError(f"temperature lies between 0 and {HOTTEST:g} here, not at {settings['temperature']}")
    if settings["top_k"] is not None and settings["top_k"] > MOST_KEPT:
        raise ValueError(f"top_k lies between 1 and {MOST_KEPT} here, or is None, not {settings['top_k']}")
    if not 1 <= settings["repetition_penalty"] <= STRONGEST:
        raise ValueError(f"repetition_penalty lies between 1 and {STRONGEST:g} here, not at "
                         f"{settings['repetition_penalty']}")
    return settings


def settings_of(strategy) -> dict:
    """A strategy as positions of the sliders; TypeError for one that they cannot show."""
    settings = as_settings(strategy)
    if settings is None:
        raise TypeError(f"the sliders show a Sampling or Greedy(), not {strategy!r}")
    return check_settings(settings)


def positions_of(strategy) -> dict | None:
    """A strategy as positions of the sliders, None where they cannot show it: beam search, or a temperature of 5."""
    settings = as_settings(strategy)
    try:
        return None if settings is None else check_settings(settings)
    except ValueError:    # out of the sliders' range, which is no mistake in a strategy
        return None


def check_strategies(strategies) -> dict:
    if not isinstance(strategies, Mapping):
        raise TypeError(f"strategies are named: {{'greedy': Greedy(), …}}, not {strategies!r}")
    named = {one_line(str(name)): strategy for name, strategy in strategies.items()}
    if SLIDERS in named:
        raise ValueError(f"{SLIDERS!r} is the name of the strategy that is always there: choose another")
    return named


def check_arguments(model, tokenizer, prompt, shown, max_new_tokens, seed) -> None:
    """TypeError or ValueError, saying what to do, for what the playground cannot be made of."""
    if not callable(model):
        raise TypeError(f"model is a Transformer, or a function from ids to logits, not {model!r}")
    if not hasattr(tokenizer, "encode"):
        raise TypeError(f"tokenizer has encode(text) and token_bytes(id) or decode(ids), which {tokenizer!r} has not")
    if not isinstance(prompt, str):
        raise TypeError(f"prompt is a text, not {prompt!r}")
    limits = {"shown": (shown, MOST_SHOWN), "max_new_tokens": (max_new_tokens, MOST_NEW_TOKENS)}
    for name, (value, most) in limits.items():
        if isinstance(value, bool) or not isinstance(value, Integral) or not 1 <= value <= most:
            raise ValueError(f"{name} is a whole number between 1 and {most}, not {value!r}")
    if isinstance(seed, bool) or not isinstance(seed, Integral) or seed < 0:
        raise ValueError(f"seed is a whole number of at least 0, not {seed!r}")
