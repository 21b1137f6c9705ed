"""TransformerMap in a real JupyterLab, its module in a bare page, and its arithmetic against its twin in Python."""

from dataclasses import asdict

import pytest
from browser.bare import run_module, set_width, show
from browser.lab import heard, in_kernel

from llm_edu.transformer import SMOLLM2_135M, TransformerConfig
from llm_edu.widgets import TransformerMap
from llm_edu.widgets.transformer_map.numbers import compact, total_of

ROOT = ".lm-map"
CODE = """from llm_edu.transformer import TransformerConfig
from llm_edu.widgets import TransformerMap
widget = TransformerMap(TransformerConfig.gpt2(), name="GPT-2")
widget"""
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
TINY = TransformerConfig.llama(vocab_size=50, context_length=30, layers=1, width=24, heads=6, key_value_heads=2,
                               tie_embeddings=False)


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def part(page, name):
    return page.locator(f"{ROOT} [data-part={name}]").first


def steps(page):
    """Step -> its cells, as written."""
    rows = page.locator(f"{ROOT} .lm-steps").first.locator("tbody tr").all()
    return {row.locator("th").text_content(): row.locator(".lm-shape").text_content() for row in rows}


def figures(page):
    return page.locator(ROOT).first.locator(".lm-stack-row .lm-figure").all_text_contents()


def test_by_mouse(lab, page):
    lab.run(page, CODE, "widget")
    page.wait_for_selector(f"{ROOT} .lm-growth polygon")
    assert figures(page) == ["124,439,808", "32.2 GFLOPs"]
    assert line(page) == ("Attention, 12 blocks together: 28,348,416 parameters (22.8 %), 24.4 % of the computation "
                          "for 1 × 128 tokens. 7.7 % of its work is tokens looking at tokens.")
    assert steps(page)["scores: each query · each key"] == "(1, 12, 128, 128)"
    part(page, "feed_forward").click()
    assert steps(page) == {"up": "(1, 128, 3072)", "GELU": "(1, 128, 3072)", "down": "(1, 128, 768)"}
    assert line(page) == line(page, view=1)
    for name, shape in (("token_embedding", "(1, 128, 768)"), ("positions", "(128, 768)"), ("block", "(1, 128, 768)"),
                        ("attention_add", "(1, 128, 768)"), ("norm", "(1, 128, 768)"),
                        ("unembedding", "(1, 128, 50257)")):
        part(page, name).click()
        assert list(steps(page).values())[0] == shape
        assert page.locator(ROOT).first.locator(".lm-selected[data-part]").get_attribute("data-part") == name
    length = page.get_by_label("Length").first
    length.evaluate("(slider) => { slider.value = slider.max; slider.dispatchEvent(new InputEvent('input')); }")
    page.get_by_label("Memory, a number taking").first.select_option("2")
    assert figures(page) == ["124,439,808", "292 GFLOPs"]
    assert steps(page)["compare with every token"] == "(1, 1024, 50257)"
    memory = page.locator(f"{ROOT} .lm-memory").first.text_content()
    assert memory == "Weights 249 MB, KV cache 37.7 MB, 36.9 kB a token"
    heard(page, 150)
    assert in_kernel(page, "print(widget.length, widget.part, widget.number_bytes)") == "1024 unembedding 2"
    assert in_kernel(page, "print(widget.summary())").endswith(line(page))
    page.locator(f"{ROOT} .lm-stack").first.locator(".lm-piece", has_text="Attention").click()
    assert line(page, view=1).startswith("Attention, 12 blocks together")
    heard(page, 150)
    in_kernel(page, "widget.batch, widget.length = 5, 1000")  # neither stands on its slider
    page.wait_for_function(f"() => document.querySelector('{ROOT} .lm-line').textContent.includes('5 × 1,000 tokens')")
    assert page.locator(ROOT).first.locator("output").all_text_contents() == ["5", "1,000"]


