"""What arguments a tool takes: a small part of JSON Schema, and a check that says in one sentence what is wrong.

A schema is an object of properties, each of one of four kinds: a text ``{"type": "string"}`` (perhaps with
``maxLength``), one of some words ``{"type": "string", "enum": […]}``, a day ``{"type": "string", "format": "date"}``, a
whole number ``{"type": "integer"}`` (perhaps with ``minimum`` and ``maximum``). The format ``day`` is ours: a date or
a day as people name it (`days`). Each may have a ``description``.
``required`` lists the properties that must be there. No others are allowed.
"""

import json
from typing import Any

from llm_edu.agents.days import is_day, names_day

Schema = dict[str, Any]

SMALLEST, LARGEST = -2**63, 2**63 - 1    # whole numbers that a database holds, unless a schema says less
KNOWN = {"string": {"type", "description", "enum", "format", "maxLength"},
         "integer": {"type", "description", "minimum", "maximum"}}
BOUNDS = {"minimum", "maximum", "maxLength"}


def check_schema(schema: Schema) -> None:
    """Raises ValueError for a schema that is not of the part described above: a check of arguments would skip the rest.

    >>> check_schema({"type": "object", "properties": {"day": {"type": "string", "pattern": "[0-9]+"}}})
    Traceback (most recent call last):
    ValueError: “day”: this check knows nothing of pattern
    """
    properties, required = schema.get("properties", {}), schema.get("required", [])
    unknown = schema.keys() - {"type", "properties", "required", "additionalProperties"}
    if (schema.get("type") != "object" or unknown or schema.get("additionalProperties", False) is not False
            or not isinstance(properties, dict) or not isinstance(required, list)):
        raise ValueError("a tool's parameters are {\"type\": \"object\", \"properties\": {…}, \"required\": […]}")
    for name, kind in properties.items():
        wanted = kind.get("type") if isinstance(kind, dict) else kind
        known = KNOWN.get(wanted) if isinstance(wanted, str) else None    # others' schemas have lists of types, too
        if known is None:
            raise ValueError(f"“{name}”: its type must be string or integer, not {wanted!r}")
        if kind.keys() - known:
            raise ValueError(f"“{name}”: this check knows nothing of {', '.join(sorted(kind.keys() - known))}")
        if kind.get("format", "date") not in ("date", "day"):
            raise ValueError(f"“{name}”: the only formats are date and day, not {kind['format']!r}")
        if "enum" in kind and not (isinstance(kind["enum"], list) and kind["enum"]
                                   and all(isinstance(word, str) for word in kind["enum"])):
            raise ValueError(f"“{name}”: its enum must be a list of texts, with one at least")
        if not all(isinstance(kind[bound], int | float) for bound in BOUNDS & kind.keys()):
            raise ValueError(f"“{name}”: minimum, maximum and maxLength are numbers")
    if missing := [str(name) for name in required if name not in list(properties)]:
        raise ValueError(f"required, but not among the properties: {', '.join(missing)}")


def fault_in(schema: Schema, arguments: dict[str, Any]) -> str:
    """What is wrong with arguments, in one sentence; "" if nothing is.

    schema: one that `check_schema` accepts   arguments: name -> value, as JSON gives them

    >>> schema = {"type": "object", "properties": {"quantity": {"type": "integer", "minimum": 1}},
    ...           "required": ["quantity"]}
    >>> fault_in(schema, {"quantity": 2})
    ''
    >>> fault_in(schema, {"quantity": "two"})
    '“quantity” must be a whole number, not "two".'
    >>> fault_in(schema, {})
    'The argument “quantity” is missing.'
    """
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in arguments:
            return f"The argument “{name}” is missing."
    for name, value in arguments.items():
        if name not in properties:
            takes = f"the arguments are: {', '.join(properties)}" if properties else "it takes no arguments"
            return f"There is no argument {shown(name)}; {takes}."
        if wanted := unmet(properties[name], value):
            return f"“{name}” must be {wanted}, not {shown(value)}."
    return ""


def unmet(kind: Schema, value: Any) -> str:
    """What a value of this kind must be, if it is not; "" if it is."""
    if kind["type"] == "integer":
        if not isinstance(value, int) or isinstance(value, bool):    # for Python, True is a 1
            return "a whole number"
        low, high = kind.get("minimum", SMALLEST), kind.get("maximum", LARGEST)
        return "" if low <= value <= high else f"from {low} to {high}"
    if not isinstance(value, str) or not is_readable(value):
        return "a text"
    if "enum" in kind:
        return "" if value in kind["enum"] else "one of " + ", ".join(f"“{word}”" for word in kind["enum"])
    if kind.get("format") == "date":
        return "" if is_day(value) else "a day such as 2026-03-05"
    if kind.get("format") == "day":
        return "" if names_day(value) else "a day such as 2026-03-05, 5 march, tomorrow, friday or next friday"
    longest = kind.get("maxLength", LARGEST)
    return "" if len(value) <= longest else f"at most {longest} characters long"


def is_readable(text: str) -> bool:
    """Whether a text can be written as UTF-8, which half a surrogate pair ("\\\\ud800" in JSON) cannot, and has no
    character 0, at which some programs stop to read."""
    try:
        return b"\0" not in text.encode("utf-8")
    except UnicodeEncodeError:
        return False


def shown(value: Any, longest: int = 60) -> str:
    """A value as JSON for a message, ASCII only, cut after so many characters.

    >>> shown("x" * 1000, longest=5)
    '"xxxx…'
    """
    if isinstance(value, str):
        value = value[:longest]
    if isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        return "a number of that size"
    try:
        text = json.dumps(value)
    except RecursionError:    # it may be nested just as deep as it could be read
        return "something nested that deep"
    return text if len(text) <= longest else text[:longest] + "…"
