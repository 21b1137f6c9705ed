"""``split_heads``: a piece of each vector for each head."""

import torch

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, case


def _split_case(rng):
    batch, time, heads, head_dim = rng.randrange(1, 3), rng.randrange(1, 4), rng.randrange(1, 4), rng.randrange(1, 4)
    return torch.arange(1.0, 1 + batch * time * heads * head_dim).view(batch, time, -1), heads


exercise = Exercise(
    reference=attention.split_heads,
    cases=lambda: [
        case(torch.tensor([[[1.0, 2.0]]]), 1), case(torch.tensor([[[1.0, 2.0]]]), 2),
        case(torch.arange(1.0, 9).view(1, 2, 4), 2), case(torch.arange(1.0, 13).view(1, 2, 6), 3),
        case(torch.arange(1.0, 19).view(1, 3, 6), 2), case(torch.arange(1.0, 25).view(2, 3, 4), 4),
        case(torch.arange(1.0, 49).view(2, 3, 8), 2), case(torch.arange(1.0, 37).view(3, 2, 6), 2),
        case(torch.arange(1.0, 13).view(1, 3, 4).transpose(1, 2), 3),
    ],
    random_case=_split_case,
    valid=lambda x, heads: x.dim() == 3 and x.numel() > 0 and heads > 0 and x.shape[-1] % heads == 0,
    hints=(
        "Two steps. Split the last dimension into two, (heads, numbers in a head). Then bring the heads before the "
        "time. Don't mix up the order of the numbers: each token keeps its own.",
        "batch, time, width = x.shape\nx as (batch, time, heads, width // heads)       .reshape(…)\n"
        "swap dimensions 1 and 2                        .transpose(1, 2)",
    ),
    dtypes=("int64", "float64"),
)


@exercise.mistake("The shape is right, but the numbers are mixed up: reshape fills the new shape in order, so a head "
                  "gets several pieces of one token instead of one piece of each. Cut the *last* dimension first, "
                  "then swap.")
def _cut_without_swapping(x, heads):
    batch, time, width = x.shape
    return x.reshape(batch, heads, time, width // heads)


exercise.mistake("You cut each token into heads. Now bring the heads before the time: (batch, heads, time, "
                 "head_dim).", lambda x, heads: x.reshape(*x.shape[:2], heads, -1))
exercise.mistake("You deal the numbers out like cards, the first to head 0, the second to head 1. Each head gets "
                 "*neighbouring* numbers.", lambda x, heads: x.reshape(*x.shape[:2], -1, heads).permute(0, 3, 1, 2))
exercise.mistake("This is a list of pieces. Stack them into one tensor, with the heads as dimension 1.",
                 lambda x, heads: list(x.chunk(heads, dim=-1)))
exercise.mistake("Your heads are the first dimension. They come after the batch: (batch, heads, time, head_dim).",
                 lambda x, heads: torch.stack(x.chunk(heads, dim=-1)))
exercise.mistake("The last two dimensions are swapped. They should be (batch, heads, time, head_dim).",
                 lambda x, heads: x.reshape(*x.shape[:2], heads, -1).permute(0, 2, 3, 1))
exercise.mistake("You swapped the heads with the batch. Swap them with the time: dimensions 1 and 2.",
                 lambda x, heads: x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(0, 2))
exercise.mistake("You swapped the heads with their own numbers. They must come before the *time*.",
                 lambda x, heads: x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(-2, -1))
exercise.mistake("You cut each vector into pieces of `heads` numbers (x.split(n) makes pieces of n numbers, too). Cut "
                 "it into `heads` pieces: (…, heads, numbers in a head).",
                 lambda x, heads: x.reshape(x.shape[0], x.shape[1], -1, heads).transpose(1, 2))
exercise.mistake("You swapped first, and then cut. After the swap, the numbers of one token are no longer together. "
                 "Cut the last dimension first.",
                 lambda x, heads: x.transpose(1, 2).reshape(x.shape[0], heads, x.shape[1], -1))
