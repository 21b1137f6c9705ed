"""Helpers that tests import: ``from skipping import require_asset``."""

import os

import pytest

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def skip_or_fail(reason: str) -> None:
    """Skip the running test with a reason; on a continuous-integration server, where nothing may be missing, fail."""
    if IN_CI:
        pytest.fail(f"{reason} (and CI must not skip)", pytrace=False)
    pytest.skip(reason)


def require_asset(name: str) -> None:
    """The running test needs this asset: skip without it, fail in CI."""
    from llm_edu.assets.cache import is_present

    if not is_present(name):
        skip_or_fail(f"{name} is not fetched: run `python course.py fetch {name}`")
