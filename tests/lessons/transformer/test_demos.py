"""Lesson 05's helpers: streams, neurons, training, and what is read from the measurements."""

import math

import pytest
import torch

from llm_edu.language_models import END_ID, fit
from llm_edu.lessons.transformer import demos as demo
from llm_edu.lessons.transformer import neurons, plots, training
from llm_edu.storyland import World
from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.transformer.functions import llama_logits, trace_stream
from llm_edu.transformer.recurrent import RecurrentModel

CONFIGS = {"gpt2": TransformerConfig.gpt2(vocab_size=30, context_length=20, layers=2, width=16, heads=4),
           "llama": TransformerConfig.llama(vocab_size=30, layers=3, width=16, heads=4, key_value_heads=2)}


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


@pytest.fixture(scope="module")
def stories(world):
    return world.stories(60, seed=2)


def small(config, seed=0):
    torch.manual_seed(seed)
    return Transformer(config).eval()


# --- streams


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@torch.no_grad()
def test_parts_one_after_the_other_are_the_model(config):
    model, ids = small(config), [3, 9, 9, 21]
    x, parts, names = demo.parts_of(model, ids)
    end, shares = trace_stream(x, parts)
    whole = demo.streams(model, ids)
    assert torch.allclose(x, whole[0, -1]) and torch.allclose(end, whole[-1, -1], atol=1e-5)
    assert len(parts) == len(names) == len(shares) == 2 * config.layers and names[1] == "feed-forward 0"
    other = parts[0](x.flip(0))    # they are functions of what they read
    assert (other - parts[0](x)).abs().max() > 1e-3


@torch.no_grad()
def test_read_at_the_end_is_what_the_model_says():
    model, ids = small(CONFIGS["llama"]), [3, 9, 9, 21]
    said = demo.read_early(model, demo.streams(model, ids))    # (layers + 1, time, vocabulary)
    assert said.shape == (4, 4, 30)
    assert torch.allclose(said[-1], model(torch.tensor([ids]))[0].softmax(-1), atol=1e-5)


def test_without_a_residual_connection_all_words_become_similar():
    config = TransformerConfig.gpt2(vocab_size=100, context_length=32, layers=8, width=32, heads=2)
    whole, without = demo.similarity(config), demo.similarity(config, without="residual")
    assert len(whole) == len(without) == 9 and max(whole) < 0.3
    assert without[1] > 0.3 and without[-1] > 0.95


def test_gradients_come_back_through_the_plus_sign_as_they_are():
    config = TransformerConfig.gpt2(vocab_size=100, context_length=32, layers=8, width=32, heads=2)
    adding, replacing = demo.gradients(config), demo.gradients(config, ["residual"])
    bare = demo.gradients(config, ["residual", "norm"])
    assert len(adding) == 9 and adding[-1][1] == replacing[-1][1] == pytest.approx(1.0)
    assert adding[0][1] > 0.3 > 0.1 > abs(replacing[0][1])
    assert adding[0][0] > adding[-1][0] and bare[0][0] < 1e-6 * bare[-1][0]


def test_tiny_llama_is_reproducible_and_not_small():
    config, weights = demo.tiny_llama(seed=3)
    again = demo.tiny_llama(seed=3)[1]
    assert torch.equal(weights["embedding"], again["embedding"]) and config.vocab_size == 11
    assert llama_logits(torch.tensor([1, 2]), weights, config).std() > 0.5


@torch.no_grad()
def test_finding_scores_are_weights_at_the_source(world, stories):
    model = small(training.small_gpt2(world, layers=1, width=16, heads=2))
    found = demo.finding_scores(model, world, stories[:5])
    assert found.shape == (1, 2) and (found > 0).all() and (found < 0.2).all()    # looks everywhere alike, as yet

    class Finds(torch.nn.Module):
        """A head that gives every word a weight of 1 at the place where the story says that it was told."""

        config = training.small_gpt2(world, layers=1, heads=1)

        def forward(self, ids, record):
            record.clear()
            [story] = [s for s in stories if [END_ID, *world.encode(s.words)] == ids[0].tolist()]
            weights = torch.zeros(1, 1, ids.shape[1], ids.shape[1])
            for recall in story.recalls:
                weights[0, 0, recall.start, 1 + recall.source] = 1.0
            record.keep("attention", weights)

    assert demo.finding_scores(Finds(), world, stories).item() == pytest.approx(1.0)


