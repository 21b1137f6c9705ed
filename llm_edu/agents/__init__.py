"""Agents: a model that uses tools, and what keeps it from harm (lesson 16).

Read in this order:
``schemas``      what arguments a tool takes: a small part of JSON Schema, and the check
``tools``        `Tool`, `Toolbox`, `Result`: a call is checked, limited, and always answered
``shop_data``    what is in the books of The Lantern, a small shop; its questions and answers
``shop``         the books as a SQLite file: `new_shop`, `open_shop`, transactions
``guard``        what an agent must never do alone: `Session`, `Draft`, `Limits`, a confirmation for each write
``shop_writes``, ``shop_tools``    the three writes, and the nine tools of the shop's desk

    from llm_edu.agents import Session, new_shop, says_yes, shop_toolbox

    session = Session(new_shop("lantern.db"), customer_id=4)
    toolbox = shop_toolbox(session)
    result = toolbox.call('{"tool": "cancel_order", "arguments": {"order_id": 1026}}')
    print(result.value.read_back)                # Cancel order 1026: 2 × Matchbox radio, 39.80 coins.
    if says_yes(input()):
        session.confirm(result.value)
"""

from llm_edu.agents.guard import Draft, Limits, Offer, Session, coins, says_yes
from llm_edu.agents.schemas import check_schema, fault_in
from llm_edu.agents.shop import Shop, new_shop, open_shop
from llm_edu.agents.shop_data import TODAY, FaqEntry, read_faq
from llm_edu.agents.shop_tools import shop_toolbox
from llm_edu.agents.tools import Call, Refused, Result, Tool, Toolbox, parse_call

__all__ = [
    "Call",
    "Draft",
    "FaqEntry",
    "Limits",
    "Offer",
    "Refused",
    "Result",
    "Session",
    "Shop",
    "TODAY",
    "Tool",
    "Toolbox",
    "check_schema",
    "coins",
    "fault_in",
    "new_shop",
    "open_shop",
    "parse_call",
    "read_faq",
    "says_yes",
    "shop_toolbox",
]
