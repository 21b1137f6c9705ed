"""The switches of the fast recipe: each does what it says, and the model still decodes, records and is kept."""

import pytest
import torch
from training_runs import VOCABULARY, tiny_rows

from llm_edu.attention import Call
from llm_edu.decoding import BeamSearch, Greedy, generate, pad_left
from llm_edu.training import evaluate, load_checkpoint, save_checkpoint, split_parameters, train
from llm_edu.training.recipe import Recipe
from llm_edu.training.recipe_model import RecipeConfig
from llm_edu.transformer import KVCache, Record
from llm_edu.transformer.accounting import count_parameters

SMALL = Recipe(layers=2, width=16, heads=2)
OFF = {"query_key_norm": None, "smear_keys": False, "copying": 0, "feed_forward": "gelu", "tie_embeddings": False}
PLAIN = SMALL.but(**OFF | {"tie_embeddings": True})
IDS = torch.tensor([[0, 5, 6, 7, 5, 6]])


@pytest.mark.parametrize("switch", [None, *OFF])
def test_with_each_switch_off_it_is_another_model_that_learns(switch):
    recipe = SMALL.but(**{switch: OFF[switch]} if switch else {})
    model = recipe.model(VOCABULARY)
    assert switch is None or not torch.equal(model(IDS), SMALL.model(VOCABULARY)(IDS))
    assert model(IDS).equal(recipe.model(VOCABULARY)(IDS))    # the same seed, the same model
    held_out = tiny_rows(20, seed=1)
    before = evaluate(model, held_out).loss
    train(model, tiny_rows(200), recipe.training(60, batch_size=8, learning_rate=0.01), progress=False)
    assert evaluate(model, held_out).loss < 0.7 * before


@pytest.mark.parametrize("recipe", [SMALL, PLAIN], ids=["all switches", "none"])
def test_decoding_with_a_cache_is_the_same(recipe):
    model = recipe.model(VOCABULARY).eval()
    cache = KVCache(model.config, capacity=8)
    step_by_step = torch.cat([model(IDS[:, place:place + 1], cache=cache) for place in range(IDS.shape[1])], dim=1)
    torch.testing.assert_close(step_by_step, model(IDS), atol=1e-5, rtol=1e-5)


