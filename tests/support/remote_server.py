"""A server on this machine that answers as a test tells it, badly if wanted, and remembers what it was asked."""

import json
import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHAT = "/v1/chat/completions"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body) if body else None))
        self.close_connection = True
        with suppress(OSError):    # whoever asked may hang up
            self.server.answer(self)

    do_GET = do_POST

    def log_message(self, *arguments):
        pass

    def whole(self, content, status=200, kind="application/json", **headers):
        """Send an answer whole. content: bytes, a text, or what becomes JSON"""
        body = content if isinstance(content, bytes) else (content if isinstance(content, str) else json.dumps(content)).encode()
        self.begin(status, kind, Content_Length=str(len(body)), **headers)
        self.wfile.write(body)

    def begin(self, status=200, kind="text/event-stream", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def chunked(self, chunks, end=True, kind="text/event-stream"):
        """Send bytes in pieces with their sizes, as streams come; without its end if so wanted."""
        self.begin(200, kind, Transfer_Encoding="chunked")
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            self.wfile.flush()
        if end:
            self.wfile.write(b"0\r\n\r\n")



@contextmanager
def serving(answer):
    """A running server. answer: called with the `Handler` of each request; `.asked` is what came, `.address` where"""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        server.handle_error = lambda *arguments: None
        server.answer, server.asked = answer, []
        server.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def reply(text, finish="stop", **more):
    """The JSON of an answer."""
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 3}, **more}


def piece(text, finish=None):
    """The JSON of a piece of an answer."""
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}


def stream_of(*contents, end="\n\n", done=True):
    """The bytes of events."""
    told = [json.dumps(content, ensure_ascii=False) for content in contents] + ["[DONE]"] * done
    return "".join(f"data: {text}{end}" for text in told).encode()


def free_port():
    """A port of this machine at which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
