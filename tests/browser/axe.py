"""What axe-core finds in a page: contrast, names, alternative text, tables and more, against WCAG."""

from pathlib import Path

from skipping import skip_or_fail

# What is ours in JupyterLab: rendered Markdown and outputs. Its own menus and cells are its makers' concern.
OURS = ".jp-Notebook .jp-MarkdownOutput, .jp-Notebook .jp-OutputArea-output"
RUN = """async (selector) => {
    const places = [...document.querySelectorAll(selector)];
    if (!places.length) throw new Error(`nothing there: ${selector}`);
    const { violations } = await axe.run({ include: places }, { resultTypes: ['violations'] });
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


def findings(page, selector: str = OURS) -> list[str]:
    """Each finding in a line: the rule, what is wrong, and the element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_file().read_text(encoding="utf-8"))
    return page.evaluate(RUN, selector)
