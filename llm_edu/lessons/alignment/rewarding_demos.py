"""What lesson 11's third sitting shows: two words, groups, kept trainings for good and bad rewards, and a live one."""

import textwrap

import torch

from llm_edu.alignment import by_text, draw_answers, train_grpo, whole_story, word_by_word
from llm_edu.intervals import wilson
from llm_edu.storyland import World
from llm_edu.training import TrainingConfig, load_storyteller
from llm_edu.training.storyteller import STORY

DRAWN = 8    # answers to each step of the two-word policy
ANSWERS, RATE = 32, 1.2e-3    # of a live round; AdamW's learning rate
STORIES, HEAT, MUON_RATE = 128, 1.3, 4e-3    # for whole stories; hot enough for some to go wrong


def draw_words(scores, count=DRAWN):
    """Which words a policy with these scores draws, and what they earn: word 0 is *yes*, and earns 1."""
    drawn = torch.multinomial(scores.detach().softmax(-1), count, replacement=True)
    return drawn, (drawn == 0).float()


def estimates(loss, baseline, times=300):
    """How much a step would raise the score of *yes*, by estimates from 8 draws each: (times,)"""
    found = []
    for _ in range(times):
        scores = torch.zeros(2, requires_grad=True)
        (gradient,) = torch.autograd.grad(loss(scores, *draw_words(scores), baseline), scores)
        found.append(-gradient[0])
    return torch.stack(found)


def print_estimates(loss, baselines):
    """For each baseline the mean of these estimates, and how far they spread."""
    for baseline in baselines:
        found = estimates(loss, baseline)
        print(f"baseline {baseline:>4}: {found.mean():5.2f} ± {found.std():.2f}, "
              f"{(found < 0).float().mean():4.0%} of them downwards")


def print_ends(learn, baselines, runs=10):
    """For each baseline where P(yes) has ended in some runs of `learn(baseline)`, which gives it as a number."""
    for baseline in baselines:
        print(f"baseline {baseline:>4}: P(yes)", *(f"{learn(baseline):.2f}" for _ in range(runs)))


def print_advantages(advantages_of, groups):
    """Groups of rewards and the advantages they get: {name: rewards}, all of one size"""
    found = advantages_of(torch.tensor(list(groups.values())))
    for (name, rewards), advantages in zip(groups.items(), found.tolist(), strict=True):
        print(f"{name:<13}{rewards}  →  ", *(f"{advantage + 0.0:5.2f}" for advantage in advantages))


def share(count, of):
    """A share with its 95 % interval, as text.

    >>> share(90, 100)
    '90.0 % (82.6 to 94.5)'
    """
    low, high = (100 * bound for bound in wilson(count / of, of))
    return f"{100 * count / of:.1f} % ({low:.1f} to {high:.1f})"


def print_grpo(kept, told=2000):
    """Stories before and after a training for whole ones, told alike. kept: alignment_grpo"""
    print(f"{'':<8}{'whole stories':<24}{'new':>5}{'choices':>9}{'plots':>7}{'words':>7}{'entropy':>9}")
    for when in ("before", "after"):
        row = kept["words"][when]
        print(f"{when:<8}{share(row['whole'], told):<24}{row['new']:>5,}{row['choices']:>9,}{row['plots']:>7.2f}"
              f"{row['words']:>7.1f}{row['entropy']:>9.2f}")
    before, after = (kept["words"][when]["whole"] / told for when in ("before", "after"))
    half = 1.96 * ((before * (1 - before) + after * (1 - after)) / told) ** 0.5
    print(f"not whole: {told * (1 - before):.0f}, then {told * (1 - after):.0f}; {100 * (after - before):.1f} points "
          f"more are whole ({100 * (after - before - half):.1f} to {100 * (after - before + half):.1f})")


def train_live(reward, rounds=14, kl_weight=0.0):
    """Storyteller after some rounds of GRPO for a reward of texts, printed as it goes.   ->   model, tokenizer

    reward: a function of a text, to a number   kl_weight: what a nat of distance costs
    """
    model, tokenizer = load_storyteller()

    def look(step, one, _):
        if step % 5 == 0 or step == rounds - 1:
            print(f"round {step + 1:>2}: reward {one.reward:5.2f}, {one.divergence:.2f} nats a token from Storyteller")

    config = TrainingConfig(rounds, batch_size=ANSWERS, accumulate=2, learning_rate=RATE, warmup=2, cooldown=0.3)
    train_grpo(model, [[tokenizer.special_tokens[STORY]]], by_text(tokenizer, reward), config, group_size=ANSWERS,
               kl_weight=kl_weight, callback=look)
    return model, tokenizer


def learn_whole_stories(rounds=8, seed=0, measured=256):
    """GRPO live for whole stories, a reward for each token, in about half a minute.   ->   model, tokenizer

    Prints how many stories at temperature 1.3 are whole: in some rounds, and of `measured` before and after.
    """
    model, tokenizer = load_storyteller()
    world, prompt = World(seed=0), [tokenizer.special_tokens[STORY]]
    judge = by_text(tokenizer, whole_story(world))

    def count():
        told = draw_answers(model, [prompt] * measured, 100, seed + 900, HEAT)
        return f"{sum(judge(prompt, ids) for ids in told):.0f} of {measured} are whole"

    def look(step, one, _):
        if step % 3 == 0 or step == rounds - 1:
            print(f"round {step + 1:>2}: {one.reward:.0%} whole, {one.divergence:.3f} nats a token from Storyteller")

    print("before:", count())
    config = TrainingConfig(rounds, batch_size=STORIES, accumulate=4, optimiser="muon", matrix_learning_rate=MUON_RATE,
                            learning_rate=MUON_RATE, warmup=1, cooldown=0.5, seed=seed)
    train_grpo(model, [prompt], word_by_word(world, tokenizer), config, group_size=STORIES, kl_weight=2.0,
               temperature=HEAT, callback=look)
    print("after: ", count())
    return model, tokenizer


def print_stories(told, width=110):
    """Stories by name, each cut after two lines. told: {name: text}"""
    for name, text in told.items():
        print(f"{name}:")
        print(textwrap.fill(" ".join(text.split()), width, initial_indent="  ", subsequent_indent="  ", max_lines=2,
                            placeholder=" …"))


def print_bad_rewards(kept, rounds=(1, 7, 13, 20, 40)):
    """The mean reward in some rounds, and how many of their 64 stories are whole. kept: alignment_exploit"""
    heads = "".join(f"{f'round {number}':>12}" for number in rounds)
    print(f"{'reward (whole of 64)':<28}{heads}   nats a token")
    for name, run in kept.results().items():
        looks = [run["rows"][number - 1] for number in rounds]
        cells = "".join(f"{f'{look[1]:.1f} ({look[2]})':>12}" for look in looks)
        print(f"{name:<28}{cells}{looks[-1][4]:>15.2f}")
