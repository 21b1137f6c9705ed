"""The bot of rules: what it calls, and that it writes only after a yes to what it has just read back."""

from datetime import date

import pytest

from llm_edu.agents.guard import Session
from llm_edu.agents.rules import day_in, hour_in, quantity_in, rule_based
from llm_edu.agents.shop import new_shop


def talk(session, *texts):
    """The conversation: [(text, events), …]."""
    history = []
    for text in texts:
        history.append((text, rule_based(session, history, text)))
    return history


@pytest.fixture
def session(tmp_path):
    return Session(new_shop(tmp_path / "shop.sqlite"), 7)


def orders_of(session):
    with session.shop.reading() as connection:
        return connection.execute("SELECT COUNT(*) FROM orders").fetchone()[0]


@pytest.mark.parametrize("text, tool, arguments", [
    ("Where is order 1024?", "order_status", {"order_id": 1024}),
    ("Cancel 1024 please", "cancel_order", {"order_id": 1024}),
    ("Show me my orders", "list_my_orders", {}),
    ("I want three camp kettles", "place_order", {"product_id": 19, "quantity": 3}),
    ("Can you recommend a quiet clock under 60?", "recommend", {"likes": "clock quiet", "max_price": 60}),
    ("Is there a repair free on Friday?", "free_slots", {"service": "repair", "day": "2026-03-06"}),
    ("advice on 10.03.2026 at 11", "book_slot", {"service": "advice", "day": "2026-03-10", "hour": 11}),
    ("Let me talk to a human!", "hand_over", {"reason": "Let me talk to a human!"}),
    ("Do you wrap gifts?", "search_faq", {"query": "Do you wrap gifts?"})])
def test_a_text_leads_to_its_tool(session, text, tool, arguments):
    ((_, events),) = talk(session, text)
    assert [(event["tool"], event["arguments"]) for event in events if "tool" in event] == [(tool, arguments)]
    assert events[-1]["reply"]


@pytest.mark.parametrize("texts, orders", [
    (["Yes!"], 0), (["I want a camp kettle"], 0), (["I want a camp kettle", "yes"], 1), (["I want a camp kettle", "no"], 0),
    (["I want a camp kettle", "Do you wrap gifts?", "yes"], 0), (["I want a camp kettle", "yes", "yes"], 1),
    (["I want nine camp kettles", "yes"], 0)])
def test_only_a_yes_to_the_last_question_writes(session, texts, orders):
    before = orders_of(session)
    talk(session, *texts)
    assert orders_of(session) - before == orders


def test_trouble_goes_step_by_step(session):
    replies = [events[-1]["reply"] for _, events in talk(session, "My lamp does not light up.", "done", "still dark")]
    assert [reply[reply.index("Step"):][:7] for reply in replies] == ["Step 1:", "Step 2:", "Step 3:"]


@pytest.mark.parametrize("text, day", [
    ("2026-03-05", date(2026, 3, 5)), ("5/3", date(2026, 3, 5)), ("March 5th", date(2026, 3, 5)), ("Monday", date(2026, 3, 9)),
    ("tomorrow", date(2026, 3, 3)), ("31.2.2026", None), ("someday", None)])
def test_a_day_is_read(text, day):
    assert day_in(text, date(2026, 3, 2)) == day


@pytest.mark.parametrize("text, hour, quantity", [
    ("at 9", 9, 9), ("12 pm", 12, 12), ("3 pm", 15, 3), ("14:00", 14, 14), ("two lamps", None, 2), ("a lamp", None, 1)])
def test_an_hour_and_a_quantity_are_read(text, hour, quantity):
    assert (hour_in(text), quantity_in(text)) == (hour, quantity)
