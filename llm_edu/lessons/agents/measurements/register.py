"""The village register: when an agent calls, what it does with the result, and what a reward changes."""

import copy
from functools import partial
from random import Random
from statistics import fmean

from llm_edu.agents.register import NOT_FOUND, OUT_OF_ORDER, Agent, Register
from llm_edu.agents.register_training import (
    GROUP,
    QUESTIONS,
    ROWS,
    Examples,
    fine_tune,
    groups_of,
    missing_facts,
    read_village,
    reinforce,
    used,
)
from llm_edu.grounding.village import BATCH, STEPS, TELLING, question_about, silent_world, story_loss, values_of

SEEDS, EXAMPLE_STEPS, ROUNDS, VILLAGE_STEPS = range(8), 150, 60, STEPS
WAYS = {"any result": Examples(), "true result": Examples(drawn=False), "never empty": Examples(empty=0.0)}
PRICE, PRICES, LIES = 0.2, (0.0, 0.2, 1.5), 0.3
ABOUT = (f"A village with {len(TELLING)} kinds of facts, 40 % of all facts withheld, a fourth of these not in the "
         f"register either; seeds 0 to {len(SEEDS) - 1}, each with a village and a model of its own (width 64, {STEPS} "
         f"steps of {BATCH} stories). Facts in three equal parts: shown in examples, practised for rewards, judged. "
         f"{EXAMPLE_STEPS} steps of {ROWS} examples and {ROWS} stories; then GRPO, {ROUNDS} rounds of {QUESTIONS} "
         f"questions with {GROUP} runs each; a right answer earns 1, a wrong one −1, a call costs. Answers are the "
         f"most probable words; in GRPO's rounds, words are drawn. The machine had other work to do.")


class Village:
    """A village with its register, its facts in groups, and the questions about them."""

    def __init__(self, seed):
        self.seed, self.world = seed, silent_world(seed=seed)
        self.groups = groups_of(self.world)
        self.missing = missing_facts(self.groups)
        self.register = Register(self.world, self.missing)
        self.questions = [question_about(self.world, fact) for fact in self.groups]

    def group(self, fact):
        """Such as "withheld, judged"; "missing" are the withheld facts that are not in the register."""
        kind, use = self.groups[fact]
        return f"{'missing' if fact in self.missing else kind}, {use}"

    def runs(self, model, register=None, calls="chosen"):
        """Group -> the runs of its questions."""
        found = {}
        for run in Agent(model, self.world, register or self.register, calls).run(self.questions):
            found.setdefault(self.group(run.question.fact), []).append(run)
        return found

    def counted(self, model, register=None, calls="chosen"):
        """Group -> how many runs, and the shares that called, were right, were silent."""
        return {group: {"runs": len(runs), **{what: round(fmean(getattr(run, what) for run in runs), 4)
                                              for what in ("called", "right", "silent")}}
                for group, runs in sorted(self.runs(model, register, calls).items())}

    def fate(self, model, register):
        """What becomes of a result that is not the truth, in forced calls: "told, judged" -> shares of answers."""
        shares = {}
        for group, runs in self.runs(model, register, "always").items():
            wrong = [run for run in runs if run.result != run.question.fact.value]
            if wrong:
                values = [run.answer in values_of(self.world, run.question.fact.relation) for run in wrong]
                shares[group] = {"runs": len(wrong),
                                 "result": round(fmean(run.answer == run.result for run in wrong), 4),
                                 "truth": round(fmean(run.right for run in wrong), 4),
                                 "silent": round(fmean(run.silent for run in wrong), 4),
                                 "value": round(fmean(values), 4)}
        return shares


def copied(village, model):
    """Of the true results in forced calls, how many the agent repeats, by whether any story tells such a value.

    ->   {"told": [repeated, all], "untold": the same}
    """
    told = {(fact.relation, fact.value) for fact, (kind, _) in village.groups.items() if kind == "told"}
    counts = {"told": [0, 0], "untold": [0, 0]}
    for run in (run for runs in village.runs(model, calls="always").values() for run in runs):
        if run.result == run.question.fact.value:
            pair = counts["told" if (run.question.fact.relation, run.result) in told else "untold"]
            pair[0] += run.answer == run.result
            pair[1] += 1
    return counts


def each_question(village, model):
    """For each question: its group, how sure the agent is if it must not call, what it earns then and what it earns by
    calling (no price taken off), and whether it calls."""
    ways = {calls: [run for runs in village.runs(model, calls=calls).values() for run in runs]
            for calls in ("never", "always", "chosen")}
    return [[village.group(alone.question.fact), round(alone.confidence, 6), alone.reward(), looked.reward(),
             int(chosen.called)] for alone, looked, chosen in zip(*ways.values(), strict=True)]


def by_examples(village, model, way):
    """An agent after examples: its runs, and what it does when the register lies, knows nothing or is broken."""
    world = village.world
    empty = Register(world, missing=list(village.groups))
    assert empty.look_up("pet", world.residents[0].word) == NOT_FOUND
    broken = Register(world, broken=True)
    assert broken.look_up("pet", world.residents[0].word) == OUT_OF_ORDER
    found = {"runs": village.counted(model), "loss": round(story_loss(model, world), 4)}
    found |= {name: village.fate(model, register) for name, register in (
        ("lies", Register(world, village.missing, lies=1.0)), ("empty", empty), ("broken", broken))}
    found["some lies"] = village.counted(model, Register(world, village.missing, lies=LIES))
    found["copied"] = copied(village, model)
    return found | ({"questions": each_question(village, model)} if way == "any result" else {})


def by_rewards(village, model, price, judge=None):
    """The same agent after GRPO on the practised facts: its runs, and what happened in every tenth round."""
    model = copy.deepcopy(model)
    history = reinforce(model, village.world, village.register, used(village.groups, "practised"), price, ROUNDS,
                        village.seed, judge=judge)
    return {"runs": village.counted(model), "rounds": [[round(value, 4) for value in row] for row in history[::10]]}


def shuffled_rewards(price, seed):
    """The control: within each group of runs the rewards are dealt out at random."""
    random = Random(f"shuffled {seed}")

    def judge(runs):
        earned = [run.reward(price) for run in runs]
        return [value for start in range(0, len(earned), GROUP)
                for value in random.sample(earned[start:start + GROUP], GROUP)]
    return judge


def measured(seed):
    """All figures of one village; of the first one also the model that has read its stories."""
    village = Village(seed)
    reader = read_village(village.world, seed, VILLAGE_STEPS)
    found = {"untaught": village.counted(reader, calls="never"),
             "untaught loss": round(story_loss(reader, village.world), 4), "examples": {}}
    for way, examples in WAYS.items():
        model = copy.deepcopy(reader)
        fine_tune(model, village.world, used(village.groups, "shown"), examples, EXAMPLE_STEPS, seed)
        found["examples"][way] = by_examples(village, model, way)
        if way == "any result":
            taught = model
    found["rewards"] = {f"price {price:g}": by_rewards(village, taught, price) for price in PRICES}
    found["rewards"]["shuffled"] = by_rewards(village, taught, PRICE, shuffled_rewards(PRICE, seed))
    return (found, reader.state_dict()) if seed == 0 else found


RUNS = {f"village {seed}": partial(measured, seed) for seed in SEEDS}
