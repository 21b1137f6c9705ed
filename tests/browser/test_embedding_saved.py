"""EmbeddingExplorer saved, reopened without its kernel, in a page without Jupyter, and with words that mean harm."""

from browser.bare import answer, show
from browser.embedding import BEST, NEAR, ROOT, bars, box, learn_words, spot, start, wait_for_word
from browser.lab import pause
from browser.stand_ins import kinds_of_words

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
    lab.reopen(page)
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
    [output] = lab.save(page).cells[0].outputs
    assert output.data["text/html"].startswith('<img src="data:image/png;base64,iVBOR')
    assert output.data["text/plain"].startswith("600 of 5,000 words on a map. Nearest to “somewhat3”: ")
    assert lab.notebook.stat().st_size < 500_000


def explorer(page, **options):
    """One in a bare page."""
    widget = EmbeddingExplorer(*kinds_of_words(), **options)
    show(page, widget, width=900)
    page.wait_for_selector(f"{ROOT} .lm-name")
    return widget


def test_in_a_plain_page_it_reads_in_light_and_dark(page):
    explorer(page, word="tool1")
    ink = "() => getComputedStyle(document.querySelector('.lm-name-chosen')).fill"
    assert page.evaluate(ink) == "rgb(0, 0, 0)"
    page.add_style_tag(content=":root { color-scheme: dark }")
    assert page.evaluate(ink) == "rgb(255, 255, 255)"


def test_typing_is_sent_after_a_pause_once(page):
    page.clock.install()    # the page's time goes on only as told, however busy the machine is
    explorer(page, word="tool1")
    page.clock.pause_at("2100-01-01")
    box(page, "Find a word").click()  # which selects the word in it, so that typing replaces it
    for letter in "fru":
        page.keyboard.type(letter)
        page.clock.run_for(50)
    assert page.evaluate("() => model.sent.length") == 0
    page.clock.run_for(300)
    assert page.evaluate("() => model.sent.map(({ typed, word }) => [typed, word])") == [["fru", "tool1"]]


def test_no_motion_for_those_who_prefer_none(page):
    page.emulate_media(reduced_motion="reduce")
    explorer(page)
    learn_words(page)
    before = spot(page, "fruit0")
    moved = page.evaluate("""() => {
        document.querySelector('.lm-joined [data-projection=tsne]').click();
        return document.querySelector('.lm-dots [data-at="0"]').getAttribute('transform');
    }""")
    pause(page, 400)
    assert moved == page.locator(f'{ROOT} .lm-dots [data-at="0"]').get_attribute("transform")
    assert spot(page, "fruit0") != before


def test_answers_to_older_questions_are_dropped(page):
    widget = explorer(page)
    for word in ("other1", "other2"):
        box(page, "Find a word").fill(word)
        box(page, "Find a word").press("Enter")
    first, second = page.evaluate("() => model.sent.filter(({ typed }) => !typed)")
    for request, shown in ((first, 0), (second, 10)):
        answer(page, widget, **request)
        assert len(bars(page)) == shown
    assert page.locator(f"{ROOT} .lm-side-head strong").text_content() == "other2"
