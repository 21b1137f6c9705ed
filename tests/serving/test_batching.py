"""Continuous batching: whatever else is in the batch, a request gets the tokens that it would get alone."""

import random

import pytest
import torch
from tiny_chat import tiny_chat

from llm_edu.decoding import Greedy, Sampling, generate
from llm_edu.decoding.stopping import Stopping
from llm_edu.finetuning import add_lora, changes_of
from llm_edu.serving import Engine, Request, next_batch
from llm_edu.transformer import Transformer, TransformerConfig

STRATEGIES = [Greedy(), Sampling(0.8), Sampling(1.3, top_p=0.9), Sampling(top_k=5, repetition_penalty=1.3), Sampling(0.0)]


def random_request(rng, vocabulary, stop=(), tokenizer=None, name=""):
    """A request of any length, which ends at one of the ids in `stop`."""
    prompt = [rng.randrange(vocabulary) for _ in range(rng.choice([1, 2, 5, 17, 40]))]
    return Request(prompt, rng.choice([1, 2, 9, 30]), rng.choice(STRATEGIES), seed=rng.randrange(1000),
                   stopping=Stopping(stop, tokenizer), model=name)


def alone(model, request):
    """What `generate` gives for a request."""
    stopping = request.stopping
    return generate(model, request.prompt, request.strategy, request.max_new_tokens, [*stopping.ids, *stopping.strings],
                    request.seed, stopping.tokenizer)[0].tolist()


@pytest.fixture(scope="module", params=["llama", "gpt2"])
def model(request):
    torch.manual_seed(0)
    config = getattr(TransformerConfig, request.param)(vocab_size=60, context_length=128, layers=2, width=32, heads=4)
    return Transformer(config).eval()


@pytest.mark.parametrize("places, chunk", [(1, 256), (3, 7), (16, 256)])
def test_together_as_alone(model, places, chunk):
    rng, engine = random.Random(places), Engine(model, places=places, chunk=chunk)
    requests, coming = [], [random_request(rng, 60, range(0, 60, 6)) for _ in range(40)]
    while coming or engine.running or engine.waiting:
        for _ in range(rng.choice([0, 0, 1, 5])):
            if coming:
                requests.append(engine.submit(coming.pop()))
        engine.step()
        assert len(engine.running) <= places
    assert len(requests) == 40 and {request.finish_reason for request in requests} == {"stop", "length"}
    for request in requests:
        assert request.new == alone(model, request)
        assert (request.finish_reason == "stop") == (request.new[-1] % 6 == 0)
    assert engine.counts["new_tokens"] == sum(len(request.new) for request in requests)
    assert not any(group.rows or group.cache.batch or group.cache.capacity for group in engine.groups.values())


def test_adapters_share_places_and_packed_layers(model):
    adapted = {name: add_lora(model, rank=2, target_modules=["queries", "up"]) for name in ("red", "blue")}
    for seed, other in enumerate(adapted.values()):
        torch.manual_seed(seed)
        for change in changes_of(other).values():
            torch.nn.init.normal_(change.up)
    models = {"plain": model, **adapted}
    engine, rng = Engine(models, places=4), random.Random(0)
    requests = [engine.submit(random_request(rng, 60, name=name)) for name in [*models] * 5]
    engine.run()
    assert all(request.new == alone(models[request.model], request) for request in requests)
    assert len({str(alone(other, requests[0])) for other in models.values()}) > 1
    blocks = [group.model.blocks[0] for group in engine.groups.values()]
    assert len({id(block.feed_forward.down) for block in blocks}) == 1    # unchanged, so one packed matrix for all


