"""A chat model behind an address: a school's server, llama.cpp, Ollama, vLLM, or a service that one pays for.

All of them understand what OpenAI's does (`/v1/chat/completions`), more or less: what a server says of itself counts
little here, and what it sends is looked at before it is believed.
"""

import json
import time

from llm_edu import __version__
from llm_edu.decoding.stopping import StopText
from llm_edu.remote.address import parse_address
from llm_edu.remote.answers import choices_of, ending, odd, parsed, text_in
from llm_edu.remote.chat_model import ChatModel, Ending, Reply, is_whole
from llm_edu.remote.connection import Limits, cut_off, open_answer
from llm_edu.remote.errors import RemoteError, clean, explain_status
from llm_edu.remote.events import events
from llm_edu.remote.key import Secret, find_key, hide
from llm_edu.remote.retrying import with_retries
from llm_edu.remote.scores import echoed_scores, next_token_scores

CHAT = "/chat/completions"
MOST_STOPS = 4    # so many stop strings some servers take; the others are looked for here
OURS = ("model", "messages", "stream", "n")


class RemoteModel(ChatModel):
    """A model behind an OpenAI-compatible address. Making one sends nothing yet.

    address: up to /v1, such as http://localhost:11434/v1   model: its name there (`model_names` lists them)
    key: best not written into a notebook, which may be passed on: put it into the environment, or ask for it with
    key=getpass.getpass(). None: what the environment's variable `key_variable` holds; "": none. It goes to this
    address, whatever that is: before you run somebody else's notebook, see what it names.
    system: the system message of conversations that have none   name: what to call the model in tables and titles
    retries: how often a request is sent again, before anything of an answer has come (see `retrying`)
    limits: `Limits` of time and size   allow_http: send a key over http://, for all on the way to read
    extra: fields to add to what is asked, or, where they are None, to leave out: {"temperature": None, "top_p": 0.9}
    Raises ValueError or TypeError for arguments that cannot be.
    """

    def __init__(self, address, model, key=None, *, key_variable="LLM_EDU_API_KEY", system=None, name=None, retries=2,
                 limits=Limits(), allow_http=False, extra=None):
        self.address, self.key_variable = parse_address(address), key_variable
        if not isinstance(model, str) or not model:
            raise ValueError("model is the name that the server has for a model, such as \"llama3.2\"")
        if not is_whole(retries) or not 0 <= retries <= 10:
            raise ValueError(f"retries is a whole number from 0 to 10, not {retries!r}")
        if wrong := [field for field in OURS if field in (extra or {})]:
            raise ValueError(f"extra cannot change {wrong[0]!r}")
        self.model, self.system, self.name = model, system, name or model
        self.retries, self.limits, self.extra = retries, limits, dict(extra or {})
        self.key = find_key(key, key_variable)
        if self.key is not None and self.address.scheme == "http" and not (self.address.is_loopback or allow_http):
            raise ValueError(f"everybody on the way to {self.address} could read the key: take https://, leave the key "
                             "out (key=\"\"), or say allow_http=True if nobody else is on that network")
        self.limit_field = "max_tokens"
        self.echoes = True    # until the server is found not to
        self.sleep, self.clock = time.sleep, time.monotonic

    def __repr__(self):
        return f"RemoteModel({str(self.address)!r}, {self.model!r})"

    def start(self, request):
        fields = self.fields(request) | {"stream": True}
        answer = with_retries(lambda: self.open(CHAT, fields), self.retries, self.sleep)
        with answer:
            if "json" in answer.kind:    # a server that can't stream
                reply = self.read_reply(answer, request)
                yield str(reply)
                return reply.ending
            stop, end, heard = StopText(request.stop), Ending(), False
            for data in events(answer.chunks()):
                if data.strip() == "[DONE]":
                    break
                content, heard = parsed(data.encode(), self.address, self.key), True
                for choice in choices_of(content, self.address)[:1] or [{}]:
                    end = ending(choice, content, end)
                    if piece := stop.feed(text_in(choice, "delta", self.address)):
                        yield piece
                if stop.reached:
                    return end._replace(finish_reason="stop")
            else:
                if end.finish_reason is None:
                    raise cut_off(self.address) if heard else odd(self.address, "it has sent no events")
            if rest := stop.finish():
                yield rest
            return end

    def answer(self, request):
        def attempt():
            with self.open(CHAT, self.fields(request)) as answer:
                return self.read_reply(answer, request)

        return with_retries(attempt, self.retries, self.sleep)

    def read_reply(self, answer, request):
        """The `Reply` in an `Answer` that comes whole."""
        content = parsed(b"".join(answer.chunks()), self.address, self.key)
        choices = choices_of(content, self.address)
        if not choices:
            raise odd(self.address, "its list of choices is empty")
        stop, end = StopText(request.stop), ending(choices[0], content)
        text = stop.feed(text_in(choices[0], "message", self.address)) + stop.finish()
        return Reply(text, *(end._replace(finish_reason="stop") if stop.reached else end))

    def score_texts(self, prompt, continuations):
        if isinstance(prompt, str) and self.echoes:
            scores = echoed_scores(self.ask, prompt, continuations, self.address)
            if scores is not None:
                return scores
            self.echoes = False
        return next_token_scores(self.ask, prompt, continuations, self.address)

    def model_names(self, retries=None):
        """The names of the models that the server has, in the order of the alphabet."""
        content = self.ask("/models", None, self.retries if retries is None else retries)
        data = content.get("data")
        if not isinstance(data, list):
            raise odd(self.address, "it has no list of models")
        names = [entry.get("id") for entry in data if isinstance(entry, dict)]
        return sorted(clean(hide(name, self.key)) for name in names if isinstance(name, str))

    def fields(self, request):
        """What is asked, as a dict."""
        asked = {"messages": request.messages, "max_tokens": int(request.max_new_tokens),
                 "temperature": float(request.temperature), "seed": None if request.seed is None else int(request.seed),
                 "stop": list(request.stop[:MOST_STOPS]) or None} | self.extra
        return {name: value for name, value in asked.items() if value is not None}

    def ask(self, path, fields, retries=None):
        """The answer to a request, whole, as a dict."""
        def attempt():
            with self.open(path, fields) as answer:
                return parsed(b"".join(answer.chunks()), self.address, self.key)

        return with_retries(attempt, self.retries if retries is None else retries, self.sleep)

    def open(self, path, fields=None):
        """Send a request once: an `Answer` that says all is well. fields: None to only look"""
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream",
                   "User-Agent": f"llm-edu/{__version__}"}
        if self.key is not None:
            headers["Authorization"] = Secret("Bearer " + str.strip(self.key))
        answer = open_answer(self.address, path, headers, self.body(path, fields), self.limits, self.clock)
        if 200 <= answer.status < 300:
            return answer
        with answer:
            said = answer.beginning()
        if answer.status == 400 and b"max_completion_tokens" in said and self.limit_field == "max_tokens" and fields:
            self.limit_field = "max_completion_tokens"    # OpenAI's newer models want it so
            return self.open(path, fields)
        raise (self.missing(answer.status, path) if answer.status in (404, 405) else None) or explain_status(
            answer, said, self.address, self.key, self.key_variable)

    def body(self, path, fields):
        """What is asked, as JSON in bytes; None for None."""
        if fields is None:
            return None
        limit = self.limit_field if path == CHAT else "max_tokens"
        renamed = {limit if name == "max_tokens" else name: value for name, value in fields.items()}
        return json.dumps({"model": self.model} | renamed).encode()

    def missing(self, status, path):
        """The RemoteError for "not found": is it the address or the model? None where it is neither."""
        try:
            names = None if path == "/models" else self.model_names(retries=0)
        except RemoteError:
            names = None
        if names is None:
            hint = "" if self.address.path else f". Most servers want {self.address}/v1"
            return RemoteError(f"there is nothing at {self.address}{path} ({status}): the address ends where the names "
                               f"of an OpenAI-compatible server begin, usually in /v1{hint}", status)
        if self.model in names:
            return None
        known = clean(", ".join(names)) or "none"
        return RemoteError(f"{self.address} has no model {self.model!r} ({status}). It has: {known}. With Ollama, "
                           f"`ollama pull {self.model}` gets one", status)
