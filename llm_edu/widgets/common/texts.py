"""From texts to ids and back, whatever tokenizer a learner brings; and texts in quotes."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from llm_edu.widgets.common.chips import bytes_reader, replace_surrogates

QUOTED = 160    # characters of a quoted text
MOST_LETTERS = 1_200    # of a text that is shown
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def special_ids(tokenizer, name: str) -> list[int]:
    specials = getattr(tokenizer, "special_tokens", {})
    return [specials[name]] if name in specials else []


def first_ids(tokenizer, begin) -> tuple[int, ...]:
    """What every text begins with, as ids. begin: None, the name of a special token, an id, or several ids"""
    if begin is None:
        return ()
    if isinstance(begin, str):
        if not (ids := special_ids(tokenizer, begin)):
            names = ", ".join(list(getattr(tokenizer, "special_tokens", {}))[:12]) or "none"
            raise ValueError(f"this tokenizer has no special token {begin!r:.60}; it has: {names}")
        return tuple(ids)
    ids = begin if isinstance(begin, (list, tuple)) else [begin]
    if any(type(id) is not int or id < 0 for id in ids):
        raise ValueError(f"begin is the name of a special token, or ids, not {begin!r:.60}")
    return tuple(ids)


def text_of(tokenizer, ids: Sequence[int]) -> str:
    """The text of some ids, by whatever the tokenizer offers."""
    if hasattr(tokenizer, "decode"):
        return replace_surrogates(tokenizer.decode(list(ids)))[0]
    return b"".join(map(bytes_reader(tokenizer), ids)).decode("utf-8", errors="replace")


def quoted(text: str, most: int = QUOTED) -> str:
    """
    >>> quoted("It  was founded in 1922."), quoted("It was founded in 1922.", 8)
    ('“It was founded in 1922.”', '“It was…”')
    """
    text = " ".join(text.split())
    return f"“{text if len(text) <= most else text[:most - 1].rstrip() + '…'}”"


def shown(text: str) -> str:
    """A text as it can be shown: its beginning, without spaces around it, control characters made visible."""
    text = replace_surrogates(text)[0].strip()
    text = text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…"
    return CONTROLS.sub(lambda found: "␡" if found[0] == "\x7f" else chr(0x2400 + ord(found[0])), text)


def greedy_writer(tokenizer, begin=None, max_new_tokens: int = 40) -> Callable:
    """A function (model, prompts) -> texts: the most probable token, again and again, up to a special one.

    begin: what stands before each prompt, the name of a special token or ids
    """
    if not hasattr(tokenizer, "encode"):
        raise TypeError(f"to write, the model's tokenizer is needed, or `write`, a function, not {tokenizer!r:.60}")
    before, stop = first_ids(tokenizer, begin), set(getattr(tokenizer, "special_tokens", {}).values())

    def write(model, prompts):
        from llm_edu.decoding import Greedy, generate

        ids = [[*before, *map(int, tokenizer.encode(prompt))] for prompt in prompts]
        rows = generate(model, ids, Greedy(), max_new_tokens, stop).tolist()
        return [text_of(tokenizer, list(takewhile(lambda id: id not in stop, row))) for row in rows]

    return write
