"""DecodingPlayground's module in a bare page: its arithmetic against Sampling's, hostile tokens, keys, speed."""

import random

import numpy as np
import pytest
import torch
from browser.bare import run_module, show
from browser.decoding import BARS, ROOT, line, names, set_slider
from browser.stand_ins import BYTES, WordTokenizer, letters_model

from llm_edu.decoding import Sampling
from llm_edu.widgets import DecodingPlayground
from llm_edu.widgets.decoding_playground.reading import NextTokenLogits, entropy_bits, pack, tokens_left
from llm_edu.widgets.decoding_playground.settings import OFF
from llm_edu.widgets.decoding_playground.words import choices_in_words, in_words, left_in_words

HOSTILE = ["<script>window.attacked=1</script>", "<img src=x onerror=window.attacked=1>", "<b>", "مرحبا", "\u202egnp",
           "😀", "x" * 300, "a\nb", "${1}", "__proto__", "constructor", "‍", "\t", " "]


def in_page(page, code, *arguments):
    """Run code with the module's own functions in scope."""
    return run_module(page, ["decoding_playground/reshape.js", "decoding_playground/sliders.js"],
                      "unpackDistribution, reshape, drawFrom, settingsInWords, leftInWords, choicesText, SLIDERS",
                      code, *arguments)


RESHAPED = """(raw, settings) => {
    const distribution = unpackDistribution(raw);
    return settings.map((setting) => {
        const found = reshape(distribution, setting);
        return { shares: [...found.shares.slice(0, distribution.known)], ids: [...distribution.ids], left: found.left,
            bits: found.bits, rest: found.rest, restShare: found.restShare, exact: found.exact,
            words: [settingsInWords(setting), leftInWords(found, raw.vocabulary), choicesText(found.bits)] };
    });
}"""


def random_settings(generator):
    def maybe(make):
        return make() if generator.random() < 0.5 else None

    return {"temperature": generator.choice([0, 0.1, 0.35, 0.7, 1.0, 1.0, 1.4, 2.0]),
            "top_k": maybe(lambda: generator.choice([1, 2, 5, 40, 200])),
            "top_p": maybe(lambda: round(generator.uniform(0.05, 1), 3)),
            "min_p": maybe(lambda: round(generator.choice([0.01, 0.1, 0.5, 1]) * generator.uniform(0.5, 1), 3)),
            "repetition_penalty": generator.choice([1.0, 1.0, 1.2, 2.0])}


def readings():
    random_numbers = np.random.default_rng(1)
    ties = np.round(random_numbers.normal(0, 2, 60))
    low = random_numbers.normal(-5, 2, 90)
    return [NextTokenLogits((3, 5, 5, 250), random_numbers.normal(0, 3, 280)), NextTokenLogits((0, 1, 2), low), NextTokenLogits((4,), ties),
            NextTokenLogits((7, 8), np.zeros(20)), NextTokenLogits((0,), np.array([1.0])),
            NextTokenLogits((1, 0), np.array([-3.0, 200.0, 199.0]))]


def test_the_browser_s_arithmetic_is_python_s(page):
    """60 settings on each of six distributions that travel whole: every share, the number left, entropy, the words."""
    generator = random.Random(3)
    for reading in readings():
        settings = [dict(OFF), *(random_settings(generator) for _ in range(59))]
        found = in_page(page, RESHAPED, pack(reading, str), settings)
        cuts = 0
        for setting, theirs in zip(settings, found, strict=True):
            ours = reading.probabilities(Sampling(**setting))
            np.testing.assert_allclose(theirs["shares"], ours[theirs["ids"]], 1e-4, 1e-7, err_msg=str(setting))
            assert theirs["left"] == tokens_left(ours, setting) and theirs["exact"]
            assert theirs["bits"] == pytest.approx(entropy_bits(ours), abs=1e-4)
            assert theirs["words"] == [in_words(setting), left_in_words(theirs["left"], len(ours)),
                                       choices_in_words(theirs["bits"])]
            cuts += (ours == 0).any()
        assert cuts > 20 or len(reading.logits) == 1  # something was cut off in many of them


