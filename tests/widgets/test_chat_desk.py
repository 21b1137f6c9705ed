"""ChatDesk without a browser: events become turns, a thread that stops, steps back, words, picture, what is refused."""

import asyncio
import json
import math
import threading
from types import SimpleNamespace

import numpy as np
import pytest
import small_desk
from shown import check_drawn_alike, check_shown
from small_desk import Event, ScriptedDesk, tell
from traitlets import TraitError

from llm_edu.agents import Session, new_shop
from llm_edu.agents.rules import rule_based
from llm_edu.errors import CourseError
from llm_edu.lessons.agents.judging import judge_transcript
from llm_edu.widgets import ChatDesk
from llm_edu.widgets.chat_desk import AgentDesk
from llm_edu.widgets.chat_desk.turns import LONGEST_REPLY, MOST_STEPS, heard, new_turn
from llm_edu.widgets.chat_desk.widget import MOST_TURNS


class Says(ScriptedDesk):
    """Answers everything with these events."""

    def __init__(self, *events):
        super().__init__()
        self.events = events

    def answer(self, text):
        self.conversation.turns.append(text)
        yield from self.events


class Plain:
    """The least that is a desk."""

    def answer(self, text):
        return [SimpleNamespace(kind="reply", text=text)]


def test_what_is_told_is_kept():
    chat = small_desk.small_desk("My lamp stays dark")
    [turn] = chat.turns
    assert turn == {"id": 1, "asked": 1, "user": "My lamp stays dark", "reply": "Step 1: Try another socket.", "state": "replied", "said": "",
                    "draft": {}, "memory": {"tokens": 270, "budget": 1000, "left_out": 0}, "kept": True, "steps": turn["steps"],
                    "reads": "<|im_start|>system\nYou are the desk.\n<|im_start|>user\nMy lamp stays dark"}
    [step] = turn["steps"]
    assert json.loads(step["result"]) == small_desk.FOUND and step["ok"] and not step["waits"] and not step["by_code"]
    assert (step["tool"], step["arguments"]) == ("search_faq", {"query": "lamp stays dark"})
    tell(chat, "please cancel order 1026")
    assert chat.turns[-1]["draft"]["read_back"] == small_desk.READ_BACK and chat.turns[-1]["steps"][0]["waits"]
    assert chat.turns[0]["reads"] == "" and chat.turns[1]["reads"]    # only the newest prompt is kept
    [step] = tell(chat, "Yes")["steps"]
    assert step["by_code"] and step["ok"] and step["tool"] == "cancel_order" and chat.desk.books == ["cancelled"]
    assert chat.turns[-1]["memory"]["left_out"] == 1 and not chat.now and not chat.written


def test_pieces_travel_alone_and_before_the_end():
    chat, seen = small_desk.small_desk(), []
    chat.observe(lambda change: seen.append((change["name"], change["new"])), ["turns", "now", "written"])
    tell(chat, "hello you")
    assert [new for name, new in seen if name == "written"] == ["You ", "You said: ", "You said: hello ", "You said: hello you ",
                                                               "You said: hello you", ""]
    names = [name for name, _ in seen]
    first, last = names.index("written"), len(names) - names[::-1].index("written")
    assert names[first:first + 4] == ["written"] * 4 and names[last:] in ([], ["now", "turns"], ["turns"], ["turns", "now"])
    assert all(not new.get("reply") for name, new in seen if name == "now")


def test_a_stop_ends_the_answer_and_the_conversation_goes_on():
    desk, closed = ScriptedDesk(), threading.Event()
    inner = desk.answer

    def answer(text):
        try:
            yield from inner(text)
        finally:
            closed.set()

    desk.answer = answer
    chat = small_desk.small_desk(desk=desk)
    chat._ask(kind="say", text="be slow")
    while chat.written != "One moment ":
        pass
    chat._ask(kind="say", text="more")
    assert chat.answer["error"] == "The desk still answers: wait for it, or stop it." and not chat.turns
    for act in (chat.step_back, chat.start_again):
        with pytest.raises(CourseError, match="still answers"):
            act()
    chat._ask(kind="stop")
    desk.gate.set()
    chat._answering.thread.join(60)
    [turn] = chat.turns
    assert (turn["state"], turn["said"], turn["reply"]) == ("stopped", "You stopped the desk.", "One moment please, ") and closed.is_set()
    assert chat.say("hello")["reply"] == "You said: hello"
    chat._ask(kind="stop")    # too late: nothing happens
    assert len(chat.turns) == 2 and "error" not in chat.answer


def test_two_threads_never_tell_the_page_at_once():
    """A trait that changes while another thread sends a held state is lost, or breaks that message."""
    chat = small_desk.small_desk()
    asking = threading.Thread(target=lambda: chat._ask(kind="stop"))
    with chat._publishing:
        asking.start()
        asking.join(0.1)
        assert chat.answer == {"sequence": 0}
    asking.join(60)
    assert chat.answer == {"sequence": 1}


