"""The desk of a shop: a model that talks, the tools that it may call, a memory, and the guard between it and the books.

One turn: the customer says something, the model writes steps until one of them is a reply. A step that begins with `{`
is a call. What matters is not left to the model:

* A write is read back by code, carried out by code after the customer's yes, and reported by code. Code reads the
  answer, too; until it is a yes or a no, the draft stays, and the desk asks again.
* A customer who asks for a person gets one from code: the way out must not depend on the model.
* A reply is `checked` before it is said. Where the model makes up a figure or a deed, code goes on, with the latest
  result in plain words.
* What is asked of the books, and for whom, goes through the tools and their session.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from llm_edu.agents.checked import DEEDS, MadeUp, checked
from llm_edu.agents.days import with_weekday
from llm_edu.agents.figures import known_figures
from llm_edu.agents.guard import ENDED, Draft, Session
from llm_edu.agents.loop import read_step
from llm_edu.agents.memory import Conversation
from llm_edu.agents.person import asks_for_a_person
from llm_edu.agents.plain_words import plain_words
from llm_edu.agents.shop_data import FaqEntry
from llm_edu.agents.shop_tools import PRODUCT_IDS, shop_toolbox
from llm_edu.agents.tools import Call, Result
from llm_edu.agents.yes import Answer, answer_to
from llm_edu.pretrained.conversation import Messages, format_chat

if TYPE_CHECKING:
    from llm_edu.retrieval import SentenceEncoder

# A function, messages and tools -> one step in pieces, as `writer.model_writer` makes one
Writer = Callable[..., Iterator[str]]
QUESTION = "Shall I do that? Please say yes or no."
NOTHING_DONE = "All right, I did nothing. Is there anything else?"
UNCLEAR = "I am not sure whether that is a yes, so nothing is done yet."
STILL_OPEN = "One thing is still open."
LOST = "I am sorry, I do not know what to say to that. Ask me about an order, a product, an appointment or our rules."
ASK_AGAIN = "I could not finish that. Please ask me again, or ask for a person."
LONGEST = 1_000    # characters of what a customer says; the rest is not read


@dataclass(frozen=True)
class DeskEvent:
    """One thing that happened in a turn.

    window: `text` is the prompt as the model reads it, `tokens` how many it has
    call: `text` is as the model wrote it, `tool` and `arguments` what it says (None where it is malformed)
    result: `text` is JSON, `ok` whether the tool did its work, `arguments` what it ran with (a date for "tomorrow");
    after a yes it comes without a call, because code did it
    piece: a piece of the reply, which stays   reply: the whole of it; `draft` is what was read back and awaits a yes
    handed over: a person has taken over   stopped: `text` says why there was no reply of the model's own
    """

    kind: Literal["window", "call", "result", "piece", "reply", "handed over", "stopped"]
    text: str
    tool: str | None = None
    arguments: dict[str, Any] | None = None
    ok: bool | None = None
    draft: Draft | None = None
    tokens: int | None = None


class Desk:
    """A conversation of one customer with the shop's desk.

    writer: writes the steps (`model_writer`, or any function of messages and tools that yields pieces)
    session: whose conversation   faq: the entries to search, by default the shop's
    budget: the most tokens of what the model reads   max_steps: of a turn, the reply included
    system: what the model is told first; by default `desk_prompt`   encoder: lets the FAQ be searched by meaning, too
    conversation: its memory   toolbox: its tools   pending: the Draft that was read back last, or None
    """

    def __init__(self, writer: Writer, session: Session, faq: Sequence[FaqEntry] | None = None, budget: int = 1000,
                 max_steps: int = 4, system: str | None = None, encoder: "SentenceEncoder | None" = None):
        self.writer, self.session, self.max_steps = writer, session, max_steps
        self.toolbox = shop_toolbox(session, faq, encoder=encoder)
        self.conversation = Conversation(getattr(writer, "count", count_words), budget,
                                         desk_prompt(session) if system is None else system)
        self.pending: Draft | None = None
        self.open: Draft | None = None    # what was read back before this turn, while the customer has not decided
        self.heard: list[tuple[str, list[dict[str, Any]]]] = []    # of each turn: its text, and what tools returned

    def answer(self, text: str) -> Iterator[DeskEvent]:
        """What happens in one turn of the customer, as it happens; it ends with a reply."""
        text = text.strip()[:LONGEST] or "…"
        self.open, self.pending = self.pending, None
        self.session.said = text
        self.conversation.ask(text)
        self.heard.append((text, []))
        answer = answer_to(self.open, text) if self.open is not None else "instead"
        if answer == "instead":
            self.let_go()    # also what a turn that was stopped has left behind
        if self.session.handed_over:
            yield from self.say(ENDED)
        elif asks_for_a_person(text):
            self.let_go()
            latest = self.toolbox.call(Call("hand_over", {"reason": text[:300]}))
            yield self.noted(latest)
            yield from self.handed_over(latest)
        elif self.open is not None and answer in ("yes", "no", "unclear"):
            yield from self.settle(self.open, answer)
        else:
            yield from self.steps()

    def settle(self, draft: Draft, answer: Answer) -> Iterator[DeskEvent]:
        """Carry out what was read back, let it go, or ask again."""
        if answer == "unclear":
            yield from self.say(f"{UNCLEAR} {draft.read_back} {QUESTION}", draft)
            return
        if answer == "no":
            self.let_go()
            yield from self.say(NOTHING_DONE)
        else:
            self.open, result = None, self.session.confirm(draft)
            yield self.noted(result)
            yield from self.say(plain_words(result))

    def let_go(self) -> None:
        """Nothing waits for a yes any more."""
        self.open = self.pending = None
        self.session.withdraw()

    def take_back(self) -> str:
        """Undo the last turn of the conversation, but nothing in the shop's books; returns what the customer said.

        Raises ValueError if there is no turn.
        """
        turn = self.conversation.take_back()
        self.heard.pop()
        self.let_go()
        return turn[0]["content"]

    def handed_over(self, result: Result) -> Iterator[DeskEvent]:
        """The last reply: a person takes over."""
        yield from self.say(plain_words(result))
        if self.session.handed_over:
            yield DeskEvent("handed over", self.session.handed_over)

    def steps(self) -> Iterator[DeskEvent]:
        """The steps of the model, up to a reply."""
        made: set[str] = set()
        latest: Result | None = None
        for number in range(self.max_steps):
            window = self.conversation.window()
            if number == 0:
                yield DeskEvent("window", format_chat(window.messages, None), tokens=window.tokens)
            pieces = self.writer(window.messages, list(self.toolbox.tools.values()))
            begin, pieces = first_letter(pieces)
            if not begin.startswith("{"):
                yield from self.reply(begin, pieces, latest)
                return
            written = begin + "".join(pieces)
            step = read_step(written)
            call = step.call or written
            yield DeskEvent("call", call, step.tool, None if step.arguments is None else dict(step.arguments))
            if call in made:
                yield DeskEvent("stopped", "The model repeated a call whose result it has already read.")
                yield from self.say(plain_words(latest) if latest else ASK_AGAIN)
                return
            made.add(call)
            latest = self.toolbox.call(call)
            yield self.noted(latest)
            self.conversation.add("assistant", call)
            if isinstance(latest.value, Draft):
                yield from self.say(f"{latest.value.read_back} {QUESTION}", latest.value)
                return
            if self.session.handed_over:
                yield from self.handed_over(latest)
                return
            self.conversation.add("system", f"Result: {plain_words(latest)}")
        yield DeskEvent("stopped", f"The model has not replied within {self.max_steps} steps.")
        yield from self.say(plain_words(latest) if latest else ASK_AGAIN)

    def reply(self, begin: str, rest: Iterator[str], latest: Result | None) -> Iterator[DeskEvent]:
        """A reply of the model, as far as it holds nothing that was made up; then code goes on."""
        said = ""
        try:
            for piece in checked(up_to_call([begin], rest), self.known(), self.results(), self.done()):
                said += piece
                yield DeskEvent("piece", piece)
        except MadeUp as made_up:
            yield DeskEvent("stopped", f"The model was about to make this up: {made_up}")
            end = ("… " if said.strip() else "") + (plain_words(latest) if latest else LOST)
            said += end
            yield DeskEvent("piece", end)
        if not said.strip():
            said = plain_words(latest) if latest else LOST
            yield DeskEvent("stopped", "The model wrote nothing.")
            yield DeskEvent("piece", said)
        self.conversation.add("assistant", said.strip())
        yield from self.ended(said.strip())

    def say(self, text: str, draft: Draft | None = None) -> Iterator[DeskEvent]:
        """A reply by code."""
        self.conversation.add("assistant", text)
        yield DeskEvent("piece", text)
        yield from self.ended(text, draft)

    def ended(self, said: str, draft: Draft | None = None) -> Iterator[DeskEvent]:
        """The end of a reply. Where an earlier draft is still open, and no other has taken its place, it asks again."""
        if draft is None and self.open is not None and not self.session.handed_over:
            draft, again = self.open, f"{STILL_OPEN} {self.open.read_back} {QUESTION}"
            self.conversation.add("assistant", again)
            yield DeskEvent("piece", f"\n{again}")
            said = f"{said}\n{again}"
        self.pending = draft
        yield DeskEvent("reply", said, draft=draft)

    def noted(self, result: Result) -> DeskEvent:
        """The event of a result, whose figures may be said from now on."""
        tool, arguments = (result.call.tool, result.call.arguments) if result.call else (None, {})
        draft = result.value if isinstance(result.value, Draft) else None
        self.heard[-1][1].append({"tool": tool, "arguments": arguments, "ok": result.ok,
                                  "result": json.loads(result.text), "done": result.ok and draft is None})
        return DeskEvent("result", result.text, tool, arguments, result.ok, draft)

    def known(self) -> set[tuple]:
        """The figures that a reply may hold."""
        texts, calls = [text for text, _ in self.heard], [call for _, some in self.heard for call in some]
        return known_figures(texts, calls, self.session.today)

    def results(self) -> str:
        """All that tools have returned in this conversation."""
        return json.dumps([call["result"] for _, some in self.heard for call in some], ensure_ascii=False)

    def done(self) -> set[str]:
        """The words by which a reply may claim the writes that were confirmed in this conversation."""
        return {word for _, some in self.heard for call in some if call["done"] for word in DEEDS.get(call["tool"], ())}


def first_letter(pieces: Iterator[str]) -> tuple[str, Iterator[str]]:
    """The beginning of a step up to its first letter or brace, and the rest of it."""
    pieces, begin = iter(pieces), ""
    for piece in pieces:
        begin += piece
        if begin.strip():
            break
    return begin.lstrip(), pieces


def up_to_call(begin: list[str], rest: Iterator[str]) -> Iterator[str]:
    """The pieces of a reply; it ends before a line that begins with `{`, because a reply is no place for a call."""
    text = ""
    for pieces in (begin, rest):
        for piece in pieces:
            text += piece
            if "{" in piece and text.rpartition("{")[0].rstrip(" ").endswith("\n"):
                yield piece.partition("{")[0]
                return
            yield piece


def count_words(messages: Messages) -> int:
    """For a writer that cannot count tokens."""
    return sum(len(message["content"].split()) for message in messages)


def desk_prompt(session: Session) -> str:
    """What the desk's model is told first: who it is, which day it is, and what the shop sells."""
    return ("You are the desk of The Lantern, a small shop. Call a tool, or reply.\n"
            f"Today is {with_weekday(session.today.isoformat())}.\nProducts: {', '.join(PRODUCT_IDS)}.")


def agent_of(make_desk: Callable[..., Desk]) -> Callable[..., list[dict[str, Any]]]:
    """An agent for the judge of transcripts, who calls it with (session, history, text, faq) for each turn.

    make_desk: session, faq -> a Desk for a new conversation
    """
    desks: dict[int, Desk] = {}

    def agent(session: Session, history: Sequence, text: str, faq: Sequence[FaqEntry] | None) -> list[dict[str, Any]]:
        if not history:
            desks.clear()
            desks[id(session)] = make_desk(session, faq)
        desk = desks[id(session)]
        events = list(desk.answer(text))
        calls = [{"tool": event.tool or "malformed", "arguments": event.arguments or {}, "ok": bool(event.ok),
                  "result": json.loads(event.text)} for event in events if event.kind == "result"]
        return [*calls, {"reply": next(event.text for event in events if event.kind == "reply")}]

    return agent
