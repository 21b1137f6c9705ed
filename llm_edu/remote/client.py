"""OpenAI's client for one address, held to what this course promises.

Asking again, waiting, proxies, encryption: all that is the library's. Here a key goes to its address alone and is shown
nowhere, an answer has limits, and an error says what to do.
"""

import logging
import os
import re
import time
from dataclasses import dataclass
from ipaddress import ip_address
from numbers import Real

from llm_edu.errors import CourseError

ADDRESS = re.compile(r"(https?)://([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+])(?::(\d{1,5}))?"
                     r"((?:/[a-z0-9._~%+:=,-]+)*?)(?:(?:/chat)?/completions|/models)?/*", re.IGNORECASE)
HEADERS = {"host", "accept", "accept-encoding", "connection", "content-type", "content-length", "user-agent"}
LOGS = ("openai._base_client", "httpcore.http11", "httpcore2.http11")    # that tell of headers, if somebody listens
ADVICE = {    # by status, or by what is among the causes, the first that fits
    300: "{address} sends you elsewhere. Keys and messages go only where you send them: if the other address is right, "
         "take it (up to /v1); on a network with a login page, log in first",
    400: "{address} refuses the request; extra={{\"seed\": None}} leaves out a field that it does not know",
    401: "{address} does not accept the key: is it whole, still valid, and meant for this address?",
    "no key": "{address} wants a key: set the environment variable {variable}, or pass key=getpass.getpass()",
    402: "{address} has no credit left for this key",
    403: "{address} does not allow this",
    404: "there is nothing at {address}: most addresses of OpenAI-compatible servers end in /v1",
    413: "{address} finds the request too long: shorten the messages",
    429: "{address} is asked too often: wait a little, or send fewer requests at a time",
    500: "{address} has a problem of its own. Look at what the server writes; it may still be loading its model",
    "SSLCertVerificationError": "the certificate of {address} is not accepted. Behind a school's or company's proxy, "
                                "set SSL_CERT_FILE to the path of its certificate (a .pem file)",
    "SSLError": "{address} does not speak https as this Python does. On your own machine most begin with http://",
    "gaierror": "there is no computer called as in {address}, or no network: look for a misspelling",
    "ConnectionRefusedError": "no server is running at {address}: start it (`ollama serve`, `llama-server -m FILE`), "
                              "or look up its port, and that of your proxy (HTTPS_PROXY, HTTP_PROXY) if you have one",
    "ProxyError": "your proxy does not let you through to {address}: look at HTTPS_PROXY and NO_PROXY",
    "ConnectTimeout": "{address} could not be reached in time: look up the address, and whether a firewall or a proxy "
                      "is in between (then set HTTPS_PROXY)",
    "TimeoutException": "{address} has sent nothing for {silence:g} s: it may be stuck, slow, or loading a model "
                        "(allow more with limits=Limits(silence=…), or ask for fewer tokens)",
    "TransportError": "{address} could not be reached, or has closed the connection before the end: try again, look "
                      "at your network and what the server itself writes, and whether http or https is right",
    "APIError": "{address} reports an error",
    "Exception": "{address} does not answer as an OpenAI-compatible server does: is the address right (does it end in "
                 "/v1?), or is a login page in between?"}


class RemoteError(CourseError):
    """A server did not answer as it should; the message says what to do.

    status: its HTTP status, if it came so far   again: whether the same request may succeed a little later
    wait: the seconds after which the server wants to be asked again, if it says so
    """

    def __init__(self, message, status=None, again=False, wait=None):
        super().__init__(message)
        self.status, self.again, self.wait = status, again, wait


class Secret(str):
    """A key, which is neither shown nor saved: f"{key}" is '<hidden>'."""

    __repr__ = __str__ = __format__ = lambda key, *form: "<hidden>"

    def __reduce_ex__(self, protocol):
        raise TypeError("a key is not saved or copied with an object: make the RemoteModel anew instead")


@dataclass(frozen=True)
class Limits:
    """How long to wait for a server, and how much to take from it.

    connect: seconds until it accepts a connection   silence: seconds without any sign of life after that
    total: seconds for the text of an answer, however lively   most_bytes: the size of that text
    """

    connect: float = 10.0
    silence: float = 120.0
    total: float = 600.0
    most_bytes: int = 16_000_000

    def __post_init__(self):
        for name, limit in vars(self).items():
            if not isinstance(limit, Real) or isinstance(limit, bool) or not 0 < limit < 1e9:
                raise ValueError(f"{name} is a positive number below 1,000,000,000, not {limit!r}")

    def watch(self, response):
        """Let the library read an answer up to these limits only."""
        read, end = response.iter_bytes, time.monotonic() + self.total

        def iter_bytes(*options):
            size = 0
            for chunk in read(*options):
                size += len(chunk)
                if size > self.most_bytes:
                    raise RemoteError(f"the answer is longer than {self.most_bytes:,} bytes: is it the right server?")
                if time.monotonic() > end:
                    raise RemoteError(f"the answer has taken more than {self.total:g} s: ask for fewer tokens, or "
                                      "allow more with limits=Limits(total=…)")
                yield chunk

        response.iter_bytes = iter_bytes


