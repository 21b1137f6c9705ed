"""A conversation within a budget of tokens: what a model is shown when not everything fits.

Always shown: the system message with the description of the tools, and the last turns. When the budget is spent, the
oldest turns are left out, each as a whole, because half a turn is a call without its result or a question without its
reply. The model is told how many are missing, or reads a summary in their place (as in Packer et al. 2023, MemGPT,
arXiv:2310.08560), and so are you.

>>> def count_words(messages):
...     return sum(len(message["content"].split()) for message in messages)
>>> talk = Conversation(count_words, budget=17, system="Be brief.")
>>> for question, reply in [("Hello! I am looking for a lamp that my aunt would like.", "We have 24 lamps."),
...                         ("Red ones?", "No."), ("Why not?", "Nobody has asked.")]:
...     talk.ask(question)
...     talk.add("assistant", reply)
>>> shown = talk.window()
>>> shown.left_out, shown.tokens
(1, 16)
>>> print(shown.messages[0]["content"])
Be brief.
<BLANKLINE>
(1 earlier turn is left out.)
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from llm_edu.pretrained.conversation import ROLES, Messages

Turn = list[dict[str, str]]    # the messages of one turn: a question, calls with their results, a reply


@dataclass(frozen=True)
class Window:
    """What the model is shown: messages as for `encode_chat`, their tokens, and what is not among them.

    left_out: how many of the oldest turns are left out   summary: the text that replaces them, or ""
    """

    messages: Turn
    tokens: int
    left_out: int
    summary: str = ""


class Conversation:
    """The turns of a conversation, and the part of them that fits into a budget.

    count: messages -> tokens, such as lambda messages: len(encode_chat(tokenizer, messages))
    budget: the most tokens that `window` may take. Leave room for the answer within the model's context.
    system, tools: who the model is, and the description of its tools: always shown
    keep: how many of the last turns are always shown   summarise: messages of turns left out -> a text in their place
    Every turn stays in `turns`, shown or not.
    """

    def __init__(self, count: Callable[[Messages], int], budget: int, system: str = "", tools: str = "", keep: int = 1,
                 summarise: Callable[[Messages], str] | None = None):
        if keep < 1:
            raise ValueError(f"at least the last turn is shown, so keep is 1 or more, not {keep}")
        self.count, self.budget, self.system, self.tools, self.keep = count, budget, system, tools, keep
        self.summarise = summarise
        self.turns: list[Turn] = []
        self._summaries: dict[int, str] = {}    # number of turns left out -> their summary, which may take a model

    def ask(self, text: str) -> None:
        """Begin a turn with what the user says."""
        self.turns.append([{"role": "user", "content": text}])

    def add(self, role: str, text: str) -> None:
        """Add a message to the turn: a call, its result, a reply. role: one of `ROLES`"""
        if role not in ROLES:
            raise ValueError(f"a role is one of {ROLES}, not {role!r}; say in the text that it is a result of a tool")
        if not self.turns:
            raise ValueError("a turn begins with what the user says: call ask(text) first")
        self.turns[-1].append({"role": role, "content": text})

    def take_back(self) -> Turn:
        """Remove the last turn, and return it."""
        if not self.turns:
            raise ValueError("there is no turn to take back")
        turn = self.turns.pop()
        self._summaries = {number: text for number, text in self._summaries.items() if number <= len(self.turns)}
        return turn

    def window(self) -> Window:
        """What the model is shown now. Raises ValueError when what is always shown does not fit into the budget."""
        if not self.turns:
            raise ValueError("there is nothing to show yet: call ask(text) first")
        most = max(len(self.turns) - self.keep, 0)
        left_out = 0 if self.fits(0) else min(1 + bisect_left(range(1, most), True, key=self.fits), most)
        while left_out <= most:
            summary = self.summary_of(left_out)
            messages = self.shown(left_out, summary)
            tokens = self.count(messages)
            if tokens <= self.budget:
                return Window(messages, tokens, left_out, summary)
            left_out += 1    # a summary is longer than the note that says the same without it
        parts = f"the last {self.keep} turns" + (" and the summary of the others" if summary else "")
        raise ValueError(f"the system message, the tools and {parts} take {tokens} tokens, and the budget is "
                         f"{self.budget}: shorten them, or raise the budget")

    def fits(self, left_out: int) -> bool:
        """Whether the rest fits when this many of the oldest turns are left out, without a summary."""
        return self.count(self.shown(left_out)) <= self.budget

    def shown(self, left_out: int, summary: str = "") -> Turn:
        """The messages when this many of the oldest turns are left out."""
        note = ""
        if left_out:
            turns = "1 earlier turn is" if left_out == 1 else f"{left_out} earlier turns are"
            note = f"({turns} left out.)" if not summary else f"({turns} left out. In short: {summary})"
        system = "\n\n".join(filter(None, (self.system, self.tools, note)))
        first = [{"role": "system", "content": system}] if system else []
        return first + [message for turn in self.turns[left_out:] for message in turn]

    def summary_of(self, left_out: int) -> str:
        """The summary of so many of the oldest turns, made once."""
        if not left_out or self.summarise is None:
            return ""
        if left_out not in self._summaries:
            self._summaries[left_out] = self.summarise([message for turn in self.turns[:left_out] for message in turn])
        return self._summaries[left_out]
