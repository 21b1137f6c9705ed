"""GRPO with a reward that can be checked: Storyteller learns to write whole stories, and Storyland is the judge."""

import time
from functools import cache

import torch

from llm_edu.alignment import by_text, draw_answers, train_grpo, variety, whole_story, word_by_word
from llm_edu.alignment.grpo import compare, pieces_of
from llm_edu.storyland import World
from llm_edu.training import TrainingConfig, load_storyteller
from llm_edu.training.storyteller import STORIES, STORY

ROUNDS, ANSWERS, MEASURED, SETS, AT_ONCE = 40, 512, 2_000, 384, 256
TEMPERATURE, RATE, KL_WEIGHT = 1.15, 4e-3, 2.0
ABOUT = (f"Storyteller rewarded for whole stories, a reward a word, by GRPO: {ROUNDS} rounds (steps) of {ANSWERS} "
         f"stories, one group each, drawn at temperature {TEMPERATURE}, Muon, seed 0, a nat of distance costs "
         f"{KL_WEIGHT}; {MEASURED:,} stories at temperature 1 before and after. The signal in the gradient from two "
         f"sets of {SETS} stories each. The machine had other work to do: count processor seconds.")


@cache
def loaded():
    """World, tokenizer, and what stands before a story."""
    tokenizer = load_storyteller()[1]
    return World(seed=0), tokenizer, [tokenizer.special_tokens[STORY]]


@cache
def known():
    """The texts that Storyteller has learned from."""
    return {story.text for story in loaded()[0].stories(STORIES, seed=1)}


def judge(kind):
    """Of ids: 1 for a whole story, or "words": a reward for each token."""
    world, tokenizer, _ = loaded()
    return word_by_word(world, tokenizer) if kind == "words" else by_text(tokenizer, whole_story(world))


def written(model, count, seed, temperature=1.0):
    """Stories of a model, as ids."""
    prompt = loaded()[2]
    return [answer for start in range(0, count, AT_ONCE)
            for answer in draw_answers(model, [prompt] * min(AT_ONCE, count - start), 100, seed + start, temperature)]


def verdict(model):
    """What Storyland says of stories that a model writes, as `Variety` counts, and the entropy in nats a token."""
    world, tokenizer, prompt = loaded()
    answers = written(model, MEASURED, seed=50)
    texts = [tokenizer.decode([token for token in ids if token not in tokenizer.special_tokens.values()])
             for ids in answers]
    found, some = variety(world, texts, known()), answers[:AT_ONCE]
    (piece,) = pieces_of(model, [prompt] * len(some), some, torch.zeros(len(some)), 1, 1.0)
    return {"whole": found.whole, "new": found.new, "different": found.different, "choices": found.choices,
            "plots": round(found.plots, 3), "words": round(found.words, 1),
            "entropy": round(-piece.at_first.sum().item() / piece.tokens, 4)}


def learn(kind="words", temperature=TEMPERATURE, rate=RATE, kl_weight=KL_WEIGHT, rounds=ROUNDS, answers=ANSWERS):
    """-> rows (round, processor seconds, whole, entropy, divergence, length); before and after"""
    model, prompt = load_storyteller()[0], loaded()[2]
    before, rows, began = verdict(model), [], time.process_time()
    config = TrainingConfig(rounds, batch_size=answers, accumulate=answers // 32, optimiser="muon", learning_rate=rate,
                            matrix_learning_rate=rate, warmup=2, cooldown=0.7)

    def look(step, one, _):
        rows.append([step + 1, round(time.process_time() - began, 1), round(one.reward, 4), round(one.entropy, 4),
                     round(one.divergence, 5), round(one.length, 1)])

    train_grpo(model, [prompt], judge(kind), config, group_size=answers, kl_weight=kl_weight, temperature=temperature,
               callback=look)
    return {"rows": rows, "seconds": round(rows[-1][1]), "before": before, "after": verdict(model)}


def gradient(model, answers, kind, temperature):
    """The gradient of the loss of one round, as one long vector."""
    prompt = loaded()[2]
    _, advantages = compare([judge(kind)(prompt, answer) for answer in answers], len(answers))
    model.zero_grad()
    for piece in pieces_of(model, [prompt] * len(answers), answers, advantages, len(answers) // 32, temperature):
        (piece.loss(model, clip=0.2, kl_weight=0.0) * 32 / len(answers)).backward()
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


def signal(temperatures=(1.0, 1.3, 1.6)):
    """{kind of reward: {temperature: [whole ones of both sets, cosine of the gradients of two sets]}}"""
    model, prompt = load_storyteller()[0], loaded()[2]
    found = {"story": {}, "words": {}}
    for temperature in temperatures:
        sets = [written(model, SETS, seed, temperature) for seed in (900_000, 910_000)]
        whole = sum(judge("story")(prompt, answer) for answers in sets for answer in answers)
        for kind, by_temperature in found.items():
            one, other = (gradient(model, answers, kind, temperature) for answers in sets)
            by_temperature[str(temperature)] = [int(whole), round(torch.cosine_similarity(one, other, dim=0).item(), 4)]
    return found


RUNS = {"words": learn}
