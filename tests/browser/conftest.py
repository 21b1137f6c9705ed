"""One browser and one JupyterLab for all browser tests; every page is watched for errors and for foreign requests."""

import os

import pytest
from browser.lab import Lab, find_browser, watched_page


def unavailable(reason: str):
    """A learner without a browser misses nothing else; where CI is set, a browser is part of the promise."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason} (and CI is set, so this must not be skipped)")
    pytest.skip(f"{reason}; the other tests run without it")


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        unavailable("Playwright for Python is not installed: pip install playwright")
    with sync_playwright() as playwright:
        options = {"args": ["--no-sandbox"]} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}
        try:
            chromium = playwright.chromium.launch(executable_path=find_browser(), **options)
        except Error as problem:
            unavailable(f"No Chromium: install it, or run playwright install chromium ({problem.message[:80]}…)")
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(browser, tmp_path_factory):
    with Lab(tmp_path_factory.mktemp("jupyter") / "lab with ä space", browser) as server:
        yield server


@pytest.fixture
def page(request, browser):
    """JupyterLab's page for a test with `lab`, else a new one; any problem of a `watched_page` fails the test."""
    lab = request.getfixturevalue("lab") if "lab" in request.fixturenames else None
    failed = request.session.testsfailed
    with lab.watched() if lab else watched_page(browser) as (page, problems):
        yield page
    if lab and (problems or request.session.testsfailed > failed):
        lab.give_up()
    assert problems == []
