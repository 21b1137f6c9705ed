"""Every widget once in a real JupyterLab: it draws, answers a click or a key, logs no error and asks no other server.

One notebook with a cell a widget, run once, in one page. What a widget does in full, the other browser tests show
(--all).
"""

from pathlib import Path

import pytest
import small_arena
import small_desk
import small_lab
import small_sources
from browser.lab import busy, in_kernel, pause

from llm_edu import widgets

SETUP = "\n".join(Path(each.__file__).read_text(encoding="utf-8") for each in (small_arena, small_desk, small_lab, small_sources)) + """
from stand_ins import *
from llm_edu.storyland import World
from llm_edu.training import StoryMeter, TokenRows, train
from llm_edu.training.recipe import Recipe
from llm_edu.transformer import TransformerConfig
from llm_edu.widgets import *
world, recipe = World(seed=0), Recipe(layers=1, width=16, heads=2)
stories = world.stories(50, seed=1)
rows = TokenRows.one_text_a_row([world.encode(story.words) for story in stories])
run = train(recipe.model(len(world.vocabulary)), rows, recipe.training(20, batch_size=4), background=True)
monitor = TrainingMonitor(run, StoryMeter(world, 5), every=10)
run.wait(progress=False)
words, vectors, groups = kinds_of_words()"""


def press(name):
    return lambda root: root.get_by_role("button", name=name, exact=True).click()


def find(word):
    def act(root):
        root.get_by_role("combobox", name="Find a word", exact=True).fill(word)
        root.get_by_role("combobox", name="Find a word", exact=True).press("Enter")

    return act


# Widget: what makes one, what shows that it has drawn, what the reader does, and what must then be true of it.
WIDGETS = {
    "AdapterDial": (
        "AdapterDial(adapted_transformer(), BYTES, ['a hat'], {'nats a byte': surprise}, max_new_tokens=4)",
        ".lm-dial-line polyline", press("As before"), "says('.lm-line').startsWith('Strength 0, as before: nats a byte')"),
    "AttentionViewer": (
        "AttentionViewer(small_transformer(), BYTES, 'a green hat')", ".lm-tokens-query button",
        lambda root: root.locator(".lm-tokens-query button").nth(3).click(),
        "says('.lm-line').startsWith('Layer 0, head 0: r looks')"),
    "BeamTree": (
        "BeamTree(small_transformer(), BYTES, 'Hi', max_new_tokens=3)", "g[data-node]", press("Next"),
        "says('output') === '2 of 3'"),
    "BiasExplorer": (
        "BiasExplorer((small_transformer(), BYTES), ['The {who} ran{what}', '{who} sat{what}'], ['cook', 'smith'])",
        ".lm-bias-interval", lambda root: root.locator(".lm-bias-row").nth(1).click(),
        "says('.lm-line').startsWith(`“${says('[aria-pressed=true] .lm-bias-name')}”: the model `)"),
    "ChatDesk": (
        "small_desk()", ".lm-desk-example", press("Where is my order 1026?"),
        "says('.lm-line').startsWith('The desk answered after 1 call.')"),
    "CompressionLab": (
        "CompressionLab(small_transformer(), BYTES, ['the green hat'], max_new_tokens=4)", ".lm-press-level",
        lambda root: root.get_by_text("row", exact=True).click(),
        "says('.lm-line').startsWith('8 bits, a scale for each row: ') && says('.lm-line').includes('The loss is')"),
    "CostCalculator": (
        "CostCalculator()", ".lm-cost-bar",
        lambda root: root.get_by_label("Tokens", exact=True).fill("2.8T"), "says('.lm-line').startsWith('Your model')"),
    "CrossAttentionViewer": (
        "CrossAttentionViewer([[.9, .1, 0], [0, .2, .8]], ['the', 'green', 'hat'], ['chapeau', 'vert'])",
        ".lm-tokens-query button", lambda root: root.locator(".lm-tokens-query button").first.click(),
        "says('.lm-line').startsWith('Layer 0, head 0: chapeau looks mostly at the (0.90)')"),
    "DecodingPlayground": (
        "DecodingPlayground(letters_model(), BYTES, 'Hi', max_new_tokens=3)", "button.lm-bar", press("Draw a token"),
        "root.querySelector('textarea').value.length === 3"),
    "EmbeddingExplorer": (
        "EmbeddingExplorer(words, vectors, groups)", ".lm-name", find("tool3"),
        "says('.lm-side-head strong') === 'tool3'"),
    "ForwardPass": (
        "ForwardPass(small_transformer(), BYTES, 'a green hat')", ".lm-pass-stop", press("Next ›"),
        "says('.lm-pass-title') === 'Vectors' && says('.lm-line').startsWith('“t” picks row 116 of the embedding')"),
    "GuessTheNextWord": (
        "GuessTheNextWord(world.next_distribution, stories[0], vocabulary=world.vocabulary)", ".lm-blank",
        press("No idea"), "says('.lm-line').startsWith('It was')"),
    "LogitLens": (
        "LogitLens(small_transformer(), BYTES, 'a hat', 'a cat')", ".lm-lens-cell", press("⇠ Bring this cell over"),
        "says('.lm-line').includes('Changed: “t” after 2 layers as in the other prompt')"),
    "NextTokenExplorer": (
        "NextTokenExplorer(letters_model(), BYTES, 'Hi', seed=3)", "button.lm-bar",
        lambda root: root.locator("button.lm-bar").first.click(), "root.querySelector('textarea').value === 'Hie'"),
    "PreferenceArena": (
        "small_arena()", ".lm-arena-card", lambda root: root.locator(".lm-arena-left").click(),
        "says('.lm-arena-count') === '1 of 12' && says('.lm-line').startsWith('1 of 12. 11 more')"),
    "PromptLab": (
        "finish(small_lab())", ".lm-lab-row", lambda root: root.locator(".lm-lab-row").nth(1).click(),
        "says('.lm-line').startsWith('“hopes” is right on 50 % of 40 items')"),
    "SoftmaxPlayground": (
        "SoftmaxPlayground()", ".lm-sweep polyline", press("All equal"),
        "says('.lm-line').startsWith('All 3 get the same')"),
    "SourceTrace": (
        "small_sources()", ".lm-trace-sentence", press("Switch off passage 1"),
        "says('.lm-trace-tries output') === 'answer 2 of 2' && says('.lm-line').includes('1 of them off')"),
    "TokenizerPlayground": (
        "TokenizerPlayground('Hi', 'bytes', tokenizers={'bytes': BYTES})", ".lm-chip",
        lambda root: root.locator("textarea").fill("Hello"), "root.querySelectorAll('.lm-chip').length === 5"),
    "TrainingMonitor": (
        "monitor", "polyline", lambda root: root.get_by_label("Evaluation").press("Home"),
        "says('.lm-line').startsWith('After 10 steps')"),
    "TransformerMap": (
        "TransformerMap(TransformerConfig.gpt2())", ".lm-growth polygon",
        lambda root: root.locator("[data-part=feed_forward]").first.click(),
        "says('.lm-line').startsWith('Feed-forward')"),
}


