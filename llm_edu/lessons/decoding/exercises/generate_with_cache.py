"""``generate_with_cache``: each token read once."""

from dataclasses import dataclass

import torch

from llm_edu.course.checks.exercise import Exercise, scenario
from llm_edu.course.checks.showing import shown
from llm_edu.lessons.decoding.demos import CountingModel, tiny_talker
from llm_edu.lessons.decoding.demos import generate_with_cache as with_cache
from llm_edu.transformer import KVCache


def _cached(first=lambda prompt, cache: prompt, later=lambda ids: ids[-1:], stop_included=False, with_prompt=False,
            keeps_cache=True, capacity=lambda old, new: old + new, place=-1):
    """A generate_with_cache with one thing wrong. capacity: of so many tokens in the prompt and so many new ones"""

    def generate(model, prompt, max_new_tokens, stop):
        def new_cache():
            return KVCache(model.config, capacity=capacity(len(prompt), max_new_tokens))

        cache, new = new_cache(), []
        ids = first(list(prompt), cache)
        for _ in range(max_new_tokens):
            cache = cache if keeps_cache else new_cache()
            token = model(torch.tensor([ids]), cache=cache)[0, place].argmax().item()
            if token == stop:
                if stop_included:
                    new.append(token)
                break
            new.append(token)
            ids = later([*prompt, *new])
        return [*prompt, *new] if with_prompt else new

    return generate


class _Watched(CountingModel):
    """A model that keeps the cache of each call, None where there was none, and says what it reads."""

    def __init__(self, model):
        super().__init__(model)
        self.caches, self.ids = [], []

    def forget(self):
        """Begin to count anew."""
        self.caches, self.tokens_read, self.ids = [], 0, []

    def forward(self, ids, cache=None, **options):
        if not isinstance(ids, torch.Tensor) or ids.dim() != 2:
            what = f"one of shape {tuple(ids.shape)}" if isinstance(ids, torch.Tensor) else shown(ids, 40)
            raise TypeError(f"the model reads a tensor (1, time), such as torch.tensor([[3, 1, 4]]); it got {what}")
        self.caches.append(cache)
        self.ids += ids.flatten().tolist()
        return super().forward(ids, cache, **options)


@dataclass(frozen=True)
class _Run:
    """What came of a call, to compare; it reads as a sentence, since nobody is to return it."""

    returned: list
    read: str

    def __repr__(self):
        return f"returns {shown(self.returned)}; {self.read}"


def _how_it_read(model, text, new):
    """text: all ids, of which the last need not be read   new: how many of them may be written"""
    if not new:
        return "no token is asked for"
    if not model.caches:
        return "the model was never asked"
    many = f"{model.tokens_read} token{'s' * (model.tokens_read != 1)} read"
    counted = "each token read once" if model.ids in (text, text[:-1]) else many
    without, caches = model.caches.count(None), len(set(map(id, model.caches)))
    if without == len(model.caches):
        return f"{counted}, never with a cache"
    if without:
        return f"{counted}, {without} of {len(model.caches)} calls without a cache"
    return f"{counted}, with a cache" if caches == 1 else f"{counted}, with {caches} caches"


def _plain(id):
    """An id as a whole number, also one that is still in a tensor."""
    return id.item() if isinstance(id, torch.Tensor) and id.numel() == 1 else id if isinstance(id, int) else None


def _watched(prompt, max_new_tokens, stop, seed, before=()):
    """What is written, and whether the model has read each token once, all with one cache.

    before: another prompt, which the same model continues first
    """

    def run(generate):
        model, given = _Watched(tiny_talker(seed=seed)), list(prompt)
        if before:
            generate(model, list(before), max_new_tokens, stop)
            model.forget()
        new = generate(model, given, max_new_tokens, stop)
        text = [*prompt, *(map(_plain, new) if isinstance(new, list) else ())]
        changed = "" if given == list(prompt) else f"; the prompt has become {shown(given)}"
        return _Run(new, _how_it_read(model, text, max_new_tokens) + changed)

    first = f"after generate_with_cache(model, {list(before)}, {max_new_tokens}, stop={stop}), " if before else ""
    return scenario(run, f"{first}generate_with_cache(model, {list(prompt)}, {max_new_tokens}, stop={stop})")


