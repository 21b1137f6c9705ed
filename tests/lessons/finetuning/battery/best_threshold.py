"""Unforeseen answers to the exercise best_threshold."""

# %% right: candidates in a loop
def best_threshold(scores, labels):
    values = sorted(set(scores.tolist()))
    candidates = [values[0] - 1]
    for low, high in zip(values, values[1:]):
        candidates.append((low + high) / 2)
    candidates.append(values[-1] + 1)
    best, most = None, -1
    for candidate in candidates:
        right = 0
        for score, label in zip(scores.tolist(), labels.tolist()):
            if (score > candidate) == (label == 1):
                right += 1
        if right > most:
            best, most = candidate, right
    return best

# %% right: max with a key
def best_threshold(scores, labels):
    ordered = torch.unique(scores).tolist()
    cuts = [ordered[0] - 1, *[(a + b) / 2 for a, b in zip(ordered, ordered[1:])], ordered[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == (labels == 1)).sum().item())

# %% right: every candidate beside every score
def best_threshold(scores, labels):
    values = scores.unique(sorted=True)
    candidates = torch.cat([values[:1] - 1, (values[:-1] + values[1:]) / 2, values[-1:] + 1])
    right = ((scores[None] > candidates[:, None]).long() == labels[None].long()).sum(1)
    return candidates[(right == right.max()).nonzero()[0, 0]].item()

# %% right: NumPy
import numpy as np

def best_threshold(scores, labels):
    s, y = scores.numpy(), labels.numpy()
    u = np.unique(s)
    c = np.concatenate([[u[0] - 1], (u[1:] + u[:-1]) / 2, [u[-1] + 1]])
    right = [np.count_nonzero((s > t) == (y == 1)) for t in c]
    return float(c[int(np.argmax(right))])

# %% right: one pass over what is sorted
def best_threshold(scores, labels):
    pairs = sorted(zip(scores.tolist(), labels.tolist()))
    right = sum(label == 1 for _, label in pairs)    # everything above
    best, most = pairs[0][0] - 1, right
    for i, (score, label) in enumerate(pairs):
        right += 1 if label == 0 else -1
        if i + 1 < len(pairs):
            if pairs[i + 1][0] == score:
                continue
            cut = (score + pairs[i + 1][0]) / 2
        else:
            cut = score + 1
        if right > most:
            best, most = cut, right
    return best

# %% right: cumulative sums
def best_threshold(scores, labels):
    values, place = torch.unique(scores, return_inverse=True)
    gain = torch.zeros(len(values), dtype=torch.long)
    gain.index_add_(0, place, 1 - 2 * labels.long())    # one more right for each 0 that is no longer above
    gains = [0] + gain.cumsum(0).tolist()
    cuts = [values[0].item() - 1] + ((values[:-1] + values[1:]) / 2).tolist() + [values[-1].item() + 1]
    return cuts[gains.index(max(gains))]

# %% right: fewest errors
def best_threshold(scores, labels):
    xs, ys = scores.tolist(), [int(label) for label in labels]
    different = sorted(dict.fromkeys(xs))
    cuts = [different[0] - 1] + [a + (b - a) / 2 for a, b in zip(different[:-1], different[1:])] + [different[-1] + 1]
    errors = {cut: sum((x > cut) != y for x, y in zip(xs, ys)) for cut in cuts}
    return min(errors, key=errors.get)

# %% right: sorted by right answers, then by height
def best_threshold(scores, labels):
    levels = sorted({float(score) for score in scores})
    cuts = [levels[0] - 1.0, levels[-1] + 1.0]
    cuts += [(levels[i] + levels[i + 1]) / 2 for i in range(len(levels) - 1)]
    ranked = [(-int(((scores > cut).int() == labels.int()).sum()), cut) for cut in cuts]
    return min(ranked)[1]

# %% right: itertools
from itertools import pairwise

def best_threshold(scores, labels):
    levels = sorted(set(map(float, scores)))
    cuts = [levels[0] - 1, *(sum(pair) / 2 for pair in pairwise(levels)), levels[-1] + 1]
    shares = [(scores.gt(cut).to(labels.dtype) == labels).double().mean().item() for cut in cuts]
    return cuts[shares.index(max(shares))]

# %% right: bisect, zeros below and ones above
from bisect import bisect

