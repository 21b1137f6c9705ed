"""A key goes where it should go, and is shown nowhere."""

import logging
import pickle
import traceback

import pytest
from remote_server import free_port, piece, reply, serving, stream_of

from llm_edu.remote import RemoteError, RemoteModel
from llm_edu.remote.client import parse_address

KEY = "sk-Very-Secret/123"


def sent_keys(*arguments, **options):
    with serving(lambda handler: handler.whole(reply("Yes"))) as server:
        RemoteModel(server.address, "small", *arguments, **options).reply("Hello!")
    return [headers.get("Authorization") for _, headers, _ in server.asked]


def test_a_key_comes_from_an_argument_or_our_own_variable(monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "sk-meant-for-another")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Api-Key: sk-meant-for-another\nAuthorization: Bearer sk-another")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://evil.example/v1")
    with serving(lambda handler: handler.whole(reply("Yes"))) as server:
        RemoteModel(server.address, "small").reply("Hello!")
    assert "another" not in str(server.asked)
    assert sent_keys() == [None] and sent_keys(KEY) == ["Bearer " + KEY] == sent_keys(f"  {KEY}\n")
    monkeypatch.setenv("LLM_EDU_API_KEY", "sk-from-outside\r\n")
    monkeypatch.setenv("OTHER_KEY", "sk-other")
    assert sent_keys() == ["Bearer sk-from-outside"] and sent_keys(KEY) == ["Bearer " + KEY]
    assert sent_keys("") == [None] and sent_keys(key_variable="OTHER_KEY") == ["Bearer sk-other"]


@pytest.mark.parametrize("key", ["sk-1\nX-Other: 1", "sk 1", "sk-é", "s" * 5000, "Bearer sk-1", "sk\x00", b"sk-bytes", 7])
def test_what_can_be_no_key_is_refused_without_a_word_of_it(key):
    with pytest.raises(ValueError) as caught:
        RemoteModel("https://school.example/v1", "small", key)
    assert "sk" not in str(caught.value) and "sss" not in str(caught.value)


def test_a_key_is_not_shown_or_saved():
    model = RemoteModel("https://school.example/v1", "small", KEY)
    shown = [repr(model), repr(vars(model)), repr(vars(model.client)), f"{model.key}", f"{model.key!s}", format(model.key, ">40")]
    assert "Very" not in "".join(shown) and shown[0] == "RemoteModel('https://school.example/v1', 'small')"
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
            if not frame.f_code.co_filename.startswith(__file__):
                shown += map(repr, frame.f_locals.values())
    return "".join(shown)


ECHOES = {"echoes it": lambda handler: handler.whole({"error": {"message": f"bad {handler.headers['Authorization']}!"}}, 400),
          "in words": lambda handler: handler.whole(f"bad {KEY}", 500, "text/plain"),
          "refuses": lambda handler: handler.whole({"error": f"bad {KEY}"}, 401),
          "as an answer": lambda handler: handler.whole(f"{KEY} is no JSON"),
          "as an error": lambda handler: handler.whole({"error": KEY}),
          "in pieces": lambda handler: handler.chunked([stream_of({"error": {"message": KEY}})]),
          "as models": lambda handler: handler.whole({"data": [{"id": KEY}]}, 404 if "chat" in handler.path else 200)}
SILENT = {"hangs up": lambda handler: None, "is busy": lambda handler: handler.whole("busy", 503),
          "is cut off": lambda handler: handler.begin(200, "application/json", Content_Length="99")}


@pytest.mark.parametrize("way", [*ECHOES, *SILENT])
def test_no_failure_and_no_log_shows_the_key(way, caplog):
    caplog.set_level(logging.DEBUG)
    with serving((ECHOES | SILENT)[way]) as server:
        model = RemoteModel(server.address, "small", KEY, retries=0)
        for on_text in (None, len):
            with pytest.raises(RemoteError) as caught:
                model.reply("Hello!", on_text=on_text)
            assert "Very" not in "".join(traceback.format_exception(caught.value))
            assert way in ECHOES or "Very" not in seen_from(caught.value)    # what comes back stands in variables
    assert server.asked[0][1]["Authorization"] == "Bearer " + KEY
    assert len(caplog.text) > 1000 and "Very" not in caplog.text    # the library did write what it does


