"""Figures for monitoring, as Prometheus reads them: https://prometheus.io/docs/instrumenting/exposition_formats/"""

from collections import Counter
from collections.abc import Iterable

from llm_edu.serving.requests import Request
from llm_edu.serving.worker import Worker

PREFIX = "llm_edu_"


class Figures:
    """Counts what the server does, beside what its engine counts."""

    def __init__(self) -> None:
        self.responses: Counter[tuple[str, int]] = Counter()    # (path, status)
        self.seconds, self.first_token_seconds = [0.0, 0], [0.0, 0]    # (sum, count)

    def text(self, worker: Worker) -> str:
        """All figures."""
        counts = worker.engine.counts
        lines = []

        def tell(name: str, kind: str, about: str, values: dict[str, float]) -> None:
            lines.extend([f"# HELP {PREFIX}{name} {about}", f"# TYPE {PREFIX}{name} {kind}"])
            lines.extend(f"{PREFIX}{name}{label} {value:g}" if isinstance(value, float) else
                         f"{PREFIX}{name}{label} {value}" for label, value in values.items())

        tell("responses_total", "counter", "Responses by path and status; 499: the client had gone.",
             {f'{{path="{path}",status="{status}"}}': count for (path, status), count in self.responses.items()})
        tell("requests_running", "gauge", "Requests that have a place in the batch.", {"": worker.running})
        tell("requests_waiting", "gauge", "Requests that wait for a place.", {"": worker.waiting})
        tell("requests_ended_total", "counter", "Requests of the engine that ended, by reason.",
             {f'{{reason="{reason}"}}': int(counts[reason]) for reason in ("stop", "length", "cancelled", "error")})
        for name, about in (("prompt_tokens", "Tokens of prompts that were read."),
                            ("new_tokens", "Tokens that were written."), ("steps", "Steps of the engine."),
                            ("rows", "Rows of all decoding steps: divided by the steps, the mean batch.")):
            tell(f"{name}_total", "counter", about, {"": int(counts[name])})
        for name, (total, count), about in (
                ("request_seconds", self.seconds, "From a request's arrival to its end."),
                ("first_token_seconds", self.first_token_seconds, "From a request's arrival to its first token.")):
            tell(name, "summary", about, {"_sum": total, "_count": count})
        return "\n".join(lines) + "\n"

    def ended(self, requests: Iterable[Request]) -> None:
        """Note the times of requests that have come to their end."""
        for request in requests:
            for times, moment in ((self.seconds, request.ended), (self.first_token_seconds, request.first_token)):
                if moment is not None:
                    times[0] += moment - request.arrived
                    times[1] += 1
