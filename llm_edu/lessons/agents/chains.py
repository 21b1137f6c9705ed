"""Chains of calls: each call depends on the result before it, and a register knows at once which is right."""

import json
import random

from llm_edu.decoding import Greedy, Sampling, generate
from llm_edu.lessons.agents.remembering import smollm2
from llm_edu.pretrained import encode_chat

RESIDENTS = ("Mia", "Omar", "Tara", "Leo", "Nina", "Hugo", "Ella", "Finn", "Rosa", "Theo", "Ivy", "Max", "Lily", "Noah",
             "Emma", "Jack", "Anna", "Ben", "Clara", "David", "Eva", "Frank", "Grace", "Henry", "Julia", "Karl",
             "Laura", "Peter", "Sarah", "Tom", "Vera", "Walter")
RELATIONS = ("friend", "aunt", "neighbour")
BEGIN = '{"tool": "look_up", "arguments": {"name": "'
SYSTEM = "You look up residents of a village, one at a time."
AT_ONCE, NEW_TOKENS = 16, 4
TOLD = "Error: that is not the {relation} of {name}. Look up the {relation} of {name}."


def village(seed):
    """{name: {relation: name}}: everybody has three different relatives; one relation leads round the whole village."""
    chance, register = random.Random(seed), {name: {} for name in RESIDENTS}
    while any(len(set(found.values()) | {name}) < 1 + len(RELATIONS) for name, found in register.items()):
        for relation in RELATIONS:
            ring = chance.sample(RESIDENTS, len(RESIDENTS))
            for name, other in zip(ring, ring[1:] + ring[:1]):
                register[name][relation] = other
    return register


def call_of(name):
    """The call that looks a resident up."""
    return BEGIN + name + '"}}'


def opening(name, relation, steps):
    """What the model is asked."""
    return (f"Begin with {name}. Then look up {name}'s {relation}, then the {relation} of that resident, and so on: "
            f"always the {relation}, {steps} times.")


def messages_of(register, relation, names, steps, error=""):
    """The conversation after these residents have been looked up. error: what the model is told before its next call"""
    found = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": opening(names[0], relation, steps)}]
    for name in names:
        found += [{"role": "assistant", "content": call_of(name)},
                  {"role": "user", "content": "Result: " + json.dumps(register[name])}]
    if error:
        found[-1]["content"] += "\n" + error
    return found


def next_names(prompts, strategy, seed=0):
    """Whom SmolLM2 looks up next, for each conversation: the name that it writes into the call."""
    model, tokenizer = smollm2()
    rows, found = [encode_chat(tokenizer, messages) + tokenizer.encode(BEGIN) for messages in prompts], []
    for start in range(0, len(rows), AT_ONCE):
        new = generate(model, rows[start:start + AT_ONCE], strategy, NEW_TOKENS, seed=seed + start).tolist()
        found += [tokenizer.decode(ids).split('"')[0] for ids in new]
    return found


def run_chains(count, steps, seed=0):
    """Chains that each end with their first wrong call.

    [{"relation", "names": who was looked up, "wrong": whom the model looked up instead of the right one, or ""}]
    """
    chains = [begin_chain(seed + number) for number in range(count)]
    for _ in range(steps):
        going = [chain for chain in chains if not chain["wrong"]]
        prompts = [messages_of(village(chain["village"]), chain["relation"], chain["names"], steps) for chain in going]
        for chain, name in zip(going, next_names(prompts, Greedy())):
            right = village(chain["village"])[chain["names"][-1]][chain["relation"]]
            if name == right:
                chain["names"].append(name)
            else:
                chain["wrong"] = name or "nobody"
    return chains


def begin_chain(number):
    """The chain of this number, before its first call."""
    chance = random.Random(number)
    return {"village": number, "relation": RELATIONS[number % len(RELATIONS)], "names": [chance.choice(RESIDENTS)],
            "wrong": ""}


def kind_of_error(chain):
    """What a wrong call is: "another relative" of the right resident, "somebody before", or "somebody else"."""
    last = village(chain["village"])[chain["names"][-1]]
    if chain["wrong"] in last.values():
        return "another relative"
    return "somebody before" if chain["wrong"] in chain["names"] else "somebody else"


def retried(chains, steps, way, seed=0):
    """Whether a second try of each failed call is right. way: "again" (the same prompt, the most probable tokens),
    "sampled" (at temperature 1), "told" (an error says what was wanted)"""
    failed = [chain for chain in chains if chain["wrong"]]
    prompts = []
    for chain in failed:
        error = TOLD.format(relation=chain["relation"], name=chain["names"][-1]) if way == "told" else ""
        prompts.append(messages_of(village(chain["village"]), chain["relation"], chain["names"], steps, error))
    names = next_names(prompts, Sampling() if way == "sampled" else Greedy(), seed)
    return [int(name == village(chain["village"])[chain["names"][-1]][chain["relation"]])
            for chain, name in zip(failed, names)]