def test_a_large_vocabulary_within_a_thousandth(page):
    """Of 49,152 tokens 300 travel by name: their shares, and the mass and the number of all others."""
    reading = NextTokenLogits(tuple(range(5, 25)), np.random.default_rng(2).normal(0, 2.2, 49_152))
    generator = random.Random(5)
    settings = [dict(OFF), *({**random_settings(generator), "min_p": None} for _ in range(40)),
                {**OFF, "temperature": 2.0, "top_p": 0.95}, {**OFF, "min_p": 0.01}]
    estimated = 0
    for setting, theirs in zip(settings, in_page(page, RESHAPED, pack(reading, str), settings), strict=True):
        ours = reading.probabilities(Sampling(**setting))
        left = tokens_left(ours, setting)
        np.testing.assert_allclose(theirs["shares"], ours[theirs["ids"]], rtol=1e-3, atol=1e-7, err_msg=str(setting))
        rest = np.delete(ours, theirs["ids"])
        assert theirs["restShare"] == pytest.approx(rest.sum(), abs=1e-3)
        tolerance = 0.03 if setting["min_p"] else 0.002  # min-p takes an interval whole, or leaves it
        assert theirs["left"] == pytest.approx(left, rel=0 if theirs["exact"] else tolerance)
        assert theirs["bits"] == pytest.approx(entropy_bits(ours), abs=0.005)
        if not theirs["exact"]:
            estimated += 1
            assert theirs["words"][1].startswith("about ")
    assert 3 < estimated < 40


def test_draws_follow_the_bars(page):
    reading = NextTokenLogits((0,), np.log([0.5, 0.2, 0.2, 0.1]))
    counts = in_page(page, """(raw, settings) => {
        const distribution = unpackDistribution(raw), found = reshape(distribution, settings);
        const counts = [0, 0, 0, 0];
        for (let turn = 0; turn < 10000; turn += 1) {
            counts[distribution.ids[drawFrom(found, distribution.known, (turn + 0.5) / 10000)]] += 1;
        }
        return [counts, drawFrom(found, distribution.known, 1)];
    }""", pack(reading, str), {**OFF, "top_p": 0.9})
    assert counts[0] == pytest.approx([5556, 2222, 2222, 0], abs=2) and counts[1] is not None
    wide = NextTokenLogits((0,), np.zeros(1_000))
    ids = in_page(page, """(raw, settings) => {
        const distribution = unpackDistribution(raw), found = reshape(distribution, settings);
        return [0, 0.2995, 0.3015, 1].map((chance) => drawFrom(found, distribution.known, chance));
    }""", pack(wide, str), dict(OFF))
    assert ids[0] == 0 and ids[1] == 299 and ids[2:] == [None, None]  # the others have no name


def test_hostile_tokens_are_shown_as_themselves(page):
    words = WordTokenizer()
    ids = [words.encode(word)[0] if " " not in word else None for word in HOSTILE]
    words.words += [word for word in HOSTILE if word not in words.words]
    ids = [words.words.index(word) for word in HOSTILE]
    logits = torch.full((len(words.words),), -9.0)
    for rank, id in enumerate(ids):
        logits[id] = -rank / 4

    class Round:
        def choose(self, logits, generator=None, written=None):
            return torch.tensor([ids[len(written[0].new) % len(ids)]])

    widget = DecodingPlayground(lambda read: logits.expand(1, read.shape[1], -1), words, HOSTILE[0], shown=20,
                                strategies={"<i>hostile</i>": Round()}, max_new_tokens=len(ids))
    widget.write()
    widget.request = {"sequence": 1, "kind": "append", "id": ids[1], "settings": OFF, "text": widget.text}
    show(page, widget, width=860)
    shown = names(page)
    assert shown[:3] == ["<script>window.attacked=1</script>", "<img·src=x·onerror=window.attacked=1>", "<b>"]
    assert {"⟨U+202E⟩gnp", "x" * 48 + "…", "a↵b", "⇥", "·", "⟨U+200D⟩"} <= set(shown)
    written = page.locator(f"{ROOT} .lm-text-row").nth(1).locator(".lm-text-chip").all_text_contents()
    assert written[:2] == shown[:2] and len(written) == len(HOSTILE)
    assert page.locator(f"{ROOT} .lm-strategy").first.text_content() == "<i>hostile</i>"
    assert page.locator(f"{ROOT} img, {ROOT} b, {ROOT} i, {ROOT} script").count() == 0
    assert page.evaluate("() => window.attacked") is None
    assert page.evaluate("() => document.querySelector('.lm-decoding').scrollWidth <= 860")


def test_the_values_of_the_sliders_are_settings(page):
    """Every place of every slider is something that Sampling takes; and each has a place where it does nothing."""
    sliders = in_page(page, "() => SLIDERS.map(({ name, values }) => [name, values])")
    assert [name for name, _ in sliders] == list(OFF)
    for name, values in sliders:
        assert OFF[name] in values
        for value in values:
            assert getattr(Sampling(**{name: value}), name) == value


def test_moves_are_sent_at_once(page):
    """What is unsent would be lost to the echo of an earlier change."""
    show(page, DecodingPlayground(letters_model(), BYTES, "Hi"))
    for count, place in enumerate((3, 5, 7), start=1):
        set_slider(page, "Temperature", place)
        assert page.evaluate("() => model.sent.length") == count
    assert page.evaluate("() => model.get('settings').temperature") == 0.35
    assert line(page).startswith("Temperature 0.35: ") and page.locator(BARS).count() == 20
