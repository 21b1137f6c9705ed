"""What all widgets of the course share.

A widget is a pure Python function of its data plus a view. The view asks, the kernel answers, through two traits:

    request   browser -> kernel   {"sequence": 7, "kind": …, …}
    answer    kernel -> browser   {"sequence": 7, …} or {"sequence": 7, "error": "what happened"}

The browser numbers its requests and drops answers to older ones. Because both are *state*, ipywidgets sends only the
newest request while the kernel is busy (nothing piles up), several views of one widget stay in step, and a notebook
that is reopened without its kernel still has the last answer to show. A request that is not answered soon is sent once
more as a message of its own, since ipywidgets may hold the state back for good (``shared.js`` says when).

JavaScript and CSS lie beside the Python, as ES modules that import each other; ``joining.py`` makes one text of them.
"""

import asyncio
import importlib
from collections.abc import Callable

import anywidget
import traitlets

from llm_edu.widgets.common.chips import visible
from llm_edu.widgets.common.joining import COMMON_STYLE

LONGEST = 2_000  # characters of a summary
# What reading a state can raise that somebody else has set, from Python or from a page, to what it should not be.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class CourseWidget(anywidget.AnyWidget):
    """A widget that also shows itself where no kernel and no JavaScript is: as a picture and as a sentence.

    A subclass sets ``_esm = module_text(__file__)`` and, if it has a style of its own, ``_css = style_text(__file__)``
    (``joining.py``), and writes ``respond``, ``sentence`` and ``picture``, the last as a
    ``draw(widget)`` in a file ``picture.py`` of its own, which is imported when it is needed.
    """

    _esm = ""
    _css = COMMON_STYLE.read_text(encoding="utf-8")

    request = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    def __init__(self, **state):
        super().__init__(**state)
        self.on_msg(self._on_message)

    def respond(self, request: dict) -> dict:
        """The answer to one request of the browser; raise to have the message shown in the widget."""
        raise NotImplementedError

    def sentence(self) -> str:
        """What the widget shows, as one plain sentence, the same in every run."""
        raise NotImplementedError

    def summary(self) -> str:
        """The sentence as it can be printed; where the state was set to what cannot be read, one that says so."""
        try:
            return printable(self.sentence())
        except UNREADABLE as problem:
            return self._unreadable(problem)

    def _unreadable(self, problem: Exception) -> str:
        return printable(f"This {type(self).__name__} cannot be shown: its state was changed to what it cannot read "
                         f"({explain(problem)}). Run its cell again.")

    def picture(self):
        """What the widget shows, as a CourseFigure: ``draw(widget)`` of the ``picture.py`` beside its class."""
        for kind in type(self).__mro__:
            if kind is not CourseWidget and kind.__module__.startswith("llm_edu.widgets."):
                return importlib.import_module(kind.__module__.rpartition(".")[0] + ".picture").draw(self)
        raise NotImplementedError

    def _ask(self, **change) -> None:
        """Ask from Python what the browser asks: the present request with a change."""
        self.request = {**self.request, **change, "sequence": self.request.get("sequence", 0) + 1}

    @traitlets.validate("request", "answer")
    def _check_sequence(self, proposal) -> dict:
        value, name = proposal["value"], proposal["trait"].name
        sequence = value.get("sequence", 0)
        if isinstance(sequence, bool) or not isinstance(sequence, int) or sequence < 0:
            raise traitlets.TraitError(f"{name}: \"sequence\" is a whole number of at least 0, not {sequence!r:.60}")
        return {"sequence": 0, **value} if name == "request" else value

    @traitlets.observe("request")
    def _on_request(self, change) -> None:
        request = change["new"]
        self._publish(lambda: self.respond(request), request.get("sequence", 0))

    def _on_message(self, _, content, buffers) -> None:
        """A request that the browser repeats as a message of its own, because no answer came (``shared.js``)."""
        request = content.get("request") if isinstance(content, dict) else None
        sequence = request.get("sequence") if isinstance(request, dict) else None
        if isinstance(sequence, int) and sequence > self.request.get("sequence", 0):
            self.request = request

    def _publish(self, compute, sequence: int | None = None) -> None:
        """Set ``answer`` to what `compute` returns, or to what went wrong.

        Raised here, an error would end in the server's log, where no learner looks; and a learner's own tokenizer or
        model may raise anything. So every error goes to the widget, which shows it. An interrupt of the kernel is shown
        there, too, or the page would wait forever; it also stops the cell, if one is running.
        """
        interrupt = None
        try:
            content = compute()
        except Exception as problem:
            content = {"error": explain(problem)}
        except KeyboardInterrupt as problem:
            interrupt, content = problem, {"error": "This was interrupted before it was finished; ask again."}
        self.answer = {"sequence": self.request.get("sequence", 0) if sequence is None else sequence, **content}
        if interrupt:
            raise interrupt

    def __repr__(self) -> str:
        return self.summary()

    def _repr_mimebundle_(self, **options):
        """The live view, a picture for where there is none, and one deterministic line of text."""
        data, metadata = super()._repr_mimebundle_(**options)
        try:
            picture = self.picture().to_html()
        except UNREADABLE as problem:
            return {**data, "text/plain": self._unreadable(problem)}, metadata or {}
        return {**data, "text/html": picture, "text/plain": self.summary()}, metadata or {}


def printable(text: str) -> str:
    """One line that can be printed: control characters made visible, what is too long cut.

    >>> printable("3 tokens with a\\x07b\\nc")
    '3 tokens with a␇b↵c'
    """
    if not isinstance(text, str):
        raise TypeError(f"a text was expected, not {type(text).__name__}")
    if not any(map(str.isalpha, text[:LONGEST])):
        raise ValueError("there is nothing to say")
    shown = " ".join(visible(word, len(word)) for word in text[:LONGEST].split(" "))
    return shown + "…" if len(text) > LONGEST else shown


async def until_over(run: Callable) -> None:
    """Wait for the end of the run that `run()` returns, if any; meanwhile the kernel hears the page's buttons.

    An interrupt stops the run cleanly.
    """
    while run() is not None and not run().is_over():
        try:
            await asyncio.sleep(0.1)
        except asyncio.CancelledError:    # the interrupt of a notebook
            run().stop()


def explain(problem: Exception) -> str:
    """An error in one line for the reader: its message, and its type unless the message is a sentence of ours."""
    from llm_edu.errors import CourseError

    message = " ".join(str(problem).split())
    message = message if len(message) <= 600 else message[:600] + "…"
    return message if isinstance(problem, CourseError) else f"{type(problem).__name__}: {message}".rstrip(": ")