# --- riddle, chain, code


def test_the_longest_chain_grows_with_the_text_only_for_the_lstm():
    gpt, lstm = small(CONFIGS["gpt2"]).train(), RecurrentModel(30, width=8, layers=2)
    short, long = torch.tensor([[1, 2, 3, 4]]), torch.tensor([[1, 2, 3, 4] * 4])
    assert demo.longest_chain(gpt(short).sum()) == demo.longest_chain(gpt(long).sum())
    growth = demo.longest_chain(lstm.forward_step_by_step(long).sum()) - \
        demo.longest_chain(lstm.forward_step_by_step(short).sum())
    assert growth >= 12 * 3    # a word is at least a product, a gate and a sum


def test_whose():
    exec("def mine(): pass", namespace := {"__name__": "__main__"})
    assert "All 1 functions are your own" in demo.whose(namespace["mine"])
    assert "Still the course's, 1 of 2: trace_stream" in demo.whose(namespace["mine"], trace_stream)


# --- places and losses


def test_kinds_of_places(world, stories):
    kinds = [training.kinds_of_places(story) for story in stories]
    assert all(len(row) == len(story.words) + 1 for row, story in zip(kinds, stories, strict=True))
    flat = [kind for row in kinds for kind in row]
    assert set(flat) == set(training.KINDS) and 0.05 < flat.count("recall") / len(flat) < 0.1
    for story, row in zip(stories, kinds, strict=True):
        told = {fact.value for fact in story.facts if fact.relation in training.FACTS}
        assert {story.words[place] for place, kind in enumerate(row) if kind == "fact"} <= told


def test_the_truth_pays_nothing_at_recalls(world, stories):
    found = training.losses_by_kind(training.true_losses(world, stories), stories)
    assert found["recall"] < 1e-9 and found["fact"] < 0.15 < found["elsewhere"]
    words = sum(len(story.words) + 1 for story in stories)
    assert found["story"] * len(stories) == pytest.approx(found["all"] * words)
    assert found["story"] == pytest.approx(-sum(story.log_prob for story in stories) / len(stories))


@torch.no_grad()
def test_word_losses_are_those_of_each_story_alone(world, stories):
    model = small(training.small_gpt2(world, layers=1, width=16))
    losses = training.word_losses(model, world, stories[:7], batch=3)
    ids = world.encode(stories[4].words)
    alone = torch.nn.functional.cross_entropy(model(torch.tensor([[END_ID, *ids]]))[0], torch.tensor([*ids, END_ID]),
                                              reduction="none")
    assert losses[4] == pytest.approx(alone.tolist(), abs=1e-4)


def test_recall_accuracy_of_one_who_knows(world, stories):
    class Knows(torch.nn.Module):
        def forward(self, inputs):
            after = torch.cat([inputs[:, 1:], inputs[:, :1]], dim=1)
            return torch.nn.functional.one_hot(after, len(world.vocabulary)).float()

    found = training.recall_accuracy(Knows(), world, stories)
    assert list(found) == ["9–16", "17–24", "25–32", "33–48"] and set(found.values()) == {1.0}


# --- training


def test_fit_and_look_is_fit(world, stories):
    inputs, targets = training.rows_of(world, stories)
    config, seen = training.small_gpt2(world, layers=1, width=16), []
    plain = fit(small(config), inputs, targets, steps=6, batch_size=4, learning_rate=0.005)
    looked = training.fit_and_look(small(config), inputs, targets, 6, seen.append, every=2, batch_size=4)
    assert looked == pytest.approx(plain, abs=1e-4) and seen == [0, 2, 4, 6]


@pytest.mark.full
def test_a_run_for_json(monkeypatch, world):
    monkeypatch.setattr(training, "TRAINING_STORIES", 50)
    monkeypatch.setattr(training, "HELD_OUT_STORIES", 30)
    monkeypatch.setattr(training, "SAMPLES", 2)
    config = training.small_gpt2(world, layers=1, width=16)
    found, kept = training.training_run(config, steps=4, keep=(0, 4), every=2)
    assert [row[0] for row in found["rows"]] == [0, 2, 4] and len(found["rows"][0]) == 5
    assert found["rows"][0][3] == pytest.approx(math.log(530), abs=0.3)
    assert found["parameters"] == small(config).count_parameters() and len(found["samples"]) == 2
    assert {name.split("/")[0] for name in kept} == {"after 0", "after 4"}
    assert training.training_run(config, steps=2, without="attention", every=2)["rows"]


