"""What lesson 07 runs beside its own cells: the plain form of each step, the story model, and its judge."""

import dataclasses
import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import fmean

import torch

from llm_edu.course.measuring import load_measurement
from llm_edu.decoding import Sampling, distinct_n, generate
from llm_edu.decoding.constraints import as_mask
from llm_edu.language_models import END_ID
from llm_edu.lessons.common.models import load_variant
from llm_edu.shapes_only import shapes_only
from llm_edu.storyland import World
from llm_edu.transformer import KVCache, Transformer, TransformerConfig

LOST = 0.1    # a model that gives more than this to words that cannot come is lost
LONGEST = 100    # words of a story that a model writes; the longest of 20,000 of Storyland has 84


# --- the steps of decoding as plain functions: what the exercises ask for, where the module holds them in classes


def apply_temperature(logits, temperature):
    """The probabilities to draw from, (vocab,): softmax(logits / temperature); at 0 all on the largest."""
    return Sampling(temperature=temperature).probabilities(logits)


def beam_step(beams, log_probabilities, width):
    """The `width` best ways to go on, the best first.

    beams: pairs (ids, log P of them)   log_probabilities: (beams, vocab), of the next token after each   ->   pairs

    >>> beam_step([([7], -1.0)], torch.tensor([[-3.0, -0.5]]), width=1)
    [([7, 1], -1.5)]
    """
    totals = torch.tensor([total for _, total in beams]).double()[:, None] + log_probabilities    # (beams, vocab)
    best = totals.flatten().topk(min(width, totals.numel()))
    vocab = log_probabilities.shape[1]
    return [([*beams[place // vocab][0], place % vocab], total)
            for total, place in zip(best.values.tolist(), best.indices.tolist(), strict=True)]


def only_allowed(logits, allowed):
    """Logits (vocab,) with -inf where a token is not among `allowed`, and the probability that was forbidden so."""
    mask = as_mask(allowed, len(logits))
    return logits.masked_fill(~mask, -torch.inf), logits.softmax(-1)[~mask].sum().item()


def generate_with_cache(model, prompt, max_new_tokens, stop):
    """The most probable token again and again: a list of new ids, without `stop`. Each token is read only once."""
    cache = KVCache(model.config, capacity=len(prompt) + max_new_tokens)
    ids, new = torch.tensor([prompt]), []
    for _ in range(max_new_tokens):
        token = model(ids, cache=cache)[0, -1].argmax().item()
        if token == stop:
            break
        new.append(token)
        ids = torch.tensor([[token]])
    return new


def judge_guess(wanted, proposed, token):
    """How a guess is judged: the probability that it is accepted, and what is drawn from if it is not.

    wanted: the large model's probabilities (vocab,)   proposed: those that the guess was drawn from
    (Leviathan et al. 2023, arXiv:2211.17192, section 2.3)

    >>> judge_guess(torch.tensor([0.25, 0.75]), torch.tensor([0.5, 0.5]), 0)
    (0.5, tensor([0., 1.]))
    """
    missing = (wanted - proposed).clamp(min=0)
    chance = min(1.0, (wanted[token] / proposed[token]).item())
    return chance, missing / missing.sum() if missing.any() else wanted


# --- models to check with


def tiny_talker(vocabulary=9, seed=0):
    """A transformer that has learned nothing and is sure of everything: 1 layer, large random weights."""
    config = TransformerConfig.gpt2(vocab_size=vocabulary, context_length=64, layers=1, width=16, heads=2)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Transformer(config)
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.dim() == 2:
                    parameter.normal_(std=0.5)
    return model.eval()


class CountingModel(torch.nn.Module):
    """A model that counts how many tokens it reads, and how often it is asked; all else is the model's.

    >>> model = CountingModel(tiny_talker())
    >>> logits = model(torch.tensor([[3, 1, 4]]))
    >>> model.tokens_read, model.calls
    (3, 1)
    """

    def __init__(self, model):
        super().__init__()
        self.model, self.config = model, model.config
        self.tokens_read = self.calls = 0

    @torch.no_grad()
    def forward(self, ids, cache=None, **options):
        self.tokens_read += ids.numel()
        self.calls += 1
        return self.model(ids, cache=cache, **options)

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(super().__getattr__("model"), name)


# --- models to look at


@lru_cache(maxsize=1)
def story_model() -> Transformer:
    """The story model that is shipped with the course, trained as in lesson 06."""
    from llm_edu.training import load_story_model

    return load_story_model().eval()


def story_model_of_lesson_05() -> Transformer:
    """Lesson 05's whole model after 3,000 steps: the same words, fewer things known."""
    return load_variant(World(seed=0), load_measurement("transformer_parts"), "whole", after=3_000)


def cut_to(model, blocks: int) -> Transformer:
    """A model's first blocks, with its own entrance and exit, as a model: nothing is copied, nothing is trained.

    >>> cut_to(tiny_talker(), 0)(torch.tensor([[3, 1]])).shape
    torch.Size([1, 2, 9])
    """
    with shapes_only():
        short = Transformer(dataclasses.replace(model.config, layers=max(1, blocks)))
    for name, part in model.named_children():
        setattr(short, name, part)
    short.blocks = model.blocks[:blocks]
    return short.eval()


# --- stories of the small model, judged by the world


def write_stories(model, strategy, count: int, seed: int = 0, prompt: Sequence[int] = (END_ID,), rows: int = 100):
    """Ids of `count` stories, each after the same prompt, which is part of them; without the end's."""
    stories = []
    while len(stories) < count:
        some = min(rows, count - len(stories))
        new = generate(model, [list(prompt)] * some, strategy, LONGEST + 1 - len(prompt), [END_ID], seed + len(stories))
        stories += [[*prompt[1:], *without_end(row)] for row in new.tolist()]
    return stories


def without_end(ids: Sequence[int]) -> list[int]:
    """The ids before the first end."""
    return list(ids[:ids.index(END_ID)]) if END_ID in ids else list(ids)


def judge_stories(world: World, stories: Sequence[Sequence[int]], known=frozenset()) -> dict[str, float]:
    """What a set of stories is worth: shares of whole, new (of the whole) and different ones, and distinct runs of 4.

    known: texts that the model has learned from
    """
    texts = [world.decode(ids) for ids in stories]
    whole = [text for text in texts if world.log_prob(text) > -math.inf]
    return {
        "whole": len(whole) / len(texts),
        "new": sum(text not in known for text in whole) / len(whole) if whole else math.nan,
        "different": len(set(texts)) / len(texts),
        "distinct 4": distinct_n(stories, 4),
        "words": fmean(map(len, stories)),
    }


def first_fault(world: World, ids: Sequence[int]) -> str | None:
    """Where a story stops being one: its last words, then in capitals what cannot be; None when it is whole."""
    words = [world.vocabulary[number] for number in ids]
    reading = world.read(words)
    wrong = reading.first_impossible()
    if wrong is None:
        return None if reading.log_prob > -math.inf else f"… {world.decode(ids[-8:])} THE END, too soon"
    before = world.decode(ids[max(0, wrong - 12):wrong])
    return f"… {before} {words[wrong].upper()}"


def mean_story_log_prob(model, stories: Sequence[Sequence[int]]) -> float:
    """log P of a story, in nats, as the model sees it: the mean. Equal stories are computed once."""
    found = {tuple(ids): model_log_prob(model, ids) for ids in {tuple(ids): ids for ids in stories}.values()}
    return fmean(found[tuple(ids)] for ids in stories)


@torch.no_grad()
def impossible_shares(model, world: World, ids: Sequence[int]) -> list[float]:
    """The probability that a model gives, before each word of a whole story and its end, to words that cannot follow.
    """
    chances = model(torch.tensor([[END_ID, *ids]]))[0].softmax(-1)    # (words + 1, vocab)
    words = [world.vocabulary[number] for number in ids]
    shares = []
    for place in range(len(words) + 1):
        possible = world.encode(list(world.next_distribution(words[:place])))
        shares.append(1 - chances[place, possible].sum().item())
    return shares


def print_lost_places(model, world: World, stories: Sequence[Sequence[int]], count: int = 4) -> None:
    """The places of true stories at which a model gives most to words that cannot come, and which words.

    stories: lists of ids   count: how many places; of those behind the same two words, only the worst is printed
    """
    places = [(share, story, place) for story in stories
              for place, share in enumerate(impossible_shares(model, world, story)) if share > LOST]
    worst = {}    # the two words before -> the first that comes, which is the worst
    for _, story, place in sorted(places, key=lambda found: -found[0]):
        worst.setdefault(tuple(story[max(0, place - 2):place]), (story[:place], [*story, END_ID][place]))
    for before, right in list(worst.values())[:count]:
        print_lost_place(model, world, before, right)


@torch.no_grad()
def print_lost_place(model, world: World, before: Sequence[int], right: int) -> None:
    """The last words, the likeliest of the words that cannot come, and the one that came, with their probabilities."""
    chances = model(torch.tensor([[END_ID, *before]]))[0, -1].softmax(-1)
    possible = world.encode(list(world.next_distribution([world.vocabulary[id] for id in before])))
    wrong = chances.index_fill(0, torch.tensor(possible), 0.0).argmax().item()

    def named(id):
        return f"{'THE END' if id == END_ID else world.vocabulary[id]} {chances[id]:.0%}"

    others = len(possible) - 1
    more = f", like {others} others" if others > 1 else ", like one other" if others else ""
    print(f"… {world.decode(before[-14:])} ___\n    {named(wrong)}: impossible; {named(right)}: right{more}")


@torch.no_grad()
def model_log_prob(model, ids: Sequence[int], start: int = 0) -> float:
    """log P of a story's words from `start` on and its end, in nats, as the model sees it."""
    logs = model(torch.tensor([[END_ID, *ids]]))[0].log_softmax(-1)    # (words + 1, vocab)
    targets = torch.tensor([*ids, END_ID])
    return logs.gather(-1, targets[:, None])[start:].sum().item()
