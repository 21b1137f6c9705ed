"""Every call that the grammar completes is valid by an independent validator, and every valid call is in the grammar."""

import datetime
import json
import random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from llm_edu.agents.schema_grammar import (
    LARGEST_INTEGER,
    allowed_next,
    finish_call,
    is_complete,
    read,
    shortest_end,
    start_of_call,
    start_of_value,
    step,
)

DAY = {"type": "string", "format": "date"}


def is_valid(schema, text):
    return Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(json.loads(text))


def accepts(schema, text):
    state = read(text.encode("utf-8", errors="surrogatepass"), start_of_value(schema))
    return state is not None and is_complete(state)


def tool(name, schema):
    return SimpleNamespace(name=name, parameters=schema)


@st.composite
def bounds(draw, smallest, largest):
    low, high = sorted((draw(st.integers(smallest, largest)), draw(st.integers(smallest, largest))))
    return draw(st.sampled_from([(low, high), (None, high), (low, None), (None, None), (low, low)]))


def bounded(kind, names, pair):
    return {"type": kind} | {name: bound for name, bound in zip(names, pair) if bound is not None}


LEAVES = (st.just(DAY)
          | bounds(0, 12).map(lambda pair: bounded("string", ("minLength", "maxLength"), pair))
          | bounds(-20_000, 20_000).map(lambda pair: bounded("integer", ("minimum", "maximum"), pair))
          | st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.integers() | st.booleans(),
                     min_size=1, max_size=4).map(lambda options: {"enum": options}))


@st.composite
def objects(draw, inner):
    properties = draw(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner, max_size=4))
    required = [name for name in properties if draw(st.booleans())]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


SCHEMAS = objects(LEAVES | objects(LEAVES))
quick = settings(deadline=None, max_examples=60)    # a busy machine is no failure


def walk(state, chance, most=400):
    """Random bytes that the automaton allows, and the state after them; the rarer the byte, the likelier it is tried."""
    text = bytearray()
    for _ in range(most):
        allowed = [byte for byte in range(256) if step(state, byte) is not None]
        if not allowed or is_complete(state) and chance.random() < 0.3:
            break
        structure = [byte for byte in allowed if byte in b'"\\}-0']
        text.append(chance.choice(structure if structure and chance.random() < 0.3 else allowed))
        state = step(state, text[-1])
    return bytes(text), state


@quick
@given(SCHEMAS, st.randoms(use_true_random=False))
def test_every_beginning_can_be_completed(schema, chance):
    text, state = walk(start_of_value(schema), chance)
    whole = text + shortest_end(state)
    assert is_complete(read(whole, start_of_value(schema)))
    for end in range(len(whole) + 1):
        state = read(whole[:end], start_of_value(schema))
        assert is_valid(schema, (whole[:end] + shortest_end(state)).decode())
        assert is_complete(state) == (shortest_end(state) == b"")


def a_value(schema, draw):
    """A value of this schema as hypothesis draws it; optional keys may be missing."""
    if schema.get("type") == "object":
        return {name: a_value(inner, draw) for name, inner in schema["properties"].items()
                if name in schema["required"] or draw(st.booleans())}
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if "format" in schema:
        return draw(st.dates()).isoformat()
    if schema["type"] == "integer":
        return draw(st.integers(schema.get("minimum", -LARGEST_INTEGER), schema.get("maximum", LARGEST_INTEGER)))
    characters = st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.sampled_from('"\\\n\t')
    return draw(st.text(characters, min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 200)))


@quick
@given(st.data(), SCHEMAS)
def test_every_valid_value_is_in_the_grammar(data, schema):
    assert accepts(schema, json.dumps(a_value(schema, data.draw), ensure_ascii=False))


