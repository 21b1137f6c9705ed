"""One request to a server and its answer, by the standard library, in bounds of time and size.

`urllib` waits for ever when a server sends a byte now and then, and reads as much as is sent. So all that comes in
passes through `WatchedBytes` here, below everything else: headers, encryption of proxies, sizes of pieces, and the
answer itself. Proxies are those that the environment or the system names, as `urllib` has them, except for a server on
this machine. Redirects are not followed, and nothing but http and https is spoken.
"""

import http.client
import io
import ssl
import time
from dataclasses import dataclass
from functools import lru_cache, partial
from urllib.request import AbstractHTTPHandler, OpenerDirector, ProxyHandler
from urllib.request import Request as WebRequest

from llm_edu.remote.errors import RemoteError, explain_failure
from llm_edu.remote.retrying import seconds_to_wait

PIECE = 65_536    # bytes that are asked for at once; as many as have come are taken
ERROR_BYTES = 65_536    # of an answer that is an error so much is read


@dataclass(frozen=True)
class Limits:
    """How long to wait for a server, and how much to take from it.

    connect: seconds until it accepts a connection   silence: seconds without any sign of life after that
    total: seconds for an answer, however lively   most_bytes: size of an answer, with everything around it
    """

    connect: float = 10.0
    silence: float = 120.0
    total: float = 600.0
    most_bytes: int = 16_000_000

    def __post_init__(self):
        for name, limit in vars(self).items():
            if not isinstance(limit, (int, float)) or isinstance(limit, bool) or not 0 < limit < 1e9:
                raise ValueError(f"{name} is a positive number below 1,000,000,000, not {limit!r}")


class Watch:
    """Time and bytes of one request. clock: seconds, such as `time.monotonic`"""

    def __init__(self, limits, address, clock=time.monotonic):
        self.limits, self.address, self.clock = limits, address, clock
        self.end, self.bytes = clock() + limits.total, 0

    def patience(self):
        """Seconds that may pass until the next byte."""
        left = self.end - self.clock()
        if left <= 0:
            raise RemoteError(f"the answer of {self.address} has taken more than {self.limits.total:g} s: ask for "
                              "fewer tokens, or allow more with limits=Limits(total=…)")
        return min(left, self.limits.silence)

    def silent(self):
        """The RemoteError for a server that has gone silent."""
        return RemoteError(f"{self.address} has sent nothing for {self.limits.silence:g} s: it may be loading a model "
                           "or be slow (allow more with limits=Limits(silence=…), or ask for fewer tokens), or stuck")

    def count(self, number):
        """So many bytes have come."""
        self.bytes += number
        if self.bytes > self.limits.most_bytes:
            raise RemoteError(f"the answer of {self.address} is longer than {self.limits.most_bytes:,} bytes, so it "
                              "was not read to its end: is that the right server?")


class WatchedBytes(io.RawIOBase):
    """The bytes that come from a socket, under the eyes of a `Watch`."""

    def __init__(self, sock, watch):
        self.sock, self.watch, self.bytes = sock, watch, sock.makefile("rb", buffering=0)

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(self.watch.patience())
        try:
            number = self.bytes.readinto(buffer)
        except TimeoutError:
            self.watch.patience()    # perhaps all time is over
            raise self.watch.silent() from None
        self.watch.count(number)
        return number

    def close(self):
        self.bytes.close()
        super().close()


class WatchedSocket:
    """What `http.client` needs of a socket to read an answer from it."""

    def __init__(self, sock, watch):
        self.makefile = lambda mode: io.BufferedReader(WatchedBytes(sock, watch))


class Watched:
    """A connection of `http.client` whose answers pass through `WatchedBytes`."""

    def __init__(self, host, watch, **options):
        super().__init__(host, **options)
        self.watch = watch
        self.response_class = lambda sock, *rest, **more: http.client.HTTPResponse(WatchedSocket(sock, watch), *rest,
                                                                                   **more)

    def connect(self):
        super().connect()
        self.sock.settimeout(self.watch.limits.silence)

    def putrequest(self, *request, **options):
        if self.sock is None:    # before the key stands in a variable of the standard library's
            self.connect()
        super().putrequest(*request, **options)


class WatchedHTTP(Watched, http.client.HTTPConnection):
    """http://"""


class WatchedHTTPS(Watched, http.client.HTTPSConnection):
    """https://"""


class Handler(AbstractHTTPHandler):
    """Opens http and https, and nothing else."""

    http_request = https_request = AbstractHTTPHandler.do_request_

    def __init__(self, watch):
        super().__init__(debuglevel=0)    # or somebody's `HTTPConnection.debuglevel = 1` would print the key
        self.watch = watch

    def http_open(self, request):
        return self.do_open(partial(WatchedHTTP, watch=self.watch), request)

    def https_open(self, request):
        return self.do_open(partial(WatchedHTTPS, watch=self.watch, context=tls()), request)


@lru_cache(maxsize=1)
def tls():
    """What is needed for https: the system's certificates, names checked."""
    return ssl.create_default_context()


class Answer:
    """What came back: its status, what of its header matters, and its bytes.

    url: what was asked   kind: "text/event-stream", "application/json", …   location: where a redirect leads
    wait: seconds after which the server wants to be asked again, or None
    """

    def __init__(self, response, url, address):
        self.response, self.url, self.address = response, url, address
        self.status = response.status
        self.kind = response.headers.get_content_type()
        self.location = response.headers.get("Location", "")
        self.wait = seconds_to_wait(response.headers.get("Retry-After"))

    def chunks(self):
        """Yield the bytes as they come. Raises RemoteError where they end too soon, or are too many."""
        left = self.response.length    # None: until the server closes the connection, or in pieces with sizes
        while left is None or left > 0:
            chunk = self.read(PIECE if left is None else min(PIECE, left))
            if not chunk and left is None:
                return
            if not chunk:
                raise cut_off(self.address)
            left = None if left is None else left - len(chunk)
            yield chunk

    def read(self, most):
        """Some bytes, at least one, at most so many; none at the end."""
        try:
            return self.response.read1(most)
        except (http.client.IncompleteRead, ConnectionError):
            failure = cut_off(self.address)
        except Exception as problem:
            failure = explain_failure(problem, self.address)
        raise failure.with_traceback(None)

    def beginning(self):
        """The first bytes, as much as an explanation needs; fewer where the rest does not come."""
        found = b""
        try:
            for chunk in self.chunks():
                found += chunk
                if len(found) >= ERROR_BYTES:
                    break
        except RemoteError:
            pass    # what matters is the status, which is known
        return found

    def close(self):
        """Hang up."""
        self.response.close()

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.close()


def cut_off(address):
    """The RemoteError for an answer without an end."""
    return RemoteError(f"the answer of {address} was cut off in the middle: the server or the connection broke down; "
                       "try again", again=True)


def open_answer(address, path, headers, body, limits, clock=time.monotonic):
    """Send a request and wait until its answer begins: an `Answer`, whatever its status.

    body: bytes to send, or None to only ask   Raises RemoteError where no answer comes.
    """
    url, watch = f"{address}{path}", Watch(limits, address, clock)
    opener = OpenerDirector()
    for handler in (ProxyHandler({} if address.is_loopback else None), Handler(watch)):
        opener.add_handler(handler)
    request = WebRequest(url, body, headers)
    asked = request.host    # that of a proxy from when one is used
    try:
        return Answer(opener.open(request, timeout=limits.connect), url, address)
    except Exception as problem:
        failure = explain_failure(problem, address, None if request.host == asked else request.host)
    raise failure.with_traceback(None)    # out here, so that no frame that holds the key is behind it