def _scenarios():
    """Of growing length; with `at`, the stop is what the model says at that place."""
    runs = [([3], 1, 0), ([3], 2, 0), ([3, 1, 4], 1, 0), ([5, 8, 2], 4, 0), ([1, 2], 6, 0), ([7, 7, 7, 2], 8, 3),
            ([6, 0], 8, 1), ([4, 8, 1], 5, 2), ([3, 1], 0, 0), ([2, 7, 1, 8] * 6, 36, 0)]
    found = [_watched(prompt, count, with_cache(tiny_talker(seed=seed), prompt, 8, -1)[at] if at else -1, seed)
             for seed, (prompt, count, at) in enumerate(runs)]
    from_here = with_cache(tiny_talker(seed=3), [5, 8, 2], 3, -1)
    in_prompt = _watched([from_here[2], 8, 2], 4, from_here[2], seed=3)    # an end that was read ends nothing
    return [*found, in_prompt, _watched([5, 8, 2], 4, -1, seed=3, before=[1, 2, 6])]


exercise = Exercise(
    reference=with_cache,
    cases=_scenarios,
    keywords=("max_new_tokens", "stop"),
    hints=(
        "What has the cache not seen yet? Before the first call, it is the whole prompt. Before each later call, it "
        "is the newest token alone.",
        "cache = KVCache(model.config, capacity=…)\nids = the prompt as a tensor (1, time);  new = []\nwhile new has "
        "fewer than max_new_tokens:\n    token = argmax of model(ids, cache=cache)[0, -1], .item()\n    if it is stop: "
        "break\n    append it;  ids = the token alone, as a tensor (1, 1)\nreturn new",
    ),
)


@exercise.mistake("The ids are right, but you use no cache, so the model reads the whole text again at every step. "
                  "Pass it the cache, and then only what is new.")
def _without_any_cache(model, prompt, max_new_tokens, stop):
    new = []
    while len(new) < max_new_tokens:
        token = model(torch.tensor([[*prompt, *new]]))[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
    return new


exercise.mistake("You pass the whole text at every step *and* a cache that already knows it, so the model reads the "
                 "text once more after itself. After the first call, pass only the newest "
                 "token.", _cached(later=lambda ids: ids))
exercise.mistake("You pass the whole text at every step, and the cache stores it again after what it has: the model "
                 "reads everything again each time. After the first call, pass only the newest token.",
                 _cached(later=lambda ids: ids, capacity=lambda old, new: old + new + 99))
exercise.mistake("A new cache at every step remembers nothing. Make one cache, before the "
                 "loop.", _cached(keeps_cache=False))


@exercise.mistake("You never pass the cache to the model, so it knows only what you pass it in this call: model(ids, "
                  "cache=cache).")
def _forgets_to_hand_it_over(model, prompt, max_new_tokens, stop):
    ids, new = torch.tensor([prompt]), []
    while len(new) < max_new_tokens:
        token = model(ids)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        ids = torch.tensor([[token]])
    return new


exercise.mistake("The model reads only the last token of the prompt, so it does not know the others. Let the first "
                 "call read the whole prompt.", _cached(first=lambda prompt, cache: prompt[-1:]))


@exercise.mistake("The model reads the last token of the prompt twice. The call that reads the prompt already says "
                  "what comes next.")
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


@exercise.mistake("The ids are right, but `prompt` is longer afterwards, and the code that called your function still "
                  "needs it. Collect the new ids in a list of your own.")
def _lengthens_the_prompt(model, prompt, max_new_tokens, stop):
    new = _cached()(model, prompt, max_new_tokens, stop)
    prompt += new
    return new


exercise.mistake("You look at the logits of the *first* position that was read. The next token depends on those of "
                 "the last: [0, -1].", _cached(place=0))
exercise.mistake("The stop is not part of the text. Look at the token before you append it.",
                 _cached(stop_included=True))
exercise.mistake("Return the new ids alone, without the prompt.", _cached(with_prompt=True))
exercise.mistake("Your cache has room for the new tokens only. The model reads the prompt into it as well, and that "
                 "needs room, too.", _cached(capacity=lambda old, new: new))
exercise.mistake("Your cache has room for the prompt only. The model reads the new tokens into it as well, and they "
                 "need room, too.", _cached(capacity=lambda old, new: old))
