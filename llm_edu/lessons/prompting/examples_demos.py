"""What lesson 12's second sitting needs: kept answers as tensors, and tables of what calibration and choosing did."""

import torch

from llm_edu.lessons.prompting.asked import right
from llm_edu.prompting import CONTENT_FREE, label_scores


def print_told(model, tokenizer, prompts, texts=CONTENT_FREE):
    """How probable the second label of each prompt is for each text, of the two. prompts: name -> `Prompt`"""
    for name, prompt in prompts.items():
        told = label_scores(model, tokenizer, prompt, list(texts)).softmax(dim=-1)[:, 1]
        shown = ", ".join(f"{text!r}: {share:.2f}" for text, share in zip(texts, told.tolist()))
        print(f"{name:12} P({prompt.labels[1]}) after {shown}")


def probabilities(odds):
    """Of two labels, from how much rather the second one is said, in nats: (texts,)   ->   (texts, 2)

    >>> probabilities([0.0, 100.0])
    tensor([[0.5000, 0.5000],
            [0.0000, 1.0000]])
    """
    second = torch.as_tensor(odds, dtype=torch.float32).sigmoid()
    return torch.stack([1 - second, second], dim=-1)


def print_calibrated(kept, calibrate):
    """What each way gets right, as it is and calibrated, and how often it says "positive". kept: prompting_ways

    calibrate: a function of the probabilities of texts and of those without content, (texts, 2) and (3, 2)
    """
    classes = torch.tensor([int(digit) for digit in kept["classes"]])
    print(f"{'':16}uncalibrated         calibrated\n{'':16}right  positive      right  positive")
    for name in kept.runs:
        if name == "classes":
            continue
        told, nothing = (probabilities(kept[name][which]) for which in ("odds", "content free"))
        answered = torch.tensor([int(digit) for digit in kept[name]["answered"]])    # odds are rounded, and may be 0
        cells = []
        for answers in (answered, calibrate(told, nothing).argmax(-1)):
            cells.append(f"{(answers == classes).double().mean():4.0%} {answers.double().mean():8.0%}")
        print(f"{name:16}" + f"{'':9}".join(cells))


def right_of_orders(kept, draw):
    """Whether each order of a draw of examples answers each item right: (24, items). kept: prompting_orders"""
    return torch.tensor([right(answers[0], kept["classes"]).tolist() for answers in kept[draw].values()])


def print_last(kept):
    """How often "positive" is said after orders whose last example is of either class. kept: prompting_orders"""
    for draw in kept.runs:
        if draw == "classes":
            continue
        shares = [[answers[0].count("1") / len(answers[0]) for order, answers in kept[draw].items()
                   if order.split()[0][-1] == last] for last in "01"]
        negative, positive = (sum(some) / len(some) for some in shares)
        print(f'{draw}: says "positive" to {negative:.0%} after a negative last example, and to {positive:.0%} after a '
              "positive one")


def print_taken(kept, count=32):
    """Which word is answered where the middle one is right, after so many examples. kept: prompting_rule"""
    places = "".join(kept["middle word, taken"][str(count)])
    shown = ", ".join(f"{name} word {places.count(place)}" for place, name in zip("012", ("first", "middle", "last")))
    print(f"after {count} examples of middle word, asked {len(places)} times, the model answers with:\n   {shown}")


def print_races(chosen_and_measured, races, counts=(20, 200), rounds=200, seed=0):
    """How winners do where they were chosen, and on all other items: the mean over draws of items.

    races: name -> whether each prompt answers each item right, (prompts, items)   counts: of items to choose by
    """
    random = torch.Generator().manual_seed(seed)
    for name, tried in races.items():
        items = tried.shape[1]
        for count in counts:
            if 2 * count > items:    # at least as many are to be left to measure by
                continue
            drawn = (torch.randperm(items, generator=random)[:count].tolist() for _ in range(rounds))
            found = torch.tensor([chosen_and_measured(tried, half)[1:] for half in drawn], dtype=torch.float64)
            chosen, measured = found.mean(0).tolist()
            print(f"{name}, chosen by {count:3} items: {chosen:.1%} on these, {measured:.1%} on the others, "
                  f"{round(100 * (chosen - measured), 1) + 0.0:4.1f} points lost")    # + 0.0: no "-0.0"
