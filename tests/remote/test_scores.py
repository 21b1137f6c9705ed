"""Log probabilities from a server: whole texts where it sends them back, else the next token's, else a clear error."""

import pytest
from remote_server import serving

from llm_edu.remote import RemoteError, RemoteModel

SKY = [" is", " blue"]
LEGACY = {"choices": [{"text": " is", "logprobs": {"top_logprobs": [{" is": -0.5, " blue": -2, " was": -3.5}]}}]}
CHAT = {"choices": [{"message": {"content": "x"}, "logprobs": {"content": [{"token": " is", "logprob": -0.5, "top_logprobs": [
    {"token": " is", "logprob": -0.5}, {"token": " blue", "logprob": -2.0}]}]}}]}


def scored(answer, prompt="The sky", continuations=SKY):
    """What comes of asking for scores twice, and what the server was asked."""
    with serving(answer) as server:
        model = RemoteModel(server.address, "small", retries=0)
        found = model.score(prompt, continuations)
        assert model.score(prompt, continuations) == found
        return found, server.asked


def by_letters(texts, new=1):
    """The answer of a server whose tokens are letters; each costs a nat for each letter before it."""
    choices = [{"index": number, "text": text + "!" * new, "logprobs": {
        "tokens": [*text, *"!" * new], "token_logprobs": [None, *(-float(place) for place in range(1, len(text) + new))]}}
        for number, text in enumerate(texts)]
    return {"choices": choices[::-1], "usage": {"completion_tokens": new * len(texts)}}


@pytest.mark.parametrize("new", [1, 0])
def test_texts_that_come_back(new):
    found, asked = scored(lambda handler: handler.whole(by_letters(handler.server.asked[-1][2]["prompt"], new)), "abc", ["d", "de"])
    assert found == [-3.0, -7.0] and len(asked) == 2
    assert asked[0][0] == "/v1/completions"
    assert asked[0][2] == {"model": "small", "prompt": ["abc", "abcd", "abcde"], "max_tokens": 1, "echo": True, "logprobs": 1,
                           "temperature": 1}


def test_a_token_across_the_border_is_no_continuation():
    def answer(handler):
        texts = handler.server.asked[-1][2]["prompt"]
        tokens = {"The": ["The", "!"], "There": ["There", "!"]}
        handler.whole({"choices": [{"index": number, "text": text + "!", "logprobs": {
            "tokens": tokens[text], "token_logprobs": [None, -1.0]}} for number, text in enumerate(texts)]})

    with pytest.raises(RemoteError, match="'re' has no tokens of its own"):
        scored(answer, "The", ["re"])


def without_echo(content, status=400):
    """A server that does not send texts back, in one way or another."""
    def answer(handler):
        if handler.server.asked[-1][2].get("echo"):
            handler.whole({"error": {"message": "Only no echo is supported"}} if status != 200 else LEGACY, status)
        else:
            handler.whole(content)

    return answer


@pytest.mark.parametrize("status", [200, 400, 404, 422, 500, 501])
@pytest.mark.parametrize("content", [LEGACY, CHAT], ids=["legacy", "chat"])
def test_the_next_token_where_texts_do_not_come_back(status, content):
    found, asked = scored(without_echo(content, status))
    assert found == [-0.5, -2.0] and (status == 404) == (asked[1][0] == "/v1/models")
    asked = [body for _, _, body in asked if body]
    assert ["echo" in body for body in asked] == [True, False, False]    # it remembers
    assert asked[1] == {"model": "small", "prompt": "The sky", "max_tokens": 1, "logprobs": 20, "temperature": 1}


def test_messages_are_scored_by_the_next_token():
    found, asked = scored(lambda handler: handler.whole(CHAT), [{"role": "user", "content": "Sky?"}])
    path, _, body = asked[0]
    assert found == [-0.5, -2.0] and path == "/v1/chat/completions" and body["top_logprobs"] == 20 and body["logprobs"] is True


def test_fewer_next_tokens_where_a_server_gives_no_more():
    def answer(handler):
        if handler.server.asked[-1][2].get("logprobs") == 5:
            handler.whole(LEGACY)
        else:
            handler.whole({"error": "at most 5"}, 400)

    assert scored(answer)[0] == [-0.5, -2.0]


def test_what_a_server_does_not_tell_is_said():
    with pytest.raises(RemoteError, match="most probable next tokens .* and ' green' is none of them") as caught:
        scored(without_echo(LEGACY), continuations=[" is", " green"])
    assert "' is', ' blue', ' was'" in str(caught.value)
    with pytest.raises(RemoteError, match="does not tell log probabilities .*without them.*LocalModel"):
        scored(without_echo({"choices": [{"text": " is", "logprobs": None}]}))
    with pytest.raises(RemoteError, match="does not tell log probabilities .*logprobs are not supported"):
        scored(lambda handler: handler.whole({"error": {"message": "logprobs are not supported"}}, 400))
    with pytest.raises(RemoteError, match="wants a key"):
        scored(lambda handler: handler.whole({}, 401))


@pytest.mark.parametrize("wrong", ["nan", 3.0, None, "x", True])
def test_log_probabilities_that_are_none(wrong):
    def answer(handler):
        content = by_letters(handler.server.asked[-1][2]["prompt"])
        for choice in content["choices"]:
            choice["logprobs"]["token_logprobs"][-2] = float("nan") if wrong == "nan" else wrong
        handler.whole(content)

    with pytest.raises(RemoteError, match="does not tell log probabilities"):
        scored(answer, "abc", ["d"])
