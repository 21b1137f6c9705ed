"""What lesson 07 prints and draws: tables, the riddle of the voices, pictures."""

import math

import pytest
import torch

from llm_edu.course.measuring import load_measurement
from llm_edu.decoding import Greedy, Sampling
from llm_edu.lessons.decoding import plots, texts
from llm_edu.lessons.decoding.demos import story_model
from llm_edu.lessons.decoding.measurements import speed as decoding_speed
from llm_edu.lessons.decoding.measurements import stories as decoding_stories
from llm_edu.lessons.decoding.measurements import texts as measured_texts
from llm_edu.storyland import World
from llm_edu.transformer import Transformer, TransformerConfig

VOICES = {name: {"texts": [f"A text by {name}."] * 11, "log P of each": [-number / 2] * 11, "log P": -number / 4,
                 "distinct 3": 0.5 + number / 20} for number, name in enumerate(texts.LETTERS.values())}


class Letters:
    """A tokenizer whose tokens are letters."""

    special_tokens: dict = {}

    def encode(self, text):
        return [ord(letter) % 50 for letter in text]

    def decode(self, ids):
        return "".join(chr(id + 50) for id in ids)


def test_the_riddle_holds_people_and_settings_that_are_measured():
    assert set(texts.LETTERS.values()) <= set(measured_texts.RUNS) and "people" in texts.LETTERS.values()
    assert texts.GIVEN == measured_texts.GIVEN


@torch.no_grad()
def test_surprises_are_those_behind_the_beginning():
    torch.manual_seed(0)
    model = Transformer(TransformerConfig.gpt2(vocab_size=50, context_length=64, layers=1, width=16, heads=2)).eval()
    found = texts.surprises(model, Letters(), VOICES, ["people", "greedy"])
    text = "A text by people."
    assert list(found) == ["people", "greedy"] and len(found["people"]) == len(text) - texts.GIVEN
    ids = Letters().encode(text)
    last = model(torch.tensor([ids[:-1]]))[0, -1].log_softmax(-1)[ids[-1]].item()
    token, log_p = found["people"][-1]
    assert log_p == pytest.approx(last, abs=1e-5) and token == Letters().decode(ids[-1:])


def test_the_table_of_strategies(capsys):
    texts.print_strategies(World(seed=0), story_model(), {"greedy": Greedy(), "cool": Sampling(0.5)}, count=4)
    head, greedy, cool = capsys.readouterr().out.splitlines()
    assert head.startswith("4 stories") and greedy.split()[2] == "25%" and cool.split()[2] == "100%"


def test_text_keeps_its_line_breaks(capsys):
    texts.print_text("one\n\n" + "word " * 38)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["one", ""] and len(lines) == 4 and max(map(len, lines)) <= texts.WIDTH


def test_json_is_read_by_a_machine(capsys):
    good = ['{"a": 1}'] * 5
    bad = ["Sure! {", "```json\n{\"a\": 1,}\n```", "[1] is it", "", "```json\n[1]\n``` It is"]
    texts.print_json(bad, good)
    printed = capsys.readouterr().out
    assert printed.endswith("a program can read 1 of 5 free answers, 5 of 5 with the grammar\n")
    assert printed.count("✓") == 6 and printed.count("✗") == 4


def test_what_was_cut_off_is_closed():
    assert texts.can_be_read('{"a": [1, {"b": "c') and not texts.can_be_read('{"a": 1,, "b": [')


# --- pictures


def test_where_limits_cut():
    sure, unsure = torch.tensor([0.96, 0.02, 0.01, 0.01]), torch.full((50,), 0.02)
    plot = plots.cuts_plot({"sure": sure, "unsure": unsure}, k=2)
    assert "sure: top-k 2 keeps 2, top-p 0.9 keeps 1, min-p 0.1 keeps 1" in plot.alt
    assert plot.alt.startswith("Tokens kept on the left and on the right: 2 and 50 by top-k 2, 1 and 45 by top-p 0.9")
    assert "min-p 0.1 keeps 50" in plot.alt and plot.to_png()[:4] == b"\x89PNG"


def test_quality_and_voices_and_speed_draw_what_was_measured():
    stories = load_measurement("decoding_stories").results()
    plot = plots.quality_plot(stories)
    assert f"temperature 1.0: {stories['temperature 1.0']['whole']:.0%} whole" in plot.alt and plot.to_png()
    assert set(plots.NAMED) <= set(decoding_stories.RUNS)
    some = plots.quality_plot({name: row for name, row in stories.items() if name.split()[0] != "penalty"})
    assert plot.alt.startswith("Most whole stories: beam 8, 100% at a diversity of 0.00; most diverse: temperature 1.6")
    assert "penalty" in plot.alt and "penalty" not in some.alt and some.to_png()
    plot = plots.voices_plot(load_measurement("decoding_texts").results())
    assert plot.alt.startswith("People surprise the model by 2.89 nats a token: more than top-p 0.9, less than")
    assert "people: 2.89 nats a token" in plot.alt and plot.to_png()
    speed = load_measurement("decoding_speed")
    plot = plots.speed_plot(speed["with a cache"], speed["without"])
    assert plot.alt.startswith("After 2,048 tokens, the next one comes 18")
    assert f"after {decoding_speed.LENGTHS[-1]} tokens" in plot.alt and plot.to_png()


def test_surprise_of_two_texts():
    people = [(" a", -1.0), (" hen", -6.0), (" in", -5.0), (" Lima", -5.5), (" is", -0.5)]
    plot = plots.surprise_plot({"people": people, "beam 4": [(" a", -0.5), (" a", math.log(0.9))]})
    assert plot.alt.startswith("Mean surprise of a token in the last quarter of the text: people 0.5 nats, beam 4 0.1 nats")
    assert "people: 3.60 nats on average, at most 6.0" in plot.alt and plot.to_png()
    assert plot.alt.endswith("The highest peaks of people: ·hen, ·Lima")    # not the ascent and the descent
    labels = {text.get_text(): text.get_ha() for text in plot.axes[0].texts}
    assert labels["·hen"] == "center" and labels["·Lima"] == "left"    # the higher one stands on its left


def test_bars_of_limits_end_with_the_last_token_kept():
    plot = plots.cuts_plot({"sure": torch.tensor([0.9, 0.1]), "unsure": torch.tensor([0.5, 0.5])}, k=1)
    bars = plot.axes[0].get_lines()
    assert [bar.get_solid_capstyle() for bar in bars] == ["butt"] * 3 and bars[0].get_xdata().tolist() == [0.5, 1.5]


def test_speeds_are_said_in_seconds_and_no_grid_line_runs_through_them():
    plot = plots.speed_plot({"16": 100.0, "64": 120.0}, {"16": 110.0, "64": 5700.0})
    [axes] = plot.axes
    plot.draw_without_rendering()
    words = [text.get_text() for text in axes.texts]
    assert words == ["reading everything again:\none token in 5.7 s", "with a cache:\none token in 0.12 s"]
    left_of_words = min(text.get_window_extent().x0 for text in axes.texts)
    assert max(line.get_window_extent().x1 for line in axes.get_ygridlines()) < left_of_words
