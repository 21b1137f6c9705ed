"""Unforeseen answers to the exercise majority_answer."""

# %% right: a Counter, which keeps the order of what is equally frequent
from collections import Counter

def majority_answer(answers):
    votes = Counter(a for a in answers if a is not None)
    return votes.most_common(1)[0][0] if votes else None

# %% right: a dictionary of counts
def majority_answer(answers):
    counts = {}
    for a in answers:
        if a is not None:
            counts[a] = counts.get(a, 0) + 1
    best = None
    for a, count in counts.items():
        if best is None or count > counts[best]:
            best = a
    return best

# %% right: max by count
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(votes, key=votes.count, default=None)

# %% right: a stable sort
def majority_answer(answers):
    votes = list(filter(lambda a: a is not None, answers))
    ranked = sorted(votes, key=lambda a: -votes.count(a))
    return ranked[0] if ranked else None

# %% right: statistics.mode
import statistics

def majority_answer(answers):
    try:
        return statistics.mode(a for a in answers if a is not None)
    except statistics.StatisticsError:
        return None

# %% right: multimode
from statistics import multimode

def majority_answer(answers):
    winners = multimode([a for a in answers if a is not None])
    return winners[0] if winners else None

# %% right: NumPy's unique, a NumPy number
import numpy as np

def majority_answer(answers):
    votes = np.array([a for a in answers if a is not None], dtype=float)
    if votes.size == 0:
        return None
    values, first, counts = np.unique(votes, return_index=True, return_counts=True)
    winners = np.flatnonzero(counts == counts.max())
    return values[winners[np.argmin(first[winners])]]

# %% right: a table of equals in torch
import torch

def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    if not votes:
        return None
    column = torch.tensor(votes, dtype=torch.float64)
    return votes[(column[:, None] == column[None, :]).sum(1).argmax().item()]

# %% right: recursion, one number taken out after the other
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    if not votes:
        return None
    head = votes[0]
    rest = [a for a in votes if a != head]
    other = majority_answer(rest)
    if other is None or len(votes) - len(rest) >= rest.count(other):
        return head
    return other

# %% right: sorted and grouped, ties by place
from itertools import groupby

def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    groups = [(len(list(group)), -votes.index(value)) for value, group in groupby(sorted(votes))]
    return votes[-max(groups)[1]] if groups else None

# %% right: two lists side by side
def majority_answer(answers):
    seen, counts = [], []
    for a in answers:
        if a is None:
            continue
        if a in seen:
            counts[seen.index(a)] += 1
        else:
            seen.append(a)
            counts.append(1)
    if seen == []:
        return None
    return seen[counts.index(max(counts))]

# %% right: reduce
from functools import reduce

def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return reduce(lambda a, b: b if votes.count(b) > votes.count(a) else a, votes) if votes else None

# %% right: max over places
def majority_answer(answers):
    places = [i for i, a in enumerate(answers) if a is not None]
    if not places:
        return None
    return answers[max(places, key=lambda i: (answers.count(answers[i]), -i))]

# %% right: a float in any case
from collections import defaultdict

def majority_answer(answers):
    places = defaultdict(list)
    for i, a in enumerate(answers):
        if a is not None:
            places[float(a)].append(i)
    return min(places, key=lambda a: (-len(places[a]), places[a][0])) if places else None

# %% right: None is taken out of the Counter
import collections

def majority_answer(answers):
    counts = collections.Counter(answers)
    counts.pop(None, None)
    for number, _ in counts.most_common():
        return number

# %% right: from behind with >=
def majority_answer(answers):
    best, most = None, 0
    for a in answers[::-1]:
        if a is not None and answers.count(a) >= most:
            best, most = a, answers.count(a)
    return best

# %% right: the numbers in order, each once
def majority_answer(answers):
    once = list(dict.fromkeys(answers))
    if None in once:
        once.remove(None)
    counts = [sum(a == b for b in answers) for a in once]
    return once[counts.index(max(counts))] if once else None

# %% wrong: None has a vote
from collections import Counter

def majority_answer(answers):
    return Counter(answers).most_common(1)[0][0] if answers else None

# %% wrong: max over all, None among them
def majority_answer(answers):
    return max(answers, key=answers.count, default=None)

# %% wrong: None wins only alone
from collections import Counter

def majority_answer(answers):
    ranked = Counter(answers).most_common()
    return ranked[0][0] if ranked[0][0] is not None else ranked[1][0]

# %% wrong: of equals the last
def majority_answer(answers):
    best, most = None, 0
    for a in answers:
        if a is not None and answers.count(a) >= most:
            best, most = a, answers.count(a)
    return best

