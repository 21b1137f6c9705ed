"""Where a server is: an address taken apart, so that nothing in it is more than it seems."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")    # a name or IPv4; or IPv6, in [ ]
PATH = re.compile(r"[A-Za-z0-9/._~%+@:=,-]*")
EXAMPLE = "such as http://localhost:11434/v1 (Ollama), http://localhost:8080/v1 (llama.cpp) or https://…/v1"
ENDPOINTS = ("/chat/completions", "/completions", "/models")


@dataclass(frozen=True)
class Address:
    """An address up to where the names of an OpenAI-compatible server begin, usually /v1.

    scheme: "http" or "https"   port: a number, or None for the usual one   path: without a slash at its end
    """

    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def place(self):
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port is not None else "")

    @property
    def is_loopback(self):
        """Whether it is this machine itself, so that nothing leaves it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self):
        return self.place + self.path


def parse_address(text):
    """An `Address` out of a text. Raises TypeError or ValueError, which never repeat the text: it may hold a key.

    >>> str(parse_address(" http://LOCALHOST:8080/v1/chat/completions "))
    'http://localhost:8080/v1'
    """
    if not isinstance(text, str):
        raise TypeError(f"the address is a text {EXAMPLE}, not a {type(text).__name__}")
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        parts = host = port = None
    if parts is None or parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"the address is one {EXAMPLE}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("the address has no room for names, passwords or keys: leave out what stands before an @ and "
                         "after ? or #; a key goes into key=, or into the environment")
    bracketed = (":" in host) == ("[" in parts.netloc)
    if not HOST.fullmatch(host) or not bracketed or not PATH.fullmatch(parts.path):
        raise ValueError(f"the address has characters in it that addresses do not have; it is one {EXAMPLE}")
    path = parts.path.rstrip("/")
    for name in ENDPOINTS:
        path = path.removesuffix(name)
    return Address(parts.scheme, host, port, path)
