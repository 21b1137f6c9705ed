"""A row of buttons below a check that did not come out right: hints and the solution, without typing their names.

The text above it says the same, for frontends without widgets, and wherever the notebook is only read.
"""

from pathlib import Path

import anywidget
import traitlets

from llm_edu.course.checks.catalogue import Item
from llm_edu.course.checks.helping import hint_report, hints_given, solution_report


class HelpRow(anywidget.AnyWidget):
    """Buttons of one exercise, and below them what the last one pressed has said."""

    _esm = Path(__file__).with_name("help_row.js").read_text(encoding="utf-8")
    _css = Path(__file__).with_name("help_row.css").read_text(encoding="utf-8")

    name = traitlets.Unicode().tag(sync=True)
    given = traitlets.Int().tag(sync=True)  # hints, of 2
    said = traitlets.Unicode().tag(sync=True)  # HTML of the course's own: a report

    def __init__(self, item: Item):
        super().__init__(name=item.name, given=hints_given(item))
        self._item = item
        self.on_msg(self._on_press)

    def _on_press(self, _, content, buffers) -> None:
        reports = {"hint": hint_report, "solution": solution_report}
        pressed = content.get("pressed") if isinstance(content, dict) else None
        if pressed in reports:
            self.said = reports[pressed](self._item)._repr_html_()
            self.given = hints_given(self._item)

    def __repr__(self) -> str:
        return f"Buttons: a hint for {self.name}, or its solution."
