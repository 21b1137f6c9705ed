"""Choosing tokens: strategies against their definitions, generation against computing everything anew."""

import math

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llm_edu.decoding import (
    Greedy,
    Sampling,
    StreamDecoder,
    generate,
    next_token_probabilities,
    stream,
)
from llm_edu.pretrained.conversation import text_pieces
from llm_edu.transformer import Transformer, TransformerConfig

VOCAB = 50
SEED = 2    # one with which an untrained model says many different tokens


@pytest.fixture(scope="module", params=["GPT-2", "Llama"])
def model(request):
    torch.manual_seed(SEED)
    family = TransformerConfig.gpt2 if request.param == "GPT-2" else TransformerConfig.llama
    model = Transformer(family(vocab_size=VOCAB, context_length=32, layers=2, width=32, heads=4, key_value_heads=2,
                               tie_embeddings=False))    # tied and untrained, a model says the same token for ever
    for parameter in model.parameters():    # larger than at the start of training, so that the context matters
        parameter.data.mul_(8) if parameter.dim() == 2 else None
    return model.eval()


@torch.no_grad()
def greedy_without_cache(model, ids, count):
    """The definition: at each step the whole text through the model, and the largest logit."""
    ids = list(ids)
    for _ in range(count):
        ids.append(int(model(torch.tensor([ids]))[0, -1].argmax()))
    return ids[-count:]


def test_greedy_equals_computing_everything_anew(model):
    expected = greedy_without_cache(model, [3, 1, 4, 1, 5], 20)
    assert len(set(expected)) > 2    # else the test would be easy
    assert generate(model, [3, 1, 4, 1, 5], max_new_tokens=20).tolist() == [expected]
    assert list(stream(model, [3, 1, 4, 1, 5], max_new_tokens=20)) == expected


@pytest.mark.parametrize("ids", [[7, 8], np.array([7, 8]), torch.tensor([7, 8]), torch.tensor([[7, 8]]), [[7, 8]],
                                 (7, 8), [np.int64(7), torch.tensor(8)], torch.tensor([7, 8], dtype=torch.int32)],
                         ids=["list", "array", "1-D", "2-D", "lists", "tuple", "mixed", "int32"])
def test_a_prompt_may_come_in_many_forms(model, ids):
    assert generate(model, ids, max_new_tokens=4).tolist() == generate(model, [7, 8], max_new_tokens=4).tolist()
    assert list(stream(model, ids, max_new_tokens=4)) == generate(model, ids, max_new_tokens=4)[0].tolist()
    assert torch.equal(next_token_probabilities(model, ids), next_token_probabilities(model, [7, 8]))


def test_unequal_prompts_equal_single_runs(model):
    prompts = [[3, 1, 4, 1, 5, 9, 2, 6], [2], [7, 1, 8], [2, 7, 1, 8, 2, 8, 1, 8]]
    together = generate(model, prompts, max_new_tokens=12)
    assert together.shape == (4, 12)
    for prompt, row in zip(prompts, together.tolist()):
        assert row == greedy_without_cache(model, prompt, 12)


def test_stop_ids(model):
    free = greedy_without_cache(model, [3, 1, 4], 12)
    stop = free[4]
    cut = free[:free.index(stop)]
    assert list(stream(model, [3, 1, 4], max_new_tokens=12, stop={stop})) == cut
    assert generate(model, [3, 1, 4], max_new_tokens=12, stop=stop).tolist() == [[*cut, stop]]
    other = greedy_without_cache(model, [9], 12)
    rows = generate(model, [[3, 1, 4], [9]], max_new_tokens=12, stop=[stop])
    first, second = rows.tolist()
    assert first == [*cut, stop] + [stop] * (len(first) - len(cut) - 1)    # filled up with the id that ended it
    ended = other[:other.index(stop) + 1] if stop in other else other
    assert second[:len(ended)] == ended
    assert rows.shape[1] == max(len(cut) + 1, len(ended))


