"""What becomes of the widgets when the notebook is saved, reopened, and its kernel is gone."""

from browser.bare import contrast
from browser.lab import IDLE, pause, run_all, themes, widget_code

PLAYGROUND = widget_code("TokenizerPlayground('Hi é', 'bytes', tokenizers={'bytes': BYTES})")
EXPLORER = widget_code("NextTokenExplorer(letters_model(), BYTES, 'Hi')")


def test_reopened_without_its_kernel(lab, page):
    lab.run(page, PLAYGROUND, EXPLORER)
    page.wait_for_selector(".lm-playground .lm-chip")
    page.locator(".lm-explorer button.lm-bar").nth(1).click()
    page.wait_for_selector(".lm-explorer .lm-history .lm-chip")
    lab.reopen(page)
    page.wait_for_selector(".lm-playground .lm-chip")
    page.wait_for_selector(".lm-explorer .lm-bar")

    for root in (".lm-playground", ".lm-explorer"):
        assert page.locator(root).get_attribute("data-state") == "asleep"
        assert "Run the cell to wake it" in page.locator(f"{root} .lm-state").text_content()
        assert not page.locator(f"{root} textarea").is_editable()
    for theme in themes(page):
        assert contrast(page.locator(".lm-state")) >= 4.5, theme
    assert page.locator(".lm-playground .lm-chip-label").all_text_contents() == ["H", "i", "·", "é"]
    page.locator(".lm-playground .lm-chip").first.hover()
    assert page.locator(".lm-playground .lm-note").text_content() == "“H”  id 72  bytes 48"
    page.get_by_label("Show ids").check()
    assert page.locator(".lm-playground .lm-id").first.is_visible()

    assert page.locator(".lm-explorer textarea").input_value() == "Hit"
    before = page.locator(".lm-explorer .lm-bar-share").first.text_content()
    page.get_by_role("slider").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    assert page.locator(".lm-explorer output").text_content() == "0.50"
    assert page.locator(".lm-explorer .lm-bar-share").first.text_content() != before
    page.locator(".lm-explorer button.lm-bar").first.click()
    page.get_by_role("button", name="Most likely").click(force=True)  # Playwright will not press what says disabled
    pause(page, 300)
    assert page.locator(".lm-explorer textarea").input_value() == "Hit"

    assert run_all(page)
    page.wait_for_selector(".lm-explorer[data-state=ready]")
    page.wait_for_selector(".lm-playground[data-state=ready]")
    page.locator(".lm-playground textarea").fill("awake")
    page.wait_for_function("() => document.querySelectorAll('.lm-playground .lm-chip').length === 5")


def test_a_restarted_kernel_leaves_the_typed_text(lab, page):
    lab.run(page, PLAYGROUND)
    box = page.locator(".lm-playground textarea")
    box.fill("typed by hand")
    page.wait_for_function("() => document.querySelectorAll('.lm-playground .lm-chip').length === 13")
    page.evaluate("() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    page.wait_for_selector(".lm-playground[data-state=asleep]")
    assert box.input_value() == "typed by hand"
    assert page.locator(".lm-playground .lm-chip").count() == 13
    page.wait_for_function(IDLE)


def test_saved_outputs_hold_a_picture_and_words(lab, page):
    lab.run(page, PLAYGROUND, EXPLORER)
    page.wait_for_selector(".lm-explorer .lm-bar")
    words = []
    for cell in lab.save(page).cells:
        [output] = [output for output in cell.outputs if output.output_type == "execute_result"]
        assert output.data["text/html"].startswith('<img src="data:image/png;base64,iVBOR')
        words.append(output.data["text/plain"])
    assert words == [
        "4 characters, 5 bytes: 5 tokens with bytes (0.8 characters each).",
        "After “Hi” the model finds “e” most likely (32%).",
    ]
