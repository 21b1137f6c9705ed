"""Results of tools, good ones and failures, and what a model is told of them."""

import json
import sqlite3
import time
from contextlib import closing

from llm_edu.agents import Session, Tool, Toolbox, open_shop, shop_toolbox
from llm_edu.agents.figures import figures
from llm_edu.agents.shop_tools import ORDER
from llm_edu.lessons.agents.calling import desk_toolbox

ERRORS = {"no answer": '{"error": "order_status did not answer within 2 seconds."}'}


def raises(order_id):
    """A tool with a bug: its message holds another customer's address."""
    raise KeyError(f"row {order_id}: mira@example.org")


FAILING = {"raises": raises, "hangs": lambda order_id: time.sleep(60), "returns 1 MB": lambda order_id: "x" * 1_000_000,
           "returns nonsense": lambda order_id: b"\x00\xff", "returns nothing": lambda order_id: None}


def failing_toolbox(fails, seconds=0.3):
    """A toolbox whose order_status fails in one of the ways of `FAILING`."""
    schema = {"type": "object", "properties": {"order_id": ORDER}, "required": ["order_id"]}
    return Toolbox([Tool("order_status", "What happens to one order.", schema, FAILING[fails])], seconds)


def order_results(folder):
    """Each order of the shop with what its tool returns to the customer whose it is: pairs (number, JSON)"""
    desk_toolbox(folder)    # makes the shop's file
    path = folder / "lantern.db"
    with closing(sqlite3.connect(path)) as base:
        owners = base.execute("SELECT id, customer_id FROM orders ORDER BY id").fetchall()
    return [(order, shop_toolbox(Session(open_shop(path), customer)).call(
        json.dumps({"tool": "order_status", "arguments": {"order_id": order}})).text) for order, customer in owners]


def reply_messages(question, result):
    """The chat that asks for a reply to a customer from the result of a call, a text of JSON."""
    return [{"role": "user", "content": f"A customer asks a shop: {question}\nThe shop's computer says: {result}\n"
                                        "Write the shop's answer to the customer, one sentence."}]


def judged_reply(reply, question, order, told):
    """{"status", "arrival", "invented"}: whether a reply holds the order's status and its day of arrival, and which of
    its figures neither the question nor what the model was told has. order, told: results, texts of JSON"""
    known = json.loads(order)
    whole = reply if reply.endswith((".", '"')) else reply.rpartition(" ")[0]    # without half a number
    return {"status": known["status"] in reply.lower(), "arrival": figures(known["arrives"]) <= figures(reply),
            "invented": sorted(figures(whole) - figures(question) - figures(told))}