# %% wrong: of equals the smallest
def majority_answer(answers):
    votes = sorted(a for a in answers if a is not None)
    return max(votes, key=votes.count, default=None)

# %% wrong: of equals the largest
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(votes, key=lambda a: (votes.count(a), a), default=None)

# %% wrong: of equals that which a set names first
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(set(votes), key=votes.count, default=None)

# %% wrong: of equals that which is first complete
def majority_answer(answers):
    counts, best = {}, None
    for a in answers:
        if a is None:
            continue
        counts[a] = counts.get(a, 0) + 1
        if best is None or counts[a] > counts[best]:
            best = a
    return best

# %% wrong: of equals one is drawn
import random

def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    if not votes:
        return None
    most = max(votes.count(a) for a in votes)
    return random.choice([a for a in votes if votes.count(a) == most])

# %% wrong: a tie is no majority
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    winners = {a for a in votes if votes.count(a) == max(map(votes.count, votes))}
    return winners.pop() if len(winners) == 1 else None

# %% wrong: all winners
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return [a for a in dict.fromkeys(votes) if votes.count(a) == max(map(votes.count, votes))]

# %% wrong: more than half of the votes
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    for a in votes:
        if votes.count(a) > len(votes) / 2:
            return a
    return None

# %% wrong: more than half of all solutions
def majority_answer(answers):
    for a in answers:
        if a is not None and answers.count(a) * 2 > len(answers):
            return a

# %% wrong: at least as many votes as None
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    best = max(votes, key=votes.count, default=None)
    return best if votes.count(best) >= answers.count(None) else None

# %% wrong: at least two votes
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    best = max(votes, key=votes.count, default=None)
    return best if votes.count(best) > 1 else None

# %% wrong: a single solution is no majority
def majority_answer(answers):
    if len(answers) < 2:
        return None
    votes = [a for a in answers if a is not None]
    return max(votes, key=votes.count, default=None)

# %% wrong: nought has no vote
def majority_answer(answers):
    votes = [a for a in answers if a]
    return max(votes, key=votes.count, default=None)

# %% wrong: nought wins, and None is answered
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    best = max(votes, key=votes.count, default=None)
    return best or None

# %% wrong: negative numbers are sorted out
def majority_answer(answers):
    votes = [a for a in answers if a is not None and a >= 0]
    return max(votes, key=votes.count, default=None)

# %% wrong: −1 stands for None
def majority_answer(answers):
    votes = [-1 if a is None else a for a in answers]
    votes = [a for a in votes if a != -1]
    return max(votes, key=votes.count, default=None)

# %% wrong: 0 stands for None
from collections import Counter

def majority_answer(answers):
    counts = Counter(a or 0 for a in answers)
    counts[0] -= answers.count(None)
    best, most = counts.most_common(1)[0]
    return best if most > 0 and best else None

# %% wrong: without the sign
def majority_answer(answers):
    votes = [abs(a) for a in answers if a is not None]
    return max(votes, key=votes.count, default=None)

# %% wrong: the mean
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return sum(votes) / len(votes) if votes else None

# %% wrong: the median
from statistics import median

def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return median(votes) if votes else None

# %% wrong: the largest
def majority_answer(answers):
    return max((a for a in answers if a is not None), default=None)

# %% wrong: the first
def majority_answer(answers):
    return next((a for a in answers if a is not None), None)

# %% wrong: the last
def majority_answer(answers):
    return next((a for a in reversed(answers) if a is not None), None)

# %% wrong: the rarest
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return min(votes, key=votes.count, default=None)

# %% wrong: fails where nobody votes
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(votes, key=votes.count)

# %% wrong: only the empty list is seen to
from collections import Counter

def majority_answer(answers):
    if not answers:
        return None
    return Counter(a for a in answers if a is not None).most_common(1)[0][0]

# %% wrong: 0 where nobody votes
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(votes, key=votes.count, default=0)

# %% wrong: a text where nobody votes
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(votes, key=votes.count, default="None")

# %% wrong: how many votes
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(map(votes.count, votes), default=None)

# %% wrong: the number and its votes
from collections import Counter

def majority_answer(answers):
    votes = Counter(a for a in answers if a is not None)
    return votes.most_common(1)[0] if votes else None

# %% wrong: the place
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return answers.index(max(votes, key=votes.count)) if votes else None

# %% wrong: a text
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return str(max(votes, key=votes.count)) if votes else None

