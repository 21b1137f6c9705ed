"""TransformerMap and SoftmaxPlayground in one notebook, reopened without its kernel."""

from browser.lab import heard

CODE = """from llm_edu.transformer import SMOLLM2_135M, TransformerConfig
from llm_edu.widgets import SoftmaxPlayground, TransformerMap
wider = TransformerConfig.llama(vocab_size=49_152, context_length=8192, layers=32, width=960, heads=15)
TransformerMap(SMOLLM2_135M, compare=wider, name="SmolLM2", compare_name="Wider")"""


def texts(page, selector):
    return page.locator(selector).all_text_contents()


def wait_until_drawn(page):
    page.wait_for_selector(".lm-map .lm-growth polygon")
    page.wait_for_selector(".lm-softmax .lm-slope-area")


def test_reopened_without_its_kernel(lab, page):
    """What was chosen is still chosen, and every control still works."""
    lab.run(page, CODE, "SoftmaxPlayground(width=256)")
    wait_until_drawn(page)
    page.locator(".lm-map [data-part=positions]").first.click()
    page.get_by_label("÷ √d").uncheck()
    heard(page, 150)
    lab.reopen(page)
    wait_until_drawn(page)
    assert texts(page, ".lm-map .lm-line")[0].startswith("SmolLM2: RoPE: 0 parameters")
    assert texts(page, ".lm-score-rows .lm-quiet") == ["→ 0.0", "→ 64.0", "→ 32.0"]
    the_map_works(page)
    the_playground_works(page)


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