def test_turns_that_are_none_are_refused():
    """The thread would stumble over them when it adds its own, and the desk seem to answer for ever."""
    chat = small_desk.small_desk("hello")
    with pytest.raises(TraitError):
        chat.turns = [None]
    assert chat.say("hello")["state"] == "replied" and len(chat.turns) == 2


@pytest.mark.parametrize("events, state, said", [
    ([], "failed", "The desk ended without a reply."),
    ([Event("dance")], "failed", "ValueError: a desk's event has one of the kinds window, thought, call, result, piece, reply, handed over, "
                                 "stopped, not 'dance'"),
    ([Event("piece", "x" * (LONGEST_REPLY + 1))] * 2, "failed", "ValueError: the reply is longer than 20,000 characters; the rest was not waited for"),
    ([Event("call", "{", None, None)] * (MOST_STEPS + 1), "failed", "ValueError: the desk has made 40 steps in one turn; a desk should stop much earlier"),
    ([Event("stopped", "No reply in 4 steps.")], "stopped", "No reply in 4 steps."),
    ([Event("stopped", "It made 9 up."), Event("reply", "The result is 8.")], "replied", "It made 9 up."),
    ([Event("handed over", "asked"), Event("reply", "Bye.")], "handed over", "asked"),
    ([Event("reply", "Bye."), Event("handed over", "asked")], "handed over", "asked"),
])
def test_how_a_turn_ends(events, state, said):
    chat = small_desk.small_desk("hi", desk=Says(*events))
    assert (chat.turns[0]["state"], chat.turns[0]["said"]) == (state, said)
    assert repr(chat).startswith("A conversation of 1 turn with") and "cannot be shown" not in repr(chat)


def test_an_error_of_the_desk_is_said_and_the_conversation_goes_on():
    chat = small_desk.small_desk("now fail")
    assert chat.turns[0]["said"] == "KeyError: 'the model is gone'" and "error" not in chat.answer
    assert chat.turns[0]["steps"][0]["ok"] is False
    with pytest.raises(KeyError, match="the model is gone"):    # in a cell it is raised
        chat.say("fail again")
    assert chat.say("hello")["state"] == "replied" and len(chat.turns) == 3
    for _ in range(3):    # also the turns that failed are among the desk's
        chat.step_back()
    assert chat.desk.conversation.turns == [] == chat.turns


def test_a_step_back_leaves_the_books():
    chat = small_desk.small_desk("hello", "please cancel order 1026", "Yes")
    chat._ask(kind="step back")
    assert chat.answer["text"] == "Yes" and "What the desk wrote to the shop's books stays written." in chat.answer["said"]
    assert chat.desk.books == ["cancelled"] and chat.desk.conversation.turns == ["hello", "please cancel order 1026"]
    assert chat.turns[-1]["draft"] == {}    # the desk withdrew it: a yes would do nothing
    chat._ask(kind="start again")
    assert chat.turns == [] == chat.desk.conversation.turns and chat.desk.books == ["cancelled"]
    with pytest.raises(CourseError, match="nothing to take back"):
        chat.step_back()


def test_a_person_has_the_last_word():
    chat = small_desk.small_desk("a person please")
    for act, message in ((lambda: chat.say("hm"), "the desk says no more"), (chat.step_back, "cannot be taken back"),
                         (chat.start_again, "run the cell that makes it again")):
        with pytest.raises(CourseError, match=message):
            act()
    chat = small_desk.small_desk("a person please", desk=ScriptedDesk)    # what makes a desk
    first = chat.desk
    chat.start_again()
    assert chat.desk is not first and chat.turns == [] and chat.say("hello")["state"] == "replied"


def test_any_agent_can_sit_there(tmp_path):
    chat = ChatDesk(Plain())
    assert chat.say("echo")["reply"] == "echo" and chat.about["customer"] is None
    assert not chat.about["can_step_back"] and not chat.about["can_start_again"] and chat.turns[0]["memory"] == {}
    with pytest.raises(CourseError, match="cannot take back"):
        chat.step_back()
    session = Session(new_shop(tmp_path / "shop.db"), 4)
    chat = ChatDesk(AgentDesk(rule_based, session))
    turn = chat.say("Please cancel order 1026")
    assert turn["draft"]["read_back"] == small_desk.READ_BACK and turn["draft"]["arguments"] == {"order_id": 1026}
    assert chat.say("yes")["steps"][0]["ok"] and chat.say("Where is order 1026?")["reply"].startswith("Order 1026, 2 × Matchbox radio: cancelled")
    assert chat.step_back() == "Where is order 1026?" and len(chat.desk.history) == 2
    assert chat.say("I want to speak to a human")["state"] == "handed over"


