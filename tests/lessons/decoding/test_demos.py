"""Lesson 07's helpers: plain steps against the module's classes, the judge of stories, a search that is sure."""

import itertools
import math

import pytest
import torch

from llm_edu.decoding import BeamSearch, Greedy, Sampling, beam_steps, generate
from llm_edu.language_models import END_ID
from llm_edu.lessons.decoding import demos as demo
from llm_edu.lessons.decoding import search
from llm_edu.storyland import World
from llm_edu.transformer import Transformer, TransformerConfig


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


@pytest.fixture(scope="module")
def untrained(world):
    """Knows all words and nothing about them."""
    torch.manual_seed(0)
    config = TransformerConfig.gpt2(vocab_size=len(world.vocabulary), context_length=128, layers=1, width=16, heads=2)
    return Transformer(config).eval()


# --- plain steps


@torch.no_grad()
def test_beam_steps_one_by_one_are_the_search():
    model, beams = demo.tiny_talker(), [([], 0.0)]
    for step in beam_steps(model, [3, 1], width=3, max_new_tokens=6):
        texts = torch.tensor([[3, 1, *ids] for ids, _ in beams])
        beams = demo.beam_step(beams, model(texts)[:, -1].log_softmax(-1), 3)
        found = step.beams or step.finished
        assert [ids for ids, _ in beams] == [beam.ids for beam in sorted(found, key=lambda beam: -beam.log_probability)]
        assert [total for _, total in beams] == pytest.approx(sorted((beam.log_probability for beam in found),
                                                                     reverse=True), abs=1e-4)


def test_a_beam_of_more_than_there_is_keeps_all():
    assert len(demo.beam_step([([], 0.0)], torch.tensor([[-1.0, -2.0]]), width=5)) == 2


def test_with_a_cache_each_token_is_read_once_and_nothing_changes():
    model = demo.CountingModel(demo.tiny_talker())
    new = demo.generate_with_cache(model, [3, 1, 4], 7, stop=-1)
    assert new == generate(model.model, [3, 1, 4], Greedy(), 7)[0].tolist()
    assert model.tokens_read == 3 + 6 and model.calls == 7
    assert demo.generate_with_cache(model, [3, 1, 4], 7, stop=new[2]) == new[:new.index(new[2])]


def test_a_tiny_talker_says_more_than_one_word():
    assert len({token for seed in range(4) for token in
                generate(demo.tiny_talker(seed=seed), [3], Greedy(), 8)[0].tolist()}) > 5


@pytest.mark.parametrize("seed", range(2))
def test_guesses_that_are_judged_have_the_wanted_distribution(seed):
    generator = torch.Generator().manual_seed(seed)
    wanted, proposed = torch.rand(2, 6, generator=generator).pow(3).unbind()
    wanted, proposed = wanted / wanted.sum(), proposed / proposed.sum()
    result = torch.zeros(6)
    for token, q in enumerate(proposed):
        chance, otherwise = demo.judge_guess(wanted, proposed, token)
        result[token] += q * chance
        result += q * (1 - chance) * otherwise
    assert torch.allclose(result, wanted, atol=1e-6)


def test_only_allowed_forbids_the_rest():
    logits, forbidden = demo.only_allowed(torch.tensor([1.0, 1.0, 1.0, 1.0]), [2])
    assert logits.tolist() == [-math.inf, -math.inf, 1.0, -math.inf] and forbidden == pytest.approx(0.75)


@torch.no_grad()
def test_the_first_blocks_of_a_model():
    torch.manual_seed(0)
    model = Transformer(TransformerConfig.llama(vocab_size=20, layers=3, width=16, heads=2, key_value_heads=1)).eval()
    ids = torch.tensor([[3, 7, 7]])
    assert torch.equal(demo.cut_to(model, 3)(ids), model(ids))
    short = demo.cut_to(model, 1)
    assert short.config.layers == 1 and len(model.blocks) == 3
    assert not torch.allclose(short(ids), model(ids), atol=1e-3)
    assert generate(short, [3], Greedy(), 4).shape == (1, 4)    # with a cache of its own size


# --- stories


def test_the_shipped_story_model_tells_stories(world):
    stories = demo.write_stories(demo.story_model(), Sampling(0.7), 40)
    found = demo.judge_stories(world, stories)
    assert found["whole"] >= 0.6 and found["new"] == 1.0 and found["different"] == 1.0
    assert demo.mean_story_log_prob(demo.story_model(), stories[:5]) > -60


def test_stories_are_continued_and_cut_at_their_end(world, untrained):
    begun = world.encode("A storm came")
    stories = demo.write_stories(untrained, Sampling(), 3, prompt=[END_ID, *begun], rows=2)
    assert len(stories) == 3 and all(story[:3] == begun and END_ID not in story for story in stories)
    assert stories == demo.write_stories(untrained, Sampling(), 3, prompt=[END_ID, *begun], rows=2)
    assert all(len(story) <= demo.LONGEST for story in stories)


def test_true_stories_are_whole_and_known_ones_are_not_new(world):
    told = world.stories(6, seed=4)
    ids = [world.encode(story.words) for story in told]
    found = demo.judge_stories(world, ids, known=frozenset(story.text for story in told[:2]))
    assert found["whole"] == 1 and found["new"] == pytest.approx(4 / 6) and found["different"] == 1
    assert demo.judge_stories(world, [ids[0][:-3]])["whole"] == 0
    assert math.isnan(demo.judge_stories(world, [ids[0][:-3]])["new"])


