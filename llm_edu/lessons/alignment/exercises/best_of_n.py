"""``best_of_n``: what the best of n by one reward is worth by another."""

import torch

from llm_edu.alignment import expected_best_of_n
from llm_edu.course.checks.exercise import Exercise, case


def _reference(proxy, truth, n):
    proxy, truth = proxy.tolist(), truth.tolist()
    best = [max(range(start, start + n), key=proxy.__getitem__) for start in range(0, len(proxy) - n + 1, n)]
    return sum(truth[place] for place in best) / len(best)


def _rewards(proxy, truth, n):
    return case(torch.tensor(proxy), torch.tensor(truth), n)


def _rewards_case(rng):
    count = rng.randrange(1, 14)
    grain = rng.choice([0, 1])    # whole numbers have ties
    proxy, truth = ([round(rng.gauss(0, 2), grain) for _ in range(count)] for _ in range(2))
    return _rewards(proxy, truth, rng.randrange(1, min(count, 6) + 1))


exercise = Exercise(
    reference=_reference,
    cases=[
        _rewards([1.0], [3.0], 1), _rewards([1.0, 2.0], [3.0, 4.0], 1), _rewards([1.0, 2.0], [3.0, -4.0], 2),
        _rewards([2.0, 1.0], [3.0, -4.0], 2), _rewards([1.0, 1.0], [3.0, 5.0], 2),
        _rewards([0.0, 1.0, 1.0, 1.0], [9.0, 2.0, 4.0, 8.0], 4),
        _rewards([1.0, 2.0, 4.0, 3.0], [10.0, 20.0, 30.0, 40.0], 2),
        _rewards([4.0, 1.0, 2.0, 3.0], [10.0, 20.0, 30.0, 40.0], 2),
        _rewards([1.0, 2.0, 9.0], [1.0, 2.0, 100.0], 2),    # a rest
        _rewards([1.0, 2.0, 0.0, 3.0, 9.0], [1.0, 5.0, 2.0, 7.0, 100.0], 2),
        _rewards([3.0, 2.0, 1.0, 5.0, 6.0, 4.0, 9.0, 8.0], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 70.0, 80.0], 3),
        _rewards([-5.0, -2.0, -3.0, -9.0, -1.0, -4.0], [0.5, -1.5, 2.5, -3.5, 4.5, -5.5], 3),
        _rewards([-5.0, -2.0, -3.0, -9.0, -1.0, -4.0], [0.5, -1.5, 2.5, -3.5, 4.5, -5.5], 6),
        _rewards([-5.0, -2.0, -3.0, -9.0, -1.0, -4.0], [0.5, -1.5, 2.5, -3.5, 4.5, -5.5], 4),
        _rewards([0.0, 0.0, 0.0, 0.0], [1.0, 2.0, 3.0, 4.0], 2),
        _rewards([1.0, 2.0, 1.0, 4.0, 3.0, 4.0, 0.0, 0.0], [8.0, 1.0, 6.0, 2.0, 5.0, 3.0, 7.0, 4.0], 2),
        _rewards([7.0, 1.0, 1.0, 1.0, 1.0, 1.0], [0.0, 3.0, 9.0, 4.0, 2.0, 6.0], 3),
        _rewards([-2000.0, -1500.0, -1e6, -3e6], [2.0, 7.0, 4.0, 1.0], 2),    # no reward is too low to be the best
    ],
    random_case=_rewards_case,
    random_cases=40,
    valid=lambda proxy, truth, n: proxy.shape == truth.shape and proxy.dim() == 1 and 1 <= n <= len(proxy),
    hints=(
        "The proxy chooses, and the truth counts. How many whole groups of n are there, and where does each begin?",
        "for each start 0, n, 2n, … from which n samples are left:\n"
        "    best = the position of the highest proxy among those n, the first of equals\n"
        "    note the truth at start + best\n"
        "the mean of what you noted, as a float",
    ),
    compare="close",
    tensor_numbers=False,
    dtypes=("float64",),
)


def _best(key=lambda proxy, truth: proxy, pays=lambda proxy, truth: truth, pick=lambda group: group.argmax(),
          starts=lambda count, n: range(0, count - n + 1, n), mean=lambda paid, count, n: sum(paid) / len(paid),
          place=lambda start, found: start + found):
    """A best_of_n with one thing wrong."""
    def best_of_n(proxy, truth, n):
        keys, paid = key(proxy, truth), pays(proxy, truth)
        found = [paid[place(start, pick(keys[start:start + n]))].item() for start in starts(len(proxy), n)]
        return mean(found, len(proxy), n)
    return best_of_n


exercise.mistake("You let the truth choose. The proxy chooses: at that moment, nobody can see the truth.",
                 _best(key=lambda proxy, truth: truth))
