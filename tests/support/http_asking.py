"""Requests to a server on this machine, as bytes, so that they may be wrong in any way."""

import json
import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit


def ask(address, path, body=None, method=None, **headers):
    """(status, headers, JSON or text). body: bytes, or what becomes JSON; None: a look"""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname, place.port, timeout=300)
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    told = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method or ("GET" if body is None else "POST"), path, data, told)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    is_json = "json" in response.headers.get("content-type", "")
    return response.status, response.headers, json.loads(text) if is_json else text


def open_request(address, path, body, host="127.0.0.1"):
    """A connection over which a request has been sent, and nothing read yet."""
    data = json.dumps(body).encode()
    sock = socket.create_connection((host, urlsplit(address).port), timeout=300)
    sock.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                 f"Content-Length: {len(data)}\r\n\r\n".encode() + data)
    return sock
