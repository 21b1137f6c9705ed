"""What axe-core finds in a page: contrast, names, alternative text, tables and more, against WCAG."""

from pathlib import Path

from skipping import skip_or_fail

# What is ours in JupyterLab: rendered Markdown and outputs. Its own menus and cells are its makers' concern.
OURS = ".jp-Notebook .jp-MarkdownOutput, .jp-Notebook .jp-OutputArea-output"
# axe passes over what is scrolled out of view, so the notebook becomes the whole page, as long as it is.
UNROLL = """() => {
    document.body.replaceChildren(jupyterapp.shell.currentWidget.content.node);
    document.head.appendChild(document.createElement('style')).textContent = `
        html, body { height: auto !important; overflow: visible !important; }
        .jp-Notebook { position: static !important; width: 1000px !important; height: auto !important; }
        .jp-Notebook, .jp-Notebook .jp-WindowedPanel-outer { overflow: visible !important; contain: none !important; }
        .jp-Cell { content-visibility: visible !important; contain: none !important; }`;
}"""
RUN = """async (selector) => {
    const places = [...document.querySelectorAll(selector)];
    if (!places.length) throw new Error(`nothing there: ${selector}`);
    const exclude = [['.jp-MarkdownOutput pre']]; // the colours of code are JupyterLab's
    const { violations } = await axe.run({ include: places, exclude }, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
        `${id}: ${node.failureSummary.split('\\n').slice(1).join('; ')} ${node.html.slice(0, 160)}`));
}"""


def axe_file() -> Path:
    """The one file of axe-core, which a package of the test extra brings along; without it skip, in CI fail."""
    try:
        import axe_playwright_python
    except ImportError:
        skip_or_fail("axe-core is not installed: pip install axe-playwright-python")
    return Path(axe_playwright_python.__file__).with_name("axe.min.js")


def unroll(page) -> None:
    """Make the open notebook the whole page. JupyterLab around it is gone for good."""
    page.evaluate(UNROLL)


def findings(page, selector: str = OURS) -> list[str]:
    """Each finding in a line: the rule, what is wrong, and the element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_file().read_text(encoding="utf-8"))
    return page.evaluate(RUN, selector)
