"""LoRA of other ranks, taught as lesson 10's cell teaches it: 128 lines, three times through, or twelve times."""

from functools import cache

import torch

from llm_edu.finetuning import TARGET_MODULES, add_lora, trainable_parameters
from llm_edu.lessons.common.texts import film_snippets
from llm_edu.lessons.finetuning.sentiment import accuracy, labels
from llm_edu.lessons.finetuning.sentiment_learning import all_vectors, keep_streams, mixed_batches
from llm_edu.pretrained import load_smollm2
from llm_edu.training import cross_entropy

ABOUT = ("SmolLM2 learns to go on with 'great' or 'terrible' after a critic's line and 'It was': 128 lines, 24 steps "
         "of 16 (96 where it says so), LoRA in layers 24 to 29, alpha twice the rank, AdamW at 0.001. Measured on "
         "300 lines of the validation part; seeds 0 to 2 are for where LoRA starts and for the order.")
FIRST, LEARNED, MEASURED, STEPS, LONGER, SEEDS = 24, 128, 300, 24, 96, range(3)
WORDS = (" terrible", " great")


@cache
def prepared():
    """SmolLM2, its kept streams of the lines to learn from and of those to measure on, and the right word of each."""
    model, tokenizer = load_smollm2()
    model.requires_grad_(False)
    learned, validation, _ = film_snippets()
    parts = (learned[:LEARNED], validation[:MEASURED])
    streams = [keep_streams(model, [tokenizer.encode(review.text + "\nIt was") for review in part], FIRST)
               for part in parts]
    words = torch.tensor([tokenizer.encode(word)[0] for word in WORDS])
    return model, words, streams, [words[labels(part)] for part in parts]


def taught(rank, steps, seed):
    """What one LoRA comes to: accuracy between the two words, and the loss over all tokens, of the other lines."""
    model, words, (learned, measured), (right, wanted) = prepared()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        adapted = add_lora(model, rank, 2 * rank, TARGET_MODULES, layers=range(FIRST, model.config.layers))
    parameters, rows = [each for _, each in trainable_parameters(adapted)], model.token_embedding.weight
    optimiser = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.0)
    for batch in mixed_batches(learned.lengths.tolist(), 16, steps, seed):
        loss = cross_entropy(learned.vectors(adapted, batch) @ rows.T, right[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    logits = all_vectors(adapted, measured) @ rows.T
    scores = logits[:, words[1]] - logits[:, words[0]]
    return {"accuracy": round(accuracy(scores, wanted == words[1]), 4),
            "loss": round(cross_entropy(logits, wanted).item(), 4)}, sum(map(torch.numel, parameters))


def by_seed(rank, steps=None, seeds=SEEDS):
    """The same with several seeds, and how many numbers learned."""
    found = [taught(rank, STEPS if steps is None else steps, seed) for seed in seeds]
    return {"learned numbers": found[0][1], "seeds": [each for each, _ in found]}


RUNS = {"rank": lambda: {str(rank): by_seed(rank) for rank in (1, 2, 8, 32)},
        "longer": lambda: {"1": by_seed(1, LONGER, seeds=(0, 1))}}    # rank 1, 96 steps