def test_unequal_prompts_side_by_side_are_read_as_each_alone():
    """A smeared key must not see the padding before it."""
    model = SMALL.model(VOCABULARY).eval()
    prompts = [[0, 5, 6, 7, 5, 6], [0, 7, 9]]
    ids, padding = pad_left(prompts)
    logits = model(ids, padding=padding)
    for row, prompt in zip(logits, prompts, strict=True):
        torch.testing.assert_close(row[-len(prompt):], model(torch.tensor([prompt]))[0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("recipe", [SMALL, PLAIN, SMALL.but(ngrams=3)], ids=["all switches", "none", "ngrams"])
def test_its_parameters_are_counted_from_the_configuration(recipe):
    assert count_parameters(recipe.configuration(VOCABULARY)) == recipe.model(VOCABULARY).count_parameters()


@pytest.mark.parametrize(("settings", "message"), [
    ({"smear_keys": True}, "bias=False"), ({"query_key_norm": 0.0}, "above 0"), ({"feed_forward": "relu"}, "one of")])
def test_a_configuration_that_cannot_be_says_why(settings, message):
    with pytest.raises(ValueError, match=message):
        RecipeConfig.gpt2(**settings)


def test_a_head_begins_by_copying_what_it_looks_at():
    block = PLAIN.but(copying=0.3).model(VOCABULARY).blocks[0]
    x = torch.randn(1, 1, 16)    # one word, which every head looks at
    torch.testing.assert_close(block.attention(x), 0.3 * x)
    assert not torch.allclose(PLAIN.model(VOCABULARY).blocks[0].attention(x), 0.3 * x)


def test_a_sharp_head_is_as_sharp_for_small_vectors_and_never_sharper():
    model = PLAIN.but(query_key_norm=14.0).model(VOCABULARY)
    attention = model.blocks[0].attention
    x = torch.randn(1, 5, 16)
    weights = []
    for size in (1.0, 0.01):
        record = Record("attention")
        attention(size * x, Call(record=record))
        weights.append(record["attention"][0])
    torch.testing.assert_close(*weights, atol=1e-5, rtol=1e-4)
    scores = weights[0].log()
    spread = scores.amax(-1) - scores.amin(-1)
    assert 1.0 < spread.max() <= 2 * 14


def test_a_smeared_key_knows_the_word_before():
    """Two texts that differ in one word: the key of the word after it differs as well, without any layer before."""
    other = IDS.clone()
    other[0, 1] = 9
    found = []
    for recipe in (PLAIN.but(layers=1, smear_keys=True), PLAIN.but(layers=1)):
        model, seen = recipe.model(VOCABULARY), []
        for ids in (IDS, other):
            record = Record("attention")
            model(ids, record=record)
            scores = record["attention"][0].log()[0, :, -1]    # of the last query: (heads, keys)
            seen.append(scores[:, 2] - scores[:, 3])    # two keys that are the same words in both texts
        found.append((seen[0] - seen[1]).abs().max().item())
    assert found[0] > 1e-5 > found[1]
    assert all(name.endswith("own_share") is False for name, _ in split_parameters(model)[0])


def test_a_model_of_the_recipe_is_kept_and_comes_back(tmp_path):
    model, other = SMALL.model(VOCABULARY), SMALL.model(VOCABULARY, seed=1)
    save_checkpoint(tmp_path, model)
    load_checkpoint(tmp_path, other)
    assert model(IDS).equal(other(IDS))


RUNS = SMALL.but(ngrams=4, ngram_rows=64)


def test_vectors_of_runs_are_the_same_with_a_cache_however_it_is_fed():
    model = RUNS.model(VOCABULARY).eval()
    whole = model(IDS)
    for sizes in ([1] * 6, [2, 1, 3], [5, 1], [6]):
        cache, pieces = model.new_cache(capacity=8), []
        for ids in IDS.split(sizes, dim=1):
            pieces.append(model(ids, cache=cache))
        torch.testing.assert_close(torch.cat(pieces, dim=1), whole, atol=1e-5, rtol=1e-5)
    cache.length = 3    # what was forgotten is not seen again
    torch.testing.assert_close(model(IDS[:, 3:], cache=cache), whole[:, 3:], atol=1e-5, rtol=1e-5)


def test_a_run_has_a_vector_and_nothing_after_it_counts():
    model = RUNS.model(VOCABULARY)
    table = model.ngram_embedding
    nothing = torch.zeros(1, 3, dtype=torch.int64)
    one, other = (table(torch.tensor([ids]), nothing)[0] for ids in ([5, 6, 7, 8, 9], [5, 6, 7, 8, 3]))
    torch.testing.assert_close(one[:4], other[:4], rtol=0, atol=0)
    assert not torch.allclose(one[4], other[4])
    longer = table(torch.tensor([[4, 5, 6, 7, 8]]), nothing)[0]
    torch.testing.assert_close(longer[4], one[3])    # the last four ids are the same, what is before does not count
    assert not torch.allclose(longer[3], one[2])    # 4 5 6 7 and 0 5 6 7


@pytest.mark.parametrize("strategy", [Greedy(), BeamSearch(3)])
def test_runs_are_decoded_side_by_side_as_each_alone(strategy):
    model = RUNS.model(VOCABULARY).eval()
    prompts = [[0, 5, 6, 7], [0, 9]]
    together = generate(model, prompts, strategy, max_new_tokens=6)
    for row, prompt in zip(together, prompts, strict=True):
        alone = generate(model, prompt, strategy, max_new_tokens=6)[0]
        assert torch.as_tensor(row).equal(torch.as_tensor(alone))
        if strategy == Greedy():
            ids = list(prompt)
            for _ in range(6):
                ids.append(int(model(torch.tensor([ids]))[0, -1].argmax()))
            assert ids[len(prompt):] == torch.as_tensor(row).tolist()
