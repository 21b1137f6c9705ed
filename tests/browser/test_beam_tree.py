"""BeamTree in a real JupyterLab: mouse, keyboard, reopened; and its module in a bare page, against beam_steps."""

import pytest
from browser.bare import answer, set_width, show
from browser.lab import in_kernel, pause, widget_code
from browser.stand_ins import BYTES, small_transformer
from model_pairs import small_model
from widgets.test_beam_tree import PROMPT, STOP, Hostile, Letters, grown

from llm_edu.decoding import beam_steps
from llm_edu.widgets import BeamTree
from llm_edu.widgets.beam_tree.words import ancestors, number, path_to, shared_text, survivors

ROOT = ".lm-beam"
CODE = widget_code("BeamTree(small_transformer(), BYTES, 'Hi there', max_new_tokens=5)")
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
SHOWN = f"{ROOT} g[data-node]:not(.lm-beam-hidden)"
FATES = "([root, step]) => [...document.querySelector(root).querySelectorAll(`g[data-node^='${step}-']`)]" \
        ".filter((node) => !node.dataset.node.endsWith('greedy') && !node.classList.contains('lm-beam-hidden'))" \
        ".map((node) => ['kept', 'ended', 'pruned'].find((fate) => node.classList.contains(`lm-beam-${fate}`)))"


def text(page, selector, view=0):
    return page.locator(ROOT).nth(view).locator(selector).first.text_content()


def node(page, step, place):
    return page.locator(f"{ROOT} g[data-node='{step}-{place}']").first


def focused(page):
    return page.evaluate("() => document.activeElement.dataset.node ?? document.activeElement.textContent")


def shown_fates(page, step):
    return page.evaluate(FATES, [ROOT, step])


def press(page, name):
    page.locator(ROOT).first.get_by_role("button", name=name).click()


def go(page, step):
    page.get_by_role("slider", name="Step").first.fill(str(step))


def stepped(tree, key):
    """The node before this one."""
    step, place = map(int, key.split("-"))
    return [step - 1, tree["steps"][step - 1]["candidates"][place]["parent"]]


def here():
    """The same tree as the notebook's."""
    return BeamTree(small_transformer(), BYTES, "Hi there", max_new_tokens=5)


def test_by_mouse(lab, page):
    lab.run(page, CODE, "widget")
    page.wait_for_selector(f"{ROOT} .lm-beam-log")
    tree = here().tree
    assert text(page, ".lm-line") == tree["steps"][0]["say"] and text(page, "output") == "1 of 5"
    for step in range(1, 6):
        assert shown_fates(page, step) == [one["fate"] for one in tree["steps"][step - 1]["candidates"]]
        assert step == 5 or shown_fates(page, step + 1) == []
        assert text(page, ".lm-line") == text(page, ".lm-line", view=1) == tree["steps"][step - 1]["say"]
        press(page, "Next") if step < 5 else None
    assert "Greedy found" in text(page, ".lm-line")
    assert page.get_by_role("button", name="Next").first.get_attribute("aria-disabled") == "true"

    lost = next(place for place, one in enumerate(tree["steps"][1]["candidates"]) if one["fate"] == "pruned")
    node(page, 2, lost).hover()
    one = tree["steps"][1]["candidates"][lost]
    assert text(page, ".lm-beam-why") == f"{one['why']}." and ": only the best 3 go on" in one["why"]
    assert text(page, ".lm-figures").startswith(f"log P {number(one['log'])}score {number(one['score'])} = log P ÷ 2")
    labels = page.locator(ROOT).first.locator(".lm-beam-token .lm-chip-label").all_text_contents()
    assert labels == [tree["steps"][at - 1]["candidates"][place]["label"] for at, place in path_to(tree, [2, lost])]
    page.locator(f"{ROOT} .lm-line").first.hover()
    assert text(page, ".lm-beam-why").startswith("1st of 6: no room for more, set aside with score −")

    page.get_by_label("Width").first.select_option("5")
    page.wait_for_function(f"() => document.querySelectorAll('{ROOT}')[1].querySelectorAll('g[data-node^=\"1-\"]')"
                           ".length === 10")
    assert in_kernel(page, "print(widget.tree['width'], len(widget.steps[1].candidates), widget.step)") == "5 10 5"
    assert text(page, ".lm-line") == in_kernel(page, "print(widget.tree['steps'][-1]['say'])")
    page.get_by_label("Length penalty").first.fill("0")
    page.wait_for_function(f"() => document.querySelector('{ROOT} .lm-figures').textContent.endsWith('%') && "
                           f"document.querySelector('{ROOT} .lm-figures').textContent.includes('= log Pthis')")
    assert in_kernel(page, "print(widget.tree['length_penalty'])") == "0.0"
    in_kernel(page, "widget.search(width=2, length_penalty=1); widget.step = 0")
    page.wait_for_function(f"() => document.querySelector('{ROOT} output').textContent === '0 of 5'")
    assert page.get_by_label("Width").first.input_value() == "2" and page.locator(SHOWN).count() == 2    # two views
    assert text(page, ".lm-line").startswith("Nothing is written yet.")


