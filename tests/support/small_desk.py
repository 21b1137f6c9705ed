"""A ChatDesk whose desk follows a script: it answers by what is said to it, and waits where a test holds it."""

import json
import threading
from dataclasses import dataclass
from types import SimpleNamespace

from llm_edu.widgets import ChatDesk

READ_BACK = "Cancel order 1026: 2 × Matchbox radio, 39.80 coins."
FOUND = {"entries": [{"id": "lamp-dark", "question": "My lamp stays dark, what now?", "answer": "Go through these steps.",
                      "steps": ["Try another socket.", "Turn the bulb until it sits firmly."]}]}
EXAMPLES = ["Where is my order 1026?", "My lamp stays dark", "Please cancel order 1026"]


@dataclass(frozen=True)
class Event:
    kind: str
    text: str = ""
    tool: str = None
    arguments: dict = None
    ok: bool = None
    draft: object = None
    tokens: int = None


class Talk:
    """The conversation of a scripted desk: the last two turns fit into its budget."""

    def __init__(self):
        self.turns, self.budget = [], 1000

    def window(self):
        return SimpleNamespace(left_out=max(0, len(self.turns) - 2))


class ScriptedDesk:
    """What is said decides what happens: "order", "lamp", "cancel", a yes, "person", "fail", "slow", or anything else,
    which is repeated. gate: an Event for which "slow" waits after its first words"""

    def __init__(self, customer=4):
        self.conversation, self.session = Talk(), SimpleNamespace(customer_id=customer)
        self.pending, self.gate, self.books = None, threading.Event(), []

    def answer(self, text):
        pending, self.pending = self.pending, None
        self.conversation.turns.append(text)
        tokens = 180 + 90 * min(3, len(self.conversation.turns))
        yield Event("window", f"<|im_start|>system\nYou are the desk.\n<|im_start|>user\n{text}", tokens=tokens)
        if pending and text.lower() == "yes":
            self.books.append("cancelled")
            yield Event("result", json.dumps({"order_id": 1026, "status": "cancelled"}), "cancel_order", {"order_id": 1026}, True)
            yield from self.say("Order 1026 is cancelled.")
        elif "order 1026?" in text:
            yield from self.call("order_status", {"order_id": 1026}, {"order_id": 1026, "product": "Matchbox radio",
                                                                      "status": "packed", "arrives": "2026-03-05"})
            yield from self.say("Your Matchbox radio is packed. It arrives on Thursday, 5 March.")
        elif "lamp" in text:
            yield from self.call("search_faq", {"query": "lamp stays dark"}, FOUND)
            yield from self.say("Step 1: Try another socket.")
        elif "cancel" in text:
            self.pending = SimpleNamespace(read_back=READ_BACK, call=SimpleNamespace(tool="cancel_order", arguments={"order_id": 1026}))
            yield from self.call("cancel_order", {"order_id": 1026}, {"read_back": READ_BACK}, draft=self.pending)
            yield from self.say(f"{READ_BACK} Shall I do that? Please say yes or no.", self.pending)
        elif "person" in text:
            yield from self.call("hand_over", {"reason": "asked for one"}, {"say": "A person will take over now."})
            yield from self.say("A person will take over now.")
            yield Event("handed over", "asked for one")
        elif "fail" in text:
            yield from self.call("order_status", {"order_id": 9}, {"error": "There is no such order of yours."}, ok=False)
            raise KeyError("the model is gone")
        elif "slow" in text:
            yield from (Event("piece", piece) for piece in ("One ", "moment "))
            self.gate.wait(60)
            yield from self.say("One moment please, it takes a while.", begin="please, it takes a while.")
        else:
            yield from self.say(f"You said: {text}")

    def call(self, tool, arguments, result, ok=True, draft=None):
        yield Event("call", json.dumps({"tool": tool, "arguments": arguments}), tool, arguments)
        yield Event("result", json.dumps(result), tool, arguments, ok, draft)

    def say(self, text, draft=None, begin=None):
        for piece in (begin or text).split(" "):
            yield Event("piece", piece + " ")
        yield Event("reply", text, draft=draft)

    def take_back(self):
        self.pending = None
        return self.conversation.turns.pop()


def tell(chat, text):
    """Say something as the page does, and wait for the answer; the turn."""
    chat._ask(kind="say", text=text)
    chat._answering.thread.join(60)
    return chat.turns[-1]


def small_desk(*messages, desk=None, examples=EXAMPLES, **options):
    """A ChatDesk to which these messages have been said."""
    chat = ChatDesk(desk or ScriptedDesk(), examples, **options)
    for text in messages:
        tell(chat, text)
    return chat