def parse_address(text):
    """An address up to /v1, and whether it is this machine. Its ValueError does not repeat it, for it may hold a key.

    >>> parse_address(" http://LOCALHOST:8080/v1/chat/completions ")
    ('http://localhost:8080/v1', True)
    """
    found = ADDRESS.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or int(found[3] or 1) > 65_535:
        raise ValueError("the address is one such as http://localhost:11434/v1 (Ollama), http://localhost:8080/v1 "
                         "(llama.cpp) or https://…/v1. Names, passwords and keys are no part of it: a key goes into "
                         "key=, or into the environment")
    try:
        is_here = ip_address(found[2].strip("[]")).is_loopback
    except ValueError:
        is_here = found[2].lower() == "localhost"
    return found[0][:found.start(4)].lower() + found[4], is_here


def find_key(key, variable):
    """The key as a `Secret`, or None. key: the key; "" for none; None: what the environment's `variable` holds"""
    key = os.environ.get(variable, "") if key is None else key
    if not isinstance(key, str) or not re.fullmatch(r"[\x21-\x7e]{0,4096}", key.strip()):
        raise ValueError("the key is no text, or has characters that no key has: was more copied than the key itself?")
    return Secret(key.strip()) if key.strip() else None


def open_client(address, is_here, key, limits, retries):
    """OpenAI's client for an address. Nothing is sent yet."""
    try:
        from openai import DefaultHttpxClient, OpenAI, Timeout
    except ImportError as error:
        raise CourseError("RemoteModel needs OpenAI's client: run `%pip install -U openai` in a cell (or `pip install "
                          f"-e .[remote]` in the course's folder) and restart the kernel ({error})") from None

    def send(request):
        for name in set(request.headers) - HEADERS:    # such as those from the environment that are meant for OpenAI
            del request.headers[name]
        request.headers["Connection"] = "close"    # one that is kept may be closed over there meanwhile
        if key is not None:
            request.headers["Authorization"] = "Bearer " + str.strip(key)

    def shows_no_key(record):
        return key is None or str.strip(key) not in f"{record.getMessage()} {record.exc_info}"

    for name in LOGS:    # a server may send the key back in a header
        logging.getLogger(name).addFilter(shows_no_key)
    web = DefaultHttpxClient(event_hooks={"request": [send], "response": [limits.watch]}, follow_redirects=False,
                             trust_env=not is_here)    # no proxy gets to read what stays on this machine
    return OpenAI(base_url=address, api_key="comes from send", http_client=web, max_retries=retries,
                  timeout=Timeout(limits.silence, connect=limits.connect))


def explain(problem, address, key, variable, silence):
    """The RemoteError for an exception of the library."""
    causes = [problem]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None:
        causes.append(cause)
    kinds = {kind.__name__ for error in causes for kind in type(error).__mro__}
    if "RemoteError" in kinds:
        return next(error for error in causes if isinstance(error, RemoteError))
    status, wait = getattr(problem, "status_code", None), ""
    reason, said = next(kind for kind in ADVICE if kind in kinds), words_of(getattr(problem, "body", None), key)
    if status is not None:
        reason = 402 if problem.code == "insufficient_quota" else status
        reason = next(number for number in (reason, reason // 100 * 100, 400) if number in ADVICE)
        wait, there = (problem.response.headers.get(name, "") for name in ("retry-after", "location"))
        said = {300: words_of(there.split("?")[0], key), 401: ""}.get(reason, said)    # some repeat parts of a key
    advice = ADVICE["no key" if reason == 401 and key is None else reason].format(
        address=address, variable=variable, silence=silence)
    told = [advice + (f" ({status})" if status else ""), said, wait and f"Retry-After is {words_of(wait, key)}"]
    again = status in (408, 409) or reason in (429, 500) or "TransportError" in kinds
    return RemoteError(": ".join(filter(None, told)), status, again, float(wait) if wait.isdecimal() else None)


def words_of(body, key=None, longest=300):
    """What a server says, as one short printable line without the key; "" where it says nothing. body: a text or JSON

    >>> words_of({"error": {"message": "bad\\x1b[2J\\n  request of sk-123"}}, Secret("sk-123"))
    'bad [2J request of <hidden>'
    """
    for name in ("error", "message", "detail"):
        body = body.get(name) or body if isinstance(body, dict) else body
    text = body if isinstance(body, str) else ""
    text = (text if key is None else text.replace(str.strip(key), "<hidden>"))[:20 * longest]
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    text = "it has sent a web page" if "<html" in text.lower() else text
    return text if len(text) <= longest else text[:longest] + "…"
