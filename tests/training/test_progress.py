"""The line that tells how a training is doing: in a terminal, in a file, in a notebook."""

import io
import sys
import threading
from pathlib import Path

import nbformat
import pytest
import training_runs
from nbclient import NotebookClient
from training_runs import tiny_config, tiny_model, tiny_rows

from llm_edu.training import train
from llm_edu.training.progress import FileLine, TerminalLine, describe


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(monkeypatch, stream, columns=80):
    """What a training writes into a stream."""
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", "24")
    train(tiny_model(), tiny_rows(), tiny_config(steps=200, validate_every=50), tiny_rows(10, seed=1))
    return stream.getvalue()


@pytest.mark.parametrize("columns", [40, 120])
def test_in_a_terminal_it_writes_over_itself(monkeypatch, columns):
    text = shown(monkeypatch, Terminal(), columns)
    assert text.count("\n") == 1 and text.endswith("\n")
    lines = text.rstrip("\n").split("\r")[1:]
    assert all(len(line) == columns - 1 for line in lines)    # nothing of the line before is left, and none wraps
    assert lines[-1].startswith("step 200 of 200 · loss ")
    if columns == 120:
        assert "held-out" in lines[-1] and "tokens/s" in lines[-1] and "finished after 0:" in lines[-1]


def test_into_a_file_it_writes_few_lines(monkeypatch):
    text = shown(monkeypatch, io.StringIO())
    assert "\r" not in text and 1 <= len(text.splitlines()) <= 12


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()], ids=["terminal", "file"])
def test_an_interrupt_is_answered_at_once(monkeypatch, stream):
    """While the step that it came in is still being computed, which here ends only when the answer has come."""
    monkeypatch.setattr(sys, "stdout", stream)
    interrupted = threading.Event()

    def look(run):
        if run.step == 2:
            interrupted.set()
            training_runs.wait_until(lambda: "Stopping: it finishes the step" in stream.getvalue(), 60)

    def show(line, run, end=""):
        if interrupted.wait(0.1) and not run.stop_asked:
            raise KeyboardInterrupt

    monkeypatch.setattr({True: TerminalLine, False: FileLine}[stream.isatty()], "show", show)
    run = train(tiny_model(), tiny_rows(), tiny_config(), callbacks=[look])
    assert (run.state, run.step) == ("stopped", 3)
    assert "(the latest steps took 0:0" in stream.getvalue()


def test_it_can_be_silent(capsys):
    train(tiny_model(), tiny_rows(), tiny_config(), progress=False)
    assert capsys.readouterr().out == ""


def test_it_says_what_is_known_at_each_moment():
    texts = []
    run = train(tiny_model(), tiny_rows(), tiny_config(steps=3), progress=False,
                callbacks=[lambda run: texts.append(describe(run))])
    assert all(text.startswith(f"step {step} of 3 · loss ") and text.endswith(" left")
               for step, text in enumerate(texts, start=1))
    assert "finished after 0:" in describe(run) and "left" not in describe(run)


@pytest.mark.full
def test_in_a_notebook_it_is_one_output_that_is_replaced():
    """In a real kernel: also that what a callback prints arrives, and that the cell waits for the training."""
    cell = nbformat.v4.new_code_cell(
        "from training_runs import *\n"
        "torch.set_num_threads(1)\n"
        "look = lambda run: print('a callback') if run.step == 3 else time.sleep(0.01)\n"
        "run = train(tiny_model(), tiny_rows(), tiny_config(steps=60), callbacks=[look])\n"
        "print(run.state)")
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": ""}})
    folder = Path(training_runs.__file__).parent
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}}).execute()
    outputs = notebook.cells[0].outputs
    lines = [output for output in outputs if output.output_type == "display_data"]
    assert len(lines) == 1 and lines[0].data["text/plain"].startswith("step 60 of 60 · loss ")
    assert "finished" in lines[0].data["text/plain"]
    printed = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout")
    assert "a callback" in printed and "finished" in printed