def best_threshold(scores, labels):
    zeros = sorted(s for s, l in zip(scores.tolist(), labels.tolist()) if l == 0)
    ones = sorted(s for s, l in zip(scores.tolist(), labels.tolist()) if l == 1)
    levels = sorted({*zeros, *ones})
    def right(cut):
        return bisect(zeros, cut) + len(ones) - bisect(ones, cut)
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    top = max(map(right, cuts))
    return next(cut for cut in cuts if right(cut) == top)

# %% right: fractions
from fractions import Fraction

def best_threshold(scores, labels):
    levels = sorted({Fraction(s) for s in scores.tolist()})
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    examples = [(Fraction(s), l) for s, l in zip(scores.tolist(), labels.tolist())]
    return float(max(cuts, key=lambda cut: sum((s > cut) == bool(l) for s, l in examples)))

# %% right: recursion over the candidates
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    def count(cut):
        return torch.eq(scores > cut, labels.bool()).sum()
    def better(rest):
        if len(rest) == 1:
            return rest[0]
        later = better(rest[1:])
        return later if count(later) > count(rest[0]) else rest[0]
    return better(cuts)

# %% right: from the highest down, on equal terms the lower one
def best_threshold(scores, labels):
    levels = torch.sort(scores.unique(), descending=True).values.tolist()
    cuts = [levels[0] + 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] - 1]
    best, most = cuts[0], 0
    for cut in cuts:
        right = ((scores > cut) == labels.bool()).sum()
        if right >= most:
            best, most = cut, right
    return best

# %% right: at or above, since no candidate is a score
def best_threshold(scores, labels):
    levels = scores.unique()
    cuts = torch.cat([levels.min()[None] - 1, (levels[1:] + levels[:-1]) / 2, levels.max()[None] + 1])
    right = [int(((scores >= cut) == labels.bool()).sum()) for cut in cuts]
    return float(cuts[right.index(max(right))])

# %% right: a class
class Threshold:
    def __init__(self, scores, labels):
        self.scores, self.labels = scores, labels.bool()

    def candidates(self):
        levels = self.scores.unique().tolist()
        yield levels[0] - 1
        for i in range(1, len(levels)):
            yield (levels[i - 1] + levels[i]) / 2
        yield levels[-1] + 1

    def right(self, cut):
        return ((self.scores > cut) == self.labels).sum().item()

    def best(self):
        return max(self.candidates(), key=self.right)

def best_threshold(scores, labels):
    return Threshold(scores, labels).best()

# %% right: scores turned into signs of plus and minus
def best_threshold(scores, labels):
    levels = scores.unique()
    ends = [levels[0].item() - 1, levels[-1].item() + 1]
    cuts = sorted(ends + torch.lerp(levels[:-1], levels[1:], 0.5).tolist())
    wanted = 2 * labels.float() - 1
    agreement = [torch.where(scores > cut, wanted, -wanted).sum().item() for cut in cuts]
    return cuts[agreement.index(max(agreement))]

# %% wrong: the scores themselves are the candidates
def best_threshold(scores, labels):
    cuts = scores.unique().tolist()
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: nothing under the smallest
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: nothing over the largest
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: halfway alone
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [(a + b) / 2 for a, b in zip(levels, levels[1:])] or [0.0]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: the highest of equals
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    best, most = None, -1
    for cut in cuts:
        right = ((scores > cut) == labels.bool()).sum().item()
        if right >= most:
            best, most = cut, right
    return best

# %% wrong: ends first, so that 1 over the largest comes before those between
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1, levels[-1] + 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: ends last, so that 1 under the smallest comes after those between
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[0] - 1, levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: neighbours as they come
def best_threshold(scores, labels):
    s = scores.tolist()
    cuts = [min(s) - 1] + sorted((a + b) / 2 for a, b in zip(s, s[1:]) if a != b) + [max(s) + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: halfway between any two
from itertools import combinations

def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1, *sorted((a + b) / 2 for a, b in combinations(levels, 2)), levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: equal scores are neighbours, too
def best_threshold(scores, labels):
    s = scores.sort().values.tolist()
    cuts = [s[0] - 1] + [(a + b) / 2 for a, b in zip(s, s[1:])] + [s[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: half under and half over
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 0.5] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 0.5]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: infinity at both ends
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [float("-inf")] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [float("inf")]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: a little under and over
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1e-6] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1e-6]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: 1 under what is first, 1 over what is last
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    s = scores.tolist()
    cuts = [s[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [s[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: below means 1
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores < cut) == labels.bool()).sum().item())

# %% wrong: whichever direction is better
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    def right(cut):
        count = ((scores > cut) == labels.bool()).sum().item()
        return max(count, len(scores) - count)
    return max(cuts, key=right)

# %% wrong: only ones count
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) & labels.bool()).sum().item())

