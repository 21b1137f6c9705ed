"""From the fields of a request's body to requests of the engine: /v1/chat/completions and /v1/completions."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llm_edu.decoding import Greedy, Sampling
from llm_edu.decoding.stopping import Stopping
from llm_edu.errors import CourseError
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.conversation import encode_chat
from llm_edu.serving.fields import APIError, Fields, kind_of, shown, text_of
from llm_edu.serving.requests import Request
from llm_edu.serving.served import Served

ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
MOST_STOPS, LONGEST_STOP = 16, 200    # strings that end an answer, and characters of one
LEAST_TEMPERATURE = 1e-6    # below, logits divided by it could overflow
LIKELIEST = 20    # log probabilities that a request may ask for, for each token
CHAT_TOKENS, COMPLETION_TOKENS = 512, 16    # where it is not said how many: the second as OpenAI has it


@dataclass
class Asked:
    """What a request asks for. requests: one for each prompt   texts: the prompts that begin the answers (`echo`)

    chat: whether it is a conversation   stream, usage: whether the answer comes in pieces, and the last tells counts
    """

    chat: bool
    model: str
    requests: list[Request]
    stops: tuple[str, ...]
    stream: bool
    usage: bool
    texts: list[str]


class Asker:
    """Reads bodies for what a server offers. One at a time: tokenizers run in Python, and do not gain by threads."""

    def __init__(self, served: Served) -> None:
        self.served, self.lock = served, threading.Lock()

    def __call__(self, values: Mapping[str, Any], chat: bool) -> Asked:
        """What a body asks for. Raises APIError for what is wrong with it, before anything is computed."""
        fields = Fields(values)
        model = text_of(fields.needed("model", "a string"), "model")
        if model not in self.served.models:
            raise APIError(404, f"there is no model {shown(model)}: there are {', '.join(self.served.models)}", "model",
                           "model_not_found")
        stream = fields.take("stream", "true or false", False)
        more = Fields(fields.take("stream_options", "an object", {}))
        usage = more.take("include_usage", "true or false", False)
        more.end()
        stops = read_stops(fields)
        strategy, seed = read_strategy(fields), fields.whole("seed", -2**63, 2**63 - 1)
        likeliest = read_chat_logprobs(fields) if chat else fields.whole("logprobs", 0, LIKELIEST)
        echo = not chat and fields.take("echo", "true or false", False)
        messages = read_messages(fields) if chat else []
        texts = [] if chat else read_prompts(fields, self.served.limits.prompts)
        wanted = self.read_count(fields)
        fields.end()
        with self.lock:
            prompts = self.encode_chat(messages) if chat else [self.encode(text, model) for text in texts]
        stopping = Stopping([*self.served.ends(chat), *stops], self.served.tokenizer)
        requests = [Request(ids, self.count(wanted, ids, model, chat), strategy, seed, stopping, model, likeliest,
                            echo and likeliest is not None) for ids in prompts]
        return Asked(chat, model, requests, stops, stream, usage, texts if echo else [""] * len(requests))

    def read_count(self, fields: Fields) -> int | None:
        """How many new tokens are asked for, at most; None: it is not said."""
        names = ["max_completion_tokens", "max_tokens"]
        found = [fields.whole(name, 1, self.served.limits.new_tokens) for name in names]
        if None not in found:
            raise APIError(400, "max_tokens and max_completion_tokens are the same: leave one of them out", names[0])
        return found[0] or found[1]

    def count(self, wanted: int | None, ids: list[int], model: str, chat: bool) -> int:
        """The most new tokens of one request. Raises APIError where the context does not hold them."""
        context = self.served.context(model)
        if len(ids) + (wanted or 1) > context:
            raise APIError(400, f"the prompt has {len(ids):,} tokens, {wanted or 1:,} new ones are asked for, and this "
                           f"model's context holds {context:,} here: shorten the prompt, or ask for fewer tokens",
                           code="context_length_exceeded")
        return wanted or min(CHAT_TOKENS if chat else COMPLETION_TOKENS, self.served.limits.new_tokens,
                             context - len(ids))

    def encode_chat(self, messages: list[dict[str, str]]) -> list[list[int]]:
        """The ids of a conversation, as the only prompt."""
        if not self.served.chats:
            raise APIError(400, "this model has no form for conversations, it only continues text: ask "
                           "/v1/completions", "messages")
        try:
            return [encode_chat(self.served.tokenizer, messages)]
        except (CourseError, ValueError) as problem:
            raise APIError(400, str(problem), "messages") from problem

    def encode(self, text: str, model: str) -> list[int]:
        """The ids of a text that a model is to continue."""
        tokenizer, begin = self.served.tokenizer, self.served.begin
        try:
            ids = (tokenizer.encode(text, first=True) if isinstance(tokenizer, ByteFallbackTokenizer)
                   else tokenizer.encode(text))
        except ValueError as problem:    # such as a byte that has no token
            raise APIError(400, str(problem), "prompt") from problem
        ids = ids if begin is None else [tokenizer.special_tokens[begin], *ids]
        if not ids:
            raise APIError(400, "the prompt is empty, and this model needs something to continue", "prompt")
        return ids


def read_strategy(fields: Fields) -> Greedy | Sampling:
    """How tokens are chosen."""
    temperature = fields.number("temperature", 0, 100, 1.0)
    if 0 < temperature < LEAST_TEMPERATURE:
        raise APIError(400, f"temperature is 0, or at least {LEAST_TEMPERATURE}", "temperature")
    options = {"top_p": fields.number("top_p", 0, 1, 1.0) or 1e-9, "top_k": fields.whole("top_k", -1, 10**9, 0),
               "min_p": fields.number("min_p", 0, 1, 0.0), "repetition_penalty": fields.number(
                   "repetition_penalty", 0.01, 100, 1.0)}
    if temperature == 0 and options["repetition_penalty"] == 1:
        return Greedy()
    limits = {name: options[name] if 0 < options[name] else None for name in ("top_p", "top_k", "min_p")}
    return Sampling(temperature, repetition_penalty=options["repetition_penalty"], **limits)


def read_stops(fields: Fields) -> tuple[str, ...]:
    """The strings that end an answer."""
    given = fields.values.pop("stop", [])
    stops = given if isinstance(given, list) else [given]
    if len(stops) > MOST_STOPS or any(not isinstance(stop, str) or not 0 < len(stop) <= LONGEST_STOP for stop in stops):
        raise APIError(400, f"stop is a string of 1 to {LONGEST_STOP} characters, or a list of at most {MOST_STOPS}",
                       "stop")
    return tuple(text_of(stop, "stop") for stop in stops)


def read_chat_logprobs(fields: Fields) -> int | None:
    """How many of the most probable tokens are told for each; None: none, and not even that of the token itself."""
    wanted, count = fields.take("logprobs", "true or false", False), fields.whole("top_logprobs", 0, LIKELIEST)
    if count is not None and not wanted:
        raise APIError(400, "top_logprobs needs logprobs = true", "top_logprobs")
    return (count or 0) if wanted else None


def read_prompts(fields: Fields, most: int) -> list[str]:
    """The texts to continue: one, or a list."""
    given = fields.values.pop("prompt", None)
    if given is None:
        raise APIError(400, "prompt is missing", "prompt")
    texts = given if isinstance(given, list) else [given]
    if not 0 < len(texts) <= most:
        raise APIError(400, f"prompt is a string, or a list of 1 to {most} strings", "prompt")
    return [text_of(text, "prompt") for text in texts]


def read_messages(fields: Fields) -> list[dict[str, str]]:
    """The messages of a conversation, each with a role and a text."""
    messages = fields.needed("messages", "a list")
    if not messages:
        raise APIError(400, "messages is empty", "messages")
    found = []
    for number, message in enumerate(messages):
        name = f"messages[{number}]"
        if not isinstance(message, dict):
            raise APIError(400, f"{name} is an object, not {kind_of(message)}", "messages")
        if not isinstance(role := message.get("role"), str) or role not in ROLES:
            raise APIError(400, f"{name}.role is one of {', '.join(ROLES)}, not {shown(role)}",
                           "messages")
        found.append({"role": ROLES[role], "content": read_content(message.get("content"), name)})
    return found


def read_content(content: Any, name: str) -> str:
    """The text of a message, which may come in parts."""
    if not isinstance(content, list):
        return text_of(content, f"{name}.content")
    for part in content:
        if not isinstance(part, dict) or part.get("type") != "text":
            raise APIError(400, f"{name}.content has a part that is not text, and this model reads nothing else",
                           "messages")
    return "".join(text_of(part.get("text"), f"{name}.content.text") for part in content)