def test_by_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(f"{ROOT} .lm-growth polygon")
    page.get_by_label("Batch").focus()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    assert line(page).endswith("for 2 × 1 tokens. 0.1 % of its work is tokens looking at tokens.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    chosen = "() => document.activeElement.dataset.part"
    assert page.evaluate(chosen) == "attention"  # one tab stop for the diagram, where it was left
    walk = []
    page.keyboard.press("Home")
    for _ in range(11):
        walk.append(page.evaluate(chosen))
        assert page.locator(f"{ROOT} [aria-checked=true]").get_attribute("data-part") == walk[-1]
        page.keyboard.press("ArrowDown")
    assert walk == ["token_embedding", "positions", "block", "attention_norm", "attention", "attention_add",
                    "feed_forward_norm", "feed_forward", "feed_forward_add", "norm", "unembedding"]
    assert line(page).startswith("Unembedding: 0 parameters (0.0 %)")
    page.keyboard.press("ArrowUp")
    assert page.locator(f"{ROOT} .lm-about .lm-panel-name").text_content() == "Final LayerNorm"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator(f"{ROOT} .lm-memory").text_content().startswith("Weights 249 MB, ")
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


@pytest.mark.parametrize("config", [TransformerConfig.gpt2(), SMOLLM2_135M, TINY], ids=["gpt2", "smollm2", "tiny"])
def test_the_browser_s_arithmetic_is_python_s(page, config):
    """Every part at several batches and lengths: exact counts, and sentences to the letter."""
    shown = TransformerMap(config)
    anatomy = shown.models[0]
    names = [each["name"] for each in anatomy["parts"]]
    settings = [(batch, length) for batch in (1, 3, 64) for length in (1, 29, config.context_length)]
    found = run_module(page, ["transformer_map/numbers.js"], "totalOf, describeModels, compact", """(
        anatomy, names, settings) => settings.map(([batch, length]) => {
            const total = totalOf(anatomy, batch, length);
            return [total, compact(total.flops), names.map((name) => describeModels([anatomy], name, batch, length))];
        })""", anatomy, names, settings)
    for (batch, length), (total, flops, sentences) in zip(settings, found, strict=True):
        shown.batch, shown.length = batch, length
        assert total == asdict(total_of(anatomy, batch, length)) == asdict(shown.total)
        assert flops == compact(shown.total.flops)
        for name, sentence in zip(names, sentences, strict=True):
            shown.part = name
            assert sentence == shown.describe()


@pytest.mark.parametrize(
    "config",
    [TINY, TransformerConfig.gpt2(vocab_size=1, context_length=1, layers=1, width=1, heads=1),
     TransformerConfig.gpt2(vocab_size=5, context_length=4, layers=0, width=2, heads=1),
     TransformerConfig.llama(vocab_size=128_256, context_length=131_072, layers=126, width=16_384, heads=128,
                             key_value_heads=8, feed_forward_width=53_248, tie_embeddings=False)],
    ids=["untied", "smallest", "no layers", "huge"],
)
def test_models_of_every_size_are_drawn(page, config):
    show(page, TransformerMap(config, name="<b>mine</b>"))
    html = page.locator(ROOT).inner_html()
    assert "NaN" not in html and "undefined" not in html and "Infinity" not in html
    assert page.locator(f"{ROOT} b").count() == 0 and page.locator(f"{ROOT} .lm-query").count() == min(48, config.heads)
    assert page.locator(f"{ROOT} [data-part]").count() == 11
    outside = page.evaluate("""() => { // no text of the diagram sticks out of its box
        return [...document.querySelectorAll('.lm-part')].filter((part) => {
            const box = part.querySelector('.lm-part-box').getBoundingClientRect();
            return [...part.querySelectorAll('text')].some((text) => {
                const place = text.getBoundingClientRect();
                return place.left < box.left - 1 || place.right > box.right + 1;
            });
        }).map((part) => part.textContent);
    }""")
    assert outside == []


def right_edge(page):
    return page.evaluate("() => Math.max(...[...document.querySelectorAll('.lm-map, .lm-map *')]"
                         ".map((node) => node.getBoundingClientRect().right))")


def test_moves_are_sent_at_once(page):
    """Or the echo of an earlier change would undo it."""
    show(page, TransformerMap(SMOLLM2_135M))
    page.get_by_label("Length").first.fill("3")
    assert page.evaluate("() => model.sent.length") == 1


def test_two_models_side_by_side(page):
    gpt2 = TransformerConfig.gpt2()
    show(page, TransformerMap(gpt2, compare=SMOLLM2_135M, name="GPT-2", compare_name="<i>Smol</i>"))
    page.locator("[data-part=positions]").nth(1).click()
    assert page.locator(".lm-selected[data-part=positions]").count() == 2
    assert page.locator("[data-part].lm-selected").count() == 2
    headings = page.locator(".lm-about .lm-panel-name").all_text_contents()
    assert headings == ["Positions in GPT-2", "RoPE in <i>Smol</i>"]
    assert line(page) == TransformerMap(gpt2, compare=SMOLLM2_135M, part="positions", name="GPT-2",
                                        compare_name="<i>Smol</i>").describe()
    assert figures(page) == ["124,439,808", "134,515,008", "32.2 GFLOPs", "35.6 GFLOPs"]
    widths = page.locator(".lm-stack").evaluate_all("bars => bars.map((bar) => bar.getBoundingClientRect().width)")
    assert widths[0] / widths[1] == pytest.approx(124_439_808 / 134_515_008, rel=0.01)
    assert page.get_by_label("Length").get_attribute("max") == "19" and page.locator("i").count() == 0
    same = page.locator(".lm-settings tbody tr").first.locator("td.lm-quiet").all_text_contents()
    assert same == ["tied"] and page.locator(".lm-differs").count() == 22
    page.get_by_label("Length").focus()
    page.keyboard.press("End")
    page.locator("[data-part=attention]").first.focus()
    assert steps(page)["scores: each query · each key"] == "(1, 12, 1024, 1024)"
    assert "tokens × tokens: 13.3 %" in page.locator(".lm-growth").first.text_content()
    for width in (860, 700, 380):
        set_width(page, width)
        assert right_edge(page) <= width + 8  # the page's margin


def test_bars_say_what_they_show(page):
    """To the eye only words that fit; to a screen reader every share."""
    show(page, TransformerMap(SMOLLM2_135M, length=2048))
    label = page.locator(".lm-stack").nth(1).get_attribute("aria-label")
    shares = dict(piece.removesuffix(" %").rsplit(" ", 1) for piece in label.split(", "))
    assert sum(map(float, shares.values())) == pytest.approx(100, abs=0.5) and shares["tokens × tokens"] == "34.5"
    assert page.locator(".lm-piece").evaluate_all(
        "pieces => pieces.filter((piece) => piece.scrollWidth > piece.clientWidth + 1).length") == 0
    chart = page.get_by_role("img").last.get_attribute("aria-label")
    assert "269 MFLOPs for each token, however long the text" in chart
