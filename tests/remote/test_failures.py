"""What goes wrong is said so that one knows what to do, and tried again where that helps, and only there."""

import socket
import ssl
import threading
from contextlib import suppress

import pytest
from remote_server import CHAT, free_port, piece, reply, serving, stream_of

from llm_edu.remote import Limits, RemoteError, RemoteModel
from llm_edu.remote.connection import Watched

SERVER_ERRORS = [500, 502, 503, 529]


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv("LLM_EDU_API_KEY", raising=False)


def failure(model, **options):
    """What the model says when it is asked, and how long it waited before asking again."""
    model.sleep = (waits := []).append
    with pytest.raises(RemoteError) as caught:
        model.reply("Hello!", **options)
    return str(caught.value), waits


def failed(answer, model="small", key="", **options):
    """The same for a server, and how often it was asked to chat."""
    with serving(answer) as server:
        message, waits = failure(RemoteModel(server.address, model, key), **options)
    return message, waits, sum(path == CHAT for path, _, _ in server.asked)


# --- nobody there


def test_no_server_there():
    message, waits = failure(RemoteModel(f"http://localhost:{free_port()}/v1", "small"))
    assert "no server is running at http://localhost:" in message and "asked 3 times" in message
    assert len(waits) == 2 and 0.375 <= waits[0] <= 0.625 and 0.75 <= waits[1] <= 1.25


@pytest.mark.parametrize("problem, words, times", [
    (TimeoutError("timed out"), "could not be reached in time", 3),
    (socket.gaierror(socket.EAI_NONAME, "unknown"), "no computer called school.example", 1),
    (socket.gaierror(socket.EAI_AGAIN, "later"), "no computer called school.example", 3),
    (ConnectionResetError(), "closed the connection", 3),
    (OSError(101, "Network is unreachable"), "could not be reached", None),
    (OSError("Tunnel connection failed: 407 Proxy Authentication Required"), "proxy does not let you through", 1),
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), "SSL_CERT_FILE", 1),
    (RuntimeError("whatever"), "RuntimeError", 1),
])
def test_a_server_that_cannot_be_reached(monkeypatch, problem, words, times):
    if isinstance(problem, ssl.SSLCertVerificationError):
        problem.verify_message = "self-signed certificate"

    def connect(connection):
        tried.append(connection.timeout)
        raise problem

    tried = []
    monkeypatch.setattr(Watched, "connect", connect)
    message, waits = failure(RemoteModel("https://school.example/v1", "small", limits=Limits(connect=3)))
    assert words in message and tried[0] == 3 and len(tried) == len(waits) + 1
    assert times is None or len(tried) == times


def test_a_proxy_that_is_not_there_is_named(monkeypatch):
    place = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("https_proxy", f"http://name:secret@{place}")
    monkeypatch.delenv("no_proxy", raising=False)
    message, _ = failure(RemoteModel("https://school.example/v1", "small"))
    assert f"at https://school.example (by way of the proxy {place})" in message and "secret" not in message


def test_http_and_https_mixed_up():
    with serving(lambda handler: handler.whole(reply("?"))) as server:
        assert "begins with http://" in failure(RemoteModel(server.address.replace("http:", "https:"), "small"))[0]
    assert "no web server" in raw(b"SSH-2.0-OpenSSH_9.9\r\n")


