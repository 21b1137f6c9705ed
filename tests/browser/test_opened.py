"""A learner's copy of a notebook, opened in JupyterLab."""

import nbformat
from browser.axe import findings
from browser.lab import IDLE, pause, run_all

from llm_edu.course import paths
from llm_edu.course.work import copies
from llm_edu.course.work.kernel import kernel_metadata

STATE = "() => jupyterapp.shell.currentWidget.context.model.dirty"


def test_opening_a_copy_changes_nothing(lab, page):
    """Nor does a started kernel: it stays saved until the learner changes something."""
    built = (paths.notebooks_folder() / "00_meet_an_llm.ipynb").read_bytes()
    (lab.notebooks / "copy.ipynb").write_bytes(copies.without_outputs(built))
    lab.open(page, "1")
    page.evaluate("() => jupyterapp.commands.execute('docmanager:open', { path: 'copy.ipynb', factory: 'Notebook' })")
    page.wait_for_function("() => jupyterapp.shell.currentWidget.context.path === 'copy.ipynb'")
    page.wait_for_function(IDLE)
    page.wait_for_function("() => jupyterapp.shell.currentWidget.context.model.getMetadata('language_info').version")
    pause(page, 500)
    assert page.evaluate(STATE) is False
    page.evaluate("() => jupyterapp.shell.currentWidget.content.model.cells.get(0).sharedModel.setSource('# Mine')")
    assert page.evaluate(STATE) is True
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")


def test_buttons_help_below_a_check_that_failed(lab, page):
    """By keyboard, in a session of its own; where the kernel is gone they vanish and the text stays."""
    cell = "from llm_edu.course import check\ndef greedy_pick(logits): return 0\ngreedy_pick = check(greedy_pick)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)], metadata=kernel_metadata())
    lab.open(page, "1")
    nbformat.write(notebook, lab.notebooks / "failing.ipynb")
    page.evaluate("() => jupyterapp.commands.execute('docmanager:open', { path: 'failing.ipynb', factory: 'Notebook' })")
    page.wait_for_function("() => jupyterapp.shell.currentWidget.context.path === 'failing.ipynb'")
    page.wait_for_function(IDLE)
    assert run_all(page)
    shown = page.locator(".jp-OutputArea:visible")
    shown.get_by_role("button", name="Hint, greedy_pick").focus()
    page.keyboard.press("Enter")
    shown.get_by_text("hint 1 of 2").wait_for()
    page.keyboard.press("Enter")
    shown.get_by_text("hint 2 of 2").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shown.get_by_text("do you want to see the solution?").wait_for()
    page.keyboard.press("Space")
    shown.get_by_text("one solution").wait_for()
    assert findings(page, ".lm-help") == []
    page.evaluate("() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    shown.get_by_role("button").first.wait_for(state="hidden")
    assert shown.get_by_text("Not yet").is_visible()
