"""What can go wrong between here and a server, said so that one knows what to do."""

import errno
import http.client
import socket
import ssl
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit

from llm_edu.errors import CourseError
from llm_edu.files import parse_json
from llm_edu.remote.key import hide

LONGEST_WORDS = 300    # characters of a server's own words that an error repeats


class RemoteError(CourseError):
    """A server did not answer as it should; the message says what to do.

    status: its HTTP status, if it came so far   again: whether the same request may succeed a little later
    wait: the seconds after which the server wants to be asked again, if it says so
    """

    def __init__(self, message, status=None, again=False, wait=None):
        super().__init__(message)
        self.status, self.again, self.wait = status, again, wait


def explain_failure(problem, address, proxy=None):
    """The RemoteError for an exception of the standard library, before or while an answer came.

    proxy: the host and port of the proxy that the request went to, if to one
    """
    if isinstance(problem, URLError) and isinstance(problem.reason, Exception):
        problem = problem.reason
    if isinstance(problem, RemoteError):
        return problem
    where = address.place if proxy is None else f"{address.place} (by way of the proxy {clean(proxy)})"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return RemoteError(f"the certificate of {where} was not accepted ({problem.verify_message}). Behind a school's "
                           "or company's proxy, set SSL_CERT_FILE to the path of its certificate (a .pem file)")
    if isinstance(problem, ssl.SSLError):
        return RemoteError(f"{where} does not speak https as this Python does ({problem.reason}). If it is a server on "
                           "your own machine, its address probably begins with http://")
    if isinstance(problem, socket.gaierror):
        name = address.host if proxy is None else clean(proxy)
        return RemoteError(f"there is no computer called {name}, or no network: look for a misspelling in its address, "
                           "and try whether a browser gets anywhere", again=problem.errno == socket.EAI_AGAIN)
    if isinstance(problem, ConnectionRefusedError):
        return RemoteError(f"no server is running at {where}: start it (`ollama serve`, `llama-server -m FILE.gguf`), "
                           "or look up its port", again=True)
    if isinstance(problem, TimeoutError):
        return RemoteError(f"{where} could not be reached in time: look up the address, and whether a firewall or "
                           "proxy is in between (then set HTTPS_PROXY)", again=True)
    if isinstance(problem, ConnectionError):    # `http.client.RemoteDisconnected` is one
        return RemoteError(f"{where} has closed the connection without an answer: try again, and look at what the "
                           "server itself writes", again=True)
    if isinstance(problem, http.client.HTTPException):
        return RemoteError(f"what answers at {where} is no web server, or wants https:// in its address "
                           f"({type(problem).__name__})")
    if isinstance(problem, OSError) and "unnel" in str(problem):
        return RemoteError(f"the proxy does not let you through to {where} ({clean(str(problem))}): look at "
                           "HTTPS_PROXY and NO_PROXY")
    if isinstance(problem, OSError):
        lost = problem.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH)
        return RemoteError(f"{where} could not be reached ({clean(problem.strerror or type(problem).__name__)}): look "
                           "at your network", again=lost)
    return RemoteError(f"the request to {where} failed in a way not known here ({type(problem).__name__})")


def explain_status(answer, body, address, key, variable):
    """The RemoteError for an answer that says it is none.

    answer: an `Answer` with another status than 200   body: the beginning of what it holds, bytes
    key: the one that was sent, or None   variable: the environment's variable that it could come from
    """
    status, words = answer.status, words_of(body, key)
    said = f": {words}" if words else ""
    told = {"status": status, "again": status in (408, 429) or status >= 500 and status != 501, "wait": answer.wait}
    if 300 <= status < 400:
        return RemoteError(redirected(answer, address, key), status)
    if status == 401:    # some servers repeat parts of a key here, so their words are left out
        how = (f"it wants a key: set the environment variable {variable}, or pass key=getpass.getpass()"
               if key is None else "the key is not accepted: is it whole, still valid, and meant for this address?")
        return RemoteError(f"{address} refuses (401): {how}", status)
    if status == 403:
        return RemoteError(f"{address} does not allow this {'without' if key is None else 'with this'} key (403){said}",
                           status)
    if status == 402 or "insufficient_quota" in code_of(body):
        return RemoteError(f"{address} has no credit left for this key ({status}){said}", status)
    if status == 413:
        return RemoteError(f"{address} finds the request too long (413): shorten the messages", status)
    if status == 429:
        return RemoteError(f"{address} is asked too often (429){said}: wait a little, or send fewer requests at a time",
                           **told)
    if status >= 500:
        return RemoteError(f"{address} has a problem of its own ({status}){said}. Look at what the server writes; one "
                           "that has just been started may still be loading its model", **told)
    if status < 400:
        return RemoteError(f"{address} has answered with status {status}, as no such server does: look up its address")
    return RemoteError(f"{address} refuses the request ({status}){said}. What a server does not know can be left out "
                       "or renamed: RemoteModel(…, extra={\"seed\": None})", **told)


def redirected(answer, address, key):
    """What to say about an answer that only names another address."""
    try:
        there = urlsplit(urljoin(answer.url, answer.location))
        port = f":{there.port}" if there.port else ""
        where = clean(hide(f"{there.scheme}://{there.hostname}{port}{there.path}", key))
    except ValueError:    # no address at all
        where = "an address that is none"
    return (f"{address} sends you elsewhere ({answer.status}), to {where}. Keys and messages go only where you send "
            "them: if that is right, take it as the address (up to /v1); on a network with a login page, log in first")


def words_of(body, key=None):
    """What a server says in its own words, if it says anything readable: short, printable, and without the key.

    >>> words_of(b'{"error": {"message": "model not \\\\u001b[31mfound"}}')
    'model not [31mfound'
    """
    try:
        content = parse_json(body)
    except ValueError:
        text = body.decode("utf-8", "replace")
        return "it has sent a web page" if "<html" in text.lower() else clean(hide(text, key))
    for name in ("error", "message", "detail"):
        if isinstance(content, dict) and content.get(name):
            content = content[name]
    return clean(hide(content if isinstance(content, str) else "", key))


def code_of(body):
    """The short name that a server gives its error, or an empty text."""
    try:
        error = parse_json(body)["error"]
        return f"{error.get('code')} {error.get('type')}"
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""


def clean(text):
    """A text from outside as one short printable line: no control character reaches a terminal or a notebook.

    >>> clean("bad\\x1b[2J\\n  request")
    'bad [2J request'
    """
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text[:20 * LONGEST_WORDS]).split())
    return text if len(text) <= LONGEST_WORDS else text[:LONGEST_WORDS] + "…"