@quick
@given(SCHEMAS, st.randoms(use_true_random=False), st.data())
def test_a_damaged_call_is_valid_or_refused(schema, chance, data):
    """One byte put in, taken out or exchanged: never is something accepted that the validator refuses."""
    damaged = bytearray(json.dumps(a_value(schema, data.draw), ensure_ascii=False).encode())
    at = chance.randrange(len(damaged))
    new = bytes([chance.choice([*b'{},:"\\0-9. ', chance.randrange(256)])])
    damaged[at:at + chance.choice([0, 1])] = chance.choice([new, b""])
    state = read(bytes(damaged), start_of_value(schema))
    if state is not None and is_complete(state):
        assert is_valid(schema, damaged.decode())


@pytest.mark.parametrize(("low", "high"), [(0, 0), (-3, 12), (7, 1030), (-120, -9), (100, 99_999), (-1, 1), (9, 10)])
def test_integers_are_exactly_those_within_their_bounds(low, high):
    schema = {"type": "integer", "minimum": low, "maximum": high}
    for number in [*range(-130, 1100), 99_998, 99_999, 100_000, -99_999]:
        assert accepts(schema, str(number)) == (low <= number <= high)
    for text in ("", "-", "-0", "+1", "01", "1.0", "1e1", " 1"):
        assert not accepts(schema, text)


def test_dates_are_exactly_those_that_exist():
    days = {(datetime.date(1999, 12, 1) + datetime.timedelta(number)).isoformat() for number in range(1600)}
    for year in range(2000, 2004):
        for month in range(14):
            for day in range(33):
                text = f"{year}-{month:02}-{day:02}"
                assert accepts(DAY, f'"{text}"') == (text in days), text
    for text in ("20260302", "2026-W10-1", "2026-3-02", "0000-01-01", "2100-02-29", "２026-03-02", "2026-03-021"):
        assert not accepts(DAY, f'"{text}"')
    assert accepts(DAY, '"0001-01-01"') and accepts(DAY, '"9999-12-31"') and accepts(DAY, '"2000-02-29"')


@pytest.mark.parametrize(("schema", "text", "allowed"), [
    ({"type": "string", "maxLength": 2}, '"aé', '"'),
    ({"type": "string", "minLength": 1, "maxLength": 2}, '"\\', '"/\\bfnrt'),
    ({"enum": ["red", "reed", "rose", 3]}, '"re', "de"),
    (DAY, '"2023-02-2', "012345678"), ({"type": "string", "format": "day"}, '"wednesday"', ""),
    ({"type": "integer", "minimum": 9, "maximum": 16}, "", "19"),
    ({"type": "integer", "minimum": 9, "maximum": 16}, "1", "0123456"),
    ({"type": "integer", "minimum": -5}, "-", "12345"),
    ({"type": "object", "properties": {}}, "{", "}"),
    ({"type": "object", "properties": {"a": {"enum": [1]}, "b": {"enum": [1]}}, "required": ["b"]}, '{"', "ab"),
    ({"type": "object", "properties": {"a": {"enum": [1]}, "b": {"enum": [1, 12]}}}, '{"b": 1', "2}"),
])
def test_what_may_come_next(schema, text, allowed):
    assert allowed_next(schema, text) == allowed


SHOP = [tool("order_status", {"type": "object", "properties": {"order_id": {"type": "integer", "minimum": 1001}},
                              "required": ["order_id"]}),
        tool("list_my_orders", {"type": "object", "properties": {}}),
        tool("free_slots", {"type": "object", "properties": {"service": {"enum": ["repair", "advice"]}, "day": DAY},
                            "required": ["service", "day"]})]


@pytest.mark.parametrize("call", [
    {"tool": "order_status", "arguments": {"order_id": 1005}},
    {"tool": "list_my_orders", "arguments": {}},
    {"tool": "free_slots", "arguments": {"service": "repair", "day": "2026-03-03"}},
])
def test_a_call_and_its_beginnings(call):
    text = json.dumps(call)
    for end in range(len(text) + 1):
        assert json.loads(finish_call(SHOP, text[:end]))["tool"] in [tool.name for tool in SHOP]
    assert finish_call(SHOP, text) == text
    alike = [tool(name, {"type": "object"}) for name in "dbca"]    # the same end in every process
    assert finish_call(alike, '{"tool": "') == '{"tool": "a", "arguments": {}}'
    assert not any(step(read(text.encode(), start_of_call(SHOP)), byte) for byte in range(256))    # nothing follows


