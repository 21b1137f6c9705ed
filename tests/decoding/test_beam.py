"""Beam search: against transformers, against greedy, against trying everything."""

import itertools
import math
import random

import pytest
import torch
from model_pairs import in_transformers, small_model

from llm_edu.decoding import BeamSearch, Greedy, beam_steps, generate, stream
from llm_edu.decoding.beam import search_batch
from llm_edu.decoding.prompts import pad_left
from llm_edu.decoding.stopping import Stopping

STOP = 3


def hypotheses(model, prompts, strategy, count, stop=()):
    """All that a search has found, for each prompt."""
    return search_batch(model, *pad_left(prompts), strategy, count, Stopping(stop))


def log_probability(model, prompt, new):
    """The definition: the whole text through the model, log P of each new token, summed."""
    with torch.no_grad():
        logs = model(torch.tensor([[*prompt, *new]]))[0].log_softmax(-1)
    return sum(logs[len(prompt) + place - 1, token].item() for place, token in enumerate(new))


def theirs_found(model, prompt, strategy, count, stop):
    """What transformers returns: (new ids, score) for each beam, the best first."""
    ids = torch.tensor([prompt])
    if strategy.width == 1:    # to transformers this is no beam search, and it tells no score
        row = model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=count,
                             eos_token_id=stop, pad_token_id=stop)[0, len(prompt):].tolist()
        yield row, None
        return
    out = model.generate(ids, attention_mask=torch.ones_like(ids), num_beams=strategy.width, do_sample=False,
                         length_penalty=strategy.length_penalty, early_stopping=strategy.early_stopping,
                         max_new_tokens=count, eos_token_id=stop, pad_token_id=stop, output_scores=True,
                         num_return_sequences=strategy.width, return_dict_in_generate=True)
    for row, score in zip(out.sequences[:, len(prompt):].tolist(), out.sequences_scores.tolist(), strict=True):
        yield row[:row.index(stop) + 1] if stop in row else row, score


CASES = [(width, penalty, early) for width in (1, 2, 3, 5, 8) for penalty in (0.0, 0.6, 1.0, 2.0, -0.5)
         for early in (True, False)]


@pytest.mark.parametrize("part", range(5))
def test_beam_search_equals_transformers(part):
    """50 prompts in all, each with another width, length penalty, and early_stopping, most with a stop id."""
    pytest.importorskip("transformers")
    model = small_model(seed=part)
    theirs, chance = in_transformers(model), random.Random(part)
    lengths = set()
    for number, (width, penalty, early) in enumerate(CASES[part::5]):
        prompt = [chance.randrange(24) for _ in range(chance.randint(1, 12))]
        strategy, stop = BeamSearch(width, penalty, early), STOP if number % 4 else None
        (found,) = hypotheses(model, [prompt], strategy, 12, () if stop is None else stop)
        expected = list(theirs_found(theirs, prompt, strategy, 12, stop))
        for (ids, score), text in zip(expected, found, strict=True):
            assert width == 1 or text.score == pytest.approx(score, abs=1e-4)
            near = width > 1 and sum(abs(other - score) < 1e-3 for _, other in expected) > 1
            assert text.ids == ids or near    # where two scores are as good as equal, either may be first
        lengths |= {len(text.ids) for text in found}
        assert generate(model, prompt, strategy, 12, () if stop is None else stop)[0].tolist() == found[0].ids
    assert len(lengths) > 2    # else stopping has hardly been tried


def test_one_beam_is_greedy():
    for seed in range(10):
        model, prompts = small_model(seed), [[seed, 5], [7, 7, seed], [9]]
        one, greedy = (generate(model, prompts, strategy, 20, STOP) for strategy in (BeamSearch(1), Greedy()))
        assert torch.equal(one, greedy)


@pytest.mark.parametrize("penalty", [0.0, 1.0, 1.5])
def test_beams_for_everything_find_the_best(penalty):
    """With as many beams as there are texts nothing is pruned: the result is the best of all, tried one by one."""
    model, prompt, stop, longest = small_model(seed=4, vocab=4, spread=1.0), [1, 2], 0, 4
    texts = [(*begin, stop) for length in range(longest) for begin in itertools.product((1, 2, 3), repeat=length)]
    texts += list(itertools.product((1, 2, 3), repeat=longest))
    logs = {text: log_probability(model, prompt, text) for text in texts}
    assert math.fsum(map(math.exp, logs.values())) == pytest.approx(1, abs=1e-5)    # these are all texts
    scores = {text: value / len(text) ** penalty for text, value in logs.items()}
    best = sorted(texts, key=scores.get, reverse=True)
    (found,) = hypotheses(model, [prompt], BeamSearch(len(texts), penalty, early_stopping=False), longest, stop)
    assert [tuple(text.ids) for text in found] == best
    assert [text.score for text in found] == pytest.approx([scores[text] for text in best], abs=1e-5)
    narrow = generate(model, prompt, BeamSearch(1, penalty), longest, stop)[0].tolist()
    assert penalty or scores[tuple(narrow)] < scores[best[0]]    # so that the search had something to find


