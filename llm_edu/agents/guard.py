"""What an agent must never do alone, enforced by code. A prompt asks a model to behave; this module does not ask.

Who the customer is comes from the login (`Session`), never from what a model writes. Other people's orders are not
found at all. Without a person, nobody orders more than `Limits` allow. And nothing is written before the customer has
said yes to exactly that: a tool only returns a `Draft`. The desk reads it back, and `Session.confirm` carries it out.
"""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from llm_edu.agents.shop import Shop
from llm_edu.agents.shop_data import TODAY
from llm_edu.agents.tools import Call, Refused, Result

NO_SUCH_ORDER = "There is no such order of yours."    # of another customer, or of nobody: the answer is the same
ENDED = "A person has taken over this conversation."
NOT_PENDING = "This is not waiting for a yes, or no longer; nothing was done."


@dataclass(frozen=True)
class Limits:
    """What one customer may order without a person. quantity: pieces an order   day_cents: in all orders of one day,
    because a limit on each order would be none: order twice."""

    quantity: int = 5
    day_cents: int = 20_000

    def check(self, quantity: int, total_cents: int, ordered_cents: int) -> None:
        """Raises Refused for an order that goes too far. ordered_cents: what the customer has ordered today before"""
        if not 1 <= quantity <= self.quantity:
            raise Refused(f"An order has 1 to {self.quantity} pieces; a person can take larger orders.")
        if total_cents + ordered_cents > self.day_cents:
            raise Refused(f"That would be {coins(total_cents + ordered_cents)} coins today; "
                          f"above {coins(self.day_cents)} a person must take the order.")


@dataclass(frozen=True, eq=False)    # each is one of its kind: another with the same words is another
class Draft:
    """A write that is not done. call: what would be done   read_back: the same for the customer, to say yes or no to"""

    call: Call
    read_back: str
    note: str = "Not done yet. Read this to the customer and ask for a yes."


@dataclass(frozen=True)
class Offer:
    """A write that may be done as things are. read_back: what it is, in words   carry_out: does it, and returns what
    was done"""

    read_back: str
    carry_out: Callable[[], dict[str, Any]]


# With a connection, the session and the arguments: what may be done, or Refused
Write = Callable[..., Offer]


class Session:
    """A conversation with one customer, who is known from the login.

    shop: whose   customer_id: who   today: the shop's day   limits: what may be ordered without a person
    Raises ValueError for a customer whom the shop does not know.
    """

    def __init__(self, shop: Shop, customer_id: int, today: date = TODAY, limits: Limits = Limits()):
        with shop.reading() as connection:
            known = connection.execute("SELECT id FROM customers WHERE id = ?", (str(customer_id),)).fetchone()
        if not known:
            raise ValueError(f"the shop has no customer {customer_id!r}")
        self.shop, self.today, self.limits = shop, today, limits
        self.customer_id: int = known["id"]    # a number, even if the login said "4"
        self.handed_over = ""    # why a person has taken over; "" while nobody has
        self.said = ""    # what the customer has said last, for a search by their own words
        self.placed: int | None = None    # the order that was placed last in this conversation
        self._lock = threading.Lock()
        self._pending: tuple[Draft, Write] | None = None

    def check_open(self) -> None:
        """Raises Refused once a person has taken over."""
        if self.handed_over:
            raise Refused(ENDED)

    def draft(self, call: Call, write: Write) -> Draft:
        """What a call would write, as things are. Earlier drafts lapse: a yes always means the last thing read back.

        Raises Refused if it may not be done, sqlite3.Error if the shop's file cannot be read.
        """
        self.check_open()
        with self.shop.reading() as connection:
            offer = write(connection, self, **call.arguments)
        draft = Draft(call, offer.read_back)
        with self._lock:
            self._pending = draft, write
        return draft

    def confirm(self, draft: Draft) -> Result:
        """Do what a draft of this session says, if the customer could say yes to it and all is still as it was read
        back. It works once, whatever comes of it. Call it for the customer, and never for the model.

        It waits up to `shop.WAIT_SECONDS` for other writes. Never raises for what happens in the shop: the result says
        it.
        """
        with self._lock:    # two threads that confirm at once: one of them finds nothing pending
            pending = self._pending
            if self.handed_over or pending is None or pending[0] is not draft:
                return Result(False, error=ENDED if self.handed_over else NOT_PENDING, call=draft.call)
            self._pending = None
        try:
            with self.shop.writing() as connection:
                offer = pending[1](connection, self, **draft.call.arguments)
                if offer.read_back != draft.read_back:
                    raise Refused(f"Things have changed since: {offer.read_back} Nothing was done.")
                done = offer.carry_out()
                result = Result(True, value=done, call=draft.call)    # not after it: it might fail
        except Refused as refused:
            return Result(False, error=str(refused), call=draft.call)
        except Exception as error:    # the file is locked or full, or a write has a bug: the transaction is undone
            return Result(False, error=f"{draft.call.tool} failed ({type(error).__name__}); nothing was done.",
                          call=draft.call, cause=error)
        if draft.call.tool == "place_order":
            self.placed = done["order_id"]
        return result

    def withdraw(self) -> None:
        """The customer said no, or spoke of something else: no draft can be confirmed any more."""
        with self._lock:
            self._pending = None

    def hand_over(self, reason: str) -> None:
        """Let a person take over. From now on every tool refuses, and so does `confirm`."""
        self.handed_over = reason.strip() or "no reason given"
        self.withdraw()

    def own_order(self, connection: sqlite3.Connection, order_id: int) -> sqlite3.Row:
        """An order of this customer, with its product's name. Raises Refused for all others, there or not."""
        order = connection.execute(
            "SELECT orders.*, products.name AS product FROM orders JOIN products ON products.id = product_id "
            "WHERE orders.id = ? AND customer_id = ?", (order_id, self.customer_id)).fetchone()
        if order is None:
            raise Refused(NO_SUCH_ORDER)
        return order


def coins(cents: int) -> str:
    """An amount as it is said: 100 cents are a coin.

    >>> coins(1850)
    '18.50'
    """
    return f"{cents / 100:.2f}"