# %% wrong: counts texts, where 4 and 4.0 differ
def majority_answer(answers):
    votes = [str(a) for a in answers if a is not None]
    return float(max(votes, key=votes.count)) if votes else None

# %% wrong: counts by type, too
from collections import Counter

def majority_answer(answers):
    votes = Counter((type(a), a) for a in answers if a is not None)
    return votes.most_common(1)[0][0][1] if votes else None

# %% wrong: only whole numbers have a vote
def majority_answer(answers):
    votes = [a for a in answers if isinstance(a, int)]
    return max(votes, key=votes.count, default=None)

# %% wrong: only floats have a vote
def majority_answer(answers):
    votes = [a for a in answers if isinstance(a, float)]
    return max(votes, key=votes.count, default=None)

# %% wrong: cut to whole numbers
def majority_answer(answers):
    votes = [int(a) for a in answers if a is not None]
    return max(votes, key=votes.count, default=None)

# %% wrong: rounded
def majority_answer(answers):
    votes = [round(a) for a in answers if a is not None]
    return max(votes, key=votes.count, default=None)

# %% wrong: what lies nearby votes along
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(votes, key=lambda a: sum(abs(a - b) < 1 for b in votes), default=None)

# %% wrong: bincount
import numpy as np

def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return int(np.bincount(votes).argmax()) if votes else None

# %% wrong: torch.mode, which takes the smallest
import torch

def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return torch.tensor(votes, dtype=torch.float64).mode().values.item() if votes else None

# %% wrong: the longest run
from itertools import groupby

def majority_answer(answers):
    runs = [(len(list(group)), value) for value, group in groupby(a for a in answers if a is not None)]
    return max(runs, key=lambda run: run[0])[1] if runs else None

# %% wrong: Boyer and Moore without the second pass
def majority_answer(answers):
    best, lead = None, 0
    for a in answers:
        if a is None:
            continue
        if lead == 0:
            best = a
        lead += 1 if a == best else -1
    return best

# %% wrong: identity
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    return max(votes, key=lambda a: sum(a is b for b in votes), default=None)

# %% wrong: takes None out of the list itself
def majority_answer(answers):
    while None in answers:
        answers.remove(None)
    return max(answers, key=answers.count, default=None)

# %% wrong: takes out of the list over which it goes
def majority_answer(answers):
    votes = list(answers)
    for a in votes:
        if a is None:
            votes.remove(a)
    return max(votes, key=votes.count, default=None)

# %% wrong: goes on counting in the next call
def majority_answer(answers, counts={}):
    for a in answers:
        if a is not None:
            counts[a] = counts.get(a, 0) + 1
    return max(counts, key=counts.get, default=None)

# %% wrong: the last solution is left out
def majority_answer(answers):
    votes = [a for a in answers[:-1] if a is not None]
    return max(votes, key=votes.count, default=None)

# %% wrong: the first solution is left out
def majority_answer(answers):
    votes = [a for a in answers[1:] if a is not None]
    return max(votes, key=votes.count, default=None)

# %% wrong: stops at the first None
def majority_answer(answers):
    votes = answers[:answers.index(None)] if None in answers else answers
    return max(votes, key=votes.count, default=None)

# %% wrong: at most ten solutions
def majority_answer(answers):
    votes = [a for a in answers[:10] if a is not None]
    return max(votes, key=votes.count, default=None)

# %% wrong: any None, and nothing is answered
def majority_answer(answers):
    if None in answers:
        return None
    return max(answers, key=answers.count, default=None)

# %% wrong: None is counted with those that came first
def majority_answer(answers):
    best, most = None, answers.count(None)
    for a in answers:
        if answers.count(a) > most:
            best, most = a, answers.count(a)
    return best

# %% wrong: later ones count more
def majority_answer(answers):
    weights = {}
    for i, a in enumerate(answers, 1):
        if a is not None:
            weights[a] = weights.get(a, 0) + i
    return max(weights, key=weights.get, default=None)

# %% wrong: returns within the loop
def majority_answer(answers):
    for a in answers:
        if a is not None:
            if answers.count(a) > 1:
                return a
    return None

# %% wrong: a missing return
def majority_answer(answers):
    votes = [a for a in answers if a is not None]
    max(votes, key=votes.count, default=None)

# %% wrong: cannot do without an order
def majority_answer(answers):
    ranked = sorted(answers)
    votes = [a for a in ranked if a is not None]
    return max(votes, key=votes.count, default=None)

# %% contrived: 32-bit numbers
import numpy as np

def majority_answer(answers):
    votes = [float(np.float32(a)) for a in answers if a is not None]
    return max(votes, key=votes.count, default=None)