def test_a_seed_repeats_a_sample_and_another_does_not(model):
    sample = lambda seed: generate(model, [3, 1], Sampling(2.0), max_new_tokens=20, seed=seed).tolist()    # noqa: E731
    assert sample(1) == sample(1)
    assert sample(1) != sample(2)
    assert sample(None) != sample(None)
    assert list(stream(model, [3, 1], Sampling(2.0), 20, seed=1)) == sample(1)[0]


def test_sampling_leaves_torchs_own_seed_alone(model):
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    generate(model, [3, 1], Sampling(), max_new_tokens=3, seed=1)
    assert torch.equal(torch.rand(1), expected)


def test_temperature_zero_is_greedy(model):
    assert torch.equal(generate(model, [3, 1], Sampling(temperature=0), 12), generate(model, [3, 1], Greedy(), 12))
    assert Sampling(temperature=0).probabilities(torch.tensor([1.0, 3.0, 2.0])).tolist() == [0, 1, 0]


def test_sampling_follows_the_probabilities():
    logits = torch.tensor([0.5, 0.3, 0.15, 0.05]).log().expand(20_000, 4)
    drawn = Sampling().choose(logits, torch.Generator().manual_seed(0)).bincount(minlength=4) / 20_000
    assert (drawn - torch.tensor([0.5, 0.3, 0.15, 0.05])).abs().max() < 0.015
    drawn = Sampling(temperature=0.5).choose(logits, torch.Generator().manual_seed(0)).bincount(minlength=4) / 20_000
    squares = torch.tensor([0.5, 0.3, 0.15, 0.05]).square()
    assert (drawn - squares / squares.sum()).abs().max() < 0.015


@pytest.mark.parametrize("limits, kept", [
    ({"top_k": 1}, [1]), ({"top_k": 2}, [1, 3]), ({"top_k": 99}, [0, 1, 2, 3]), ({"top_p": 0.39}, [1]),
    ({"top_p": 0.41}, [1, 3]), ({"top_p": 0.71}, [0, 1, 3]), ({"top_p": 1.0}, [0, 1, 2, 3]), ({"min_p": 0.6}, [1, 3]),
    ({"min_p": 1.0}, [1]), ({"top_k": 3, "top_p": 0.5}, [1, 3]), ({"top_k": 3, "min_p": 0.7}, [1, 3]),
])
def test_limits_keep_the_right_tokens_in_proportion(limits, kept):
    probabilities = torch.tensor([0.2, 0.4, 0.1, 0.3])
    limited = Sampling(**limits).probabilities(probabilities.log())
    assert limited.nonzero().flatten().tolist() == kept
    expected = torch.zeros(4)
    expected[kept] = probabilities[kept] / probabilities[kept].sum()
    assert (limited - expected).abs().max() < 1e-6


@settings(deadline=None)    # a busy machine is no failure
@given(st.lists(st.floats(-30, 30, width=32), min_size=1, max_size=30), st.floats(0.01, 1), st.integers(1, 40))
@example([0.0, 1.2e-38], 0.5, 1)    # two logits that differ, and two probabilities that don't
def test_limits_always_leave_probabilities(logits, p, k):
    for limits in ({"top_p": p}, {"min_p": p}, {"top_k": k}, {"top_k": k, "top_p": p, "min_p": p}):
        left = Sampling(**limits).probabilities(torch.tensor(logits))
        assert abs(left.sum().item() - 1) < 1e-5 and (left >= 0).all()
        whole = torch.tensor(logits).softmax(-1)
        assert left[whole == whole.max()].max() > 0    # the most probable is always among them, or one of them


def test_limits_equal_those_of_transformers():
    transformers = pytest.importorskip("transformers")
    logits = torch.randn(8, 200, generator=torch.Generator().manual_seed(0)) * 3
    chain = transformers.LogitsProcessorList([
        transformers.TemperatureLogitsWarper(0.8), transformers.TopKLogitsWarper(30),
        transformers.TopPLogitsWarper(0.9), transformers.MinPLogitsWarper(0.05)])
    theirs = chain(torch.zeros(8, 1, dtype=torch.long), logits.clone()).softmax(-1)
    assert (Sampling(0.8, top_k=30, top_p=0.9, min_p=0.05).probabilities(logits) - theirs).abs().max() < 1e-6


