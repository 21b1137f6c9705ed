"""``chosen_and_measured``: the best prompt on some items, and what it is worth on those that did not choose it."""

import torch

from llm_edu.course.checks.exercise import Exercise, case


def _reference(right, half):
    rows, here = right.tolist(), set(half)
    others = [item for item in range(len(rows[0])) if item not in here]
    counts = [sum(row[item] for item in half) for row in rows]
    best = counts.index(max(counts))
    return best, counts[best] / len(half), sum(rows[best][item] for item in others) / len(others)


def _answers(rows, half):
    """A case; rows: texts of 1 (right) and 0, one a prompt"""
    return case(torch.tensor([[letter == "1" for letter in row] for row in rows]), half)


def _answers_case(rng):
    prompts, items = rng.randrange(1, 6), rng.randrange(2, 12)
    share = rng.choice([0.3, 0.5, 0.8])
    right = torch.tensor([[rng.random() < share for _ in range(items)] for _ in range(prompts)])
    return case(right, rng.sample(range(items), rng.randrange(1, items)))


def _sensible(right, half):
    return (right.dim() == 2 and len(right) > 0 and 0 < len(half) < right.shape[1] and len(set(half)) == len(half)
            and 0 <= min(half) and max(half) < right.shape[1])


exercise = Exercise(
    reference=_reference,
    cases=[
        _answers(["10"], [0]), _answers(["10"], [1]), _answers(["11", "00"], [0]), _answers(["00", "01"], [0]),
        _answers(["01", "10"], [0]), _answers(["01", "10"], [1]),
        _answers(["1100", "0111"], [0, 1]), _answers(["1100", "0111"], [2, 3]), _answers(["1100", "0111"], [3, 0]),
        _answers(["0000", "0000", "0000"], [1, 2]),             # nobody gets anything right
        _answers(["1010", "1001", "1011"], [0, 1]),             # three equals: the first
        _answers(["0100", "1000", "1011"], [0, 1]),
        _answers(["111000", "110111", "001111"], [0, 1, 2]), _answers(["111000", "110111", "001111"], [5, 3, 4]),
        _answers(["111000", "110111", "001111"], [4, 0]), _answers(["111000", "110111", "001111"], [2]),
        _answers(["10101010", "01010111", "11101000"], [1, 3, 5]), _answers(["10101010", "01010111"], [6, 4, 2, 0]),
        _answers(["0110111", "1010011", "1101100", "0011110"], [6, 1, 3, 4, 0]),
        _answers(["1111100000", "1111011111"], [0, 1, 2, 3, 4]),
        _answers(["0001", "1110", "1111"], [3]), _answers(["0001", "0111", "1111"], [1, 2, 3]),
        _answers(["011", "101"], [0, 1]), _answers(["1101", "0100", "1011", "1111"], [0, 2]),
        _answers(["00000100", "10001010"], [7, 5, 0]),
    ],
    random_case=_answers_case,
    random_cases=40,
    valid=_sensible,
    hints=(
        "Two sets of columns: the items of half, and those that are not in it. The first alone chooses, the second "
        "alone says what the choice is worth.",
        "here = for each item whether it is in half\nthe share of each row where here is True, (prompts,); best = "
        "where that is highest, the first of equals\nthe share of row best where here is False\nthe three of them",
    ),
    compare="close",
)


def _others(right, half):
    return [item for item in range(right.shape[1]) if item not in half]


def _shares(right, items):
    return right[:, items].double().mean(1)    # (prompts,)


def _choose(by=_shares, pick=lambda shares: shares.argmax(),
            here=lambda right, best, half, rest: right[best, half].double().mean(),
            there=lambda right, best, half, rest: right[best, rest].double().mean(),
            end=lambda best, chosen, measured: (best, chosen, measured), rest=_others):
    """A chosen_and_measured with one thing wrong."""
    def chosen_and_measured(right, half):
        best, others = int(pick(by(right, half))), rest(right, half)
        return end(best, float(here(right, best, half, others)), float(there(right, best, half, others)))
    return chosen_and_measured


exercise.mistake("You choose by all items, so the others have had their say. Choose by those of half alone.",
                 _choose(by=lambda right, half: right.double().mean(1)))
exercise.mistake("You choose by the others. Those of half choose; the others only measure.",
                 _choose(by=lambda right, half: _shares(right, _others(right, half))))
exercise.mistake("Both sets are swapped: you choose by the others and measure on half.",
                 lambda right, half: _reference(right, _others(right, half)))
exercise.mistake("You measure where you have chosen: both shares are the same. The second is of the others.",
                 _choose(there=lambda right, best, half, rest: right[best, half].double().mean()))
exercise.mistake("You measure on all items, and some of them have helped to choose. The second share is of the others "
                 "alone.", _choose(there=lambda right, best, half, rest: right[best].double().mean()))
