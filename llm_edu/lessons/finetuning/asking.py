"""What lesson 10 needs to find out how far a model gets before anybody teaches it."""

import numpy as np
import torch

from llm_edu.intervals import wilson
from llm_edu.lessons.finetuning.sentiment import accuracy, draw

LINES = ("Marvelous, merry and, yes, melancholy film.",    # of those to learn from; 1 and 2 are for the film
         "The biggest problem with this movie is that it's not nearly long enough.",
         "The film has a nearly terminal case of the cutes, and it's neither as funny nor as charming as it thinks it "
         "is.",
         "Fluffy and disposible.",
         "The movie is so thoughtlessly assembled.")


def print_right(name, scores, right, threshold=0.0):
    """How many scores are above the threshold just where the label is 1, as a share with its 95 % interval, and all.

    >>> print_right("always for", [1, 1, 1, 1], [1, 0, 1, 1])
    always for      75.0 % (30.1 to 95.4): 3 of 4
    """
    share, count = accuracy(scores, right, threshold), len(right)
    low, high = wilson(share, count)
    print(f"{name:<15} {100 * share:.1f} % ({100 * low:.1f} to {100 * high:.1f}): {share * count:,.0f} of {count:,}")


def print_strongest_words(bag, count=8):
    """The words with the largest weights of a `bag_of_words`, either way."""
    names, weights = bag[0].get_feature_names_out(), bag[-1].coef_[0]
    order = np.argsort(weights, kind="stable")
    print("most against:", ", ".join(names[order[:count]]))
    print("most for:    ", ", ".join(names[order[:-count - 1:-1]]))


def in_batches(function, texts, size=16):
    """What a function gives for texts, 16 at a time, those of like lengths together: so little has to be filled up.

    function: takes a list of texts, gives (texts, …)   texts: lists of ids   ->   (texts, …), in the texts' order

    >>> in_batches(lambda texts: torch.tensor([[sum(text), len(text)] for text in texts]), [[4, 5, 6], [9], [2, 2]])
    tensor([[15,  3],
            [ 9,  1],
            [ 4,  2]])
    """
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    found = torch.cat([function([texts[number] for number in order[start:start + size]])
                       for start in range(0, len(order), size)])
    return found[torch.tensor(order).argsort(stable=True)]


def print_ways(ways, counts, examples, right, draws=5):
    """How well each way does by the number of examples: the mean of several draws, and the worst and the best.

    ways: {name: function}, a function takes the numbers of the examples to learn from and gives the scores of others
    counts: how many to learn from; of all examples there is one draw   right: the labels of those others
    """
    print("examples" + "".join(f"{name:>20}" for name in ways))
    for count in counts:
        rows = [torch.tensor(draw(range(examples), count, seed))
                for seed in range(draws if count < examples else 1)]
        cells = []
        for way in ways.values():
            shares = [100 * accuracy(way(each), right) for each in rows]
            spread = f" ({min(shares):.0f} to {max(shares):.0f})" if len(rows) > 1 else ""
            cells.append(f"{np.mean(shares):.0f} %{spread}")
        print(f"{count:>8}" + "".join(f"{cell:>20}" for cell in cells))