def test_unequal_prompts_equal_single_searches():
    model = small_model(seed=2)
    prompts = [[3, 1, 4, 1, 5, 9, 2, 6], [2], [7, 1, 8], [2, 7, 1, 8, 2, 8, 1, 8]]
    for strategy in (BeamSearch(3), BeamSearch(4, 0.0, early_stopping=False), BeamSearch(40)):
        together = hypotheses(model, prompts, strategy, 10, STOP)
        rows = generate(model, prompts, strategy, 10, STOP).tolist()
        for prompt, found, row in zip(prompts, together, rows, strict=True):
            (alone,) = hypotheses(model, [prompt], strategy, 10, STOP)
            assert [text.ids for text in found] == [text.ids for text in alone]
            assert row == found[0].ids + found[0].ids[-1:] * (len(row) - len(found[0].ids))
            for text in found:    # and the cache was kept in order: each score is that of its own text
                assert text.log_probability == pytest.approx(log_probability(model, prompt, text.ids), abs=1e-4)


def test_steps_tell_what_happened():
    model, prompt = small_model(seed=2), [3, 1]
    steps = list(beam_steps(model, prompt, 3, max_new_tokens=8, stop=STOP))
    (found,) = hypotheses(model, [prompt], BeamSearch(3), 8, STOP)
    assert steps[-1].finished == found and [step.number for step in steps] == list(range(1, len(steps) + 1))
    before = [[]]
    ended = 0
    for step in steps:
        logs = [candidate.log_probability for candidate in step.candidates]
        assert logs == sorted(logs, reverse=True) and len(logs) == 6
        texts = [[*before[candidate.parent], candidate.token] for candidate in step.candidates]
        for text, log in zip(texts, logs, strict=True):
            assert log == pytest.approx(log_probability(model, prompt, text), abs=1e-4)
        kept = [text for text, candidate in zip(texts, step.candidates, strict=True) if candidate.kept]
        assert kept == [beam.ids for beam in step.beams] and (len(kept) == 3 or step is steps[-1])
        ended += sum(candidate.finished for candidate in step.candidates)
        assert len(step.finished) == min(ended, 3)
        assert not any(candidate.kept and candidate.finished for candidate in step.candidates)
        before = kept
    assert ended >= 3 and any(not (one.kept or one.finished) for step in steps for one in step.candidates)


def test_a_model_without_layers_is_searched_too():
    """Lesson 05 takes all blocks out; such a model sees the last token alone, and its cache holds nothing."""
    model = small_model(0, layers=0)
    (found, *_), = hypotheses(model, [[1, 2, 5]], BeamSearch(3), 4)
    assert len(found.ids) == 4
    assert found.log_probability == pytest.approx(log_probability(model, [5], found.ids), abs=1e-4)


def test_a_longer_text_needs_a_bonus():
    """log P alone falls with every token, so without a length penalty the shorter text wins."""
    model, lengths = small_model(seed=6), []
    for penalty in (0.0, 3.0):
        found = [hypotheses(model, [[seed]], BeamSearch(4, penalty, early_stopping=False), 12, STOP)[0][0]
                 for seed in range(8)]
        lengths.append(sum(len(text.ids) for text in found))
    assert lengths[0] < lengths[1]


def test_requests_that_make_no_sense():
    model = small_model(seed=0)
    for wrong in ({"width": 0}, {"width": 1.5}, {"width": 2.0}, {"width": math.inf},
                  {"width": 2, "length_penalty": math.nan}):
        with pytest.raises(ValueError, match=list(wrong)[-1]):
            BeamSearch(**wrong)
    with pytest.raises(ValueError, match="context holds 64"):
        generate(model, [1] * 60, BeamSearch(2), 10)
    with pytest.raises(ValueError, match="one prompt, not 2"):
        beam_steps(model, [[1], [2]], 2)
    with pytest.raises(ValueError, match="use generate"):
        stream(model, [1], BeamSearch(2), 8)
    assert generate(model, [[1], [2]], BeamSearch(2), 0).shape == (2, 0)
