"""What the checks of lesson 07 say to answers that are wrong in a way of their own, and how a scenario reads."""

import pytest
import torch

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.checking import report_on
from llm_edu.course.checks.judging import judge
from llm_edu.lessons.decoding import demos as demo
from llm_edu.transformer import KVCache


def said(name, attempt):
    exercise = catalogue.find(name)
    return str(report_on(exercise, judge(exercise, attempt)))


def generates(call=lambda model, ids, cache: model(ids, cache=cache), capacity=lambda old, new: old + new,
              first=lambda prompt: torch.tensor([prompt]), later=lambda token: torch.tensor([[token]])):
    def generate_with_cache(model, prompt, max_new_tokens, stop):
        cache = KVCache(model.config, capacity=capacity(len(prompt), max_new_tokens))
        ids, new = first(prompt), []
        while len(new) < max_new_tokens:
            token = call(model, ids, cache)[0, -1].argmax().item()
            if token == stop:
                break
            new.append(token)
            ids = later(token)
        return new

    return generate_with_cache


def test_a_cache_that_is_not_handed_over_is_told_apart_from_a_new_one_each_time():
    assert said("generate_with_cache", generates()).startswith("✓")
    forgotten = said("generate_with_cache", generates(call=lambda model, ids, cache: model(ids)))
    assert "You never pass the cache" in forgotten and "A new cache" not in forgotten
    assert "expected  returns [7]; each token read once, with a cache\n" in forgotten
    assert "got       returns [7]; each token read once, never with a cache\n" in forgotten
    new = said("generate_with_cache", generates(call=lambda model, ids, cache: model(ids, cache=KVCache(model.config))))
    assert "A new cache at every step remembers nothing" in new and "with 2 caches" in new


@pytest.mark.parametrize(
    ("options", "words"),
    [({"capacity": lambda old, new: new}, "room for the new tokens only"),
     ({"capacity": lambda old, new: old}, "room for the prompt only"),
     ({"first": lambda prompt: prompt}, "such as torch.tensor([[3, 1, 4]]); it got [3]"),
     ({"later": lambda token: [[token]]}, "it got [[8]]"),
     ({"later": lambda token: torch.tensor([token])}, "it got one of shape (1,)")])
def test_what_the_model_cannot_read_is_named(options, words):
    text = said("generate_with_cache", generates(**options))
    assert words in text and ("room" in words) == ("room" in text)


def test_a_result_of_the_wrong_type_is_called_what_is_returned():
    def as_tensor(*arguments):
        return torch.tensor(demo.generate_with_cache(*arguments))

    assert "At .returned: it should be a list; yours is a tensor" in said("generate_with_cache", as_tensor)
    assert "returns None; " in said("generate_with_cache", lambda model, prompt, max_new_tokens, stop: None)


@pytest.mark.parametrize("missing", [lambda gap: gap.abs(), lambda gap: gap.softmax(-1),
                                     lambda gap: gap.clamp(min=0).softmax(-1)], ids=["abs", "softmax", "clamped"])
@pytest.mark.parametrize("guard", [True, False])
def test_what_is_not_missing_stays_0(missing, guard):
    def judged(wanted, proposed, token):
        chance, rest = demo.judge_guess(wanted, proposed, token)
        if guard and not (wanted > proposed).any():
            return chance, rest
        rest = missing(wanted - proposed)
        return chance, rest / rest.sum()

    text = said("judge_guess", judged)
    assert "nothing is missing" in text or "Softmax is for scores" in text


def test_both_sides_of_the_mean_of_shares():
    def share(text, n):
        runs = [tuple(text[start:start + n]) for start in range(len(text) - n + 1)]
        return len(set(runs)) / len(runs)

    def unguarded(texts, n):
        return sum(share(text, n) for text in texts) / len(texts)

    def guarded(texts, n):
        shares = [share(text, n) for text in texts if len(text) >= n]
        return sum(shares) / len(shares)

    for attempt, begins in ((unguarded, "You divide text by text"), (guarded, "You calculate the share of each text")):
        text = said("distinct_n", attempt)
        assert begins in text and "the runs of all texts together first" in text


@pytest.mark.parametrize("best", [lambda logits: (logits == logits.max()).float(),
                                  lambda logits: torch.where(logits == logits.max(), 1.0, 0.0)])
def test_equal_logits_at_temperature_0(best):
    text = said("apply_temperature", lambda x, t: best(x) if t == 0 else (x / t).softmax(-1))
    assert "Only the first of them gets the 1" in text and "sum to 1" not in text


def test_who_changes_what_was_given_is_told_once():
    def keep_min_p(probabilities, p):
        probabilities[probabilities < p * probabilities.max()] = 0.0
        return probabilities / probabilities.sum()

    told = said("keep_min_p", keep_min_p)
    assert told.count("The result is right, but") == 1 and "you change the probabilities that you were given" in told


def test_any_of_equally_probable_tokens_may_be_kept():
    def keep_top_p(probabilities, p, last=-1):
        order = sorted(range(len(probabilities)), key=lambda token: (-probabilities[token].item(), last * token))
        result, total = torch.zeros_like(probabilities), 0.0
        for token in order:
            if total < p:
                result[token] = probabilities[token]
                total += probabilities[token].item()
        return result / total

    assert said("keep_top_p", keep_top_p).startswith("✓")
    assert said("keep_top_p", lambda probabilities, p: keep_top_p(probabilities, p, last=1)).startswith("✓")
    elsewhere = said("keep_top_p", lambda probabilities, p: keep_top_p(probabilities, p).roll(1))
    assert elsewhere.startswith("✗") and "their tokens' positions" in elsewhere    # of two, the other way round is also sorted
