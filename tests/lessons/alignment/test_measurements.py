"""Lesson 11's measurements, with few stories: each run does what its name says."""

import time
from types import SimpleNamespace

import pytest
import torch

from llm_edu.alignment import length
from llm_edu.course import measuring
from llm_edu.lessons.alignment.choosing_readers import anna
from llm_edu.lessons.alignment.measurements import choices, exploit, grpo, obedience, whose
from llm_edu.lessons.alignment.obedient import load_obedient, numbers_of
from llm_edu.widgets.preference_arena.tuning import TuningSettings

pytestmark = pytest.mark.full
PAGE = "Otto Bohn was a smith, born in 1890 in a village by the river."


@pytest.fixture
def few(monkeypatch):
    small = {obedience: {"EVERY": 2, "LOOKED_AT": 3, "ASKED": 12, "ASKED_MORE": 12, "TOLD": 4, "PAGES": 1, "STEPS": 4,
                         "WITHOUT_REPLAY": 2, "MORE": 4, "CONFIG": obedience.CONFIG | {"warmup": 1}},
             exploit: {"ROUNDS": 4, "ANSWERS": 8, "EVERY": 2, "TOLD": 4},
             grpo: {"MEASURED": 60, "SETS": 64, "AT_ONCE": 50, "STORIES": 100}}
    for module, values in small.items():
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(obedience, "load_wikipedia_leads", lambda: [SimpleNamespace(extract=PAGE)] * 20)
    yield
    grpo.known.cache_clear()
    obedience.first_round.cache_clear()


def test_obedience_is_measured_in_two_rounds_from_nothing(few, monkeypatch, tmp_path):
    rule_out, models = obedience.rule_out, []

    def watched(model, *arguments):
        models.append(numbers_of(model))
        rule_out(model, *arguments)
        models.append(numbers_of(model))

    monkeypatch.setattr(obedience, "rule_out", watched)
    monkeypatch.setattr(measuring, "folder", lambda: tmp_path)
    measuring.measure("alignment_obedience", say=lambda text: None)
    kept = measuring.load_measurement("alignment_obedience")
    assert list(kept.runs) == list(obedience.RUNS) == ["with replay", "without replay", "what cannot come",
                                                           "the same steps"]
    first, without, second, control = kept.results().values()
    assert [[row[0] for row in found["rows"]] for found in (first, without, second)] == [[2, 4], [2], [2, 4]]
    assert first["instructions"] == 4 * obedience.BATCH and second["instructions"] <= 4 * obedience.BATCH
    assert all(0 <= row[-2] <= row[-1] <= 3 and row[2] > 0 for row in first["rows"] + second["rows"])
    assert 0 < first["rows"][0][1] < first["rows"][1][1] <= first["seconds"]
    assert first["before"]["told"] == 4 and first["before"]["page"] != first["after"]["page"]
    assert all(row[3] == 0 < row[2] for row in control["rows"]) and len(control["rows"]) == 2
    assert all(row[2] > row[3] > 0 for row in second["rows"]) and second["rows"][1][3] < second["rows"][0][3]
    for judged in (first["0.7"], first["1.0"], second["0.7"], second["1.0"]):
        assert judged["obeyed"] <= judged["right plot"] <= judged["whole"] <= judged["asked"] == 12
        assert judged["obeyed"] == sum(right for right, _ in judged["plots"].values())
        assert sum(asked for _, asked in judged["plots"].values()) == 12
    assert control["before"] == second["before"] == first["0.7"] and kept.tensors_path.stat().st_size < 3_500_000
    (before, after, again, _), loaded = models, numbers_of(load_obedient()[0])
    for name, tensor in obedience.first_round()[1].items():    # from where the first round ended
        assert torch.equal(before[name], tensor.half().float()) and not torch.equal(before[name], after[name])
        assert torch.equal(again[name], before[name])
        assert torch.equal(loaded[name], after[name].half().float())


def test_nothing_that_is_held_out_is_learned_in_the_second_round():
    course = obedience.Course(steps=20)
    held_out = {course.tokenizer.decode(obedience.instruction_prompt(course.tokenizer, each.text))
                for each in course.held_out}
    rows = course.more_to_learn(100)
    asked = {course.tokenizer.decode(row.prompt) for row in rows if len(row.prompt) > 1}
    assert len(asked) > 500 and not asked & held_out and len(rows) > 1_300


def test_what_is_asked_was_never_learned_and_who_obeys_is_seen():
    course = obedience.Course(steps=20)
    assert not {each.text for each in course.learned} & {each.text for each in course.held_out}
    stories = course.world.stories(1_500, seed=12)
    truth = {each.text: story for each, story in zip(obedience.instructions_from(course.world, stories), stories,
                                                     strict=True)}
    answers = [(each, course.world.read(truth[each.text].text)) for each in course.held_out[:50]]
    course.answers = lambda count, temperature: answers
    judged = course.judge(50, 0.7)
    assert judged["obeyed"] == judged["whole"] == judged["right plot"] == 50
    course.answers = lambda count, temperature: [(answers[0][0], reading) for _, reading in answers]
    judged = course.judge(50, 0.7)
    assert judged["whole"] == 50 and judged["obeyed"] <= judged["right plot"] < 20


