"""The server: an ASGI application that answers as OpenAI's does, for one machine and few users.

    GET  /v1/models, /v1/models/NAME     POST /v1/chat/completions, /v1/completions
    GET  /health                         GET  /metrics
"""

import asyncio
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HTTPRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from llm_edu.serving.asking import Asked, Asker
from llm_edu.serving.fields import APIError, read_body
from llm_edu.serving.figures import Figures
from llm_edu.serving.served import Served, is_here
from llm_edu.serving.telling import Answer
from llm_edu.serving.worker import QueueFull, Stopped, Worker

CLIENT_GONE = 499    # what nginx writes into its log; nobody receives it
HOST = re.compile(r"\[?(.*?)\]?(?::\d+)?")    # the name or number of a computer, without its port
PATHS = {"/health", "/metrics", "/v1/models", "/v1/chat/completions", "/v1/completions"}


class Application:
    """Answers requests by a worker. key: what clients must send ("Authorization: Bearer …"); None: nothing

    Without a key only requests that name this machine are served: a page on the web that has its own name point here
    could otherwise read the answers (DNS rebinding). And a body must be called JSON, which no page of another origin
    can do unasked.
    """

    def __init__(self, served: Served, worker: Worker, key: str | None = None) -> None:
        self.served, self.worker, self.key = served, worker, key
        self.asker, self.figures = Asker(served), Figures()
        routes = [Route("/health", self.health), Route("/metrics", self.metrics), Route("/v1/models", self.models),
                  Route("/v1/models/{name:path}", self.model),
                  Route("/v1/chat/completions", self.chat, methods=["POST"]),
                  Route("/v1/completions", self.complete, methods=["POST"])]
        self.app = Starlette(routes=routes, exception_handlers={
            APIError: as_error, HTTPException: as_error, Exception: as_error})

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """An ASGI application that counts its responses."""
        status = CLIENT_GONE

        async def counting(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, counting)
        finally:
            if scope["type"] == "http":
                path = scope["path"] if scope["path"] in PATHS else "other"
                self.figures.responses[path, status] += 1

    def check(self, request: HTTPRequest) -> None:
        """Raise APIError for somebody who may not ask."""
        if self.key is not None:
            given = request.headers.get("authorization", "").encode()
            if not hmac.compare_digest(given, f"Bearer {self.key}".encode()):
                raise APIError(401, "this server wants its key: Authorization: Bearer …", code="invalid_api_key",
                               headers={"WWW-Authenticate": "Bearer"})
            return
        host = HOST.fullmatch(request.headers.get("host", ""))
        if host is None or not is_here(host[1]):
            raise APIError(403, "this server has no key, so it answers only to localhost and 127.0.0.1")

    async def health(self, request: HTTPRequest) -> Response:
        """Whether requests are taken, and how busy it is. Nothing secret, so no key is asked for."""
        alive = self.worker.alive
        return JSONResponse({"status": "ok" if alive else "stopping", "running": self.worker.running,
                             "waiting": self.worker.waiting}, 200 if alive else 503)

    async def metrics(self, request: HTTPRequest) -> Response:
        """Figures for Prometheus."""
        self.check(request)
        return PlainTextResponse(self.figures.text(self.worker), media_type="text/plain; version=0.0.4")

    async def models(self, request: HTTPRequest) -> Response:
        """The names of all models."""
        self.check(request)
        return JSONResponse({"object": "list", "data": [self.about(name) for name in self.served.models]})

    async def model(self, request: HTTPRequest) -> Response:
        """One model."""
        self.check(request)
        if (name := request.path_params["name"]) not in self.served.models:
            raise APIError(404, f"there is no such model: there are {', '.join(self.served.models)}", "model",
                           "model_not_found")
        return JSONResponse(self.about(name))

    def about(self, name: str) -> dict[str, Any]:
        """What is told of a model."""
        return {"id": name, "object": "model", "created": self.served.created, "owned_by": "llm_edu",
                "max_model_len": self.served.context(name)}

    async def chat(self, request: HTTPRequest) -> Response:
        """The answer to a conversation."""
        return await self.answer(request, True)

    async def complete(self, request: HTTPRequest) -> Response:
        """The continuation of a text, or of several."""
        return await self.answer(request, False)

    async def answer(self, request: HTTPRequest, chat: bool) -> Response:
        """Read a body, hand its requests to the worker, and return what will wait for the answers."""
        self.check(request)
        fields = read_body(await self.read(request))
        asked = await run_in_threadpool(self.asker, fields, chat)
        answering = Answering(self, asked)
        try:
            self.worker.submit(asked.requests)
        except QueueFull as full:
            raise APIError(429, f"{full}, or send fewer requests at a time", code="queue_full",
                           headers={"Retry-After": str(full.seconds)}) from None
        except Stopped as stopped:
            raise APIError(503, str(stopped)) from None
        except ValueError as problem:
            raise APIError(400, str(problem)) from None
        return answering

    async def read(self, request: HTTPRequest) -> bytes:
        """The body of a request, up to the limits. Raises APIError beyond them."""
        limits, body = self.served.limits, bytearray()
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise APIError(415, "the body must be JSON: Content-Type: application/json")
        too_large = APIError(413, f"the body is larger than {limits.body:,} bytes, this server's limit")
        if int(request.headers.get("content-length", 0)) > limits.body:
            raise too_large
        try:
            async with asyncio.timeout(limits.body_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > limits.body:
                        raise too_large
        except ClientDisconnect:
            raise APIError(CLIENT_GONE, "the client went away") from None
        except TimeoutError:
            raise APIError(408, f"the body did not arrive within {limits.body_seconds:g} s",
                           headers={"Connection": "close"}) from None
        return bytes(body)


class Answering(Response):
    """The response to what was asked: it waits for the engine, and cancels the requests if the client goes away."""

    def __init__(self, application: Application, asked: Asked) -> None:
        super().__init__()
        served = application.served
        self.figures, self.limits, self.asked = application.figures, served.limits, asked
        self.begun = False    # whether a stream has
        self.answer = Answer(asked, served.tokenizer, served.begin is not None)
        loop, self.news = asyncio.get_running_loop(), asyncio.Event()

        def tell(request: Any) -> None:    # from the engine's thread
            with suppress(RuntimeError):    # the loop is closed: the server has been stopped
                loop.call_soon_threadsafe(self.news.set)

        for request in asked.requests:
            request.on_news = tell

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send the answer, as long as somebody is there to receive it."""
        gone = asyncio.ensure_future(until_gone(receive))
        try:
            async with asyncio.timeout(self.limits.seconds):
                await (self.stream if self.asked.stream else self.whole)(gone, send)
        except TimeoutError:
            late = APIError(504, f"there was no whole answer within {self.limits.seconds:g} s: ask for fewer tokens, "
                            "or when less is going on")
            await self.fail(late, send)
        except APIError as error:
            await self.fail(error, send)
        except ClientDisconnect:
            pass    # the requests are cancelled below, and that is all there is to do
        finally:
            gone.cancel()
            for request in self.asked.requests:
                request.cancel()    # which changes nothing for one that has ended
            self.figures.ended(self.asked.requests)

    async def whole(self, gone: asyncio.Future[None], send: Any) -> None:
        """Wait for the end, and send it all."""
        while not self.answer.finished:
            await self.wait(gone)
        self.check()
        await send_whole(send, JSONResponse(self.answer.whole()))

    async def stream(self, gone: asyncio.Future[None], send: Any) -> None:
        """Send pieces as they come, as server-sent events."""
        headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
        self.begun = True
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send_events(send, self.answer.first_pieces())
        finished = False
        while not finished:
            await self.wait(gone)
            finished = self.answer.finished    # before what is new is looked at, or the last token could be missed
            self.check()
            await send_events(send, self.answer.new_pieces())
        await send({"type": "http.response.body", "body": b"data: [DONE]\n\n", "more_body": False})

    async def wait(self, gone: asyncio.Future[None]) -> None:
        """Wait until there is something new. Raises ClientDisconnect if the client goes away first."""
        news = asyncio.ensure_future(self.news.wait())
        both: set[asyncio.Future] = {news, gone}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        if gone.done():
            raise ClientDisconnect
        self.news.clear()

    def check(self) -> None:
        """Raise APIError if a request has failed."""
        for request in self.asked.requests:
            if isinstance(request.error, Stopped):
                raise APIError(503, str(request.error))
            if request.finish_reason == "error":
                raise APIError(500, f"the model could not go on ({type(request.error).__name__}): see what the server "
                               "writes, or ask for less")

    async def fail(self, error: APIError, send: Any) -> None:
        """Send an error: as a response, or, in a stream that has begun, as its last event."""
        if not self.begun:
            await send_whole(send, error_response(error))
            return
        await send_events(send, [error.body])
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def until_gone(receive: Callable[[], Awaitable[Any]]) -> None:
    """Wait until the client has closed its connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_events(send: Any, contents: list[dict[str, Any]]) -> None:
    """Send some JSON as server-sent events."""
    text = "".join(f"data: {json.dumps(content)}\n\n" for content in contents)
    if text:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def send_whole(send: Any, response: Response) -> None:
    """Send a response that is complete."""
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body})


def error_response(error: APIError) -> Response:
    """An error in the form that OpenAI's clients know."""
    return JSONResponse(error.body, error.status, error.headers)


async def as_error(request: HTTPRequest, error: Exception) -> Response:
    """What goes wrong, as a response in that form."""
    if isinstance(error, APIError):
        return error_response(error)
    if isinstance(error, HTTPException):
        told = {404: f"there is nothing at {request.url.path}: the addresses are {', '.join(sorted(PATHS))}",
                405: f"{request.url.path} does not take {request.method}"}
        return error_response(APIError(error.status_code, told.get(error.status_code, error.detail),
                                       headers=error.headers))
    return error_response(APIError(500, "the server has made a mistake: see what it writes"))
