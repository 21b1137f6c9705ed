"""A learner's copy of a notebook, opened in JupyterLab."""

from browser.lab import IDLE, pause

from llm_edu.course import paths
from llm_edu.course.work import copies

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
