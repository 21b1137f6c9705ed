"""A call is checked, limited, and always answered in a sentence, whatever the model wrote and the tool does."""

import json
import threading
from dataclasses import dataclass
from datetime import date

import pytest

from llm_edu.agents import Refused, Result, Tool, Toolbox, check_schema, fault_in, parse_call

NOTHING = {"type": "object", "properties": {}}
PARAMETERS = {"type": "object", "required": ["day"], "properties": {
    "day": {"type": "string", "format": "date", "description": "when"},
    "kind": {"type": "string", "enum": ["repair", "advice"]},
    "hour": {"type": "integer", "minimum": 9, "maximum": 16},
    "count": {"type": "integer"},
    "note": {"type": "string", "maxLength": 5}}}


def box(run, parameters=NOTHING, **limits):
    return Toolbox([Tool("try", "Tries.", parameters, run)], **limits)


def call(run, **limits):
    return box(run, **limits).call('{"tool": "try", "arguments": {}}')


@dataclass
class Hat:
    owner: str
    bought: date


@dataclass(frozen=True, slots=True)
class Found:
    score: float


@pytest.mark.parametrize("value, text", [
    ([Found(0.5)], '[{"score": 0.5}]'), ("a hat", '"a hat"'), (3, "3"), ([], "[]"), ({"hat": "Zoë’s\n"}, '{"hat": "Zoë’s\\n"}'),
    (Hat("Mia", date(2026, 3, 2)), '{"owner": "Mia", "bought": "2026-03-02"}')])
def test_an_answer_is_json(value, text):
    result = call(lambda: value)
    assert (result.ok, result.value, result.text, result.error) == (True, value, text, "")


def fail():
    raise ValueError("customer 7's secret")


def refuse():
    raise Refused("There is no hat left.")


def leave():
    raise SystemExit(3)


def endless():
    ring = []
    ring.append(ring)
    return ring


def deep():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


@pytest.mark.parametrize("run, error", [
    (fail, "try failed (ValueError) and gave no answer."), (leave, "try failed (SystemExit) and gave no answer."),
    (refuse, "There is no hat left."), (lambda: None, "try returned nothing."),
    (lambda: "x" * 1_000_000, "try returned 1,000,002 bytes, and at most 4,000 are read."),
    (lambda: "é" * 2_000, "try returned 4,002 bytes, and at most 4,000 are read."),
    *((run, "try returned something that is not text or JSON.") for run in (
        lambda: b"\xff", lambda: {1, 2}, lambda: float("nan"), lambda: "\ud800", lambda: object(), endless, deep,
        lambda: {(1, 2): 3}))])
def test_a_tool_that_goes_wrong_is_said_and_never_raised(run, error):
    result = call(run)
    assert (result.ok, result.value, result.error) == (False, None, error)
    assert json.loads(result.text) == {"error": error}


def test_the_cause_of_a_failure_is_kept_for_you_alone():
    result = call(fail)
    assert isinstance(result.cause, ValueError) and "secret" not in repr(result) + result.text


def test_a_tool_that_hangs_is_given_up_and_not_started_twice():
    started, go_on = [], threading.Event()

    def hang():
        started.append(1)
        go_on.wait(60)
        return "late"

    toolbox = box(hang, seconds=0.05)
    try:
        first, second = (toolbox.call('{"tool": "try"}') for _ in range(2))
        assert first.error == "try did not answer within 0.05 seconds."
        assert second.error == "try is still busy with an earlier call." and started == [1]
    finally:
        go_on.set()
    toolbox._started["try"].join(60)
    toolbox.seconds = 60
    assert toolbox.call('{"tool": "try"}').value == "late"    # and works again once it is free


@pytest.mark.parametrize("text, error", [
    ("Let me see.", "The call is not JSON."), ("", "The call is not JSON."), ("[" * 9_999, "The call is not JSON."),
    ('{"tool": "try", "arguments": {"count": NaN}}', "The call is not JSON."),
    ('{"tool": "try", "arguments": {"count": ' + "9" * 5_000 + "}}", "The call is not JSON."),
    ("x" * 1_000_000, "The call is longer than 10,000 characters."),
    ('{"tool": "try", "arguments": {"count": 1, "count": 2}}', 'The call says "count" twice.'),
    ('"try"', 'A call is {"tool": "…", "arguments": {…}}, with nothing else in it.'),
    ('{"arguments": {}}', 'A call is {"tool": "…", "arguments": {…}}, with nothing else in it.'),
    ('{"tool": "try", "customer": 7}', 'A call is {"tool": "…", "arguments": {…}}, with nothing else in it.'),
    ('{"tool": ["try"]}', "The tool of a call is a text, and its arguments are an object."),
    ('{"tool": "try", "arguments": [1]}', "The tool of a call is a text, and its arguments are an object."),
    ('{"tool": "rm -rf"}', 'There is no tool "rm -rf"; the tools are: try.'),
    ('{"tool": "' + "x" * 5_000 + '"}', 'There is no tool "' + "x" * 59 + "…; the tools are: try.")])
