"""A lab whose model is a few lines: it answers by a word of the prompt, as fast or slowly as a test likes."""

import threading

import torch

from llm_edu.prompting import Prompt
from llm_edu.widgets import PromptLab

ITEMS = [(f"film {number} is {'good' if number % 2 else 'bad'}", number % 2) for number in range(40)]
PROMPTS = {"reads": Prompt("{text}\nIt was {label}", ("bad", "good")), "hopes": Prompt("Hope: {text} {label}", ("bad", "good")),
           "counts": Prompt("Count: {text} {label}", ("bad", "good"))}


class Answers:
    """score=Answers(): a prompt with "Hope" finds everything good, one with "Count" what has a number below 20, one with
    "Fail" fails; all others are right. gate: an Event without which nothing is answered   asked: pairs (prompt, text)"""

    def __init__(self, gate=None, delay=0.0):
        self.gate, self.delay, self.asked = gate, delay, []

    def __call__(self, prompt):
        return lambda texts: self.score(prompt, texts)

    def score(self, prompt, texts):
        if self.gate is not None:
            self.gate.wait()
        threading.Event().wait(self.delay * len(texts))
        if "Fail" in prompt.template:
            raise ValueError("this prompt fails")
        self.asked += [(prompt, text) for text in texts]
        return torch.tensor([self.row(prompt.template, text) for text in texts])

    def row(self, template, text):
        good = ("good" in text if "Hope" not in template else True) if "Count" not in template else (
            text.startswith("film") and int(text.split()[1]) < 20)
        return [-1.0, -0.2] if good else [-0.2, -1.0]


def small_lab(items=ITEMS, prompts=PROMPTS, score=None, **options):
    return PromptLab(None, None, items, prompts, score=score or Answers(), **options)


def finish(lab):
    """Wait for the end of its run; return it."""
    lab._run.thread.join(60)
    assert lab._run.is_over()
    return lab
