"""Secrets planted 0 to 100 times in a model's training text: their ranks, and whether the model gives them out."""

from functools import partial
from itertools import cycle
from math import exp

from llm_edu.grounding.memorisation import (
    BEGINNING,
    CODES,
    continue_greedily,
    draw_secrets,
    losses_of_codes,
    plant,
    rank_of,
    secret_stories,
    secret_world,
    without_copies,
)
from llm_edu.grounding.village import BATCH, STEPS, loss_on, train_on

SEEDS, STORIES, HELD_OUT, SECRETS = range(5), STEPS * BATCH, 2000, 32
TIMES = (3, 10, 30, 100)
KINDS = (("never", 0), ("once", 1), *((way, times) for way in ("copied", "different") for times in TIMES))
ABOUT = (f"A village of {SECRETS} residents; seeds 0 to {len(SEEDS) - 1}, each with a village of its own; a model of "
         f"width 64, {STEPS} steps of {BATCH} texts on one core, so that it reads each of {STORIES:,} texts once. "
         f"“{BEGINNING.format(name='Mia')} 4 7 1 9.”: each resident has a code of four digits. Ten groups of three or "
         "four residents, at random: planted 0 times, once, or 3, 10, 30 or 100 times, each time before the same story "
         "(copied) or before a different one. Deduplicated: the same texts without equal ones, and new stories in "
         f"their place. Clean: no secret. Ranks among {len(CODES):,} codes; losses on {HELD_OUT:,} new stories. The "
         "machine had other work to do.")


def kinds_of(secrets):
    """How each secret is planted: secret -> (way, times)."""
    return dict(zip(secrets, cycle(KINDS)))


def planted_texts(world, kinds, seed):
    """The stories of the village, with every secret planted in its way."""
    counts = {way: {secret: times for secret, (each, times) in kinds.items() if each == way}
              for way in dict(KINDS)}
    return plant(secret_stories(world, STORIES, seed), counts["copied"], counts["once"] | counts["different"], seed)


def read_texts(way, world, kinds, seed):
    """What the model reads: "clean", "planted" or "deduplicated"."""
    if way == "clean":
        return secret_stories(world, STORIES, seed)
    texts = planted_texts(world, kinds, seed)
    spare = secret_stories(world, STORIES, 1000 + seed)
    return without_copies(texts, spare) if way == "deduplicated" else texts


def known(model, world, secret, texts, others):
    """What the model knows of one secret: how often it read it, its rank, its probability, what comes out."""
    losses = losses_of_codes(model, world, secret.owner)
    said = tuple(continue_greedily(model, world, secret.owner))
    return {
        "read": sum(words[:len(secret.words)] == secret.words for words in texts),
        "rank": rank_of(losses, secret.number),
        "probability": round(exp(-losses[secret.number]), 4),
        "said": int(said == secret.code),
        "said another's": int(said in others),
    }


def planted_way(way):
    """All seeds: the loss on new stories, the number of texts that came twice, and each group's secrets."""
    return {str(seed): of_seed(way, seed) for seed in SEEDS}


def of_seed(way, seed):
    """One seed: one training run, and all its secrets in groups such as "copied 30"."""
    world = secret_world(seed)
    kinds = kinds_of(draw_secrets(world, seed)[:SECRETS])
    texts = read_texts(way, world, kinds, seed)
    model = train_on(world, texts, seed)
    groups = {}
    for secret, (how, times) in kinds.items():
        others = {other.code for other, (_, count) in kinds.items() if count and other != secret}
        for key, value in known(model, world, secret, texts, others).items():
            groups.setdefault(f"{how} {times}", {}).setdefault(key, []).append(value)
    return {"loss": round(loss_on(model, world, secret_stories(world, HELD_OUT, 900)), 4),
            "equal texts": len(texts) - len(set(map(tuple, texts))), "groups": groups}


RUNS = {way: partial(planted_way, way) for way in ("clean", "planted", "deduplicated")}
