"""What Storyteller forgets until it knows what the ten have swapped: by what learns, how fast, and what is replayed."""

from functools import partial
from itertools import chain

from llm_edu.lessons.finetuning.exercises.replay_batch import exercise
from llm_edu.lessons.finetuning.village import Village, surprises
from llm_edu.lessons.finetuning.village_ways import learn, prepared
from llm_edu.training import load_storyteller

RATES = {"all of it": (2e-4, 4e-4), "head alone": (5e-3, 1e-2), "LoRA": (1e-3, 4e-3)}
NEWS, MOST, KNOWN = 20, 300, 0.95
REPLAYED_RATE = 4e-3
ABOUT = (
    f"Storyteller learns the new facts about ten people of Storyland, {NEWS} questions a step, AdamW, until it tells "
    f"{KNOWN:.0%} of them right in other beginnings (looked at every 20 steps, {MOST} at most). By what learns and by "
    f"learning rate; and LoRA at the rate {REPLAYED_RATE:g} with as many questions about the thirty others, with a "
    "fourth as many whole stories, or with ten of each besides. Measured on 47 new facts, 150 of the others', 80 "
    "stories; three seeds, which decide the order and how LoRA begins.")


def until_known(village, model, way, rate, seed, old=(), share=0.0):
    """Train until the new facts are known.   ->   what has become of the rest, as plain data"""
    twin, steps = prepared(model, way, seed), []
    size = round(NEWS / (1 - share))
    asked = [village.of_question(each) for each in village.held_out["new"]]

    def look(step):
        steps.append(step)
        return surprises(twin, asked)[1].float().mean() >= KNOWN

    learn(twin, lambda step: exercise.reference(village.news, old or village.news, step, size, share), MOST, rate, look)
    score = village.measure(twin)
    return {"steps": steps[-1], "new": round(score.new, 3), "others": round(score.others, 3),
            "stories": round(score.stories, 2), "others_nats": round(score.others_nats, 2)}


def ways(seed):
    """{way: {learning rate: what `until_known` found}}"""
    model, tokenizer = load_storyteller()
    village = Village(tokenizer, seed)
    return {way: {f"{rate:g}": until_known(village, model, way, rate, seed) for rate in rates}
            for way, rates in RATES.items()}


def replays(seed):
    """{what is replayed: what `until_known` found}"""
    model, tokenizer = load_storyteller()
    village = Village(tokenizer, seed)
    both = list(chain.from_iterable(zip(village.questions, village.stories)))
    olds = {"nothing": ((), 0.0), "questions": (village.questions, 0.5), "stories": (village.stories, 0.2),
            "both": (both, 0.5)}
    return {name: until_known(village, model, "LoRA", REPLAYED_RATE, seed, old, share)
            for name, (old, share) in olds.items()}


RUNS = {f"{name} {seed}": partial(function, seed) for seed in range(3)
        for name, function in (("ways", ways), ("replay", replays))}
