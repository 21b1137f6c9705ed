"""What lesson 16 draws: what the desk remembers, and one turn of it, from a customer's words to what is said."""

import json
import textwrap
from collections.abc import Sequence

from llm_edu.agents.desk import DeskEvent
from llm_edu.agents.memory import Conversation
from llm_edu.schematic import Box, Schematic, table
from llm_edu.wrapping import wrapped


def draw_memory(conversation: Conversation, budgets: Sequence[int]) -> Schematic:
    """Which turns the model reads with each budget of tokens, a row for each.

    >>> words = Conversation(lambda messages: sum(len(each["content"].split()) for each in messages), 100, "Be kind.")
    >>> for text in ("Hello " * 40, "Where is it", "Thank you"):
    ...     words.ask(text)
    >>> draw_memory(words, [100, 40]).problems()
    []
    """
    rows, told, before = [], [], conversation.budget
    for budget in budgets:
        conversation.budget = budget
        window = conversation.window()
        turns = [Box(f"turn {number}", "left out", color="context", width=96) if number <= window.left_out
                 else Box(f"turn {number}", *_lines(turn[0]["content"], 24, 12), color="learner", width=96)
                 for number, turn in enumerate(conversation.turns, 1)]
        rows.append([Box(f"at most {budget:,}", f"reads {window.tokens:,} tokens", width=118),
                     Box("system", "always stays", color="truth"), *turns])
        told.append(f"With at most {budget:,} tokens, the model reads {window.tokens:,}; the desk "
                    f"leaves out {window.left_out} of {len(turns)} turns.")
    conversation.budget = before
    return Schematic("When space runs out, the oldest turns go first", table(rows, gap=(10, 20)), " ".join(told))


def draw_turn(question: str, events: Sequence[DeskEvent], wrote: str) -> Schematic:
    """What happened in a turn with one call: what the model wrote, and what code did before and after.

    events: of `Desk.answer`   wrote: the reply that the model wrote

    >>> events = [DeskEvent("call", "{…}", "order_status", {"order_id": 1026}),
    ...           DeskEvent("result", '{"status": "packed"}', ok=True), DeskEvent("reply", "It is packed.")]
    >>> draw_turn("Where is 1026?", events, "It costs 12 coins.").problems()
    []
    """
    first = {event.kind: event for event in reversed(events)}
    call, result, said = first["call"], first["result"], first["reply"].text
    known, told = said == wrote, {name: value for name, value in json.loads(result.text).items()
                                  if name not in (call.arguments or {})}
    arguments = ", ".join(f"{name}: {value}" for name, value in (call.arguments or {}).items())
    asks = Box("customer asks", *_lines(question), color="context")
    memory = Box("memory", "the desk's rules,", "the last turns")
    calls = Box("model calls", call.tool or "", arguments, color="learner")
    tool = Box("guard, then tool", "a read runs,", "a write waits", "for a yes")
    returns = Box("result", *(f"{name}: {value}" for name, value in told.items()), color="context")
    writes = Box("model writes", *_lines(wrote), color="learner")
    check = Box("reply check", "each figure known?", *(["yes"] if known else ["no: stop, and", "say the result"]))
    says = Box("desk says", *_lines(said), color="truth")
    drawing = Schematic(
        "The model writes twice in this turn, and code checks it both times",
        table([[asks, memory, calls, tool], [says, check, writes, returns]], gap=(30, 52)),
        f"The customer asks: {question} The memory makes the prompt. The model calls "
        f"{call.tool}, {arguments}. The guard lets a read run; a write would wait for a yes. The result: {result.text} "
        f"The model writes: {wrote} The reply check " + ("finds all figures." if known else "stops it.")
        + f" The desk says: {said}")
    for start, end in ((asks, memory), (memory, calls), (calls, tool), (tool, returns), (returns, writes),
                       (writes, check), (check, says)):
        drawing.arrow(start, end)
    return drawing


def _lines(text: str, most: int = 110, width: int = 20) -> list[str]:
    return wrapped(textwrap.shorten(text, most, placeholder=" …"), width).split("\n")
