"""A check says the same whatever the notebook has switched before: every solution passes, mistakes are refused.

The fast tier tries a few exercises, the one that trains among them; the full tier all of them.
"""

import contextlib
import os
import random
import warnings

import numpy as np
import pytest
import torch
from exercise_cells import EXERCISES, ITEMS, defined, source_of

from llm_edu.course.checks import checking, judging
from llm_edu.course.checks.state import known_state

SOME = ["train_step", "next_word_loss", "bigram_gradient", "positive_pmi", "causal_mask", "make_batch", "train_bpe"]
PATIENCE = 120.0


@contextlib.contextmanager
def switched(switch, *values):
    """A switch of torch's that stays as it is set, until the test is over."""
    before = {torch.set_default_dtype: torch.get_default_dtype(), torch.set_default_device: None,
              torch.set_grad_enabled: torch.is_grad_enabled()}[switch]
    switch(*values)
    try:
        yield
    finally:
        switch(before)


@contextlib.contextmanager
def warnings_as_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


STATES = {
    "as usual": contextlib.nullcontext,
    "no_grad": torch.no_grad,
    "inference_mode": torch.inference_mode,
    "gradients off for good": lambda: switched(torch.set_grad_enabled, False),
    "float64": lambda: switched(torch.set_default_dtype, torch.float64),
    "a device for good": lambda: switched(torch.set_default_device, "meta"),
    "a device for now": lambda: torch.device("meta"),
    "autocast": lambda: torch.autocast("cpu"),
    "NumPy raises": lambda: np.errstate(all="raise"),
    "warnings are errors": warnings_as_errors,
    "strict": lambda: pytest.MonkeyPatch.context(),
}


def snapshot():
    """All of the caller's that a check must leave alone."""
    return {
        "gradients": torch.is_grad_enabled(), "inference": torch.is_inference_mode_enabled(),
        "dtype": torch.get_default_dtype(), "device": torch.get_default_device(),
        "autocast": torch.is_autocast_enabled("cpu"), "NumPy": np.geterr(), "folder": os.getcwd(),
        "filters": list(warnings.filters), "environment": dict(os.environ),
        "random": random.getstate()[1][:5], "NumPy's random": np.random.get_state()[1][:5].tolist(),
        "torch's random": torch.default_generator.get_state()[:64].tolist(),
    }


@contextlib.contextmanager
def in_state(state, monkeypatch):
    """In that state the exercises' cases are made anew."""
    monkeypatch.setattr(judging, "_prepared", {})
    if state == "strict":
        monkeypatch.setenv("LLM_EDU_STRICT", "1")
    with STATES[state]():
        before = snapshot()
        yield
        assert snapshot() == before


def solved(name):
    source = source_of(name)
    with known_state():  # what the cell itself makes is the notebook's affair
        return defined(source, source.solution)


@pytest.mark.parametrize("state", STATES)
def test_solutions_are_right_in_every_state(state, monkeypatch, full_tier):
    for name in EXERCISES if full_tier else SOME:
        attempt = solved(name)
        with in_state(state, monkeypatch):
            report = checking.verdict(ITEMS[name], attempt, PATIENCE)
        assert report.status == "right", f"{name}\n{report}"


@pytest.mark.parametrize("state", STATES)
def test_mistakes_are_refused_in_every_state(state, monkeypatch):
    exercise = ITEMS["train_step"]
    with in_state(state, monkeypatch):
        reports = [checking.verdict(exercise, mistake.function, PATIENCE) for mistake in exercise.mistakes]
    for mistake, report in zip(exercise.mistakes, reports):
        assert report.status == "wrong" and mistake.message in report.parts, f"{mistake.message}\n{report}"


def test_what_the_attempt_switches_is_put_back(monkeypatch, tmp_path):
    exercise, solution = ITEMS["next_word_loss"], solved("next_word_loss")

    def next_word_loss(logits, targets):
        random.seed(1), np.random.seed(1), torch.manual_seed(1)
        np.seterr(all="raise")
        warnings.simplefilter("error")
        os.chdir(tmp_path)
        os.environ["LLM_EDU_STRICT"] = "0"
        result = solution(logits, targets)
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")
        torch.set_grad_enabled(False)
        return result

    for state in ("as usual", "no_grad", "a device for now", "strict"):
        with in_state(state, monkeypatch):
            report = checking.verdict(exercise, next_word_loss)
        assert report.status == "right", str(report)
