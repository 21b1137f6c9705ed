"""What the browser tests of EmbeddingExplorer share: where things are on the page, and what they say."""

from browser.lab import widget_code

ROOT = ".lm-embedding"
MAP = f"{ROOT} .lm-map"
NEAR = f"{ROOT} [aria-label='Nearest words'] button.lm-bar"
BEST = f"{ROOT} [aria-label='Best answers'] button.lm-bar"
KINDS = "words, vectors, groups = kinds_of_words()"


def start(lab, page, *more, options="", setup=KINDS, make="EmbeddingExplorer(words, vectors, groups"):
    lab.run(page, widget_code(f"{make}{options})", setup), *more)
    page.wait_for_selector(f"{ROOT} .lm-name")


def spot(page, word):
    """Where the word's point is on the page."""
    return page.evaluate("""(word) => {
        const map = document.querySelector('.lm-embedding .lm-map');
        const frame = map.getBoundingClientRect();
        const mark = map.querySelector(`.lm-dots [data-at="${window.words.indexOf(word)}"]`);
        const [, x, y] = mark.getAttribute('transform').match(/translate\\(([-\\d.]+) ([-\\d.]+)\\)/);
        return [frame.left + Number(x), frame.top + Number(y)];
    }""", word)


def learn_words(page):
    """The order of the points on the map, for `spot`: fruit, tool, river, as the groups give them."""
    names = [f"{kind}{number}" for kind in ("fruit", "tool", "river") for number in range(20)]
    page.evaluate("words => { window.words = words; }", names)


def wait_for_word(page, word, view=0):
    page.wait_for_function(
        "([view, word]) => { const root = document.querySelectorAll('.lm-embedding')[view];"
        "return root.querySelector('.lm-side-head strong')?.textContent === word"
        "    && root.dataset.state !== 'waiting'; }",
        arg=[view, word])


def bars(page, selector=NEAR):
    words = page.locator(f"{selector} .lm-bar-word").all_text_contents()
    return list(zip(words, map(float, page.locator(f"{selector} .lm-bar-share").all_text_contents()), strict=True))


def box(page, name):
    return page.get_by_role("combobox", name=name, exact=True).first
