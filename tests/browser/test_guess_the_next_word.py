"""GuessTheNextWord in a real JupyterLab, and its module in a bare page."""

from pathlib import Path

import tiny_world
from browser.bare import show
from browser.lab import heard, in_kernel
from tiny_world import TinyStory, TinyWorld, bigram, join, split

from llm_edu.widgets import GuessTheNextWord

ROOT = ".lm-guess"
WORLD_CODE = Path(tiny_world.__file__).read_text(encoding="utf-8")
CODE = f"""{WORLD_CODE}
from llm_edu.widgets import GuessTheNextWord
world = TinyWorld()
stories = [world.story(), "Today Otto lost a red coat. By the well was the red coat."]
widget = GuessTheNextWord(world.next_distribution, stories, split=split, join=join, start=1,
                          models={{"bigram": bigram}}, vocabulary=world.vocabulary, groups=world.groups)
widget"""
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def start(lab, page, *more):
    lab.run(page, CODE, *more)
    page.wait_for_selector(f"{ROOT} .lm-blank")


def first(page, part):
    return page.locator(f"{ROOT} {part}").first


def press(page, name):
    page.locator(ROOT).first.get_by_role("button", name=name, exact=True).click()


def story(page, view=0):
    return page.locator(f"{ROOT} .lm-story").nth(view).text_content()


def table(page):
    """Player -> [this word, a word, expected], as written."""
    rows = page.locator(ROOT).first.locator("tbody tr").all()
    return {row.locator("th").text_content(): row.locator("td").all_text_contents() for row in rows}


def bet(page, percent):
    page.locator(f"{ROOT} .lm-slider").first.evaluate(
        "(slider, percent) => { slider.value = percent; slider.dispatchEvent(new InputEvent('input')); }", percent)


def make(**options):
    world = TinyWorld()
    options = {"models": {"bigram": bigram}, "vocabulary": world.vocabulary, "groups": world.groups, **options}
    return GuessTheNextWord(world.next_distribution, [world.story(), world.story()], split=split, join=join, start=1,
                            **options)


def test_by_mouse(lab, page):
    start(lab, page, "widget")
    assert story(page) == "Today ?"
    first(page, ".lm-bet-input").click()
    page.keyboard.type("M")
    page.get_by_role("option", name="Mia").click()
    bet(page, 80)
    assert "It comes: you pay 0.32 bits. Another: 6.49" in first(page, ".lm-stake").text_content()
    press(page, "Guess")
    assert story(page) == story(page, view=1) == "Today Mia lost a ?"
    assert first(page, ".lm-line").text_content().startswith(
        "It was “Mia”: you gave it 80.0 % and paid 0.32 bits; the truth gave it 50.0 % and paid 1.00."
    )
    assert table(page)["you"][:2] == ["0.32", "0.32"]
    assert table(page)["bigram"] == ["0.00", "0.00", "∞"] and table(page)["no idea"] == ["4.25", "4.25", "4.25"]

    first(page, ".lm-pill").click()  # any colour
    assert "One of these 4 comes: you pay 2.32 bits" in first(page, ".lm-stake").text_content()
    first(page, ".lm-bet-chip").click()  # and out again
    assert page.locator(f"{ROOT} .lm-bet-chip").count() == 0
    press(page, "Guess")
    assert "Type a word first" in first(page, ".lm-problem").text_content()
    first(page, ".lm-pill").click()
    press(page, "Guess")
    first(page, "button:text-is('No idea')").dblclick()  # one guess, not two
    for _ in range(2):
        press(page, "No idea")
    assert story(page) == "Today Mia lost a green hat. By the mill was the green hat."
    assert first(page, ".lm-source").text_content() == "green"
    assert "8 words back. The end." in first(page, ".lm-line").text_content()
    assert "5 guesses: you paid" in first(page, ".lm-verdict").text_content()
    assert "bigram has paid ∞: it gave “mill” no chance" in first(page, ".lm-state").text_content()

    # the browser has worked out what Python works out
    heard(page, 200)
    expected = in_kernel(page, "print({name: [f'{score.paid[-1]:.2f}', f'{score.per_word:.2f}', "
                               "f'{score.expected_per_word:.2f}'] for name, score in widget.scores.items()})")
    assert str(table(page)).replace("∞", "inf") == expected

    press(page, "Next story ▸")
    assert story(page, view=1) == "Today ?" and "Story 2 of 2" in first(page, ".lm-toolbar").text_content()
    heard(page, 200)
    in_kernel(page, "widget.guess('Mia', 0.9)")
    page.wait_for_function(
        "() => document.querySelector('.lm-guess .lm-story').textContent.startsWith('Today Otto lost')")
    press(page, "Play again")
    assert story(page) == "Today ?"
    page.get_by_label("Ask at every word").first.check()
    assert first(page, ".lm-progress").text_content() == "Guess 1 of 15"


