"""Agents: a model that uses tools, remembers, stops, and is kept from harm (lesson 16).

Read in this order:
``days``         which day a call names: 2026-03-05, tomorrow, friday, 5 march
``schemas``      what arguments a tool takes: a small part of JSON Schema, and the check
``tools``        `Tool`, `Toolbox`, `Result`: a call is checked, limited, and always answered
``schema_parts``, ``schema_grammar``    from the schemas to an automaton that knows what may come next in a call
``tool_tokens``  `ToolCalls`, the constraint that makes every call of a model valid
``memory``       `Conversation`: what a model is shown when not everything fits
``loop``         `react`: think, call a tool, read its result, reply
``shop_data``    what is in the books of The Lantern, a small shop; its questions and answers
``shop``         the books as a SQLite file: `new_shop`, `open_shop`, transactions
``guard``        what an agent must never do alone: `Session`, `Draft`, `Limits`, a confirmation for each write
``shop_writes``, ``faq_search``, ``shop_tools``    the three writes, the search of the FAQ, the nine tools of the desk
``desk``         `Desk`: a conversation with a model, the tools, a memory and the guard; ``writer`` writes its steps,
                 ``plain_words`` says results, ``checked`` holds back made-up ``figures``, ``yes`` knows a yes and a no
                 by its ``yes_words``, ``person`` a request for a person
``rules``        a bot of patterns, to be compared with
``register``, ``register_value``, ``register_training``    an agent so small that it is judged exactly: Storyland's
                 village register, what a run earns, and how examples and rewards (GRPO) teach a model to call
``mcp_server``, ``mcp_client``    these tools for other programs, and those of other servers for our loop (with mcp)

    from llm_edu.agents import Session, new_shop, says_yes, shop_toolbox

    session = Session(new_shop("lantern.db"), customer_id=4)
    toolbox = shop_toolbox(session)
    result = toolbox.call('{"tool": "cancel_order", "arguments": {"order_id": 1026}}')
    print(result.value.read_back)                # Cancel order 1026: 2 × Matchbox radio, 39.80 coins.
    if says_yes(input()):
        session.confirm(result.value)
"""

from llm_edu.agents.checked import unknown_figures
from llm_edu.agents.desk import Desk, DeskEvent, agent_of, desk_prompt
from llm_edu.agents.figures import figures, known_figures
from llm_edu.agents.guard import Draft, Limits, Offer, Session, coins
from llm_edu.agents.loop import Event, react
from llm_edu.agents.memory import Conversation, Window
from llm_edu.agents.plain_words import plain_words
from llm_edu.agents.schema_grammar import allowed_next, finish_call
from llm_edu.agents.schemas import check_schema, fault_in
from llm_edu.agents.shop import Shop, new_shop, open_shop
from llm_edu.agents.shop_data import TODAY, FaqEntry, read_faq
from llm_edu.agents.shop_tools import shop_toolbox
from llm_edu.agents.tool_tokens import ToolCalls
from llm_edu.agents.tools import Call, Refused, Result, Tool, Toolbox, parse_call
from llm_edu.agents.writer import ModelWriter, model_writer
from llm_edu.agents.yes import says_yes

__all__ = [
    "Call",
    "Conversation",
    "Desk",
    "DeskEvent",
    "Draft",
    "Event",
    "FaqEntry",
    "Limits",
    "ModelWriter",
    "Offer",
    "Refused",
    "Result",
    "Session",
    "Shop",
    "TODAY",
    "Tool",
    "ToolCalls",
    "Toolbox",
    "Window",
    "agent_of",
    "allowed_next",
    "check_schema",
    "coins",
    "desk_prompt",
    "fault_in",
    "figures",
    "finish_call",
    "known_figures",
    "model_writer",
    "new_shop",
    "open_shop",
    "parse_call",
    "plain_words",
    "react",
    "read_faq",
    "says_yes",
    "shop_toolbox",
    "unknown_figures",
]
