"""What one can ask of a chat model, wherever it runs."""

import math
from abc import ABC, abstractmethod
from contextlib import closing
from dataclasses import dataclass
from numbers import Integral, Real
from typing import NamedTuple

from llm_edu.pretrained.conversation import turns_of


class Ending(NamedTuple):
    """How an answer ended: the fields of `Reply` besides its text."""

    finish_reason: str | None = None
    prompt_tokens: int | None = None
    new_tokens: int | None = None


class Reply(str):
    """What a model has answered: a text like any other that also knows how it ended and how many tokens it took.

    finish_reason: "stop" where the model ended it, or a stop string; "length" where `max_new_tokens` cut it off; some
    servers know others, such as "content_filter"
    prompt_tokens, new_tokens: how many were read and written; None where a server does not say

    >>> reply = Reply("It is Par", "length", prompt_tokens=31, new_tokens=4)
    >>> reply.split()[0], reply.finish_reason
    ('It', 'length')
    """

    def __new__(cls, text="", finish_reason=None, prompt_tokens=None, new_tokens=None):
        reply = super().__new__(cls, text)
        reply.finish_reason, reply.prompt_tokens, reply.new_tokens = finish_reason, prompt_tokens, new_tokens
        return reply

    @property
    def ending(self):
        """All but the text."""
        return Ending(self.finish_reason, self.prompt_tokens, self.new_tokens)


@dataclass(frozen=True)
class Request:
    """What `ChatModel.reply` and `ChatModel.stream` were asked for, checked. Raises TypeError or ValueError."""

    messages: list
    max_new_tokens: int
    temperature: float
    seed: int | None
    stop: tuple[str, ...]

    def __post_init__(self):
        if not is_whole(self.max_new_tokens) or self.max_new_tokens < 1:
            raise ValueError(f"max_new_tokens is a whole number of at least 1, not {self.max_new_tokens!r}")
        if not isinstance(self.temperature, Real) or not 0 <= self.temperature < math.inf:
            raise ValueError(f"temperature is 0 or a positive number, not {self.temperature!r}")
        if self.seed is not None and not (is_whole(self.seed) and 0 <= self.seed < 2**63):
            raise ValueError(f"seed is a whole number from 0 to 2**63 - 1, or None, not {self.seed!r}")
        if any(not isinstance(text, str) or not text for text in self.stop):
            raise ValueError("stop is a text, or a list of texts, none of them empty")


class ChatModel(ABC):
    """A model that answers messages. A subclass provides `start`, `score_texts` and, if it can do better, `answer`.

    name: what to call it in tables and titles   system: the system message of conversations that have none
    """

    name = "a model"
    system = None

    def reply(self, messages, max_new_tokens=256, temperature=0.0, seed=None, stop=(), on_text=None):
        """The assistant's answer: a `Reply`.

        messages: a text, or a list of {"role": "system" | "user" | "assistant", "content": text}
        temperature: 0 takes always the most probable token   seed: makes drawing repeatable, if a server plays along
        stop: a text, or several, at which the answer ends; it is not part of it
        on_text: called with each piece of the answer as it comes, as in reply(…, on_text=print_piece)
        Raises ValueError or TypeError for arguments that cannot be, CourseError for what goes wrong with the model.
        """
        request = self.request(messages, max_new_tokens, temperature, seed, stop)
        return self.answer(request) if on_text is None else put_together(self.start(request), on_text)

    def stream(self, messages, max_new_tokens=256, temperature=0.0, seed=None, stop=()):
        """Yield the assistant's answer in pieces of text, as they come. Arguments and errors as for `reply`."""
        return self.start(self.request(messages, max_new_tokens, temperature, seed, stop))

    def score(self, prompt, continuations):
        """How probable the model finds each continuation of a prompt: a list of log probabilities, in nats.

        prompt: a text that the continuations go on from, or messages, which they answer
        continuations: texts. After a text let each begin with a space or a newline, so that a token begins there:
        score("The sky is", [" blue", " green"])
        Raises CourseError where a server does not tell, or does not tell about these.
        """
        texts = [continuations] if isinstance(continuations, str) else list(continuations)
        if any(not isinstance(text, str) or not text for text in texts):
            raise ValueError("continuations are texts, none of them empty")
        if not isinstance(prompt, str):
            prompt = self.conversation(prompt)
        elif not prompt:
            raise ValueError("the prompt is empty: give at least the text's first word")
        if not texts:
            return []
        return self.score_texts(prompt, texts)

    @abstractmethod
    def start(self, request):
        """A generator of the pieces of the answer to a `Request`; it returns the `Ending`."""

    @abstractmethod
    def score_texts(self, prompt, continuations):
        """`score`, of arguments that are right: a text, or a list of messages, and a list of texts."""

    def answer(self, request):
        """The `Reply` to a `Request`, whole."""
        return put_together(self.start(request))

    def request(self, messages, max_new_tokens, temperature, seed, stop):
        """The arguments of `reply` as a `Request`."""
        stop = (stop,) if isinstance(stop, str) else tuple(stop)
        return Request(self.conversation(messages), max_new_tokens, temperature, seed, stop)

    def conversation(self, messages):
        """A list of messages, the system's first if there is one. messages: a text, or a list"""
        if isinstance(messages, str):
            messages = [{"role": "user", "content": messages}]
        if not isinstance(messages, (list, tuple)) or any(not isinstance(message, dict) for message in messages):
            raise TypeError('messages is a text, or a list of {"role": "user", "content": "…"}')
        return [{"role": role, "content": content} for role, content in turns_of(messages, self.system)]


def put_together(pieces, on_text=None):
    """A generator's pieces and what it returns, as a `Reply`."""
    text = []
    with closing(pieces):    # an interrupt ends what lies behind it too
        while True:
            try:
                text.append(next(pieces))
            except StopIteration as end:
                return Reply("".join(text), *end.value)
            if on_text is not None:
                on_text(text[-1])


def is_whole(value):
    """Whether value is a whole number, and not True or False."""
    return isinstance(value, Integral) and not isinstance(value, bool)
