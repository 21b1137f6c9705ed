"""Part 2 of lesson 09: what its helpers compute, what the lesson says of Storyteller, and what was kept of SmolLM2."""

import re

import pytest
import torch

from llm_edu.course.measuring import load_measurement
from llm_edu.interpretability import attribute, probability_by_layer, put, read
from llm_edu.interpretability.sites import changed
from llm_edu.lessons.pretrained import looking
from llm_edu.lessons.pretrained.capitals import COUNTRY, capital_ids, prompts
from llm_edu.lessons.pretrained.exercises import lens, votes
from llm_edu.lessons.pretrained.plots import handover_plot, lens_plot, patch_map, votes_plot
from llm_edu.lessons.pretrained.stories import lost_stories
from llm_edu.training import load_storyteller


@pytest.fixture(scope="module")
def storyteller():
    model, tokenizer = load_storyteller()
    return model.requires_grad_(False), tokenizer


@pytest.fixture(scope="module")
def stories(storyteller):
    return lost_stories(storyteller[1], 12, seed=7)


@pytest.fixture(scope="module")
def cast(storyteller, stories):
    """The votes for each story's colour against its twin's: (stories, parts)"""
    model, rows = storyteller[0], storyteller[0].token_embedding.weight
    return torch.stack([votes.exercise.reference(looking.parts_at_end(model, story.prompt), model.norm.weight,
                                                 rows[story.colour_id] - rows[story.twin_id]) for story in stories])


def test_the_lens_on_texts_of_any_length(storyteller, stories):
    model = storyteller[0]
    stream = looking.last_streams(model, [story.prompt for story in stories])
    tokens = torch.tensor([story.colour_id for story in stories])
    found = lens.exercise.reference(stream, model.norm, model.token_embedding.weight, tokens)
    for column, story in enumerate(stories):
        assert torch.allclose(found[:, column], probability_by_layer(model, story.prompt, story.colour_id)[:, 0, -1],
                              atol=1e-5)
    assert found[1].max() < 0.1 and found[3].min() > 0.99    # nothing after one block, certain after three
    assert set(looking.first_guesses(model, stream, tokens).tolist()) <= {2, 3}
    assert looking.first_guesses(model, stream, tokens - tokens).tolist() == [4] * 12    # never


def test_parts_are_the_stream_and_their_votes_the_difference(storyteller, stories, cast):
    model = storyteller[0]
    names = looking.part_names(model)
    assert len(names) == 13 and names[0] == "embedding" and names[-1] == "feed-forward 2"
    for story, row in zip(stories, cast, strict=True):
        found = attribute(model, story.prompt, story.colour_id, instead=story.twin_id)
        assert row.sum().item() == pytest.approx(found.logit.item(), abs=1e-3)
        blocks = torch.cat([found.heads, found.feed_forward[..., None]], dim=2).flatten(1)
        whole = torch.cat([found.embedding[:, None], blocks], dim=1)
        assert torch.allclose(row, whole[0], atol=1e-3)
    assert cast[:, -1].mean() > 0.7 * cast.sum(1).mean()    # feed-forward 2 casts nearly all
    assert cast[:, names.index("head 0.0")].mean() < 0.05 * cast.sum(1).mean()


def test_who_brings_the_colour(storyteller, stories):
    means = looking.shares_at_end(storyteller[0], stories).mean(0).tolist()
    shares = dict(zip(looking.part_names(storyteller[0]), means, strict=True))
    assert shares["head 0.0"] > 0.97 and abs(shares["embedding"]) < 0.01
    assert max(shares[name] for name in ("head 0.1", "head 0.2", "head 1.1", "head 1.2")) < 0.05
    assert shares["head 0.0"] + shares["head 1.0"] > 1.5    # stations of one route


def test_a_route_that_is_broken(storyteller, stories):
    """The *Break it*: with head 1.0 held, 0.0 brings a quarter."""
    model, left = storyteller[0], []
    now, then = ("head", 0, 0), ("head", 1, 0)
    for story in stories:
        def difference(logits, story=story):
            return (logits[0, -1, story.twin_id] - logits[0, -1, story.colour_id]).item()

        theirs, own = read(model, story.twin_prompt, [now])[now], read(model, story.prompt, [then])[then]
        low, high = difference(model(story.prompt)), difference(model(story.twin_prompt))
        with changed(model, {now: put(theirs[:, -1], -1), then: put(own[:, -1], -1)}):
            left.append((difference(model(story.prompt)) - low) / (high - low))
    assert 0.1 < sum(left) / len(left) < 0.4


def test_tables_say_what_they_show(storyteller, stories, capsys):
    looking.print_head(storyteller[0], stories, 0, 0)
    assert capsys.readouterr().out.startswith("head 0.0 looks at the colour 0.7")
    stream = looking.last_streams(storyteller[0], [story.prompt for story in stories[:2]])
    looking.print_guesses(*storyteller, stream, [0, 3])
    first, last = capsys.readouterr().out.splitlines()
    assert last.split()[-2:] == ["·" + story.colour for story in stories[:2]] and first.startswith("after  0 blocks: ")
    assert looking.with_interval(torch.tensor([-0.001, 0.001, -0.002])) == "0.00 ± 0.00"


