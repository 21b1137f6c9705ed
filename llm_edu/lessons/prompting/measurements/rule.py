"""Rules that examples alone show: which are picked up, and what grows with the number of examples."""

from functools import partial

from llm_edu.lessons.prompting.asked import digits, judge
from llm_edu.lessons.prompting.made_up_rules import ANIMALS, PLANTS, RULES, rule_prompt
from llm_edu.prompting import calibrated, content_free_scores, label_scores

COUNTS, SEEDS, QUERIES = (0, 1, 2, 4, 8, 16, 32), range(3), 64
ABOUT = ("SmolLM2 (135M, 4 bits) sees 0 to 32 examples of a rule, one a line, 'cat -> lum', and answers "
         f"{QUERIES} other questions; seeds 0 to 2 draw examples and questions. The rules: the first, the middle or "
         "the last of three words; animal or plant, with their true names, made-up ones, or each other's. The most "
         "probable of three words, or of the two names, is the answer; two names are calibrated, too (Zhao et al. "
         "2021). No training steps. The machine had other work to do meanwhile.")


def learned(name, counts=COUNTS, seeds=SEEDS, queries=QUERIES):
    """{number of examples: by seed, which questions were answered right, and which if calibrated (two names)}

    More examples begin with the fewer, and a seed's questions are the same for all.
    """
    return {str(count): [[digits(answer == true for answer, (_, true) in zip(found, asked)) for found in kinds]
                         for asked, kinds in told(name, count, max(counts), seeds, queries)] for count in counts}


def taken(name="middle word", counts=(0, 4, 32), seeds=SEEDS, queries=QUERIES):
    """{number of examples: by seed, which of its words, 0 to 2, was the answer to each question}"""
    return {str(count): [digits(question.split().index(answer) for answer, (question, _) in zip(kinds[0], asked))
                         for asked, kinds in told(name, count, max(counts), seeds, queries)] for count in counts}


def told(name, count, most, seeds, queries):
    """By seed: questions with their answers behind `count` of `most` examples, and what was answered. A generator."""
    for seed in seeds:
        drawn = RULES[name].draw(most + queries, seed)
        yield drawn[most:], answers(RULES[name], drawn[:count], drawn[most:])


def answers(rule, examples, asked):
    """What is answered to pairs (question, answer), a list of texts; of two names also what is if calibrated."""
    model, tokenizer = judge()
    names = rule.labels or tuple(ANIMALS + PLANTS)
    prompt = rule_prompt(examples, names)
    scores = label_scores(model, tokenizer, prompt, [question for question, _ in asked], batch_size=32)
    kinds = [scores]
    if rule.labels:
        kinds.append(calibrated(scores, content_free_scores(model, tokenizer, prompt)))
    return [[max(rule.choices(question), key=lambda choice, row=row: row[names.index(choice)])
             for row, (question, _) in zip(kind, asked)] for kind in kinds]


RUNS = {name: partial(learned, name) for name in RULES} | {"middle word, taken": taken}
