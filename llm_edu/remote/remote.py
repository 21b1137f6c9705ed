"""A chat model behind an address: a school's server, llama.cpp, Ollama, vLLM, or a service that one pays for.

All of them understand what OpenAI's does, more or less: what a server sends is looked at before it is believed.
"""

from contextlib import closing, nullcontext, suppress

from llm_edu.decoding.stopping import StopText
from llm_edu.remote.chat_model import ChatModel, is_whole
from llm_edu.remote.client import Limits, RemoteError, explain, find_key, open_client, parse_address, words_of

CHAT, COMPLETIONS = "/chat/completions", "/completions"
MOST_STOPS = 4    # so many stop strings some servers take; the others are looked for here
NOT_OFFERED = (400, 404, 405, 422, 500, 501)    # what servers answer to a field or a path that they do not know
NEXT_TOKENS = (20, 5)    # how many to ask for: most servers allow 20, OpenAI's /completions 5


class RemoteModel(ChatModel):
    """A model behind an OpenAI-compatible address. Making one sends nothing yet.

    address: up to /v1, such as http://localhost:11434/v1   model: its name there (`model_names` lists them)
    key: best not written into a notebook, which may be passed on: put it into the environment, or ask for it with
    key=getpass.getpass(). None: what the environment's variable `key_variable` holds; "": none. It goes to this
    address, whatever that is: before you run somebody else's notebook, see what it names.
    system: the system message of conversations that have none   name: what to call the model in tables and titles
    retries: how often a request is sent again where that may help   limits: `Limits` of time and size
    allow_http: send a key over http://, for all on the way to read
    extra: fields to add to what is asked, or, where they are None, to leave out: {"temperature": None, "top_p": 0.9}
    Raises ValueError for arguments that cannot be, CourseError without OpenAI's client (`pip install openai`).
    """

    def __init__(self, address, model, key=None, *, key_variable="LLM_EDU_API_KEY", system=None, name=None, retries=2,
                 limits=Limits(), allow_http=False, extra=None):
        self.address, is_here = parse_address(address)
        self.key, self.key_variable, self.limits = find_key(key, key_variable), key_variable, limits
        self.model, self.system, self.name, self.extra = model, system, name or model, dict(extra or {})
        if not isinstance(model, str) or not model:
            raise ValueError("model is the name that the server has for a model, such as \"llama3.2\"")
        if not is_whole(retries) or not 0 <= retries <= 10:
            raise ValueError(f"retries is a whole number from 0 to 10, not {retries!r}")
        if wrong := {"model", "messages", "stream", "n"} & self.extra.keys():
            raise ValueError(f"extra cannot change {min(wrong)!r}")
        if self.key is not None and self.address.startswith("http:") and not (is_here or allow_http):
            raise ValueError(f"everybody on the way to {self.address} could read the key: take https://, leave the key "
                             "out (key=\"\"), or say allow_http=True if nobody else is on that network")
        self.client = open_client(self.address, is_here, self.key, limits, int(retries))
        self.echoes, self.limit_field = True, "max_tokens"    # until the server is found to be different

    def __repr__(self):
        return f"RemoteModel({self.address!r}, {self.model!r})"

    def start(self, messages, max_new_tokens, temperature, seed, stop, whole=False):
        """A generator of the pieces of an answer, which returns its ending, as in `Reply`. whole: in one piece"""
        fields = {"messages": messages, self.limit_field: max_new_tokens, "temperature": temperature, "seed": seed,
                  "stop": stop[:MOST_STOPS] or None, "stream": None if whole else True}
        answer = self.ask(CHAT, fields | self.extra)
        whole = isinstance(answer, dict)
        contents = [answer] if whole else iter(lambda: self.called(next, answer, None), None)
        stop, end = StopText(stop), (None, None, None)
        with nullcontext() if whole else closing(answer):    # who leaves the generator hangs up
            for content in contents:
                text, end = self.called(text_and_ending, content, "message" if whole else "delta", end)
                if piece := stop.feed(text):
                    yield piece
                if stop.reached:
                    return "stop", *end[1:]
        if not whole and end[0] is None:
            raise RemoteError(f"the answer of {self.address} was cut off, or is none: try again", again=True)
        if rest := stop.finish():
            yield rest
        return end

    def score_texts(self, prompt, continuations):
        """`score`, of arguments that are right: a text, or a list of messages, and a list of texts."""
        if self.echoes and isinstance(prompt, str):
            texts = [prompt, *(prompt + text for text in continuations)]
            content = self.ask_if_offered(COMPLETIONS, {"prompt": texts, "echo": True, "logprobs": 1})
            if (scores := echoed_scores(content, texts)) is not None:
                return scores
            self.echoes = False
        for number in NEXT_TOKENS:
            path, fields = COMPLETIONS, {"prompt": prompt, "logprobs": number}
            if not isinstance(prompt, str):
                path, fields = CHAT, {"messages": prompt, "logprobs": True, "top_logprobs": number}
            if told := next_tokens(content := self.ask_if_offered(path, fields)):
                break
        else:
            refusal = content if isinstance(content, RemoteError) else f"it has answered without them at {path}"
            raise RemoteError(f"{self.address} does not tell log probabilities ({refusal}): score with LocalModel, or "
                              "with a server that does, such as vLLM or llama.cpp")
        if missing := [text for text in continuations if text not in told]:
            likeliest = ", ".join(repr(token[:40]) for token in sorted(told, key=told.get, reverse=True)[:10])
            raise RemoteError(f"{self.address} tells only of the {len(told)} most probable next tokens ({likeliest}, "
                              f"…), and {missing[0]!r} is none of them: choose continuations of one token, change the "
                              "prompt so that they are likely, or score with LocalModel or a server with `echo` (vLLM)")
        return [told[text] for text in continuations]

    def model_names(self):
        """The names of the models that the server has, in the order of the alphabet."""
        content = self.ask("/models")
        return self.called(lambda: sorted(words_of(entry["id"], self.key) for entry in content["data"]))

    def ask_if_offered(self, path, fields):
        """The answer with log probabilities, or the RemoteError of a server that does not know them."""
        try:
            return self.ask(path, fields | {"max_tokens": 1, "temperature": 1})    # 1: as the model means them
        except RemoteError as error:
            if error.status not in NOT_OFFERED:
                raise
            return error

    def ask(self, path, fields=None):
        """What the server answers to some fields (None: to a look): a dict, or the library's stream of such."""
        try:
            answer = self.called(send, self.client, path, fields and {"model": self.model} | fields)
        except RemoteError as error:
            failure = error
        else:
            if isinstance(answer, dict) and answer.get("error"):
                raise RemoteError(f"{self.address} reports an error: {words_of(answer, self.key)}")
            return answer
        if failure.status == 400 and "max_completion_tokens" in str(failure) and "max_tokens" in (fields or {}):
            self.limit_field = "max_completion_tokens"    # OpenAI's newer models want it so
            return self.ask(path, fields | {"max_tokens": None, self.limit_field: fields["max_tokens"]})
        if failure.status == 404 and fields is not None:
            with suppress(RemoteError):    # then it is the address, and not the model
                if self.model not in (names := self.model_names()):
                    failure = RemoteError(f"{self.address} has no model {self.model!r} (404). It has: "
                                          f"{', '.join(names) or 'none'}. `ollama pull {self.model}` gets one", 404)
        raise failure

    def called(self, function, *arguments):
        """What a function returns that sends, or reads what has come. Its errors are told anew, without the library's
        frames, which know the key."""
        try:
            return function(*arguments)
        except KeyboardInterrupt:
            failure = KeyboardInterrupt()
        except Exception as problem:
            failure = explain(problem, self.address, self.key, self.key_variable, self.limits.silence)
        raise failure.with_traceback(None)


