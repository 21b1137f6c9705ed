"""EmbeddingExplorer saved, reopened without its kernel, in a page without Jupyter, and with words that mean harm."""

import nbformat
from browser.embedding import BEST, NEAR, ROOT, bars, box, learn_words, spot, start, wait_for_word
from browser.lab import in_kernel, pause
from browser.stand_ins import kinds_of_words
from browser.test_modules import HOST

from llm_edu.widgets import EmbeddingExplorer

HOSTILE = "<img src=x onerror=window.attacked=1>"


def test_reopened_without_its_kernel(lab, page):
    start(lab, page, options=", word='other5', analogy=('fruit1', 'fruit2', 'tool1')")
    learn_words(page)
    page.mouse.click(*spot(page, "tool7"))
    wait_for_word(page, "tool7")
    live = {"tool7": bars(page)}
    page.locator(NEAR).first.click()
    first = live["tool7"][0][0]
    wait_for_word(page, first)
    live[first] = bars(page)
    box(page, "Find a word").fill("other5")
    box(page, "Find a word").press("Enter")
    wait_for_word(page, "other5")
    live["other5"], answers = bars(page), bars(page, BEST)
    page.evaluate("""async () => {
        await jupyterapp.commands.execute('docmanager:save');
        await jupyterapp.shell.currentWidget.context.sessionContext.shutdown();
    }""")
    page.goto("about:blank")
    lab.open(page, "embedding.ipynb")
    page.wait_for_selector(f"{ROOT} .lm-name")
    learn_words(page)

    assert page.locator(ROOT).get_attribute("data-state") == "asleep"
    assert "Run the cell to wake it" in page.locator(f"{ROOT} .lm-state").text_content()
    assert bars(page) == live["other5"] and bars(page, BEST) == answers
    page.mouse.click(*spot(page, "tool7"))
    wait_for_word(page, "tool7")
    assert bars(page) == live["tool7"]
    page.get_by_role("button", name="t-SNE").click()
    pause(page, 400)
    box(page, "Find a word").fill(first[:-1])
    page.get_by_role("option", name=first, exact=True).click()
    wait_for_word(page, first)
    assert bars(page) == live[first]
    box(page, "Find a word").fill("other9")
    box(page, "Find a word").press("Enter")
    assert "“other9” is not on the map" in page.locator(f"{ROOT} .lm-line").text_content()
    assert not box(page, "a of a − b + c").is_editable()
    for bar in page.locator(NEAR).all():
        off = bar.locator(".lm-bar-word").text_content().startswith("other")
        assert bar.get_attribute("aria-disabled") == str(off).lower()


def test_words_are_data_never_markup(lab, page):
    setup = f"words = [{HOSTILE!r}, '<b>bold</b>', '\\u202egnp', 'a' * 300, '${{1}}', 'plain']\nimport numpy as np"
    start(lab, page, setup=setup, make="EmbeddingExplorer(words, np.eye(6), {'<i>x</i>': words}, word=words[0]")
    assert page.locator(f"{ROOT} .lm-side-head strong").text_content() == "<img·src=x·onerror=window.at…"
    box(page, "Find a word").fill("<")
    page.locator(f"{ROOT} [role=option]").nth(1).click()
    wait_for_word(page, "<b>bold</b>")
    box(page, "a of a − b + c").fill("<script>window.attacked=1</script>")
    for name in "bc":
        box(page, f"{name} of a − b + c").fill("plain")
        box(page, f"{name} of a − b + c").press("Enter")
    page.wait_for_function("() => document.querySelector('.lm-side .lm-caption').textContent.includes('<script>')")
    assert page.evaluate("() => window.attacked") is None
    assert page.locator(f"{ROOT} :is(img, b, i, script)").count() == 0
    assert "\u202e" not in page.locator(ROOT).text_content()


