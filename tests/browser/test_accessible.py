"""Lessons as JupyterLab shows them, tested with axe-core: text, tables, pictures and outputs, in light and in dark."""

import shutil

import pytest
from browser.axe import OURS, findings, unroll
from browser.lab import TOKEN, pause, themes

from llm_edu.course import paths

DRAWN = """() => {
    const widgets = window.jupyterapp?.shell.currentWidget?.content?.widgets ?? [];
    return widgets.length > 50 && widgets.every(({ node }) => node.isConnected)
        && document.querySelectorAll('.jp-MarkdownOutput').length > 30;
}"""
PLANTED = """() => document.querySelector('.jp-OutputArea-output').insertAdjacentHTML('beforeend',
    '<p style="color: #888; background: #999">pale</p><img src="data:,"><table><tr><th></th><td>1</td></tr></table>')"""


@pytest.mark.parametrize("lesson", ["00", "05", "09", "11", "13"])
def test_nothing_found_in_a_lesson(lab, page, lesson):
    """As built, opened without being trusted. The widgets show their pictures: test_every_widget.py tests them live."""
    [notebook] = paths.notebooks_folder().glob(f"{lesson}_*.ipynb")
    shutil.copy(notebook, lab.notebooks)
    page.goto(f"{lab.url}lab/tree/{notebook.name}?token={TOKEN}&reset")
    page.wait_for_function(DRAWN)
    pause(page, 1000)  # formulas
    unroll(page)
    assert page.locator(".jp-MarkdownOutput abbr[title]").count() > 0  # a term's definition, on hover
    for theme in themes(page):
        assert findings(page, OURS) == [], theme
    page.evaluate(PLANTED)
    found = {finding.partition(":")[0] for finding in findings(page, OURS)}
    assert found == {"color-contrast", "image-alt", "empty-table-header"}  # and axe has looked
