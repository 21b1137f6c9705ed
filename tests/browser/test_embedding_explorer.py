"""EmbeddingExplorer in a real JupyterLab: mouse, keyboard, zoom, and what is read on the map."""

import pytest
from browser.embedding import (
    BEST,
    MAP,
    NEAR,
    ROOT,
    bars,
    box,
    learn_words,
    spot,
    start,
    wait_for_word,
)
from browser.lab import asked, heard, in_kernel, pause


def test_by_mouse(lab, page):
    start(lab, page, "widget")
    learn_words(page)
    assert page.locator(f"{ROOT} .lm-dots .lm-dot").count() == 2 * 60
    page.mouse.click(*spot(page, "tool7"))
    for view in (0, 1):
        wait_for_word(page, "tool7", view)
    expected = asked(page, "[[word, round(cosine, 2)] for word, cosine in widget.answer['near']]")
    assert [list(pair) for pair in bars(page)[:10]] == expected and expected[0][0].startswith("tool")
    assert in_kernel(page, "print(widget.word)") == "tool7"
    assert "Nearest to “tool7” of 360 words: " in page.locator(f"{ROOT} .lm-line").first.text_content()
    rings = page.locator(MAP).first.locator(".lm-ring").count()
    assert rings == 1 + sum(not word.startswith("other") for word, _ in expected)

    page.mouse.move(*spot(page, expected[0][0]))
    note = page.locator(f"{ROOT} .lm-note").first
    assert note.text_content() == f"{expected[0][0]} · tool · {expected[0][1]:.2f} to tool7"
    page.locator(NEAR).nth(1).click()
    wait_for_word(page, expected[1][0])
    box(page, "Find a word").fill("other1")
    page.get_by_role("option", name="other12", exact=True).click()
    wait_for_word(page, "other12", view=1)
    expected = asked(page, "[[word, round(cosine, 2)] for word, cosine in widget.answer['near']]")
    assert [list(pair) for pair in bars(page)[:10]] == expected

    box(page, "Find a word").fill("tool3x")
    box(page, "Find a word").press("Enter")
    head = page.locator(f"{ROOT} .lm-side-head").first
    page.wait_for_function("() => document.querySelector('.lm-side-head').textContent.includes('vocabulary')")
    assert head.text_content() == "“tool3x” is not in this vocabulary." and bars(page) == []
    page.get_by_role("button", name="tool3", exact=True).first.click()
    wait_for_word(page, "tool3")

    page.get_by_role("button", name="fruit").first.click()
    assert page.locator(f"{MAP} .lm-hidden").count() == 20
    assert not any("fruit" in name for name in page.locator(MAP).first.locator(".lm-name").all_text_contents())
    page.get_by_role("button", name="fruit").first.click()
    assert page.locator(f"{MAP} .lm-hidden").count() == 0
    in_kernel(page, "widget.word = 'river2'")
    wait_for_word(page, "river2")
    wait_for_word(page, "river2", view=1)


def test_analogies(lab, page):
    start(lab, page, options=", analogy=('fruit1', 'fruit2', 'tool1')")
    before = bars(page, BEST)
    assert len(before) == 5 and not {"fruit1", "fruit2", "tool1"} & {word for word, _ in before}
    kept = page.locator(f"{ROOT} .lm-side .lm-caption")
    assert kept.text_content() == "The three words themselves are left out; here that changes nothing."
    box(page, "b of a − b + c").fill("River7")
    box(page, "c of a − b + c").click()  # leaving a box counts as Enter
    page.wait_for_function("() => document.querySelector('.lm-line').textContent.includes('− river7 +')")
    assert bars(page, BEST) != before
    best = asked(page, "[[word, round(cosine, 2)] for word, cosine in widget.answer['analogy']['best']]")
    assert [list(pair) for pair in bars(page, BEST)] == best
    assert in_kernel(page, "print(widget.analogy)") == "('fruit1', 'river7', 'tool1')"
    assert box(page, "b of a − b + c").input_value() == "river7"
    assert page.locator(f"{MAP} .lm-arrow").count() >= 1 and page.locator(f"{MAP} .lm-to-near").count() == 0
    box(page, "a of a − b + c").fill("fruti1")
    box(page, "a of a − b + c").press("Enter")
    page.wait_for_function("() => document.querySelector('.lm-side .lm-caption').textContent.includes('vocabulary')")
    assert kept.text_content().startswith("“fruti1” is not in this vocabulary; did you mean fruit1")
    assert bars(page, BEST) == []
    in_kernel(page, "widget.analogy = 'tool1', 'tool2', 'tool3'")
    page.wait_for_function("() => document.querySelector('.lm-line').textContent.includes('tool1 − tool2 + tool3 ≈')")
    word, cosine = asked(page, "widget.answer['analogy']['kept']")
    assert word == "tool3"  # what is asked about is often the answer, were it allowed
    assert kept.text_content().endswith(f"left out; with them, the nearest is tool3 ({cosine:.2f}).")
    page.locator(BEST).first.click()
    wait_for_word(page, in_kernel(page, "print(widget.word)"))