def send(client, path, fields):
    """The library's answer: a dict, or a stream of dicts. fields: a dict, those left out that are None; or None"""
    if fields is None:
        return dict(client.get(path, cast_to=object))
    fields = {name: value for name, value in fields.items() if value is not None}
    answer = client.post(path, body=fields, cast_to=object, stream="stream" in fields)
    if "stream" in fields and "json" not in answer.response.headers.get("content-type", ""):
        return answer
    if "stream" in fields:    # it cannot stream
        answer.response.read()
        answer = answer.response.json()
    return dict(answer)


def text_and_ending(content, part, before):
    """The text in an answer or a piece of it, and the ending as known by now. part: "message" or "delta" """
    choice = content["choices"][0] if content["choices"] or part == "message" else {}
    usage, text = content.get("usage") or {}, (choice.get(part) or {}).get("content") or ""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")    # JSON may hold half a character
    found = choice.get("finish_reason"), usage.get("prompt_tokens"), usage.get("completion_tokens")
    return text, tuple(old if new is None else new for old, new in zip(before, found, strict=True))


def echoed_scores(content, texts):
    """Log P of what comes after texts[0] in each of the others; None where a server has not sent their tokens back."""
    try:
        choices = sorted(content["choices"], key=lambda choice: choice["index"])
        if not all(choice["text"].startswith(text) for choice, text in zip(choices, texts, strict=True)):
            return None
        new = 0 if (content.get("usage") or {}).get("completion_tokens") == 0 else 1    # one was asked for
        told = [choice["logprobs"] for choice in choices]
        before, *rows = [row["tokens"][:len(row["tokens"]) - new] for row in told]
        scores = [float(sum(row["token_logprobs"][len(before):len(row["tokens"]) - new])) for row in told[1:]]
    except (AttributeError, KeyError, TypeError, ValueError):    # it has sent something else, perhaps an error
        return None
    for row, text in zip(rows, texts[1:], strict=True):
        if row[:len(before)] != before or len(row) == len(before):
            raise RemoteError(f"{text[len(texts[0]):]!r} has no tokens of its own after this prompt, since its "
                              "beginning and the prompt's end make one token: let the prompt end before the space, and "
                              "the continuation begin with it")
    return scores if all(map(is_log_probability, scores)) else None


def next_tokens(content):
    """Tokens and log probabilities of the first place, a dict; empty where a server has not told them."""
    with suppress(AttributeError, IndexError, KeyError, TypeError):    # it has sent something else, perhaps an error
        told = content["choices"][0]["logprobs"]
        pairs = ([(entry["token"], entry["logprob"]) for entry in told["content"][0]["top_logprobs"]]
                 if told.get("content") else told["top_logprobs"][0].items())
        return {token: float(nats) for token, nats in pairs if isinstance(token, str) and is_log_probability(nats)}
    return {}


def is_log_probability(value):
    """Whether value can be one, up to rounding."""
    return isinstance(value, (int, float)) and value < 1e-3
