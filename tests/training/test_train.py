"""`train`: that it learns, in pieces, in the background, until it is stopped, and that it says when it goes wrong."""

import _thread
import threading
import time
from contextlib import suppress

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from training_runs import VOCABULARY, settled, tiny_config, tiny_model, tiny_rows, wait_until

from llm_edu.training import AdamW, TokenRows, TrainingDiverged, evaluate, get_batch, train
from llm_edu.training.precision import bfloat16_gain, choose_precision


def weights(model):
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


@pytest.mark.parametrize("optimiser", ["adamw", "muon"])
def test_training_learns_what_it_has_not_seen(optimiser):
    model, held_out = tiny_model(), tiny_rows(20, seed=1)
    before = evaluate(model, held_out).loss
    config = tiny_config(steps=150, optimiser=optimiser, validate_every=50)
    run = train(model, tiny_rows(200), config, held_out, progress=False)
    assert run.state == "finished" and run.step == len(run.losses) == 150
    assert [step for step, _ in run.held_out] == [50, 100, 150]
    assert run.held_out[-1][1] == evaluate(model, held_out).loss < 0.5 * before
    assert run.tokens > 150 * 8 * 4 and run.seconds > 0 and run.tokens_per_second > 0 and run.seconds_left == 0


def test_a_step_is_the_one_that_one_would_write_by_hand():
    ours, by_hand, data = tiny_model(), tiny_model(), tiny_rows()
    config = tiny_config(steps=5, optimiser="adamw", clip=0.5, weight_decay=0.1, schedule="cosine", warmup=2)
    run = train(ours, data, config, progress=False)
    tables = [parameter for parameter in by_hand.parameters() if parameter.dim() == 2]
    vectors = [parameter for parameter in by_hand.parameters() if parameter.dim() == 1]
    optimiser = torch.optim.AdamW([{"params": tables}, {"params": vectors, "weight_decay": 0.0}], betas=config.betas,
                                  weight_decay=0.1)
    losses = []
    for step in range(5):
        inputs, targets = get_batch(data, step, 8)
        loss = F.cross_entropy(by_hand(inputs).flatten(0, 1), targets.flatten())
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(by_hand.parameters(), 0.5)
        for group in optimiser.param_groups:
            group["lr"] = 0.01 * config.learning_rate_multiplier(step)
        optimiser.step()
        losses.append(loss.item())
    assert run.losses == pytest.approx(losses, abs=1e-5)
    torch.testing.assert_close(weights(ours), weights(by_hand), atol=1e-5, rtol=0)


def test_a_batch_in_pieces_is_the_same_batch():
    results = []
    for accumulate in (1, 2, 8):
        model = tiny_model().double()
        run = train(model, tiny_rows(), tiny_config(accumulate=accumulate, optimiser="adamw"), progress=False)
        results.append((run.losses, weights(model)))
    for losses, found in results[1:]:
        assert losses == pytest.approx(results[0][0], abs=1e-6)    # the loss itself is computed in 32 bits
        torch.testing.assert_close(found, results[0][1], atol=1e-4, rtol=0)


def test_the_same_seed_gives_the_same_bits_and_another_one_others():
    found = []
    for seed in (0, 0, 1):
        model = tiny_model()
        train(model, tiny_rows(), tiny_config(seed=seed), progress=False)
        found.append(weights(model))
    assert found[0].equal(found[1]) and not found[0].equal(found[2])


def test_training_leaves_the_rest_of_the_program_as_it_was():
    model = tiny_model().eval()
    model.norm.train()
    random_state = torch.get_rng_state()
    tiny = torch.full((10,), 1e-40)
    was_zero = (tiny * 1.0 == 0).all()
    train(model, tiny_rows(), tiny_config(steps=2), progress=False)
    assert not model.training and model.norm.training and torch.get_rng_state().equal(random_state)
    assert (tiny * 1.0 == 0).all() == was_zero    # denormals are flushed in the training's thread alone


