"""The generated dialogues: true to the shop, of all kinds, always the same, and no copies of the exam."""

import json
import random
import re
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from llm_edu.agents import read_faq
from llm_edu.agents.days import date_named
from llm_edu.agents.faq_search import search_index
from llm_edu.agents.shop_data import TODAY
from llm_edu.agents.shop_tools import PRODUCT_IDS
from llm_edu.lessons.agents.dialogues import NOTES, dialogue
from llm_edu.lessons.agents.dialogues_days import told_day
from llm_edu.lessons.agents.dialogues_words import ASKED, DID, TROUBLES, spoken
from llm_edu.lessons.agents.judging import TRANSCRIPTS, read_transcripts
from llm_edu.lessons.agents.measurements.desk import STEPS
from llm_edu.lessons.agents.training import FIRST

SEEDS = range(FIRST, FIRST + 150)


@cache
def dialogues():
    return [dialogue(seed, longest=300) for seed in SEEDS]


def normal(text):
    """A text as its words alone."""
    return " ".join(re.findall(r"\w+", text.lower().replace("’", "'").replace("'", "")))


def said(role):
    return [message["content"] for messages in dialogues() for message in messages if message["role"] == role]


@pytest.mark.parametrize("exam", sorted(path.stem for path in TRANSCRIPTS.glob("*.jsonl")))
@pytest.mark.parametrize("learned", ["some", pytest.param("all", marks=pytest.mark.full)])
def test_no_sentence_of_an_exam_is_in_the_dialogues(exam, learned):
    """A sentence of two words or fewer ("yes", "1025 pls") belongs to nobody."""
    asked = [turn["user"] for transcript in read_transcripts(exam) for turn in transcript["turns"]]
    sentences = {normal(part) for text in asked for part in (text, *re.split(r"[.?!]+(?:\s|$)", text))}
    sentences = {text for text in sentences if len(text.split()) > 2}
    texts = [f" {normal(text)} " for text in (said("user") if learned == "some" else learned_texts())]
    assert sorted(sentence for sentence in sentences if any(f" {sentence} " in text for text in texts)) == []


@cache
def learned_texts():
    """What customers say in all dialogues that the kept adapter has learned."""
    return [message["content"] for seed in range(FIRST, FIRST + STEPS) for message in dialogue(seed)
            if message["role"] == "user"]


def test_a_seed_gives_the_same_dialogue_and_others_differ():
    assert dialogue(3) == dialogue(3)
    assert len(Counter(messages[1]["content"] for messages in dialogues())) > 0.9 * len(SEEDS)


def test_all_tools_results_refusals_and_failures_occur():
    calls = [json.loads(text) for text in said("assistant") if text.startswith("{")]
    assert len({call["tool"] for call in calls}) == 9
    results = "\n".join(said("system"))
    for text in ("no such order", "sold out", "in stock", "taken", "no such appointment", "no appointments on", "only packed",
                 "within 2 seconds", "nothing of that kind", "1 to 5 pieces"):
        assert text in results, text


def test_what_a_stranger_planted_is_read_and_never_said():
    learned = [message["content"] for messages in dialogues() for message in messages
               if message["role"] == "assistant" and message.get("weight", 1)]
    assert any(note.strip() in text for note in NOTES for text in said("system"))
    assert not any(note.strip()[:20] in text for note in NOTES for text in learned)


def test_code_speaks_for_writes_and_is_not_learned():
    weights = {message.get("weight", 1) for messages in dialogues() for message in messages
               if message["role"] == "assistant" and message["content"].endswith("Please say yes or no.")}
    assert weights == {0}


def test_a_call_names_days_and_products_in_the_customers_way_and_searches_by_their_words():
    calls = [json.loads(text) for text in said("assistant") if text.startswith("{")]
    days = {call["arguments"]["day"] for call in calls if "day" in call["arguments"]}
    assert {"tomorrow", "friday"} <= days and any(day.startswith("next ") for day in days)
    assert any(re.fullmatch(r"\d+", day) for day in days) and any(re.fullmatch(r"\d+ march", day) for day in days)
    assert {call["arguments"]["product"] for call in calls if call["tool"] == "place_order"} <= set(PRODUCT_IDS)
    assert all(call["arguments"] == {} for call in calls if call["tool"] == "search_faq")


def test_a_day_is_called_by_a_name_that_means_it():
    for ahead in range(80):
        day = TODAY + timedelta(days=ahead)
        names = {told_day(random.Random(seed), day, TODAY)[1] for seed in range(60)}
        assert {date_named(name, TODAY) for name in names} == {day}, names


def test_a_phrase_is_spoken_in_all_its_variants():
    said = {spoken(random.Random(seed), "[where's|where is] my [old |]lamp[ now|]") for seed in range(100)}
    assert len(said) == 8 and {"where's my lamp", "where is my old lamp now"} <= said


@pytest.mark.parametrize("entry", [*ASKED, *TROUBLES])
def test_the_other_ways_to_ask_find_their_entry(entry):
    """All but a few, as the search goes by words alone."""
    faq = read_faq()
    asked = next(each.asked for each in faq if each.id == entry)
    found = [faq[search_index(faq).search(text, 1)[0][0]].id == entry for text in asked]
    assert sum(found) >= 0.8 * len(found)


def test_every_step_but_the_last_can_be_done():
    steps = {entry.id: entry.steps for entry in read_faq()}
    assert {name: len(told) + 1 for name, told in DID.items()} == {name: len(steps[name]) for name in TROUBLES}
