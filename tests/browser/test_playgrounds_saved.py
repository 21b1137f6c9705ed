"""TransformerMap and SoftmaxPlayground in one notebook, reopened without its kernel, in light and in dark."""

from browser.lab import IDLE, heard, pause
from browser.test_playground import contrast

CODE = """from llm_edu.transformer import SMOLLM2_135M, TransformerConfig
from llm_edu.widgets import SoftmaxPlayground, TransformerMap
wider = TransformerConfig.llama(vocab_size=49_152, context_length=8192, layers=32, width=960, heads=15)
TransformerMap(SMOLLM2_135M, compare=wider, name="SmolLM2", compare_name="Wider")"""
MAP = (".lm-line", ".lm-field", ".lm-about", ".lm-steps thead th", ".lm-steps tbody th", ".lm-dims", ".lm-legend",
       ".lm-memory .lm-quiet", ".lm-settings thead th", ".lm-differs", ".lm-diagram-name", ".lm-piece.lm-of-table",
       ".lm-piece.lm-of-attention", ".lm-piece.lm-of-feed_forward")
SOFTMAX = (".lm-line", ".lm-field", ".lm-button", ".lm-score-name", ".lm-score-heads", ".lm-strong",
           ".lm-score-row .lm-figure:last-child", ".lm-gauge .lm-figure")


def texts(page, selector):
    return page.locator(selector).all_text_contents()


def wait_until_drawn(page):
    page.wait_for_selector(".lm-map .lm-growth polygon")
    page.wait_for_selector(".lm-softmax .lm-slope-area")


def test_reopened_without_its_kernel(lab, page):
    """What was chosen is still chosen, every control still works, and all of it can be read in light and dark."""
    lab.run(page, "playgrounds.ipynb", CODE, "SoftmaxPlayground(width=256)")
    wait_until_drawn(page)
    page.locator(".lm-map [data-part=positions]").first.click()
    page.get_by_label("÷ √d").uncheck()
    heard(page, 150)
    page.evaluate("""async () => {
        await jupyterapp.commands.execute('docmanager:save');
        await jupyterapp.shell.currentWidget.context.sessionContext.shutdown();
    }""")
    page.goto("about:blank")
    lab.open(page, "playgrounds.ipynb")
    wait_until_drawn(page)
    assert texts(page, ".lm-map .lm-line")[0].startswith("SmolLM2: RoPE: 0 parameters")
    assert texts(page, ".lm-score-rows .lm-quiet") == ["→ 0.0", "→ 64.0", "→ 32.0"]
    can_be_read_in_light_and_dark(page)
    the_map_works(page)
    the_playground_works(page)
    page.wait_for_function(IDLE)


def the_map_works(page):
    assert texts(page, ".lm-stack-row .lm-figure")[0] == "134,515,008"
    page.locator(".lm-map [data-part=attention]").first.click()
    assert "(1, 3, 128, 64)" in texts(page, ".lm-steps .lm-shape")
    page.get_by_label("Length").focus()
    page.keyboard.press("End")
    assert "(1, 9, 8192, 8192)" in texts(page, ".lm-steps .lm-shape")
    assert texts(page, ".lm-stack-row .lm-figure")[2] == "6.84 TFLOPs"
    page.get_by_label("Memory, a number taking").select_option("1")
    assert texts(page, ".lm-memory div")[0].startswith("SmolLM2: weights 135 MB, KV cache 94.4 MB")


def the_playground_works(page):
    page.get_by_label("÷ √d").check()
    page.get_by_label("Score of hat").focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert texts(page, ".lm-softmax .lm-line")[0].startswith("“green” and “hat” get 49.5 % of the weight each;")
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Slopes if").select_option("hat rises")
    assert texts(page, ".lm-score-rows .lm-figure:last-child") == ["−0.002", "−0.102", "0.104"]


def can_be_read_in_light_and_dark(page):
    page.wait_for_selector(".lm-softmax.lm-is-saturated")
    page.locator(".lm-map [data-part=attention]").first.click()  # its steps have all there is
    for theme in ("Light", "Dark"):
        page.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', { theme: `JupyterLab ${name}` })",
                      theme)
        page.wait_for_function(f"() => document.body.dataset.jpThemeLight === '{str(theme == 'Light').lower()}'")
        pause(page, 300)
        for root, parts in ((".lm-map", MAP), (".lm-softmax", SOFTMAX)):
            for part in parts:
                assert contrast(page, f"{root} {part}") >= 4.5, (theme, root, part)
        inks = page.locator(".lm-map text, .lm-softmax text").evaluate_all(
            "texts => texts.map((text) => getComputedStyle(text).fill)")
        assert inks and all(ink != "rgb(0, 0, 0)" for ink in inks)  # SVG's own black would be lost in the dark
