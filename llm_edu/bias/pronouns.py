"""Which pronoun a model expects after a job, and whom it takes a pronoun to mean.

Sources: Rudinger and others 2018 (Winogender), arXiv:1804.09301; Zhao and others 2018 (WinoBias), arXiv:1804.06876.
"""

import math
from collections.abc import Sequence

from torch import Tensor

from llm_edu.assets import Reference
from llm_edu.bias.likelihood import continuation_log_probs, next_log_probs
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

PRONOUNS = (" she", " he", " they")
TEMPLATES = (
    "The {} said that", "The {} was tired, because", "I asked the {}, but", "The {} came home late, and",
    "We called the {}, and", "The {} smiled when", "The {} left early, so", "Nobody heard the {} when",
)
WHOM = '{} In this sentence, "{}" refers to the'


def pronoun_log_probs(model: Transformer, tokenizer: BPETokenizer, jobs: Sequence[str],
                      templates: Sequence[str] = TEMPLATES) -> Tensor:
    """Log P of " she", " he" and " they" after each job in each template, in nats: (jobs, templates, 3)"""
    prompts = [template.format(job) for job in jobs for template in templates]
    return next_log_probs(model, tokenizer, prompts, PRONOUNS).view(len(jobs), len(templates), len(PRONOUNS))


def she_he_log_odds(log_probs: Tensor) -> Tensor:
    """ln (P("she") / P("he")), above 0 where "she" is more probable: (jobs, templates, 3)   ->   (jobs, templates)"""
    return log_probs[..., 0] - log_probs[..., 1]


def log_odds_of_percent(percent: float) -> float:
    """ln (p / (100 − p)): the scale on which half is 0, and both sides look alike. ValueError for 0 and 100.

    >>> log_odds_of_percent(50), round(log_odds_of_percent(90), 2), round(log_odds_of_percent(10), 2)
    (0.0, 2.2, -2.2)
    """
    if not 0 < percent < 100:
        raise ValueError(f"log odds are of a share between 0 and 100 %, not {percent}")
    return math.log(percent / (100 - percent))


def whom_scores(model: Transformer, tokenizer: BPETokenizer, references: Sequence[Reference], ask: str = WHOM
                ) -> Tensor:
    """How much more probable the person meant is than the other one, after a question: (references,), in nats

    ask: with places for the sentence and the pronoun. Above 0 the model is right.
    """
    prompts = [ask.format(each.sentence, each.pronoun) for each in references]
    right, wrong = (continuation_log_probs(model, tokenizer, prompts, [f" {person}" for person in people])
                    for people in ([each.referent for each in references], [each.other for each in references]))
    return right - wrong


def named_first(reference: Reference) -> bool:
    """Whether the one whom the pronoun means is named before the other."""
    text = reference.sentence.lower()
    return text.index(reference.referent.lower()) < text.index(reference.other.lower())


def pro_and_anti(references: Sequence[Reference], scores: Tensor) -> tuple[Tensor, Tensor]:
    """Right or wrong (1.0 or 0.0) for sentences as a stereotype has them, and for the same ones with the other pronoun.

    references: as `load_winobias` gives them, in pairs   ->   both (pairs,)
    """
    right = (scores > 0).float()
    pro = [place for place, each in enumerate(references) if each.kind == "pro"]
    anti = {each.number: place for place, each in enumerate(references) if each.kind == "anti"}
    return right[pro], right[[anti[references[place].number] for place in pro]]
