"""What goes wrong is said so that you know what to do, by a server on this machine that does everything wrong."""

import random
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest
from hostile import answer as answered
from hostile import damaged_bytes, damaged_json
from remote_server import CHAT, free_port, piece, reply, serving, stream_of

from llm_edu.remote import Limits, RemoteError, RemoteModel

BUSY = {"error": {"message": "slow down"}}
BEGUN = stream_of(piece("It is "), piece("Par"), done=False)
NO_ANSWER = "does not answer as an OpenAI-compatible server does"


def whole(*arguments, **headers):
    return lambda handler: handler.whole(*arguments, **headers)


def failure(answer, on_text=None, **options):
    """The error of a server that answers like this, and how often it was asked to chat."""
    with serving(answer) as server:
        model = RemoteModel(server.address, "small", **{"retries": 0, **options})
        with pytest.raises(RemoteError) as caught:
            model.reply("Hello!", on_text=on_text)
    return caught.value, sum(path == CHAT for path, _, _ in server.asked)


@pytest.mark.parametrize("answer, words", [
    (whole("Bonjour"), NO_ANSWER), (whole(""), NO_ANSWER), (whole("[1]"), NO_ANSWER), (whole("{}"), NO_ANSWER),
    (whole({"choices": []}), NO_ANSWER), (whole({"choices": [7]}), NO_ANSWER), (whole("[" * 100_000), NO_ANSWER),
    (whole({"choices": [{"message": {"content": [1]}}]}), NO_ANSWER), (whole(b"\xff\xfe"), NO_ANSWER), (whole("", 204), NO_ANSWER),
    (whole("<!DOCTYPE html><html>Log in", 200, "text/html"), "login page|is none"),
    (whole({"error": {"message": "out of memory"}}), "reports an error: out of memory"),
    (lambda handler: None, "closed the connection"), (lambda handler: handler.wfile.write(b"SSH-2.0\r\n"), "http or https"),
    (lambda handler: handler.begin(200, "application/json", Content_Length="99"), "closed the connection before the end"),
    (whole("404 page not found", 404, "text/plain"), "there is nothing at .*in /v1"),
    (whole({}, 401), "wants a key: .*LLM_EDU_API_KEY"), (whole({"detail": "Not you"}, 403), "not allow this .403.: Not you"),
    (whole({"error": {"code": "insufficient_quota", "message": "Pay"}}, 429), r"no credit left .*\(429\): Pay"),
    (whole({}, 413), "shorten the messages"), (whole({"error": "this is\x1b[2J wrong\n"}, 418), r"\(418\): this is \[2J wrong"),
    (whole("<html>", 500, "text/html"), "problem of its own.*web page"), (whole(BUSY, 503), "loading its model.*: slow down"),
    (whole(BUSY, 429), r"too often.*\(429\): slow down$"), (whole(BUSY, 429, Retry_After="7"), "Retry-After is 7")])
def test_what_a_server_does_wrong(answer, words):
    for on_text in (None, len):
        error, times = failure(answer, on_text)
        assert times == 1 and len(str(error)) < 600 and error.wait == (7 if "Retry-After" in words else None)
        with pytest.raises(RemoteError, match=words):
            raise error


@pytest.mark.parametrize("answer, words", [
    (lambda handler: handler.chunked([BEGUN]), "was cut off"), (lambda handler: handler.chunked([BEGUN], end=False), "before the end"),
    (lambda handler: handler.chunked([BEGUN, b'data: {"choi'], end=False), "before the end"),
    (lambda handler: handler.chunked([BEGUN, b"data: what?\n\n"]), NO_ANSWER),
    (lambda handler: handler.chunked([BEGUN, stream_of({"error": {"message": "oom"}})]), "reports an error: oom")])
def test_what_was_streamed_is_never_asked_for_again(answer, words):
    heard = []
    error, times = failure(answer, heard.append, retries=2)
    assert words in str(error) and heard == ["It is ", "Par"] and times == 1


@pytest.mark.parametrize("status, again", [(400, False), (408, True), (409, True), (429, True), (503, True)])
def test_an_error_tells_a_program_what_it_tells_you(status, again):
    error, _ = failure(whole(BUSY, status))
    assert (error.status, error.again) == (status, again)


def test_wrong_key():
    error, times = failure(whole({"error": {"message": "Incorrect API key provided: sk-wr**ng"}}, 401), key="sk-wrong", retries=2)
    assert "does not accept the key" in str(error) and "sk-" not in str(error) and times == 1


def test_wrong_model():
    def answer(handler):
        models = {"data": [{"id": "llama3.2"}, {"id": "qwen3"}]}
        handler.whole(*((models,) if handler.path == "/v1/models" else (BUSY, 404)))

    assert "no model 'small' (404). It has: llama3.2, qwen3." in str(failure(answer)[0])