def test_what_is_no_call_of_a_tool_runs_nothing(text, error):
    ran = []
    result = box(lambda: ran.append(1) or "ran").call(text)
    assert (result.ok, result.error, ran) == (False, error, [])


@pytest.mark.parametrize("arguments, fault", [
    ({"day": "2026-03-05", "kind": "repair", "hour": 9, "note": "Zoë’s", "count": -2**63}, ""),
    ({}, "The argument “day” is missing."),
    ({"day": "2026-03-05", "who": 7},
     'There is no argument "who"; the arguments are: day, kind, hour, count, note.'),
    *(({"day": day}, f"“day” must be a day such as 2026-03-05, not {json.dumps(day)}.") for day in (
        "tomorrow", "2026-02-30", "20260305", "2026-W10-4", "2026-03-05T10:00", "٢٠٢٦-٠٣-٠٥", " 2026-03-05", "")),
    *(({"day": day}, f"“day” must be a text, not {json.dumps(day)}.") for day in (20260305, None, ["x"], "a\0b")),
    ({"day": "\ud800"}, '“day” must be a text, not "\\ud800".'),
    ({"day": "2026-03-05", "kind": "Repair"}, "“kind” must be one of “repair”, “advice”, not \"Repair\"."),
    *(({"day": "2026-03-05", "hour": hour}, f"“hour” must be a whole number, not {json.dumps(hour)}.")
      for hour in ("9", 9.0, True, None, [9], "9; DROP TABLE slots")),
    ({"day": "2026-03-05", "hour": 17}, "“hour” must be from 9 to 16, not 17."),
    ({"day": "2026-03-05", "count": 10**30},
     f"“count” must be from {-2**63} to {2**63 - 1}, not a number of that size."),
    ({"day": "2026-03-05", "note": "longer"}, '“note” must be at most 5 characters long, not "longer".')])
def test_arguments_are_held_to_the_schema(arguments, fault):
    assert fault_in(PARAMETERS, arguments) == fault
    result = box(lambda **given: given, PARAMETERS).call(json.dumps({"tool": "try", "arguments": arguments}))
    assert (result.ok, result.error, result.value) == ((False, fault, None) if fault else (True, "", arguments))


@pytest.mark.parametrize("schema, message", [
    ({"type": "array"}, "a tool's parameters are"), (NOTHING | {"anyOf": []}, "a tool's parameters are"),
    (NOTHING | {"additionalProperties": True}, "a tool's parameters are"),
    (NOTHING | {"required": ["day"]}, "not among the properties: day"),
    (NOTHING | {"required": True}, "a tool's parameters are"), (NOTHING | {"properties": []}, "a tool's parameters are"),
    (NOTHING | {"required": [["day"]]}, "not among the properties"),
    *((NOTHING | {"properties": {"day": kind}}, message) for kind, message in [
        ({"type": "number"}, "must be string or integer, not 'number'"), ({"enum": ["x"]}, "not None"),
        ({"type": "string", "pattern": "x"}, "knows nothing of pattern"),
        ({"type": "integer", "enum": [1]}, "knows nothing of enum"),
        ({"type": "string", "format": "email"}, "the only formats are date and day"),
        ({"type": "string", "enum": []}, "a list of texts"), ({"type": "string", "enum": [1]}, "a list of texts"),
        ({"type": "string", "enum": "ab"}, "a list of texts"), ({"type": ["string", "null"]}, "must be string or integer"),
        (True, "must be string or integer"), ({"type": "integer", "minimum": "1"}, "are numbers"),
        ({"type": "string", "maxLength": None}, "are numbers")])])
def test_a_schema_that_would_not_be_checked_is_refused(schema, message):
    with pytest.raises(ValueError, match=message):
        check_schema(schema)
    with pytest.raises(ValueError, match=message):
        Tool("try", "Tries.", schema, lambda: 1)


def test_two_tools_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same name"):
        Toolbox([Tool("try", "", NOTHING, lambda: 1)] * 2)


def test_a_result_made_by_hand_has_its_text():
    assert Result(False, error="No.").text == '{"error": "No."}' and Result(True, value=[1]).text == "[1]"
    assert parse_call('{"tool": "try"}').arguments == {}