def test_denormals_are_flushed_while_training():
    seen = []
    train(tiny_model(), tiny_rows(), tiny_config(steps=1), progress=False,
          callbacks=[lambda run: seen.append((torch.full((10,), 1e-40) * 1.0).abs().max().item())])
    supported = torch.set_flush_denormal(True)
    torch.set_flush_denormal(False)
    assert seen == [0.0] or not supported


def test_evaluation_is_of_every_row():
    model, rows = tiny_model(), tiny_rows(37)
    found = evaluate(model, rows, batch_size=5)
    nats = 0.0
    with torch.no_grad():
        for number in range(len(rows)):
            ids = torch.tensor(rows[number].tolist())
            nats += F.cross_entropy(model(ids[None, :-1])[0], ids[1:], reduction="sum").item()
    assert found.nats == pytest.approx(nats, rel=1e-5) and found.rows == 37 and found.targets == rows.target_count
    assert found.loss == found.nats / found.targets and found.per_row == found.nats / 37
    with pytest.raises(ValueError, match="at least 1, not -1"):    # and not a loss of 0
        evaluate(model, rows, batch_size=-1)


@pytest.mark.parametrize("texts", [[[5, 6]], [[VOCABULARY]]])    # of another vocabulary: an error
def test_evaluation_leaves_each_module_in_its_mode(texts):
    model = tiny_model().train()
    model.norm.eval()
    with suppress(ValueError):
        evaluate(model, TokenRows.one_text_a_row(texts))
    assert model.training and model.blocks.training and not model.norm.training


def test_settings_of_numpys_numbers_are_kept_in_a_checkpoint(tmp_path):
    settings = dict(steps=np.int64(2), learning_rate=np.float64(0.003), betas=np.array([0.9, 0.95]), seed=np.int64(1),
                    clip=np.float32(1.0), warmup=np.int64(1), final=np.float32(0.5), folder=tmp_path)
    for _ in range(2):    # the second goes on from the first one's checkpoint
        run = train(tiny_model(), tiny_rows(), tiny_config(**settings), progress=False)
        assert run.state == "finished" and len(run.losses) == 2


def test_callbacks_come_after_every_step_and_may_stop():
    seen = []

    def look(run):
        seen.append((run.step, run.losses[-1], run.state))
        if run.step == 4:
            run.stop()

    run = train(tiny_model(), tiny_rows(), tiny_config(), callbacks=[look], progress=False)
    assert [step for step, _, _ in seen] == [1, 2, 3, 4, 5] and run.step == 5    # asked in 4, so 5 is the last
    assert {state for _, _, state in seen} == {"running"} and run.state == "stopped"


def test_what_a_callback_raises_comes_out():
    def fail(run):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        train(tiny_model(), tiny_rows(), tiny_config(), callbacks=[fail], progress=False)


def test_in_the_background_it_can_be_paused_resumed_and_waited_for():
    run = train(tiny_model(), tiny_rows(), tiny_config(steps=400), background=True)
    wait_until(lambda: run.step >= 3)
    run.pause()
    assert run.state == "paused"
    at = settled(lambda: run.step)
    time.sleep(0.2)
    assert run.step == at < 400
    run.resume()
    wait_until(lambda: run.step > at)
    run.pause()
    assert run.wait(progress=False) is run and run.state == "finished" and run.step == 400


def test_in_the_background_it_can_be_stopped_even_while_paused():
    run = train(tiny_model(), tiny_rows(), tiny_config(steps=100_000), background=True)
    wait_until(lambda: run.step >= 3)
    run.pause()
    run.stop()
    run.wait(progress=False)
    assert run.state == "stopped" and 3 <= run.step < 100_000


def test_an_error_in_the_background_comes_out_of_wait():
    model = tiny_model()
    run = train(model, tiny_rows(), tiny_config(), background=True, callbacks=[lambda run: 1 / 0])
    wait_until(lambda: run.state != "running")
    assert run.state == "failed"
    with pytest.raises(ZeroDivisionError):
        run.wait(progress=False)