@torch.no_grad()
def test_stories_of_its_own_end(world):
    model = small(training.small_gpt2(world, layers=1, width=16))
    assert training.write_story(model, world, 0) == training.write_story(model, world, 0)
    model.token_embedding.weight.zero_()
    model.norm.bias.fill_(1.0)
    model.token_embedding.weight[END_ID] = 1.0    # it wants nothing but the end
    assert training.write_story(model, world, 0) == ""


# --- neurons


def test_riddles_of_pets_have_one_answer(world):
    riddles = neurons.pet_riddles(world)
    assert len(riddles) == 40
    for name, (ids, pet) in list(riddles.items())[:3]:
        ends = world.next_distribution(world.decode(ids))
        assert ends == {world.vocabulary[pet]: pytest.approx(1.0)} and world.decode(ids).endswith(f"{name}'s")


@torch.no_grad()
def test_effects_are_those_of_switching_off(world):
    model = small(training.small_gpt2(world, layers=2, width=16))
    ids, pet = neurons.pet_riddles(world)["Mia"]
    effects = neurons.neuron_effects(model, ids, pet)
    assert len(effects) == 2 * 64
    before = math.log(neurons.chance_of(model, ids, pet))
    for neuron in [(0, 0), (1, 63), max(effects, key=effects.get)]:
        with neurons.switched_off(model, [neuron]):
            assert before - math.log(neurons.chance_of(model, ids, pet)) == pytest.approx(effects[neuron], abs=1e-4)
    assert math.log(neurons.chance_of(model, ids, pet)) == pytest.approx(before, abs=1e-6)    # all on again


@torch.no_grad()
def test_switching_off_at_one_place(world):
    model, ids = small(training.small_gpt2(world, layers=2, width=16)), [0, 5, 9, 7]
    plain = demo.streams(model, ids)
    with neurons.switched_off(model, [(0, 3), (0, 9)], place=2):
        changed = (demo.streams(model, ids)[1] - plain[1]).abs().sum(-1)    # (time,) after the first block
    assert changed[2] > 0 and changed[[0, 1, 3]].max() == 0


@torch.no_grad()
def test_the_words_at_which_a_neuron_fires(world, stories):
    model = small(training.small_gpt2(world, layers=1, width=16))
    block, mia = model.blocks[0], world.encode("Mia")[0]
    block.attention.output.weight.zero_()
    model.position_embedding.weight.zero_()
    read = block.feed_forward_norm(model.token_embedding.weight[mia])
    block.feed_forward.up.weight[5] = 10 * read    # asks for Mia
    [(neuron, words)] = neurons.fires_at(model, world, stories, [(0, 5)], top=3, least=2).items()
    assert neuron == (0, 5) and words[0] == "Mia" and len(words) == 3


# --- pictures


def test_pictures_of_what_differs_between_machines_say_what_they_show():
    stream = plots.stream_plot([0.1, 12.0, 0.5, 0.2], ["attention 0", "feed-forward 0", "attention 1",
                                                       "feed-forward 1"])
    assert "attention 1 0.50" in stream.alt and "share: feed-forward 0 adds 12.0 times" in stream.alt
    similarity = plots.similarity_plot({"with": [0, 0.1], "without": [0, 0.9]}).alt
    assert "0.90 after one block" in similarity and "tokens after 1 blocks: with 0.10, without 0.90" in similarity
    floors = {"recall": 0.1, "fact": 0.1, "elsewhere": 0.3}
    runs = {"whole": [(10, 0.2, 0.2, 0.4)], "no norm": [(10, 1.3, 0.1, 0.5)]}
    assert ("More than a nat above the floor after 10 steps: 1 of 2 models at recalls, 0 at facts, 0 elsewhere"
            in plots.lines_by_kind(runs, floors, {}).alt)
    race = plots.distance_plot({"a": {"9": 0.9, "40": 0.1}}, {"a": {"8": 5.0, "64": 50.0}})
    assert "right, 40 words back: a 10%; fastest at 64 tokens: a, 50 ms a step" in race.alt


# --- reading our own file


def test_code_without_a_method_still_calls_it():
    code = demo.code_of(Transformer, without=["initialise"])
    assert "def initialise" not in code and "nn.init" not in code
    assert "self.initialise()" in code and "def forward" in code and "def count_parameters" in code
