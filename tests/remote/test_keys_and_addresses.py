"""A key goes where it is meant to go, and is shown nowhere."""

import copy
import http.client
import pickle
import sys
import traceback

import pytest
from remote_server import free_port, reply, serving

from llm_edu.remote import RemoteError, RemoteModel
from llm_edu.remote.address import parse_address

KEY = "sk-Very-Secret/123"


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    for name in ("LLM_EDU_API_KEY", "OTHER_KEY", "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def sent_keys(*arguments, **options):
    with serving(lambda handler: handler.whole(reply("Yes"))) as server:
        RemoteModel(server.address, "small", *arguments, **options).reply("Hello!")
    return [headers.get("Authorization") for _, headers, _ in server.asked]


def test_a_key_comes_from_an_argument_or_the_environment(monkeypatch):
    assert sent_keys() == [None] and sent_keys(KEY) == ["Bearer " + KEY] == sent_keys(f"  {KEY}\n")
    monkeypatch.setenv("LLM_EDU_API_KEY", "sk-from-outside\r\n")
    monkeypatch.setenv("OTHER_KEY", "sk-other")
    assert sent_keys() == ["Bearer sk-from-outside"] and sent_keys(KEY) == ["Bearer " + KEY]
    assert sent_keys("") == [None] and sent_keys(key_variable="OTHER_KEY") == ["Bearer sk-other"]


@pytest.mark.parametrize("key", ["sk-1\nX-Other: 1", "sk 1", "sk-é", "s" * 5000, "Bearer sk-1", "sk\x00", b"sk-bytes", 7])
def test_what_can_be_no_key_is_refused_without_a_word_of_it(key):
    with pytest.raises((TypeError, ValueError)) as caught:
        RemoteModel("https://school.example/v1", "small", key)
    assert "sk" not in str(caught.value) and "sss" not in str(caught.value)


def test_a_key_is_not_shown_or_saved():
    model = RemoteModel("https://school.example/v1", "small", KEY)
    shown = [repr(model), str(model), repr(vars(model)), f"{model.key}", f"{model.key!s}", format(model.key, ">40"),
             str(model.key), repr([model.key]), repr(copy.deepcopy(model).key), repr(copy.copy(model.key))]
    assert not any("Secret" in text for text in shown) and shown[0] == "RemoteModel('https://school.example/v1', 'small')"
    with pytest.raises(TypeError, match="a key is not saved"):
        pickle.dumps(model)


def seen_from(error):
    """All that a traceback of the talkative kind shows: messages, and every frame's variables but the tests' own."""
    shown, errors = [], [error]
    while errors:
        error = errors.pop()
        shown += traceback.format_exception(error)
        errors += [other for other in (error.__cause__, error.__context__) if other is not None]
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_globals["__name__"].startswith(("llm_edu", "http", "urllib")):
                shown += map(repr, frame.f_locals.values())
    return "".join(shown)


def test_no_failure_shows_the_key():
    ways = {"echoes it": lambda handler: handler.whole({"error": {"message": f"bad {handler.headers['Authorization']}!"}}, 400),
            "in words": lambda handler: handler.whole(f"bad {KEY}", 500, "text/plain"),
            "refuses": lambda handler: handler.whole({"error": f"bad {KEY}"}, 401),
            "as an answer": lambda handler: handler.whole(f"{KEY} is no JSON"),
            "at the edge": lambda handler: handler.whole("x" * 95 + KEY),
            "as an error": lambda handler: handler.whole({"error": KEY}),
            "redirects": lambda handler: handler.whole("", 302, Location=f"http://evil.example/{KEY}"),
            "as models": lambda handler: handler.whole({"data": [{"id": KEY}]}, 404 if "chat" in handler.path else 200),
            "hangs up": lambda handler: None, "is busy": lambda handler: handler.whole("busy", 503),
            "is cut off": lambda handler: handler.begin(200, "application/json", Content_Length="99")}
    for way, answer in ways.items():
        with serving(answer) as server:
            model = RemoteModel(server.address, "small", KEY, retries=0)
            for on_text in (None, len):
                with pytest.raises(RemoteError) as caught:
                    model.reply("Hello!", on_text=on_text)
                assert "Very" not in "".join(traceback.format_exception(caught.value)), way
                if way in ("hangs up", "is cut off", "is busy"):    # who does not send the key back finds it nowhere
                    assert "Very" not in seen_from(caught.value), way
        assert server.asked[0][1]["Authorization"] == "Bearer " + KEY
    with pytest.raises(RemoteError) as caught:
        RemoteModel(f"http://127.0.0.1:{free_port()}/v1", "small", KEY, retries=0).reply("Hello!")
    assert "Very" not in seen_from(caught.value)


def test_a_key_is_not_printed_by_those_who_watch_connections(monkeypatch, capfd):
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    assert sent_keys(KEY) == ["Bearer " + KEY]
    assert "Very" not in "".join(capfd.readouterr())


def test_an_interrupt_shows_no_key(monkeypatch):
    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    with serving(lambda handler: handler.whole(reply("Yes"))) as server:
        for place in ("connect", "getresponse"):
            with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt) as caught:
                patch.setattr(http.client.HTTPConnection, place, interrupt)
                RemoteModel(server.address, "small", KEY).reply("Hello!")
            assert "Very" not in seen_from(caught.value)


