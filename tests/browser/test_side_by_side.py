"""Widgets of several kinds on one page, as in a notebook that has two, or with two notebooks open in JupyterLab.

Each brings the common style with it, so that of one may come after the rules of another.
"""

import every_widget
import pytest
from browser.bare import set_width, show

from llm_edu.widgets.common.joining import COMMON_STYLE

LOOKS = """() => [...document.querySelectorAll('.lm-widget, .lm-widget *')].map((node) => {
    const style = getComputedStyle(node), name = node.getAttribute('class') ?? node.tagName;
    return [name, Object.fromEntries([...style].filter((key) => !key.startsWith('--')).map((key) => [key, style[key]]))];
})"""


def differences(before, after):
    """class: property, before and after, of every element."""
    return sorted({f"{name}: {key} {look[key]} -> {other[key]}" for (name, look), (_, other) in zip(before, after, strict=True)
                   for key in look if look[key] != other[key]})


@pytest.mark.parametrize("name", every_widget.MAKERS)
def test_the_common_style_of_another_widget_changes_nothing(name, page):
    page.emulate_media(reduced_motion="reduce")    # nothing is on its way while looks are compared
    show(page, every_widget.MAKERS[name]())
    before = {}
    for width in (700, 380):
        set_width(page, width)
        before[width] = page.evaluate(LOOKS)
    page.add_style_tag(content=COMMON_STYLE.read_text(encoding="utf-8"))
    for width in (380, 700):
        set_width(page, width)
        assert differences(before[width], page.evaluate(LOOKS)) == []
