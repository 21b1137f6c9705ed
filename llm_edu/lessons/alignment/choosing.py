"""What lesson 11's second sitting needs: stories, clicks of a made-up reader, what was learned from them."""

import math
import random
from collections import Counter

import torch

from llm_edu.alignment import draw_answers, variety
from llm_edu.intervals import wilson
from llm_edu.storyland import World, split_words
from llm_edu.storyland.village import PETS
from llm_edu.training import TrainingConfig
from llm_edu.training.storyteller import STORY

AT_ONCE = 128
# How Storyteller is turned by DPO in the lesson: as the arena does it, in fewer and larger steps.
MILD = TrainingConfig(16, batch_size=8, optimiser="muon", matrix_learning_rate=0.002, learning_rate=0.004, momentum=0.9,
                      warmup=2, cooldown=0.5)
RARE, COMMON = 0.01, 0.95    # the shares of stories between which a word tells something


def draw_stories(model, tokenizer, count, seed, longest=100):
    """Stories that a model tells unasked: as lists of ids, and as texts."""
    prompt, special, ids = [tokenizer.special_tokens[STORY]], set(tokenizer.special_tokens.values()), []
    while len(ids) < count:
        ids += draw_answers(model, [prompt] * min(AT_ONCE, count - len(ids)), longest, 100_000 * seed + len(ids))
    return ids, [tokenizer.decode([token for token in story if token not in special]).strip() for story in ids]


def words_held(stories):
    """Which words which story holds, (stories, words), 0 or 1; and these words, in alphabetical order.

    Words that hardly any story holds, or nearly every one, are left out.
    """
    held = [set(split_words(story)) for story in stories]
    counts = Counter(word for words in held for word in words)
    words = sorted(word for word, count in counts.items() if RARE <= count / len(stories) <= COMMON)
    return torch.tensor([[float(word in story) for word in words] for story in held]), words


def clicks_of(reader, stories, count, seed):
    """So many choices of a reader between two stories drawn at random: numbers of stories, the preferred first.

    ->   (count, 2)
    """
    chance, clicks = random.Random(seed), []
    for _ in range(count):
        first, second = chance.sample(range(len(stories)), 2)
        first_wins = reader.prefers_first(stories[first], stories[second], chance)
        clicks.append((first, second) if first_wins else (second, first))
    return torch.tensor(clicks)


def best_beside_worst(worths, count, seed):
    """The numbers of the stories of most worth, and of as many of least, each in a random order: two lists.

    >>> best_beside_worst(torch.tensor([1.0, 3.0, 2.0, 0.0]), 1, seed=0)
    [[1], [3]]
    """
    order, chance = worths.argsort(stable=True).tolist(), random.Random(seed)
    return [chance.sample(side, count) for side in (order[-count:], order[:count])]


def print_strongest(words, weights, clicks, count=5):
    """The words with the largest weights and with the smallest, and what an animal is worth on average."""
    order = weights.argsort(stable=True).tolist()
    animals = [weights[place].item() for place, word in enumerate(words) if word in PETS]
    print(f"after {clicks:,} clicks: mean weight of an animal {sum(animals) / max(1, len(animals)):+.2f}")
    for sides, places in (("highest", order[:-count - 1:-1]), ("lowest", order[:count])):
        print(f"  {sides:<8} " + ", ".join(f"{words[place]} {weights[place]:+.2f}" for place in places))


def agreement(proxy, truth):
    """Of all pairs of stories that are worth different amounts: the share in which the proxy finds the same one better.

    proxy, truth: (stories,)
    """
    gaps, true_gaps = (each[:, None] - each for each in (proxy, truth))    # (stories, stories)
    different = true_gaps > 0
    return ((gaps > 0)[different].double() + (gaps == 0)[different].double() / 2).mean().item()


def print_agreement(proxies, truth):
    """proxies: {clicks: rewards learned from so many, each (stories,)}   truth: (stories,)"""
    print("                      mean agreement    worst    best")
    for clicks, rewards in proxies.items():
        shares = [agreement(reward, truth) for reward in rewards]
        print(f"{clicks:>5,} clicks, {len(rewards):>2} times{sum(shares) / len(shares):>15.0%}{min(shares):>12.0%}"
              f"{max(shares):>8.0%}")


def print_beliefs(arena, reader, others=3):
    """What an arena's reward model believes of a reader whose taste is known, beside what is true.

    A belief is how often she would choose a story with one animal more (ten words fewer) that is alike else.
    """
    beliefs = [belief for belief in arena.taste.beliefs() if belief["kind"] != "word"]
    known = [next(belief for belief in beliefs if belief["name"] == name) for name in ("animals", "length")]
    print(f"{'Anna would choose':<32}believed   95 % interval   true")
    for belief in known + [belief for belief in beliefs if belief not in known][:others]:
        print(f"{what_of(belief):<32}{belief['share']:>8.0%}{belief['low']:>9.0%} to {belief['high']:.0%}"
              f"{true_share(belief, reader):>10.0%}")


def what_of(belief):
    """
    >>> what_of({"kind": "short", "name": "length"}), what_of({"kind": "group", "name": "colours"})
    ('ten words shorter', 'one more word: colours')
    """
    if belief["kind"] in ("long", "short"):
        return f"ten words {belief['kind']}er"
    return f"one more word: {belief['name']}"


def true_share(belief, reader):
    """How often she chooses so in truth."""
    if belief["kind"] in ("long", "short"):
        gap = 10 * reader.per_word * (1 if belief["kind"] == "long" else -1)
    else:
        gap = max(reader.likes.values(), default=0.0) if belief["name"] == "animals" else 0.0
    return 1 / (1 + math.exp(-gap))


def blind_stories(arena):
    """The stories of an arena's blind test: those from before, those from after."""
    sides = list(zip(arena.blind, arena.result["afters"], strict=True))
    return [pair[is_left] for pair, is_left in sides], [pair[not is_left] for pair, is_left in sides]


def print_price(arena):
    """What the stories of a blind test are like, before and after."""
    world, found = World(seed=0), arena.result
    print(f"new stories: preferred in {found['share']:.0%} of pairs (95 % interval {found['low']:.0%} to "
          f"{found['high']:.0%})")
    print("         whole   entropy of plots    words a story")
    for name, stories in zip(("before", "after"), blind_stories(arena), strict=True):
        print_variety(name, variety(world, stories))


def print_variety(name, found):
    """A line: how many of the stories are whole, how varied their plots are, and how long they are."""
    print(f"{name:<8}{found.whole / found.count:>6.0%}{found.plots:>13.1f} nats{found.words:>15.0f}")


def print_chosen(name, stories, before, reader):
    """How often a reader prefers one of these stories to one from before, over all pairs; and how many are whole."""
    worths, befores = (torch.tensor([reader.reward(text) for text in each]) for each in (stories, before))
    share = torch.sigmoid(worths[:, None] - befores).mean().item()
    found = variety(World(seed=0), stories)
    low, high = wilson(found.whole / found.count, found.count)
    print(f"{name}: preferred {share:.0%}, whole {found.whole / found.count:.0%} ({low:.0%} to {high:.0%}), "
          f"entropy of plots {found.plots:.1f} nats")
