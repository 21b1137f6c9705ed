"""What you can ask of a chat model, wherever it runs; and the one that runs here, in the course's own code."""

import math
from contextlib import closing
from numbers import Integral, Real
from types import SimpleNamespace

from llm_edu.decoding import Sampling, StreamDecoder, stream
from llm_edu.decoding.stopping import StopText
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.conversation import encode_chat, ends_of_turn, turns_of
from llm_edu.prompting.scoring import Scorer


class Reply(str):
    """What a model has answered: a text like any other that also knows how it ended and how many tokens it took.

    finish_reason: "stop" where the model ended it, or a stop string; "length" where `max_new_tokens` cut it off; some
    servers know others   prompt_tokens, new_tokens: how many were read and written; None where a server does not say

    >>> reply = Reply("It is Par", "length", prompt_tokens=31, new_tokens=4)
    >>> reply.split()[0], reply.finish_reason
    ('It', 'length')
    """

    def __new__(cls, text="", finish_reason=None, prompt_tokens=None, new_tokens=None):
        reply = super().__new__(cls, text)
        reply.ending = reply.finish_reason, reply.prompt_tokens, reply.new_tokens = (
            finish_reason, prompt_tokens, new_tokens)
        return reply


class ChatModel:
    """A model that answers messages. A subclass has `start` and `score_texts`, as `LocalModel` has them.

    name: what to call it in tables and titles   system: the system message of conversations that have none
    """

    name, system = "a model", None

    def reply(self, messages, max_new_tokens=256, temperature=0.0, seed=None, stop=(), on_text=None):
        """The assistant's answer: a `Reply`.

        messages: a text, or a list of {"role": "system" | "user" | "assistant", "content": text}
        temperature: 0 always takes the most probable token   seed: makes drawing repeatable, if a server plays along
        stop: a text, or several, at which the answer ends; it is not part of it
        on_text: called with each piece of the answer as it comes, as in reply(…, on_text=print_piece)
        Raises ValueError or TypeError for arguments that cannot be, CourseError for what goes wrong with the model.
        """
        options, text = self.checked(max_new_tokens, temperature, seed, stop), []
        with closing(self.start(self.conversation(messages), *options, whole=on_text is None)) as pieces:
            while True:
                try:
                    text.append(next(pieces))
                except StopIteration as end:
                    return Reply("".join(text), *end.value)
                if on_text is not None:
                    on_text(text[-1])

    def stream(self, messages, max_new_tokens=256, temperature=0.0, seed=None, stop=()):
        """Yield the assistant's answer in pieces of text, as they come. Arguments and errors as for `reply`."""
        return self.start(self.conversation(messages), *self.checked(max_new_tokens, temperature, seed, stop))

    def score(self, prompt, continuations):
        """How probable the model finds each continuation of a prompt: a list of log probabilities, in nats.

        prompt: a text that the continuations continue, or messages, which they answer
        continuations: texts. After a text let each begin with a space or a newline, so that a token begins there:
        score("The sky is", [" blue", " green"])
        Raises CourseError where a server does not tell, or does not tell about these.
        """
        texts = [continuations] if isinstance(continuations, str) else list(continuations)
        if prompt == "" or any(not isinstance(text, str) or not text for text in texts):
            raise ValueError("prompt and continuations are texts, none of them empty")
        prompt = prompt if isinstance(prompt, str) else self.conversation(prompt)
        return self.score_texts(prompt, texts) if texts else []

    def checked(self, max_new_tokens, temperature, seed, stop):
        """The same four, as Python's own types. Raises ValueError."""
        stop = [stop] if isinstance(stop, str) else list(stop)
        if not is_whole(max_new_tokens) or max_new_tokens < 1:
            raise ValueError(f"max_new_tokens is a whole number of at least 1, not {max_new_tokens!r}")
        if not isinstance(temperature, Real) or not 0 <= temperature < math.inf:
            raise ValueError(f"temperature is 0 or a positive number, not {temperature!r}")
        if seed is not None and not (is_whole(seed) and 0 <= seed < 2**63):
            raise ValueError(f"seed is a whole number from 0 to 2**63 - 1, or None, not {seed!r}")
        if any(not isinstance(text, str) or not text for text in stop):
            raise ValueError("stop is a text, or a list of texts, none of them empty")
        return int(max_new_tokens), float(temperature), None if seed is None else int(seed), stop

    def conversation(self, messages):
        """A list of messages, the system's first if there is one. messages: a text, or a list"""
        if isinstance(messages, str):
            messages = [{"role": "user", "content": messages}]
        if not isinstance(messages, (list, tuple)) or any(not isinstance(message, dict) for message in messages):
            raise TypeError('messages is a text, or a list of {"role": "user", "content": "…"}')
        return [{"role": role, "content": content} for role, content in turns_of(messages, self.system)]


