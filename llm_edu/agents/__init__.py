"""Agents: a model that uses tools, remembers, and stops (lesson 16).

``schema_parts``      the parts of a tool call: a string, an integer, a date …, read byte by byte
``schema_grammar``    from the schemas of the tools to an automaton that knows what may come next in a call
``tool_tokens``       `ToolCalls`, the constraint that makes every call of a model valid
``memory``            `Conversation`: what a model is shown when not everything fits
``loop``              `react`: think, call a tool, read its result, reply

    from llm_edu.agents import ToolCalls, react
    from llm_edu.decoding import Constrained, Greedy

    strategy = Constrained(Greedy(), ToolCalls(tokenizer, tools, ends_of_turn(tokenizer)))
"""

from llm_edu.agents.loop import Event, react
from llm_edu.agents.memory import Conversation, Window
from llm_edu.agents.schema_grammar import allowed_next, finish_call
from llm_edu.agents.tool_tokens import ToolCalls

__all__ = ["Conversation", "Event", "ToolCalls", "Window", "allowed_next", "finish_call", "react"]