exercise.mistake("That is what the proxy promises for the samples that it chose. The exercise asks for their truth.",
                 _best(pays=lambda proxy, truth: proxy))
exercise.mistake("You take the sample with the lowest proxy from each group. Take the one with the highest.",
                 _best(pick=lambda group: group.argmin()))
exercise.mistake("If several samples are equally good, you take the last of them. Take the first.",
                 _best(pick=lambda group: len(group) - 1 - group.flip(0).argmax()))
exercise.mistake("Fewer than n samples at the end are not a group. Leave them out.",
                 _best(starts=lambda count, n: range(0, count, n)))
exercise.mistake("Your groups overlap. The first n samples are a group, and the next group begins after them.",
                 _best(starts=lambda count, n: range(count - n + 1)))
exercise.mistake("You look at the first group only. Take the mean over all groups.",
                 _best(starts=lambda count, n: [0]))
exercise.mistake("You add up. The exercise asks for the mean over the groups.",
                 _best(mean=lambda paid, count, n: sum(paid)))
exercise.mistake("You divide by the number of samples. Only one sample of each group counts: divide by the number of "
                 "groups.", _best(mean=lambda paid, count, n: sum(paid) / count))
exercise.mistake("You divide by samples / n, which is not a whole number if samples are left over. Divide by the "
                 "number of groups.", _best(mean=lambda paid, count, n: sum(paid) / (count / n)))
exercise.mistake("argmax counts within its group. To find the sample among all of them, add the position where the "
                 "group begins.",
                 _best(place=lambda start, found: found))
exercise.mistake("Every n-th sample is in your group. Neighbours belong together: the first n, then the next n.",
                 lambda proxy, truth, n: _reference(*(each[:len(each) // n * n].view(n, -1).T.reshape(-1)
                                                      for each in (proxy, truth)), n))
exercise.mistake("You choose the best of all samples. There are groups of n, and each has a best.",
                 lambda proxy, truth, n: truth[proxy.argmax()].item())
exercise.mistake("That is the mean of the n best samples of all. The exercise asks for the best of each group of n.",
                 lambda proxy, truth, n: truth[proxy.argsort(descending=True, stable=True)[:n]].mean().item())
exercise.mistake("That is the mean over all ways to draw n samples. It is a good number to have, but here the groups "
                 "are fixed: the first n, the next n, and so on.",
                 lambda proxy, truth, n: expected_best_of_n(proxy.tolist(),
                                                                                              truth.tolist(), n))
exercise.mistake("These are the truths of the best samples, one for each group. The exercise asks for their mean, one "
                 "number.",
                 _best(mean=lambda paid, count, n: paid))
exercise.mistake("You sort the samples before you group them. Group the samples in the order in which they come.",
                 lambda proxy, truth, n: _reference(*(each[proxy.argsort(stable=True)] for each in (proxy, truth)), n))
exercise.mistake("n groups are not groups of n.",
                 lambda proxy, truth, n: _reference(proxy, truth, len(proxy) // n))


def _champion(least):
    """A best_of_n that begins each group with a best so far of `least`."""
    def best_of_n(proxy, truth, n):
        paid = []
        for start in range(0, len(proxy) - n + 1, n):
            best, worth = least, 0.0
            for likes, pays in zip(proxy[start:start + n].tolist(), truth[start:start + n].tolist()):
                if likes > best:
                    best, worth = likes, pays
            paid.append(worth)
        return sum(paid) / len(paid)
    return best_of_n


exercise.mistake("Your best so far begins with 0, but a reward may be lower than that. Begin with the group's first "
                 "sample, or with −inf.", _champion(0.0))
exercise.mistake("Your best so far begins with a low number, but a reward may be lower still. Begin with the group's "
                 "first sample, or with −inf.", _champion(-100.0))


def _groups(proxy, truth, n):
    pairs = list(zip(proxy.tolist(), truth.tolist()))
    return [pairs[start:start + n] for start in range(0, len(pairs) - n + 1, n)], pairs[len(pairs) // n * n:]


@exercise.mistake("If several samples have the highest proxy, you take the one with the highest truth. Take the first "
                  "of them: the truth has no say.")
def _by_pairs(proxy, truth, n):
    groups, _ = _groups(proxy, truth, n)
    return sum(max(group)[1] for group in groups) / len(groups)


@exercise.mistake("You add the leftover samples to the last group. Leave them out.")
def _last_longer(proxy, truth, n):
    groups, rest = _groups(proxy, truth, n)
    groups[-1] += rest
    return sum(max(group, key=lambda pair: pair[0])[1] for group in groups) / len(groups)


exercise.mistake("view and reshape need whole groups: first cut off the leftover samples.",
                 lambda proxy, truth, n: _reference(proxy.view(-1, n).reshape(-1), truth, n), error="invalid for input")
