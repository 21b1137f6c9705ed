"""Cells need not know which it is: a model here, and the same one behind an address, answer alike."""

import pytest
import torch
from remote_server import reply, serving, stream_of
from tiny_chat import tiny_chat

from llm_edu.pretrained import chat, encode_chat
from llm_edu.remote import LocalModel, RemoteModel

QUESTIONS = ["slower", [{"role": "system", "content": "low"}, {"role": "user", "content": "lowest; slow?"},
                        {"role": "assistant", "content": "user"}, {"role": "user", "content": "Zoë"}]]
CONTINUATIONS = [" low", " slower", " and slow", "\n\n", ", slower system assistant", " low"]


@pytest.fixture(scope="module")
def local():
    return LocalModel(*tiny_chat(), system="Be slow.")


@pytest.fixture(scope="module")
def remote(local):
    """The same model behind an address."""
    with serving(lambda handler: serve(handler, local)) as server:
        yield RemoteModel(server.address, "tiny", key="", system="Be slow.")


def serve(handler, local):
    """Answer as an OpenAI-compatible server does, by a model here."""
    asked = handler.server.asked[-1][2]
    if "prompt" in asked:
        handler.whole({"choices": [echo(local, number, text) for number, text in enumerate(asked["prompt"])]})
        return
    words = {"max_new_tokens": asked["max_tokens"], "temperature": asked["temperature"], "seed": asked.get("seed"),
             "stop": asked.get("stop", ())}
    if not asked.get("stream"):
        found = local.reply(asked["messages"], **words)
        usage = {"prompt_tokens": found.prompt_tokens, "completion_tokens": found.new_tokens}
        handler.whole(reply(found, found.finish_reason, usage=usage))
        return
    parts = []
    found = local.reply(asked["messages"], **words, on_text=parts.append)
    told = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in parts]
    last = {"choices": [{"index": 0, "delta": {}, "finish_reason": found.finish_reason}]}
    handler.chunked([stream_of(*told, last)])


def echo(local, number, text):
    """A text with the log probabilities of its tokens, and one new token."""
    ids = local.tokenizer.encode(text)
    logits = local.model(torch.tensor([ids]))[0].log_softmax(-1)
    nats = [None, *(logits[place, token].item() for place, token in enumerate(ids[1:])), logits[-1].max().item()]
    tokens = [local.tokenizer.decode([token]) for token in [*ids, logits[-1].argmax().item()]]
    return {"index": number, "text": text + tokens[-1], "logprobs": {"tokens": tokens, "token_logprobs": nats}}


def test_a_local_model_answers_as_chat_does(local):
    for question in QUESTIONS:
        expected = chat(local.model, local.tokenizer, question, system="Be slow.", max_new_tokens=20)
        found = local.reply(question, max_new_tokens=20)
        assert found == expected == "".join(local.stream(question, max_new_tokens=20))
        ids = encode_chat(local.tokenizer, local.conversation(question))
        assert found.prompt_tokens == len(ids) and 1 <= found.new_tokens <= 20
        assert found.finish_reason == ("length" if found.new_tokens == 20 else "stop")
    drawn = [local.reply("slower", 20, temperature=1.0, seed=seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert list(local.stream("slower", 5)) and repr(local) == "LocalModel('local model')"


def test_a_stop_string_is_cut_off(local):
    whole = local.reply("slower", 30, temperature=1.0, seed=3)
    stop = whole[1]
    found = local.reply("slower", 30, temperature=1.0, seed=3, stop=["never there", stop])
    assert found == whole[:whole.index(stop)] and found.finish_reason == "stop" and found.new_tokens < whole.new_tokens


def test_an_answer_that_does_not_fit_is_refused_before_it_begins(local):
    with pytest.raises(ValueError, match="context"):
        local.stream("slower", max_new_tokens=1000)
    with pytest.raises(ValueError, match="context"):
        local.score("slow " * 600, [" low"])
    with pytest.raises(ValueError, match="special tokens"):
        LocalModel(local.model, local.tokenizer, begin="<s>")


@pytest.mark.parametrize("words", [{}, {"temperature": 1.0, "seed": 5}, {"temperature": 0.7, "seed": 2, "stop": ["l", "ow"]}])
def test_here_and_there_alike(local, remote, words):
    for question in QUESTIONS:
        here, there = (model.reply(question, max_new_tokens=12, **words) for model in (local, remote))
        assert here == there and here.ending == there.ending and here.prompt_tokens > 0
        pieces = []
        streamed = remote.reply(question, max_new_tokens=12, on_text=pieces.append, **words)
        assert streamed == here == "".join(pieces) and streamed.finish_reason == here.finish_reason
        assert "".join(remote.stream(question, max_new_tokens=12, **words)) == here


def test_scores_here_and_there_alike(local, remote):
    here, there = local.score("lower and", CONTINUATIONS), remote.score("lower and", CONTINUATIONS)
    assert all(type(value) is float for value in here + there) and here == pytest.approx(there, abs=1e-4)
    assert here[0] == pytest.approx(here[-1]) and remote.echoes


def test_scores_are_those_of_reading_each_continuation_alone(local):
    model, encode = local.model, local.tokenizer.encode
    for prompt, ids in (("lower and", encode("lower and")), ("slower", encode("slower")), (QUESTIONS[1], None)):
        ids = ids or encode_chat(local.tokenizer, QUESTIONS[1])
        for text, found in zip(CONTINUATIONS, local.score(prompt, CONTINUATIONS), strict=True):
            more = encode(text)
            logits = model(torch.tensor([ids + more]))[0].log_softmax(-1)
            alone = sum(logits[len(ids) + place - 1, token].item() for place, token in enumerate(more))
            assert found == pytest.approx(alone, abs=1e-4)
    begun = LocalModel(model, local.tokenizer, begin="<|endoftext|>")
    special = local.tokenizer.special_tokens["<|endoftext|>"]
    front, more = [special, *encode("low")], encode(" low")
    logits = model(torch.tensor([front + more]))[0].log_softmax(-1)
    expected = sum(logits[len(front) + place - 1, token].item() for place, token in enumerate(more))
    assert begun.score("low", [" low"]) == pytest.approx([expected], abs=1e-4)
