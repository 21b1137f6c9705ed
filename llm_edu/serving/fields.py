"""The fields of a request's body, each checked before it is used; what is wrong with one becomes an `APIError`."""

import json
from collections.abc import Mapping
from typing import Any

REFUSED = {    # fields of OpenAI's that change the answer and that the server lacks: the values that change nothing
    "n": (1,), "best_of": (1,), "presence_penalty": (0,), "frequency_penalty": (0,), "logit_bias": ({},),
    "suffix": ("",), "tools": ([],), "tool_choice": ("none", "auto"), "functions": ([],),
    "function_call": ("none", "auto"), "response_format": ({"type": "text"},), "modalities": (["text"],),
    "audio": (), "prediction": (), "reasoning_effort": (), "verbosity": (), "web_search_options": ()}
IDLE = {"user", "metadata", "store", "service_tier", "parallel_tool_calls", "safety_identifier", "prompt_cache_key"}


class APIError(Exception):
    """A request that gets an error instead of an answer, in the form that OpenAI's clients know.

    status: of HTTP   param: the field that is wrong   code: a word for programs   headers: of the response
    """

    def __init__(self, status: int, message: str, param: str | None = None, code: str | None = None,
                 headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})
        kind = "server_error" if status >= 500 else {
            401: "authentication_error", 429: "rate_limit_error"}.get(status, "invalid_request_error")
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code}}


def read_body(body: bytes) -> dict[str, Any]:
    """The fields of a body. Raises APIError for one that is not a JSON object."""
    try:
        fields = json.loads(body.decode("utf-8-sig"), parse_constant=no_number)    # Windows' editors mark UTF-8
    except UnicodeDecodeError as problem:    # as where curl gets it from a terminal on Windows
        raise APIError(400, f"the body is not UTF-8 text (byte {problem.start}): send it from a file that is") from None
    except (ValueError, RecursionError) as problem:
        reason = "it is nested too deeply" if isinstance(problem, RecursionError) else str(problem)[:200]
        raise APIError(400, f"the body is not JSON: {reason}") from None
    if not isinstance(fields, dict):
        raise APIError(400, f"the body is a JSON object, not {kind_of(fields)}")
    return fields


def no_number(text: str) -> Any:
    """Python's json would read NaN and Infinity, which are not JSON."""
    raise ValueError(f"{text} is not JSON")


class Fields:
    """Fields that are taken out one by one; those that are left are unknown."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def take(self, name: str, kind: str, default: Any = None) -> Any:
        """A field of some kind ("a string", "true or false", "an object"), or the default."""
        value = self.values.pop(name, default)
        if name not in self.values and value is not default and kind_of(value) != kind:
            raise APIError(400, f"{name} is {kind}, not {kind_of(value)}", name)
        return value

    def needed(self, name: str, kind: str) -> Any:
        """A field that must be there."""
        if name not in self.values:
            raise APIError(400, f"{name} is missing", name)
        return self.take(name, kind)

    def number(self, name: str, low: float, high: float, default: Any = None) -> Any:
        """A number from low to high."""
        value = self.values.pop(name, default)
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not default and not (fits and low <= value <= high):
            raise APIError(400, f"{name} is a number from {low:,} to {high:,}, not {shown(value)}", name)
        return value

    def whole(self, name: str, low: int, high: int, default: Any = None) -> Any:
        """A whole number from low to high."""
        value = self.values.pop(name, default)
        fits = isinstance(value, int) and not isinstance(value, bool)
        if value is not default and not (fits and low <= value <= high):
            raise APIError(400, f"{name} is a whole number from {low:,} to {high:,}, not {shown(value)}", name)
        return value

    def end(self) -> None:
        """Refuse what is left: an answer that ignores a field would look as if it had not."""
        for name, value in self.values.items():
            if name in REFUSED and not any(value == other and type(value) is type(other) or value == other == 0
                                           for other in REFUSED[name]):
                raise APIError(400, f"this server does not know {name} = {shown(value)}: leave it out", name)
            if name not in REFUSED and name not in IDLE:
                raise APIError(400, f"this server does not know the field {shown(name)}: leave it out", name[:100])


def text_of(value: Any, name: str) -> str:
    """A string that is text: JSON can hold half of a character, which no tokenizer reads."""
    if not isinstance(value, str):
        raise APIError(400, f"{name} is a string, not {kind_of(value)}", name)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise APIError(400, f"{name} holds half of a character (a lone surrogate)", name) from None
    return value


def kind_of(value: Any) -> str:
    """What JSON calls a value."""
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", int: "a number",
             float: "a number", type(None): "null"}
    return kinds[type(value)]


def shown(value: Any) -> str:
    """A value as short JSON."""
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else text[:60] + "…"
