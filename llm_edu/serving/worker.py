"""The engine in a thread of its own: any thread hands requests in, and one computes."""

import math
import sys
import threading
import traceback
from collections.abc import Sequence

from llm_edu.errors import CourseError
from llm_edu.serving.batching import Engine
from llm_edu.serving.requests import Request


class QueueFull(Exception):
    """There is no place in the queue. seconds: about how long until there may be one"""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"the queue is full: try again in about {seconds} s")
        self.seconds = seconds


class Stopped(CourseError):
    """The server is being stopped, and takes no more requests."""


class Worker:
    """Runs an engine until it is closed. queue: how many requests may wait beside those that have a place

    It waits without using the processor while there is nothing to do (`busy` says whether there is).
    """

    def __init__(self, engine: Engine, queue: int = 64) -> None:
        self.engine, self.queue = engine, queue
        self.coming: list[Request] = []
        self.woken, self.busy, self.closing = threading.Condition(), False, False
        self.thread = threading.Thread(target=self.run, name="serving engine", daemon=True)
        self.thread.start()

    @property
    def alive(self) -> bool:
        """Whether it computes, and takes requests."""
        return self.thread.is_alive() and not self.closing

    @property
    def running(self) -> int:
        """How many requests have a place."""
        return len(self.engine.running)

    @property
    def waiting(self) -> int:
        """How many requests wait for a place."""
        return len(self.coming) + len(self.engine.waiting)

    def submit(self, requests: Sequence[Request]) -> None:
        """Let all of these wait for their turn, or none.

        Raises ValueError for a request that can never have one, QueueFull, and Stopped.
        """
        for request in requests:
            self.engine.check(request)
        with self.woken:
            if not self.alive:
                raise Stopped("the server is stopping: start it again")
            if len(requests) > self.engine.places + self.queue:
                raise ValueError(f"{len(requests)} prompts are more than the {self.engine.places + self.queue} that "
                                 "may run and wait here: send them in several requests")
            if self.running + self.waiting + len(requests) > self.engine.places + self.queue:
                raise QueueFull(self.seconds_to_wait())
            self.coming += requests
            self.woken.notify()

    def seconds_to_wait(self) -> int:
        """About how long until those that wait now have had their turn, by how long others took: at least 1."""
        counts = self.engine.counts
        each = counts["seconds"] / max(1, counts["stop"] + counts["length"])
        return max(1, math.ceil(each * self.waiting / self.engine.places))

    def close(self) -> None:
        """End all requests, with `Stopped` as their error, and take no more. It returns at once."""
        with self.woken:
            self.closing = True
            self.woken.notify()

    def run(self) -> None:
        """What the thread does."""
        while True:
            with self.woken:
                self.woken.wait_for(lambda: self.busy or self.coming or self.closing)
                if self.closing:
                    break
                self.engine.waiting += self.coming
                self.coming = []
            try:
                self.busy = self.engine.step()
            except Exception as error:    # such as too little memory: the next requests may be smaller
                traceback.print_exc(file=sys.stderr)
                self.engine.fail(error)
                self.busy = bool(self.engine.waiting)
        for request in [*self.engine.running, *self.engine.waiting, *self.coming]:
            request.end("error", Stopped("the server was stopped before the answer was complete"))
