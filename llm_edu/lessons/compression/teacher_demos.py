"""What lesson 17 prints about teachers and students."""

import torch

from llm_edu.bias.estimates import mean_interval
from llm_edu.lessons.common.printing import print_table, signed
from llm_edu.training.storyteller import STORY


@torch.no_grad()
def teacher_says(model, tokenizer, text, temperatures=(1.0,), most=5):
    """The most probable next tokens after a story's beginning: rows of token, then its probability at each temperature.
    """
    ids = torch.tensor([[tokenizer.special_tokens[STORY], *tokenizer.encode(text)]])
    logits = model(ids)[0, -1]
    best = logits.topk(most).indices.tolist()
    chances = [(logits / temperature).softmax(-1) for temperature in temperatures]
    return [[tokenizer.decode([token]), *(chance[token].item() for chance in chances)] for token in best]


def print_teacher(model, tokenizer, texts, most=5):
    """After each beginning: the most probable tokens and their probabilities, and how many have at least 1 %."""
    for text in texts:
        rows = teacher_says(model, tokenizer, text, most=most)
        likely = sum(chance >= 0.01 for _, chance in teacher_says(model, tokenizer, text, most=100))
        print(f"… {text[-44:]}\n   " + ", ".join(f"{token.strip()} {chance:.2f}" for token, chance in rows)
              + f";   tokens with at least 0.01: {likely}")


def print_softened(model, tokenizer, text, temperatures=(1.0, 2.0, 4.0)):
    """The same logits at several temperatures."""
    rows = teacher_says(model, tokenizer, text, temperatures)
    print_table([f"… {text[-30:]}", *(f"T = {temperature:g}" for temperature in temperatures)],
                [[token.strip(), *(f"{chance:.4f}" for chance in chances)] for token, *chances in rows])


def pairs(kept, name):
    """The results of both ways, seed by seed: a list of {"alone": …, "distilled": …}"""
    return [run for each, run in kept.results().items() if each.startswith(f"{name} stories")]


def gain(kept, name, key="excess"):
    """Alone minus distilled, seed by seed, with the 95 % interval of the mean."""
    return mean_interval(torch.tensor([run["alone"][key] - run["distilled"][key] for run in pairs(kept, name)]))


def print_students(kept):
    """Few stories, and many: what both ways took and what they have come to; the difference with its interval."""
    rows, names = [], [name for name in ("few", "many") if pairs(kept, name)]
    for name in names:
        for way in ("alone", "distilled"):
            runs = [run[way] for run in pairs(kept, name)]
            means = {key: sum(run[key] for run in runs) / len(runs) for key in runs[0]}
            rows.append([f"{name} stories, {way}", f"{means['steps']:.0f}", f"{means['seconds']:.0f}",
                         f"{means['teacher seconds']:.0f}", f"{means['excess']:.1f}", f"{means['whole']:.0%}",
                         f"{means['new']:.0%}"])
    print_table([f"means of {len(runs)} seeds", "steps", "seconds", "teacher's", "excess", "whole", "whole, new"], rows)
    print()
    for name in names:
        print(signed(f"{name} stories, alone − distilled, over {len(pairs(kept, name))} seeds: {gain(kept, name)}"))
