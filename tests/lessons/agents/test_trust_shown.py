"""What lesson 16 prints and draws of chains and memory agrees with what was measured."""

import pytest

from llm_edu.agents import Conversation
from llm_edu.course.measuring import load_measurement
from llm_edu.intervals import wilson
from llm_edu.lessons.agents import chain_demos, memory_demos
from llm_edu.lessons.agents.chains import RESIDENTS, alive, messages_of, village
from llm_edu.lessons.agents.exercises.chain_success import exercise
from llm_edu.lessons.agents.remembering import (
    BETWEEN,
    FACTS,
    MEMORIES,
    WAYS,
    Halving,
    common_start,
    conversation_cost,
    has_word,
)

WORDS = {"budget": 30, "system": "Be brief."}


def count_words(messages):
    return sum(len(message["content"].split()) for message in messages)


@pytest.fixture(scope="module")
def memory():
    return load_measurement("agents_memory")


@pytest.fixture(scope="module")
def chains():
    return load_measurement("agents_chains")


def test_a_halving_memory_drops_much_at_once_and_then_nothing_for_long():
    talks, drops = (Conversation(count_words, **WORDS), Halving(count_words, **WORDS)), ([], [])
    for number in range(30):
        for talk, dropped in zip(talks, drops):
            talk.ask(f"question {number} is this")
            window = talk.window()
            assert window.tokens <= 30 and f"question {number}" in window.messages[-1]["content"]
            assert len(talk.turns) == number + 1
            dropped.append(len(talk.turns) - sum(message["role"] == "user" for message in window.messages))
    assert all(len(set(dropped)) > 2 for dropped in drops) and len(set(drops[1])) < len(set(drops[0])) / 2
    assert common_start([1, 2, 3], [1, 2, 4, 5]) == 2 and common_start([1], [1, 2]) == 1


def test_costs_are_as_measured(memory, capsys):
    memory_demos.print_costs(memory)
    printed, plot = capsys.readouterr().out, memory_demos.plot_costs(memory)
    for points in memory_demos.costs(memory).values():
        assert [budget for budget, _ in points] == [250, 500, 1000, 2000]
        for budget, cost in points:
            assert f"{cost['read']:,}" in printed and f"{cost['read']:,} at {budget:,}" in plot.alt
            assert cost["longest"] <= budget and cost["read"] >= cost["longest"]
    assert f"{memory['speed']['2000']:.2f} s" in printed


@pytest.mark.asset("smollm2")
def test_what_is_kept_is_not_read_again():
    again, kept, halved = (conversation_cost(150, way, turns=4) for way in WAYS)
    assert again["written"] == kept["written"] == halved["written"] and again["longest"] == kept["longest"] <= 150
    assert again["read"] > kept["read"] > halved["read"] >= halved["longest"]


def test_memories_are_as_measured(memory, capsys):
    memory_demos.print_memories(memory)
    memory_demos.print_summaries(memory)
    printed, plot = capsys.readouterr().out, memory_demos.plot_memories(memory)
    for name in MEMORIES:
        run = memory[name]
        right = [has_word(reply, value) for reply, value in zip(run["reply"], run["value"])]
        assert right == list(map(bool, run["right"])) and set(run["kind"]) == set(FACTS)
        low, high = wilson(float(sum(right) / len(right)), len(right))
        assert f"{name}: {sum(right) / len(right):.0%} ({low:.0%} to {high:.0%})" in plot.alt
    assert f"{BETWEEN} turns" in memory.about and printed.count("present,") == 1


def test_villages_and_prompts_of_chains():
    register = village(3)
    name, seen = RESIDENTS[0], set()
    while name not in seen:
        seen.add(name)
        name = register[name]["aunt"]
    assert len(seen) == len(RESIDENTS) and 6 <= sum("friend" in found for found in register.values()) <= 8
    messages = messages_of(register, [name, register[name]["aunt"]], "Zoe")
    assert [message["role"] for message in messages] == ["user", *["assistant", "user"] * 3]
    assert messages[-1]["content"].startswith("Error") and "Zoe" in messages[-2]["content"]


def test_chains_are_as_measured(chains, capsys):
    steps = chain_demos.steps_of(chains["none"])
    for retry in ("none", "sampled", "told"):
        for chain in chains[retry]:
            register = village(chain["village"])
            assert all(register[name]["aunt"] == other for name, other in zip(chain["names"], chain["names"][1:]))
            for name, wrong in zip(chain["names"], chain["wrong"]):
                assert register[name]["aunt"] not in wrong and len(wrong) <= (1 if retry == "none" else 2)
    chain_demos.print_chains(chains, exercise.reference)
    chain_demos.print_tries(chains)
    chain_demos.print_a_chain(chains)
    printed, plot = capsys.readouterr().out, chain_demos.plot_chains(chains, exercise.reference)
    right, tries = chain_demos.first_tries(chains["none"])
    last = alive(chains["none"], steps)[-1]
    assert f"{right} of {tries} right" in printed and "← wrong" in printed
    assert chain_demos.bounded(last, len(chains["none"])) in printed
    assert f"one try: {alive(chains['none'], steps)[0] / len(chains['none']):.0%}" in plot.alt