def test_the_first_fault(world):
    ids = world.encode(world.stories(1, seed=4)[0].words)
    assert demo.first_fault(world, ids) is None
    assert demo.first_fault(world, ids[:-2]).endswith("THE END, too soon")
    wrong = [*ids[:20], world.encode("hat")[0] if ids[20] != world.encode("hat")[0] else ids[19], *ids[21:]]
    assert demo.first_fault(world, wrong).endswith(world.vocabulary[wrong[20]].upper())


def test_what_cannot_follow_gets_its_share(world, untrained):
    ids = world.encode(world.stories(1, seed=4)[0].words)
    shares = demo.impossible_shares(untrained, world, ids)
    assert len(shares) == len(ids) + 1 and all(0 <= share <= 1 for share in shares)
    assert sum(shares) / len(shares) > 0.9    # it has no idea, and few of 530 words can follow
    better = demo.impossible_shares(demo.story_model(), world, ids)
    assert sum(better) < 0.1 * sum(shares)


class Forgetful:
    """A model of a world that gives every word the same, and one word half."""

    def __init__(self, world, word):
        self.size, self.favourite = len(world.vocabulary), world.vocabulary.index(word)

    def __call__(self, ids):
        chances = torch.full((*ids.shape, self.size), 0.5 / (self.size - 1))
        chances[..., self.favourite] = 0.5
        return chances.log()


def test_where_a_model_is_lost(world, capsys):
    stories = [world.encode(story.words) for story in world.stories(3, seed=4)]
    demo.print_lost_places(Forgetful(world, "hat"), world, stories, count=3)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6 and all(line.startswith("… ") and line.endswith(" ___") for line in lines[::2])
    assert all(line.startswith("    hat 50%: impossible; ") and " 0%: right" in line for line in lines[1::2])
    told = [world.decode(story) for story in stories]
    for before in lines[::2]:
        assert any(before.removeprefix("… ").removesuffix(" ___").strip() in text for text in told)
    assert len({tuple(line.split()[-3:-1]) for line in lines[::2]}) == 3


def test_the_end_may_be_what_is_right(world, capsys):
    story = world.encode(world.stories(1, seed=4)[0].words)
    demo.print_lost_place(Forgetful(world, "hat"), world, story, 0)
    assert capsys.readouterr().out.endswith("    hat 50%: impossible; THE END 0%: right\n")


def test_a_model_that_is_never_lost_has_no_such_places(world, capsys):
    model = Forgetful(world, "hat")
    stories = [world.encode(story.words) for story in world.stories(2, seed=4)]

    def knows(ids):
        logits = torch.full((*ids.shape, model.size), -torch.inf)
        for place in range(ids.shape[1]):
            words = [world.vocabulary[id] for id in ids[0, 1:place + 1].tolist()]
            logits[0, place, world.encode(list(world.next_distribution(words)))] = 0.0
        return logits

    demo.print_lost_places(knows, world, stories)
    assert capsys.readouterr().out == ""


def test_log_prob_of_a_part(world, untrained):
    ids = world.encode("A storm came after dark.")
    whole = demo.model_log_prob(untrained, ids)
    assert whole == pytest.approx(-7 * math.log(len(world.vocabulary)), abs=1.5)    # six words and the end
    assert whole < demo.model_log_prob(untrained, ids, start=4) < 0


# --- the most probable text


def every_text(model, prompt, longest):
    """log P of every text of at most so many tokens, the end included: by trying all."""
    found = {}
    for length in range(longest):
        for new in itertools.product(range(1, model.config.vocab_size), repeat=length):
            ids = [*prompt, *new, END_ID]
            logs = model(torch.tensor([ids[:-1]]))[0].log_softmax(-1)
            found[new] = sum(logs[place - 1, ids[place]].item() for place in range(len(prompt), len(ids)))
    return found


@torch.no_grad()
def test_the_most_probable_text_is_that_of_all(seed=0):
    model = demo.tiny_talker(vocabulary=4, seed=seed)
    texts = every_text(model, [2, 1], longest=4)
    best = max(texts, key=texts.get)
    found = search.most_probable(model, [2, 1], longest=4, rows=5)
    assert found.ids == [*best, END_ID] and found.log_probability == pytest.approx(texts[best], abs=1e-4)
    known = search.most_probable(model, [2, 1], known=texts[best] - 0.01, longest=4, rows=5)
    assert known.ids == found.ids and known.looked_at <= found.looked_at


def test_a_search_that_is_too_long_gives_up(untrained):
    with pytest.raises(search.TooManyToLookAt, match="longer prompt"):
        search.most_probable(untrained, [END_ID], most=50)
    with pytest.raises(ValueError, match="no continuation is more probable than"):
        search.most_probable(untrained, [END_ID], known=-0.1)


def test_no_beam_beats_the_best(world):
    model, ids = demo.story_model(), world.encode(world.stories(1, seed=3)[0].words)
    begun = ids[:len(ids) * 2 // 3]
    [found] = demo.write_stories(model, BeamSearch(4, length_penalty=0.0), 1, prompt=[END_ID, *begun])
    by_beam = demo.model_log_prob(model, found, start=len(begun))
    best = search.most_probable(model, [END_ID, *begun], known=by_beam - 0.01)
    assert best.log_probability >= by_beam - 1e-3 and best.ids[-1] == END_ID
