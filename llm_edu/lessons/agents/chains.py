"""Chains of calls: each call depends on the result before it, and a register knows at once which is right."""

import json
import random

from llm_edu.decoding import Greedy, Sampling, generate
from llm_edu.lessons.agents.remembering import smollm2
from llm_edu.pretrained import encode_chat

RESIDENTS = ("Mia", "Omar", "Tara", "Leo", "Nina", "Hugo", "Ella", "Finn", "Rosa", "Theo", "Ivy", "Max", "Lily", "Noah",
             "Emma", "Jack", "Anna", "Ben", "Clara", "David", "Eva", "Frank", "Grace", "Henry", "Julia", "Karl",
             "Laura", "Peter", "Sarah", "Tom", "Vera", "Walter")
BEGIN = '{"tool": "look_up", "arguments": {"name": "'
HARD = 0.25    # of the residents have a friend on record as well, before the aunt
AT_ONCE, NEW_TOKENS = 16, 3
ERROR = "Error: that is not the aunt of {name}. Look up the aunt of {name}."
WRITTEN = {}    # (prompt, way, seed) -> the name: chains that differ only in their retries share their beginnings


def village(seed):
    """{name: what the register says of it}: an aunt, and for some a friend before it. Aunts lead round the village."""
    chance = random.Random(seed)
    aunts, friends = (dict(zip(ring, ring[1:] + ring[:1])) for ring in (
        chance.sample(RESIDENTS, len(RESIDENTS)) for _ in range(2)))
    hard = set(chance.sample(RESIDENTS, round(HARD * len(RESIDENTS))))
    return {name: ({"friend": friends[name]} if name in hard and friends[name] != aunts[name] else {})
            | {"aunt": aunts[name]} for name in RESIDENTS}


def call_of(name):
    """The call that looks a resident up."""
    return BEGIN + name + '"}}'


def messages_of(register, names, wrong=""):
    """The conversation after these residents have been looked up. wrong: whom the model has just looked up instead of
    the right one; it is told so"""
    found = [{"role": "user", "content": f"Begin with {names[0]}. Then look up the aunt of {names[0]}, then the aunt "
                                         "of that resident, and so on: always the aunt."}]
    for name in names:
        found += [{"role": "assistant", "content": call_of(name)},
                  {"role": "user", "content": "Result: " + json.dumps(register[name])}]
    if wrong:
        found += [{"role": "assistant", "content": call_of(wrong)},
                  {"role": "user", "content": ERROR.format(name=names[-1])}]
    return found


def next_names(prompts, strategy=Greedy(), seed=0):
    """Whom SmolLM2 looks up next, for each conversation: the name that it writes into the call."""
    model, tokenizer = smollm2()
    keys = [(json.dumps(messages), type(strategy).__name__, seed) for messages in prompts]
    new = {key: encode_chat(tokenizer, messages) + tokenizer.encode(BEGIN) for key, messages in zip(keys, prompts)
           if key not in WRITTEN}
    order = sorted(new, key=lambda key: len(new[key]))
    for start in range(0, len(order), AT_ONCE):
        chosen = order[start:start + AT_ONCE]
        ids = generate(model, [new[key] for key in chosen], strategy, NEW_TOKENS, seed=seed + start).tolist()
        WRITTEN.update((key, tokenizer.decode(row).split('"')[0]) for key, row in zip(chosen, ids))
    return [WRITTEN[key] for key in keys]


def run_chains(count, steps, retry="none", tries=2):
    """Chains of calls, each until a step stays wrong.

    retry: what happens after a wrong call. "none"; "sampled": it is written again, drawn at temperature 1; "told": the
    model is told that it was wrong, and writes another   tries: of a step, if there are retries
    A chain: {"village": its seed, "names": who was looked up, "wrong": the wrong calls of each step}
    """
    chains = [{"village": number, "names": [random.Random(number).choice(RESIDENTS)], "wrong": []}
              for number in range(count)]
    for step in range(steps):
        going = [chain for chain in chains if len(chain["names"]) == step + 1]
        for chain in going:
            chain["wrong"].append([])
        for attempt in range(1 if retry == "none" else tries):
            going = [chain for chain in going if len(chain["names"]) == step + 1]
            one_try(going, retry if attempt else "none", seed=1000 * step + attempt)
    return chains


def one_try(chains, retry, seed):
    """Each chain's model writes one call; a right one makes the chain longer."""
    prompts = [messages_of(village(chain["village"]), chain["names"],
                           chain["wrong"][-1][-1] if retry == "told" else "") for chain in chains]
    names = next_names(prompts, Sampling(), seed) if retry == "sampled" else next_names(prompts)
    for chain, name in zip(chains, names):
        if name == village(chain["village"])[chain["names"][-1]]["aunt"]:
            chain["names"].append(name)
        else:
            chain["wrong"][-1].append(name or "nobody")


def is_hard(chain, step):
    """Whether the result before this step of a chain holds a friend as well."""
    return "friend" in village(chain["village"])[chain["names"][step]]


def alive(chains, steps):
    """How many chains are right after 1, 2, … steps."""
    return [sum(len(chain["names"]) > step for chain in chains) for step in range(1, steps + 1)]
