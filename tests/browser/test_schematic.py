"""A drawn schematic in JupyterLab: run, reopened without being trusted, in light, dark and in a narrow window."""

import nbformat
import pytest
from browser.axe import findings
from browser.lab import TOKEN, pause, themes

from llm_edu.lessons.transformer.schematics import draw_block
from llm_edu.transformer import TransformerConfig

CELL = """from llm_edu.lessons.transformer.schematics import draw_block
from llm_edu.transformer import TransformerConfig
draw_block(TransformerConfig.gpt2())"""
SHOWN = """async () => {
    const picture = document.querySelector('.jp-OutputArea-output img');
    await picture.decode();
    const { clientWidth: shown, naturalWidth: width, alt } = picture;
    return { shown, width, alt, page: innerWidth, scrolled: document.documentElement.scrollWidth };
}"""


@pytest.mark.parametrize("trusted", [True, False])
def test_jupyterlab_shows_the_picture_and_its_words(lab, page, trusted):
    drawing = draw_block(TransformerConfig.gpt2())
    if trusted:
        lab.run(page, CELL)
    else:    # as built: outputs that this JupyterLab has not made
        cell = nbformat.v4.new_code_cell(CELL, outputs=[nbformat.v4.new_output(
            "execute_result", drawing._repr_mimebundle_(), execution_count=1)])
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), lab.notebooks / "untrusted.ipynb")
        page.goto(f"{lab.url}lab/tree/untrusted.ipynb?token={TOKEN}&reset")
    page.wait_for_selector(".jp-OutputArea-output img")
    for _ in themes(page):
        assert findings(page, ".jp-OutputArea-output") == []
    wide = page.evaluate(SHOWN)
    assert wide["alt"] == drawing.alt and 400 < wide["shown"] == wide["width"] <= 720
    page.set_viewport_size({"width": 390, "height": 800})
    pause(page, 500)
    narrow = page.evaluate(SHOWN)
    page.set_viewport_size({"width": 1200, "height": 900})
    assert 0.7 * wide["width"] < narrow["shown"] and narrow["scrolled"] <= narrow["page"]