def test_by_keyboard(lab, page):
    start(lab, page, "1 + 1")
    box = first(page, ".lm-bet-input")
    box.focus()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.type("Mia")
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    page.keyboard.press("Enter")
    assert story(page) == "Today Mia lost a ?"
    assert "you gave it 60.0 %" in first(page, ".lm-line").text_content()

    page.keyboard.type("gre,")  # no word: said so, and kept
    assert box.input_value() == "gre,"
    assert first(page, ".lm-problem").text_content() == (
        "“gre” is not a word of this world; did you mean “grey” or “green”?")
    box.fill("")
    page.keyboard.type("green,blue")
    page.keyboard.press("Tab")  # to the slider, whose arrows stay with it
    assert page.evaluate("() => document.activeElement.type") == "range"
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    assert first(page, ".lm-sure output").text_content() == "62 %"
    page.keyboard.press("Enter")
    assert "It was “green”: you gave it 31.0 %" in first(page, ".lm-line").text_content()
    assert page.evaluate("() => document.activeElement.className") == "lm-bet-input"

    page.keyboard.type("hta")
    page.keyboard.press("Enter")
    assert first(page, ".lm-problem").text_content() == "“hta” is not a word of this world; did you mean “hat”?"
    assert box.input_value() == "hta" and story(page).endswith("green ?")
    page.keyboard.press("ArrowDown")
    assert page.locator(f"{ROOT} .lm-pill[aria-selected=true]").text_content() == "hat"
    assert box.get_attribute("aria-activedescendant") == page.locator(f"{ROOT} .lm-pill").first.get_attribute("id")
    page.keyboard.press("Enter")  # takes it in
    assert first(page, ".lm-bet-chip").text_content() == "hat ×"
    page.keyboard.press("Backspace")  # and out
    assert page.locator(f"{ROOT} .lm-bet-chip").count() == 0
    page.keyboard.type("ha")
    page.keyboard.press("Enter")  # completes
    page.keyboard.press("Enter")  # guesses
    assert "It was “hat”" in first(page, ".lm-line").text_content()

    page.keyboard.type("any p")
    page.keyboard.press("Escape")
    assert page.locator(f"{ROOT} .lm-pill").count() == 0
    box.fill("mill")
    page.keyboard.press("Enter")
    page.keyboard.type("green")
    page.keyboard.press("Enter")
    assert "The end." in first(page, ".lm-line").text_content()
    assert page.evaluate("() => document.activeElement.textContent") == "Next story ▸"
    page.keyboard.press("Enter")
    assert story(page) == "Today ?" and page.evaluate("() => document.activeElement.className") == "lm-bet-input"

    page.keyboard.press("Enter")  # nothing typed: nothing guessed
    assert story(page) == "Today ?"
    page.keyboard.press("Shift+Tab")  # to the story, whose words the arrows read
    page.keyboard.press("End")
    assert first(page, ".lm-note").text_content() == "“Today” was given"
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_reopened_without_its_kernel_the_game_goes_on(lab, page):
    start(lab, page)
    first(page, ".lm-bet-input").focus()
    page.keyboard.type("Mia")
    page.keyboard.press("Enter")
    heard(page, 200)
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT} .lm-blank")
    assert story(page) == "Today Mia lost a ?" and table(page)["you"][0] == "1.00"
    first(page, ".lm-bet-input").focus()
    for words in ("any colour", "hat", "mill", "green"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    assert "5 guesses: you paid" in first(page, ".lm-verdict").text_content()
    press(page, "Next story ▸")
    assert story(page) == "Today ?"
    page.get_by_title("The story before").click()
    assert "5 guesses: you paid" in first(page, ".lm-verdict").text_content()


def test_hostile_words_are_shown_as_themselves(page):
    words = ["<img src=x onerror=alert(1)>", "<b>", "__proto__", "constructor", "a\u202eb", "😀", "any"]

    def even(prefix):
        return dict.fromkeys(words, 1 / len(words))

    widget = GuessTheNextWord(
        even, TinyStory("\n".join(words * 2)), split=lambda text: text.split("\n"), join="\n".join, start=1,
        models={"<i>model</i>": even}, groups={"<u>": words[:2]},
    )
    show(page, widget)
    for word in (*words[1:3], "constructor"):
        first(page, ".lm-bet-input").fill(word)
        first(page, ".lm-bet-input").press("Enter")
        assert f"It was “{word}”: you gave it 50.0 %" in first(page, ".lm-line").text_content()
    for _ in range(len(words)):
        press(page, "No idea")
    assert page.locator(f"{ROOT} img, {ROOT} b, {ROOT} i, {ROOT} u").count() == 0
    assert "<img src=x onerror=alert(1)>" in story(page) and "<i>model</i>" in table(page)


def test_tokens_of_a_model(page):
    """Typed text means the token that begins a word; an empty box is no line break."""
    tokens = ["\n", "the", " the", "cat", " cat", " ", "\u200b"]

    def even(prefix):
        return dict.fromkeys(tokens, 1 / 100)

    story_of_tokens = TinyStory("cat| the| cat|\n|the| |cat")
    show(page, GuessTheNextWord(even, story_of_tokens, split=lambda text: text.split("|"), join="".join, start=1,
                                vocabulary=49_152, name="SmolLM2"))
    box = first(page, ".lm-bet-input")
    box.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    assert first(page, ".lm-problem").text_content() == "Type a word first, or say that you have no idea."
    for typed, word, gave in (("the", "·the", "50.0 %"), ("ca", "·cat", "50.0 %"), ("↵", "↵", "50.0 %")):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        if page.locator(f"{ROOT} .lm-bet-chip").count():
            page.keyboard.press("Enter")
        assert f"It was “{word}”: you gave it {gave} and paid 1.00 bits; SmolLM2 gave it 1.0 %" in (
            first(page, ".lm-line").text_content())
    assert page.locator(f"{ROOT} .lm-word").last.text_content() == "↵"


def test_a_story_of_another_world_says_so(page):
    world = TinyWorld()
    show(page, GuessTheNextWord(world.next_distribution, "Today Zoe lost a hat.", split=split, join=join, start=1))
    assert "gives 'Zoe' no chance after “Today”" in first(page, ".lm-problem").text_content()


def test_a_bet_of_one_hundred_percent_from_python(page):
    show(page, make(guesses=[("Otto", 1.0)]))
    assert "paid ∞ bits (it had no chance in your bet" in first(page, ".lm-line").text_content()
    assert table(page)["you"] == ["∞", "∞", "∞"]
    press(page, "No idea")
    assert table(page)["you"][:2] == ["4.25", "∞"]
    assert "NaN" not in page.locator(ROOT).inner_html()
