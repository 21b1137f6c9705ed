"""The village register, the loop around it, and how a model is taught to call it."""

from random import Random

import pytest
import torch

from llm_edu.agents.register import NOT_FOUND, OUT_OF_ORDER, Agent, Register, Run, words_of
from llm_edu.agents.register_training import (
    GROUP,
    USES,
    Examples,
    fine_tune,
    groups_of,
    missing_facts,
    reinforce,
    run_rows,
    used,
)
from llm_edu.agents.register_value import LOOK_UP
from llm_edu.grounding.village import RECIPE, UNKNOWN, question_about, silent_world, values_of
from llm_edu.language_models import IGNORED


@pytest.fixture(scope="module")
def world():
    return silent_world(seed=0)


def scripted(world, first, after):
    """A model that says `first`, and `after` behind a call and its result; None: it repeats the result."""
    ids = {word: number for number, word in enumerate(words_of(world))}

    def model(inputs):
        logits = torch.zeros(*inputs.shape, len(ids))
        for row, text in enumerate(inputs.tolist()):
            for place, word in enumerate(text):
                said = first if ids[LOOK_UP] not in text[:place] else after
                logits[row, place, word if said is None else ids[said]] = 9.0
        return logits
    return model


def test_a_register_that_knows_lies_or_is_broken(world):
    facts = list(groups_of(world))
    missing = missing_facts(groups_of(world))
    register, liar = Register(world, missing), Register(world, lies=1.0)
    some = Register(world, lies=0.3)
    for fact in facts:
        key = fact.relation, fact.subject
        assert register.look_up(*key) == (NOT_FOUND if fact in missing else fact.value)
        assert liar.look_up(*key) != fact.value and liar.look_up(*key) in values_of(world, fact.relation)
        assert some.look_up(*key) in (fact.value, liar.look_up(*key))    # who lies more often lies in the same way
        assert Register(world, broken=True).look_up(*key) == OUT_OF_ORDER
    share = sum(some.look_up(fact.relation, fact.subject) != fact.value for fact in facts) / len(facts)
    assert 0.2 < share < 0.4


def test_groups_are_thirds_and_a_fourth_of_the_withheld_is_missing(world):
    groups = groups_of(world)
    for kind in ("told", "withheld"):
        sizes = [sum(group == (kind, use) for group in groups.values()) for use in USES]
        assert max(sizes) - min(sizes) <= 1
        assert all((fact in world.withheld_facts) == (of == "withheld") for fact, (of, _) in groups.items())
    missing = missing_facts(groups)
    assert missing and all(groups[fact][0] == "withheld" for fact in missing)
    assert len(missing) == pytest.approx(sum(kind == "withheld" for kind, _ in groups.values()) / 4, abs=3)


@pytest.mark.parametrize(("calls", "first", "after", "expected"), [
    ("chosen", LOOK_UP, None, ("parrot", "parrot")), ("chosen", "dog", None, ("", "dog")),
    ("always", "dog", "cat", ("parrot", "cat")), ("chosen", LOOK_UP, UNKNOWN, ("parrot", UNKNOWN))])
def test_the_loop_makes_the_call_and_writes_its_result(world, calls, first, after, expected):
    fact = next(fact for fact in groups_of(world) if (fact.subject, fact.relation) == ("Mia", "pet"))
    [run] = Agent(scripted(world, first, after), world, Register(world), calls).run([question_about(world, fact)])
    assert (run.result, run.answer) == expected and run.called == bool(expected[0])
    assert run.right == (fact.value == run.answer)


def test_a_forbidden_call_is_never_made(world):
    questions = [question_about(world, fact) for fact in list(groups_of(world))[:5]]
    runs = Agent(scripted(world, LOOK_UP, None), world, Register(world), "never").run(questions)
    assert not any(run.called or run.answer == LOOK_UP for run in runs)
    with pytest.raises(ValueError, match="chosen"):
        Agent(None, world, Register(world), "sometimes")


def test_only_the_model_s_own_words_count(world):
    agent = Agent(None, world, Register(world))
    question = question_about(world, next(iter(groups_of(world))))
    runs = [Run(question, "dog", "cat"), Run(question, "", "hen")]
    _, targets = run_rows(agent, runs)
    counted = [[agent.words[word] for word in row if word != IGNORED] for row in targets.tolist()]
    assert counted == [[LOOK_UP, "cat"], ["hen"]]


def test_examples_call_only_for_what_no_story_tells(world):
    random, facts = Random(0), list(groups_of(world))
    runs = {fact: [Examples().of(world, fact, random) for _ in range(30)] for fact in facts}
    for fact, some in runs.items():
        assert {run.called for run in some} == {fact in world.withheld_facts}
        assert all(run.answer == (UNKNOWN if run.result == NOT_FOUND else run.result or fact.value) for run in some)
        if fact in world.withheld_facts:
            assert len({run.result for run in some}) > 3
            kept = [Examples(drawn=False, empty=0.0).of(world, fact, random) for _ in range(9)]
            assert {run.result for run in kept} == {fact.value}


@pytest.mark.full
def test_examples_and_rewards_change_what_a_model_does(world):
    model, facts = RECIPE.model(len(words_of(world))), used(groups_of(world), "shown")
    agent = Agent(model, world, Register(world))
    fine_tune(model, world, facts, steps=25)
    runs = agent.run([question_about(world, fact) for fact in facts])
    assert any(run.called for run in runs)    # a word that the untrained model had in 142
    history = reinforce(model, world, agent.register, facts, steps=12, learning_rate=0.003,
                        judge=lambda some: [float(not run.called) for run in some])
    assert history[-1][1] < history[0][1] - 0.2 and len(history) == 12 and GROUP > 1