@pytest.mark.parametrize("address, words", [
    (f"http://localhost:{free_port()}/v1", "no server is running at"), ("http://nowhere.invalid/v1", "no computer called")], ids=["closed", "nowhere"])
def test_nobody_there(address, words):
    with pytest.raises(RemoteError, match=words) as caught:
        RemoteModel(address, "small", retries=0).reply("Hello!")
    assert caught.value.again


@pytest.mark.parametrize("status, headers", [(503, {}), (429, {"Retry_After": "1"})])
def test_busy_servers_are_asked_again(status, headers):
    def answer(handler):
        handler.whole(*((reply("Now."),) if len(handler.server.asked) > 1 else (BUSY, status)), **headers)

    with serving(answer) as server:
        start = time.monotonic()
        assert RemoteModel(server.address, "small").reply("Hello!") == "Now." and len(server.asked) == 2
        assert not headers or time.monotonic() - start > 0.9


def forever(data, begin):
    def answer(handler):
        with suppress(OSError):
            handler.begin(**begin)
            while True:
                handler.wfile.write(data)
                time.sleep(0.001)
    return answer


@pytest.mark.parametrize("limits, words", [(Limits(most_bytes=50_000), "longer than 50,000 bytes"), (Limits(total=0.1), "more than 0.1 s")])
@pytest.mark.parametrize("data", [b"x" * 4000, b": still there\n\n" * 300, stream_of(piece("and on "), done=False) * 50])
@pytest.mark.parametrize("on_text, status", [(None, 200), (len, 200), (None, 400)])
def test_endless_answers(data, limits, words, on_text, status):
    assert words in str(failure(forever(data, {"status": status}), on_text, limits=limits)[0])


def test_a_silent_server_is_left():
    over = threading.Event()
    try:
        for answer in (lambda handler: over.wait(30), lambda handler: (handler.begin(), handler.wfile.write(BEGUN), over.wait(30))):
            assert "sent nothing for 0.2 s" in str(failure(answer, len, limits=Limits(silence=0.2))[0])
    finally:
        over.set()
    for wrong in ({"silence": 0}, {"total": float("nan")}, {"most_bytes": -1}, {"connect": None}, {"connect": True}):
        with pytest.raises(ValueError, match=f"{next(iter(wrong))} is a positive number"):
            Limits(**wrong)


def test_the_client_comes_when_it_is_needed_and_its_lack_is_said():
    code = ("import sys, llm_edu.remote\n"
            "assert not {'openai', 'httpx', 'httpx2', 'pydantic'} & set(sys.modules)\n"
            "import types\n"
            "for lacking in (None, types.ModuleType('openai')):    # or of long ago\n"
            "    sys.modules['openai'] = lacking\n"
            "    try: llm_edu.remote.RemoteModel('http://localhost:1/v1', 'small')\n"
            "    except llm_edu.errors.CourseError as error: print(error)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.stdout.count("pip install -U openai") == done.stdout.count(".[remote]") == 2, done.stderr


def test_damaged_answers_are_answers_or_errors_of_our_own():
    """Hundreds of answers with other values, values missing, values nested by the thousand, and damaged bytes."""
    chance, right = random.Random(7), 0
    echo = {"choices": [{"index": number, "text": text + "x", "logprobs": {
        "tokens": [*text.split(), "x"], "token_logprobs": [None, *[-1.0] * len(text.split())]}}
        for number, text in enumerate(("The sky", "The sky is", "The sky is blue"))], "usage": {"completion_tokens": 3}}
    chat = {"choices": [{"logprobs": {"content": [{"top_logprobs": [{"token": " is", "logprob": -1.0}, {"token": " is blue", "logprob": -2}]}]}}]}
    legacy = {"choices": [{"logprobs": {"top_logprobs": [{" is": -1.0, " is blue": -2.0}]}}]}
    with serving(lambda handler: handler.whole(sent[0], kind=sent[1])) as server:
        model = RemoteModel(server.address, "small", retries=0)
        asks = [(reply("Yes"), lambda: model.reply("Hello!")), ({"data": [{"id": "small"}]}, model.model_names)]
        asks += [(content, lambda: model.score("The sky", [" is", " is blue"])) for content in (echo, chat, legacy)]
        asks += [(piece("Yes", "stop"), lambda: "".join(model.stream("Hello!")))]
        for number in range(300):
            content, ask = asks[number % len(asks)]
            body = damaged_json(content, chance).encode("utf-8", "surrogatepass")
            body = damaged_bytes(body, chance) if chance.random() < 0.2 else body
            sent = (b"data: " + body + b"\n\n", "text/event-stream") if "delta" in str(content) else (body, "application/json")
            model.echoes = content is echo
            right += answered(ask)
    assert 25 < right < 275
