"""What lesson 11's last sitting shows: two words, groups, saved runs for good and bad rewards, and a live one."""

import textwrap
from collections import Counter
from statistics import fmean

import torch

from llm_edu.alignment import PossibleTokens, by_text, draw_answers, train_by_tries, train_grpo
from llm_edu.alignment.next_word_groups import draw_tries, expected_mistakes, went_well
from llm_edu.intervals import wilson
from llm_edu.language_models import END_ID
from llm_edu.storyland import World
from llm_edu.training import TrainingConfig, load_storyteller
from llm_edu.training.storyteller import STORY

DRAWN = 8    # answers to each step of the two-word policy
ANSWERS, RATE = 32, 1.2e-3    # of a live round; AdamW's learning rate
MUON_RATE = 4e-3    # for whole stories


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
              f"{(found < 0).float().mean():4.0%} of the estimates point the wrong way")


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


# what a learner calls the runs of alignment_exploit
SAID = {"colours": "colours", "length": "length", "colours, distance costs 0.5": "colours, KL penalty 0.5"}
WAYS = {"words": "one try a position", "tries": "64 tries a position", "tries, seed 1": "… another seed"}


def print_grpo(kept, told=2000):
    """Stories before and after trainings for whole ones, told alike. kept: alignment_grpo"""
    runs = kept.results()
    rows = {"before": kept["tries"]["before"]} | {said: runs[run]["after"] for run, said in WAYS.items() if run in runs}
    print(f"{'':<20}{'whole stories':<23}{'new':>6}{'choices':>9}{'plots':>7}{'words':>7}")
    for name, row in rows.items():
        print(f"{name:<20}{share(row['whole'], told):<23}{row['new']:>6,}{row['choices']:>9,}{row['plots']:>7.2f}"
              f"{row['words']:>7.1f}")
    for name in ("before", WAYS["tries"]):
        plots, names = (sorted(rows[name]["spread"][kind].values()) for kind in ("plots", "names"))
        print(f"{name}: each plot has {plots[0]} to {plots[-1]} of the whole stories, each name is in {names[0]} to "
              f"{names[-1]}")
    agreement = {WAYS[run]: fmean(runs["signal"][run]) for run in ("words", "tries")}
    print("cosine of the gradients from two sets of stories:\n ",
          ", ".join(f"{cosine:.2f} with {name}" for name, cosine in agreement.items()))


def print_tries(beginning, tries=64, seed=0):
    """What Storyteller says next after the beginning of a story, tried many times, and the advantages of these tries.

    First the most frequent tokens that Storyland allows, then those that it does not.
    """
    model, tokenizer = load_storyteller()
    ids = tokenizer.encode(beginning)
    allowed = PossibleTokens(World(seed=0), tokenizer, tokenizer.vocab_size).along([*ids, END_ID])[len(ids)].tolist()
    with torch.no_grad():
        chances = model(torch.tensor([[tokenizer.special_tokens[STORY], *ids]]))[0, -1:].softmax(-1)
    tried = Counter(draw_tries(chances, tries, torch.Generator().manual_seed(seed))[0].tolist())
    right = sum(count for token, count in tried.items() if token in allowed) / tries
    for said, advantage in (("allowed", 1 - right), ("wrong", -right)):
        some = [f"{tokenizer.decode([token]).strip()} {count}" for token, count in tried.most_common()
                if (token in allowed) == (said == "allowed")]
        more = f", {len(some) - 5} more" if len(some) > 5 else ""
        print(f"{said:<8}{advantage:+.2f} each: {', '.join(some[:5]) or 'none'}{more}")


def train_live(reward, rounds=14, kl_weight=0.0):
    """Storyteller after some rounds of GRPO for a reward of texts, printed as it goes.   ->   model, tokenizer

    reward: a function of a text, to a number   kl_weight: β of the KL penalty, what a nat of distance costs
    """
    model, tokenizer = load_storyteller()

    def look(step, one, _):
        if step % 5 == 0 or step == rounds - 1:
            print(f"round {step + 1:>2}: reward {one.reward:5.2f}, KL {one.divergence:.2f} nats a token")

    config = TrainingConfig(rounds, batch_size=ANSWERS, accumulate=2, learning_rate=RATE, warmup=2, cooldown=0.3)
    train_grpo(model, [[tokenizer.special_tokens[STORY]]], by_text(tokenizer, reward), config, group_size=ANSWERS,
               kl_weight=kl_weight, callback=look)
    return model, tokenizer


def learn_whole_stories(updates=8, seed=0, stories=128):
    """GRPO live for whole stories, 64 tries a position, in some ten seconds.   ->   model, tokenizer

    Prints how many of these stories, drawn at temperature 1, are whole before and after, and how many are expected to
    be by the model's own probabilities, which is less of a gamble.
    """
    model, tokenizer = load_storyteller()
    possible = PossibleTokens(World(seed=0), tokenizer, tokenizer.vocab_size).along
    prompt = [tokenizer.special_tokens[STORY]]

    def count(when):
        told = [(answer, possible(answer)) for answer in draw_answers(model, [prompt] * stories, 100, seed + 900)]
        print(f"{when}: {sum(went_well(*one) for one in told)} of {stories} are whole; "
              f"expected: {stories * (1 - expected_mistakes(model, prompt, told)):.1f}")

    count("before")
    config = TrainingConfig(updates, batch_size=32, optimiser="muon", matrix_learning_rate=MUON_RATE, momentum=0.9,
                            learning_rate=MUON_RATE, warmup=2, cooldown=0.6, clip=None, seed=seed)
    train_by_tries(model, prompt, possible, config, stories=stories, updates=updates)
    count("after ")
    return model, tokenizer


def print_stories(told, width=96):
    """Stories by name, each cut after two lines. told: {name: text}"""
    for name, text in told.items():
        print(f"{name}:")
        print(textwrap.fill(" ".join(text.split()), width, initial_indent="  ", subsequent_indent="  ", max_lines=2,
                            placeholder=" …"))


def print_bad_rewards(kept, rounds=(1, 7, 13, 24, 40)):
    """The mean reward in some rounds, and how many of their 64 stories are whole. kept: alignment_exploit"""
    heads = "".join(f"{f'round {number}':>10}" for number in rounds)
    print(f"{'reward (whole of 64)':<26}{heads}{'KL, nats a token':>18}")
    for name, run in kept.results().items():
        looks = [run["rows"][number - 1] for number in rounds]
        cells = "".join(f"{f'{look[1]:.1f} ({look[2]})':>10}" for look in looks)
        print(f"{SAID.get(name, name):<26}{cells}{looks[-1][4]:>18.2f}")
