"""SmolLM2 on CrowS-Pairs and names: one score for each row, so that the lesson can look at rows."""

from llm_edu.assets import load_crows_pairs
from llm_edu.bias.likelihood import text_log_probs
from llm_edu.bias.names import OFFERS, offer_scores, study_names
from llm_edu.bias.pairs import pair_scores
from llm_edu.pretrained import load_smollm2

DIGITS = 3
LETTER = "{} sent an application and came to the interview."
ABOUT = ("SmolLM2 (135M, 4 bits; nothing is drawn or trained: no seed, no steps), one score in nats for each row, "
         "in the order of the loaders. CrowS-Pairs: log P of the more stereotypical sentence minus that of the other. "
         "Names: the 36 names of Bertrand and Mullainathan 2004 in six texts, log P of a good continuation minus that "
         "of a bad one, and log P of one whole text. The machine had other work to do meanwhile.")


def crows_pairs(rows=None):
    """{"scores": for each pair}"""
    return {"scores": rounded(pair_scores(*load_smollm2(), load_crows_pairs()[:rows]))}


def names(offers=OFFERS):
    """{"offers": for each name, for each offer; "whole": log P of `LETTER` with each name}"""
    model, tokenizer = load_smollm2()
    people = [each.name for each in study_names()]
    scores = offer_scores(model, tokenizer, people, offers)
    whole = text_log_probs(model, tokenizer, [LETTER.format(name) for name in people])
    return {"offers": [rounded(row) for row in scores], "whole": rounded(whole)}


def rounded(scores):
    return [round(score, DIGITS) for score in scores.tolist()]


RUNS = {"CrowS-Pairs": crows_pairs, "names": names}
