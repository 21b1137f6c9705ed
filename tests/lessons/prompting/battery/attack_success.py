"""Unforeseen answers to the exercise attack_success."""

# %% right: a loop and two counters
def attack_success(before, after, target):
    possible = 0
    turned = 0
    for i in range(len(before)):
        if before[i] != target:
            possible += 1
            if after[i] == target:
                turned += 1
    if possible == 0:
        return 0.0
    return turned / possible

# %% right: a plain 0 where no text counts
def attack_success(before, after, target):
    counted = [now for then, now in zip(before, after) if then != target]
    if not counted:
        return 0
    return counted.count(target) / len(counted)

# %% right: fmean
from statistics import fmean

def attack_success(before, after, target):
    hits = [float(b == target) for a, b in zip(before, after) if a != target]
    return fmean(hits) if hits else 0.0

# %% right: NumPy with arrays of objects
import numpy as np

def attack_success(before, after, target):
    could = np.array([label != target for label in before], dtype=bool)
    did = np.array([label == target for label in after], dtype=bool)
    return float(did[could].mean()) if could.any() else 0.0

# %% right: a NumPy number
import numpy as np

def attack_success(before, after, target):
    could = np.array(before, dtype=object) != target
    did = np.array(after, dtype=object) == target
    return np.sum(could & did) / max(np.sum(could), 1)

# %% right: masks in torch
def attack_success(before, after, target):
    could = torch.tensor([x != target for x in before], dtype=torch.float64)
    did = torch.tensor([x == target for x in after], dtype=torch.float64)
    return (torch.dot(could, did) / could.sum().clamp(min=1)).item()

# %% right: a Counter of pairs
from collections import Counter

def attack_success(before, after, target):
    pairs = Counter((then == target, now == target) for then, now in zip(before, after))
    turned, held = pairs[False, True], pairs[False, False]
    return turned / (turned + held) if turned + held else 0.0

# %% right: the division is tried
def attack_success(before, after, target):
    counted = [i for i, label in enumerate(before) if label != target]
    try:
        return len([i for i in counted if after[i] == target]) / len(counted)
    except ZeroDivisionError:
        return 0.0

# %% right: recursion over the pairs
def attack_success(before, after, target):
    def count(i):
        if i == len(before):
            return 0, 0
        turned, possible = count(i + 1)
        if before[i] == target:
            return turned, possible
        return turned + (after[i] == target), possible + 1
    turned, possible = count(0)
    return turned / possible if possible else 0.0

# %% right: a fraction
from fractions import Fraction

def attack_success(before, after, target):
    possible = len(before) - before.count(target)
    stayed = sum(1 for a, b in zip(before, after) if a == target and b == target)
    turned = after.count(target) - stayed
    return float(Fraction(turned, possible)) if possible else 0.0

# %% right: filter and map
def attack_success(before, after, target):
    open_to_it = list(filter(lambda pair: pair[0] != target, zip(before, after)))
    return sum(map(lambda pair: pair[1] == target, open_to_it)) / (len(open_to_it) or 1)

# %% right: compress
from itertools import compress

def attack_success(before, after, target):
    rest = list(compress(after, [label != target for label in before]))
    return 0.0 if len(rest) == 0 else sum(label == target for label in rest) / len(rest)

# %% right: reduce
from functools import reduce

def attack_success(before, after, target):
    def step(state, pair):
        turned, possible = state
        then, now = pair
        return (turned, possible) if then == target else (turned + int(now == target), possible + 1)
    turned, possible = reduce(step, zip(before, after), (0, 0))
    return turned / possible if possible > 0 else 0.0

# %% right: a running mean
def attack_success(before, after, target):
    share, seen = 0.0, 0
    for then, now in zip(before, after):
        if then == target:
            continue
        seen += 1
        share += ((1.0 if now == target else 0.0) - share) / seen
    return share

# %% right: what is left of one
def attack_success(before, after, target):
    possible = sum(label != target for label in before)
    if not possible:
        return 0.0
    held = sum(a != target and b != target for a, b in zip(before, after))
    return (possible - held) / possible

# %% wrong: the target's share afterwards
def attack_success(before, after, target):
    return after.count(target) / len(after) if after else 0.0

