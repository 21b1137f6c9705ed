"""TokenizerPlayground in a real JupyterLab."""

from browser.lab import busy, in_kernel, pause, widget_code

TOKENIZERS = "tokenizers={'bytes': BYTES, 'words': WORDS, 'strict': STRICT}"
ROOT = ".lm-playground"


def start(lab, page, text="Hi é", *more, options="", setup=""):
    expression = f"TokenizerPlayground({text!r}, 'bytes', {TOKENIZERS}{options})"
    lab.run(page, widget_code(expression, setup), *more)
    page.wait_for_selector(f"{ROOT} .lm-chip")


def labels(page, view=0):
    return page.locator(ROOT).nth(view).locator(".lm-chip-label").all_text_contents()


def wait_for_labels(page, expected, view=0):
    page.wait_for_function(
        "([view, expected]) => JSON.stringify([...document.querySelectorAll('.lm-playground')[view]"
        ".querySelectorAll('.lm-chip-label')].map(chip => chip.textContent)) === JSON.stringify(expected)",
        arg=[view, expected],
    )


def active_cell(page):
    return page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCellIndex")


def set_text(page, expression):
    """Put text into the box as a paste would, given as a JavaScript expression."""
    page.evaluate(f"""() => {{
        const box = document.querySelector('{ROOT} textarea');
        box.value = {expression};
        box.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
    }}""")


def test_by_mouse(lab, page):
    start(lab, page, "Hi é", "widget")
    assert labels(page) == ["H", "i", "·", "é"]
    assert page.locator(f"{ROOT} .lm-part").first.text_content() == "C3195"  # byte, then id (hidden until asked for)

    box = page.locator(f"{ROOT} textarea").first
    box.fill("a b\nc")
    wait_for_labels(page, ["a", "·", "b", "↵", "c"])
    wait_for_labels(page, ["a", "·", "b", "↵", "c"], view=1)  # the second view of the same widget
    assert page.locator(f"{ROOT} textarea").nth(1).input_value() == "a b\nc"
    assert page.locator(f"{ROOT} .lm-line").first.text_content() == (
        "5 characters, 5 bytes: 5 tokens with bytes (1.0 characters each)."
    )

    page.locator(f"{ROOT} .lm-chip").nth(3).hover()
    assert page.locator(f"{ROOT} .lm-note").first.text_content() == "“↵”  id 10  bytes 0A"
    page.locator(f"{ROOT} .lm-line").first.hover()
    assert page.locator(f"{ROOT} .lm-note").first.is_hidden()

    assert page.locator(f"{ROOT} .lm-id").first.is_hidden()
    page.get_by_label("Show ids").first.check()
    assert page.locator(f"{ROOT} .lm-id").all_text_contents()[:3] == ["97", "32", "98"]
    assert page.locator(f"{ROOT} .lm-id").first.is_visible() and page.get_by_label("Show ids").nth(1).is_checked()

    page.get_by_label("Compare with").first.select_option("words")
    wait_for_labels(page, ["a", "·", "b", "↵", "c", "a", "·b↵c"])
    page.get_by_role("button", name="Emoji").first.click()
    page.wait_for_selector(f"{ROOT} .lm-chip-shared")
    assert in_kernel(page, "print(widget.text[:4], widget.request['compare'])") == "I ❤️ words"

    in_kernel(page, "widget.text = 'from Python'")
    page.wait_for_function("() => document.querySelector('textarea').value === 'from Python'")


def test_by_keyboard(lab, page):
    start(lab, page, "Hi é", "1 + 1", "2 + 2")
    page.locator(f"{ROOT} textarea").click()
    before = active_cell(page)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("dd x")  # d, d deletes a cell, x cuts one, where JupyterLab hears it
    wait_for_labels(page, ["d", "d", "·", "x"])

    for _ in range(6):  # over the five examples to the chips
        page.keyboard.press("Tab")
    focused = "() => document.activeElement.dataset.note"
    assert page.evaluate(focused) == "“d”  id 100  bytes 64"
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == "“x”  id 120  bytes 78"
    assert page.locator(f"{ROOT} .lm-note").text_content() == "“x”  id 120  bytes 78"
    page.keyboard.press("Escape")
    assert page.locator(f"{ROOT} .lm-note").is_hidden()
    page.keyboard.press("Home")
    assert page.evaluate(focused) == "“d”  id 100  bytes 64"

    page.get_by_label("Vocabulary").focus()
    page.keyboard.press("ArrowDown")
    wait_for_labels(page, ["dd", "·x"])
    page.get_by_label("Show ids").focus()
    page.keyboard.press("Space")
    assert page.locator(f"{ROOT} .lm-id").first.is_visible()
    page.get_by_role("button", name="Digits").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('textarea').value.startsWith('7 42')")
    assert active_cell(page) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 3


