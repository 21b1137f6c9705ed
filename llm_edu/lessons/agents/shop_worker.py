"""A program that writes into a shop's file, to be run many times at once: `python shop_worker.py FILE WHAT …`.

book SEED     says "ready", waits for a line, tries 50 appointments drawn from this seed, and says each that it got
order SEED    places orders and cancels every other one for ever; says each number once it is done
die KIND NUMBER    one write, "place", "cancel" or "book"; kills itself before the write's statement of this number
"""

import os
import random
import signal
import sqlite3
import sys
import types
from pathlib import Path

# Only the shop's modules: the package as a whole may load PyTorch, which takes each of many processes seconds.
if __name__ == "__main__":    # and not where somebody imports this file
    package = types.ModuleType("llm_edu.agents")
    package.__path__ = [str(Path(__file__).parents[2] / "agents")]
    sys.modules["llm_edu.agents"] = package

from llm_edu.agents.guard import Limits, Session
from llm_edu.agents.shop import open_shop
from llm_edu.agents.shop_data import HOURS, SERVICES
from llm_edu.agents.shop_writes import book_slot, cancel_order, place_order
from llm_edu.agents.tools import Call, Refused

TRIES = 50


def write(session, function, **arguments):
    return session.confirm(session.draft(Call(function.__name__, arguments), function))


def book(shop, seed):
    chance, session = random.Random(seed), Session(shop, seed + 1)
    with shop.reading() as connection:
        days = [row["day"] for row in connection.execute("SELECT DISTINCT day FROM slots ORDER BY day")]
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(TRIES):
        slot = chance.choice(SERVICES), chance.choice(days), chance.choice(HOURS)
        try:
            result = write(session, book_slot, **dict(zip(("service", "day", "hour"), slot)))
        except Refused:
            continue
        if result.cause is not None:    # the file could not be reached: that must not happen
            raise result.cause
        if result.ok:
            print(*slot, flush=True)


def order(shop, seed):
    chance, session = random.Random(seed), Session(shop, 1 + seed % 12, limits=Limits(day_cents=10**9))
    while True:
        try:
            done = write(session, place_order, product_id=chance.randint(1, 24), quantity=chance.randint(1, 3))
        except Refused:    # sold out
            continue
        print("placed", done.value["order_id"], flush=True)
        if chance.random() < 0.9:
            write(session, cancel_order, order_id=done.value["order_id"])
            print("cancelled", done.value["order_id"], flush=True)


def die(shop, kind, number):
    """One write, which ends in this process's death before its statement of this number (BEGIN is 0)."""
    session, seen = Session(shop, 4), []

    def count(statement):
        if statement.startswith("BEGIN") or seen:
            if len(seen) == number:
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))    # on Windows both end it at once
            seen.append(statement)

    function, arguments = {"place": (place_order, {"product_id": 11, "quantity": 2}),
                           "cancel": (cancel_order, {"order_id": 1026}),
                           "book": (book_slot, {"service": "repair", "day": "2026-03-03", "hour": 9})}[kind]
    draft, connect = session.draft(Call(function.__name__, arguments), function), sqlite3.connect

    def traced(*arguments, **options):
        connection = connect(*arguments, **options)
        connection.set_trace_callback(count)
        return connection

    sqlite3.connect = traced
    print(session.confirm(draft).ok)


if __name__ == "__main__":
    path, what, *details = sys.argv[1:]
    if what == "die":
        die(open_shop(path), details[0], int(details[1]))
    else:
        {"book": book, "order": order}[what](open_shop(path), int(details[0]))