def test_by_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(f"{ROOT} .lm-beam-log")
    page.get_by_role("slider", name="Step").focus()
    before = page.evaluate(ACTIVE_CELL)
    tree = here().tree
    for key, step in (("End", 5), ("ArrowLeft", 4), ("Home", 0), ("ArrowRight", 1), ("ArrowUp", 2)):
        page.keyboard.press(key)
        assert text(page, "output") == f"{step} of 5", key
        assert page.evaluate("() => document.activeElement.getAttribute('aria-valuetext')") == f"step {step} of 5"
    page.keyboard.press("Tab")
    assert focused(page) == "Next"
    for key, step in (("Enter", 3), ("ArrowRight", 4), ("End", 5), ("ArrowLeft", 4)):
        page.keyboard.press(key)
        assert text(page, "output") == f"{step} of 5", key
    for _ in range(3):
        page.keyboard.press("Tab")
    assert focused(page) == "4-0"    # one tab stop for the tree
    for at, place in reversed(path_to(tree, [4, 0])[:-1]):
        page.keyboard.press("ArrowLeft")
        assert focused(page) == f"{at}-{place}"
        assert page.locator(f"{ROOT} [aria-checked=true]").get_attribute("data-node") == f"{at}-{place}"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "root" and text(page, ".lm-beam-why").startswith("The prompt")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "1-0"
    for place in (1, 2, 3, 4, 5, 5):
        page.keyboard.press("ArrowDown")
        assert focused(page) == f"1-{place}"
        assert text(page, ".lm-beam-why") == f"{tree['steps'][0]['candidates'][place]['why']}."
    page.keyboard.press("ArrowRight")
    assert focused(page) == "1-5"    # it was pruned: nothing goes on from it
    page.keyboard.press("End")
    assert focused(page) == "4-0"
    page.keyboard.press("ArrowRight")    # from the newest column on into the next
    assert text(page, "output") == "5 of 5" and stepped(tree, focused(page)) == [4, 0]
    page.keyboard.press("ArrowRight")
    assert stepped(tree, focused(page)) == [4, 0]
    page.get_by_label("Width").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_function(f"() => document.querySelectorAll('{ROOT} g[data-node^=\"1-\"]').length === 4")
    page.get_by_label("Length penalty").focus()
    page.keyboard.press("End")
    page.wait_for_function(f"() => document.querySelector('{ROOT} .lm-figures').textContent.includes('^2')")
    assert in_kernel(page, "print(widget.tree['width'], widget.tree['length_penalty'])") == "2 2.0"
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_reopened_without_its_kernel(lab, page):
    """Every step is still there; another width is not."""
    lab.run(page, CODE)
    page.wait_for_selector(f"{ROOT} .lm-beam-log")
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT} .lm-beam-log")
    tree = here().tree
    assert "for another width or length penalty, run the cell" in text(page, ".lm-state")
    for label in ("Width", "Length penalty"):
        assert page.get_by_label(label).is_disabled()
    for step in (2, 3, 4, 5, 0):
        go(page, step)
        assert text(page, ".lm-line") == (tree["steps"][step - 1]["say"] if step else tree["start"])
    go(page, 5)
    node(page, 2, 1).focus()
    assert text(page, ".lm-beam-why") == f"{tree['steps'][1]['candidates'][1]['why']}."