def test_an_interrupt_stops_after_the_step_and_keeps_the_model(tmp_path):
    ours, by_itself = tiny_model(), tiny_model()

    def interrupt(run):
        if run.step == 7:
            _thread.interrupt_main()    # what the stop button and Ctrl-C come to

    run = train(ours, tiny_rows(), tiny_config(steps=5000, folder=tmp_path, schedule="constant"),
                callbacks=[interrupt], progress=False)
    assert run.state == "stopped" and 7 <= run.step < 5000 and threading.current_thread() is threading.main_thread()
    train(by_itself, tiny_rows(), tiny_config(steps=run.step, schedule="constant"), progress=False)
    assert weights(ours).equal(weights(by_itself))    # whole steps only
    again = train(tiny_model(), tiny_rows(), tiny_config(steps=5000, folder=tmp_path, schedule="constant"),
                  background=True)
    wait_until(lambda: again.step > run.step)    # it goes on from there
    again.stop()
    again.wait(progress=False)
    assert again.losses[:run.step] == run.losses


class Broken(nn.Module):
    """A model whose answers turn bad at its nth call."""

    def __init__(self, spoil, after=3):
        super().__init__()
        self.weight, self.spoil, self.after, self.calls = nn.Parameter(torch.zeros(VOCABULARY)), spoil, after, 0

    def forward(self, ids):
        self.calls += 1
        logits = self.weight + torch.zeros(*ids.shape, VOCABULARY)
        return self.spoil(logits) if self.calls > self.after else logits


@pytest.mark.parametrize("spoil, message", [
    (lambda logits: logits * float("nan"), "The loss of step 4 is nan"),
    (lambda logits: logits + torch.arange(VOCABULARY) * 100.0, "It has exploded"),
    (lambda logits: logits + (logits * 0.0).sqrt(), "gradient.* no number")])
def test_a_training_that_goes_wrong_says_where_to_look(spoil, message):
    model = Broken(spoil)
    with pytest.raises(TrainingDiverged, match=message) as caught:
        train(model, tiny_rows(), tiny_config(optimiser="adamw"), progress=False)
    assert torch.isfinite(model.weight).all()    # the bad step was not taken
    text = str(caught.value)
    assert "learning rate" in text and "weight" in text and "get_batch(data, step=3, batch_size=8, seed=0)" in text


def test_a_learning_rate_that_is_too_large_is_noticed():
    config = tiny_config(steps=200, optimiser="adamw", learning_rate=30.0, schedule="constant", clip=None)
    with pytest.raises(TrainingDiverged, match="learning rate here: 30"):
        train(tiny_model(), tiny_rows(), config, progress=False)


def test_data_of_another_vocabulary_are_refused_by_name():
    with pytest.raises(ValueError, match="another model's tokenizer"):
        train(tiny_model(), TokenRows.one_text_a_row([[5, 99]]), tiny_config(batch_size=1), progress=False)


def test_bfloat16_trains_and_auto_takes_the_faster():
    model = tiny_model()
    run = train(model, tiny_rows(), tiny_config(steps=150, precision="bfloat16"), progress=False)
    assert run.losses[-1] < 0.6 * run.losses[0] and model.token_embedding.weight.dtype == torch.float32
    assert bfloat16_gain("cpu", width=64, rows=64, rounds=2) > 0
    assert choose_precision("auto", "cpu", 32, 32) in ("float32", "bfloat16")
    assert choose_precision("bfloat16", "cpu") == "bfloat16"
    model.scale = nn.Parameter(torch.tensor(1.0))    # of no dimension, so it has no width
    model.norm.register_forward_hook(lambda norm, inputs, output: output * model.scale)
    assert train(model, tiny_rows(), tiny_config(steps=1, precision="auto"), progress=False).step == 1


def test_optimisers_from_scratch_train_other_models_too():
    model = nn.Linear(3, 1)
    before = model.weight.detach().clone()
    model(torch.ones(1, 3)).sum().backward()
    AdamW(model.parameters()).step()
    assert not model.weight.equal(before)