def is_whole(value):
    """Whether value is a whole number, and not True or False."""
    return isinstance(value, Integral) and not isinstance(value, bool)


class LocalModel(ChatModel):
    """SmolLM2, or any other chat model that `llm_edu.pretrained` loads.

    model, tokenizer: as `load_smollm2`, `load_gguf` or `load_pretrained` give them
    system: the system message of conversations that have none; None: what the model's own template does then
    begin: a special token to put before a text that is scored, such as "<s>" for models that never saw a text
    without it   name: what to call it in tables and titles
    options: what the chat template knows besides, such as enable_thinking=False for Qwen3
    """

    def __init__(self, model, tokenizer, *, system=None, begin=None, name="local model", **options):
        self.model, self.tokenizer = model, tokenizer
        self.system, self.begin, self.name, self.options = system, begin, name, options
        if begin is not None and begin not in tokenizer.special_tokens:
            raise ValueError(f"begin is one of the tokenizer's special tokens, not {begin!r}")

    def __repr__(self):
        return f"LocalModel({self.name!r})"

    def start(self, messages, max_new_tokens, temperature, seed, stop, whole=False):
        """A generator of the pieces of an answer, which returns how it ended, as in `Reply`. Errors come at once."""
        ids = encode_chat(self.tokenizer, messages, **self.options)
        new_ids = stream(self.model, ids, Sampling(temperature=temperature), max_new_tokens,
                         ends_of_turn(self.tokenizer), seed)
        return self.pieces(len(ids), new_ids, max_new_tokens, StopText(stop))

    def pieces(self, prompt_tokens, new_ids, max_new_tokens, stop):
        """Yield the text of new ids, up to a stop string; return its ending."""
        decoder, count = StreamDecoder(self.tokenizer), 0
        for token in new_ids:
            count += 1
            known = token < self.tokenizer.vocab_size    # some models have rows without a token
            if piece := stop.feed(decoder.feed(token) if known else ""):
                yield piece
            if stop.reached:
                return "stop", prompt_tokens, count
        if rest := stop.feed(decoder.finish()) + stop.finish():
            yield rest
        return "length" if count == max_new_tokens else "stop", prompt_tokens, count

    def score_texts(self, prompt, continuations):
        """`score`, of arguments that are right: a text, or a list of messages, and a list of texts."""
        if isinstance(prompt, str):
            ids = [] if self.begin is None else [self.tokenizer.special_tokens[self.begin]]
            ids += self.encode(prompt, first=True)
        else:
            ids = encode_chat(self.tokenizer, prompt, **self.options)
        answers = [self.encode(text) for text in continuations]
        prompt = SimpleNamespace(answer_ids=lambda tokenizer: answers, ids=lambda tokenizer, text: ids)
        return Scorer(self.model, self.tokenizer, prompt).of_rows([ids])[0].tolist()    # lesson 12's way

    def encode(self, text, first=False):
        """The ids of a text. first: whether it is the beginning, where some tokenizers write it differently"""
        options = {"first": first} if isinstance(self.tokenizer, ByteFallbackTokenizer) else {}
        return self.tokenizer.encode(text, **options)