def test_log_probabilities_of_new_tokens_and_of_the_prompt(model):
    engine, prompt = Engine(model, chunk=3), [5, 1, 4, 1, 5, 9, 2]
    other = engine.submit(Request([3, 3], 20))
    request = engine.submit(Request(prompt, 4, Sampling(2.0), seed=1, likeliest=2, echo=True))
    engine.run()
    nats = model(torch.tensor([prompt + request.new]))[0].detach().log_softmax(-1)
    told = [*request.scored_prompt, *request.scored]
    assert [each.token for each in told] == [*prompt[1:], *request.new] and other.scored == []
    for place, each in enumerate(told):
        assert each.log_probability == pytest.approx(nats[place, each.token].item(), abs=1e-5)
        assert [token for token, _ in each.likeliest] == nats[place].topk(2).indices.tolist()


def test_who_cancels_frees_a_place(model):
    engine = Engine(model, places=2)
    heard = []
    requests = [engine.submit(Request([number + 1], 30, on_news=heard.append)) for number in range(4)]
    engine.step()
    assert engine.running == requests[:2]
    requests[0].cancel()
    requests[3].cancel()
    engine.step()
    assert engine.running == requests[1:3] and not engine.waiting and heard.count(requests[3]) == 1
    engine.run()
    assert [request.finish_reason for request in requests] == ["cancelled", "length", "length", "cancelled"]
    assert requests[1].new == alone(model, requests[1]) and len(requests[0].new) == 1


def test_a_strategy_that_fails_ends_its_own_request_only(model):
    engine = Engine(model)
    good, bad = engine.submit(Request([1, 2], 5)), engine.submit(Request([1, 2], 5, Sampling(1e-45)))
    engine.run()
    assert bad.finish_reason == "error" and isinstance(bad.error, RuntimeError) and good.new == alone(model, good)


def test_a_step_that_fails_ends_what_runs_and_no_more(model):
    class Broken:
        def choose(self, logits, generator, written):
            raise MemoryError("no room")

    engine = Engine(model, places=2)
    good, bad, late = (engine.submit(Request([1, 2], 5, strategy)) for strategy in (Greedy(), Broken(), Greedy()))
    with pytest.raises(MemoryError) as caught:
        engine.step()
    engine.fail(caught.value)
    engine.run()
    assert good.finish_reason == bad.finish_reason == "error" and bad.error is caught.value
    assert late.finish_reason == "length" and late.new == alone(model, late)


@pytest.mark.parametrize("request_, message", [
    (Request([], 5), "empty prompt"), (Request([1], 0), "max_new_tokens"),
    (Request([1], 2.5), "whole number"), (Request([1] * 100, 30), "context"),
    (Request([99], 5), "between 0 and 59"), (Request([1] * 30, 40), "room for 64"), (Request([1], model="x"), "no model 'x'")])
def test_a_request_that_can_never_run_is_refused(model, request_, message):
    engine = Engine(model, room=64)
    with pytest.raises(ValueError, match=message):
        engine.submit(request_)
    assert not engine.step()
    request = engine.submit(Request([1], 1))
    for _ in range(2):    # while it waits, and when it has ended
        with pytest.raises(ValueError, match="submitted before"):
            engine.submit(request)
        engine.run()


def test_nobody_overtakes_the_first_that_waits():
    class Planned:
        def __init__(self, tokens, finished=False):
            self.tokens, self.finished = tokens, finished

    small, long, ended = Planned(10), Planned(60), Planned(90, finished=True)
    assert next_batch([ended, small], [small], 4, 100) == [small, small]
    assert next_batch([small], [long, small], 4, 100) == [small]    # two rows of 60
    assert next_batch([], [small, small, small], 2, 100) == [small, small]
    assert next_batch([], [], 2, 100) == next_batch([ended], [], 2, 100) == []


def test_stop_strings_and_stop_ids():
    model, tokenizer = tiny_chat()
    engine, rng = Engine(model), random.Random(1)
    requests = [engine.submit(random_request(rng, tokenizer.vocab_size, ["lo", 5], tokenizer)) for _ in range(30)]
    engine.run()
    assert all(request.new == alone(model, request) for request in requests)
