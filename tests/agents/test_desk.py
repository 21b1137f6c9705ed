"""The desk with writers that are plain functions: what it shows, says, holds back, confirms and takes back."""

import json
from contextlib import closing

import pytest

from llm_edu.agents import Desk, Session, agent_of, new_shop
from llm_edu.agents.shop import connect

CUSTOMER = 4    # orders 1018 (sent), 1026 and 1030 (packed)


def call(tool, **arguments):
    return json.dumps({"tool": tool, "arguments": arguments})


def script(*steps):
    """A writer of these steps, a character at a time; `seen` has the messages before each."""
    left = list(steps)

    def write(messages, tools):
        write.seen.append(list(messages))
        yield from left.pop(0)

    write.seen = []
    return write


@pytest.fixture
def make(tmp_path):
    shop = new_shop(tmp_path / "lantern.db")
    return lambda *steps, **options: Desk(script(*steps), Session(shop, CUSTOMER), **options)


def books(desk):
    with closing(connect(desk.session.shop.path)) as connection:
        return [[tuple(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in ("orders", "slots")]


def turn(desk, text):
    """The events of a turn, whose pieces make up its reply."""
    events = list(desk.answer(text))
    said = [event.text for event in events if event.kind == "reply"]
    assert len(said) == 1 and "".join(event.text for event in events if event.kind == "piece").strip() == said[0]
    return events


def kinds(events):
    return [event.kind for event in events if event.kind != "piece"]


def test_a_turn_shows_its_window_its_calls_and_a_reply_that_is_streamed(make):
    desk = make(call("order_status", order_id=1026), "Order 1026 is packed and arrives on 6 March.")
    events = turn(desk, "Where is 1026?")
    assert kinds(events) == ["window", "call", "result", "reply"]
    window, called, result = events[:3]
    assert "Where is 1026?" in window.text and window.tokens > 50
    assert (called.tool, called.arguments) == ("order_status", {"order_id": 1026})
    assert result.ok and json.loads(result.text)["arrives"] == "2026-03-06"
    assert len([event for event in events if event.kind == "piece"]) >= 5
    assert desk.writer.seen[1][-1]["content"].startswith("Result: Order 1026: 2 × Matchbox radio, packed, arrives on")


WRITES = [(call("place_order", product="Pocket candle", quantity=2), "Order 2 × Pocket candle for 9.60 coins", "1031"),
          (call("cancel_order", order_id=1026), "Cancel order 1026", "cancelled"),
          (call("book_slot", service="repair", day="2026-03-03", hour=9), "Book repair on Tuesday", "is booked")]


@pytest.mark.parametrize("written, read_back, done", WRITES)
def test_code_reads_a_draft_back_and_carries_it_out_after_a_yes(make, written, read_back, done):
    desk = make(written)
    before, events = books(desk), turn(desk, "please do it")
    assert events[-1].text.startswith(read_back) and events[-1].text.endswith("yes or no.") and books(desk) == before
    assert desk.pending is events[-1].draft is not None
    confirmed = turn(desk, "Yes, that is right.")
    assert kinds(confirmed) == ["result", "reply"] and done in confirmed[-1].text and books(desk) != before
    assert desk.pending is None


@pytest.mark.parametrize("answer, said, asked", [
    ("no", "All right, I did nothing. Is there anything else?", 0), ("I'd rather not, sorry.", "All right, I did nothing.", 0),
    ("no, make it 3", "No problem.", 1), ("No, what does it cost?", "No problem.", 1)])
def test_after_a_no_a_draft_lapses(make, answer, said, asked):
    desk = make(WRITES[0][0], "No problem.", "Nothing is waiting.")
    turn(desk, "two pocket candles")
    before, draft = books(desk), desk.pending
    assert turn(desk, answer)[-1].text.startswith(said) and len(desk.writer.seen) == 1 + asked
    assert not desk.session.confirm(draft).ok and desk.pending is None
    turn(desk, "yes")
    assert books(desk) == before


@pytest.mark.parametrize("answer, said, asked", [
    ("hmm", "I am not sure", 0), ("Yes, unless it rains.", "I am not sure", 0), ("yeah right", "I am not sure", 0),
    ("what does it cost?", "Free.\nOne thing", 1), ("yes but make it 3", "Free.\nOne thing", 1), ("I said: 'yes' to my wife", "Free.\nOne thing", 1), ("I said 'yes' to her", "I am not sure", 0)])
def test_until_a_yes_or_a_no_the_desk_asks_again(make, answer, said, asked):
    desk = make(WRITES[0][0], "Free.", "Free.")
    turn(desk, "two pocket candles")
    before, draft = books(desk), desk.pending
    for number in (1, 2):
        events = turn(desk, answer)
        assert events[-1].text.startswith(said) and events[-1].text.endswith(f"{draft.read_back} Shall I do that? Please say yes or no.")
        assert events[-1].draft is desk.pending is draft and books(desk) == before and len(desk.writer.seen) == 1 + asked * number
    assert "is placed" in turn(desk, "smashing, go for it")[-1].text and books(desk) != before


def test_another_draft_takes_the_place_of_the_first(make):
    desk = make(WRITES[0][0], call("place_order", product="Pocket candle", quantity=3))
    turn(desk, "two pocket candles")
    assert turn(desk, "yes but make it 3")[-1].text.startswith("Order 3 × Pocket candle")
    assert "3 × Pocket candle" in turn(desk, "yes")[-1].text


def test_a_draft_ends_with_a_hand_over_and_with_a_turn_that_was_stopped(make):
    desk = make(WRITES[0][0], call("hand_over", reason="angry"))
    turn(desk, "two pocket candles")
    assert turn(desk, "Let me talk to a person")[-2].text == "A person will take over now." and desk.pending is None
    desk = make(WRITES[0][0], "Free.")
    turn(desk, "two pocket candles")
    draft, events = desk.pending, desk.answer("what does it cost?")
    next(events)    # the window, before the model writes
    events.close()
    assert turn(desk, "yes")[-1].text == "Free." and not desk.session.confirm(draft).ok


@pytest.mark.parametrize("reply, said", [
    ("It arrives on 6 March. It costs 12 coins, really.", "It arrives on 6 March. It costs … Order 1026: 2 × Matchbox radio, packed"),
    ("On Sunday.", "On … Order 1026"), ("I have cancelled it for you.", "Order 1026"),
    ("It is packed. Your order has been placed again.", "It is packed. Your order … Order 1026"), ("", "Order 1026"),
    ("\n", "Order 1026"), ("Order number 1018, too.", "Order number … Order 1026")])
def test_what_a_model_makes_up_is_not_said(make, reply, said):
    desk = make(call("order_status", order_id=1026), reply)
    events = turn(desk, "Where is my radio?")
    assert events[-1].text.startswith(said) and "stopped" in kinds(events)


@pytest.mark.parametrize("reply", [
    "Order 1002 of Mira is cancelled for you.", "It was cancelled.", "Your repair is booked.", "The radio is ordered."])
def test_a_deed_without_a_confirmed_write_is_not_said(make, reply):
    desk = make(call("cancel_order", order_id=1002), reply)
    events = turn(desk, "Cancel order 1002 of Mira")
    assert reply not in events[-1].text and "no such order" in events[-1].text and "stopped" in kinds(events)


@pytest.mark.parametrize("written, reply, said", [
    (0, "It is ordered.", True), (0, "It is booked.", False), (1, "Order 1026 is cancelled.", True),
    (1, "I have cancelled it.", True), (1, "Order 1030 is cancelled, too.", False), (2, "Your repair is booked.", True),
    (2, "It is cancelled.", False)])
def test_a_deed_of_this_conversation_may_be_said(make, written, reply, said):
    desk = make(WRITES[written][0], reply)
    for text in ("please do it, 1030", "yes"):
        turn(desk, text)
    assert (turn(desk, "Is it done?")[-1].text == reply) == said


def test_a_result_says_what_the_tool_ran_with_and_a_search_goes_by_the_customers_words(make):
    desk = make(call("free_slots", service="repair", day="tomorrow"), "Free.", call("search_faq"), "Yes, at the counter.")
    called, result = turn(desk, "a repair tomorrow?")[1:3]
    assert (called.arguments["day"], result.arguments["day"]) == ("tomorrow", "2026-03-03")
    result = turn(desk, "do you wrap gifts")[2]
    assert result.arguments == {"query": "do you wrap gifts"} and json.loads(result.text)["entries"][0]["id"] == "gift-wrapping"


@pytest.mark.parametrize("reply", ["It is packed. It arrives on Friday, 6 March.", "Order 1026: 2 radios, packed.",
                                   "One moment. You have two of them, for 39.80 coins.", "I see. Thank you for waiting!"])
def test_what_results_say_is_said(make, reply):
    desk = make(call("order_status", order_id=1026), reply)
    assert turn(desk, "Where is 1026?")[-1].text == reply


@pytest.mark.parametrize("steps, kinds_of, said", [
    (["{broken", "Sorry."], ["window", "call", "result", "reply"], "Sorry."),
    ([call("destroy"), "Sorry."], ["window", "call", "result", "reply"], "Sorry."),
    ([call("list_my_orders")] * 2, ["window", "call", "result", "call", "stopped", "reply"], "Order 1030"),
    ([call("order_status", order_id=number) for number in range(1, 5)], ["window", *["call", "result"] * 4, "stopped", "reply"],
     "There is no such order of yours."),
    (["Hello there.\n" + call("list_my_orders")], ["window", "reply"], "Hello there."),
    (["  " + call("hand_over", reason="angry")], ["window", "call", "result", "reply", "handed over"], "A person will")])
def test_a_turn_ends_whatever_the_model_writes(make, steps, kinds_of, said):
    desk = make(*steps)
    events = turn(desk, "Hello?")
    assert kinds(events) == kinds_of
    assert next(event.text for event in events if event.kind == "reply").startswith(said)


def test_after_a_person_has_taken_over_the_model_is_not_asked(make):
    desk = make(call("hand_over", reason="angry"))
    turn(desk, "I want a person.")
    assert turn(desk, "Hello?")[-1].text == "A person has taken over this conversation."


@pytest.mark.parametrize("text", ["Let me talk to a human", "No, I don't want that. I want to speak to your manager!"])
def test_who_asks_for_a_person_gets_one_whatever_the_model_would_say(make, text):
    desk = make(call("cancel_order", order_id=1026))
    turn(desk, "Cancel 1026")
    before = books(desk)
    events = turn(desk, text)
    assert kinds(events) == ["result", "reply", "handed over"] and desk.session.handed_over == text
    turn(desk, "yes")
    assert books(desk) == before and len(desk.writer.seen) == 1


def test_taking_back_undoes_the_conversation_and_not_the_books(make):
    desk = make(WRITES[0][0], "Hello.", "It costs 9.60 coins.")
    turn(desk, "two pocket candles")
    turn(desk, "yes")
    after = books(desk)
    assert desk.take_back() == "yes" and books(desk) == after and len(desk.conversation.turns) == 1
    assert turn(desk, "yes")[-1].text == "Hello."    # the draft is gone
    assert [desk.take_back(), desk.take_back()] == ["yes", "two pocket candles"]
    assert "9.60" not in turn(desk, "What does it cost?")[-1].text    # and so are the figures of its result
    desk.take_back()
    with pytest.raises(ValueError):
        desk.take_back()


def test_the_memory_keeps_to_its_budget(make):
    desk = make(*["Yes. " * 20] * 12, budget=250)
    tokens = [next(event.tokens for event in turn(desk, "And now?") if event.kind == "window") for _ in range(12)]
    assert max(tokens) <= 250 and "left out" in desk.writer.seen[-1][0]["content"]


def test_agent_of_gives_the_judge_its_events(make):
    desk = make(call("order_status", order_id=1026), "It is packed.")
    events = agent_of(lambda session, faq: desk)(desk.session, [], "Where is 1026?", None)
    assert [event.get("tool") for event in events] == ["order_status", None] and events[-1] == {"reply": "It is packed."}
