"""Lesson 10, medicine: bits, rows and exams are what they say, and nothing that is measured on is learned."""

import math

import pytest
import torch
from tiny_chat import tiny_chat

from llm_edu.assets import load_medmcqa, load_pubmed
from llm_edu.assets.splitting import near_duplicates, split_records
from llm_edu.course.measuring import load_measurement
from llm_edu.finetuning import changes_of
from llm_edu.lessons.finetuning import medical_exams, medicine
from llm_edu.lessons.finetuning.medicine_plots import RUNS, plot_forgetting
from llm_edu.pretrained import load_smollm2
from llm_edu.training import cross_entropy
from llm_edu.transformer import Transformer, TransformerConfig

TEXTS = ["low and slow", "lower é lowest and slower user", "slow"]


@pytest.fixture(scope="module")
def tiny():
    """A model of four layers that knows nothing, and its tokenizer."""
    tokenizer = tiny_chat()[1]
    torch.manual_seed(0)
    config = TransformerConfig.llama(vocab_size=tokenizer.vocab_size, context_length=96, layers=4, width=16, heads=2)
    return Transformer(config).eval(), tokenizer


@pytest.mark.parametrize("layers", [0, 3])
def test_bits_are_those_of_the_whole_model(tiny, layers):
    model, tokenizer = tiny
    kept = medicine.keep(model, tokenizer, TEXTS, layers)
    for bits, size, text in zip(medicine.bits_of(model, kept), kept.sizes, TEXTS, strict=True):
        ids = torch.tensor([[tokenizer.special_tokens["<|endoftext|>"], *tokenizer.encode(text)]])
        nats = cross_entropy(model(ids[:, :-1]), ids[:, 1:]) * (ids.shape[1] - 1)
        assert bits.item() == pytest.approx(nats.item() / math.log(2), rel=1e-5) and size == len(text.encode())
    whole = sum(medicine.bits_of(model, kept)) / sum(len(text.encode()) for text in TEXTS)
    assert medicine.bits_per_byte(model, tokenizer, TEXTS) == pytest.approx(whole.item(), rel=1e-5)


def test_rows_lie_end_to_end(tiny):
    tokenizer, end = tiny[1], tiny[1].special_tokens["<|endoftext|>"]
    ids, targets = medicine.joined_rows(tokenizer, TEXTS, count=3, length=4)
    told = [token for text in TEXTS for token in [end, *tokenizer.encode(text)]]
    assert ids.flatten().tolist() == told[:12] and targets.flatten().tolist() == told[1:13]
    with pytest.raises(ValueError, match="too few"):
        medicine.joined_rows(tokenizer, TEXTS, count=300, length=4)


def test_orders_mix_in_the_share_that_is_asked_for_and_repeat_nothing_too_soon():
    order = medicine.orders(learned=30, ordinary=8, share=0.25, steps=10)
    assert ((order >= 30).sum(1) == 1).all() and sorted(order[order < 30].tolist()) == list(range(30))
    assert sorted(order[order >= 30].tolist()[:8]) == list(range(30, 38))
    assert torch.equal(order, medicine.orders(30, 8, 0.25, 10)) and (medicine.orders(30, 8, 0.0, 7) < 30).all()
    assert not torch.equal(order, medicine.orders(30, 8, 0.25, 10, seed=1))


def test_the_interval_of_a_change_is_that_of_drawing_texts_anew():
    generator = torch.Generator().manual_seed(0)
    sizes = torch.randint(300, 500, (40,), generator=generator)
    before = sizes * (1 + torch.rand(40, generator=generator))
    after = before * (1 + 0.1 * torch.rand(40, generator=generator))
    change, half = medicine.change_per_byte(before, after, sizes)
    rows = torch.randint(40, (4000, 40), generator=generator)
    drawn = (after - before)[rows].sum(1) / sizes[rows].sum(1)
    assert change == pytest.approx(((after - before).sum() / sizes.sum()).item(), abs=1e-4)
    assert half == pytest.approx(1.96 * drawn.std().item(), rel=0.1)


