"""The server, asked by OpenAI's own client and by the course's: what it answers is what decoding alone gives."""

import random
import re
import threading
import time

import pytest
from http_asking import ask, open_request
from openai import NotFoundError, OpenAI

from llm_edu.decoding import Sampling, generate
from llm_edu.pretrained import chat
from llm_edu.remote import LocalModel, RemoteModel
from llm_edu.serving import Engine, Served, ServingLimits, serving

HELLO = [{"role": "user", "content": "slow and slower"}]


def until(condition, seconds=20.0):
    """Wait for a condition, not for a time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def slow_steps(monkeypatch):
    """An engine that needs 8 s for an answer of 400 tokens, on any machine."""
    decode = Engine.decode
    monkeypatch.setattr(Engine, "decode", lambda engine, group: (time.sleep(0.02), decode(engine, group)))


LONG = {"model": "tiny", "messages": HELLO, "max_tokens": 400, "temperature": 0}    # it never ends its turn


@pytest.fixture(scope="module")
def client(address):
    return OpenAI(base_url=address, api_key="none", max_retries=0)


@pytest.mark.parametrize("name", ["tiny", "adapted"])
@pytest.mark.parametrize("words", [{}, {"temperature": 1.0, "seed": 5}, {"temperature": 0.7, "seed": 2, "stop": ["l", "ow"]}])
def test_the_courses_remote_model_and_a_local_one_answer_alike(served, address, name, words):
    local, remote = LocalModel(served.models[name], served.tokenizer), RemoteModel(address, name)
    for question in ("slower", [{"role": "system", "content": "low"}, {"role": "user", "content": "Zoë"}]):
        here, there = local.reply(question, 12, **words), remote.reply(question, 12, **words)
        assert there == here and there.finish_reason == here.finish_reason and there.prompt_tokens == here.prompt_tokens
        pieces = []
        assert remote.reply(question, 12, on_text=pieces.append, **words) == here == "".join(pieces)


@pytest.mark.parametrize("name", ["tiny", "adapted"])
def test_scores_are_those_of_a_local_model(served, address, name):
    local, remote = LocalModel(served.models[name], served.tokenizer), RemoteModel(address, name)
    texts = [" low", " slower", ", slower system assistant"]
    assert remote.score("lower and", texts) == pytest.approx(local.score("lower and", texts), abs=1e-4)
    assert remote.echoes and sorted(remote.model_names()) == ["adapted", "tiny"]


def test_openais_client_whole_and_in_pieces(served, client):
    model, tokenizer = served.models["tiny"], served.tokenizer
    words = {"model": "tiny", "messages": HELLO, "max_tokens": 9, "temperature": 1.2, "top_p": 0.9, "seed": 3}
    expected = chat(model, tokenizer, HELLO, strategy=Sampling(1.2, top_p=0.9), max_new_tokens=9, seed=3)
    whole = client.chat.completions.create(**words, logprobs=True, top_logprobs=2)
    pieces = list(client.chat.completions.create(**words, logprobs=True, stream=True, stream_options={"include_usage": True}))
    assert whole.choices[0].message.content == expected
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces[:-1]) == expected
    assert pieces[0].choices[0].delta.role == "assistant" and pieces[-1].usage == whole.usage
    assert pieces[-2].choices[0].finish_reason == whole.choices[0].finish_reason == "length"
    told = whole.choices[0].logprobs.content
    streamed = [each for piece in pieces[:-1] if piece.choices[0].logprobs for each in piece.choices[0].logprobs.content]
    assert [each.token for each in streamed] == [each.token for each in told]
    assert [each.logprob for each in streamed] == pytest.approx([each.logprob for each in told], abs=1e-5)    # threads round
    assert len(told) == 9 == whole.usage.completion_tokens and all(len(each.top_logprobs) == 2 for each in told)
    assert b"".join(bytes(each.bytes) for each in told).decode("utf-8", "replace") == expected


def test_several_texts_at_once_with_echo(served, client):
    texts = ["low", "slower, ", "and"]
    words = {"model": "tiny", "prompt": texts, "max_tokens": 5, "temperature": 0, "echo": True, "logprobs": 1}
    whole = client.completions.create(**words)
    said = ["", "", ""]
    tokens = [[], [], []]
    for piece in client.completions.create(**words, stream=True):
        choice = piece.choices[0]
        said[choice.index] += choice.text
        tokens[choice.index] += choice.logprobs.tokens
    for text, choice in zip(texts, whole.choices, strict=True):
        ids = served.tokenizer.encode(text)
        new = generate(served.models["tiny"], ids, max_new_tokens=5, stop=served.ends(chat=False))[0].tolist()
        assert choice.text == said[choice.index] == text + served.tokenizer.decode(new)
        assert choice.logprobs.tokens == tokens[choice.index] and len(choice.logprobs.tokens) == len(ids) + len(new)
        assert choice.logprobs.token_logprobs[0] is None


def test_models_health_and_figures(served, address, client):
    assert [model.id for model in client.models.list()] == ["tiny", "adapted"] and client.models.retrieve("tiny").id == "tiny"
    with pytest.raises(NotFoundError, match="there are tiny, adapted"):
        client.chat.completions.create(model="gpt-9", messages=HELLO)
    assert ask(address, "/health")[::2] == (200, {"status": "ok", "running": 0, "waiting": 0})
    status, headers, text = ask(address, "/metrics")
    assert status == 200 and headers["content-type"].startswith("text/plain; version=0.0.4")
    found = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert int(found['llm_edu_responses_total{path="/v1/chat/completions",status="404"}']) >= 1
    assert float(found["llm_edu_request_seconds_count"]) > 0 and all(float(value) >= 0 for value in found.values())
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert all(name.split("{")[0].removesuffix("_sum").removesuffix("_count") in names for name in found)


CHAT = {"model": "tiny", "messages": HELLO, "max_tokens": 3}
TEXT = {"model": "tiny", "prompt": "low", "max_tokens": 3}
MALFORMED = [    # path of the body, what is changed, the status and what the message says
    ("chat", b"", 400, "not JSON"), ("chat", b"{", 400, "not JSON"), ("chat", b'{"\xe9"}', 400, "not UTF-8 text .byte 2"),
    ("chat", b"\xef\xbb\xbf{}", 400, "model is missing"),
    ("chat", b"[" * 5000, 400, "not JSON"), ("chat", b"[]", 400, "JSON object, not a list"), ("chat", b"null", 400, "JSON object"),
    ("chat", b'{"temperature": NaN}', 400, "NaN is not JSON"), ("chat", {"model": None}, 400, "model is missing"),
    ("chat", {"model": 5}, 400, "model is a string, not a number"), ("chat", {"model": "x" * 5000}, 404, "there is no model"),
    ("chat", {"messages": None}, 400, "messages is missing"), ("chat", {"messages": []}, 400, "messages is empty"),
    ("chat", {"messages": "hello"}, 400, "messages is a list, not a string"),
    ("chat", {"messages": ["hello"]}, 400, r"messages\[0\] is an object"),
    ("chat", {"messages": [{"role": "king", "content": "x"}]}, 400, "role is one of"),
    ("chat", {"messages": [{"role": ["user"], "content": "x"}]}, 400, "role is one of"),
    ("chat", {"messages": [{"role": "user"}]}, 400, "content is a string, not null"),
    ("chat", {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, 400, "not text"),
    ("chat", {"messages": [{"role": "user", "content": "\ud800"}]}, 400, "half of a character"),
    ("chat", {"messages": [{"role": "user", "content": "low " * 600}]}, 400, "context holds 512"),
    ("chat", {"max_tokens": 0}, 400, "max_tokens is a whole number from 1 to 400"), ("chat", {"max_tokens": 401}, 400, "from 1 to 400"),
    ("chat", {"max_tokens": True}, 400, "whole number"), ("chat", {"max_tokens": 2.5}, 400, "whole number"),
    ("chat", {"max_tokens": "3"}, 400, "whole number"), ("chat", {"max_completion_tokens": 4}, 400, "leave one of them out"),
    ("chat", {"temperature": -1}, 400, "temperature is a number from 0 to 100"), ("chat", {"temperature": "hot"}, 400, "number"),
    ("chat", b'{"model": "tiny", "messages": [], "temperature": 1e999}', 400, "temperature is a number"),
    ("chat", b'{"model": "tiny", "messages": [], "temperature": 1%b}' % (b"0" * 400), 400, "temperature is a number"),
    ("chat", {"temperature": 1e-40}, 400, "temperature is 0, or at least"),
    ("chat", {"top_p": 1.5}, 400, "top_p is a number from 0 to 1"), ("chat", {"seed": 2**63}, 400, "seed is a whole number"),
    ("chat", {"seed": 1.5}, 400, "seed"), ("chat", {"stop": [""]}, 400, "stop is a string"), ("chat", {"stop": ["a"] * 17}, 400, "stop"),
    ("chat", {"stop": 5}, 400, "stop"), ("chat", {"stream": "yes"}, 400, "stream is true or false"),
    ("chat", {"stream_options": {"x": 1}}, 400, "does not know"), ("chat", {"stream_options": 1}, 400, "an object"),
    ("chat", {"n": 2}, 400, "does not know n = 2"), ("chat", {"tools": [{}]}, 400, "does not know tools"),
    ("chat", {"presence_penalty": 0.5}, 400, "presence_penalty"), ("chat", {"response_format": {"type": "json_object"}}, 400, "response_format"),
    ("chat", {"temprature": 0.5}, 400, "does not know the field"), ("chat", {"top_logprobs": 2}, 400, "needs logprobs"),
    ("chat", {"logprobs": 2}, 400, "true or false"), ("chat", {"logprobs": True, "top_logprobs": 21}, 400, "from 0 to 20"),
    ("text", {"prompt": None}, 400, "prompt is missing"), ("text", {"prompt": []}, 400, "list of 1 to 5"),
    ("text", {"prompt": ["a"] * 6}, 400, "list of 1 to 5"), ("text", {"prompt": [1, 2]}, 400, "prompt is a string"),
    ("text", {"prompt": ""}, 400, "prompt is empty"), ("text", {"logprobs": -1}, 400, "logprobs"),
    ("text", {"prompt": "low " * 600}, 400, "context holds 512"), ("text", {"echo": 1}, 400, "echo is true or false"),
]


@pytest.mark.parametrize("kind, change, status, message", MALFORMED)
def test_what_is_wrong_with_a_request_is_said(address, kind, change, status, message):
    path, base = {"chat": ("/v1/chat/completions", CHAT), "text": ("/v1/completions", TEXT)}[kind]
    found, _, body = ask(address, path, change if isinstance(change, bytes) else base | change)
    assert found == status and set(body) == {"error"} and set(body["error"]) == {"message", "type", "param", "code"}
    assert re.search(message, body["error"]["message"])
    assert body["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("change", [
    {"n": 1, "presence_penalty": 0, "frequency_penalty": 0.0, "logit_bias": {}, "user": "me", "response_format": {"type": "text"}},
    {"tools": [], "seed": None, "stop": None, "stream": False}, {"top_p": 0}, {"top_k": 3, "min_p": 0.1, "repetition_penalty": 1.2}])
def test_fields_that_change_nothing_are_allowed(address, change):
    assert ask(address, "/v1/chat/completions", CHAT | change)[0] == 200


@pytest.mark.parametrize("path, options, status", [
    ("/v1/nothing", {}, 404), ("/v1/chat/completions", {"method": "GET"}, 405), ("/v1/models", {"body": b"{}"}, 405),
    ("/v1/models/other", {}, 404), ("/v1/completions", {"body": TEXT, "Content_Type": "text/plain"}, 415),
    ("/v1/completions", {"body": b" " * 20_001}, 413), ("/v1/models", {"Host": "evil.example"}, 403),
    ("/v1/models", {"Host": "evil.example:8000"}, 403), ("/v1/models", {"Host": "localhost:1"}, 200), ("/v1/models", {"Host": "[::1]:8000"}, 200)])
def test_what_is_not_for_this_server(address, path, options, status):
    found, _, body = ask(address, path, **options)
    assert found == status and ("error" in body) == (status != 200)


def heard(sock, last):
    """What a socket says until these bytes have come; a response may come in several packets."""
    said = b""
    while last not in said and (more := sock.recv(9999)):
        said += more
    return said


def test_a_body_that_grows_or_never_comes(address):
    with open_request(address, "/v1/completions", TEXT) as sock:
        sock.sendall(b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
        said = heard(sock, b"did not arrive within 1 s")
        assert b"200 OK" in said and b"408" in said and b"did not arrive within 1 s" in said
    chunked = (b"2710\r\n" + b" " * 10_000 + b"\r\n" for _ in range(3))
    with open_request(address, "/v1/completions", TEXT) as sock:
        sock.sendall(b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(chunked))
        assert b"413" in heard(sock, b"413")


def test_who_goes_away_frees_the_place(address, slow_steps):
    socks = [open_request(address, "/v1/chat/completions", LONG | {"stream": number % 2 == 0}) for number in range(8)]
    until(lambda: ask(address, "/health")[2] == {"status": "ok", "running": 4, "waiting": 4})
    status, headers, body = ask(address, "/v1/chat/completions", LONG)    # all places and the queue are taken
    assert status == 429 and int(headers["retry-after"]) >= 1 and body["error"]["type"] == "rate_limit_error"
    for sock in socks:
        sock.close()
    until(lambda: ask(address, "/health")[2] == {"status": "ok", "running": 0, "waiting": 0})
    assert 'requests_ended_total{reason="cancelled"} 8' in ask(address, "/metrics")[2]
    assert ask(address, "/v1/chat/completions", CHAT)[0] == 200


@pytest.mark.parametrize("key", ["", " "])
def test_a_key_that_nobody_could_send_is_refused(served, key):
    with pytest.raises(ValueError, match="a key of white space"), serving(served, "0.0.0.0", key=key):
        pass


def test_a_key_and_time(served, slow_steps):
    slow = Served(served.models, served.tokenizer, limits=ServingLimits(seconds=0.2))
    with serving(slow, key="sesame") as address:
        assert ask(address, "/health")[0] == 200
        for path in ("/v1/models", "/metrics", "/v1/chat/completions"):
            for headers in ({}, {"Authorization": "Bearer sesam"}):
                assert ask(address, path, CHAT if "chat" in path else None, **headers)[0] == 401
        with RemoteModel(address, "tiny", key="sesame").client as client:
            assert client.models.list().data
        found = ask(address, "/v1/chat/completions", LONG, Authorization="Bearer sesame")
        assert found[0] == 504 and "0.2 s" in found[2]["error"]["message"]
        streamed = ask(address, "/v1/chat/completions", LONG | {"stream": True}, Authorization="Bearer sesame")
        assert streamed[0] == 200 and '"error"' in streamed[2].splitlines()[-2] and "[DONE]" not in streamed[2]
        until(lambda: ask(address, "/health")[2]["running"] == 0)


def test_sixteen_clients_at_once_lose_nothing_and_get_what_they_would_get_alone(served):
    rng, failures = random.Random(0), []
    limits = ServingLimits(places=16, queue=64)

    def client(address, number):
        model = served.models[name := ("tiny", "adapted")[number % 2]]
        remote, local = RemoteModel(address, name), LocalModel(model, served.tokenizer)
        for turn in range(20):
            words = {"max_new_tokens": rng.choice([1, 5, 20]), "temperature": rng.choice([0, 0.8]), "seed": turn}
            question = "slow " * rng.randrange(1, 20) + str(number)
            said = remote.reply(question, **words, on_text=(lambda text: None) if turn % 2 else None)
            with lock:    # only so that the checks do not slow each other
                if said != local.reply(question, **words):
                    failures.append((question, words))
            answered.append(said)

    lock, answered = threading.Lock(), []
    with serving(Served(served.models, served.tokenizer, limits=limits)) as address:
        threads = [threading.Thread(target=client, args=(address, number)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        figures = ask(address, "/metrics")[2]
    assert len(answered) == 320 and not failures
    assert 'llm_edu_responses_total{path="/v1/chat/completions",status="200"} 320' in figures
    assert 'reason="error"} 0' in figures and 'reason="cancelled"} 0' in figures


def test_stopping_ends_what_runs(served, slow_steps):
    with serving(served) as address:
        socks = [open_request(address, "/v1/chat/completions", LONG | {"stream": stream}) for stream in (False, True)]
        until(lambda: ask(address, "/health")[2]["running"] == 2)
    for sock in socks:
        said = b"".join(iter(lambda sock=sock: sock.recv(9999), b""))
        assert b"the server was stopped" in said
        sock.close()
