"""Answers of a server, whole and in pieces: what is asked, and what is made of what comes, however it is cut."""

import json

import pytest
from remote_server import CHAT, piece, reply, serving, stream_of

from llm_edu.remote import RemoteError, RemoteModel, Reply
from llm_edu.remote.events import LONGEST_EVENT, events

MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hé?"}]


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv("LLM_EDU_API_KEY", raising=False)


def ask(answer, question="Hello!", **options):
    """What a server that answers like this is asked, and the `Reply`."""
    with serving(answer) as server:
        return RemoteModel(server.address, "small").reply(question, **options), server.asked


def test_a_whole_answer():
    found, asked = ask(lambda handler: handler.whole(reply("Paris.")))
    assert isinstance(found, Reply) and found == "Paris." and repr(found) == "'Paris.'"
    assert (found.finish_reason, found.prompt_tokens, found.new_tokens) == ("stop", 7, 3)
    [(path, headers, body)] = asked
    assert path == CHAT and "Authorization" not in headers and headers["User-Agent"].startswith("llm-edu/")
    assert body == {"model": "small", "messages": [{"role": "user", "content": "Hello!"}], "max_tokens": 256,
                    "temperature": 0.0}


def test_what_is_asked_arrives():
    with serving(lambda handler: handler.whole(reply("So"))) as server:
        model = RemoteModel(server.address + "/chat/completions/", "small", system="Be kind.",
                            extra={"temperature": None, "top_p": 0.9})
        model.reply(MESSAGES, max_new_tokens=5, temperature=0.7, seed=0, stop=["1", "2", "3", "4", "5"])
        model.reply("Hi", stop="\n")
    (_, _, first), (_, _, second) = server.asked
    assert first == {"model": "small", "messages": MESSAGES, "max_tokens": 5, "seed": 0, "stop": ["1", "2", "3", "4"],
                     "top_p": 0.9}
    assert second["messages"][0] == {"role": "system", "content": "Be kind."} and second["stop"] == ["\n"]


def test_stop_strings_that_the_server_does_not_know_cut_all_the_same():
    found, _ = ask(lambda handler: handler.whole(reply("one two three", "length")), stop=[*"abcdfg", "two"])
    assert (found, found.finish_reason) == ("one ", "stop")


