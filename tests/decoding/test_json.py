"""Valid JSON and nothing else: the automaton against Python's json, the masks against trying every token."""

import json
import random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from model_pairs import small_model

from llm_edu.decoding import Constrained, Greedy, Sampling, ValidJSON, Written, finish_json, generate
from llm_edu.decoding.json_grammar import START, START_OBJECT, is_complete, read, shortest_end
from llm_edu.tokenization import BPETokenizer, load_tokenizer

SIZE, END = 320, 319    # of the small vocabulary below


def is_json(data):
    """What Python says: strict UTF-8, and without NaN and Infinity, which are no JSON."""
    def refuse(name):
        raise ValueError(name)

    try:
        json.loads(data.decode(), parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


def accepts(data):
    state = read(data)
    return state is not None and is_complete(state)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10**25, 10**25) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4), max_leaves=12)


@settings(deadline=None)    # a busy machine is no failure
@given(VALUES, st.booleans(), st.sampled_from([None, 0, 3, "\t"]), st.sampled_from([(",", ":"), (" , ", "\r\n: ")]))
def test_every_beginning_of_valid_json_is_accepted(value, ascii_only, indent, separators):
    data = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
    data = data.encode("utf-8", errors="replace")    # half a surrogate pair becomes "?"
    assert accepts(data) and accepts(b" \n" + data + b"\t ")
    for end in range(len(data)):
        assert read(data[:end]) is not None


HOSTILE = r"""
01 -01 1. .5 1.e3 1e 1e+ +1 -  - 1 00 0x10 1_000 NaN Infinity -Infinity nul nulll True 'a' "a "\x41" "\u12g4" "\u123
"a\ [1,] [,1] [1 2] {,} {"a"} {"a":} {"a":1,} {a:1} {"a":1 "b":2} {1:2} [1}  {"a":1] ]  } [ { [[] {"a":{} "a"b 1 2
tru ture [1]] {}{} "a""b" // /**/1 [1;2] {"a"=1} {"a"::1} {null:1} "\" \u0041 [-] [1e5.5] -0 -0.0e-00 0e0 1E+9 "\/"
"\ud800" [] {} [[[]]] "" {"":{"":[]}} "\"" "\\" [0] [-0.1E-2,true,false,null] 0.0 10 9.99 {"a":1,"a":2}
""".split() + ["", " ", "\x00", '"\t"', '"\n"', '"\x7f"', '"\x1f"', "\ufeff1", "1\x0b", "1\xa0", "\u20281"]
HOSTILE += ['"\u2028"', '"\U0010ffff"', "[" * 200 + "]" * 200, "[" * 200 + "]" * 199, '{"a":' * 100 + "1" + "}" * 100]
BAD_UTF8 = [b'"\x80"', b'"\xc0\x80"', b'"\xc1\xbf"', b'"\xe0\x80\x80"', b'"\xed\xa0\x80"', b'"\xf0\x80\x80\x80"',
            b'"\xf4\x90\x80\x80"', b'"\xf5\x80\x80\x80"', b'"\xff"', b'"\xe2\x82"', b'"\xc3', b'"\xf0\x9f\x98"',
            b"\xff"]


@pytest.mark.parametrize("data", [text.encode() for text in HOSTILE] + BAD_UTF8)
def test_hostile_texts(data):
    assert accepts(data) == is_json(data)
    check_whatever_was_accepted_has_an_end(data)


def check_whatever_was_accepted_has_an_end(data):
    """Together with the test above: what is accepted is exactly the beginnings of valid JSON."""
    for end in range(len(data) + 1):
        state = read(data[:end])
        if state is None:
            return
        whole = data[:end] + shortest_end(state)
        assert is_json(whole), whole
        assert is_complete(state) == is_json(data[:end]) == (shortest_end(state) == b"")


PIECES = [piece.encode() for piece in '{ } [ ] , : " \\ 0 1 9 . - + e E true false null u00e9 a é € 😀 "a" :1'.split()]
PIECES += [b" ", b"\n", b"\xe2", b"\x82", b"\xf0\x9f", b"\xed", b"\xa0", b"\x00"]


@settings(deadline=None, max_examples=300)    # a busy machine is no failure
@given(st.lists(st.sampled_from(PIECES), max_size=15).map(b"".join))
def test_random_bytes(data):
    assert accepts(data) == is_json(data)
    check_whatever_was_accepted_has_an_end(data)


