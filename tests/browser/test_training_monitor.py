"""TrainingMonitor in a real JupyterLab: live, by mouse and keyboard, while the kernel waits, and without a kernel."""

from browser.bare import set_width, show, sticks_out
from browser.lab import in_kernel, pause
from training_runs import tiny_config, tiny_model, tiny_rows

from llm_edu.training import train
from llm_edu.widgets import TrainingMonitor

ROOT = ".lm-training"
SETUP = """from llm_edu.storyland import World
from llm_edu.training import StoryMeter, TokenRows, train
from llm_edu.training.recipe import Recipe
from llm_edu.widgets import TrainingMonitor
world, recipe = World(seed=0), Recipe(layers=1, width=16, heads=2)
stories = world.stories(200, seed=1)
rows = TokenRows.one_text_a_row([world.encode(story.words) for story in stories])
meter = StoryMeter(world, 5, known=[story.text for story in stories])
"""
ENDLESS = SETUP + """run = train(recipe.model(len(world.vocabulary)), rows, recipe.training(100_000, batch_size=4),
            background=True)
monitor = TrainingMonitor(run, meter, every=20)
monitor"""
FINISHED = SETUP + """run = train(recipe.model(len(world.vocabulary)), rows, recipe.training(40, batch_size=4),
            background=True)
monitor = TrainingMonitor(run, meter, every=10)
run.wait(progress=False)
monitor"""


def text(page, selector):
    return page.locator(f"{ROOT} {selector}").first.text_content()


def step(page):
    return int(text(page, ".lm-figures strong").split()[1].replace(",", ""))


def wait_for_looks(page, count):
    page.wait_for_function("([root, count]) => Number(document.querySelector(`${root} input`)?.max ?? 0) >= count - 1",
                           arg=[ROOT, count])


def state_is(page, word):
    page.wait_for_function("([root, word]) => document.querySelector(`${root} .lm-figures`).textContent.includes(word)",
                           arg=[ROOT, word])


def test_live_by_mouse(lab, page):
    """A training is watched, paused, resumed and stopped."""
    lab.run(page, ENDLESS)
    wait_for_looks(page, 4)
    assert page.locator(f"{ROOT} polyline").count() == 4
    assert page.locator(f"{ROOT} .lm-name").all_text_contents() == ["training", "held out", "elsewhere", "at recalls"]
    pause(page, 1200)
    assert page.locator(ROOT).get_attribute("data-state") == "ready"    # nothing was asked, so nothing is waited for
    assert text(page, ".lm-floor-name").startswith("entropy floor 0.3")
    assert " nats a story above the floor, " in text(page, ".lm-line")
    assert text(page, "figcaption").endswith(" steps it writes:") and len(text(page, ".lm-story p")) > 1
    assert "there" in text(page, ".lm-verdict")

    page.get_by_role("button", name="Pause").click()
    state_is(page, "paused")
    assert in_kernel(page, "print(run.state)") == "paused"
    rests_at = int(in_kernel(page, "import time; time.sleep(0.3); print(run.step)"))
    pause(page, 700)
    assert int(in_kernel(page, "print(run.step)")) == rests_at == step(page)
    page.get_by_role("button", name="Resume").click()
    page.wait_for_function("([root, step]) => Number(document.querySelector(`${root} .lm-figures strong`).textContent"
                           ".split(' ')[1].replace(',', '')) > step", arg=[ROOT, rests_at])
    page.get_by_role("button", name="Stop").click()
    state_is(page, "stopped")
    assert in_kernel(page, "print(run.state, monitor.looks[-1]['step'] == run.step)") == "stopped True"
    for name in ("Pause", "Stop"):
        assert page.get_by_role("button", name=name).get_attribute("aria-disabled") == "true"


def test_it_is_heard_while_a_cell_waits(lab, page):
    """Run All comes to a cell that waits for the training; the buttons work all the same."""
    lab.open(page, ENDLESS, "(await monitor.finished()).state")
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    wait_for_looks(page, 2)
    page.wait_for_function("() => document.querySelectorAll('.jp-InputPrompt')[1].textContent === '[*]:'")
    page.get_by_role("button", name="Stop").click()
    state_is(page, "stopped")
    page.wait_for_function("() => document.querySelectorAll('.jp-Notebook .jp-Cell')[1].textContent"
                           ".includes(\"'stopped'\")")
    assert in_kernel(page, "print(run.state, 0 < run.step < 100_000)") == "stopped True"


def test_it_is_heard_more_than_once_while_a_cell_waits(lab, page):
    """The kernel never says that it is done with the first change, so ipywidgets holds all later ones back."""
    lab.open(page, ENDLESS, "(await monitor.finished()).state", "1 + 1")
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    wait_for_looks(page, 2)
    page.wait_for_function("() => document.querySelectorAll('.jp-InputPrompt')[1].textContent === '[*]:'")
    for button, state in (("Pause", "paused"), ("Resume", " left"), ("Pause", "paused"), ("Stop", "stopped")):
        page.get_by_role("button", name=button).click()
        state_is(page, state)
    page.wait_for_function("() => document.querySelectorAll('.jp-Notebook .jp-Cell')[2].textContent.includes('2')")
    assert in_kernel(page, "print(run.state, 0 < run.step < 100_000)") == "stopped True"


def test_by_keyboard(lab, page):
    """Every look can be gone back to; the newest is followed; the notebook's selection stays."""
    lab.run(page, FINISHED, "1 + 1")
    wait_for_looks(page, 4)
    state_is(page, "finished")
    slider = page.get_by_label("Evaluation")
    slider.focus()
    before = page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCellIndex")
    assert text(page, ".lm-line").startswith("After 40 steps: ")
    for key, at in (("ArrowLeft", 30), ("Home", 10), ("ArrowDown", 10), ("ArrowUp", 20), ("End", 40)):
        page.keyboard.press(key)
        assert text(page, ".lm-line").startswith(f"After {at} steps: "), key
        assert text(page, "figcaption") == f"After {at} steps it writes:"
        assert page.evaluate("() => document.activeElement.getAttribute('aria-valuetext')") == text(page, ".lm-line")
    for name in ("Stop", "Pause"):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("() => document.activeElement.textContent") == name
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCellIndex") == before


def test_reopened_without_its_kernel(lab, page):
    """All looks are still there, and can be gone back to."""
    lab.run(page, FINISHED)
    wait_for_looks(page, 4)
    state_is(page, "finished")
    said = text(page, ".lm-line")
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT} .lm-name")
    assert text(page, ".lm-line") == said and step(page) == 40
    page.get_by_label("Evaluation").fill("0")
    assert text(page, ".lm-line").startswith("After 10 steps: ")


def test_hostile_stories_and_a_narrow_place(page):
    """What a model writes is data, however it reads; nothing is cut off at 380 pixels."""
    run = train(tiny_model(), tiny_rows(), tiny_config(steps=3), progress=False)
    monitor = TrainingMonitor(run)
    story = {"good": "<img src=x onerror=alert(1)>", "wrong": " <b>\u202e", "rest": " 😀" + "x" * 300,
             "verdict": "<i>no"}
    monitor.looks = [look | {"story": story} for look in monitor.looks]
    show(page, monitor, views=2)
    assert text(page, ".lm-story p").startswith("<img src=x onerror=alert(1)><b>")
    assert text(page, ".lm-wrong") == "<b>\u202e" and text(page, ".lm-verdict") == "<i>no"
    assert page.locator(f"{ROOT} img, {ROOT} b, {ROOT} i").count() == 0
    set_width(page, 380)
    assert sticks_out(page) <= 0