# %% wrong: the mean of both classes' shares
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    def balanced(cut):
        above = scores > cut
        ones, zeros = above[labels == 1], ~above[labels == 0]
        shares = [each.float().mean().item() for each in (ones, zeros) if len(each)]
        return sum(shares) / len(shares)
    return max(cuts, key=balanced)

# %% wrong: F1
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    def f1(cut):
        above = scores > cut
        hits = (above & (labels == 1)).sum().item()
        total = above.sum().item() + (labels == 1).sum().item()
        return 2 * hits / total if total else 0
    return max(cuts, key=f1)

# %% wrong: halfway between the means of the classes
def best_threshold(scores, labels):
    zeros, ones = scores[labels == 0], scores[labels == 1]
    if len(zeros) == 0:
        return (scores.min() - 1).item()
    if len(ones) == 0:
        return (scores.max() + 1).item()
    return ((zeros.mean() + ones.mean()) / 2).item()

# %% wrong: halfway between the highest 0 and the lowest 1
def best_threshold(scores, labels):
    zeros, ones = scores[labels == 0], scores[labels == 1]
    if len(zeros) == 0:
        return (scores.min() - 1).item()
    if len(ones) == 0:
        return (scores.max() + 1).item()
    return ((zeros.max() + ones.min()) / 2).item()

# %% wrong: the median
def best_threshold(scores, labels):
    return scores.median().item()

# %% wrong: 0
def best_threshold(scores, labels):
    return 0.0

# %% wrong: as many above as there are ones
def best_threshold(scores, labels):
    ordered = scores.sort().values.tolist()
    zeros = int((labels == 0).sum())
    if zeros == 0:
        return ordered[0] - 1
    if zeros == len(ordered):
        return ordered[-1] + 1
    return (ordered[zeros - 1] + ordered[zeros]) / 2

# %% wrong: labels stay where they were when scores are sorted
def best_threshold(scores, labels):
    s = scores.sort().values
    levels = s.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((s > cut) == labels.bool()).sum().item())

# %% wrong: both sorted, each by itself
def best_threshold(scores, labels):
    s, l = scores.sort().values, labels.sort().values
    levels = s.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((s > cut) == l.bool()).sum().item())

# %% wrong: one pass in which equal scores are parted
def best_threshold(scores, labels):
    pairs = sorted(zip(scores.tolist(), labels.tolist()))
    right = sum(label == 1 for _, label in pairs)
    best, most = pairs[0][0] - 1, right
    for i, (score, label) in enumerate(pairs):
        right += 1 if label == 0 else -1
        cut = score + 1 if i + 1 == len(pairs) else (score + pairs[i + 1][0]) / 2
        if right > most:
            best, most = cut, right
    return best

# %% wrong: neighbours that are close count as equal
def best_threshold(scores, labels):
    levels = sorted({round(s, 1) for s in scores.tolist()})
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: rounded to two places
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return round(max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item()), 2)

# %% wrong: whole numbers
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) // 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: the share that comes out right
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(((scores > cut) == labels.bool()).float().mean().item() for cut in cuts)

# %% wrong: how many come out right
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(((scores > cut) == labels.bool()).sum().item() for cut in cuts)

# %% wrong: the candidate's number
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    right = [((scores > cut) == labels.bool()).sum().item() for cut in cuts]
    return right.index(max(right))

# %% wrong: both, threshold and share
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    shares = [((scores > cut) == labels.bool()).float().mean().item() for cut in cuts]
    return cuts[shares.index(max(shares))], max(shares)

# %% wrong: a tensor of one number in a row
def best_threshold(scores, labels):
    levels = scores.unique()
    cuts = torch.cat([levels[:1] - 1, (levels[:-1] + levels[1:]) / 2, levels[-1:] + 1])
    right = ((scores > cuts[:, None]) == labels.bool()).sum(1)
    return cuts[right == right.max()][:1]

# %% wrong: all of the best
def best_threshold(scores, labels):
    levels = scores.unique()
    cuts = torch.cat([levels[:1] - 1, (levels[:-1] + levels[1:]) / 2, levels[-1:] + 1])
    right = ((scores > cuts[:, None]) == labels.bool()).sum(1)
    return cuts[right == right.max()].tolist()