def test_going_on_learns_its_rows_and_moves_the_upper_layers_alone(tiny, monkeypatch):
    model, tokenizer = tiny
    monkeypatch.setattr(medicine, "LAYERS", 2)
    ids, targets = medicine.joined_rows(tokenizer, TEXTS * 3, count=4, length=8)
    stream = medicine.frozen_prefix(model, ids, 2)
    kept, adapted = medicine.keep(model, tokenizer, TEXTS, 2), medicine.upper_lora(model)
    bits = medicine.bits_of(model, kept).sum()
    assert {layer for layer, _ in changes_of(adapted)} == {2, 3}
    assert torch.equal(medicine.bits_of(adapted, kept), medicine.bits_of(model, kept))
    looks = list(medicine.go_on(adapted, stream, targets, medicine.orders(4, 0, 0.0, 30), 0.02,
                                lambda some: medicine.bits_of(some, kept).sum(), every=10))
    assert [step for step, _ in looks] == [10, 20, 30] and looks[-1][1] < looks[0][1] < bits
    assert medicine.bits_of(model, kept).sum() == bits


@pytest.mark.parametrize("layers", [0, 3])
def test_exams_score_as_the_whole_model_does(tiny, layers):
    model, tokenizer = tiny
    prompts, words = [tokenizer.encode(text) for text in TEXTS], [5, 260, 9]
    found = medical_exams.next_word({"one": model, "same": model}, prompts, words, layers, at_once=2)
    rows = [(prompt, tokenizer.encode(" low er"[:size])) for prompt in prompts for size in (4, 7)]
    following = medical_exams.continuations({"one": model}, rows, layers, at_once=4)["one"]
    for prompt, scores in zip(prompts, found["one"], strict=True):
        torch.testing.assert_close(scores, model(torch.tensor([prompt]))[0, -1].log_softmax(-1)[words])
    for (prompt, answer), score in zip(rows, following, strict=True):
        ids = torch.tensor([prompt + answer])
        right = model(ids[:, :-1]).log_softmax(-1)[0, len(prompt) - 1:].gather(-1, torch.tensor(answer)[:, None])
        assert score.item() == pytest.approx(right.sum().item(), rel=1e-4)
    assert torch.equal(found["one"], found["same"])


@pytest.mark.full
@pytest.mark.asset("medicine", "wikipedia-leads", "film-reviews")
def test_nothing_that_is_measured_on_is_learned():
    measured, learned = medicine.measured_texts(), medicine.learned_texts()
    assert {name: len(texts) for name, texts in measured.items()} == medicine.MEASURED
    for name, others in learned.items():
        held_out = [text for kind, texts in measured.items() if (kind == "wikipedia") == (name == "wikipedia")
                    for text in texts]
        texts = held_out + [medicine.shortened(text) for text in others]
        assert not [pair for pair in near_duplicates(texts) if pair[0] < len(held_out) <= pair[1]]
    validation, exam = set(measured["validation"]), set(measured["abstracts"])
    assert not validation & exam
    assert all(len(text.encode()) <= medicine.LONGEST for texts in measured.values() for text in texts)


def test_exams_are_compared_question_by_question():
    rights = {"before": torch.tensor([True, False, False, True]), "after": torch.tensor([True, True, False, False])}
    found = medical_exams.against_the_first(rights)
    assert found["before"]["right"] == found["after"]["right"] == [0.5, 0.15, 0.85]
    assert found["after"] | {"right": 0} == {"right": 0, "turned right": 1, "turned wrong": 1}
    assert medical_exams.always_the_most_frequent([0, 3, 3, 1])["answer"] == 3
    assert medical_exams.always_the_most_frequent(["yes", "no", "yes"])["right"][0] == 0.667


