"""Where a text ends: at ids and at strings, which tokens may cut anywhere; and what repetition costs."""

import random

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from model_pairs import small_model

from llm_edu.decoding import BeamSearch, Greedy, Sampling, Written, generate, stream, stream_text
from llm_edu.decoding.stopping import Stopping, StopText
from llm_edu.decoding.text import StreamDecoder, cut_pieces

PIECES = ["a", "b", "ab", "ba", "aba", "bab", "é", "éa", "-", "a-", "-b", "\n", "b\n", "<end>"]
TOKENS = [piece.encode() for piece in PIECES] + ["é".encode()[:1], "é".encode()[1:]]


class PiecesTokenizer:
    """A few tokens of several letters; two of them are half a letter."""

    def token_bytes(self, token):
        return TOKENS[token]


TOKENIZER = PiecesTokenizer()


def text_of(ids):
    return b"".join(TOKENS[token] for token in ids).decode(errors="replace")


@pytest.fixture(scope="module")
def model():
    return small_model(seed=1, vocab=len(TOKENS))


def test_stop_strings_spread_over_tokens(model):
    """Whatever two letters a sampled text holds: stopping there gives the text before them, and not one token more."""
    tried = 0
    for seed in range(20):
        free = generate(model, [1, 2], Sampling(), 20, seed=seed)[0].tolist()
        text = text_of(free)
        stop = text[6:8]
        if "�" in stop or len(stop) < 2:
            continue
        tried += 1
        shown = "".join(stream_text(model, TOKENIZER, [1, 2], Sampling(), 20, stop=[stop], seed=seed))
        assert shown == text[:text.index(stop)]
        ids = generate(model, [1, 2], Sampling(), 20, stop=[stop], seed=seed, tokenizer=TOKENIZER)[0].tolist()
        assert ids == free[:len(ids)] and stop in text_of(ids) and stop not in text_of(ids[:-1])
        assert list(stream(model, [1, 2], Sampling(), 20, [stop], seed, TOKENIZER)) == ids
    assert tried > 10


def test_strings_and_ids_together(model):
    free = generate(model, [1], Sampling(), 20, seed=3)[0].tolist()
    pieces = list(stream_text(model, TOKENIZER, [1], Sampling(), 20, stop=[free[7], "never there"], seed=3))
    assert "".join(pieces) == text_of(free[:free.index(free[7])]) and "" not in pieces
    assert "".join(stream_text(model, TOKENIZER, [1], Sampling(), 20, seed=3)) == text_of(free)
    assert "".join(stream_text(model, TOKENIZER, [1], Sampling(), 20, iter(["-", "ab"]), seed=np.int64(3))) == "".join(
        stream_text(model, TOKENIZER, [1], Sampling(), 20, ["-", "ab"], seed=3))


def test_rows_of_a_batch_stop_on_their_own(model):
    prompts = [[1], [2, 3], [4], [5, 6, 7]]
    rows = generate(model, prompts, stop="a", max_new_tokens=20, tokenizer=TOKENIZER).tolist()
    for prompt, row in zip(prompts, rows, strict=True):
        (alone,) = generate(model, prompt, stop="a", max_new_tokens=20, tokenizer=TOKENIZER).tolist()
        assert row == alone + alone[-1:] * (len(row) - len(alone))


def test_beams_stop_at_strings_too(model):
    (ids,) = generate(model, [1], BeamSearch(3), 20, stop=["ab", "-"], tokenizer=TOKENIZER).tolist()
    whole = [any(string in text_of(ids[:end]) for string in ("ab", "-")) for end in range(1, len(ids) + 1)]
    assert whole == [False] * (len(ids) - 1) + [True]


@settings(deadline=None)    # a busy machine is no failure
@given(st.lists(st.integers(0, len(TOKENS) - 1), max_size=12),
       st.lists(st.text(alphabet="abé-", min_size=1, max_size=4), max_size=3), st.integers(0, 8), st.integers(0, 8))
def test_cutting_equals_finding_in_the_whole_text(ids, strings, start, length):
    text = text_of(ids)
    inside = text[start:start + length]    # one that is certainly there
    strings = strings + [inside] * (bool(inside) and "�" not in inside)
    places = [(text.index(string) + len(string), text.index(string)) for string in strings if string in text]
    shown = "".join(cut_pieces(ids, StreamDecoder(TOKENIZER), StopText(strings)))
    assert shown == text[:min(places)[1] if places else None]
    stopping = Stopping(strings, TOKENIZER)
    reached = [stopping.reached(ids[:end]) for end in range(1, len(ids) + 1)]
    expected = [any(string in text_of(ids[:end]) for string in strings) for end in range(1, len(ids) + 1)]
    assert (True in reached) == (True in expected)
    assert not places or reached.index(True) == expected.index(True)


def test_text_is_held_back_no_longer_than_needed():
    stop = StopText(["\n\n"])
    assert [stop.feed(piece) for piece in ["one", "\n", "two\n"]] == ["one", "", "\ntwo"]
    assert stop.finish() == "\n" and not stop.reached


@pytest.mark.parametrize("stop, error, message", [
    ("a", ValueError, "pass tokenizer"), ([""], ValueError, "empty string"), ([1.5], TypeError, "not 1.5"),
    ([None], TypeError, "ids .* and strings, not None"), ([True], TypeError, "not True"),
])
def test_stops_that_make_no_sense(model, stop, error, message):
    for call in (generate, stream):
        with pytest.raises(error, match=message):
            call(model, [1], max_new_tokens=2, stop=stop)


@pytest.mark.parametrize("penalty", [1.3, 0.7])
def test_repetition_penalty_equals_that_of_transformers(penalty):
    transformers = pytest.importorskip("transformers")
    logits = torch.randn(6, 40, generator=torch.Generator().manual_seed(0)) * 3
    chance = random.Random(0)
    rows = [[chance.randrange(40) for _ in range(25)] for _ in range(6)]
    theirs = transformers.RepetitionPenaltyLogitsProcessor(penalty)(torch.tensor(rows), logits.clone()).softmax(-1)
    written = [Written(row[:9], row[9:]) for row in rows]
    before = logits.clone()
    assert (Sampling(repetition_penalty=penalty).probabilities(logits, written) - theirs).abs().max() < 1e-6
    assert torch.equal(logits, before)


def test_a_penalty_makes_greedy_repeat_less(model):
    """Prompt and new ids count, for each row of a batch its own, and never the padding."""
    prompts, strategy = [[1, 2, 3], [4]], Sampling(temperature=0, repetition_penalty=5.0)
    together = generate(model, prompts, strategy, 12).tolist()
    for prompt, row in zip(prompts, together, strict=True):
        ids = list(prompt)
        for token in row:
            with torch.no_grad():
                logits = model(torch.tensor([ids]))[0, -1].tolist()
            for seen in set(ids):
                logits[seen] *= 1 / 5 if logits[seen] > 0 else 5
            assert token == logits.index(max(logits))
            ids.append(token)
        assert generate(model, prompt, strategy, 12).tolist() == [row]
    assert len(set(together[0])) > len(set(generate(model, prompts, Greedy(), 12)[0].tolist()))


def test_a_penalty_needs_to_know_what_was_written():
    for wrong in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="repetition_penalty"):
            Sampling(repetition_penalty=wrong)
    for logits in (torch.zeros(2, 5), torch.zeros(5)):
        with pytest.raises(ValueError, match="written="):
            Sampling(repetition_penalty=1.2).probabilities(logits)