TEXT = "Zoë naïvely 🙂 said: “data: x”\n\nand more"
PIECES = [TEXT[:2], TEXT[2:3], "", TEXT[3:14], TEXT[14:]]
BYTES = stream_of({"choices": []}, {"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}}]},
                  *map(piece, PIECES), piece("", "length"), {"choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 9}})


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_streams_cut_anywhere(size, end):
    """A character cut in two, CR without its LF, comments, other fields, a mark at the beginning, no [DONE]."""
    data = b"\xef\xbb\xbf: hello\n\nevent: message\nid: 7\nretry: 10\n" + BYTES.replace(b"data: [DONE]\n\n", b": bye")
    data = data.replace(b"\n", end.encode())
    told = []
    found, asked = ask(lambda handler: handler.chunked(data[at:at + size] for at in range(0, len(data), size)),
                       on_text=told.append)
    assert found == TEXT == "".join(told) and "" not in told
    assert (found.finish_reason, found.prompt_tokens, found.new_tokens) == ("length", 4, 9)
    assert asked[0][2]["stream"] is True


def test_pieces_come_while_the_server_still_writes():
    heard = []

    def slowly(handler):
        def parts():
            for text in "abc":
                yield stream_of(piece(text), done=False)
                assert waiting.wait(10), "the piece did not come before the next was sent"
                waiting.clear()
            yield stream_of(piece("", "stop"))
        handler.chunked(parts())

    from threading import Event
    waiting = Event()
    with serving(slowly) as server:
        for text in RemoteModel(server.address, "small").stream("Spell!"):
            heard.append(text)
            waiting.set()
    assert heard == ["a", "b", "c"]


def test_a_stream_ends_at_done_a_stop_string_or_the_last_word_on_a_finish():
    done = stream_of(piece("Hi"))    # [DONE] without a finish_reason
    found, _ = ask(lambda handler: handler.chunked([done + b"data: nonsense\n\n"]), on_text=len)
    assert (found, found.finish_reason) == ("Hi", None)
    stopped = stream_of(piece("one tw"), piece("o three"), piece("nobody reads this", "stop"))
    found, _ = ask(lambda handler: handler.chunked([stopped]), on_text=len, stop="two")
    assert (found, found.finish_reason) == ("one ", "stop")
    unclosed = stream_of(piece("H"), piece("i", "stop"), done=False).rstrip(b"\n")    # no empty line, no length, no [DONE]
    found, _ = ask(lambda handler: (handler.begin(), handler.wfile.write(unclosed)), on_text=len)
    assert (found, found.finish_reason) == ("Hi", "stop")


def test_a_server_that_cannot_stream_answers_whole():
    found, _ = ask(lambda handler: handler.whole(reply("all at once")), on_text=len)
    assert (found, found.finish_reason, found.new_tokens) == ("all at once", "stop", 3)


def test_halves_of_characters_in_json_become_whole_or_a_mark():
    found, _ = ask(lambda handler: handler.whole(json.dumps(reply("\ud83d\ude42 \ud83d"))))
    assert found == "🙂 �"


def test_a_model_that_wants_another_name_for_the_limit_gets_it():
    def answer(handler):
        if "max_tokens" in handler.server.asked[-1][2]:
            handler.whole({"error": {"message": "use 'max_completion_tokens' instead."}}, 400)
        else:
            handler.whole(reply("Yes"))

    with serving(answer) as server:
        model = RemoteModel(server.address, "small")
        assert [model.reply("A?", 9), model.reply("B?", 9)] == ["Yes", "Yes"]
    assert [body.get("max_completion_tokens") for _, _, body in server.asked] == [None, 9, 9]


def test_the_names_of_models():
    with serving(lambda handler: handler.whole({"data": [{"id": "b"}, {"id": "a\x1b[1m"}, {"id": 7}, "c"]})) as server:
        assert RemoteModel(server.address, "b").model_names() == ["a [1m", "b"]
    assert server.asked[0][0] == "/v1/models" and server.asked[0][2] is None


def test_a_generator_that_is_left_hangs_up():
    from threading import Event
    gone = Event()

    def endless(handler):
        try:
            handler.chunked(stream_of(piece("on and "), done=False) for _ in range(100_000))
        except OSError:
            gone.set()

    with serving(endless) as server:
        pieces = RemoteModel(server.address, "small").stream("Talk!")
        assert next(pieces) == "on and "
        pieces.close()
        assert gone.wait(10)


@pytest.mark.parametrize("arguments", [
    {"max_new_tokens": 0}, {"max_new_tokens": True}, {"temperature": -1}, {"temperature": float("nan")}, {"seed": 1.5},
    {"seed": -1}, {"stop": [""]}, {"stop": [7]}, {"messages": []}, {"messages": [{"role": "king", "content": "x"}]}])
def test_arguments_that_cannot_be_are_refused_before_anything_is_sent(arguments):
    model = RemoteModel("http://127.0.0.1:9/v1", "small")
    with pytest.raises(ValueError):
        model.stream(**{"messages": "x", **arguments})
    with pytest.raises(TypeError):
        model.reply(7)
    with pytest.raises(ValueError, match="none of them empty"):
        model.score("x", ["a", ""])
    assert model.score("x", []) == []


def test_events_that_never_end_are_refused():
    for endless in ([b"data: " + b"x" * 1000] * (LONGEST_EVENT // 900), [b"data: " + b"x" * 1000 + b"\n"] * (LONGEST_EVENT // 900)):
        with pytest.raises(RemoteError, match="1,000,000 characters"):
            list(events(endless))
