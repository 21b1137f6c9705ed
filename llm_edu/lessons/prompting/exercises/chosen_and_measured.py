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
        "There are two sets of columns: the items in half, and all the others. Only the first set chooses; only the "
        "second says what the choice is worth.",
        "here = for each item, whether it is in half\nthe share of each row where here is True, (prompts,); best = "
        "the row where that is highest, among equals the first\nthe share of row best where here is False\nreturn all "
        "three",
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


exercise.mistake("You choose on all items, so the others have their say, too. Choose only on the items in half.",
                 _choose(by=lambda right, half: right.double().mean(1)))
exercise.mistake("You choose on the others. The items in half choose; the others only measure.",
                 _choose(by=lambda right, half: _shares(right, _others(right, half))))
exercise.mistake("You have swapped the two sets: you choose on the others and measure on half.",
                 lambda right, half: _reference(right, _others(right, half)))
exercise.mistake("You measure on the items that chose, so both shares are the same. Measure the second share on the "
                 "others.",
                 _choose(there=lambda right, best, half, rest: right[best, half].double().mean()))
exercise.mistake("You measure on all items, and some of them helped to choose. Measure the second share only on the "
                 "others.", _choose(there=lambda right, best, half, rest: right[best].double().mean()))
exercise.mistake("Your first share is measured on all items. Measure it on the items in half.",
                 _choose(here=lambda right, best, half, rest: right[best].double().mean()))
exercise.mistake("Your second share is the best that any prompt has on the others. Return the share of the chosen "
                 "prompt.", _choose(there=lambda right, best, half, rest: _shares(right, rest).max()))
exercise.mistake("Your second share is the mean of all prompts. Return the share of the chosen prompt.",
                 _choose(there=lambda right, best, half, rest: _shares(right, rest).mean()))
exercise.mistake("Among equally good prompts, you take the last. Take the first.",
                 _choose(pick=lambda shares: len(shares) - 1 - shares.flip(0).argmax()))
exercise.mistake("Among equally good prompts, you take the one that does best on the others. Take the first: the "
                 "others have no say.",
                 _choose(by=lambda right, half: _shares(right, half) + 1e-6 * _shares(right, _others(right, half))))
exercise.mistake("You choose the prompt with the fewest right answers.", _choose(pick=lambda shares: shares.argmin()))
exercise.mistake("You return counts. Return shares: divide by the number of items.",
                 _choose(here=lambda right, best, half, rest: right[best, half].sum(),
                         there=lambda right, best, half, rest: right[best, rest].sum()))
exercise.mistake("You divide both counts by the number of all items. Divide each by the number of its own items: "
                 "those in half, and the others.",
                 _choose(here=lambda right, best, half, rest: right[best, half].sum() / right.shape[1],
                                        there=lambda right, best, half, rest: right[best, rest].sum() / right.shape[1]))
exercise.mistake("You divide both counts by the number of items in half. There may be more others than that, or fewer.",
                 _choose(there=lambda right, best, half, rest: right[best, rest].sum() / len(half)))
exercise.mistake("You take the first len(half) items. half holds the numbers of the items to take.",
                 lambda right, half: _reference(right, list(range(len(half)))))
exercise.mistake("As the others, you take the items after the last one in half. The others are all items that are not "
                 "in half, wherever they are.", _choose(rest=lambda right, half: range(max(half) + 1, right.shape[1])))
exercise.mistake("As the others, you take the items from position len(half) on. The others are all items that are not "
                 "in half, wherever they are.", _choose(rest=lambda right, half: range(len(half), right.shape[1])))
exercise.mistake("`len(right)` is the number of prompts. The items are its columns: `right.shape[1]`.",
                 _choose(rest=lambda right, half: [item for item in range(len(right)) if item not in half],
                         there=lambda right, best, half, rest: right[best, rest].sum().item() / len(rest)),
                 error="division by zero|out of bounds")
exercise.mistake("Count the prompts from 0, like the rows of right.",
                 _choose(end=lambda best, chosen, measured: (best + 1, chosen, measured)))
exercise.mistake("You have swapped the two shares: first comes the one on half, then the one on the others.",
                 _choose(end=lambda best, chosen, measured: (best, measured, chosen)))
exercise.mistake("The number of the prompt comes first, and then its two shares.",
                 _choose(end=lambda best, chosen, measured: (chosen, measured, best)))
exercise.mistake("Your last number is what the prompt has lost. Return its share on the others.",
                 _choose(end=lambda best, chosen, measured: (best, chosen, chosen - measured)))
exercise.mistake("You return percentages. Shares are numbers from 0 to 1.",
                 _choose(end=lambda best, chosen, measured: (best, 100 * chosen, 100 * measured)))
exercise.mistake("The number of the prompt is missing. It comes first, and then the two shares.",
                 _choose(end=lambda best, chosen, measured: (chosen, measured)))
exercise.mistake("You choose an item: rows are prompts and columns are items.",
                 _choose(pick=lambda shares: shares, by=lambda right, half: right[:, half].sum(0).argmax()),
                 error="out of bounds")
exercise.mistake("PyTorch has a mean of floats only: turn True and False into floats.",
                 lambda right, half: right[:, half].mean(1), error="could not infer output dtype|mean\\(\\)")
exercise.mistake("You leave out the last of the other items.",
                 _choose(rest=lambda right, half: _others(right[:, :-1], half),
                         there=lambda right, best, half, rest: right[best, rest].sum() / max(1, len(rest))))
exercise.mistake("Item 0 is an item, too, and you leave it out of the others.",
                 _choose(rest=lambda right, half: [item for item in _others(right, half) if item > 0],
                         there=lambda right, best, half, rest: right[best, rest].sum() / max(1, len(rest))))
exercise.mistake("Your first share is the mean of all prompts. Return the share of the chosen prompt.",
                 _choose(here=lambda right, best, half, rest: _shares(right, half).mean()))
exercise.mistake("You return the shares of wrong answers. Return the shares of right ones.",
                 _choose(end=lambda best, chosen, measured: (best, 1 - chosen, 1 - measured)))
exercise.mistake("If no prompt has a right answer on half, all are equally good. Then choose the first; its share on "
                 "the others may be high.", lambda right, half: _reference(right, half) if right[:, half].any() else
                 (None, 0.0, 0.0))