def raw(data):
    """What is said about a server that sends these bytes, whatever it is asked, and closes the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def answer():
            with suppress(OSError):    # nobody asks any more
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(65_536)
                        connection.sendall(data)

        threading.Thread(target=answer, daemon=True).start()
        return failure(RemoteModel(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", "small"))[0]


def test_a_server_that_hangs_up_before_it_answers():
    assert "closed the connection without an answer" in raw(b"") and "asked 3 times" in raw(b"")


# --- the wrong address, model or key


def test_wrong_address():
    message, _, times = failed(lambda handler: handler.whole("404 page not found", 404, "text/plain"))
    assert "there is nothing at http://127.0.0.1" in message and "usually in /v1" in message and times == 1
    with serving(lambda handler: handler.whole("404 page not found", 404, "text/plain")) as server:
        root = server.address.removesuffix("/v1")
        assert f"Most servers want {root}/v1" in failure(RemoteModel(root, "small"))[0]


def test_wrong_model():
    def answer(handler):
        if handler.path == "/v1/models":
            handler.whole({"data": [{"id": "llama3.2"}, {"id": "qwen3"}]})
        else:
            handler.whole({"error": {"message": "model not found"}}, 404)

    message, _, times = failed(answer)
    assert "no model 'small'" in message and "It has: llama3.2, qwen3" in message and times == 1
    assert "model not found" in failed(answer, "qwen3")[0]    # what else may be missing, in the server's words


def test_missing_and_wrong_key():
    def refuse(handler):
        handler.whole({"error": {"message": "Incorrect API key provided: sk-ab**yz"}}, 401)

    message, _, times = failed(refuse)
    assert "it wants a key: set the environment variable LLM_EDU_API_KEY" in message and times == 1
    message, _, times = failed(refuse, key="sk-abcdefxyz")
    assert "the key is not accepted" in message and "sk-" not in message and times == 1
    message, _, _ = failed(lambda handler: handler.whole({"detail": "Not in your country"}, 403), key="sk-abcdefxyz")
    assert "does not allow this with this key (403): Not in your country" in message


def test_a_redirect_is_not_followed():
    for status in (301, 302, 303, 307, 308):
        message, _, times = failed(lambda handler, status=status: handler.whole(
            "", status, Location="https://user:pw@elsewhere.example/v1/x?key=sk-abcdefxyz"), key="sk-abcdefxyz")
        assert "sends you elsewhere" in message and "https://elsewhere.example/v1/x." in message and times == 1
        assert "pw" not in message and "sk-" not in message


@pytest.mark.parametrize("location", [None, "//[", "", "\x00", "x" * 5000])
def test_a_redirect_to_nowhere(location):
    headers = {} if location is None else {"Location": location}
    assert "sends you elsewhere" in failed(lambda handler: handler.whole("", 302, **headers))[0]


# --- not now


@pytest.mark.parametrize("status", [408, 429, *SERVER_ERRORS])
def test_busy_servers_are_asked_again(status):
    def answer(handler):
        if len(handler.server.asked) < 3:
            handler.whole({"error": "busy"}, status, Retry_After="7")
        else:
            handler.whole(reply("Now."))

    with serving(answer) as server:
        model = RemoteModel(server.address, "small")
        model.sleep = (waits := []).append
        assert model.reply("Hello!") == "Now." and waits == [7, 7]
        assert model.reply("Hello!") == "Now." and len(server.asked) == 4
        server.asked.clear()
        answers = model.stream("Hello!")
        assert list(answers) == ["Now."] and len(server.asked) == 3    # nothing of it had come before


def test_how_often_and_how_long():
    busy = {"error": {"message": "slow down"}}
    message, waits, times = failed(lambda handler: handler.whole(busy, 429, Retry_After="0"))
    assert "slow down" in message and "asked 3 times" in message and waits == [0, 0] and times == 3
    message, waits, times = failed(lambda handler: handler.whole(busy, 429, Retry_After="3600"))
    assert "left alone for 3600 s" in message and waits == [] and times == 1
    message, waits, times = failed(lambda handler: handler.whole(busy, 503, Retry_After="nonsense"))
    assert len(waits) == 2 and waits[1] > waits[0] and "loading its model" in message
    broke = {"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}}
    message, waits, times = failed(lambda handler: handler.whole(broke, 429))
    assert "no credit left" in message and times == 1
    with serving(lambda handler: handler.whole(busy, 503)) as server:
        failure(RemoteModel(server.address, "small", retries=0))
        assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 402, 409, 413, 418, 422, 501])
def test_what_does_not_pass_by_itself_is_asked_once(status):
    message, _, times = failed(lambda handler: handler.whole({"error": "this is\x1b[2J wrong\n"}, status))
    assert str(status) in message and times == 1 and (status == 413 or "this is [2J wrong" in message)


# --- an answer that is none


@pytest.mark.parametrize("content, words", [
    ("<!DOCTYPE html><title>Log in</title>", "web page"), ("Bonjour", "begins: 'Bonjour'"), ("", "something else"),
    ("[1]", "no JSON object"), ("{}", "no list of choices"), ('{"choices": []}', "choices is empty"),
    ('{"choices": [7]}', "no list of choices"), ('{"choices": [{"message": 7}]}', "message is none"),
    ('{"choices": [{"message": {"content": [1]}}]}', "content is no text"), ('{"error": {"message": "out of memory"}}', "out of memory"),
    ("[" * 100_000, "something else"), (b"\xff\xfe", "something else"), ('{"a": ' + "9" * 5000 + "}", "something else")])
def test_answers_that_are_none(content, words):
    for on_text in (None, len):
        message, _, times = failed(lambda handler: handler.whole(content), on_text=on_text)
        assert words in message and times == 1


def test_a_stream_that_is_none():
    assert "no events" in failed(lambda handler: handler.whole("<html>", kind="text/html"), on_text=len)[0]
    assert "something else" in failed(lambda handler: handler.chunked([b"data: what?\n\n"]), on_text=len)[0]
    broken = stream_of(piece("a"), {"error": {"message": "out of memory"}})
    assert "reports an error: out of memory" in failed(lambda handler: handler.chunked([broken]), on_text=len)[0]


def test_what_was_streamed_is_never_asked_for_again():
    begun = stream_of(piece("It is "), piece("Par"), done=False)
    ways = [lambda handler: handler.chunked([begun]), lambda handler: handler.chunked([begun], end=False),
            lambda handler: (handler.begin(Content_Length="9999"), handler.wfile.write(begun)),
            lambda handler: handler.chunked([begun, b'data: {"choi'], end=False)]
    for answer in ways:
        heard = []
        message, waits, times = failed(answer, on_text=heard.append)
        assert "cut off in the middle" in message and heard == ["It is ", "Par"] and waits == [] and times == 1


def test_a_whole_answer_that_was_cut_off_is_asked_for_again():
    def half(handler):
        handler.begin(200, "application/json", Content_Length="9999")
        handler.wfile.write(b'{"choices": [{"mess')

    message, waits, times = failed(half)
    assert "cut off in the middle" in message and len(waits) == 2 and times == 3