def test_next_token_probabilities(model):
    ids = [3, 1, 4]
    expected = model(torch.tensor([ids]))[0, -1]
    assert (next_token_probabilities(model, ids) - expected.softmax(-1)).abs().max() < 1e-6
    assert (next_token_probabilities(model, ids, 0.5) - (expected * 2).softmax(-1)).abs().max() < 1e-6
    assert next_token_probabilities(model, ids, 0).max() == 1
    assert not next_token_probabilities(model, ids).requires_grad


def test_the_whole_context_can_be_filled_and_no_more(model):
    assert generate(model, [1] * 32, max_new_tokens=1).shape == (1, 1)
    assert generate(model, [1] * 2, max_new_tokens=31).shape == (1, 31)
    with pytest.raises(ValueError, match="at most 31 new tokens instead of 32"):
        generate(model, [1] * 2, max_new_tokens=32)
    for too_long in (lambda: generate(model, [1] * 33), lambda: stream(model, [1] * 33),
                     lambda: next_token_probabilities(model, [1] * 33)):
        with pytest.raises(ValueError, match="33 .*context.* 32: shorten"):
            too_long()


@pytest.mark.parametrize("ids, error, message", [
    ([], ValueError, "empty prompt"), ([[1], []], ValueError, "empty prompt"),
    (torch.tensor([]), TypeError, "integers"),
    (torch.zeros(0, dtype=torch.long), ValueError, "at least one token"), ([1.5], TypeError, "whole numbers, not 1.5"),
    ([True], TypeError, "whole numbers"), (["a"], TypeError, "whole numbers, not 'a'"), ("text", TypeError, "encode"),
    ([VOCAB], ValueError, "between 0 and 49"), ([-1], ValueError, "between 0 and 49"),
    (torch.tensor([0.5]), TypeError, "integers"), (torch.zeros(1, 1, 1, dtype=torch.long), ValueError, "shape"),
])
def test_prompts_that_make_no_sense(model, ids, error, message):
    for call in (generate, stream):    # stream, too, complains when it is called and not at the first token
        with pytest.raises(error, match=message):
            call(model, ids)
    with pytest.raises(error, match=message):
        next_token_probabilities(model, ids)


def test_other_arguments_that_make_no_sense(model):
    with pytest.raises(ValueError, match="one prompt, not 2"):
        stream(model, [[1], [2]])
    with pytest.raises(ValueError, match="max_new_tokens"):
        generate(model, [1], max_new_tokens=-1)
    assert generate(model, [1], max_new_tokens=0).shape == (1, 0)
    for wrong in ({"temperature": -1}, {"temperature": math.nan}, {"temperature": math.inf}, {"top_k": 0},
                  {"top_k": 1.5}, {"top_k": 2.0}, {"top_k": math.inf}, {"top_p": 0}, {"top_p": 1.1}, {"min_p": -0.1}, {"min_p": math.nan}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Sampling(**wrong)


def test_what_is_generated_can_be_trained_on(model):
    """Decoding runs without gradients, and what it returns must not drag that along."""
    new = generate(model, [1, 2], max_new_tokens=3)
    model(new).sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())
    model.zero_grad()


class BytesTokenizer:
    """Every id is a byte."""

    def token_bytes(self, token):
        return bytes([token])


@settings(deadline=None)    # a busy machine is no failure
@given(st.text(max_size=30))
def test_streamed_text_is_whole_characters(text):
    pieces = list(text_pieces(BytesTokenizer(), text.encode("utf-8", errors="ignore")))
    assert "".join(pieces) == text.encode("utf-8", errors="ignore").decode()
    assert "�" not in "".join(pieces).replace("�" * text.count("�"), "")
    assert all(len(piece) == 1 for piece in pieces)


def test_unfinished_and_impossible_bytes_show_as_replacement():
    assert list(text_pieces(BytesTokenizer(), "é".encode()[:1])) == ["�"]
    assert "".join(text_pieces(BytesTokenizer(), b"a\xffb")) == "a�b"
    decoder = StreamDecoder(BytesTokenizer())
    assert [decoder.feed(byte) for byte in "€".encode()] == ["", "", "€"]
    assert decoder.finish() == ""