def test_saved_it_is_a_picture_a_sentence_and_small(lab, page):
    setup = "import numpy as np\nwords = [f'somewhat{n}' for n in range(5_000)]\n" \
            "vectors = np.random.default_rng(0).normal(size=(5_000, 100))"
    start(lab, page, setup=setup, make="EmbeddingExplorer(words, vectors, shown=600, word='somewhat3'")
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    file = lab.notebooks / "embedding.ipynb"
    [output] = nbformat.read(file, as_version=4).cells[0].outputs
    assert output.data["image/png"].startswith("iVBOR")
    assert output.data["text/plain"].startswith("600 of 5,000 words on a map. Nearest to “somewhat3”: ")
    assert file.stat().st_size < 500_000


def bare(page, widget, views=1):
    """Draw the widget's module and state in a page without Jupyter: a host that gives a model and a place."""
    names = ("map_words", "points", "projections", "projection", "request", "answer")
    state = {name: getattr(widget, name) for name in names}
    buffers = {name: list(getattr(widget, name)) for name in ("positions", "neighbours", "similarities")}
    page.set_content(f"<style>{widget._css}</style><main style='width:900px'></main>")
    page.evaluate(HOST)
    page.evaluate(
        """async ([module, state, buffers, views]) => {
            for (const [name, bytes] of Object.entries(buffers)) {
                state[name] = new DataView(Uint8Array.from(bytes).buffer);
            }
            const widget = await load(module);
            window.model = makeModel(state);
            window.cleanups = [];
            for (let view = 0; view < views; view++) {
                const place = document.querySelector('main').appendChild(document.createElement('div'));
                cleanups.push(await widget.render({ model, el: place }));
            }
        }""",
        [widget._esm, state, buffers, views],
    )
    page.wait_for_selector(f"{ROOT} .lm-name")


def test_in_a_plain_page_it_reads_in_light_and_dark_and_goes_without_a_trace(page):
    words, vectors, groups = kinds_of_words()
    bare(page, EmbeddingExplorer(words, vectors, groups, word="tool1"), views=2)
    ink = "() => getComputedStyle(document.querySelector('.lm-name-chosen')).fill"
    assert page.evaluate(ink) == "rgb(0, 0, 0)"
    page.add_style_tag(content=":root { color-scheme: dark }")
    assert page.evaluate(ink) == "rgb(255, 255, 255)"
    box(page, "Find a word").click()  # which selects the word in it, so that typing replaces it
    page.keyboard.type("fru", delay=20)
    assert page.evaluate("() => model.sent.length") == 0  # typing is sent after a pause, once
    pause(page, 300)
    assert page.evaluate("() => model.sent.map(({ typed, word }) => [typed, word])") == [["fru", "tool1"]]
    page.keyboard.type("it", delay=20)
    sent = page.evaluate("() => { cleanups.forEach((cleanup) => cleanup()); return model.sent.length; }")
    assert page.evaluate("() => model.listening()") == 0 and page.locator(ROOT).count() == 0
    pause(page, 300)
    assert page.evaluate("() => model.sent.length") == sent    # what was typed last is not sent by a view that is gone


def test_answers_to_older_questions_are_dropped(page):
    words, vectors, groups = kinds_of_words()
    widget = EmbeddingExplorer(words, vectors, groups)
    bare(page, widget)
    for word in ("other1", "other2"):
        box(page, "Find a word").fill(word)
        box(page, "Find a word").press("Enter")
    first, second = page.evaluate("() => model.sent.filter(({ typed }) => !typed)")
    for request, shown in ((first, 0), (second, 10)):
        widget.request = request
        page.evaluate("answer => model.set('answer', answer)", widget.answer)
        assert len(bars(page)) == shown
    assert page.locator(f"{ROOT} .lm-side-head strong").text_content() == "other2"


def test_closing_a_view_leaves_nothing_behind(lab, page):
    start(lab, page, "")
    box(page, "Find a word").fill("typed just before")
    page.get_by_role("button", name="t-SNE").click()
    page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.wait_for_function("() => document.querySelector('.lm-widget') === null")
    in_kernel(page, "widget.word = 'tool1'")
    pause(page, 500)