# %% wrong: the middle of the best
def best_threshold(scores, labels):
    levels = scores.unique()
    cuts = torch.cat([levels[:1] - 1, (levels[:-1] + levels[1:]) / 2, levels[-1:] + 1])
    right = ((scores > cuts[:, None]) == labels.bool()).sum(1)
    return cuts[right == right.max()].mean().item()

# %% wrong: sorts the scores in place
def best_threshold(scores, labels):
    order = scores.argsort()
    scores[:] = scores[order].clone()
    labels[:] = labels[order].clone()
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: shifts the scores by each candidate, in place
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    best, most = None, -1
    for cut in cuts:
        scores -= cut
        right = ((scores > 0) == labels.bool()).sum().item()
        if right > most:
            best, most = cut, right
    return best

# %% wrong: begins at 0, so that nothing is better where all are wrong but one candidate
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    best, most = 0.0, len(scores) / 2
    for cut in cuts:
        right = ((scores > cut) == labels.bool()).sum().item()
        if right > most:
            best, most = cut, right
    return best

# %% wrong: the best so far is kept from call to call
best, most = 0.0, -1

def best_threshold(scores, labels):
    global best, most
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    for cut in cuts:
        right = ((scores > cut) == labels.bool()).sum().item()
        if right > most:
            best, most = cut, right
    return best

# %% wrong: printed
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    print(max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item()))

# %% wrong: nothing when all scores are equal
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    if len(levels) > 1:
        cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
        return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: stops at the first candidate that is worse
def best_threshold(scores, labels):
    levels = scores.unique().tolist()
    cuts = [levels[0] - 1] + [(a + b) / 2 for a, b in zip(levels, levels[1:])] + [levels[-1] + 1]
    best, most = None, -1
    for cut in cuts:
        right = ((scores > cut) == labels.bool()).sum().item()
        if right < most:
            break
        if right > most:
            best, most = cut, right
    return best

# %% wrong: a grid of a hundred
def best_threshold(scores, labels):
    cuts = torch.linspace(scores.min().item() - 1, scores.max().item() + 1, 100).tolist()
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: only where the label changes
def best_threshold(scores, labels):
    pairs = sorted(zip(scores.tolist(), labels.tolist()))
    cuts = [pairs[0][0] - 1]
    cuts += [(a + b) / 2 for (a, la), (b, lb) in zip(pairs, pairs[1:]) if la != lb and a != b]
    cuts.append(pairs[-1][0] + 1)
    return max(cuts, key=lambda cut: ((scores > cut) == labels.bool()).sum().item())

# %% wrong: a grid of hundredths
def best_threshold(scores, labels):
    values = sorted(set(round(s, 1) for s in scores.tolist()))
    middles = [(low + high) / 2 for low, high in zip(values, values[1:])]
    candidates = [values[0] - 1, *middles, values[-1] + 1]
    rights = [((scores > each) == (labels == 1)).sum().item() for each in candidates]
    return candidates[rights.index(max(rights))]

# %% wrong: two scores within 0.01 are one
def best_threshold(scores, labels):
    values = []
    for s in sorted(scores.tolist()):
        if not values or s - values[-1] > 0.01: values.append(s)
    middles = [(low + high) / 2 for low, high in zip(values, values[1:])]
    candidates = [values[0] - 1, *middles, values[-1] + 1]
    rights = [((scores > each) == (labels == 1)).sum().item() for each in candidates]
    return candidates[rights.index(max(rights))]

# %% wrong: rounded to three places
def best_threshold(scores, labels):
    values = sorted(set(scores.tolist()))
    middles = [(low + high) / 2 for low, high in zip(values, values[1:])]
    candidates = [values[0] - 1, *middles, values[-1] + 1]
    rights = [((scores > each) == (labels == 1)).sum().item() for each in candidates]
    return round(candidates[rights.index(max(rights))], 3)

# %% wrong: a tensor without dimensions
def best_threshold(scores, labels):
    values = scores.unique()
    candidates = torch.cat([values[:1] - 1, (values[1:] + values[:-1]) / 2, values[-1:] + 1])
    rights = ((scores[:, None] > candidates) == labels.bool()[:, None]).sum(0)
    return candidates[(rights == rights.max()).nonzero()[0, 0]]
