"""The field's own words: each is in bold once, in the lesson that explains it, and defined once, in its glossary."""

import re
from collections import Counter
from functools import cache

import pytest

from llm_edu.course.build.glossary import read_terms
from llm_edu.course.build.lesson_source import read_lessons

TERMS = {
    "00": ("autoregressive", "base model", "context window"),
    "01": ("out-of-vocabulary", "byte-level BPE"),
    "02": ("static embedding", "contextual embedding", "TF-IDF", "BM25"),
    "03": ("maximum likelihood", "KL divergence", "validation set", "generalisation", "activation function"),
    "04": ("self-attention", "scaled dot-product attention", "in-context learning", "KV cache", "causal mask"),
    "05": ("decoder-only", "residual connection", "pre-norm", "hidden state", "grouped-query attention",
           "superposition"),
    "06": ("backpropagation", "hyperparameter", "gradient clipping", "gradient accumulation", "mixed precision",
           "dropout", "weight decay"),
    "07": ("latency", "throughput", "structured output", "argmax"),
    "08": ("scaling law", "log–log axes", "IsoFLOP curve", "20 tokens per parameter", "activation memory",
           "recomputation", "all-gather", "reduce-scatter", "FSDP"),
    "09": ("mechanistic interpretability", "activation patching", "linear probe", "steering vector", "instruct model"),
    "10": ("PEFT", "test set", "accuracy", "catastrophic forgetting", "gradient checkpointing"),
    "11": ("RLHF", "KL penalty", "policy", "rollout", "PPO", "reasoning model", "LLM-as-a-judge"),
    "12": ("confidence interval", "null hypothesis", "system message", "indirect prompt injection", "reasoning"),
    "13": ("sequence-to-sequence", "false positive", "false negative", "teacher forcing", "geometric mean",
           "encoder–decoder", "power"),
}
HOMONYMS = {"calibration", "coverage", "draft", "scale"}  # one word, another meaning in another lesson


@cache
def lessons():
    return {lesson.name[:2]: lesson for lesson in read_lessons()}


@pytest.mark.parametrize("number, term", [(number, term) for number, terms in TERMS.items() for term in terms])
def test_a_term_is_bold_once_and_in_the_glossary(number, term):
    prose = "\n".join(cell.source for cell in lessons()[number].cells if cell.kind == "markdown")
    words = r"\s+".join(map(re.escape, term.split()))
    assert len(re.findall(rf"\*\*{words}s?\*\*", prose.split("## Glossary")[0], re.IGNORECASE)) == 1
    assert term in {re.sub(r" \(.*", "", each.term) for each in read_terms(lessons()[number])}


def test_no_term_is_defined_twice():
    defined = Counter(each.term for lesson in lessons().values() for each in read_terms(lesson))
    assert {term for term, times in defined.items() if times > 1} == HOMONYMS