def test_the_transcript_is_one_that_can_be_judged(tmp_path):
    session = Session(new_shop(tmp_path / "shop.db"), 4)
    chat = ChatDesk(AgentDesk(rule_based, session))
    for text in ("Where is order 1026?", "My lamp stays dark", "next"):
        chat.say(text)
    transcript = json.loads(json.dumps(chat.transcript()))
    assert (transcript["customer"], transcript["after"], len(transcript["turns"])) == (4, [], 3)
    assert transcript["turns"][0]["calls"] == [{"tool": "order_status", "arguments": {"order_id": 1026}}]
    assert transcript["turns"][0]["events"][-1] == {"reply": chat.turns[0]["reply"]}
    folder = tmp_path / "judged"
    folder.mkdir()
    verdicts = judge_transcript(transcript, rule_based, folder)
    assert [verdict.faults for verdict in verdicts] == [{}, {}, {}]
    transcript["turns"][1]["must_say"] = ["candle"]    # what you add is judged
    (folder / "chat-01.sqlite").unlink()
    assert [list(verdict.faults) for verdict in judge_transcript(transcript, rule_based, folder)] == [[], ["unsaid"], []]


@pytest.mark.parametrize("text, message", [
    ("", "1 to 10,000 characters, not 0"), (" \n ", "not 0"), ("x" * 10_001, "not 10,001"), (None, "a text, not NoneType"), (["x"], "not list")])
def test_a_message_that_is_none_changes_nothing(text, message):
    chat = small_desk.small_desk("hello")
    chat._ask(kind="say", text=text)
    assert message in chat.answer["error"] and len(chat.turns) == 1
    with pytest.raises(CourseError, match=message):
        chat.say(text)


def test_a_conversation_has_an_end(monkeypatch):
    chat = small_desk.small_desk("hello")
    chat.turns = chat.turns * MOST_TURNS
    with pytest.raises(CourseError, match="export it, and begin a new one"):
        chat.say("more")
    chat._ask(kind="sing")
    assert "a request is to say, stop, step back or start again, not 'sing'" in chat.answer["error"]


@pytest.mark.parametrize("arguments, error, message", [
    ((3,), TypeError, r"a desk has answer\(text\)"), ((Plain(), "Hi"), TypeError, r"write \['Hi'\]"), ((Plain(), ["a"] * 9), ValueError, "at most 8"),
    ((Plain(), [""]), CourseError, "1 to 10,000"), ((Plain(), [3]), CourseError, "a text, not int")])
def test_wrong_arguments(arguments, error, message):
    with pytest.raises(error, match=message):
        ChatDesk(*arguments)


def test_results_without_a_call_and_hostile_values():
    turn = new_turn(1, "hi", 0)
    after = heard(turn, Event("result", "{}", "place_order", {"day": asyncio.sleep, "half": "a\ud83d", "none": math.nan}, True))
    assert turn["steps"] == [] and after["steps"][0]["by_code"] and after["steps"][0]["arguments"]["half"] == "a\ufffd"
    assert after["steps"][0]["arguments"]["none"] == "NaN"
    json.dumps(heard(turn, Event("window", tokens=np.int64(3)))["memory"])
    long = heard(turn, Event("reply", "é\udfff" * 15_000))
    assert long["reply"].endswith("… (cut: the first 20,000 of 30,000 characters)") and "\udfff" not in long["reply"]
    assert heard(heard(turn, Event("thought", "hm")), Event("result", "x", "t", {}, False))["steps"][1]["by_code"]


def test_picture_and_words(recwarn):
    hostile = "<b>$x$</b> 我😀\x07 \u202e" * 40
    check_shown(small_desk.small_desk, recwarn)
    check_shown(lambda: small_desk.small_desk("My lamp stays dark", "fail", "please cancel order 1026"), recwarn)
    check_shown(lambda: small_desk.small_desk(hostile, desk=Says(Event("call", hostile, hostile, {hostile: hostile}), Event("stopped", hostile)),
                                              name=hostile), recwarn)
    check_drawn_alike(lambda: small_desk.small_desk(*["My lamp stays dark"] * 7))
    assert repr(small_desk.small_desk()) == "A desk to talk to. Nothing has been said yet."
    assert repr(small_desk.small_desk("hello", "fail", "please cancel order 1026")) == (
        "A conversation of 3 turns with 2 calls, 1 of them failed; 450 of 1,000 tokens of memory used, 1 earlier turn left out. "
        "You: “please cancel order 1026” The desk: “Cancel order 1026: 2 × Matchbox radio, 39.80 coins. Shall I do that? Please say yes or no.” "
        "It waits for a yes to: “Cancel order 1026: 2 × Matchbox radio, 39.80 coins.”")
    assert repr(small_desk.small_desk("fail")).endswith("You: “fail” KeyError: 'the model is gone'")


def test_what_travels_stays_small():
    """A piece costs its reply, not the conversation."""
    chat, sizes = small_desk.small_desk(*["My lamp stays dark"] * 30), []
    chat.observe(lambda change: sizes.append((change["name"], len(json.dumps(change["new"])))), ["turns", "now", "written"])
    tell(chat, "hello " * 100)
    assert max(size for name, size in sizes if name == "written") < 1_000 and sum(name == "turns" for name, _ in sizes) == 1
    assert len(json.dumps(chat.turns)) < 40_000
