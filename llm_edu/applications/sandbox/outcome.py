"""How a program ended."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["passed", "failed", "timeout", "memory", "output", "forbidden"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one program.

    ``status``: "passed"; "failed" (``error`` is the type of the exception, or how the process ended); "timeout" (took
    too long); "memory"; "output" (printed too much, or filled its folder); "forbidden" (``message`` says what it
    tried). ``line`` is the program's own line where an exception left it. ``output`` is what it printed, both streams
    together, cut off at the limit. ``seconds`` count from its first line.
    """

    status: Status
    error: str = ""
    message: str = ""
    line: int | None = None
    output: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.status == "passed"

    def __str__(self) -> str:
        """In a few words: "failed: AssertionError in line 3: wrong sum"."""
        what = self.error + (f" in line {self.line}" if self.line and self.error else "")
        return ": ".join(part for part in (self.status, what, self.message) if part)
