"""What lesson 16 draws: one turn of the desk, from a customer's words to what is said."""

import json
import textwrap
from collections.abc import Sequence

from llm_edu.agents.desk import DeskEvent
from llm_edu.schematic import Box, Schematic, table
from llm_edu.wrapping import wrapped


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
