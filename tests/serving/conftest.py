"""A server of a tiny chat model, and of the same with an adapter, for all tests of a file."""

import pytest
import torch
from tiny_chat import tiny_chat

from llm_edu.finetuning import add_lora, changes_of
from llm_edu.serving import Served, ServingLimits, serving


@pytest.fixture(scope="session")
def served():
    model, tokenizer = tiny_chat()
    adapted = add_lora(model, rank=2)
    torch.manual_seed(1)
    for change in changes_of(adapted).values():
        torch.nn.init.normal_(change.up)
    limits = ServingLimits(places=4, queue=4, room=2048, new_tokens=400, prompts=5, body=20_000, body_seconds=1)
    return Served({"tiny": model, "adapted": adapted}, tokenizer, limits=limits)


@pytest.fixture(scope="module")
def address(served):
    with serving(served) as address:
        yield address


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("LLM_EDU_API_KEY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