@settings(deadline=None)    # a busy machine is no failure
@given(VALUES, st.randoms(use_true_random=False))
def test_damaged_json(value, chance):
    """One byte put in, taken out or exchanged: valid or not, as Python says."""
    data = bytearray(json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace"))
    place = chance.randrange(len(data))
    new = bytes([chance.choice([*b'{}[],:"\\0-.e ', chance.randrange(256)])])
    data[place:place + chance.choice([0, 1])] = chance.choice([new, b""])
    assert accepts(bytes(data)) == is_json(data)
    check_whatever_was_accepted_has_an_end(bytes(data))


@pytest.mark.parametrize("text, whole", [
    ("", "0"), ("-", "-0"), ("1.", "1.0"), ("2e", "2e0"), ("2e-", "2e-0"), ('{"a', '{"a":0}'),
    ('{"a":1,', '{"a":1,"":0}'),
    ('["x\\', '["x\\""]'), ('"\\u00', '"\\u0000"'), ("[tr", "[true]"), ('[[{"a": "é', '[[{"a": "é"}]]'),
    ("[1, ", "[1, 0]"),
])
def test_finishing_what_was_cut_off(text, whole):
    assert finish_json(text) == whole
    json.loads(whole)
    assert finish_json(whole) == whole


def test_what_cannot_be_finished():
    with pytest.raises(ValueError, match="no JSON text begins with '{a'"):
        finish_json("{a")


@pytest.fixture(scope="module")
def tokenizer():
    """Bytes, and tokens that were merged out of a few JSON texts, so that they run across structure and characters."""
    value = [{"name": "Zoë", "hats": ["€", "é", 12.5, -0.25e10, True, None], "😀": {}}] * 3
    text = json.dumps(value, ensure_ascii=False)
    return BPETokenizer.train(text, vocab_size=SIZE, special_tokens=["<end>"], pattern=r"[\s\S]+")


def brute_mask(valid, state, size):
    mask = torch.zeros(size, dtype=torch.bool)
    for token, data in valid.bytes.items():
        mask[token] = read(data, state) is not None
    return mask


BEGINNINGS = ["", "{", '{"', '{"a', '{"a"', '{"a":', '{"a": [', '{"a": [1', '{"a": [0', '{"a": [1.', '{"a": [1e',
              '{"a": "x', '{"a": "\\', '{"a": "\\u0', '{"a": "x"', "[tr", "[[[", "[[[]", '[{"a":1,', '"x', "-", " "]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_masks_equal_trying_every_token(tokenizer, beginning):
    valid = ValidJSON(tokenizer, end=END)
    state = read(beginning.encode())
    expected = brute_mask(valid, state, SIZE)
    expected[END] = is_complete(state)
    assert torch.equal(valid.mask(state), expected)


def test_half_characters_are_half_the_way(tokenizer):
    valid, euro = ValidJSON(tokenizer, end=END), "€".encode()
    state = read(b'["' + euro[:1])
    assert torch.equal(valid.mask(state), brute_mask(valid, state, SIZE))
    allowed = {tokenizer.token_bytes(token)[0] for token in valid.mask(state).nonzero()[:, 0].tolist()}
    assert allowed == set(range(0x80, 0xC0))


@pytest.mark.parametrize("objects_only", [False, True])
def test_an_untrained_model_writes_json(tokenizer, objects_only):
    """It knows nothing and babbles; what comes out is valid all the same, once it is closed."""
    model = small_model(seed=1, vocab=SIZE, spread=1.0)
    strategy = Constrained(Sampling(), ValidJSON(tokenizer, end=END, objects_only=objects_only))
    prompts = [[number, 5] for number in range(60)]
    rows = generate(model, prompts, strategy, 40, stop=END, seed=1).tolist()
    whole = 0
    for row in rows:
        ended, start = END in row, START_OBJECT if objects_only else START
        text = b"".join(tokenizer.token_bytes(token) for token in row if token != END)
        assert is_json(text if ended else text + shortest_end(read(text, start)))
        assert not objects_only or text.startswith(b"{")
        whole += ended
    assert 0 < whole < 60    # both cases have been tried
    free = [tokenizer.decode(row) for row in generate(model, prompts, Sampling(), 40, seed=1)]
    assert not any(is_json(text.encode()) for text in free)


def test_rows_that_were_not_made_under_the_constraint(tokenizer):
    valid = ValidJSON(tokenizer, end=END)
    with pytest.raises(ValueError, match="no JSON"):
        valid(Written([1], list(b"{x")))
    assert valid(Written([1], [*b"1", END, 7])).nonzero().tolist() == [[END]]    # ended: only the end
    assert valid(Written([1], list(b"[1]"))).nonzero().tolist() == [[END]]    # whole: no blanks for ever


@pytest.mark.asset("smollm2")
def test_masks_of_smollm2():
    """49,152 tokens; a random sample of those is tried one by one."""
    valid = ValidJSON(load_tokenizer("smollm2"), end=2)
    sample = random.Random(0).sample(sorted(valid.bytes), 3000)
    for beginning in BEGINNINGS:
        state = read(beginning.encode())
        mask = valid.mask(state)
        for token in sample:
            assert mask[token] == (read(valid.bytes[token], state) is not None), (beginning, valid.bytes[token])
        assert not mask[[0, 1, *range(3, 17)]].any()    # special tokens stand for no text
        assert mask[2] == is_complete(state)


@pytest.mark.full
@pytest.mark.asset("smollm2")
def test_smollm2_writes_json():
    from llm_edu.pretrained import encode_chat, load_smollm2

    model, tokenizer = load_smollm2()
    ask = [{"role": "user", "content": "Write a JSON object with the keys name, age and pets for a girl called Mia."}]
    ids = encode_chat(tokenizer, ask)
    strategy = Constrained(Greedy(), ValidJSON(tokenizer, end=2, objects_only=True))
    new = generate(model, ids, strategy, 60, stop=2)[0].tolist()
    found = json.loads(finish_json(tokenizer.decode(token for token in new if token != 2)))
    assert isinstance(found, dict) and "name" in found
