"""One answer of the desk, in a thread of its own: the kernel stays free to hear Stop."""

import threading
from collections.abc import Callable
from typing import Any

from llm_edu.widgets.chat_desk.turns import Turn, heard
from llm_edu.widgets.common.base import explain

BY_YOU = "You stopped the desk."
WITHOUT_REPLY = "The desk ended without a reply."


class Answering:
    """The desk's answer to one message, from its first event to its last, or to a press of Stop.

    publish: called in the thread with this and the kind of the event, at each event, and with None at the end
    """

    def __init__(self, desk: Any, turn: Turn, publish: Callable[["Answering", str | None], None]):
        self.desk, self.turn, self.publish = desk, turn, publish
        self.error: BaseException | None = None
        self.stop_asked = self.is_over = False    # is_over: set by who publishes its end
        self.thread = threading.Thread(target=self._go, name="llm-edu chat desk", daemon=True)

    def start(self) -> "Answering":
        self.thread.start()
        return self

    def stop(self) -> None:
        """End after the event that is on its way: a call that has begun is not left without its result."""
        self.stop_asked = True

    def _go(self) -> None:
        before = turns_kept(self.desk)
        try:
            self._listen()
        except (Exception, SystemExit) as problem:    # in a thread nobody would hear of it; the conversation goes on
            self.error = problem
            self.turn = {**self.turn, "state": "failed", "said": explain(problem)}
        after = turns_kept(self.desk)
        kept = self.turn["state"] != "failed" if before is None or after is None else after > before
        self.turn = {**self.turn, "kept": kept}    # whether the desk has it among its turns, to be taken back
        self.publish(self, None)

    def _listen(self) -> None:
        events = iter(self.desk.answer(self.turn["user"]))
        turn = self.turn
        for event in events:
            turn = heard(turn, event, self.desk)
            if self.stop_asked and turn["state"] in ("writing", "stopped"):
                turn = {**turn, "state": "stopped", "said": BY_YOU}
                close = getattr(events, "close", None)
                if close is not None:
                    close()
                break
            # until the last event is heard the turn is on its way, also when its reply has been told
            self.turn = {**turn, "state": "writing"}
            self.publish(self, event.kind)
        if turn["state"] == "writing":
            turn = {**turn, "state": "stopped" if self.stop_asked else "failed",
                    "said": BY_YOU if self.stop_asked else WITHOUT_REPLY}
        self.turn = turn


def turns_kept(desk: Any) -> int | None:
    """How many turns the desk remembers, where it tells."""
    turns = getattr(getattr(desk, "conversation", None), "turns", None)
    return len(turns) if isinstance(turns, list) else None
