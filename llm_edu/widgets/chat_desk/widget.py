"""ChatDesk: a conversation with a shop's desk, and behind each answer its calls, its draft and its memory."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import traitlets

from llm_edu.errors import CourseError
from llm_edu.widgets.chat_desk.running import Answering
from llm_edu.widgets.chat_desk.turns import LONGEST_MESSAGE, Turn, new_turn, transcript_of
from llm_edu.widgets.chat_desk.words import BEGUN_ANEW, STEPPED_BACK, conversation_words
from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import readable, replace_surrogates
from llm_edu.widgets.common.joining import module_text, style_text

MOST_TURNS, MOST_EXAMPLES = 100, 8


class ChatDesk(CourseWidget):
    """Talk to a desk, and see behind each answer what it looked up, what waits for a yes, and what it remembers.

        ChatDesk(desk, ["Where is my order 1026?"])

    desk: what answers: an object with answer(text), which yields events (`llm_edu.agents.desk.Desk`; `turns.heard` says
        what is read of them), and, if it can undo its last turn, take_back(). An agent that is a function sits at an
        `AgentDesk`. Or a function without arguments that makes a desk: then every new conversation gets a new one
    examples: up to 8 messages to begin with   name: of who answers

    The desk answers in the background: Stop ends an answer, an error of the desk is shown, and the conversation goes
    on. A step back takes the last turn out of the conversation, and never out of the shop's books. From Python: `say`,
    `step_back`, `start_again`, `transcript`; `turns` holds all that happened.
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    about = traitlets.Dict().tag(sync=True)    # name, examples, customer, can_step_back, can_start_again
    turns = traitlets.List(traitlets.Dict()).tag(sync=True)    # those that are over, see `new_turn`
    now = traitlets.Dict().tag(sync=True)    # the one on its way, without its reply; {} if there is none
    written = traitlets.Unicode().tag(sync=True)    # the reply on its way

    def __init__(self, desk: Any, examples: Iterable[str] = (), *, name: str = "The desk"):
        if not callable(getattr(desk, "answer", desk)):
            raise TypeError(f"a desk has answer(text), which yields events; {type(desk).__name__} has not")
        if isinstance(examples, str):
            raise TypeError(f"examples is a list of texts: write [{examples!r:.60}]")
        examples = [check_message(text) for text in examples]
        if len(examples) > MOST_EXAMPLES:
            raise ValueError(f"there are {len(examples)} examples: give at most {MOST_EXAMPLES}")
        makes_one = isinstance(desk, type) or not hasattr(desk, "answer")
        self._make: Callable[[], Any] | None = desk if makes_one else None
        self.desk = desk if self._make is None else self._make()
        self._answering: Answering | None = None
        self._count = 0    # turns that were begun
        self._publishing = threading.RLock()    # two threads tell the page
        super().__init__(about={"name": readable(name)[:40], "examples": examples}, answer={"sequence": 0},
                         request={"sequence": 0})
        self._tell_about()

    def say(self, text: str) -> Turn:
        """Say something to the desk, wait for its answer, and return the turn.

        Raises what the desk raises; an interrupt stops the desk.
        """
        answering = self._begin(text, 0)
        try:
            answering.thread.join()
        except KeyboardInterrupt:
            answering.stop()
            answering.thread.join()
            raise
        if answering.error is not None:
            raise answering.error
        return self.turns[-1]

    def stop(self) -> None:
        """End the answer on its way, after the call or the piece that is being made. What it wrote stays."""
        if self._answering is not None:
            self._answering.stop()

    def step_back(self) -> str:
        """Take the last turn out of the conversation, and return what you said in it. The books stay as they are."""
        self._check_idle()
        if not self.turns:
            raise CourseError("Nothing has been said yet, so there is nothing to take back.")
        if not self.about["can_step_back"]:
            raise CourseError("This desk cannot take back a turn; a new conversation forgets them all.")
        if self.turns[-1]["state"] == "handed over":
            raise CourseError("A person has taken over, which cannot be taken back.")
        if self.turns[-1]["kept"]:
            self.desk.take_back()
        text = self.turns[-1]["user"]
        self.turns = [{**turn, "draft": {}} for turn in self.turns[:-1]]    # the desk has withdrawn its drafts
        return text

    def start_again(self) -> None:
        """Begin a new conversation, with a new desk where ChatDesk was given what makes one. The books stay."""
        self._check_idle()
        if self._make is not None:
            self.desk = self._make()
        else:
            if self.turns and self.turns[-1]["state"] == "handed over":
                raise CourseError("A person has taken over from this desk: run the cell that makes it again.")
            while self.turns:
                self.step_back()
        self.turns = []
        self._tell_about()

    def transcript(self) -> dict[str, Any]:
        """The conversation as a transcript, see `transcript_of`."""
        return transcript_of(self.turns, self.about["customer"])

    def respond(self, request: dict) -> dict:
        kind = request.get("kind")
        if kind == "say":
            self._begin(request.get("text"), request["sequence"])
        elif kind == "stop":
            self.stop()
        elif kind == "step back":
            return {"said": STEPPED_BACK, "text": self.step_back()}
        elif kind == "start again":
            self.start_again()
            return {"said": BEGUN_ANEW}
        elif request["sequence"]:    # what the widget began with is answered
            raise ValueError(f"a request is to say, stop, step back or start again, not {kind!r:.60}")
        return {}

    def _publish(self, compute, sequence: int | None = None) -> None:
        """What a request comes to; not while the thread tells the page: its message would lack this, or break."""
        with self._publishing:
            super()._publish(compute, sequence)

    def sentence(self) -> str:
        return conversation_words(self.turns)

    def _check_idle(self) -> None:
        with self._publishing:    # an answer that is over has been told
            if self._answering is not None and not self._answering.is_over:
                raise CourseError("The desk still answers: wait for it, or stop it.")

    def _begin(self, text: Any, asked: int) -> Answering:
        self._check_idle()
        text = check_message(text)
        if self.turns and self.turns[-1]["state"] == "handed over":
            raise CourseError("A person has taken over this conversation, so the desk says no more.")
        if len(self.turns) >= MOST_TURNS:
            raise CourseError(f"This conversation has {MOST_TURNS} turns: export it, and begin a new one.")
        self._count += 1
        turn = new_turn(self._count, text, asked)
        with self._publishing, self.hold_sync():
            self.now, self.written = turn, ""
        self._answering = Answering(self.desk, turn, self._hear)
        return self._answering.start()

    def _hear(self, answering: Answering, kind: str | None) -> None:
        """In the thread: something new is to be seen. A piece travels alone, so that a long answer costs little."""
        turn = answering.turn
        with self._publishing:
            if kind == "piece":
                self.written = turn["reply"]
                return
            with self.hold_sync():
                self.written = turn["reply"] if kind else ""
                self.now = {**turn, "reply": ""} if kind else {}
                if kind is None:
                    earlier = [{**each, "reads": ""} for each in self.turns]    # only the newest prompt is shown
                    self.turns = [*earlier, turn]
                    answering.is_over = True    # before the page hears of it, which may then say the next thing

    def _tell_about(self) -> None:
        customer = getattr(getattr(self.desk, "session", None), "customer_id", None)
        can_step_back = callable(getattr(self.desk, "take_back", None))
        self.about = {**self.about, "customer": customer, "can_step_back": can_step_back,
                      "can_start_again": can_step_back or self._make is not None}


def check_message(text: Any) -> str:
    """A message as it can travel. Raises CourseError for what is none."""
    if not isinstance(text, str):
        raise CourseError(f"A message is a text, not {type(text).__name__}.")
    text = replace_surrogates(text.strip())[0]
    if not 1 <= len(text) <= LONGEST_MESSAGE:
        raise CourseError(f"A message has 1 to {LONGEST_MESSAGE:,} characters, not {len(text):,}.")
    return text
