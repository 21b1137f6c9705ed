"""What the cells of lesson 14 do with SmolLM2 live: remove a direction from its stream, and ask before and after."""

from contextlib import nullcontext

from llm_edu.finetuning import features
from llm_edu.lessons.bias import smollm_texts as texts
from llm_edu.lessons.bias.smollm_judging import PRONOUNS, preference
from llm_edu.lessons.bias.smollm_remedies import LAYER, removed
from llm_edu.lessons.common.printing import print_table, signed
from llm_edu.wrapping import wrapped


def pronoun_log_odds(model, tokenizer, people, frames=texts.HELD_OUT_FRAMES):
    """The log-odds of "she" against "he" after each person, in nats, averaged over sentences: {person: log-odds}

    people: such as "the nurse" or "my aunt"   frames: sentences with {} where the person goes
    """
    ids = [tokenizer.encode(text) for text in texts.beginnings(people, frames)]
    scores = features(model, ids) @ preference(model, tokenizer, PRONOUNS)
    return dict(zip(people, scores.view(len(people), -1).mean(1).tolist(), strict=True))


def print_removed(model, tokenizer, direction, middle, people, shares=(0, 1 / 3, 2 / 3, 1)):
    """What is left of "she" against "he" after each person when a direction is removed from the stream.

    direction, middle: as `pair_direction` gives them   people: as for `pronoun_log_odds`   shares: how much of it
    """
    columns = []
    for share in shares:
        with removed(model, LAYER, direction, share, middle) if share else nullcontext():
            columns.append(pronoun_log_odds(model, tokenizer, people))
    print("Log odds of she against he in nats, by the share of the direction that is removed:\n")
    print_table(["", *(f"{share:.0%}" for share in shares)],
                [[person, *(signed(f"{column[person]:+.2f}") for column in columns)] for person in people])


def print_texts():
    """Everything that is asked of SmolLM2, before anything is judged by it."""
    for name, jobs, frames in (("Remedies learn from", texts.LEARNED_JOBS, texts.LEARNED_FRAMES),
                               ("Bias is measured on", texts.HELD_OUT_JOBS, texts.HELD_OUT_FRAMES)):
        print(wrapped(f"{name}: " + " | ".join(frames)))
        print(wrapped("with the jobs: " + ", ".join(f"{job} {texts.SHARES[job]:.0f} %" for job in jobs)) + "\n")
    for name, pairs in (("The direction comes from", texts.PAIRS), ("What should stay", texts.KNOWN)):
        print(wrapped(f"{name}: " + ", ".join(" / ".join(pair) for pair in pairs)))
