"""The silent village: how often its model invents, and how sure it is."""

from functools import partial
from statistics import fmean

from llm_edu.grounding.mixtures import contradicted_facts, contradicting_stories
from llm_edu.grounding.village import (
    BATCH,
    STEPS,
    TELLING,
    ask,
    asked_facts,
    question_about,
    read_stories,
    silent_world,
    train_on,
    values_of,
)

SEEDS, STORIES, CONTRADICTED = range(5), STEPS * BATCH, 24
ABOUT = (f"A village with {len(TELLING)} kinds of facts, 40 % of all facts withheld; seeds 0 to {len(SEEDS) - 1}, each "
         f"with a village of its own; a model of width 64, {STEPS} steps of {BATCH} stories on one core. Contradicted: "
         f"{CONTRADICTED} facts that about half of the stories tell otherwise. The machine had other work to do.")


def groups_of(world, contradicted=()):
    """Each asked fact -> "told", "withheld", "contradicted": what the model has read about it."""
    groups = {fact: "withheld" if fact in world.withheld_facts else "told" for fact in asked_facts(world)}
    return groups | dict.fromkeys(contradicted, "contradicted")


def answered(model, world, groups):
    """The answers to all questions, for each group: what was answered, how sure, how often right; means, and lists."""
    found = {}
    for answer in ask(model, world, [question_about(world, fact) for fact in groups]):
        found.setdefault(groups[answer.fact], []).append(answer)
    return {group: {
        "confidence": [round(answer.confidence, 6) for answer in answers],
        "right": [int(answer.right) for answer in answers],
        "names a value": round(fmean(answer.word in values_of(world, answer.fact.relation) for answer in answers), 4),
        "chance": round(fmean(1 / len(values_of(world, answer.fact.relation)) for answer in answers), 4),
    } for group, answers in found.items()}


def silent(seed):
    """The village's own stories, and nothing else."""
    world = silent_world(seed=seed)
    model = train_on(world, read_stories(world, STORIES, seed), seed)
    return answered(model, world, groups_of(world))


def contradicting(seed):
    """Half of the stories about some facts tell what is true in another village."""
    world, other = silent_world(seed=seed), silent_world(withheld=0.0, seed=seed + 100)
    facts = contradicted_facts(world, other, CONTRADICTED)
    model = train_on(world, contradicting_stories(world, other, facts, STORIES, seed), seed)
    return answered(model, world, groups_of(world, contradicted=facts))


def for_seeds(one):
    """The figures of each seed."""
    return {str(seed): one(seed) for seed in SEEDS}


RUNS = {"silent": partial(for_seeds, silent), "contradicted": partial(for_seeds, contradicting)}