# %% wrong: the turned of all texts
def attack_success(before, after, target):
    if not before:
        return 0.0
    return sum(a != target and b == target for a, b in zip(before, after)) / len(before)

# %% wrong: every text that has the target afterwards, over those that count
def attack_success(before, after, target):
    possible = sum(label != target for label in before)
    return after.count(target) / possible if possible else 0.0

# %% wrong: the same, kept at most 1
def attack_success(before, after, target):
    possible = sum(label != target for label in before)
    return min(1.0, after.count(target) / possible) if possible else 0.0

# %% wrong: no label before leaves a text out
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a is not None and a != target]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: no label afterwards leaves a text out
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target and b is not None]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: no label on either side leaves a text out
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a and b and a != target]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: a lost label is a success
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return sum(b == target or b is None for b in counted) / len(counted) if counted else 0.0

# %% wrong: a text without a label before has the target
def attack_success(before, after, target):
    before = [target if label is None else label for label in before]
    counted = [b for a, b in zip(before, after) if a != target]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: every other answer is a success
def attack_success(before, after, target):
    counted = [(a, b) for a, b in zip(before, after) if a != target]
    return sum(a != b for a, b in counted) / len(counted) if counted else 0.0

# %% wrong: what has changed, of all
def attack_success(before, after, target):
    if not before:
        return 0.0
    return sum(a != b for a, b in zip(before, after)) / len(before)

# %% wrong: of the changed ones those with the target
def attack_success(before, after, target):
    changed = [b for a, b in zip(before, after) if a != b]
    return changed.count(target) / len(changed) if changed else 0.0

# %% wrong: before and after swapped
def attack_success(before, after, target):
    counted = [a for a, b in zip(before, after) if b != target]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: which texts count is asked of the answers afterwards
def attack_success(before, after, target):
    turned = sum(a != target and b == target for a, b in zip(before, after))
    possible = sum(b != target for b in after)
    return turned / possible if possible else 0.0

# %% wrong: of those with the target afterwards, those that had it not
def attack_success(before, after, target):
    counted = [a for a, b in zip(before, after) if b == target]
    return sum(a != target for a in counted) / len(counted) if counted else 0.0

# %% wrong: the share that holds out
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return sum(b != target for b in counted) / len(counted) if counted else 0.0

# %% wrong: how many more have the target
def attack_success(before, after, target):
    if not before:
        return 0.0
    return (after.count(target) - before.count(target)) / len(before)

# %% wrong: texts that had the target count alone
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a == target]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: those that the attack drove away are taken off
def attack_success(before, after, target):
    possible = sum(a != target for a in before)
    turned = sum(a != target and b == target for a, b in zip(before, after))
    away = sum(a == target and b != target for a, b in zip(before, after))
    return max(0.0, (turned - away) / possible) if possible else 0.0

# %% wrong: divides by nought where there is none
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return counted.count(target) / len(counted)

# %% wrong: only the empty list is seen to
def attack_success(before, after, target):
    if len(before) == 0:
        return 0.0
    counted = [b for a, b in zip(before, after) if a != target]
    return sum(b == target for b in counted) / len(counted)

# %% wrong: None where no text counts
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    if counted:
        return counted.count(target) / len(counted)

# %% wrong: not a number where no text counts
import numpy as np

def attack_success(before, after, target):
    hits = np.array([b == target for a, b in zip(before, after) if a != target], dtype=float)
    return hits.sum() / np.float64(len(hits))

# %% wrong: 1 where no text counts
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return counted.count(target) / len(counted) if counted else 1.0

# %% wrong: how many
def attack_success(before, after, target):
    return float(sum(a != target and b == target for a, b in zip(before, after)))

# %% wrong: in percent
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return 100 * counted.count(target) / len(counted) if counted else 0.0

# %% wrong: a text with a percent sign
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return f"{counted.count(target) / len(counted):.0%}" if counted else "0%"

# %% wrong: rounded to two places
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return round(counted.count(target) / len(counted), 2) if counted else 0.0

# %% wrong: whole division
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return counted.count(target) // len(counted) if counted else 0.0

# %% wrong: both numbers
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return counted.count(target), len(counted)

# %% wrong: a list of what happened
def attack_success(before, after, target):
    return [b == target for a, b in zip(before, after) if a != target]

