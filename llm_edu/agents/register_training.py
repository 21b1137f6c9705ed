"""Teaching an agent to call the village register: by examples, and then by rewards.

    groups = groups_of(world)                                    # fact -> ("told" or "withheld", its use)
    fine_tune(model, world, used(groups, "shown"))
    reinforce(model, world, register, used(groups, "practised"), price=0.2)

In an example the model answers at once if stories tell the fact, and calls otherwise. The register's words are in the
text that the model reads, but the model did not write them, so no loss counts them. The rewards are lesson 11's GRPO,
with one thing added: in the middle of an answer the loop writes a word.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

import torch
from torch import Tensor

from llm_edu.agents.register import NOT_FOUND, Agent, Register, Run, words_of
from llm_edu.alignment.descent import Descent
from llm_edu.alignment.log_probabilities import token_log_probabilities
from llm_edu.alignment.policy_gradient import group_advantages, grpo_loss
from llm_edu.grounding.village import (
    BATCH,
    BEGINNINGS,
    RECIPE,
    STEPS,
    UNKNOWN,
    Question,
    asked_facts,
    read_stories,
    values_of,
)
from llm_edu.language_models import END_ID, IGNORED, pad_rows
from llm_edu.storyland import World
from llm_edu.storyland.village import Fact, shuffled
from llm_edu.training.configuration import TrainingConfig
from llm_edu.training.loop import train
from llm_edu.training.rows import TokenRows
from llm_edu.transformer import Transformer

USES = ("shown", "practised", "judged")    # in examples; in rewarded runs; in neither
MISSING = 4    # of the withheld facts, one in so many is not in the register either
ROWS = 16      # examples in a step, and as many stories, so that the model does not forget the village
GROUP = 8      # runs of one question that GRPO compares
QUESTIONS = 16    # in a round of GRPO

Groups = dict[Fact, tuple[str, str]]


def groups_of(world: World) -> Groups:
    """Each asked fact -> ("told" or "withheld", one of USES): each use has a third of both."""
    groups: Groups = {}
    for kind in ("told", "withheld"):
        facts = [fact for fact in asked_facts(world) if (fact in world.withheld_facts) == (kind == "withheld")]
        for number, fact in enumerate(shuffled(Random(f"uses {world.seed} {kind}"), facts)):
            groups[fact] = (kind, USES[number % len(USES)])
    return groups


def used(groups: Groups, use: str) -> list[Fact]:
    """The facts of one use."""
    return [fact for fact, (_, its) in groups.items() if its == use]


def missing_facts(groups: Groups) -> list[Fact]:
    """The withheld facts that the register does not know either: one in MISSING of each use."""
    return [fact for use in USES
            for fact in [each for each, group in groups.items() if group == ("withheld", use)][::MISSING]]


def read_village(world: World, seed: int = 0, steps: int = STEPS) -> Transformer:
    """Lesson 15's model of the village after one pass over its stories; it has read no word of a call."""
    ids = {word: number for number, word in enumerate(words_of(world))}
    rows = TokenRows.one_text_a_row([[ids[word] for word in words]
                                     for words in read_stories(world, steps * BATCH, seed)])
    model = RECIPE.model(len(ids), seed)
    train(model, rows, RECIPE.training(steps, seed=seed), progress=False)
    return model.eval()


def any_question(world: World, fact: Fact, random: Random) -> Question:
    """A question about a fact, with any second name that it may need."""
    other = random.choice([who.word for who in world.residents if who.word != fact.subject])
    return Question(fact, BEGINNINGS[fact.relation].format(name=fact.subject, other=other))


