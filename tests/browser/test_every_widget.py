"""What holds for every widget: its manners in a bare page, and that it can be read in both of JupyterLab's themes."""

import pytest
from browser.attention import VIEWS
from browser.axe import findings
from browser.bare import close, columns, contrast, faults_of_controls, set_width, show, sticks_out
from browser.lab import pause, themes
from browser.test_chat_desk import SETUP as DESK
from browser.test_guess_the_next_word import CODE as GUESSING
from browser.test_preference_arena import SETUP as ARENA
from browser.test_prompt_lab import SETUP as LAB
from browser.test_source_trace import SETUP as SOURCES
from browser.test_training_monitor import FINISHED
from every_widget import MAKERS

# Widget: the grid that has two columns where there is room and one where there is not.
GRIDS = {"AdapterDial": ".lm-dial-row", "AttentionViewer": ".lm-attention-columns", "BiasExplorer": ".lm-bias-two",
         "ChatDesk": ".lm-desk-two", "CompressionLab": ".lm-press-two", "CrossAttentionViewer": ".lm-attention-columns",
         "DecodingPlayground": ".lm-decoding-parts", "EmbeddingExplorer": ".lm-columns", "ForwardPass": ".lm-pass-columns",
         "GuessTheNextWord": ".lm-result", "LogitLens": ".lm-lens-two",
         "PreferenceArena": ".lm-arena-cards", "PromptLab": ".lm-lab-two", "SourceTrace": ".lm-trace-sentence",
         "TransformerMap": ".lm-map-grid"}