def test_the_clock_leaves_out_what_it_is_told_to():
    def work():
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass

    clock = obedience.Clock()
    work()
    with clock:
        work()
        work()
    assert 0.05 <= clock.seconds() < 0.09


def test_exploit(few):
    found = exploit.exploit(length, kl_weight=0.1)
    assert [row[0] for row in found["rows"]] == [1, 2, 3, 4] and found["rows"][0][4] == pytest.approx(0, abs=1e-6)
    assert all(50 < row[1] < 90 and row[2] <= 8 for row in found["rows"])
    assert list(found["stories"]) == ["1", "2", "4"] and found["after"]["told"] == 4
    assert found["after"]["reward"] == pytest.approx(found["after"]["words"], abs=0.1)


@pytest.mark.parametrize("kind", ["words", "story"])
def test_grpo(few, kind):
    found = grpo.learn(kind, rounds=4, answers=32)
    assert [row[0] for row in found["rows"]] == [1, 2, 3, 4]
    for verdict in (found["before"], found["after"]):
        assert 0.75 * 60 < verdict["whole"] <= 60 and verdict["new"] <= verdict["whole"]
    assert found["before"]["choices"] > 100 and 0.2 < found["before"]["entropy"] < 0.5


def test_grpo_by_tries(few):
    found = grpo.learn_by_tries(updates=3, per_round=2, stories=16, batch=8)
    assert [row[0] for row in found["rows"]] == [1, 2] and found["rows"][0][1] < found["rows"][1][1]
    after = found["after"]
    assert sum(after["spread"]["plots"].values()) == after["whole"] <= 60 and len(found["stories"]) == 5
    assert max(after["spread"]["names"].values()) <= after["whole"]


def test_signal(few):
    found = grpo.signal(pairs=1)
    assert list(found) == ["story", "words", "tries"] and all(-1 <= cosine <= 1 for (cosine,) in found.values())


@pytest.mark.parametrize("kind", ["words", "tries"])
def test_a_gradient_has_no_noise_between_a_set_and_itself(few, kind):
    model, prompt = grpo.load_storyteller()[0], grpo.loaded()[2]
    answers = grpo.draw_answers(model, [prompt] * 32, 100, seed=3, temperature=1.6)
    one, other = (grpo.gradient(model, answers, kind) for _ in range(2))
    assert torch.cosine_similarity(one, other, dim=0) > 0.9999 and one.norm() > 0


@pytest.fixture
def few_clicks(monkeypatch):
    small = {"CLICKS": 20, "LOOKS": (1, 2), "TOLD": 16,
             "SETTINGS": TuningSettings(first=32, second=32, imitate_steps=2, dpo_steps=2)}
    for module in (choices, whose):
        for name, value in small.items():
            monkeypatch.setattr(module, name, value, raising=False)


def test_choices(few_clicks):
    found = choices.go_on(anna(), seed=1, steps=2)
    assert [row[0] for row in found["rows"]] == ["before", "imitated", "step 1", "step 2"] == list(found["stories"])
    for _, seconds, *shares, whole, plots, words in found["rows"]:
        assert seconds > 0 and all(0 < share < 1 for share in shares) and 0 <= whole <= 16 and 0 <= plots < 3 < words
    assert all(abs(share - 0.5) < 0.25 for share in found["rows"][0][2:5])    # from before, against those from before


def test_whose(few_clicks, monkeypatch):
    monkeypatch.setattr(whose, "TURNS", {"Anna": ("Anna",), "Anna, Bruno": ("Anna", "Bruno")})
    found = whose.everybody(seed=1)
    for turned in found.values():
        shares, believed = turned["preferred"], turned["believed"]
        assert shares["Anna"] + shares["Bruno"] == pytest.approx(1, abs=2e-3) and 0 < shares["Clara"] < 1
        assert 0 <= turned["whole"] <= 16 and 20 < turned["words"] < 110
        assert set(believed) == {"animal", "shorter"} and all(0 < share < 1 for share in believed.values())
    assert found["Anna"]["believed"]["animal"] > found["Anna, Bruno"]["believed"]["animal"]


def test_what_is_chosen_by_a_taste_learned_from_two_pleases_both_only_where_they_agree(monkeypatch):
    monkeypatch.setattr(whose, "SETS", 12)
    found = whose.chosen()
    mean = {who: {name: sum(each) / len(each) for name, each in shares.items()} for who, shares in found.items()}
    assert all(len(each) == 12 and each == sorted(each) for shares in found.values() for each in shares.values())
    assert mean["Anna"]["Anna"] > 0.8 and abs(mean["Anna, Bruno"]["Anna"] - 0.5) < 0.15
    assert min(mean["Anna, Clara"]["Anna"], mean["Anna, Clara"]["Clara"]) > 0.6
    assert mean["Anna"]["Anna"] > mean["Anna, Anna, Bruno"]["Anna"] > 0.55


def test_what_one_more_of_a_kind_is_believed_to_be_worth():
    beliefs = [{"name": "“oak”", "kind": "word", "share": 0.9}, {"name": "length", "kind": "long", "share": 0.8},
               {"name": "animals", "kind": "group", "share": 0.7}]
    taste = SimpleNamespace(beliefs=lambda: beliefs)
    assert whose.believed(taste) == {"animal": 0.7, "shorter": 0.2}
    beliefs[1]["kind"] = "short"
    assert whose.believed(taste)["shorter"] == 0.8
