"""What the desk never does alone: each rule is held by code, whatever a model writes."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import date

import pytest
from shop_desk import Desk

from llm_edu.agents import Call, Draft, Refused, Session, new_shop, says_yes
from llm_edu.agents import shop as shop_module
from llm_edu.agents.shop_data import CUSTOMERS
from llm_edu.agents.shop_writes import place_order

CUSTOMER = 4    # orders 1018 (sent), 1026 and 1030 (packed)
NO_SUCH_ORDER = "There is no such order of yours."


@pytest.fixture
def desk(tmp_path):
    return Desk(new_shop(tmp_path / "lantern.db"))


WRITES = [
    ("place_order", {"product": "Rooster alarm clock", "quantity": 2},
     "Order 2 × Rooster alarm clock for 53.00 coins, arriving 2026-03-09.",
     {"order_id": 1031, "product": "Rooster alarm clock", "quantity": 2, "total": "53.00", "status": "packed",
      "arrives": "2026-03-09"}),
    ("cancel_order", {"order_id": 1026}, "Cancel order 1026: 2 × Matchbox radio, 39.80 coins.",
     {"order_id": 1026, "product": "Matchbox radio", "status": "cancelled"}),
    ("book_slot", {"service": "repair", "day": "2026-03-03", "hour": 9},
     "Book repair on Tuesday, 2026-03-03, at 9 o'clock.",
     {"service": "repair", "day": "2026-03-03", "hour": 9, "status": "booked"})]


@pytest.mark.parametrize("tool, arguments, read_back, done", WRITES)
def test_a_write_is_done_after_a_yes_and_once(desk, tool, arguments, read_back, done):
    before = desk.books()
    result = desk.call(tool, **arguments)
    assert result.value.read_back == read_back and read_back in result.text and desk.books() == before
    assert desk.session.confirm(result.value).value == done
    after = desk.books()
    assert sum(old != new for old, new in zip(before, after)) == (1 if tool == "book_slot" else 2)    # and the stock
    again = desk.session.confirm(result.value)
    assert not again.ok and "nothing was done" in again.error and desk.books() == after


def test_cancelling_gives_the_stock_back(desk):
    before = desk.books()[1]
    desk.do("cancel_order", order_id=desk.do("place_order", product="Rooster alarm clock", quantity=2).value["order_id"])
    assert desk.books()[1] == before and desk.call("order_status", order_id=1031).value["status"] == "cancelled"


@pytest.mark.parametrize("spoil", [
    lambda desk, draft: Desk(desk.shop).session.confirm(draft),    # the same customer, but another conversation
    lambda desk, draft: desk.session.confirm(Draft(draft.call, draft.read_back)),    # the same words, never read back
    lambda desk, draft: desk.session.withdraw() or desk.session.confirm(draft),
    lambda desk, draft: desk.call("cancel_order", order_id=1026) and desk.session.confirm(draft),    # a later draft
    lambda desk, draft: desk.call("hand_over", reason="angry") and desk.session.confirm(draft),
    lambda desk, draft: draft.call.arguments.update(quantity=3) or desk.session.confirm(draft)],
    ids=["other session", "copy", "withdrawn", "later draft", "handed over", "changed call"])
def test_only_what_was_read_back_last_in_this_conversation_can_be_confirmed(desk, spoil):
    draft, before = desk.call("place_order", product="Rooster alarm clock", quantity=2).value, desk.books()
    assert not spoil(desk, draft).ok and desk.books() == before


def test_a_wrong_confirmation_takes_nothing_from_the_right_one(desk):
    draft = desk.call("place_order", product="Rooster alarm clock", quantity=2).value
    desk.session.confirm(Draft(draft.call, draft.read_back))
    assert desk.session.confirm(draft).ok


def test_many_threads_confirm_a_draft_once(desk):
    draft, results = desk.call("place_order", product="Rooster alarm clock", quantity=1).value, []
    threads = [threading.Thread(target=lambda: results.append(desk.session.confirm(draft).ok)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == [False] * 7 + [True] and len(desk.books()[2]) == 31


@pytest.mark.parametrize("tool, arguments, other", [
    ("place_order", {"product": "Copper kettle", "quantity": 1}, {"product": "Copper kettle", "quantity": 1}),    # 3 in stock
    ("book_slot", {"service": "repair", "day": "2026-03-03", "hour": 9}, None)])
def test_what_changed_after_the_draft_stops_it(desk, tool, arguments, other):
    draft = desk.call(tool, **arguments).value
    for customer in (1, 2, 3) if other else (1,):
        assert Desk(desk.shop, customer).do(tool, **arguments).ok
    before, result = desk.books(), desk.session.confirm(draft)
    assert not result.ok and ("sold out" in result.error or "taken" in result.error) and desk.books() == before


def test_a_price_that_changed_after_the_draft_is_read_back_again(desk):
    draft = desk.call("place_order", product="Rooster alarm clock", quantity=2).value
    with closing(sqlite3.connect(desk.shop.path, isolation_level=None)) as connection:
        connection.execute("UPDATE products SET price_cents = 9900 WHERE id = 11")
    assert desk.session.confirm(draft).error == (
        "Things have changed since: Order 2 × Rooster alarm clock for 198.00 coins, arriving 2026-03-09. "
        "Nothing was done.")


def test_no_more_is_sold_than_there_is(desk):
    with desk.shop.writing() as connection:
        connection.execute("UPDATE products SET stock = 1 WHERE id = 7")
    assert desk.call("place_order", product="Pocket candle", quantity=2).error == "Pocket candle: only 1 in stock."
    assert desk.do("place_order", product="Pocket candle", quantity=1).ok
    assert desk.call("place_order", product="Pocket candle", quantity=1).error == "Pocket candle is sold out."


def test_a_locked_file_is_said(desk, monkeypatch):
    draft = desk.call("place_order", product="Rooster alarm clock", quantity=2).value
    monkeypatch.setattr(shop_module, "WAIT_SECONDS", 0.05)
    with desk.shop.writing():
        result = desk.session.confirm(draft)
    assert result.error == "place_order failed (OperationalError); nothing was done."
    assert isinstance(result.cause, sqlite3.OperationalError) and len(desk.books()[2]) == 30


@pytest.mark.parametrize("tool, arguments, error", [
    ("place_order", {"product": "Pocket candle", "quantity": 6}, "An order has 1 to 5 pieces; a person can take larger orders."),
    ("place_order", {"product": "Station clock", "quantity": 3},
     "That would be 222.00 coins today; above 200.00 a person must take the order."),
    ("place_order", {"product": "Grandmother radio", "quantity": 5},
     "That would be 490.00 coins today; above 200.00 a person must take the order."),
    ("place_order", {"product": "Pine forest candle", "quantity": 1}, "Pine forest candle is sold out."),
    ("cancel_order", {"order_id": 1018}, "Order 1018 is sent; only packed orders can be cancelled."),
    ("book_slot", {"service": "repair", "day": "2026-03-03", "hour": 13}, "This appointment is yours already."),
    ("book_slot", {"service": "repair", "day": "2026-03-03", "hour": 14},
     "This appointment is taken; free_slots says which are free."),
    *(("book_slot", {"service": "repair", "day": day, "hour": hour},
       "There is no such appointment; free_slots says which there are.") for day, hour in [
           ("2026-03-03", 8), ("2026-03-07", 9), ("2026-03-02", 9), ("1999-01-01", 9), ("9999-12-31", 9)])])
def test_limits_are_refused_before_anything_is_read_back(desk, tool, arguments, error):
    before, result = desk.books(), desk.call(tool, **arguments)
    assert (result.ok, result.error) == (False, error) and desk.books() == before


def test_a_call_made_past_the_schema_meets_the_same_limits(desk):
    for quantity in (0, -5, 6, 10**30):
        with pytest.raises(Refused, match="1 to 5 pieces"):
            desk.session.draft(Call("place_order", {"product_id": 7, "quantity": quantity}), place_order)
    with pytest.raises(Refused, match="no product with this id"):
        desk.session.draft(Call("place_order", {"product_id": 25, "quantity": 1}), place_order)


def test_the_limit_of_a_day_holds_over_orders_and_conversations(desk):
    other = Desk(desk.shop)
    drafts = [(each, each.call("place_order", product="Copper kettle", quantity=1).value) for each in (desk, other)]
    first, second = (each.session.confirm(draft) for each, draft in drafts)
    assert first.ok and second.error.startswith("That would be 250.00 coins today")
    assert desk.do("cancel_order", order_id=1031).ok and other.do("place_order", product="Copper kettle", quantity=1).ok


def test_a_past_appointment_cannot_be_booked(tmp_path):
    desk = Desk(new_shop(tmp_path / "lantern.db"), today=date(2026, 3, 10))
    assert not desk.call("book_slot", service="repair", day="2026-03-10", hour=9).ok
    assert desk.call("free_slots", service="repair", day="2026-03-10").error == (
        "There are no appointments on Tuesday, 2026-03-10; there are from 2026-03-11 to 2026-03-16, Monday to Friday.")


@pytest.mark.parametrize("tool", ["order_status", "cancel_order"])
def test_orders_of_others_cannot_be_told_from_orders_that_do_not_exist(desk, tool):
    strangers = [row[0] for row in desk.books()[2] if row[1] != CUSTOMER]
    answers = {desk.call(tool, order_id=order).text for order in [*strangers, 1, 1000, 1031, 999_999]}
    assert len(strangers) == 27 and answers == {json.dumps({"error": NO_SUCH_ORDER})}


def test_no_tool_takes_or_tells_another_customer(desk):
    assert len(desk.toolbox.tools) == 9
    for tool in desk.toolbox.tools.values():
        for argument in ("customer_id", "customer", "email", "name"):
            assert argument not in tool.parameters["properties"]
            assert f'no argument "{argument}"' in desk.toolbox.call(Call(tool.name, {argument: 1} | {
                required: 1 for required in tool.parameters["required"]})).error
    said = "".join(desk.call(tool, **arguments).text for tool, arguments in [
        ("list_my_orders", {}), ("recommend", {"likes": "email, name, customers"}), ("search_faq", {"query": "customer"}),
        ("free_slots", {"service": "repair", "day": "2026-03-03"}), ("recommend", {"likes": ""})])
    assert not any(part in said for _, name, email, _ in CUSTOMERS for part in (name, email))
    mine = {row[0] for row in desk.books()[2] if row[1] == CUSTOMER}
    assert {order["order_id"] for order in desk.call("list_my_orders").value["orders"]} == mine == {1018, 1026, 1030}


def test_after_a_person_took_over_every_tool_refuses(desk):
    desk.call("hand_over", reason=" ")
    assert desk.session.handed_over == "no reason given"
    for name, arguments in [*((name, arguments) for name, arguments, *_ in WRITES), ("list_my_orders", {}),
                            ("search_faq", {"query": "lamp"}), ("hand_over", {"reason": "again"})]:
        assert desk.call(name, **arguments).error == "A person has taken over this conversation."


def test_a_login_may_say_the_number_as_a_text(desk):
    desk = Desk(desk.shop, "4")
    assert desk.session.customer_id == 4
    assert desk.call("book_slot", service="repair", day="2026-03-03", hour=13).error == "This appointment is yours already."


def test_a_write_whose_result_cannot_be_told_is_undone(desk):
    with closing(sqlite3.connect(desk.shop.path, isolation_level=None)) as connection:
        connection.execute("UPDATE products SET name = CAST(name AS BLOB) WHERE id = 11")
    before, draft = desk.books(), desk.call("place_order", product="Rooster alarm clock", quantity=1).value
    result = desk.session.confirm(draft)
    assert result.error == "place_order failed (TypeError); nothing was done." and desk.books() == before


def test_a_customer_whom_the_shop_does_not_know_has_no_session(desk):
    for customer in (0, 13, "4 OR 1=1", None, 10 ** 30):
        with pytest.raises(ValueError, match="no customer"):
            Session(desk.shop, customer)


@pytest.mark.parametrize("text, yes", [
    ("yes", True), ("Yes, please.", True), ("OK, go ahead!", True), ("do it", True), ("I confirm", True),
    ("", False), ("no", False), ("yes, but only one", False), ("yes and cancel 1030", False), ("not yes", False),
    ("yes?", False), ("don't do it", False), ("yesterday", False), ("ok no", False), ("yes, cancel it", False), ("ok, thanks", False), ("y\u0435s", False)])
def test_a_yes_is_a_yes_and_nothing_else(text, yes):
    assert says_yes(text) is yes