@pytest.mark.parametrize("text", [
    '{"tool": "delete_everything"', '{"tool":"list_my_orders"', ' {"tool"', '{"arguments"', "Hello",
    '{"tool": "order_status", "arguments": {}', '{"tool": "order_status", "arguments": {"order_id": "1005"',
    '{"tool": "list_my_orders", "arguments": {}} ',
    '{"tool": "free_slots", "arguments": {"day"', '{"tool": "free_slots", "arguments": {"service": "repair"}',
])
def test_what_no_call_begins_with(text):
    with pytest.raises(ValueError, match="no call of these tools begins with"):
        finish_call(SHOP, text)


CALL = '{"tool": "list_my_orders", "arguments": {}}'


@pytest.mark.parametrize(("text", "begins", "whole"), [
    ("It is on its way.", True, True), ('Say "hello", {you}\\!\n\n- é', True, True), ("", True, False),
    (CALL, True, True), (f"Let me look.\nSo:\n{CALL}", True, True), ("Ok.\n{", True, False), ("Ok.\n", True, True),
    ("{", True, False), ("{x", False, False), (" Hi", False, False), ("\nHi", False, False), ("Ok.\n {", False, False),
    ("Ok.\n{}", False, False), (f"{CALL}\nDone.", False, False), ("a\r{", False, False), ("a\x00", False, False),
])
def test_a_call_or_text(text, begins, whole):
    state = read(text.encode(), start_of_call(SHOP, or_text=True))
    assert (state is not None) == begins
    if begins:
        assert is_complete(state) == whole == (shortest_end(state) == b"")
        assert is_complete(read(text.encode() + shortest_end(state), start_of_call(SHOP, or_text=True)))


@pytest.mark.parametrize("seed", range(20))
def test_random_text_holds_a_call_only_where_it_is_valid(seed):
    chance = random.Random(seed)
    text, state = walk(start_of_call(SHOP, or_text=True), chance, most=chance.choice([3, 40, 200]))
    lines = (text + shortest_end(state)).decode().split("\n")
    calls = [number for number, line in enumerate(lines) if line.lstrip().startswith("{")]
    assert calls in ([], [len(lines) - 1])
    assert all(finish_call(SHOP, lines[number]) == lines[number] for number in calls)


def one(schema):
    return {"type": "object", "properties": {"a": schema}}


@pytest.mark.parametrize(("schema", "message"), [
    (one({"type": "string", "pattern": "[0-9]+"}), "would not keep to 'pattern'"),
    (one({"type": "number"}), "knows objects, integers"), (one({"type": ["string", "null"]}), "knows objects, integers"),
    (one({"type": "string", "format": "email"}), "would not keep to 'format'"), (one({}), "knows objects, integers"),
    (one({"enum": []}), "an enum has an option"), (one({"type": "integer", "minimum": 2, "maximum": 1}), "smaller one"),
    (one({"type": "integer", "minimum": 0.5}), "whole numbers"), ({"type": "object", "required": ["b"]}, "requires"),
])
def test_schemas_that_the_grammar_would_not_keep_to(schema, message):
    with pytest.raises(ValueError, match=message):
        start_of_call([tool("a", schema)])


@pytest.mark.parametrize(("tools", "message"), [
    ([], "at least one tool"), (SHOP[:1] * 2, "a name of its own"), ([tool("a", DAY)], "parameters of 'a'"),
])
def test_tools_that_make_no_grammar(tools, message):
    with pytest.raises(ValueError, match=message):
        start_of_call(tools)


def test_a_text_that_no_value_begins_with():
    with pytest.raises(ValueError, match="no value of this schema begins with"):
        allowed_next(DAY, '"2026-13')
