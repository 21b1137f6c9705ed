"""What a longer memory costs, in tokens and seconds, and what a shorter one forgets."""

from functools import partial

from llm_edu.lessons.agents.remembering import (
    BETWEEN,
    FACTS,
    LAST,
    MEMORIES,
    OTHER_ASKS,
    SUMMARISE,
    WAYS,
    conversation_cost,
    has_word,
    remembered,
    summaries,
    talk_about,
    told_facts,
)

BUDGETS, TIMED, TURNS = (250, 500, 1000, 2000), (250, 2000), 20
FACTS_ASKED, FACTS_TRIED = len(told_facts()), len(told_facts(tried=True))
ABOUT = (
    f"Cost: a conversation of {TURNS} questions about the shop's FAQ with SmolLM2 (135M, 4 bits); calls, results and "
    "replies are written in advance, so that all ways write the same; the seconds are the processor's for reading, "
    "twice a turn: the question, then the result (all read again: every fifth reading is timed). Forgetting: "
    f"{FACTS_ASKED} facts, {FACTS_ASKED // len(FACTS)} of each of {len(FACTS)} kinds, each said in the first turn, "
    f"{BETWEEN} turns before it is asked for; between them {BETWEEN - 1} questions of the FAQ with their answers. The "
    f"last {LAST} turns are always shown. SmolLM2 answers greedily, its reply begun for it. Prompt of the summaries: "
    f"{SUMMARISE!r}, chosen among {1 + len(OTHER_ASKS)} with {FACTS_TRIED} other facts ('tried'). Nothing is trained "
    "(0 steps), nothing is drawn (no seed). The machine had other work to do.")


def tokens():
    """{way: [what the conversation costs with each budget]}, without seconds, because nothing is computed"""
    return {way: [conversation_cost(budget, way, turns=TURNS, compute=False) for budget in BUDGETS] for way in WAYS}


def cost(budget):
    """{way: what the conversation costs}"""
    return {way: conversation_cost(budget, way, turns=TURNS) for way in WAYS}


def tried():
    """{how a summary was asked for: how many of the trial facts it holds}"""
    facts = told_facts(tried=True)
    talks = [talk_about(*fact, number) for number, fact in enumerate(facts)]
    return {ask: sum(has_word(text, value) for text, (_, value) in zip(summaries(talks, ask), facts))
            for ask in (SUMMARISE, *OTHER_ASKS)}


RUNS = {"tokens": tokens} | {f"budget {budget}": partial(cost, budget) for budget in TIMED}
RUNS |= {"tried": tried} | {way: partial(remembered, way) for way in MEMORIES}