@pytest.mark.parametrize(
    "options",
    [{"stop": STOP}, {"width": 8, "stop": (3, 4, 5, 6), "max_new_tokens": 40}, {"width": 1}, {"width": 2, "stop": STOP,
      "length_penalty": 0.0}, {"width": 4, "max_new_tokens": 1}, {"width": 5, "stop": 7, "early_stopping": False}],
)
def test_the_drawing_is_what_beam_steps_found(page, options):
    """Lines lead to the right parents, every fate is drawn, and at each step the living are those that live."""
    shown = grown(1, **options)
    tree = shown.tree
    show(page, shown)
    settings = {"width": 3, "max_new_tokens": 12} | options
    steps = list(beam_steps(small_model(1), PROMPT, tokenizer=Letters(), **settings))
    places = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('.lm-beam-node')].map((node) => {
        const chip = node.querySelector('.lm-beam-chip');
        const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(chip.getAttribute(name)));
        return [node.dataset.node, [x, y + height / 2, x + width]];
    }))""")
    ends = page.evaluate("() => [...document.querySelectorAll('.lm-beam-drawing .lm-beam-edge')]"
                         ".map((edge) => edge.getAttribute('d').match(/[-.0-9]+/g).map(Number))")
    lines = {(x1, y1): (x0, y0) for x0, y0, _, _, _, _, x1, y1 in ends}
    kept = []
    for step in steps:
        for place, one in enumerate(step.candidates):
            left, middle, _ = places[f"{step.number}-{place}"]
            _, height, right = places[f"{step.number - 1}-{kept[one.parent]}" if kept else "root"]
            assert lines[left, middle] == pytest.approx((right, height))
        kept = [place for place, one in enumerate(step.candidates) if one.kept]
    for step in sorted({1, 2, len(steps) // 2 or 1, len(steps)}):
        go(page, min(step, len(steps)))
        step = min(step, len(steps))
        assert page.locator(f"{ROOT} circle.lm-beam-dot.lm-beam-alive").count() - 1 - sum(
            map(len, ancestors(tree, step))) == 0    # one stands in the legend
        hidden = page.locator(f"{ROOT} .lm-beam-drawing > g:has(> .lm-beam-bracket)").get_attribute("class")
        shared, _ = shared_text(tree, step)
        together = shared if step > 1 and len(survivors(tree, step)) > 1 else 0
        assert ("lm-beam-hidden" in (hidden or "")) == (together == 0)
        if together > 1:
            assert text(page, ".lm-beam-shared").endswith(f"begin with these {together}")
    winner = page.locator(f"{ROOT} g.lm-beam-winner").evaluate_all("nodes => nodes.map((node) => node.dataset.node)")
    assert winner == [f"{at}-{place}" for at, place in path_to(tree, tree["best"])]
    html = page.locator(ROOT).inner_html()
    assert "NaN" not in html and "undefined" not in html and "Infinity" not in html


def test_what_a_screen_reader_meets(page):
    """A table of the step's candidates, a sentence for each step, a name for each node."""
    shown = grown(1, width=2, stop=STOP)
    show(page, shown)
    for step in (1, 3):
        go(page, step)
        rows = page.locator(f"{ROOT} .lm-beam-table tbody tr").all()
        cells = [row.locator("td").all_text_contents() for row in rows]
        candidates = shown.tree["steps"][step - 1]["candidates"]
        assert [cell[1:4] + cell[5:] for cell in cells] == [
            [one["label"], one["text"], number(one["log"]), number(one["score"]), one["why"]] for one in candidates]
        assert text(page, ".lm-line") == shown.tree["steps"][step - 1]["say"]
        assert node(page, step, 1).get_attribute("aria-label") == (
            f"“{candidates[1]['label']}”, log P {number(candidates[1]['log'])}, {candidates[1]['why']}")
    assert page.locator(f"{ROOT} .lm-line").get_attribute("aria-live") == "polite"
    box = page.locator(f"{ROOT} .lm-beam-table").bounding_box()
    assert box["width"] <= 1 and box["height"] <= 1


