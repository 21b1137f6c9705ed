"""GRPO with a reward that can be checked: Storyteller learns to write whole stories, and Storyland is the judge."""

import time
from collections import Counter
from functools import cache, partial

import torch

from llm_edu.alignment import (
    PossibleTokens,
    by_text,
    draw_answers,
    train_by_tries,
    train_grpo,
    variety,
    whole_story,
    word_by_word,
)
from llm_edu.alignment.grpo import compare, pieces_of
from llm_edu.alignment.next_word_groups import Positions
from llm_edu.storyland import World, split_words
from llm_edu.training import TrainingConfig, load_storyteller
from llm_edu.training.storyteller import STORIES, STORY

MEASURED, SETS, AT_ONCE, TRIES = 2_000, 384, 256, 64
UPDATES, PER_ROUND, STORIES_A_ROUND, BATCH, TRIES_RATE, TRIES_KL = 352, 22, 512, 48, 4e-3, 1 / 30
ROUNDS, ANSWERS, TEMPERATURE, RATE, KL_WEIGHT = 40, 512, 1.15, 4e-3, 2.0
ABOUT = (f"Storyteller rewarded for whole stories by GRPO; {MEASURED:,} stories at temperature 1 before and after. "
         f"Runs tries: groups of {TRIES} tries of the next token at each place of its stories, {UPDATES} steps of "
         f"{BATCH} stories, {STORIES_A_ROUND} new ones every {PER_ROUND} steps, Muon, seeds 0 and 1, a nat of distance "
         f"costs 1/30. Runs words and story (a reward for each token, or one for all): {ROUNDS} steps of {ANSWERS} "
         f"stories, one group each, drawn at temperature {TEMPERATURE}, Muon, seed 0, a nat costs {KL_WEIGHT}. Signal: "
         f"the cosine of the gradients from two sets of {SETS} stories. The machine had other work to do: count "
         "processor seconds.")


@cache
def loaded():
    """World, tokenizer, and what stands before a story."""
    tokenizer = load_storyteller()[1]
    return World(seed=0), tokenizer, [tokenizer.special_tokens[STORY]]


@cache
def known():
    """The texts that Storyteller has learned from."""
    return {story.text for story in loaded()[0].stories(STORIES, seed=1)}


@cache
def possible():
    """For a story, as ids, the tokens that may stand at each place."""
    world, tokenizer, _ = loaded()
    return PossibleTokens(world, tokenizer, tokenizer.vocab_size).along


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
    """What Storyland says of stories that a model writes, as `Variety` counts, and the entropy in nats a token.

    The entropy is the mean surprise of the first AT_ONCE stories, also behind mistakes: other 256 stories of the same
    model give 0.02 more or less. In the rows of `learn_by_tries` it is exact, and that of the places up to a mistake.
    """
    world, tokenizer, prompt = loaded()
    answers = written(model, MEASURED, seed=50)
    texts = [tokenizer.decode([token for token in ids if token not in tokenizer.special_tokens.values()])
             for ids in answers]
    found, some = variety(world, texts, known()), answers[:AT_ONCE]
    (piece,) = pieces_of(model, [prompt] * len(some), some, torch.zeros(len(some)), 1, 1.0)
    return {"whole": found.whole, "new": found.new, "different": found.different, "choices": found.choices,
            "plots": round(found.plots, 3), "words": round(found.words, 1),
            "entropy": round(-piece.reference.sum().item() / piece.tokens, 4), "spread": spread(world, texts)}


def spread(world, texts):
    """Whole stories of each plot, and how many hold each name: {"plots": {plot: stories}, "names": {name: stories}}"""
    tellings = [(text, *world.read(text).tellings[:1]) for text in texts]
    whole = [(told[0], told[1].plot) for told in tellings if len(told) > 1]
    names = set(world.groups()["name"])
    named = Counter(name for text, _ in whole for name in names & set(split_words(text)))
    return {"plots": dict(Counter(plot for _, plot in whole).most_common()), "names": dict(named.most_common())}


def learn_by_tries(seed=0, updates=UPDATES, per_round=PER_ROUND, stories=STORIES_A_ROUND, batch=BATCH):
    """-> rows (round, processor seconds, whole, wrong, mixed, entropy, divergence, length); before, after, 5 stories"""
    model, (_, tokenizer, prompt) = load_storyteller()[0], loaded()
    before, rows, began = verdict(model), [], time.process_time()
    config = TrainingConfig(updates, batch_size=batch, optimiser="muon", learning_rate=TRIES_RATE, momentum=0.9,
                            matrix_learning_rate=TRIES_RATE, warmup=min(10, updates - 1), cooldown=0.8, clip=None,
                            seed=seed)

    def look(number, one):
        rows.append([number + 1, round(time.process_time() - began, 1), round(one.whole, 4), round(one.wrong, 4),
                     round(one.mixed, 3), round(one.entropy, 4), round(one.divergence, 5), round(one.length, 1)])

    train_by_tries(model, prompt, possible(), config, stories=stories, updates=per_round, tries=TRIES,
                   kl_weight=TRIES_KL, callback=look)
    told = [tokenizer.decode([token for token in ids if token]) for ids in written(model, 5, seed=90)]
    return {"rows": rows, "seconds": round(rows[-1][1]), "before": before, "after": verdict(model), "stories": told}


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


def gradient(model, answers, kind):
    """The gradient of the loss of one round: (parameters,). kind: "story", "words" or "tries" """
    prompt = loaded()[2]
    model.zero_grad()
    if kind == "tries":
        chance = torch.Generator().manual_seed(sum(map(sum, answers)))    # other tries for another set
        for start in range(0, len(answers), 32):
            judged = [(answer, possible()(answer)) for answer in answers[start:start + 32]]
            Positions(prompt, judged, model).loss(model, TRIES, 0.0, chance)[0].backward()
    else:
        _, advantages = compare([judge(kind)(prompt, answer) for answer in answers], len(answers))
        for piece in pieces_of(model, [prompt] * len(answers), answers, advantages, len(answers) // 32, 1.0):
            policy = piece.log_probabilities(model)
            piece.loss(policy, policy.detach(), clip=0.2, kl_weight=0.0).backward()
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


def signal(pairs=3):
    """{kind of reward: for each pair of sets, drawn at temperature 1, the cosine of their gradients}"""
    model = load_storyteller()[0]
    found = {"story": [], "words": [], "tries": []}
    for pair in range(pairs):
        sets = [written(model, SETS, 900_000 + 20_000 * pair + 10_000 * number) for number in range(2)]
        for kind, cosines in found.items():
            one, other = (gradient(model, answers, kind) for answers in sets)
            cosines.append(round(torch.cosine_similarity(one, other, dim=0).item(), 4))
    return found


RUNS = {"tries": learn_by_tries, "tries, seed 1": partial(learn_by_tries, seed=1), "words": learn,
        "story": partial(learn, "story"), "signal": signal}
