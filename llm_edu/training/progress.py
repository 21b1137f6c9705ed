"""One line that tells how a training is doing, wherever it is shown.

In a terminal the line is written over itself; in a notebook one output is replaced (a line that is written over itself
would be saved there a hundred times); into a file goes a new line, once in a tenth of the steps.
"""

import shutil
import sys


def make_line(progress=True):
    """The kind of line for where standard output goes."""
    if not progress:
        return NoLine()
    if in_notebook():
        return NotebookLine()
    return TerminalLine() if sys.stdout.isatty() else FileLine()


def in_notebook():
    """Whether a notebook shows what is printed: asked of IPython, if anyone has loaded it."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is not None and hasattr(shell, "kernel")


def describe(run):
    """What the line says.

    "step 120 of 700 · loss 2.314 · held-out 2.402 · 31,200 tokens/s · 0:19 left"
    """
    parts = [f"step {run.step:,} of {run.config.steps:,}"]
    if run.losses:
        recent = run.losses[-20:]
        parts.append(f"loss {sum(recent) / len(recent):.3f}")    # the mean of the latest, as single ones jump about
    if run.held_out:
        parts.append(f"held-out {run.held_out[-1][1]:.3f}")
    if run.tokens_per_second:
        parts.append(f"{run.tokens_per_second:,.0f} tokens/s")
    if run.state in ("running", "paused"):
        left = run.seconds_left
        parts += [f"{clock(left)} left"] if left is not None else []
        parts += ["paused"] if run.state == "paused" else []
    else:
        parts.append(f"{run.state} after {clock(run.seconds)}")
    return " · ".join(parts)


def clock(seconds):
    """Minutes and seconds, with hours when there are any.

    >>> clock(65), clock(3 * 3600 + 62)
    ('1:05', '3:01:02')
    """
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class NoLine:
    """Says nothing."""

    said = False    # whether the run's remark has been said

    def show(self, run):
        """Called every fifth of a second."""

    def say(self, sentence):
        """Called when an interrupt asks the training to stop."""

    def close(self, run):
        """Called when the training is over."""


class TerminalLine(NoLine):
    """Writes over itself, never longer than the terminal is wide: a line that wraps cannot be written over."""

    def show(self, run, end=""):
        width = shutil.get_terminal_size().columns - 1
        say_once(self, run, "\r")
        print("\r" + describe(run)[:width].ljust(width), end=end, flush=True)

    def say(self, sentence):
        print("\n" + sentence, flush=True)

    def close(self, run):
        self.show(run, end="\n")


class NotebookLine(NoLine):
    """One output, replaced in its place."""

    def __init__(self):
        self.handle, self.shown = None, None

    def show(self, run):
        text = describe(run)
        if text == self.shown:
            return
        self.shown, data = text, {"text/plain": text}
        if self.handle is None:
            self.handle = sys.modules["IPython"].display.display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)

    def say(self, sentence):
        print(sentence, flush=True)

    close = show


class FileLine(NoLine):
    """A new line for each tenth of the steps, and one at the end."""

    def __init__(self):
        self.tenth = None

    def show(self, run):
        say_once(self, run)
        tenth = 10 * run.step // run.config.steps
        if tenth != self.tenth and run.state == "running":
            self.tenth = tenth
            print(describe(run), flush=True)

    def say(self, sentence):
        print(sentence, flush=True)

    def close(self, run):
        say_once(self, run)
        print(describe(run), flush=True)


def say_once(line, run, begin=""):
    """The run's remark, if it has one, on a line of its own."""
    if run.remark and not line.said:
        line.said = True
        print(begin + run.remark, flush=True)