@pytest.fixture(scope="module")
def opened(lab):
    """A notebook that has been run: a cell that sets up, and one for each widget in the order of WIDGETS."""
    with lab.watched() as (page, problems):
        lab.run(page, SETUP, *(expression for expression, *_ in WIDGETS.values()))
        yield page, problems


def shown(page, name):
    """The widget's output, scrolled to and drawn."""
    at = list(WIDGETS).index(name) + 1
    page.evaluate("(at) => jupyterapp.shell.currentWidget.content.scrollToItem(at)", at)
    root = page.locator(".jp-Notebook .jp-Cell").nth(at).locator(".jp-OutputArea")
    root.locator(WIDGETS[name][1]).first.wait_for(state="attached")
    return root


def test_every_widget_is_here():
    assert list(WIDGETS) == [name for name in widgets.__all__ if name[0].isupper()]


@pytest.mark.parametrize("name", WIDGETS)
def test_it_draws_and_answers(name, opened):
    page, problems = opened
    *_, act, holds = WIDGETS[name]
    root = shown(page, name)
    act(root)
    page.wait_for_function(
        f"(root) => {{ const says = (part) => root.querySelector(part)?.textContent ?? ''; return {holds}; }}",
        arg=root.element_handle())
    assert problems == []


def test_closing_the_views_leaves_nothing_behind(opened):
    """Clear all outputs while answers are under way."""
    page, problems = opened
    busy(page, 1)
    for name in WIDGETS:
        for box in shown(page, name).locator("textarea").all():
            box.fill("typed just before")
    page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.wait_for_function("() => document.querySelector('.lm-widget') === null")
    in_kernel(page, "monitor.looks = monitor.looks[:1]")
    pause(page, 500)
    assert problems == []
