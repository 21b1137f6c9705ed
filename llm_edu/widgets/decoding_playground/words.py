"""What DecodingPlayground says: its sliders, how many tokens are left, as if choosing among how many."""

from collections.abc import Mapping

from llm_edu.widgets.common.chips import replace_surrogates, visible
from llm_edu.widgets.common.numbers import fixed, percent


def in_words(settings: Mapping) -> str:
    """What the sliders do, in the order in which they do it; sliders.js says the same.

    >>> in_words({"temperature": 0.7, "top_k": None, "top_p": 0.9, "min_p": None, "repetition_penalty": 1.0})
    'temperature 0.7, top-p 0.9'
    """
    parts = [] if settings["repetition_penalty"] == 1 else [f"repetition penalty {settings['repetition_penalty']:g}"]
    parts += [] if settings["temperature"] == 1 else [f"temperature {settings['temperature']:g}"]
    parts += [f"{name.replace('_', '-')} {settings[name]:g}" for name in ("top_k", "top_p", "min_p")
              if settings[name] is not None]
    return ", ".join(parts) or "untouched"


def one_line(text: str) -> str:
    """A text with its spaces as they are and all else that cannot be seen made visible.

    >>> one_line("The cat\\nsat")
    'The cat↵sat'
    """
    return " ".join(visible(word) for word in replace_surrogates(text)[0].split(" "))


def left_in_words(left: int, vocabulary: int) -> str:
    """How many tokens can still be drawn.

    >>> left_in_words(3, 49152), left_in_words(1, 49152), left_in_words(256, 256)
    ('3 of 49,152 tokens are left', '1 of 49,152 tokens is left', 'all 256 tokens are left')
    """
    if left == vocabulary:
        return f"all {left:,} tokens are left"
    return f"{left:,} of {vocabulary:,} tokens {'is' if left == 1 else 'are'} left"


def choices_in_words(bits: float) -> str:
    """Perplexity, 2 to the entropy, as a number of tokens.

    >>> choices_in_words(0), choices_in_words(1.5), choices_in_words(10.3)
    ('1 token', '2.8 tokens', '1,300 tokens')
    """
    choices = 2**bits
    if choices < 1.05:
        return "1 token"
    rounded = float(f"{choices:.3g}" if choices < 1_000 else f"{choices:.2g}")
    return f"{fixed(choices, 1)} tokens" if choices < 100 else f"{int(rounded):,} tokens"


def describe(text: str, settings: Mapping, found: Mapping) -> str:
    """The sentence that says what the bars show. text: the end of what was read; found: `figures` of reading.py"""
    how = in_words(settings)
    untouched = "" if how == "untouched" else f" (untouched: {percent(found['untouched'])})"
    return (f"After “{text}”, {how}: {left_in_words(found['left'], found['vocabulary'])}. “{found['best']}” has "
            f"{percent(found['share'])}{untouched}; entropy {fixed(found['bits'], 1)} bits, as if choosing among "
            f"{choices_in_words(found['bits'])}.")
