"""What must be in a server's JSON for it to be an answer; whatever else is in it is passed over.

Source: OpenAI's reference of /v1/chat/completions and /v1/completions, whose form others have taken over
"""

import math
from numbers import Real

from llm_edu.files import parse_json
from llm_edu.remote.chat_model import Ending
from llm_edu.remote.errors import RemoteError, clean, words_of
from llm_edu.remote.key import hide

MOST_TOKENS = 10**9


def parsed(body, address, key=None):
    """JSON that is an object, as a dict. body: bytes   Raises RemoteError where it is none, or tells of an error."""
    try:
        content = parse_json(body)
    except ValueError:
        start = body.lstrip()[:1000].lower()
        what = ("a web page: the address may be wrong (does it end in /v1?), or a network's login page is in between"
                if start.startswith((b"<!doctype", b"<html")) else "something else: the address may be wrong")
        raise RemoteError(f"{address} should answer in JSON and has sent {what}. It begins: "
                          f"{clean(hide(body[:8000].decode('utf-8', 'replace'), key))[:100]!r}") from None
    if not isinstance(content, dict):
        raise odd(address, "its answer is no JSON object")
    if content.get("error"):
        raise RemoteError(f"{address} reports an error: {words_of(body, key) or 'it does not say which'}")
    return content


def odd(address, what):
    """The RemoteError for JSON of another form."""
    return RemoteError(f"{address} does not answer as an OpenAI-compatible server does ({what}): is its address right?")


def choices_of(content, address):
    """The answers that were asked for, a list of dicts; empty where there is none (yet)."""
    choices = content.get("choices")
    if not isinstance(choices, list) or any(not isinstance(choice, dict) for choice in choices):
        raise odd(address, "it has no list of choices")
    return choices


def text_in(choice, name, address):
    """The text in choice[name]["content"], "" where it is null or missing. name: "message" or "delta" """
    message = choice.get(name) or {}
    if not isinstance(message, dict):
        raise odd(address, f"its {name} is none")
    text = message.get("content")
    if not isinstance(text, (str, type(None))):
        raise odd(address, "its content is no text")
    return whole_characters(text or "")


def whole_characters(text):
    """A text in which two halves of a character are one, and a half alone is �: JSON may hold such, UTF-8 may not.

    >>> whole_characters("\\ud83d\\ude00 \\ud83d")
    '😀 �'
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def ending(choice, content, before=Ending()):
    """The `Ending` that an answer tells of, or a piece of it, after what was known before."""
    reason, usage = choice.get("finish_reason"), content.get("usage")
    counts = [usage.get(name) if isinstance(usage, dict) else None for name in ("prompt_tokens", "completion_tokens")]
    counts = [count if type(count) is int and 0 <= count < MOST_TOKENS else None for count in counts]
    reason = clean(whole_characters(reason)) if isinstance(reason, str) and reason else None
    return Ending(*(old if new is None else new for old, new in zip(before, (reason, *counts), strict=True)))


def is_log_probability(value):
    """Whether value can be one, up to rounding."""
    return isinstance(value, Real) and not isinstance(value, bool) and not math.isnan(value) and value < 1e-3
