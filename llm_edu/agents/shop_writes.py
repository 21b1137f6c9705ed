"""The three things that the desk may write: an order, its cancellation, an appointment.

Each looks at the books, raises `Refused` if it may not be done, and otherwise returns an `Offer`: its words, and the
write itself. `guard.Session` calls it twice: without the right to write for the draft, and in the transaction that does
it, after the customer's yes. Both see the same checks, so nothing that changed in between goes unnoticed.
"""

import sqlite3
from datetime import date
from typing import Any

from llm_edu.agents.days import with_weekday
from llm_edu.agents.guard import Offer, Session, coins
from llm_edu.agents.shop_data import FIRST_ORDER, arrival
from llm_edu.agents.tools import Refused


def place_order(connection: sqlite3.Connection, session: Session, product_id: int, quantity: int) -> Offer:
    """Order pieces of a product. Raises Refused: no such product, too few in stock, beyond the session's limits."""
    product = connection.execute("SELECT * FROM products WHERE id = ?", (product_id,)).fetchone()
    if product is None:
        raise Refused("There is no product with this id.")
    (ordered,) = connection.execute(
        "SELECT COALESCE(SUM(total_cents), 0) FROM orders "
        "WHERE customer_id = ? AND placed = ? AND status != 'cancelled'",
        (session.customer_id, session.today.isoformat())).fetchone()
    total = product["price_cents"] * quantity
    session.limits.check(quantity, total, ordered)
    if product["stock"] < quantity:
        raise Refused(f"{product['name']}: only {product['stock']} in stock." if product["stock"] else
                      f"{product['name']} is sold out.")
    arrives = arrival(session.today).isoformat()

    def carry_out() -> dict[str, Any]:
        (last,) = connection.execute("SELECT MAX(id) FROM orders").fetchone()
        order_id = FIRST_ORDER if last is None else last + 1
        connection.execute("UPDATE products SET stock = stock - ? WHERE id = ?", (quantity, product_id))
        connection.execute("INSERT INTO orders VALUES (?, ?, ?, ?, 'packed', ?, ?, ?)", (
            order_id, session.customer_id, product_id, quantity, session.today.isoformat(), arrives, total))
        return {"order_id": order_id, "product": product["name"], "quantity": quantity, "total": coins(total),
                "status": "packed", "arrives": arrives}

    return Offer(f"Order {quantity} × {product['name']} for {coins(total)} coins, arriving {arrives}.", carry_out)


def cancel_order(connection: sqlite3.Connection, session: Session, order_id: int) -> Offer:
    """Cancel an order; its pieces go back into stock. Raises Refused: not the customer's, or not packed any more."""
    order = session.own_order(connection, order_id)
    if order["status"] != "packed":
        raise Refused(f"Order {order_id} is {order['status']}; only packed orders can be cancelled.")

    def carry_out() -> dict[str, Any]:
        connection.execute("UPDATE orders SET status = 'cancelled' WHERE id = ?", (order_id,))
        connection.execute("UPDATE products SET stock = stock + ? WHERE id = ?",
                           (order["quantity"], order["product_id"]))
        return {"order_id": order_id, "product": order["product"], "status": "cancelled"}

    return Offer(f"Cancel order {order_id}: {order['quantity']} × {order['product']}, "
                 f"{coins(order['total_cents'])} coins.", carry_out)


def book_slot(connection: sqlite3.Connection, session: Session, service: str, day: str, hour: int) -> Offer:
    """Book an appointment. Raises Refused: there is none, it is not free, or not later than today."""
    slot = connection.execute("SELECT id, customer_id FROM slots WHERE service = ? AND day = ? AND hour = ?",
                              (service, day, hour)).fetchone()
    if slot is None or date.fromisoformat(day) <= session.today:
        raise Refused("There is no such appointment; free_slots says which there are.")
    if slot["customer_id"] == session.customer_id:
        raise Refused("This appointment is yours already.")
    if slot["customer_id"] is not None:
        raise Refused("This appointment is taken; free_slots says which are free.")

    def carry_out() -> dict[str, Any]:
        connection.execute("UPDATE slots SET customer_id = ? WHERE id = ?", (session.customer_id, slot["id"]))
        return {"service": service, "day": day, "hour": hour, "status": "booked"}

    return Offer(f"Book {service} on {with_weekday(day)}, at {hour} o'clock.", carry_out)