def test_by_keyboard(lab, page):
    start(lab, page, "1 + 1")
    learn_words(page)
    active = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    box(page, "Find a word").click()
    before = page.evaluate(active)
    page.keyboard.type("riv")
    page.wait_for_selector(f"{ROOT} [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    marked = page.evaluate(
        "() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent")
    assert marked == page.locator(f"{ROOT} [role=option][aria-selected=true]").text_content() == "river1"
    page.keyboard.press("Enter")
    wait_for_word(page, "river1")
    assert page.locator(f"{ROOT} [role=option]").count() == 0
    page.keyboard.type("zz")
    page.keyboard.press("Escape")
    assert box(page, "Find a word").input_value() == "river1"

    page.locator(MAP).focus()
    page.keyboard.press("ArrowRight")
    said = page.locator(f"{ROOT} .lm-said")
    words = [said.text_content().split(" · ")[0]]
    for key, axis, sign in (("ArrowLeft", 0, -1), ("ArrowDown", 1, 1), ("ArrowRight", 0, 1), ("ArrowUp", 1, -1)) * 2:
        page.keyboard.press(key)
        words.append(said.text_content().split(" · ")[0])
        step = sign * (spot(page, words[-1])[axis] - spot(page, words[-2])[axis])
        assert step > 0 or words[-1] == words[-2]  # the other words all lie elsewhere
    assert len(set(words)) >= 3
    word = said.text_content().split(" · ")[0]
    page.keyboard.press("Enter")
    wait_for_word(page, word)
    x, y = spot(page, word)
    page.keyboard.press("+")
    assert spot(page, word) == pytest.approx([x, y], abs=0.2)  # what the keyboard looks at stays where it is
    page.keyboard.press("Shift+ArrowRight")
    assert spot(page, word) != pytest.approx([x, y], abs=5)
    page.keyboard.press("0")
    assert spot(page, word) == pytest.approx([x, y], abs=0.2)
    page.keyboard.press("Escape")
    assert page.locator(f"{ROOT} .lm-ring-cursor").count() == 0

    page.locator(NEAR).first.focus()
    page.keyboard.press("ArrowDown")
    word = page.evaluate("() => document.activeElement.querySelector('.lm-bar-word').textContent")
    assert word == bars(page)[1][0]
    page.keyboard.press("Space")
    wait_for_word(page, word)
    page.get_by_role("button", name="t-SNE").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="t-SNE").get_attribute("aria-pressed") == "true"
    heard(page, 200)
    assert in_kernel(page, "print(widget.projection)") == "tsne"
    assert page.evaluate(active) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_zoom_and_pan(lab, page):
    start(lab, page, *["1"] * 30)
    learn_words(page)
    scroll = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    pause(page, 300)
    frame = page.locator(MAP).bounding_box()
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    at = spot(page, "fruit3")
    page.mouse.move(*middle)
    page.mouse.wheel(0, 60)
    pause(page, 300)
    assert page.evaluate(scroll) > 0  # the wheel scrolls the page …
    page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    page.locator(MAP).focus()
    page.mouse.wheel(0, -100)
    pause(page, 300)
    assert page.evaluate(scroll) == 0  # … until the map has the focus
    zoomed = spot(page, "fruit3")
    distance = [abs(now - centre) / abs(then - centre) for now, then, centre in zip(zoomed, at, middle, strict=True)]
    assert distance == pytest.approx([1.396, 1.396], abs=0.02)

    names = page.locator(f"{MAP} .lm-name").count()
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 20, middle[1] + 10)
    page.mouse.move(middle[0] + 40, middle[1] + 30)
    page.mouse.up()
    assert spot(page, "fruit3") == pytest.approx([zoomed[0] + 40, zoomed[1] + 30], abs=0.5)
    assert page.locator(f"{ROOT} .lm-side-head strong").count() == 0  # a drag is no click
    page.get_by_role("button", name="Show the whole map").click()
    assert spot(page, "fruit3") == pytest.approx(at, abs=0.2)
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom out").click()
    assert page.locator(f"{MAP} .lm-name").count() != names


def test_names_do_not_overlap_and_all_of_them_can_be_read_when_close(lab, page):
    start(lab, page, options=", word='fruit7'")
    overlaps = """() => {
        const boxes = [...document.querySelectorAll('.lm-map .lm-name')].map((name) => name.getBBox());
        return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) => one.x < other.x + other.width - 1
            && other.x < one.x + one.width - 1 && one.y < other.y + other.height - 3
            && other.y < one.y + one.height - 3));
    }"""
    assert page.evaluate(overlaps) == []
    page.get_by_role("button", name="t-SNE").click()
    pause(page, 400)
    assert page.evaluate(overlaps) == [] and page.locator(f"{MAP} .lm-name").count() > 8
    for _ in range(5):
        page.get_by_role("button", name="Zoom in").click()
    inside = """() => {
        const { width, height } = document.querySelector('.lm-map').getBoundingClientRect();
        return [...document.querySelectorAll('.lm-dots .lm-dot')].filter((dot) => {
            const [, x, y] = dot.getAttribute('transform').match(/translate\\(([-\\d.]+) ([-\\d.]+)\\)/).map(Number);
            return x > 60 && y > 30 && x < width - 60 && y < height - 30;
        }).length;
    }"""
    assert page.evaluate(inside) > 1  # zooming without a pointer goes to the word that is looked at
    assert page.locator(f"{MAP} .lm-name").count() >= page.evaluate(inside)
