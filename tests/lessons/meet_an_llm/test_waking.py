"""The first cell of the course: what it shows at once, and what takes that place."""

import IPython.display
import pytest
from tiny_chat import tiny_chat

from llm_edu import pretrained
from llm_edu.errors import CourseError
from llm_edu.lessons.meet_an_llm import waking
from llm_edu.meet_an_llm import PUBLISHED_MODELS
from llm_edu.widgets import NextTokenExplorer


@pytest.fixture
def screen(monkeypatch):
    """All that is shown in the one place, in order."""
    shown = []

    class Place:
        def update(self, what):
            shown.append(what)

    monkeypatch.setattr(IPython.display, "display", lambda what, *, display_id: shown.append(what) or Place())
    return shown


def test_a_promise_first_and_then_the_widget(screen, monkeypatch):
    monkeypatch.setattr(pretrained, "load_smollm2", lambda: screen[0] and tiny_chat())  # by then, something is shown
    waking.wake_smollm2("low")
    promise, widget = screen
    assert "SmolLM2 is waking up" in promise.data and isinstance(widget, NextTokenExplorer) and widget.text == "low"
    (smollm2,) = [model for model in PUBLISHED_MODELS if model.name == "SmolLM2-135M"]
    assert round(smollm2.parameters / 1e6, 1) == waking.MILLIONS and f"{waking.MILLIONS} million" in promise.data


def test_a_model_that_is_not_there(screen, monkeypatch):
    def missing():
        raise CourseError("fetch it first")

    monkeypatch.setattr(pretrained, "load_smollm2", missing)
    with pytest.raises(CourseError, match="fetch it first"):
        waking.wake_smollm2("low")
    assert "did not wake up" in screen[-1].data
