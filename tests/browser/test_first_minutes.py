"""The first minutes of the course: JupyterLab opens on lesson 00, and its first cell is alive."""

import os

import pytest
from browser.lab import pause
from browser.started import FIRST, click_a_word, run_first_cell, started, wait_for_kernel

PANEL = ".jp-TableOfContents"


@pytest.mark.asset("smollm2")
@pytest.mark.skipif(os.name == "nt", reason="stopped by SIGINT, which Windows does not send")
def test_contents_beside_the_lesson_and_a_first_cell_to_click_in(page, tmp_path):
    with started(tmp_path) as address:
        page.goto(address)
        page.locator(PANEL).get_by_text("Exercise 0.1 · greedy_pick", exact=True).click()
        heading = page.locator(".jp-Notebook h3, .jp-Notebook h4").filter(has_text="Exercise 0.1")
        heading.wait_for()
        page.locator(PANEL).get_by_text("Meet an LLM", exact=True).click()
        page.locator(FIRST).first.wait_for()
        wait_for_kernel(page)
        run_first_cell(page)
        page.get_by_text("SmolLM2 is waking up.").wait_for()
        click_a_word(page)
        assert page.get_by_text("SmolLM2 is waking up.").count() == 0

        page.get_by_role("tab", name="File Browser").click()    # from now on the learner's own choice
        page.wait_for_selector(".jp-FileBrowser:visible")
        pause(page, 2000)    # JupyterLab writes the layout down after a second
        page.goto("about:blank")
    with started(tmp_path) as address:
        page.goto(address)
        page.locator(FIRST).first.wait_for()
        assert page.locator(".jp-FileBrowser").is_visible() and not page.locator(PANEL).is_visible()
        page.goto("about:blank")    # before its server ends