HOSTILE = [
    "<img src=x onerror=window.hacked=1>", "</textarea><script>window.hacked=1</script>", "&lt;b&gt;", "$x$ `y` **z**",
    "שלום עולם", "مرحبا", "\u202eesrever\u202c", "a\u200b\u200d\ufeffb", "e" + "\u0301" * 40, "W" * 300, "\x00\x1b",
]


def test_hostile_tokens_show_as_themselves(lab, page):
    start(lab, page, " ".join(HOSTILE), options=", compare='words'")
    page.get_by_label("Show ids").check()
    assert page.evaluate("() => window.hacked") is None
    assert page.locator(f"{ROOT} img, {ROOT} script, {ROOT} b").count() == 0
    words = page.locator(f"{ROOT} .lm-panel").nth(1).locator(".lm-chip-label").all_text_contents()
    assert words[0] == "<img" and "·" + "W" * 47 + "…" in words and "·a⟨U+200B⟩⟨U+200D⟩⟨U+FEFF⟩b" in words
    for element in (ROOT, f"{ROOT} .lm-chips >> nth=0", f"{ROOT} .lm-chips >> nth=1"):
        assert page.locator(element).evaluate("node => node.scrollWidth - node.clientWidth") <= 1
    box = page.locator(f"{ROOT} .lm-chips").nth(1).bounding_box()
    tops = page.locator(f"{ROOT} .lm-panel").nth(1).locator(".lm-chip").evaluate_all(
        "chips => chips.map(chip => [chip.getBoundingClientRect().left, chip.getBoundingClientRect().right])")
    assert all(left >= box["x"] - 1 and right <= box["x"] + box["width"] + 1 for left, right in tops)
    page.locator(f"{ROOT} .lm-chip").last.hover()
    note = page.locator(f"{ROOT} .lm-note").bounding_box()
    root = page.locator(ROOT).bounding_box()
    assert note["x"] >= root["x"] and note["x"] + note["width"] <= root["x"] + root["width"]


def test_long_paste_and_lone_surrogates(lab, page):
    start(lab, page)
    set_text(page, "'lorem ipsum '.repeat(9000)")  # 108 kB
    rest = page.locator(f"{ROOT} .lm-rest").first
    page.wait_for_function("() => document.querySelector('.lm-rest').textContent !== ''")
    assert rest.text_content() == "The first 1,500 of 108,000 tokens are drawn."
    assert page.locator(f"{ROOT} .lm-chip").count() == 1_500
    page.locator(f"{ROOT} textarea").press("End")
    page.keyboard.type("x")
    page.wait_for_function("() => document.querySelector('.lm-rest').textContent.includes('108,001')")

    set_text(page, r"'a\ud800b'")
    wait_for_labels(page, ["a", "�", "b"])
    assert "1 half character (lone surrogate) became �" in page.locator(f"{ROOT} .lm-line").text_content()


def test_typing_while_the_kernel_is_busy(lab, page):
    watch = "widget.respond = lambda request: seen.append(request['text']) or answer(request)"
    start(lab, page, "Hi", f"seen, answer = [], widget.respond\n{watch}")
    busy(page, 8)
    box = page.locator(f"{ROOT} textarea")
    box.click()
    for part in (" one", " two", " three"):
        page.keyboard.type(part)
        pause(page, 250)  # longer than the pause after which typing is sent
    page.wait_for_selector(f"{ROOT}[data-state=busy]")
    assert "busy" in page.locator(f"{ROOT} .lm-state").text_content()
    assert box.input_value() == "Hi one two three"
    page.wait_for_selector(f"{ROOT}[data-state=ready]")
    assert labels(page) == list("Hi·one·two·three") and box.input_value() == "Hi one two three"
    assert page.locator(f"{ROOT} .lm-state").text_content() == ""
    assert len(in_kernel(page, "print('\\n'.join(seen))").splitlines()) <= 2  # the ones between were never computed


def test_a_tokenizer_that_fails_says_so(lab, page):
    start(lab, page)
    page.get_by_label("Compare with").select_option("strict")
    page.locator(f"{ROOT} textarea").fill("no!")
    panel = page.locator(f"{ROOT} .lm-failed")
    panel.wait_for()
    assert "no such token: '!'" in panel.text_content()
    page.locator(f"{ROOT} textarea").fill("yes")
    wait_for_labels(page, ["y", "e", "s"] * 2)
