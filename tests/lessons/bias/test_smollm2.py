"""The remedies in SmolLM2: what is measured, what learns, and what the pictures say; on a model of three small layers."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from llm_edu.course.measuring import load_measurement
from llm_edu.errors import CourseError
from llm_edu.lessons.bias import smollm_demos as demos
from llm_edu.lessons.bias import smollm_judging as judging
from llm_edu.lessons.bias import smollm_remedies as remedies
from llm_edu.lessons.bias import smollm_texts as texts
from llm_edu.lessons.bias.measurements import smollm2
from llm_edu.lessons.bias.smollm_plots import print_smollm2_table, smollm2_chart
from llm_edu.lessons.bias.smollm_summary import estimate_text, summary
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig

LEADS = [f"Number {number} was a painter. He saw her, and she saw him." if number % 2 else f"{number} rocks."
         for number in range(200)]


@pytest.fixture
def tiny(monkeypatch):
    """(model, tokenizer): three layers, of which the first stays as it is."""
    tokenizer = BPETokenizer.train(" she he positive negative" * 20 + " ".join(LEADS[:5]), 300, ["<|endoftext|>"])
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = Transformer(TransformerConfig.llama(vocab_size=tokenizer.vocab_size, context_length=256, layers=3,
                                                    width=32, heads=2, key_value_heads=2)).eval().requires_grad_(False)
        for name, parameter in model.named_parameters():
            if "norm" not in name:
                parameter.mul_(4)    # so that jobs differ
    for module, name, value in ((judging, "KEPT", 1), (remedies, "KEPT", 1), (remedies, "LAYER", 2),
                                (smollm2, "LAYER", 2), (demos, "LAYER", 2), (smollm2, "EXIT", 3), (judging, "LEADS", 3),
                                (judging, "REVIEWS", 4), (judging, "SHUFFLES", 2), (judging, "LONGEST", 20),
                                (smollm2, "STEPS", 4), (smollm2, "MOMENTS", (2, 4)),
                                (smollm2, "LENGTH", 16), (remedies, "RATE", 0.02)):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(smollm2, "load_smollm2", lambda: (model, tokenizer))
    monkeypatch.setattr(texts, "load_wikipedia_leads", lambda: [SimpleNamespace(extract=text) for text in LEADS])
    reviews = [SimpleNamespace(text=f"It is {number}.", is_positive=number % 2 == 0) for number in range(8)]
    monkeypatch.setattr(judging, "film_snippets", lambda: ([], [], reviews))
    for each in (smollm2.prepared, smollm2.rows, smollm2.asked):
        each.cache_clear()
    yield model, tokenizer
    for each in (smollm2.prepared, smollm2.rows, smollm2.asked):
        each.cache_clear()


def test_nothing_is_measured_on_what_was_learned_from():
    assert not set(texts.LEARNED_JOBS) & set(texts.HELD_OUT_JOBS) and len(texts.JOBS) == 60
    assert not set(texts.LEARNED_FRAMES) & set(texts.HELD_OUT_FRAMES)
    words = [{word for pair in pairs for person in pair for word in person.split()} - {"the", "my"}
             for pairs in (texts.PAIRS, texts.KNOWN)]
    assert not words[0] & words[1]


def test_a_look_says_what_the_whole_model_says(tiny):
    model, tokenizer = tiny
    look = judging.Judge(model, tokenizer).look(model)
    whole = demos.pronoun_log_odds(model, tokenizer, ["the nurse", "the queen", "the king"])
    nurse, (queen, king) = look["jobs"][texts.JOBS.index("nurse")], np.array(look["known"]).reshape(-1, 4)[:2].mean(1)
    assert [nurse, queen, -king] == pytest.approx([whole[f"the {each}"] for each in ("nurse", "queen", "king")], abs=2e-3)
    assert look["bits"] == [0, 0] and len(look["reviews"]) == 4


def test_the_exit_direction_takes_its_share_of_all_log_odds(tiny, capsys):
    model, tokenizer = tiny
    judge = judging.Judge(model, tokenizer)
    before, direction = np.array(judge.look(model)["jobs"]), remedies.exit_direction(model, judge.she_he)
    assert before.std() > 0.01
    with remedies.removed(model, 3, direction, 1.0):
        assert np.abs(judge.look(model)["jobs"]).max() < 2e-3
    middle = remedies.pair_direction(model, tokenizer)[1]
    demos.print_removed(model, tokenizer, direction, middle, ["the nurse"], shares=(0, 0.5))
    assert "the nurse" in capsys.readouterr().out


def test_a_shuffled_direction_is_another_one(tiny):
    true, drawn, again = (remedies.pair_direction(*tiny, shuffle)[0] for shuffle in (None, 0, 0))
    assert torch.equal(drawn, again) and not torch.allclose(true, drawn)


def test_job_sentences_even_out_what_is_said_and_people_keep_theirs(tiny, monkeypatch):
    monkeypatch.setattr(smollm2, "STEPS", 20)
    monkeypatch.setattr(smollm2, "MOMENTS", (20,))
    before = smollm2.before()
    evened, kept = (smollm2.read(kind, 0)["20"] for kind in ("jobs", "jobs and people"))
    assert np.abs(evened["jobs"]).mean() < 0.7 * np.abs(before["jobs"]).mean()
    assert np.abs(kept["jobs"]).mean() < np.abs(before["jobs"]).mean()
    sentences, answers = smollm2.asked(people=True)
    assert len(sentences.lengths) - len(answers) == 2 * len(texts.PAIRS) * len(texts.LEARNED_FRAMES)


def test_the_adversary_watches_or_pushes(tiny, monkeypatch):
    losses = []

    class Heard(remedies.Opponent):
        def __call__(self, adapted, step):
            loss = super().__call__(adapted, step)
            losses.append(loss.item())
            return loss

    monkeypatch.setattr(smollm2, "Opponent", Heard)
    watched, pushed = (smollm2.against(strength, 0) for strength in (0.0, 10.0))
    assert len(losses) == 8 and losses[0] == losses[4] and losses[3] < losses[7]
    assert watched["jobs"] != pushed["jobs"]
    json.dumps([watched, pushed])


def test_swapped_leads_are_read_beside_their_originals(tiny):
    looks = smollm2.read("swapped", 0)
    assert list(looks) == ["2", "4"] and len(smollm2.rows(True).sizes) == 16


def test_a_summary_averages_seeds_and_knows_the_line():
    shares = np.array([texts.SHARES[job] / 100 for job in texts.JOBS])
    look = {"jobs": (2 * shares - 1).tolist(), "known": [1.0] * 60 + [-1.0] * 20, "bits": [0.1, 0.02],
            "reviews": "1101", "probe": {"accuracy": 0.75}}
    found = summary([look, look | {"jobs": (-2 * shares).tolist()}])
    assert found["slope"].value == pytest.approx(0, abs=1e-9)
    assert found["spread"].value == pytest.approx(2 * shares[1::2].std(ddof=1))    # of each seed, not of their mean
    alone = summary([look])
    assert alone["slope"].value == pytest.approx(2) and alone["known"].value == 0.75
    assert alone["spread"].low < alone["spread"].value < alone["spread"].high
    assert estimate_text(alone["bits"], 2, sign=True) == "+0.10 (+0.08 to +0.12)"
    assert alone["reviews"].low < 0.75 < alone["reviews"].high


def test_chart_and_table_say_what_was_measured(capsys):
    measurement = load_measurement("bias_smollm2")
    plot = smollm2_chart(measurement)
    assert plot.to_png()[:4] == b"\x89PNG" and "adversary, λ = 10: " in plot.alt
    print_smollm2_table(measurement)
    printed = capsys.readouterr().out
    assert printed.count("exit direction") == 2 and max(map(len, printed.splitlines())) <= 96
    del measurement.runs["exit"]
    with pytest.raises(CourseError, match="llm-edu measure bias_smollm2 exit"):
        smollm2_chart(measurement)
