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
    reading_seconds,
    remembered,
    summaries,
    talk_about,
    told_facts,
)

BUDGETS, TURNS, FEW = (250, 500, 1000, 2000), 20, 60    # FEW: tokens of a question and its result
FACTS_ASKED, FACTS_TRIED = len(told_facts()), len(told_facts(tried=True))
ABOUT = (
    f"Cost: a conversation of {TURNS} questions about the shop's FAQ with SmolLM2 (135M, 4 bits); calls, results and "
    "replies are written in advance, so that all ways write the same. The prompt is read twice a turn: with the "
    "question, then with the result. Speed: the processor's seconds, the median of three readings. Forgetting: "
    f"{FACTS_ASKED} facts, {FACTS_ASKED // len(FACTS)} of each of {len(FACTS)} kinds, each said in the first turn, "
    f"{BETWEEN} turns before it is asked for; between them {BETWEEN - 1} questions of the FAQ with their answers. The "
    f"last {LAST} turns are always shown. SmolLM2 answers greedily, its reply begun for it. Prompt of the summaries: "
    f"{SUMMARISE!r}, chosen among {1 + len(OTHER_ASKS)} with {FACTS_TRIED} other facts ('tried'). Nothing is trained "
    "(0 steps), nothing is drawn (no seed). The machine had other work to do.")


def tokens():
    """{way: [what the conversation costs with each budget]}"""
    return {way: [conversation_cost(budget, way, TURNS) for budget in BUDGETS] for way in WAYS}


def speed():
    """{budget: seconds of reading so many tokens}; "after": of reading the last `FEW` of them, the others being kept"""
    return {str(budget): reading_seconds(budget, 0) for budget in BUDGETS} | {
        "after": {str(budget): reading_seconds(FEW, budget - FEW) for budget in BUDGETS}}


def tried():
    """{how a summary was asked for: how many of the trial facts it holds}"""
    facts = told_facts(tried=True)
    talks = [talk_about(*fact, number) for number, fact in enumerate(facts)]
    return {ask: sum(has_word(text, value) for text, (_, value) in zip(summaries(talks, ask), facts))
            for ask in (SUMMARISE, *OTHER_ASKS)}


RUNS = {"tokens": tokens, "speed": speed, "tried": tried} | {way: partial(remembered, way) for way in MEMORIES}
