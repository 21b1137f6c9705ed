"""What a server is asked, and what is made of its answers, whole and in pieces."""

import json
import threading

import pytest
from remote_server import CHAT, piece, reply, serving, stream_of

from llm_edu.remote import RemoteModel, Reply

MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hé?"}]


def ask(answer, question="Hello!", **options):
    """The `Reply` of a server that answers like this, and what it was asked."""
    with serving(answer) as server:
        return RemoteModel(server.address, "small").reply(question, **options), server.asked


def test_a_whole_answer():
    found, [(path, headers, body)] = ask(lambda handler: handler.whole(reply("Paris.")))
    assert isinstance(found, Reply) and found == "Paris." and found.ending == ("stop", 7, 3)
    assert (found.finish_reason, found.prompt_tokens, found.new_tokens) == found.ending
    assert path == CHAT and body == {"model": "small", "messages": [{"role": "user", "content": "Hello!"}],
                                     "max_tokens": 256, "temperature": 0.0}
    assert {name.lower() for name in headers} == {"host", "accept", "accept-encoding", "connection", "content-type",
                                                  "content-length", "user-agent"}


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


TEXT = "Zoë 🙂 said: “data: x”\n\nand more"
EVENTS = [{"choices": []}, {"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}}]},
          piece(TEXT[:2]), piece(TEXT[2:]), piece("", "length"), {"choices": [], "usage": {"prompt_tokens": 4, "completion_tokens": 9}}]
HALVES = json.dumps(reply("\ud83d\ude42 \ud83d"))


@pytest.mark.parametrize("answer, options, text, ending", [
    (lambda handler: handler.chunked([stream_of(*EVENTS)]), {}, TEXT, ("length", 4, 9)),
    (lambda handler: handler.whole(reply("all at once")), {}, "all at once", ("stop", 7, 3)),    # it cannot stream
    (lambda handler: handler.chunked([stream_of(piece("one tw"), piece("o three"))]), {"stop": "two"}, "one ", ("stop", None, None)),
    (lambda handler: handler.whole(reply("one two", "length")), {"stop": [*"abcdfg", "two"]}, "one ", ("stop", 7, 3)),
    (lambda handler: handler.whole(HALVES), {}, "🙂 �", ("stop", 7, 3))])
def test_answers_in_pieces(answer, options, text, ending):
    told = []
    found, asked = ask(answer, on_text=told.append, **options)
    assert found == text == "".join(told) and "" not in told and found.ending == ending and asked[0][2]["stream"] is True


def test_pieces_come_while_the_server_still_writes_and_it_is_left_with_the_generator():
    turn, gone = threading.Event(), threading.Event()

    def slowly(handler):
        def parts():
            for text in "ab":
                yield stream_of(piece(text), done=False)
                assert turn.wait(10), "the piece did not come before the next was sent"
            while True:
                yield stream_of(piece("on and "), done=False)
        try:
            handler.chunked(parts())
        except OSError:
            gone.set()

    with serving(slowly) as server:
        pieces = RemoteModel(server.address, "small").stream("Spell!")
        assert next(pieces) == "a"
        turn.set()
        assert next(pieces) == "b"
        pieces.close()
        assert gone.wait(10)


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
    with serving(lambda handler: handler.whole({"data": [{"id": "b"}, {"id": "a\x1b[1m"}]})) as server:
        assert RemoteModel(server.address, "b").model_names() == ["a [1m", "b"]
    assert server.asked[0][0] == "/v1/models" and server.asked[0][2] is None


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
