"""A writer that keeps what it has read: the same steps as from the beginning, with less to read."""

import json

import pytest
import torch

from llm_edu.agents import Tool, model_writer, parse_call
from llm_edu.decoding import generate
from llm_edu.pretrained import encode_chat
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig

TOOLS = [Tool("look", "Look.", {"type": "object", "properties": {"at": {"type": "string", "enum": ["it", "her"]}},
                                "required": ["at"]}, lambda at: at)]
TALK = [{"role": "system", "content": "You are a desk."}, {"role": "user", "content": "Hello, where is it?"}]


@pytest.fixture(scope="module")
def tokenizer():
    return BPETokenizer.train("a small desk says hello to {\"tool\": her } " * 9, 300,
                              special_tokens=("<|im_start|>", "<|im_end|>"))


@pytest.fixture(scope="module")
def model(tokenizer):
    torch.manual_seed(0)
    return Transformer(TransformerConfig.llama(vocab_size=tokenizer.vocab_size, layers=2, width=32, heads=2))


def test_it_writes_what_generate_writes_and_reads_only_what_is_new(model, tokenizer):
    writer, talk = model_writer(model, tokenizer, constrained=False, max_new_tokens=12), list(TALK)
    for expected_to_read in (len(encode_chat(tokenizer, talk)), None, None):
        ids = encode_chat(tokenizer, talk)
        new = generate(model, ids, max_new_tokens=12, stop=writer.ends)[0].tolist()
        new = new[:new.index(writer.ends[0])] if writer.ends[0] in new else new
        text = "".join(writer(talk))
        assert text.encode() == b"".join(map(tokenizer.token_bytes, new)).decode(errors="replace").encode()[:len(text.encode())]
        assert writer.read == expected_to_read or writer.read < len(ids) - 20
        talk += [{"role": "assistant", "content": "Here."}, {"role": "user", "content": "And now?"}]
    writer.read_ahead(TALK)
    "".join(writer(TALK))
    assert writer.read == 1    # all but the last id were in the cache


def test_another_conversation_is_read_anew(model, tokenizer):
    writer = model_writer(model, tokenizer, constrained=False, max_new_tokens=5)
    first = "".join(writer(TALK))
    "".join(writer([{"role": "user", "content": "Something else, and longer than before: " + "a desk " * 300}]))
    assert "".join(writer(TALK)) == first


def test_a_constrained_step_is_a_valid_call_or_text(model, tokenizer):
    writer = model_writer(model, tokenizer, max_new_tokens=60)
    step = "".join(writer(TALK, TOOLS))
    if step.startswith("{"):
        assert parse_call(step).tool == "look"
    talk = [*TALK, {"role": "user", "content": json.dumps({"tool": "look"})}]
    assert writer.constraint(TOOLS) is writer.constraint(list(TOOLS)) and isinstance("".join(writer(talk, TOOLS)), str)


def test_a_stopped_step_leaves_the_cache_right(model, tokenizer):
    writer = model_writer(model, tokenizer, constrained=False, max_new_tokens=12)
    whole = "".join(writer(TALK))
    pieces = writer(TALK)
    next(pieces)
    pieces.close()
    assert "".join(writer(TALK)) == whole
