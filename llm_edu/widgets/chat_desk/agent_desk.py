"""A desk around an agent that is a plain function, such as the bot of `llm_edu.agents.rules`, for `ChatDesk`."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AgentEvent:
    """One thing that happened, as `ChatDesk` reads it."""

    kind: str
    text: str
    tool: str | None = None
    arguments: dict[str, Any] | None = None
    ok: bool | None = None
    draft: Any = None


class AgentDesk:
    """A desk at which an agent sits: ``ChatDesk(AgentDesk(rule_based, session))``.

    agent: function (session, history, text, faq) -> events, as `llm_edu.lessons.agents.judging` documents it
    session: whose conversation   faq: the entries to search; None: the shop's
    It says nothing of a memory: an agent of this kind gets the whole history.
    """

    def __init__(self, agent: Callable[..., Iterable[dict]], session: Any, faq: Any = None):
        self.agent, self.session, self.faq = agent, session, faq
        self.history: list[tuple[str, list[dict]]] = []

    def answer(self, text: str) -> Iterator[AgentEvent]:
        """One turn of the customer. What the agent raises is passed on, and the turn is then not in the history."""
        events = list(self.agent(self.session, list(self.history), text, self.faq))
        self.history.append((text, events))
        draft = None
        for event in events:
            if "tool" in event:
                arguments, draft = event["arguments"], event.get("draft", draft)
                call = json.dumps({"tool": event["tool"], "arguments": arguments}, ensure_ascii=False, default=str)
                yield AgentEvent("call", call, event["tool"], arguments)
                result = json.dumps(event["result"], ensure_ascii=False, default=str)
                yield AgentEvent("result", result, event["tool"], arguments, event["ok"])
            if "reply" in event:
                yield AgentEvent("reply", event["reply"], draft=draft)
        if getattr(self.session, "handed_over", ""):
            yield AgentEvent("handed over", "A person has taken over this conversation.")

    def take_back(self) -> str:
        """Undo the last turn of the conversation, and return its text. What was written to the books stays."""
        text, _ = self.history.pop()
        self.session.withdraw()
        return text