exercise.mistake("The first share is to be of the items of half. Yours is of all items.",
                 _choose(here=lambda right, best, half, rest: right[best].double().mean()))
exercise.mistake("The second share is the best that any prompt has on the others. Asked for is that of the prompt "
                 "which was chosen.", _choose(there=lambda right, best, half, rest: _shares(right, rest).max()))
exercise.mistake("The second share is the mean of all prompts. Asked for is that of the prompt which was chosen.",
                 _choose(there=lambda right, best, half, rest: _shares(right, rest).mean()))
exercise.mistake("Of equally good prompts you take the last. The first is asked for.",
                 _choose(pick=lambda shares: len(shares) - 1 - shares.flip(0).argmax()))
exercise.mistake("Of equally good prompts you take the one that does best on the others. The first is asked for: the "
                 "others have no say.",
                 _choose(by=lambda right, half: _shares(right, half) + 1e-6 * _shares(right, _others(right, half))))
exercise.mistake("You choose the prompt with the fewest right answers.", _choose(pick=lambda shares: shares.argmin()))
exercise.mistake("These are counts. Asked for are shares: divide by how many items there are.",
                 _choose(here=lambda right, best, half, rest: right[best, half].sum(),
                         there=lambda right, best, half, rest: right[best, rest].sum()))
exercise.mistake("Both counts are divided by the number of all items. Each share has its own: the items of half, and "
                 "the others.", _choose(here=lambda right, best, half, rest: right[best, half].sum() / right.shape[1],
                                        there=lambda right, best, half, rest: right[best, rest].sum() / right.shape[1]))
exercise.mistake("Both counts are divided by the number of items in half. There may be more of the others, or fewer.",
                 _choose(there=lambda right, best, half, rest: right[best, rest].sum() / len(half)))
exercise.mistake("You take the first items, as many as half has. half holds their numbers.",
                 lambda right, half: _reference(right, list(range(len(half)))))
exercise.mistake("For the others you take those behind the last item of half. Others are all that are not in it, "
                 "wherever they stand.", _choose(rest=lambda right, half: range(max(half) + 1, right.shape[1])))
exercise.mistake("For the others you take those from place len(half) on. Others are all that are not in half, wherever "
                 "they stand.", _choose(rest=lambda right, half: range(len(half), right.shape[1])))
exercise.mistake("Prompts are counted from 0, as the rows of right are.",
                 _choose(end=lambda best, chosen, measured: (best + 1, chosen, measured)))
exercise.mistake("The two shares have changed places: first the one on half, then the one on the others.",
                 _choose(end=lambda best, chosen, measured: (best, measured, chosen)))
exercise.mistake("The prompt's number comes first, then its two shares.",
                 _choose(end=lambda best, chosen, measured: (chosen, measured, best)))
exercise.mistake("Last comes what the prompt has lost. Asked for is its share on the others.",
                 _choose(end=lambda best, chosen, measured: (best, chosen, chosen - measured)))
exercise.mistake("These are percent. Shares are numbers from 0 to 1.",
                 _choose(end=lambda best, chosen, measured: (best, 100 * chosen, 100 * measured)))
exercise.mistake("The prompt's number is missing. It comes first, then the two shares.",
                 _choose(end=lambda best, chosen, measured: (chosen, measured)))
exercise.mistake("You choose an item: rows are prompts and columns are items.",
                 _choose(pick=lambda shares: shares, by=lambda right, half: right[:, half].sum(0).argmax()),
                 error="out of bounds")
exercise.mistake("The mean of True and False is not defined in PyTorch: turn them into numbers first.",
                 lambda right, half: right[:, half].mean(1), error="could not infer output dtype|mean\\(\\)")
exercise.mistake("The last of the other items is left out.",
                 _choose(rest=lambda right, half: _others(right[:, :-1], half),
                         there=lambda right, best, half, rest: right[best, rest].sum() / max(1, len(rest))))
exercise.mistake("Item 0 is an item, too: it is missing among the others.",
                 _choose(rest=lambda right, half: [item for item in _others(right, half) if item > 0],
                         there=lambda right, best, half, rest: right[best, rest].sum() / max(1, len(rest))))
exercise.mistake("The first share is the mean of all prompts. Asked for is that of the prompt which was chosen.",
                 _choose(here=lambda right, best, half, rest: _shares(right, half).mean()))
exercise.mistake("These are the shares of wrong answers.",
                 _choose(end=lambda best, chosen, measured: (best, 1 - chosen, 1 - measured)))
exercise.mistake("Where no prompt has any answer right, all are equally good: the first is chosen, and its share on "
                 "the others may be high.", lambda right, half: _reference(right, half) if right[:, half].any() else
                 (None, 0.0, 0.0))
