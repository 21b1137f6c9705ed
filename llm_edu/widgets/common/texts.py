"""From texts to ids and back, whatever tokenizer a learner brings; and texts in quotes."""

from collections.abc import Sequence

from llm_edu.widgets.common.chips import bytes_reader, replace_surrogates

QUOTED = 160    # characters of a quoted text


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
