"""A server that never ends, in size or in time, is left; whatever it sends is an answer or an error of the course's own."""

import random
import threading
from contextlib import suppress

import pytest
from hostile import answer as answered
from hostile import damaged_bytes, damaged_json
from remote_server import piece, reply, serving, stream_of

from llm_edu.remote import Limits, RemoteError, RemoteModel
from llm_edu.remote.events import events

SMALL = Limits(most_bytes=200_000, silence=5)


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv("LLM_EDU_API_KEY", raising=False)


def refusal(answer, limits=SMALL, retries=0, clock=None, **options):
    with serving(answer) as server:
        model = RemoteModel(server.address, "small", limits=limits, retries=retries)
        model.clock = clock or model.clock
        with pytest.raises(RemoteError) as caught:
            model.reply("Hello!", **options)
    return str(caught.value)


def forever(handler, data, begin=b"HTTP/1.1 200 OK\r\n"):
    """Send these bytes until the other side hangs up."""
    with suppress(OSError):
        handler.wfile.write(begin)
        while True:
            handler.wfile.write(data)


BEGUN = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
ENDLESS = {
    "body": (b"x" * 4000, BEGUN + b"\r\n"),
    "comments": (b": still there\n\n", BEGUN + b"\r\n"),
    "empty lines": (b"\n" * 4000, BEGUN + b"\r\n"),
    "texts": (stream_of(piece("and on "), done=False) * 50, BEGUN + b"\r\n"),
    "pieces with sizes": (b"5\r\n: hm\n\r\n" * 500, BEGUN + b"Transfer-Encoding: chunked\r\n\r\n"),
    "negative sizes": (b"-5\r\n" * 500, BEGUN + b"Transfer-Encoding: chunked\r\n\r\n"),
    "lines behind the last piece": (b"a: b\r\n" * 500, BEGUN + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"),
    "continue": (b"HTTP/1.1 100 Continue\r\n\r\n" * 50, b""),
    "headers": (b"a: b\r\n" * 50, BEGUN),
    "a header": (b"a" * 4000, BEGUN),
    "an error": (b"x" * 4000, b"HTTP/1.1 400 Bad\r\n\r\n"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_answers(name):
    message = refusal(lambda handler: forever(handler, *ENDLESS[name]), on_text=len)
    assert len(message) < 1000 and "Traceback" not in message
    if name != "lines behind the last piece":    # the answer is over before them
        refusal(lambda handler: forever(handler, *ENDLESS[name]))


def test_too_long_an_answer_says_so():
    assert "longer than 200,000 bytes" in refusal(lambda handler: forever(handler, *ENDLESS["body"]))
    assert "longer than 200,000 bytes" in refusal(lambda handler: handler.whole(reply("x" * 200_000)))
    assert "longer than 200,000 bytes" in refusal(lambda handler: forever(handler, *ENDLESS["texts"]), on_text=len)


def test_silence_before_and_within_an_answer():
    over = threading.Event()
    quick = Limits(silence=0.2)
    try:
        message = refusal(lambda handler: over.wait(30), quick, retries=2)    # a slow server is not asked again
        assert "sent nothing for 0.2 s" in message and "asked" not in message
        begun = stream_of(piece("It is"), done=False)
        message = refusal(lambda handler: (handler.begin(), handler.wfile.write(begun), over.wait(30)), quick, on_text=len)
        assert "sent nothing for 0.2 s" in message
    finally:
        over.set()


class Clock:
    """A clock that goes a second on each time that one looks."""

    now = 0.0

    def __call__(self):
        self.now += 1
        return self.now


@pytest.mark.parametrize("begin", [b"", BEGUN + b"\r\n", BEGUN + b"Transfer-Encoding: chunked\r\n\r\n", BEGUN + b"X: "])
def test_a_server_that_sends_a_byte_now_and_then_is_left_in_the_end(begin):
    clock = Clock()

    def drip(handler):
        with suppress(OSError):
            handler.wfile.write(begin)
            for _ in range(100_000):
                handler.wfile.write(b"1")
                handler.wfile.flush()
                turn.wait(0.0005)

    turn = threading.Event()
    message = refusal(drip, Limits(total=20, silence=5), clock=clock, on_text=len)
    assert "more than 20 s" in message and clock.now < 40


def test_limits_are_numbers():
    for wrong in ({"silence": 0}, {"total": float("nan")}, {"most_bytes": -1}, {"connect": None}, {"connect": True}):
        with pytest.raises(ValueError, match=f"{next(iter(wrong))} is a positive number"):
            Limits(**wrong)


def test_damaged_answers_are_answers_or_errors_of_our_own():
    """Hundreds of answers with other values, values missing, values nested by the thousand, and damaged bytes."""
    chance = random.Random(7)
    model = RemoteModel("http://127.0.0.1:9/v1", "small", retries=0)
    echo = {"choices": [{"index": number, "text": text + "x", "logprobs": {
        "tokens": [*text.split(), "x"], "token_logprobs": [None, *[-1.0] * len(text.split())]}}
        for number, text in enumerate(("The sky", "The sky is", "The sky is blue"))], "usage": {"completion_tokens": 3}}
    chat = {"choices": [{"logprobs": {"content": [{"top_logprobs": [{"token": " is", "logprob": -1.0},
                                                                    {"token": " is blue", "logprob": -2}]}]}}]}
    legacy = {"choices": [{"logprobs": {"top_logprobs": [{" is": -1.0, " is blue": -2.0}]}}]}
    models = {"data": [{"id": "small"}, {"id": "large"}]}
    asks = [(reply("Yes"), lambda: model.reply("Hello!")), (models, model.model_names)]
    asks += [(content, lambda: model.score("The sky", [" is", " is blue"])) for content in (echo, chat, legacy)]
    asks += [(piece("Yes", "stop"), lambda: "".join(model.stream("Hello!")))]
    right = 0
    for number in range(600):
        content, ask = asks[number % len(asks)]
        body = damaged_json(content, chance).encode("utf-8", "surrogatepass")
        body = damaged_bytes(body, chance) if chance.random() < 0.2 else body
        model.open = lambda path, fields, body=body: Canned(b"data: " + body if fields and fields.get("stream") else body)
        model.echoes = content is echo
        right += answered(ask)
    assert 50 < right < 550


class Canned:
    """An `Answer` that is here already."""

    kind = "application/octet-stream"

    def __init__(self, body):
        self.body = body

    def chunks(self):
        return iter([self.body])

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        pass


def test_many_little_pieces_take_no_long_time():
    line = b"data: " + b"x" * 100_000
    assert list(events([line[at:at + 1] for at in range(len(line))] + [b"\n\n"])) == ["x" * 100_000]
