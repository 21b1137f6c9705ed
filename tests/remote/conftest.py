"""What all tests of remote models need: no key and no proxy of this machine's."""

import pytest


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("LLM_EDU_API_KEY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