def test_questions_answers_and_errors(page):
    """The newest wish is sent once; the wrong and the old leave the tree; a busy kernel is told of."""
    shown = grown(1)
    show(page, shown)
    page.get_by_label("Length penalty").fill("0.5")
    page.get_by_label("Length penalty").fill("1.5")
    pause(page, 350)
    assert page.evaluate("() => model.sent.map(({ width, length_penalty }) => [width, length_penalty])") == [[3, 1.5]]
    page.wait_for_selector(f"{ROOT}[data-state=busy]")
    assert "it will search again when it is free" in text(page, ".lm-state")
    answer(page, shown, **page.evaluate("() => model.sent[0]"))
    page.evaluate("tree => model.set('tree', tree)", shown.tree)
    assert page.locator(ROOT).get_attribute("data-state") == "ready"
    assert text(page, ".lm-figures").startswith("log P")
    before = page.locator(f"{ROOT} .lm-beam-drawing").inner_html()
    answer(page, shown, sequence=2, width=99)
    assert text(page, ".lm-line") == "ValueError: width lies between 1 and 8 beams, not at 99"
    assert page.locator(f"{ROOT} .lm-beam-drawing").inner_html() == before


def test_hostile_tokens(page):
    """Tokens are data: shown as they are, never markup, and inside their chips."""
    show(page, BeamTree(small_model(0), Hostile(), [0, 1, 5], width=8), views=2)
    go(page, 12)
    assert page.locator(f"{ROOT} :is(img, script)").count() == 0
    labels = page.locator(f"{ROOT} .lm-beam-label").all_text_contents()
    assert "<img·src=x·on…" in labels and "·" in labels and "⟨U+202E⟩" in labels and "\u202e" not in "".join(labels)
    page.locator(f"{ROOT} g[data-node]", has_text="<img·src=x·on…").first.focus()
    last = page.locator(ROOT).first.locator(".lm-beam-token").last
    assert last.text_content().startswith("<img·src=x·onerror=alert(1)>")
    outside = page.locator(SHOWN).evaluate_all("""(nodes) => nodes.filter((node) => {
        const box = node.querySelector('.lm-beam-chip').getBoundingClientRect();
        return [...node.querySelectorAll('.lm-beam-label, .lm-beam-log')].some((text) => {
            const place = text.getBoundingClientRect();
            return place.left < box.left - 1 || place.right > box.right + 1;
        });
    }).map((node) => node.textContent)""")
    assert outside == []


def test_long_trees_scroll_inside(page):
    """The newest column is in view at every step, at any width of the page, and nothing sticks out of the widget."""
    show(page, grown(1, width=8, max_new_tokens=40))
    for width in (860, 400):
        set_width(page, width)
        for step in (1, 5, 20, 40, 30, 2):
            go(page, step)
            frame = page.locator(f"{ROOT} .lm-beam-frame").bounding_box()
            newest = node(page, step, 0).locator(".lm-beam-chip").bounding_box()
            assert frame["x"] - 1 <= newest["x"] and newest["x"] + newest["width"] <= frame["x"] + frame["width"] + 1
            assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
            right = page.locator(ROOT).evaluate("root => Math.max(...[...root.querySelectorAll(':scope > "
                                                ":not(.lm-beam-table)')].map((n) => n.getBoundingClientRect().right))")
            assert right <= width + 8    # the page's margin
    go(page, 40)
    page.locator(f"{ROOT} .lm-beam-frame").evaluate("frame => { frame.scrollLeft = 0; }")
    node(page, 1, 0).hover()    # the text below gets shorter; what is looked at stays where it is
    pause(page, 100)
    assert page.locator(f"{ROOT} .lm-beam-token").count() == 1
    assert page.locator(f"{ROOT} .lm-beam-frame").evaluate("frame => frame.scrollLeft") == 0
    box = node(page, 1, 15).locator("text").first.evaluate("node => getComputedStyle(node).fontSize")
    assert float(box.removesuffix("px")) >= 11
