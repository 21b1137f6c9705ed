"""The same ways of choosing on a real model: SmolLM2 continues Wikipedia's sentences, beside what people wrote."""

from functools import lru_cache, partial
from statistics import fmean

from llm_edu.assets import load_wikipedia_leads
from llm_edu.decoding import BeamSearch, Greedy, Sampling, distinct_n, generate, mean_log_probability
from llm_edu.pretrained import load_smollm2

PROMPTS, GIVEN, WRITTEN, SEED = 24, 8, 80, 1
ABOUT = (f"SmolLM2-135M-Instruct (from a file with most weights in 5 bits) continues the first {GIVEN} tokens of "
         f"{PROMPTS} Wikipedia leads in {WRITTEN} steps (seed {SEED}), beside the leads' own next {WRITTEN} tokens: "
         "the mean log P of a token in nats, and the mean share of distinct runs of 3 tokens in a text.")

STRATEGIES = {
    "greedy": Greedy(), "beam 4": BeamSearch(4),
    **{f"temperature {t}": Sampling(t) for t in (0.5, 0.7, 1.0, 1.5)},
    "top-k 40": Sampling(top_k=40), "top-p 0.9": Sampling(top_p=0.9), "min-p 0.1": Sampling(min_p=0.1),
    "greedy, penalty 1.2": Sampling(0, repetition_penalty=1.2),
}


@lru_cache(maxsize=1)
def prompts() -> tuple[list[list[int]], list[list[int]], list[str]]:
    """The first tokens of leads, what people wrote next, and the titles: leads of one long paragraph, in order."""
    _, tokenizer = load_smollm2()
    beginnings, endings, titles = [], [], []
    for lead in load_wikipedia_leads("en")[::40]:
        ids = tokenizer.encode(lead.extract.replace("\n", " "))
        if len(ids) >= GIVEN + WRITTEN and lead.extract.isascii():
            beginnings.append(ids[:GIVEN])
            endings.append(ids[GIVEN:GIVEN + WRITTEN])
            titles.append(lead.title)
    return beginnings[:PROMPTS], endings[:PROMPTS], titles[:PROMPTS]


def write(strategy) -> dict:
    """Continue every prompt; nothing ends a text but its length, so that all are equally long."""
    model, _ = load_smollm2()
    return judged(generate(model, prompts()[0], strategy, max_new_tokens=WRITTEN, seed=SEED).tolist())


def people() -> dict:
    """What stands in Wikipedia."""
    return judged(prompts()[1])


def judged(endings) -> dict:
    """log P and repetition of each text, and their means."""
    model, tokenizer = load_smollm2()
    beginnings, _, titles = prompts()
    logs = mean_log_probability(model, [a + b for a, b in zip(beginnings, endings)], start=GIVEN)
    distinct = [distinct_n([ids], 3) for ids in endings]
    return {"log P": round(fmean(logs), 3), "distinct 3": round(fmean(distinct), 4),
            "log P of each": [round(value, 2) for value in logs], "titles": titles,
            "texts": [tokenizer.decode(a + b) for a, b in zip(beginnings, endings)]}


RUNS = {"people": people, **{name: partial(write, strategy) for name, strategy in STRATEGIES.items()}}