MOVING = """() => [...document.querySelectorAll('.lm-widget *')].filter((node) => {
    const { animationName, transitionDuration, transitionProperty } = getComputedStyle(node);
    return animationName !== 'none' || (transitionProperty !== 'none' && !/^(0s(, )?)+$/.test(transitionDuration));
}).map((node) => node.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("name", MAKERS)
def test_manners(page, name):
    """It keeps its keys, names its controls, fits any place, moves nothing unasked, and goes without a trace."""
    widget, grid = MAKERS[name](), GRIDS.get(name)
    if name == "DecodingPlayground":
        widget.write()
    if name == "GuessTheNextWord":
        widget.guess("hat", 0.5)
    show(page, widget, views=2)
    for view in {"AttentionViewer": VIEWS, "CrossAttentionViewer": VIEWS[:-1]}.get(name, [None]):
        if view:
            page.get_by_role("button", name=view, exact=True).first.click()
        for width, count in ((980, 2), (560, None), (380, 1)):
            set_width(page, width)
            assert sticks_out(page) <= 0, (view, width)
            assert not grid or not count or columns(page, grid) == count
        assert faults_of_controls(page) == []
    assert page.locator("[aria-live=polite]").count() >= 2
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []
    if page.locator("textarea").count():
        page.locator("textarea").first.fill("unsent")
    assert close(page) > 0


SETUP = "from stand_ins import *\nfrom llm_edu.decoding import *\nfrom llm_edu.transformer import *\n" \
        "from llm_edu.widgets import *\n"
# A cell that makes a widget with all that can be written in it, and its texts.
TEXTS = {
    "AdapterDial": (
        SETUP + "AdapterDial(adapted_transformer(), BYTES, ['a hat'], {'one': surprise, 'two': lambda model: 2 * surprise(model),"
        "\n    'three': lambda model: 3 + surprise(model), 'four': lambda model: 4 - surprise(model)}, max_new_tokens=9)",
        (".lm-line", ".lm-button", ".lm-dial-number", ".lm-quiet", ".lm-dial-heads span", ".lm-dial-prompt", ".lm-dial-text",
         "ins", "del", ".lm-dial-legend", ".lm-dial-tick", *(f".lm-dial-name.lm-dial-of-{number} {text}" for number in range(4)
                                                         for text in ("text", ".lm-dial-figure")))),
    "BeamTree": (
        SETUP + "widget = BeamTree(small_transformer(), BYTES, 'Hi there', max_new_tokens=5)\nwidget.step = 5\nwidget",
        (".lm-line", ".lm-field", ".lm-button", ".lm-beam-legend", ".lm-beam-why", ".lm-figures span",
         ".lm-beam-prompt", ".lm-chip-label", ".lm-beam-pruned .lm-beam-label", ".lm-beam-winner .lm-beam-label",
         ".lm-beam-dead .lm-beam-log", ".lm-beam-kept .lm-beam-log", ".lm-beam-number", ".lm-beam-shared")),
    "BiasExplorer": (
        SETUP + "two = {'before': (small_transformer(), BYTES), 'after': (small_transformer(), BYTES)}\n"
        "BiasExplorer(two, ['The {who} ran{what}', '{who} sat{what} down'], ['cook', 'smith'], reference={'cook': 3})",
        (".lm-line", ".lm-button", ".lm-bias-input", ".lm-text", ".lm-bias-field span", ".lm-bias-slot", ".lm-field",
         ".lm-bias-side", ".lm-bias-tick span", ".lm-bias-odds", ".lm-bias-units span", ".lm-bias-known", ".lm-bias-name",
         ".lm-bias-value .lm-bias-of-0", ".lm-bias-value .lm-bias-of-1", ".lm-bias-spread span", ".lm-bias-row .lm-bias-reference",
         ".lm-bias-notes p", "caption", "thead th", ".lm-bias-blank", ".lm-bias-unread", ".lm-bias-model")),
    "ChatDesk": (
        DESK + "chat = small_desk('My lamp stays dark', 'fail', 'please cancel order 1026')\nchat",
        (".lm-line", ".lm-button", ".lm-panel-name", ".lm-desk-head .lm-quiet", ".lm-desk-who", ".lm-desk-you .lm-desk-said",
         ".lm-desk-it .lm-desk-said", "[data-turn=failed] .lm-desk-end", ".lm-desk-look", ".lm-desk-look[aria-pressed=true]",
         ".lm-desk-read-back", ".lm-text", ".lm-desk-title", ".lm-desk-figures span", ".lm-desk-tool", ".lm-desk-open",
         ".lm-desk-label", ".lm-desk-number", ".lm-desk-text", "dt", "summary")),
    "CompressionLab": (
        SETUP + "press = CompressionLab(small_transformer(), BYTES, ['the green hat'], prompts=['a hat'], max_new_tokens=9)\n"
        "press.choose(bits=2, group=32)\npress",
        (".lm-line", ".lm-field", ".lm-number", "legend", ".lm-press-group :checked + span", ".lm-press-group span",
         ".lm-press-box span", ".lm-press-box .lm-quiet", ".lm-press-card-name", ".lm-press-figure", ".lm-press-beside",
         ".lm-press-key span", ".lm-press-title", ".lm-press-steps output", ".lm-press-said", ".lm-press-two .lm-quiet",
         ".lm-select", ".lm-button", ".lm-press-heads span", ".lm-press-prompt", ".lm-press-text", "ins", "del",
         "text.lm-press-tick", "text.lm-press-name", "text.lm-press-largest")),
    "CostCalculator": (
        SETUP + "CostCalculator(utilisation=0.1)",
        (".lm-line", ".lm-cost-heading", ".lm-cost-label", ".lm-cost-unit", ".lm-cost-input", ".lm-cost-note",
         ".lm-cost-card-name", ".lm-cost-card-figure", ".lm-cost-far", ".lm-button", ".lm-field", ".lm-cost-key",
         ".lm-cost-details summary", ".lm-cost-name", "text.lm-cost-own", ".lm-cost-tick")),
    "DecodingPlayground": (
        SETUP + "some = {'greedy': Greedy(), 'hot': Sampling(temperature=2), 'wrong': BeamSearch(2)}\n"
        "widget = DecodingPlayground(letters_model(), BYTES, 'Hi', strategies=some, strategy=Sampling(top_k=2))\n"
        "widget.write()\nwidget",
        ("> .lm-line", ".lm-setting-name", ".lm-number", ".lm-choices .lm-quiet", ".lm-bar-legend",
         ".lm-axis-figures", ".lm-cut .lm-bar-label", ".lm-others", ".lm-bar-share", ".lm-text-heads", ".lm-strategy",
         ".lm-how", ".lm-figure", ".lm-many", ".lm-legend", ".lm-text-chip", ".lm-unlikely", ".lm-failed .lm-rest")),
    "ForwardPass": (
        SETUP + "off = [('head', 0, 1), ('feed_forward_output', 1)]\n"
        "ForwardPass(small_transformer(), BYTES, 'a green hat', stage='attention', off=off)",
        (".lm-line", ".lm-button", ".lm-pass-next", ".lm-pass-count", ".lm-pass-follow", ".lm-pass-follow.lm-chosen",
         ".lm-pass-of-table", ".lm-pass-of-attention", ".lm-pass-of-feed", ".lm-pass-of-end", ".lm-pass-stop.lm-pass-is-off",
         ".lm-pass-title", ".lm-pass-stage .lm-quiet", "thead th", ".lm-pass-sum-line th", ".lm-pass-sum-now th",
         ".lm-pass-sum-inner th", ".lm-pass-switch", ".lm-pass-switch[aria-pressed=true]", ".lm-pass-numbers-title",
         ".lm-bar-label", ".lm-bar-share", ".lm-pass-off-part")),
    "GuessTheNextWord": (
        GUESSING,
        (".lm-line", ".lm-story", ".lm-word", ".lm-blank", ".lm-button", ".lm-pill", ".lm-stake", ".lm-problem",
         ".lm-of-truth", ".lm-of-learner", "tbody th", "thead th", ".lm-pair-label")),
    "LogitLens": (
        SETUP + "lens = LogitLens(small_transformer(), BYTES, 'a hat', 'a cat', changes=[('residual', 1, 2), ('head', 0, 1)])"
        "\nlens.show(1, 2)\nlens",
        (".lm-line", ".lm-lens-named span", ".lm-lens-help", ".lm-lens-legend span", ".lm-button", ".lm-lens-bring",
         ".lm-lens-change", ".lm-lens-from-other", ".lm-lens-result", ".lm-lens-token", ".lm-lens-layer", ".lm-lens-cell",
         ".lm-lens-part-name", ".lm-lens-title", ".lm-bar-share", ".lm-lens-small", "[aria-pressed=true].lm-lens-head",
         "text.lm-lens-tick")),
    "PreferenceArena": (
        ARENA + "arena = small_arena(blind=10)\narena.choices = ['left', 'right', 'same'] * 4\narena.tune()\n"
        "arena._run.thread.join()\narena.verdicts = ['left', 'same'] * 5\narena",
        (".lm-line", ".lm-button", ".lm-arena-steps li", ".lm-arena-number", ".lm-arena-big", ".lm-arena-head .lm-quiet",
         ".lm-arena-name", ".lm-arena-share", ".lm-arena-tag", ".lm-arena-tag.lm-arena-after", ".lm-arena-chosen",
         ".lm-arena-told .lm-arena-story", ".lm-arena-browse output", ".lm-arena-say", ".lm-arena-title",
         ".lm-arena-small")),
    "PromptLab": (
        LAB + "lab = finish(small_lab(prompts={**PROMPTS, 'fails': Prompt('Fail {text} {label}')}, calibrate=['hopes']))\nlab",
        (".lm-line", ".lm-button", ".lm-lab-count", ".lm-lab-left", ".lm-lab-name", ".lm-lab-tag", ".lm-lab-share",
         ".lm-lab-about", ".lm-lab-broken .lm-lab-about", ".lm-lab-axis span span", ".lm-lab-key", ".lm-lab-letter.lm-lab-a",
         ".lm-lab-letter.lm-lab-b", ".lm-lab-field span", ".lm-lab-input", ".lm-text", ".lm-lab-options .lm-field", "summary",
         "th", ".lm-lab-right", ".lm-lab-wrong", ".lm-lab-small", ".lm-lab-legend span", ".lm-lab-legend strong", ".lm-lab-test",
         ".lm-lab-text", ".lm-lab-truth", ".lm-lab-said bdi", ".lm-lab-said .lm-quiet", ".lm-lab-verdict.lm-lab-good",
         ".lm-lab-verdict:not(.lm-lab-good)")),
    "SoftmaxPlayground": (
        SETUP + "widget = SoftmaxPlayground(width=256)\nwidget.divided = False\nwidget",
        (".lm-line", ".lm-field", ".lm-button", ".lm-score-name", ".lm-score-heads", ".lm-strong",
         ".lm-score-row .lm-figure:last-child", ".lm-gauge .lm-figure")),
    "SourceTrace": (
        SOURCES + "sources = small_sources()\nsources.ask(off=[2], edits={1: 'The BBC was founded in 1999. It is old.'})\n"
        "sources.view = {'shown': 1, 'picked': 0}\nsources",
        (".lm-line", ".lm-select", ".lm-trace-input", ".lm-button", ".lm-trace-tries output", ".lm-panel-name",
         ".lm-panel-head .lm-quiet", ".lm-trace-said", ".lm-trace-held .lm-trace-source", ".lm-trace-bare .lm-trace-source",
         ".lm-trace-before", ".lm-trace-rule", ".lm-trace-rank", ".lm-trace-title", ".lm-trace-tag", ".lm-trace-score",
         ".lm-trace-number", ".lm-trace-text", ".lm-trace-picked", ".lm-trace-off .lm-trace-text")),
    "TokenizerPlayground": (
        SETUP + "TokenizerPlayground('Hi é', 'bytes', tokenizers={'bytes': BYTES})",
        (".lm-line", ".lm-chip", ".lm-panel-name", ".lm-field", ".lm-button", ".lm-text", ".lm-select")),
    "TrainingMonitor": (
        FINISHED,
        (".lm-line", ".lm-button", ".lm-figures span", ".lm-figures strong", ".lm-story p", ".lm-story figcaption",
         ".lm-verdict")),
    "TransformerMap": (
        SETUP + "wider = TransformerConfig.llama(vocab_size=49_152, context_length=8192, layers=32, width=960, heads=15)"
        "\nTransformerMap(SMOLLM2_135M, compare=wider, name='SmolLM2', compare_name='Wider')",
        (".lm-line", ".lm-field", ".lm-about", ".lm-steps thead th", ".lm-steps tbody th", ".lm-dims", ".lm-legend",
         ".lm-memory .lm-quiet", ".lm-settings thead th", ".lm-differs", ".lm-diagram-name", ".lm-piece.lm-of-table",
         ".lm-piece.lm-of-attention", ".lm-piece.lm-of-feed_forward")),
}


def test_readable_in_light_and_dark(lab, page):
    page.emulate_media(reduced_motion="reduce")  # what moves in has its last colours at once
    lab.run(page, *(code for code, _ in TEXTS.values()))
    roots = page.locator(".jp-Notebook .jp-Cell")

    def look_at(name):
        at = list(TEXTS).index(name)
        page.evaluate("(at) => jupyterapp.shell.currentWidget.content.scrollToItem(at)", at)
        root = roots.nth(at).locator(".lm-widget")
        root.wait_for()
        return root

    guess = look_at("GuessTheNextWord")
    guess.get_by_role("button", name="No idea", exact=True).click()
    for theme in themes(page):
        for name, (_, parts) in TEXTS.items():
            root = look_at(name)
            if name == "GuessTheNextWord":
                root.locator(".lm-bet-input").fill("hta")
                root.locator(".lm-bet-input").press("Enter")
            for part in parts:
                part = f":scope {part}" if part.startswith(">") else part
                assert contrast(root.locator(part)) >= 4.5, (theme, name, part)
            for _ in range(50):  # a chart that has just been drawn gets its colours a moment later
                inks = root.locator("svg text").evaluate_all(
                    "texts => texts.map((text) => getComputedStyle(text).fill)")
                if "rgb(0, 0, 0)" not in inks:
                    break
                pause(page, 100)
            assert "rgb(0, 0, 0)" not in inks, (theme, name)  # SVG's own black would be lost in the dark
        assert findings(page, ".lm-widget") == [], theme
