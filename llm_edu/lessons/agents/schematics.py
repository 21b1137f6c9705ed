"""What lesson 16 draws: what the desk remembers, one turn of it, and the way of a write into the shop's books."""

import json
import textwrap
from collections.abc import Sequence
from itertools import pairwise

from llm_edu.agents.desk import DeskEvent
from llm_edu.agents.guard import Limits, coins
from llm_edu.agents.memory import Conversation
from llm_edu.schematic import Box, Schematic, space, table
from llm_edu.wrapping import wrapped

# Of `draw_write`: the number of a station -> what may happen there instead
WAYS_OUT = {1: ("calls hand_over", "a person takes over,", "every draft lapses"), 3: ("refused", "the model reads why"),
            6: ("changed mind", "nothing is written"), 7: ("changed books", "nothing is written")}


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
                 else Box(f"turn {number}", *_lines(turn[0]["content"], 20, 12), color="learner", width=96)
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


def draw_write(wish: str, asked: Sequence[DeskEvent], answer: str, agreed: Sequence[DeskEvent],
               limits: Limits) -> Schematic:
    """The way of an order from a customer's wish into the books, with the ways out.

    wish, answer: what the customer said   asked, agreed: of `Desk.answer` to them   limits: of the session
    Raises ValueError for an order that did not get into the books.

    >>> call = DeskEvent("call", "{…}", "place_order", {"product": "Pocket candle", "quantity": 2})
    >>> asked = [call, DeskEvent("reply", "Order 2 × Pocket candle. Shall I do that?")]
    >>> agreed = [DeskEvent("result", '{"order_id": 1031}'), DeskEvent("reply", "Done. Order 1031 is placed.")]
    >>> draw_write("Two candles.", asked, "Yes.", agreed, Limits()).problems()
    []
    """
    first, said = {event.kind: event for event in reversed(asked)}, {event.kind: event.text for event in agreed}
    order_id = json.loads(said.get("result", "{}")).get("order_id")
    if order_id is None:
        raise ValueError(f"this order is not in the books; the desk said: {said['reply']}")
    arguments = ", ".join(f"{name}: {value}" for name, value in (first["call"].arguments or {}).items())
    most, day = f"At most {limits.quantity} pieces an order", f"and {coins(limits.day_cents)} coins a day?"
    way = [_box("customer asks", wish, color="context"),
           _box("model calls", first["call"].tool or "", arguments, color="learner"),
           _box("schema check", "does the call fit the schema?"),
           _box("guard's limits", f"in stock? {most}", day),
           _box("code reads the draft back", first["reply"].text, color="truth"),
           _box("customer answers", answer, color="context"),
           _box("yes check", "a yes, and nothing else?"),
           _box("transaction", "checks limits and stock again;", f"writes all of order {order_id}, or nothing"),
           _box("code reports", said["reply"], color="truth")]
    out = {place: _box(*words, color="error") for place, words in WAYS_OUT.items()}
    told = [_told(box) + (f" (Or {_told(out[place])}.)" if place in out else "") for place, box in enumerate(way)]
    drawing = Schematic(
        "Every write must pass four checks, all by code",
        table([[box, out.get(place, space())] for place, box in enumerate(way)], gap=(48, 20)),
        f"{' Then '.join(told)} A call that fails the schema check is refused, too. A draft is not written yet. If the "
        "yes check is not sure, code asks again.")
    for start, end in pairwise(way):
        drawing.arrow(start, end, "a draft: nothing is written yet" if end is way[4] else "")
    for place, box in out.items():
        drawing.arrow(way[place], box, "no" if place > 1 else "or", dashed=True)
    drawing.arrow(way[2], out[3], "no", dashed=True, leave="right", enter="top", at=0.2)
    drawing.arrow(way[6], way[4], "asks\nagain", leave="left", enter="left", dashed=True, reach=20)
    return drawing


def _box(name: str, *details: str, color: str = "model") -> Box:
    """A station of `draw_write`: wide where the desk works, narrower for the customer and for the ways out."""
    lines = [line for detail in details for line in _lines(detail, width=36)]
    return Box(name, *lines, color=color, width={"context": 166, "error": 154}.get(color, 242))


def _told(box: Box) -> str:
    """What a box says, as a sentence."""
    name, *details = (word.text for word in box.words)
    return f"{name}: {' '.join(details)}"


def _lines(text: str, most: int = 110, width: int = 20) -> list[str]:
    return wrapped(textwrap.shorten(text, most, placeholder=" …"), width).split("\n")