def test_pictures_say_in_words_what_they_show(cast):
    plot = lens_plot([[0.0, 0.1], [0.25, 0.75], [1.0, 0.5]], [[0.0, 0.0], [0.0, 0.2], [0.0, 0.0]])
    assert plot.alt.startswith("The lens gives the answer more than 50 % after 2 of 2 blocks (median). ")
    never = lens_plot([[0.0, 0.0], [0.9, 0.9], [0.1, 0.2]], [[0.0, 0.0]] * 3)
    assert never.alt.startswith("Even after all 2 blocks, the lens gives the answer no more than 50 % (median). ")
    assert "0.50 after 1, 0.75 after 2 blocks; another's answer is never above 0.20" in repr(plot)
    names = ["embedding", "head 0.0"]
    plot = votes_plot(names, torch.tensor([[0.0, 1.0], [0.0, 3.0]]), torch.tensor([[0.5, 0.0], [0.5, 0.0]]))
    assert "votes (logits): head 0.0 2.00; patched alone: share restored: embedding 0.50" in repr(plot)
    assert "Head 0.0 casts 100% of the vote; patched alone, embedding restores most, 50%." in repr(plot)
    plot = patch_map([[1.0, 0.0], [0.01, 1.0]], [" red", " the"])
    assert "A patch restores most at 'red' after 0 blocks, then at 'the' after 1 block." in repr(plot)
    assert "1.00 after 0 blocks at 'red' (position 0); 1.00 after 1 blocks at 'the' (position 1)" in repr(plot)
    for each in (plot, votes_plot(names, torch.ones(3, 2))):
        assert each.to_png()[:4] == b"\x89PNG"


@pytest.mark.asset("smollm2")
def test_prompts_differ_in_the_country_alone():
    from llm_edu.pretrained import load_smollm2

    model, tokenizer = load_smollm2()
    ids, capitals = prompts(tokenizer), capital_ids(tokenizer)
    assert ids.shape == (30, 8) and len(set(capitals.tolist())) == 30
    assert [place for place in range(8) if len(set(ids[:, place].tolist())) > 1] == [COUNTRY]
    with torch.no_grad():
        assert torch.equal(model(ids, last_only=True)[:, -1].argmax(-1), capitals)    # it knows them all


def test_block_23_hands_it_over():
    """What the lesson says of the kept measurement."""
    kept = load_measurement("pretrained_capitals")
    stream = torch.tensor(kept["stream"]["mean"])    # (31, 8)
    assert stream[:23, COUNTRY].min() > 0.9 and stream[24:, COUNTRY].abs().max() < 0.05
    assert stream[:23, 7].max() < 0.1 and stream[24:, 7].min() > 0.8
    assert stream[:, [0, 1, 2, 4, 5, 6]].abs().max() < 0.1
    heads = torch.tensor(kept["heads"]["mean"])[..., 0]    # (30, 9)
    assert divmod(int(heads.argmax()), 9) == (23, 4) and heads.flatten().sort().values[-2] < 0.6 * heads.max()
    assert kept["to the country"]["mean"][23][4] > 0.9
    off = kept["without"]
    assert off["right"][23][4] > 20 > off["block 23"]["right"]    # one head is not enough, the block is
    left = torch.tensor(off["difference"]["mean"])
    assert divmod(int(left.argmin()), 9) == (23, 4) and left.median() == pytest.approx(1, abs=0.01)
    words = kept["other words"]
    assert words["next country"]["23"]["mean"] > 0.9 and abs(words["same country"]["23"]["mean"]) < 0.05
    language = kept["another question"]    # what the country holds serves another question, too
    assert language["23"]["mean"] > 0.8 and abs(language["24"]["mean"]) < 0.1
    others = [abs(layer[COUNTRY]) for layer in kept["feed-forward"]["mean"]]
    assert others[0] > 0.98 and max(others[1:]) < 0.1
    moved = kept["without the strongest"]
    assert moved["without 23.4"]["way"]["mean"] < 0.6 * moved["whole"]["way"]["mean"]
    assert moved["without 23.4"]["23.5"]["mean"] > 1.5 * moved["whole"]["23.5"]["mean"]
    plot = handover_plot(kept["stream"], ["The", " capital", " of", " Greece", " is", " the", " city", " of"],
                         {COUNTRY: stream[:, COUNTRY], 7: stream[:, 7]})
    assert "After 24 blocks, a patch of the last token restores 0.86 of the difference, one of the country −0.01." in repr(plot)
    assert "all other positions at most 0.0" in repr(plot)


def test_what_is_printed_of_it(capsys):
    kept = load_measurement("pretrained_capitals")
    looking.print_heads(kept, [(23, 4), (29, 0)])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and lines[1].startswith("23.4") and lines[1].endswith("of 30")
    looking.print_other_words(kept)
    printed = capsys.readouterr().out
    assert re.search(r"same country +0\.00 ± 0\.00 +0\.02", printed) and max(map(len, printed.splitlines())) <= 96
