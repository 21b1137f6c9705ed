"""A tool's result in plain words, written by code: exact, and short enough for a model to read."""

from collections.abc import Callable
from typing import Any

from llm_edu.agents.days import with_weekday
from llm_edu.agents.tools import Result

Value = dict[str, Any]
named_day = with_weekday    # its earlier name


def plain_words(result: Result) -> str:
    """What a result of the shop's tools says; of any other tool, its JSON.

    Raises ValueError for the result of a draft: that is not done, and `Draft.read_back` says it.

    >>> from llm_edu.agents.tools import Call
    >>> plain_words(Result(True, {"service": "repair", "day": "2026-03-03", "hours": [9, 16]}, call=Call("free_slots")))
    "Free for repair on Tuesday, 2026-03-03: 9, 16 o'clock."
    """
    if not result.ok:
        return result.error
    if hasattr(result.value, "read_back"):
        raise ValueError("a draft is not done yet: say its read_back, and ask for a yes")
    say = SAID.get(result.call.tool) if result.call else None
    return say(result.value) if say and isinstance(result.value, dict) else result.text


def said_entry(value: Value) -> str:
    """The entry that fits best, with its steps in their order."""
    if not value["entries"]:
        return "Our questions and answers have nothing about that."
    entry = value["entries"][0]
    steps = [f"{number}. {step}" for number, step in enumerate(entry.get("steps", ()), 1)]
    return " ".join([entry["answer"], *steps])


def said_order(order: Value) -> str:
    """An order, and when it arrives or has arrived."""
    arrival = {"cancelled": "", "delivered": f" on {with_weekday(order['arrives'])}"}.get(
        order["status"], f", arrives on {with_weekday(order['arrives'])}")
    return f"Order {order['order_id']}: {order['quantity']} × {order['product']}, {order['status']}{arrival}."


def said_orders(value: Value) -> str:
    """All orders, a line for each."""
    earlier = [f"And {value['earlier']} earlier orders."] if value["earlier"] else []
    return "\n".join([*map(said_order, value["orders"]), *earlier]) or "There are no orders yet."


def said_products(value: Value) -> str:
    """Products with their prices, a line for each."""
    return "\n".join(f"{product['name']}, {product['price']} coins. {product['about']}" for product in value["products"]
                     ) or "There is nothing of that kind in stock."


def said_slots(value: Value) -> str:
    """The free hours of a day."""
    day, hours = with_weekday(value["day"]), ", ".join(map(str, value["hours"]))
    return f"Free for {value['service']} on {day}: {hours} o'clock." if hours else \
        f"Nothing is free for {value['service']} on {day}."


def said_placed(order: Value) -> str:
    """An order that was placed just now; `order_status` and a confirmed `place_order` differ in their price."""
    return (f"Done. Order {order['order_id']} is placed: {order['quantity']} × {order['product']} for {order['total']} "
            f"coins. It arrives on {with_weekday(order['arrives'])}.")


SAID: dict[str, Callable[[Value], str]] = {
    "search_faq": said_entry, "order_status": said_order, "list_my_orders": said_orders, "recommend": said_products,
    "free_slots": said_slots, "hand_over": lambda value: value["say"], "place_order": said_placed,
    "cancel_order": lambda order: f"Done. Order {order['order_id']} ({order['product']}) is cancelled.",
    "book_slot": lambda slot: (f"Done. Your appointment is booked: {slot['service']} on {with_weekday(slot['day'])}, "
                               f"at {slot['hour']} o'clock.")}