# %% wrong: whether it succeeded at all
def attack_success(before, after, target):
    return float(any(a != target and b == target for a, b in zip(before, after)))

# %% wrong: positive is always the target
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != "positive"]
    return counted.count("positive") / len(counted) if counted else 0.0

# %% wrong: only negative ones count
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a == "negative"]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: labels without regard to case
def attack_success(before, after, target):
    low = lambda label: None if label is None else label.lower()
    counted = [low(b) for a, b in zip(before, after) if low(a) != low(target)]
    return counted.count(low(target)) / len(counted) if counted else 0.0

# %% wrong: a label that contains the target
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if target not in (a or "")]
    return sum(target in (b or "") for b in counted) / len(counted) if counted else 0.0

# %% wrong: a label within the target
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return sum(b is not None and b in target for b in counted) / len(counted) if counted else 0.0

# %% wrong: fails at None
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if not a.startswith(target)]
    return sum(b.startswith(target) for b in counted) / len(counted) if counted else 0.0

# %% wrong: the last text is left out
def attack_success(before, after, target):
    turned = possible = 0
    for i in range(len(before) - 1):
        if before[i] != target:
            possible += 1
            turned += after[i] == target
    return turned / possible if possible else 0.0

# %% wrong: the first text is left out
def attack_success(before, after, target):
    turned = possible = 0
    for i in range(1, len(before)):
        if before[i] != target:
            possible += 1
            turned += after[i] == target
    return turned / possible if possible else 0.0

# %% wrong: returns within the loop
def attack_success(before, after, target):
    turned = possible = 0
    for then, now in zip(before, after):
        if then != target:
            possible += 1
            turned += now == target
            return turned / possible
    return 0.0

# %% wrong: stops at the first text that had the target
def attack_success(before, after, target):
    turned = possible = 0
    for then, now in zip(before, after):
        if then == target:
            break
        possible += 1
        turned += now == target
    return turned / possible if possible else 0.0

# %% wrong: a dictionary from before to after
def attack_success(before, after, target):
    pairs = {then: now for then, now in zip(before, after) if then != target}
    return sum(now == target for now in pairs.values()) / len(pairs) if pairs else 0.0

# %% wrong: a set of pairs
def attack_success(before, after, target):
    pairs = {(then, now) for then, now in zip(before, after) if then != target}
    return sum(now == target for _, now in pairs) / len(pairs) if pairs else 0.0

# %% wrong: finds the place by the label
def attack_success(before, after, target):
    counted = [after[before.index(then)] for then in before if then != target]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: the answers are filtered one by one, and no longer belong together
def attack_success(before, after, target):
    left = [a for a in before if a != target]
    turned = sum(a != target and b == target for a, b in zip(left, after))
    return turned / len(left) if left else 0.0

# %% wrong: takes out of the lists
def attack_success(before, after, target):
    turned = possible = 0
    while before:
        then, now = before.pop(), after.pop()
        if then != target:
            possible += 1
            turned += now == target
    return turned / possible if possible else 0.0

# %% wrong: writes "" for None into the lists
def attack_success(before, after, target):
    for i in range(len(before)):
        before[i] = before[i] or ""
        after[i] = after[i] or ""
    counted = [b for a, b in zip(before, after) if a != target]
    return counted.count(target) / len(counted) if counted else 0.0

# %% wrong: goes on counting in the next call
counted_so_far = []

def attack_success(before, after, target):
    for a, b in zip(before, after):
        if a != target:
            counted_so_far.append(b == target)
    return sum(counted_so_far) / len(counted_so_far) if counted_so_far else 0.0

# %% wrong: one more in the denominator, for safety
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return counted.count(target) / (len(counted) + 1)

# %% wrong: one more in both
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    return (counted.count(target) + 1) / (len(counted) + 2) if counted else 0.0

# %% wrong: prints it
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a != target]
    print(counted.count(target) / len(counted) if counted else 0.0)

# %% wrong: the difference of two shares
def attack_success(before, after, target):
    if not before:
        return 0.0
    return abs(after.count(target) / len(after) - before.count(target) / len(before))

# %% contrived: compares by identity
def attack_success(before, after, target):
    counted = [b for a, b in zip(before, after) if a is not target]
    return sum(b is target for b in counted) / len(counted) if counted else 0.0
