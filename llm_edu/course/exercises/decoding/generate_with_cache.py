"""``generate_with_cache``: each token read once."""

import torch

from llm_edu.course.demos.decoding import CountingModel
from llm_edu.course.demos.decoding import generate_with_cache as with_cache
from llm_edu.course.demos.decoding import tiny_talker
from llm_edu.course.exercise import Exercise, Mistake, scenario
from llm_edu.course.exercises.decoding.common import LESSON
from llm_edu.transformer import KVCache


def _cached(first=lambda prompt, cache: prompt, later=lambda ids: ids[-1:], stop_included=False, with_prompt=False,
            keeps_cache=True, capacity=0, ends=True):
    """A generate_with_cache with one thing wrong."""

    def generate(model, prompt, max_new_tokens, stop):
        def new_cache():
            return KVCache(model.config, capacity=len(prompt) + max_new_tokens + capacity)

        cache, new = new_cache(), []
        ids = first(list(prompt), cache)
        for _ in range(max_new_tokens):
            cache = cache if keeps_cache else new_cache()
            token = model(torch.tensor([ids]), cache=cache)[0, -1].argmax().item()
            if token == stop and ends:
                if stop_included:
                    new.append(token)
                break
            new.append(token)
            ids = later([*prompt, *new])
        return [*prompt, *new] if with_prompt else new

    return generate


def _without_any_cache(model, prompt, max_new_tokens, stop):
    new = []
    while len(new) < max_new_tokens:
        token = model(torch.tensor([[*prompt, *new]]))[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new


def _reads_the_last_again(model, prompt, max_new_tokens, stop):
    cache = KVCache(model.config)
    model(torch.tensor([prompt]), cache=cache)
    new, token = [], prompt[-1]
    while len(new) < max_new_tokens:
        token = model(torch.tensor([[token]]), cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new


def _one_by_one(model, prompt, max_new_tokens, stop):
    cache, new = KVCache(model.config), []
    for token in prompt:
        logits = model(torch.tensor([[token]]), cache=cache)
    for _ in range(max_new_tokens):
        token = int(logits[0, 0].argmax())
        if token == stop:
            return new
        new.append(token)
        logits = model(torch.tensor([[token]]), cache=cache)
    return new


def _recursive(model, prompt, max_new_tokens, stop, cache=None):
    cache = cache or KVCache(model.config)
    if max_new_tokens == 0:
        return []
    token = model(torch.tensor([prompt]), cache=cache)[:, -1].argmax(-1).item()
    return [] if token == stop else [token, *_recursive(model, [token], max_new_tokens - 1, stop, cache)]


def _watched(prompt, max_new_tokens, stop, seed):
    """What is written, and whether the model has read each token once; the last new one need not be read at all."""

    def run(generate):
        model = CountingModel(tiny_talker(seed=seed))
        new = generate(model, list(prompt), max_new_tokens, stop)
        once = len(prompt) + len(new) - model.tokens_read in (0, 1)
        return {"new ids": new, "tokens read": "each once" if once else model.tokens_read}

    return scenario(run, f"generate_with_cache(model, {list(prompt)}, {max_new_tokens}, stop={stop})")


generate_with_cache = Exercise(
    "generate_with_cache",
    lesson=LESSON,
    reference=with_cache,
    cases=lambda: [_watched(prompt, count, with_cache(tiny_talker(seed=seed), prompt, 8, -1)[at] if at else -1, seed)
                   for seed, (prompt, count, at) in enumerate([([3], 1, 0), ([3], 2, 0), ([3, 1, 4], 1, 0),
                                                               ([5, 8, 2], 4, 0), ([1, 2], 6, 0), ([7, 7, 7, 2], 8, 3),
                                                               ([6, 0], 8, 1), ([4, 8, 1], 5, 2)])],
    hints=(
        "What has the cache not seen yet? Before the first call the whole prompt, before each later one the newest "
        "token alone.",
        "cache = KVCache(model.config, capacity=…)\nids = the prompt as a tensor (1, time);  new = []\nwhile new has "
        "fewer than max_new_tokens:\n    token = argmax of model(ids, cache=cache)[0, -1], .item()\n    if it is stop: "
        "break\n    append it;  ids = the token alone, as a tensor (1, 1)\nreturn new",
    ),
    mistakes=[
        Mistake(_without_any_cache, "The right words, but look how many tokens were read: the whole text at every "
                "step. That is what the cache is to spare: hand it over, and then only what is new."),
        Mistake(_cached(later=lambda ids: ids), "You hand over the whole text at every step *and* a cache that knows "
                "it already, so it is read behind itself. After the first call: only the newest token."),
        Mistake(_cached(later=lambda ids: ids, capacity=99), "You hand over the whole text at every step, and the "
                "cache stores it behind what it knows: the model reads everything twice. After the first call: only "
                "the newest token."),
        Mistake(_cached(keeps_cache=False), "A new cache at every step remembers nothing. Make one, before the loop."),
        Mistake(_cached(first=lambda prompt, cache: prompt[-1:]), "Only the prompt's last token is read, so the model "
                "does not know the rest. The first call reads the whole prompt."),
        Mistake(_reads_the_last_again, "The prompt's last token is read twice: the call that reads the prompt already "
                "says what comes next."),
        Mistake(_cached(stop_included=True), "The stop is not part of the text: look at the token before you append "
                "it."),
        Mistake(_cached(with_prompt=True), "The new ids alone, without the prompt."),
        Mistake(_cached(ends=False), "You never stop before max_new_tokens: the text ends where the stop comes."),
        Mistake(_cached(capacity=-2), "The cache has too few places. It needs one for each token that is read: the "
                "prompt's, and the new ones."),
    ],
    also_right=[_one_by_one, _recursive],
    equivalent_mutants={
        "len(prompt) + max_new_tokens → len(prompt) * max_new_tokens in: cache = KVCache(model.config, "
        "capacity=len(prompt) + max_new_tokens)":
            "as much room, or more",
        "0 → -1 in: token = model(ids, cache=cache)[0, -1].argmax().item()":
            "there is one row, the first and the last",
    },
)
