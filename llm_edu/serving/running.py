"""Start and stop the server: until Ctrl-C, or for the length of a `with` block."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llm_edu.errors import CourseError
from llm_edu.serving.batching import Engine
from llm_edu.serving.served import Served, is_here
from llm_edu.serving.worker import Worker

STOP_SECONDS = 5    # for responses to be sent to their end
INSTALL = ("the server needs the packages starlette and uvicorn: run "
           f"`{sys.executable} -m pip install starlette uvicorn`, then try again")


@contextmanager
def serving(served: Served, host: str = "127.0.0.1", port: int = 0, key: str | None = None) -> Iterator[str]:
    """A running server, in threads of this process; yields its address, as http://127.0.0.1:50123/v1.

    port: 0 takes a free one   key: as for `Application`; needed for a host beyond this machine
    Raises CourseError without the packages, and for an address that cannot be had.
    """
    with running_server(served, host, port, key) as (address, _):
        yield address


def serve(served: Served, host: str = "127.0.0.1", port: int = 8000, key: str | None = None,
          on_start: Callable[[str], object] = print) -> None:
    """Run the server until Ctrl-C. on_start: called with the address once it listens. Raises as `serving` does.

    This thread only waits: a Ctrl-C within an import of uvicorn's could be swallowed by a callback.
    """
    try:
        with running_server(served, host, port, key) as (address, thread):
            on_start(address)
            while thread.is_alive():
                thread.join(1)
    except KeyboardInterrupt:
        pass


@contextmanager
def running_server(served: Served, host: str, port: int, key: str | None) -> Iterator[tuple[str, threading.Thread]]:
    """The address of a running server, and the thread that speaks HTTP."""
    server, listening = make_server(served, host, port, key)
    thread = threading.Thread(target=server.run, args=([listening],), name="serving http", daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        yield address_of(listening, host), thread
    finally:
        server.stop()
        thread.join()


def make_server(served: Served, host: str, port: int, key: str | None) -> tuple[Any, socket.socket]:
    """uvicorn's server, with an engine that works, and the socket at which it will listen."""
    try:
        import uvicorn

        from llm_edu.serving.server import Application
    except ModuleNotFoundError as error:
        raise CourseError(f"{INSTALL} ({error})") from None
    if key is None and not is_here(host):
        raise CourseError(f"at {host} others could use this server, too: give it a key first")
    if key is not None and not key.strip():
        raise ValueError("a key of white space alone is none that a client could send: give another, or None for none")

    class Server(uvicorn.Server):
        """Ends what the engine does first, so that no response waits for it."""

        def stop(self) -> None:
            worker.close()
            self.should_exit = True

    listening = listen(host, port)
    limits = served.limits
    worker = Worker(Engine(served.models, limits.places, limits.room), limits.queue)
    return Server(uvicorn.Config(
        Application(served, worker, key), log_config=None, access_log=False, server_header=False, loop="asyncio",
        http="h11", ws="none", lifespan="off", limit_concurrency=limits.connections,
        timeout_graceful_shutdown=STOP_SECONDS)), listening


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises CourseError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise CourseError(f"the server cannot listen at {host}, port {port} ({error}): choose another port, or end the "
                          "program that has this one") from None


def address_of(listening: socket.socket, host: str) -> str:
    """The address to ask, up to /v1."""
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/v1"