@pytest.mark.asset("medicine", "smollm2")
def test_an_exam_is_right_where_the_right_answer_is_the_likeliest(monkeypatch):
    tokenizer = load_smollm2()[1]
    calibration, exam = (part[:4] for part in split_records(load_pubmed("expert"), held_out=0.6))
    right = [medical_exams.ANSWERS.index(each.answer) for each in calibration + exam]
    knows, errs = torch.zeros(8, 3), torch.zeros(8, 3)
    for number, answer in enumerate(right):
        knows[number, answer] = 1
        errs[number, answer] = -1
    monkeypatch.setattr(medical_exams, "next_word", lambda *_: {"knows": knows, "errs": errs})
    found, answers = medical_exams.pubmed_exam({}, tokenizer, count=4, others=4)
    assert found["knows"]["raw"].all() and not found["errs"]["raw"].any()
    assert answers == [each.answer for each in exam] and len(answers) == 4

    def longest_first(models, rows, layers):    # so likely a byte: the longer the likelier, but for the shortest
        return {"long": torch.tensor([-float(len(answer) < 3) * 100 - 1 for _, answer in rows])}
    monkeypatch.setattr(medical_exams, "continuations", longest_first)
    rights, numbers = medical_exams.medmcqa_exam({}, tokenizer, count=20)
    questions = load_medmcqa()
    drawn = [questions[number] for number in torch.randperm(len(questions), generator=torch.Generator().manual_seed(0))[:20]]
    assert numbers == [each.answer for each in drawn]
    expected = [max(range(4), key=lambda option: longest_first({}, [(0, tokenizer.encode(f" {each.options[option]}"))], 0)[
        "long"].item() / (len(each.options[option].encode()) + 1)) == each.answer for each in drawn]
    assert rights["long"].tolist() == expected and 0 < sum(expected) < 20


def test_the_picture_says_what_was_measured():
    kept = {name: {str(step): {kind: (scale * step, 0.01) for kind, scale in (
        ("abstracts", -0.001), ("wikipedia", 0.002), ("reviews", 0.003))} for step in (10, 20)} for name in RUNS}
    plot = plot_forgetting(kept)
    assert len(plot.axes) == 2 and plot.axes[0].get_ylim() == plot.axes[1].get_ylim()
    assert plot.alt.startswith("Change after 20 steps: abstracts −0.020 and −0.020, Wikipedia +0.040 and +0.040, film")
    assert "medicine alone, abstracts: −0.020 ± 0.010 after 20 steps" in plot.alt
    lines = [line.get_ydata()[-1] for line in plot.axes[0].lines]
    assert lines == pytest.approx([-0.02, 0.04, 0.06, 0])


def test_kept_rates_were_chosen_by_validation_and_forgetting_was_seen():
    kept = load_measurement("finetuning_medicine")
    last = {name: list(kept[name].values())[-1] for name in kept.runs if name.startswith("0.")}
    assert min(("0.001", "0.003", "0.01"), key=lambda rate: last[rate]["validation"][0]) == "0.001"
    for seed in ("", ", seed 1"):
        plain, replay = last[f"0.003{seed}"], last[f"0.003, replay{seed}"]
        for found in (plain, replay):
            assert found["abstracts"][0] + found["abstracts"][1] < 0, "learned"
        assert plain["reviews"][0] - plain["reviews"][1] > 0, "forgotten"
        assert all(replay[kind][0] < plain[kind][0] for kind in ("wikipedia", "reviews"))


def test_the_table_of_exams_says_what_was_kept():
    kept = load_measurement("finetuning_medicine")["exams"]
    ways = [(exam, name) for exam in kept for name in kept[exam]]
    for line, (exam, name) in zip(medical_exams.exam_table(kept).splitlines(), ways, strict=True):
        assert line.startswith(exam) and f"{100 * kept[exam][name]['right'][0]:.1f} %" in line
        assert name != "0.001" or line.endswith(f"wrong {kept[exam][name]['turned wrong']:3}")
