"""Beam search beside the truth: how often does it find the most probable end of a story?"""

import torch

from llm_edu.decoding import BeamSearch, generate
from llm_edu.language_models import END_ID
from llm_edu.lessons.decoding.demos import LONGEST, model_log_prob, story_model
from llm_edu.lessons.decoding.search import TooManyToLookAt, most_probable
from llm_edu.storyland import World

STORIES, SEED, WIDTHS, MOST = 40, 3, (1, 2, 3, 4, 8, 16, 32), 6_000
ABOUT = ("The story model (780 training steps) continues "
         f"the first half of {STORIES} held-out stories (seed {SEED}) by beam search "
         f"(length penalty 0, no early stopping), and an exhaustive search finds the most probable continuation, "
         f"unless it would have to look at more than {MOST:,} beginnings: log P in nats.")


@torch.inference_mode()
def compare() -> dict:
    """log P of what each width finds, and of the best, for each story whose best is certain."""
    world, model, rows, given_up = World(seed=0), story_model(), [], 0
    for story in world.stories(STORIES, seed=SEED):
        ids = world.encode(story.words)
        begun = ids[:len(ids) // 2]
        found = {width: beam_log_prob(model, begun, width) for width in WIDTHS}
        try:
            best = most_probable(model, [END_ID, *begun], known=max(found.values()) - 1e-3, most=MOST)
        except TooManyToLookAt:
            given_up += 1
            continue
        rows.append({"best": round(best.log_probability, 3), "looked at": best.looked_at}
                    | {str(width): round(value, 3) for width, value in found.items()})
    return {"found": {str(width): sum(row[str(width)] > row["best"] - 0.002 for row in rows) for width in WIDTHS},
            "of": len(rows), "given up": given_up, "rows": rows}


def beam_log_prob(model, begun, width: int) -> float:
    """log P of the continuation, with its end, that a beam of this width finds."""
    strategy = BeamSearch(width, length_penalty=0.0, early_stopping=False)
    new = generate(model, [END_ID, *begun], strategy, LONGEST - len(begun), stop=[END_ID])[0].tolist()
    new = new[:new.index(END_ID)] if END_ID in new else new
    return model_log_prob(model, [*begun, *new], start=len(begun))


RUNS = {"halves": compare}
