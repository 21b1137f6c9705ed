"""Masks against trying every token, and a model that knows nothing, held to valid calls."""

import json
import random
import time
from types import SimpleNamespace

import pytest
import torch
from jsonschema import Draft202012Validator, FormatChecker
from model_pairs import small_model

from llm_edu.agents.schema_grammar import is_complete, read, shortest_end, start_of_call
from llm_edu.agents.tool_tokens import ToolCalls
from llm_edu.decoding import Constrained, Greedy, Sampling, Written, generate
from llm_edu.tokenization import BPETokenizer, load_tokenizer

SIZE, END = 340, 339    # of the small vocabulary below


def schema(required=None, **properties):
    return {"type": "object", "properties": properties, "additionalProperties": False,
            "required": list(properties) if required is None else required}


QUERY, DAY = {"type": "string", "maxLength": 12}, {"type": "string", "format": "date"}
TOOLS = [SimpleNamespace(name=name, parameters=parameters) for name, parameters in {
    "search_faq": schema(query=QUERY),
    "order_status": schema(order_id={"type": "integer", "minimum": 1, "maximum": 9999}),
    "list_my_orders": schema(),
    "recommend": schema(["likes"], likes=QUERY, max_price={"type": "integer", "minimum": 1, "maximum": 500}),
    "book_slot": schema(service={"enum": ["repair", "advice"]}, day=DAY, hour={"type": "integer", "minimum": 9, "maximum": 16}),
}.items()]
CALLS = ['{"tool": "search_faq", "arguments": {"query": "Zoë\'s \\"l\u00e4mp"}}',
         '{"tool": "recommend", "arguments": {"likes": "warm, €5", "max_price": 50}}',
         '{"tool": "book_slot", "arguments": {"service": "repair", "day": "2026-03-03", "hour": 10}}']
VALIDATORS = {tool.name: Draft202012Validator(tool.parameters, format_checker=FormatChecker()) for tool in TOOLS}


def is_call(text):
    call = json.loads(text)
    return call.keys() == {"tool", "arguments"} and VALIDATORS[call["tool"]].is_valid(call["arguments"])


@pytest.fixture(scope="module")
def tokenizer():
    """Bytes, and tokens that were merged out of calls, so that they run across structure, digits and characters."""
    text = "\n".join([*CALLS, "Let me look.\n" + CALLS[0]] * 3)
    return BPETokenizer.train(text, vocab_size=SIZE, special_tokens=["<end>"], pattern=r"[\s\S]+")


def by_trying(constraint, text, tokens):
    """The tokens that may come next, each tried on its own."""
    state = read(text, constraint.start)
    return state, {token for token in tokens if read(constraint.bytes[token], state) is not None}


@pytest.mark.parametrize("or_text", [False, True])
@pytest.mark.parametrize("call", CALLS)
def test_masks_equal_trying_every_token(tokenizer, call, or_text):
    """After every byte of a call; with text, of a thought before it, too."""
    constraint = ToolCalls(tokenizer, TOOLS, end=END, or_text=or_text)
    data = (f"é \"look\"\n{call}" if or_text else call).encode()
    for end in range(len(data) + 1):
        state, expected = by_trying(constraint, data[:end], constraint.bytes)
        if is_complete(state):
            expected.add(END)
        mask = constraint.mask(state)
        assert set(mask.nonzero()[:, 0].tolist()) == expected


@pytest.mark.parametrize("strategy", [Greedy(), Sampling(), Sampling(temperature=50), Sampling(top_k=1)],
                         ids=["greedy", "1", "50", "top 1"])
def test_an_untrained_model_writes_valid_calls(tokenizer, strategy):
    """It knows nothing, and writes a whole call all the same, at any temperature."""
    model = small_model(seed=1, vocab=SIZE, spread=1.0, context_length=160)
    strategy = Constrained(strategy, ToolCalls(tokenizer, TOOLS, end=END))
    longest = 130    # bytes, more than any call of these tools has
    rows = generate(model, [[number, 5] for number in range(30)], strategy, longest, stop=END, seed=1)
    for row in rows.tolist():
        assert END in row
        assert is_call(b"".join(tokenizer.token_bytes(token) for token in row[:row.index(END)]).decode())


def test_with_text_what_looks_like_a_call_is_one(tokenizer):
    model = small_model(seed=1, vocab=SIZE, spread=1.0)
    constraint = ToolCalls(tokenizer, TOOLS, end=END, or_text=True)
    rows = generate(model, [[number, 5] for number in range(60)], Constrained(Sampling(), constraint), 60, stop=END, seed=2)
    calls = 0
    for row in rows.tolist():
        text = b"".join(tokenizer.token_bytes(token) for token in row if token != END)
        lines = (text + shortest_end(read(text, constraint.start))).decode().split("\n")
        assert not any(line.lstrip().startswith("{") for line in lines[:-1])
        if lines[-1].lstrip().startswith("{"):
            calls += 1
            assert is_call(lines[-1])
    assert 0 < calls < 60    # both have been tried


def test_rows_that_were_not_made_under_the_constraint(tokenizer):
    constraint = ToolCalls(tokenizer, TOOLS, end=[END])
    with pytest.raises(ValueError, match="made the text no call"):
        constraint(Written([1], list(b"{x")))
    whole = list(CALLS[2].encode())
    assert constraint(Written([1], whole)).nonzero().tolist() == [[END]]    # whole: only the end
    assert constraint(Written([1], [*whole, END, 7])).nonzero().tolist() == [[END]]


@pytest.mark.asset("smollm2")
def test_masks_of_smollm2_are_right_and_quick():
    """49,152 tokens; a random sample of those is tried one by one. A mask takes about 1 ms; the test allows a busy machine."""
    tokenizer = load_tokenizer("smollm2")
    constraint = ToolCalls(tokenizer, TOOLS, end=2, or_text=True)
    sample = random.Random(0).sample(sorted(constraint.bytes), 1000)
    seconds = []
    for text in ["Let me look.", "Look.\n", *(call[:end] for call in CALLS for end in range(0, len(call), 5))]:
        state, expected = by_trying(constraint, text.encode(), sample)
        begin = time.perf_counter()
        mask = constraint.mask(state)
        seconds.append(time.perf_counter() - begin)
        assert {token for token in sample if mask[token]} == expected
        assert mask[2] == is_complete(state)
        assert not mask[[0, 1, *range(3, 17)]].any()    # special tokens stand for no text
    assert sorted(seconds)[len(seconds) // 2] < 0.02


def test_the_start_is_the_grammar_of_the_tools(tokenizer):
    constraint = ToolCalls(tokenizer, iter(TOOLS), end=END)
    assert constraint(Written([1])).dtype == torch.bool
    assert len(constraint.start) == len(start_of_call(TOOLS)) == len(TOOLS)