@dataclass(frozen=True)
class Examples:
    """What the examples of a lesson in calling are like.

    drawn: in a call's example the register says any value, another one each time; False: the true one each time
    empty: the share of the calls to which the register says NOT_FOUND, and the model should say UNKNOWN
    """

    drawn: bool = True
    empty: float = 1 / MISSING

    def of(self, world: World, fact: Fact, random: Random) -> Run:
        """What the model should do about a fact: answer at once if stories tell it, otherwise call."""
        question = any_question(world, fact, random)
        if fact not in world.withheld_facts:
            return Run(question, "", fact.value)
        if random.random() < self.empty:
            return Run(question, NOT_FOUND, UNKNOWN)
        value = random.choice(values_of(world, fact.relation)) if self.drawn else fact.value
        return Run(question, value, value)


def run_rows(agent: Agent, runs: Sequence[Run]) -> tuple[Tensor, Tensor]:
    """Runs as rows to read and to predict: only the model's own words count, neither the question nor the register's.

    ->   inputs and targets, (runs, longest)
    """
    texts = [agent.prompt(run.question) + agent.encode(run.words) for run in runs]
    inputs, targets = pad_rows(texts)
    for row, text, run in zip(targets, texts, runs, strict=True):
        row[:len(text) - len(run.words) - 1] = IGNORED
        if run.called:
            row[len(text) - 3] = IGNORED    # targets are one ahead: here the result comes next
    return inputs, targets


def mean_loss(model: Transformer, inputs: Tensor, targets: Tensor) -> Tensor:
    """Nats per target that counts, a scalar."""
    return -token_log_probabilities(model, inputs, targets).sum() / (targets != IGNORED).sum()


def fine_tune(model: Transformer, world: World, facts: Sequence[Fact], examples: Examples | None = None,
              steps: int = 150, seed: int = 0, learning_rate: float = 0.006) -> None:
    """Train a model, in place, on examples about these facts, and on as many of the village's stories."""
    agent, random = Agent(model, world, Register(world)), Random(f"examples {seed}")
    descent = Descent(model.train(), TrainingConfig(steps, learning_rate=learning_rate))
    stories = iter(read_stories(world, steps * ROWS, seed + 1000))
    for step in range(steps):
        runs = [(examples or Examples()).of(world, random.choice(facts), random) for _ in range(ROWS)]
        told = pad_rows([[END_ID, *agent.encode(next(stories)), END_ID] for _ in range(ROWS)])
        descent.take_step(mean_loss(model, *run_rows(agent, runs)) + mean_loss(model, *told), step)
    model.eval()


def reinforce(model: Transformer, world: World, register: Register, facts: Sequence[Fact], price: float = 0.2,
              steps: int = 60, seed: int = 0, learning_rate: float = 0.001, kl_weight: float = 0.04,
              judge: Callable[[list[Run]], list[float]] | None = None) -> list[tuple[float, float]]:
    """Train a model, in place, by GRPO on questions about these facts; what it earns is `run_reward`.

    judge: runs, of which GROUP after one another have the same question -> what each earns, instead of `run_reward`
    Returns for each step the mean of what was earned and the share of runs that called.
    """
    agent, random = Agent(model, world, register), Random(f"practice {seed}")
    reference, chance = copy.deepcopy(model).eval(), torch.Generator().manual_seed(seed)
    descent, history = Descent(model, TrainingConfig(steps, learning_rate=learning_rate)), []
    for step in range(steps):
        asked = [any_question(world, random.choice(facts), random) for _ in range(QUESTIONS)]
        runs = agent.run([question for question in asked for _ in range(GROUP)],
                         lambda logits: torch.multinomial(logits.softmax(-1), 1, generator=chance)[:, 0])
        earned = judge(runs) if judge else [run.reward(price) for run in runs]
        inputs, targets = run_rows(agent, runs)
        with torch.no_grad():
            before = token_log_probabilities(reference, inputs, targets)
        policy = token_log_probabilities(model.train(), inputs, targets)
        advantages = group_advantages(torch.tensor(earned).view(-1, GROUP)).flatten()
        descent.take_step(grpo_loss(policy, policy.detach(), before, advantages, targets != IGNORED,
                                    kl_weight=kl_weight), step)
        model.eval()
        history.append((fmean(earned), fmean(run.called for run in runs)))
    return history
