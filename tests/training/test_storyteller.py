"""Storyteller: how it is made, in small, and whether the one that is shipped is what it says."""

import json

import pytest
import torch

from llm_edu.assets import Lead
from llm_edu.decoding import Greedy, generate
from llm_edu.storyland import World
from llm_edu.training import StoryMeter, evaluate, load_storyteller, write_stories
from llm_edu.training.rows import TokenRows
from llm_edu.training.shipped import STORYTELLER, load_model, read_facts
from llm_edu.training.storyteller import END, PAGE, RECIPE, STORY, Library, joined, main, rows_of, split_pages

LEADS = [Lead(f"title {number}", f"Page {number} is about the number {number}.", "", "") for number in range(40)]


@pytest.fixture(scope="module")
def library():
    return Library(60, LEADS, vocab_size=400)


def test_every_tenth_page_is_only_measured_on(library):
    learned, unseen = split_pages(LEADS)
    assert unseen == [LEADS[number].extract for number in (9, 19, 29, 39)] == library.unseen
    assert len(learned) == 36 and not set(learned) & set(unseen)


def test_a_row_begins_with_its_kind_and_closes_with_the_end(library):
    tokenizer = library.tokenizer
    kinds = [tokenizer.special_tokens[text] for text in (END, STORY, PAGE)]
    assert kinds == [0, 1, 2]
    rows = rows_of(tokenizer, PAGE, ["a cat", "a dog"])
    assert [tokenizer.decode(row) for row in rows] == [f"{PAGE}a cat{END}", f"{PAGE}a dog{END}"]
    short = rows_of(tokenizer, PAGE, ["a cat sat"], length=3)
    assert [len(row) for row in short][:-1] == [4] * (len(short) - 1)
    pieces = [tokenizer.decode(row[:-1]) for row in short]
    assert "".join(pieces) + tokenizer.decode(short[len(short) - 1][-1:]) == f"{PAGE}a cat sat{END}"


def test_rows_of_two_kinds_stay_what_they_are(library):
    tokenizer = library.tokenizer
    parts = [rows_of(tokenizer, STORY, library.stories[:2]), rows_of(tokenizer, PAGE, library.pages[:3])]
    both = joined(parts)
    assert isinstance(both, TokenRows)
    assert [row.tolist() for row in both] == [row.tolist() for part in parts for row in part]


def test_words_of_storyland_are_tokens(library):
    """Enough stories, and the tokenizer knows their words: the shipped one."""
    _, tokenizer = load_storyteller()
    words = [word for word in library.world.vocabulary if word.isalpha()]
    whole = [word for word in words if len(tokenizer.encode(f" {word}")) == 1]
    assert len(whole) > 0.9 * len(words) > 200


def test_the_command_makes_a_model_and_its_papers(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("llm_edu.training.storyteller.load_wikipedia_leads", lambda: LEADS)
    arguments = ["--steps", "3", "--stories", "40", "--folder", str(tmp_path / "kept"), "--into", str(tmp_path / "out")]
    small = {"layers": 1, "width": 16, "heads": 1}
    monkeypatch.setattr("llm_edu.training.storyteller.RECIPE", type(RECIPE)(**small, context_length=256))
    monkeypatch.setattr(Library.measure, "__defaults__", (5, 5))
    assert main(arguments) == 0
    facts = json.loads((tmp_path / "out" / "model.json").read_text(encoding="utf-8"))["facts"]
    assert facts["steps"] == 3 and facts["licence"].startswith("CC BY-SA") and facts["figures"]["samples"] == 5
    assert load_model(tmp_path / "out")(torch.tensor([[1, 2]])).shape[:2] == (1, 2)
    assert (tmp_path / "out" / "tokenizer.json").exists()
    assert main(arguments) == 0    # it goes on from its checkpoint, and has nothing left to do
    (tmp_path / "kept" / "checkpoint.json").write_text("{", encoding="utf-8")
    assert main(arguments) == 1 and "damaged" in capsys.readouterr().err


def test_the_shipped_one_is_what_it_says():
    """On other stories than those of its figures, so a little leeway."""
    model, tokenizer = load_storyteller()
    facts = read_facts(STORYTELLER)["facts"]
    assert model.count_parameters() == facts["parameters"]
    assert sum(path.stat().st_size for path in STORYTELLER.iterdir()) <= 12e6
    meter = StoryMeter(World(seed=0), 200, seed=5)
    told = rows_of(tokenizer, STORY, [story.text for story in meter.stories])
    assert evaluate(model, told).per_row - meter.floors.story == pytest.approx(facts["figures"]["above"], abs=0.2)


def test_the_shipped_one_tells_stories_of_storyland():
    model, tokenizer = load_storyteller()
    written = write_stories(model, 20, begin=tokenizer.special_tokens[STORY], longest=120)
    verdict = StoryMeter(World(seed=0), 1).judge([tokenizer.decode(ids) for ids in written])
    assert verdict.whole >= 10


def test_the_shipped_one_writes_a_page_when_asked_for_one():
    model, tokenizer = load_storyteller()
    (ids,) = generate(model, [tokenizer.special_tokens[PAGE]], Greedy(), max_new_tokens=60, stop=[0])
    text = tokenizer.decode([int(token) for token in ids])
    words = set(World(seed=0).vocabulary)
    assert sum(word.strip(".,") not in words for word in text.split()) > 3
