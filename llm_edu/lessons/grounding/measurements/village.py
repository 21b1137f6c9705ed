"""The silent village: how often its model invents, how sure it is, what "nobody said" gains and what it costs."""

from functools import partial
from itertools import count as count_from
from itertools import islice
from statistics import fmean

from llm_edu.grounding.mixtures import (
    contradicted_facts,
    contradicting_stories,
    mixed_with,
    split_withheld,
    unknown_stories,
)
from llm_edu.grounding.village import (
    BATCH,
    STEPS,
    TELLING,
    ask,
    asked_facts,
    question_about,
    read_stories,
    silent_world,
    story_loss,
    train_on,
    values_of,
)

SEEDS, STORIES, HELD_OUT, CONTRADICTED = range(5), STEPS * BATCH, 400, 24
SHARES, FEWER, WALKS = (0.1, 0.4), 4, 0.3
AS_OFTEN = SHARES[0] * FEWER / 25    # each of the few facts about as often as each of some 25 at the first share
ABOUT = (f"A village with {len(TELLING)} kinds of facts, 40 % of all facts withheld; seeds 0 to {len(SEEDS) - 1}, each "
         f"with a village of its own; a model of width 64, {STEPS} steps of {BATCH} stories on one core. Contradicted: "
         f"{CONTRADICTED} facts that about half of the stories tell otherwise. Taught: a share of the stories says "
         f"“nobody said” about half of the withheld facts (or about {FEWER} of them), and the model is judged on "
         f"the other half. Losses on {HELD_OUT} new stories. The machine had other work to do.")


def groups_of(world, contradicted=(), taught=()):
    """Each asked fact -> "told", "withheld", "contradicted", "taught": what the model has read about it."""
    groups = {fact: "withheld" if fact in world.withheld_facts else "told" for fact in asked_facts(world)}
    return groups | dict.fromkeys(contradicted, "contradicted") | dict.fromkeys(taught, "taught")


def answered(model, world, groups):
    """The answers to all questions, for each group: what was answered, how sure, how often right; means, and lists."""
    found = {}
    for answer in ask(model, world, [question_about(world, fact) for fact in groups]):
        found.setdefault(groups[answer.fact], []).append(answer)
    return {group: {
        "confidence": [round(answer.confidence, 6) for answer in answers],
        "right": [int(answer.right) for answer in answers],
        "abstains": round(fmean(answer.abstains for answer in answers), 4),
        "names a value": round(fmean(answer.word in values_of(world, answer.fact.relation) for answer in answers), 4),
        "chance": round(fmean(1 / len(values_of(world, answer.fact.relation)) for answer in answers), 4),
    } for group, answers in found.items()}


def silent(seed):
    """The village's own stories, and nothing else."""
    world = silent_world(seed=seed)
    model = train_on(world, read_stories(world, STORIES, seed), seed)
    return answered(model, world, groups_of(world)) | {"loss": round(story_loss(model, world, HELD_OUT), 4)}


def contradicting(seed):
    """Half of the stories about some facts tell what is true in another village."""
    world, other = silent_world(seed=seed), silent_world(withheld=0.0, seed=seed + 100)
    facts = contradicted_facts(world, other, CONTRADICTED)
    model = train_on(world, contradicting_stories(world, other, facts, STORIES, seed), seed)
    return answered(model, world, groups_of(world, contradicted=facts))


def taught(share, count, walks, seed):
    """A share of the stories says "nobody said" of some withheld facts.

    count: of how many; None: of half of them   walks: the share of further stories that give way to walks, which tell
    no fact: the control for reading fewer of the village's own
    """
    world = silent_world(seed=seed)
    facts, judged = split_withheld(world)
    facts = facts[:count]
    groups = groups_of(world, taught=facts)
    groups = {fact: group for fact, group in groups.items() if group != "withheld" or fact in judged}
    others = unknown_stories(world, facts, round(share * STORIES), seed) + walks_of(world, round(walks * STORIES), seed)
    model = train_on(world, mixed_with(read_stories(world, STORIES, seed), others, seed), seed)
    found = answered(model, world, groups)
    for figures in found.values():
        figures["right"] = round(fmean(figures["right"]), 4)
        del figures["confidence"]
    return found | {"loss": round(story_loss(model, world, HELD_OUT), 4), "facts": len(facts),
                    "times": round(share * STORIES / len(facts))}


def walks_of(world, count, seed):
    """`count` walks of this village that are not among the stories that it reads anyway."""
    walks = (story.words for part in count_from() for story in world.stories(2000, f"walks {seed} {part}", "train")
             if story.plot == "walk")
    return [list(words) for words in islice(walks, count)]


def for_seeds(one):
    """The figures of each seed."""
    return {str(seed): one(seed) for seed in SEEDS}


RUNS = {"silent": partial(for_seeds, silent), "contradicted": partial(for_seeds, contradicting)}
RUNS |= {f"taught {share:g}": partial(for_seeds, partial(taught, share, None, 0)) for share in SHARES}
RUNS |= {
    f"taught {SHARES[0]:g}, {WALKS:g} walks": partial(for_seeds, partial(taught, SHARES[0], None, WALKS)),
    f"taught {SHARES[0]:g}, {FEWER} facts": partial(for_seeds, partial(taught, SHARES[0], FEWER, 0)),
    f"taught {AS_OFTEN:g}, {FEWER} facts": partial(for_seeds, partial(taught, AS_OFTEN, FEWER, 0)),
}