def test_a_key_does_not_travel_openly():
    for address in ("http://school.example/v1", "http://10.0.0.7:8080/v1", "http://localhost.evil.example/v1",
                    "http://127.0.0.1.evil.example/v1", "http://127.1/v1", "http://0.0.0.0/v1", "http://[::ffff:9.9.9.9]/v1"):
        with pytest.raises(ValueError, match="could read the key") as caught:
            RemoteModel(address, "small", KEY)
        assert "Very" not in str(caught.value)
        RemoteModel(address, "small", KEY, allow_http=True)
        RemoteModel(address, "small")
    for address in ("http://localhost:1/v1", "http://127.0.0.1/v1", "http://127.8.8.8/v1", "http://[::1]:80/v1", "https://a.example"):
        RemoteModel(address, "small", KEY)


def test_a_server_on_this_machine_is_asked_without_a_proxy(monkeypatch):
    """A proxy would get to read a key that may leave unencrypted only because it does not leave this machine."""
    with serving(lambda handler: handler.whole(reply("I am the proxy"))) as proxy:
        place = proxy.address.removesuffix("/v1")
        monkeypatch.setenv("http_proxy", place)
        monkeypatch.setenv("https_proxy", place)
        assert sent_keys(KEY) == ["Bearer " + KEY] and proxy.asked == []
        assert RemoteModel("http://school.example/v1", "small").reply("Hello!") == "I am the proxy"
        assert proxy.asked[0][0] == "http://school.example/v1/chat/completions"
        monkeypatch.setenv("no_proxy", "school.example")
        monkeypatch.setattr("socket.create_connection", lambda place, *rest, **more: sys.exit(f"{place}"))
        with pytest.raises(SystemExit, match="school.example"):
            RemoteModel("http://school.example/v1", "small").reply("Hello!")


def test_a_proxy_does_not_see_the_key(monkeypatch):
    """https goes through a tunnel, and what asks the proxy for it has no key in it."""
    with serving(lambda handler: handler.whole(reply("?"))) as proxy:
        asked = []
        proxy.RequestHandlerClass.do_CONNECT = lambda handler: (asked.append(str(handler.headers)),
                                                                handler.send_error(403, "Forbidden by the school"))
        monkeypatch.setenv("https_proxy", proxy.address.removesuffix("/v1"))
        with pytest.raises(RemoteError, match="Forbidden by the school"):
            RemoteModel("https://service.example/v1", "small", KEY).reply("Hello!")
        del proxy.RequestHandlerClass.do_CONNECT
    assert len(asked) == 1 and "Very" not in asked[0]


@pytest.mark.parametrize("text, address", [
    ("http://localhost:11434/v1/", "http://localhost:11434/v1"), ("HTTPS://School.Example", "https://school.example"),
    ("http://[::1]:8080/v1/models", "http://[::1]:8080/v1"), ("https://a.example/openai/v1/completions", "https://a.example/openai/v1"),
    ("http://my_server.local:80/api/v1", "http://my_server.local:80/api/v1")])
def test_addresses(text, address):
    assert str(parse_address(text)) == address


@pytest.mark.parametrize("text", [
    "", "sk-Very-Secret", "localhost:8080/v1", "ftp://a.example", "file:///etc/passwd", "http://", "http:///v1", "http://:80/v1",
    "http://sk-Very:x@a.example/v1", "http://localhost@evil.example/v1", "http://localhost\\@evil.example", "http://a.example:port",
    "http://a.example:99999/", "https://a.example/v1?api-key=sk-Very", "https://a.example/v1#sk-Very", "https://a b.example/v1",
    "https://a.example/v1 HTTP/1.1", "https://exämple.org/v1", "https://a.example%00.evil/v1", "http://[::1%25eth0]/v1",
    "http://[v1.x]/", "javascript:alert(1)", "https://-a.example/", "https://a.example/v1\\x"])
def test_what_is_no_address_is_refused_without_a_word_of_it(text):
    with pytest.raises(ValueError) as caught:
        parse_address(text)
    assert "Very" not in str(caught.value) and caught.value.__cause__ is None
    with pytest.raises(TypeError):
        parse_address(7)
