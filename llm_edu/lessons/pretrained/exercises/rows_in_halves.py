"""``rows_in_halves``: pairs of neighbours, put into the two halves of each head."""

import torch

from llm_edu.course.checks.exercise import Exercise, case


def _reference(weight, heads):
    rows = torch.arange(len(weight)).reshape(heads, -1, 2)    # (heads, head_dim / 2, 2)
    return weight[rows.transpose(1, 2).reshape(-1)]


def _numbered(heads, head_dim, width, dtype=torch.float32):
    """A table in which every number is another."""
    return torch.arange(heads * head_dim * width).reshape(-1, width).to(dtype)


def _table_case(rng):
    heads, head_dim, width = rng.randrange(1, 5), 2 * rng.randrange(1, 5), rng.randrange(1, 4)
    return _numbered(heads, head_dim, width), heads


exercise = Exercise(
    reference=_reference,
    cases=lambda: [
        case(torch.tensor([[0.0], [1], [2], [3]]), 1), case(_numbered(1, 2, 1), 1), case(_numbered(2, 2, 2), 2),
        case(_numbered(2, 4, 1), 2), case(_numbered(1, 6, 2), 1), case(_numbered(3, 4, 2), 3),
        case(_numbered(2, 8, 3), 2), case(_numbered(1, 8, 8), 1), case(_numbered(4, 4, 2), 4),
        case(_numbered(9, 2, 1), 9), case(_numbered(2, 6, 12), 2), case(_numbered(3, 64, 2), 3),
        case(_numbered(2, 6, 2) / 3, 2),    # no half precision has these
    ],
    random_case=_table_case,
    valid=lambda weight, heads: weight.dim() == 2 and weight.numel() > 0 and heads > 0
    and weight.shape[0] % (2 * heads) == 0,
    hints=(
        "The rows are ordered on three levels: heads, in each head its pairs, in each pair two rows. Give each level a "
        "dimension of its own. Then the dimension of the two rows only has to come before that of the pairs.",
        "weight as (heads, head_dim // 2, 2, width)     .reshape(…) or .unflatten(0, …)\nswap dimensions 1 and 2, so "
        "that first or second comes before the pair     .transpose(1, 2)\nback to (heads * head_dim, width)     "
        ".reshape(…) or .flatten(0, 2)",
    ),
    dtypes=("float64", "int64", "bfloat16"),
)


def _cut(order, *shape):
    """A rows_in_halves that cuts the rows into three dimensions and puts those into another order."""
    def rows_in_halves(weight, heads):
        pairs = len(weight) // heads // 2
        sizes = [{"heads": heads, "pairs": pairs, "two": 2}[name] for name in shape]
        return weight.reshape(*sizes, -1).permute(*order, 3).reshape(weight.shape)
    return rows_in_halves


exercise.mistake("You went the other way: from halves to neighbours. A head of six rows should become 0, 2, 4, 1, 3, "
                 "5: rows 0 and 1 were a pair.", _cut((0, 2, 1), "heads", "two", "pairs"))
exercise.mistake("You treated the whole matrix as one head, and put the first rows of *all* pairs before all the "
                 "second ones. Reorder each head by itself: its rows must stay together.",
                 _cut((2, 0, 1), "heads", "pairs", "two"))
exercise.mistake("Nothing has moved. A new shape alone leaves the rows where they are. Swap two dimensions before you "
                 "flatten them again.", lambda weight, heads: weight.clone())
exercise.mistake("You swapped the two rows of a pair with the numbers of a row, so the rows are torn apart. Swap them "
                 "with the pairs.", lambda weight, heads: weight.reshape(heads, -1, 2, weight.shape[1]).transpose(2, 3)
                 .reshape(weight.shape))
exercise.mistake("In your heads, the second row of each pair comes first. The first half is for the first rows.",
                 lambda weight, heads: torch.cat([part for head in weight.chunk(heads)
                                                  for part in (head[1::2], head[::2])]))
exercise.mistake("You swapped the two halves of each head. Pairs are neighbours: every second row goes into the first "
                 "half.",
                 lambda weight, heads: torch.cat([part for head in weight.chunk(heads)
                                                  for part in head.chunk(2)[::-1]]))
exercise.mistake("You reordered the columns. A row makes one dimension of a query, so reorder the rows.",
                 lambda weight, heads: torch.cat([weight[:, ::2], weight[:, 1::2]], dim=1))
exercise.mistake("The rows are where they should be, but the result still has a dimension for the heads. Flatten it: "
                 "(heads * head_dim, width).",
                 lambda weight, heads: _reference(weight, heads).reshape(heads, -1, weight.shape[1]))
exercise.mistake("You deal the pairs out to the heads like cards. A head is a block of neighbouring rows: split the "
                 "rows into heads first.",
                 _cut((1, 0, 2), "pairs", "heads", "two"))
exercise.mistake("The second rows of the pairs come in the opposite order. Keep their order.",
                 lambda weight, heads: torch.cat([part for head in weight.chunk(heads)
                                                  for part in (head[::2], head[1::2].flip(0))]))
exercise.mistake("You return the numbers of the rows. Take these rows out of the matrix: weight[…].",
                 lambda weight, heads: _reference(torch.arange(len(weight))[:, None], heads)[:, 0])
exercise.mistake("You return a list of rows. Stack them into one matrix.",
                 lambda weight, heads: list(_reference(weight, heads)))


@exercise.mistake("You wrote into the first rows before you had read them, so some rows are there twice now, and some "
                  "are lost. Put the rows into a new matrix.")
def _overwritten(weight, heads):
    moved = weight.clone()
    for head in moved.chunk(heads):
        half = len(head) // 2
        for pair in range(half):
            head[pair] = head[2 * pair].clone()
            head[half + pair] = head[2 * pair + 1].clone()
    return moved