def test_an_interrupt_is_at_once_and_shows_no_key(monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    with serving(lambda handler: handler.chunked([stream_of(piece("a"), done=False)] * 2)) as server:
        model = RemoteModel(server.address, "small", KEY)
        with pytest.raises(KeyboardInterrupt):
            model.reply("Hello!", on_text=interrupt)
        for place in ("socket.socket.recv", "socket.create_connection"):
            with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt) as caught:
                patch.setattr(place, lambda *arguments, **options: interrupt())
                model.reply("Hello!")
            assert "Very" not in seen_from(caught.value)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt) as caught:    # while it waits to ask again
        patch.setattr("time.sleep", interrupt)
        RemoteModel(f"http://127.0.0.1:{free_port()}/v1", "small", KEY).reply("Hello!")
    assert "Very" not in seen_from(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("on_text", [None, len])
def test_a_redirect_is_not_followed(status, on_text, caplog):
    caplog.set_level(logging.DEBUG)
    with serving(lambda handler: handler.whole(reply("mine now"))) as other:
        place = f"{other.address}/x?key={KEY}"
        with (serving(lambda handler: handler.whole("", status, Location=place)) as server,
              pytest.raises(RemoteError, match="sends you elsewhere") as caught):
            RemoteModel(server.address, "small", KEY).reply("Hello!", on_text=on_text)
    assert other.asked == [] and f"{other.address}/x" in str(caught.value)
    assert "Very" not in seen_from(caught.value) and "Very" not in caplog.text


@pytest.mark.parametrize("location", ["//[", "", "\x00", "x" * 5000, f"https://{KEY}@evil.example/"])
def test_a_redirect_to_nowhere(location):
    with serving(lambda handler: handler.whole("", 302, Location=location)) as server, pytest.raises(RemoteError) as caught:
        RemoteModel(server.address, "small", KEY, retries=0).reply("Hello!")
    assert "Very" not in str(caught.value)


def test_a_key_does_not_travel_openly():
    for address in ("http://school.example/v1", "http://10.0.0.7:8080/v1", "http://localhost.evil.example/v1",
                    "http://127.0.0.1.evil.example/v1", "http://127.1/v1", "http://0.0.0.0/v1"):
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
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.address.removesuffix("/v1"))
        assert sent_keys(KEY) == ["Bearer " + KEY] and proxy.asked == []
        assert RemoteModel("http://school.example/v1", "small").reply("Hello!") == "I am the proxy"
        assert proxy.asked[0][0] == "http://school.example/v1/chat/completions"


def test_a_proxy_does_not_see_the_key(monkeypatch):
    """https goes through a tunnel, and what asks the proxy for it has no key in it."""
    asked = []
    with serving(lambda handler: handler.whole(reply("?"))) as proxy:
        monkeypatch.setattr(proxy.RequestHandlerClass, "do_CONNECT", lambda handler: (
            asked.append(str(handler.headers)), handler.send_error(403, "Forbidden by the school")), raising=False)
        monkeypatch.setenv("https_proxy", proxy.address.removesuffix("/v1"))
        with pytest.raises(RemoteError, match="your proxy does not let you through"):
            RemoteModel("https://service.example/v1", "small", KEY, retries=0).reply("Hello!")
    assert len(asked) == 1 and "Very" not in asked[0]


@pytest.mark.parametrize("text, address", [
    ("http://localhost:11434/v1/", "http://localhost:11434/v1"), ("HTTPS://School.Example", "https://school.example"),
    ("http://[::1]:8080/v1/models", "http://[::1]:8080/v1"), ("https://a.example/openai/v1/completions", "https://a.example/openai/v1"),
    ("http://my_server.local:65535/api/v1", "http://my_server.local:65535/api/v1")])
def test_addresses(text, address):
    assert parse_address(text)[0] == address


@pytest.mark.parametrize("text", [
    "", "sk-Very-Secret", "localhost:8080/v1", "ftp://a.example", "http://", "http:///v1", "http://:80/v1", 7,
    "http://sk-Very:x@a.example/v1", "http://localhost@evil.example/v1", "http://localhost\\@evil.example", "http://a.example:port",
    "http://a.example:65536/", "https://a.example/v1?api-key=sk-Very", "https://a.example/v1#sk-Very", "https://a b.example/v1",
    "https://a.example/v1 HTTP/1.1", "https://a.example%00.evil/v1", "http://[::1%25eth0]/v1", "http://[v1.x]/", "https://-a.example/"])
def test_what_is_no_address_is_refused_without_a_word_of_it(text):
    with pytest.raises(ValueError) as caught:
        RemoteModel(text, "small")
    assert "Very" not in str(caught.value) and caught.value.__cause__ is None
