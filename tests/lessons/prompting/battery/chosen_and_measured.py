"""Unforeseen answers to the exercise chosen_and_measured."""

# %% right: loops
def chosen_and_measured(right, half):
    best, most = 0, -1
    for prompt in range(len(right)):
        count = 0
        for item in half:
            if right[prompt, item]:
                count += 1
        if count > most:
            best, most = prompt, count
    hits, others = 0, 0
    for item in range(right.shape[1]):
        if item not in half:
            others += 1
            hits += int(right[best, item])
    return best, most / len(half), hits / others

# %% right: a mask
def chosen_and_measured(right, half):
    chosen = torch.zeros(right.shape[1], dtype=torch.bool)
    chosen[half] = True
    best = right[:, chosen].sum(dim=1).argmax().item()
    return best, right[best, chosen].float().mean().item(), right[best, ~chosen].float().mean().item()

# %% right: NumPy's delete
import numpy as np

def chosen_and_measured(right, half):
    table = right.numpy()
    inside, outside = table[:, half], np.delete(table, half, axis=1)
    best = int(inside.mean(axis=1).argmax())
    return best, float(inside[best].mean()), float(outside[best].mean())

# %% right: NumPy numbers and setdiff1d
import numpy as np

def chosen_and_measured(right, half):
    table = np.asarray(right)
    others = np.setdiff1d(np.arange(table.shape[1]), half)
    best = np.argmax(table[:, half].sum(1))
    return best, table[best, half].mean(), table[best, others].mean()

# %% right: lists and max with a key
def chosen_and_measured(right, half):
    rows = right.tolist()
    best = max(range(len(rows)), key=lambda prompt: sum(rows[prompt][item] for item in half))
    inside = [rows[best][item] for item in half]
    outside = [hit for item, hit in enumerate(rows[best]) if item not in set(half)]
    return best, sum(inside) / len(inside), sum(outside) / len(outside)

# %% right: matrix times mask
def chosen_and_measured(right, half):
    table = right.double()
    mask = torch.zeros(table.shape[1], dtype=torch.float64)
    mask[half] = 1
    inside = table @ mask / mask.sum()
    outside = table @ (1 - mask) / (1 - mask).sum()
    best = int(inside.argmax())
    return best, float(inside[best]), float(outside[best])

# %% right: einsum
def chosen_and_measured(right, half):
    one_hot = torch.nn.functional.one_hot(torch.tensor(half), right.shape[1])
    counts = torch.einsum("pi,hi->p", right.long(), one_hot)
    best = counts.argmax().item()
    rest = right[best].sum().item() - counts[best].item()
    return best, counts[best].item() / len(half), rest / (right.shape[1] - len(half))

# %% right: shares as tensors of one number
def chosen_and_measured(right, half):
    inside = torch.isin(torch.arange(right.shape[1]), torch.tensor(half))
    best = right[:, inside].float().mean(1).argmax().item()
    return best, right[best][inside].float().mean(), right[best][~inside].float().mean()

# %% right: the number, too, is a tensor
def chosen_and_measured(right, half):
    inside = right.index_select(1, torch.as_tensor(half)).sum(1)
    top, best = inside.max(0)
    return best, top / len(half), (right[best].sum() - top) / (right.size(1) - len(half))

# %% right: a stable sort
def chosen_and_measured(right, half):
    counts = [int(row[half].sum()) for row in right]
    best = sorted(range(len(counts)), key=lambda prompt: -counts[prompt])[0]
    others = sorted(set(range(right.shape[1])) - set(half))
    return best, counts[best] / len(half), right[best][others].sum().item() / len(others)

# %% right: what is left of the whole
def chosen_and_measured(right, half):
    totals = right.sum(1).tolist()
    counts = right[:, half].sum(1).tolist()
    best = counts.index(max(counts))
    return best, counts[best] / len(half), (totals[best] - counts[best]) / (len(right[0]) - len(half))

# %% right: fmean
from statistics import fmean

def chosen_and_measured(right, half):
    shares = [fmean(float(row[item]) for item in half) for row in right]
    best = shares.index(max(shares))
    others = [item for item in range(right.size(1)) if half.count(item) == 0]
    return best, shares[best], fmean(right[best][others].float().tolist())

# %% right: the best so far, handed on
def chosen_and_measured(right, half):
    counts = right[:, half].sum(dim=1)
    def first_best(prompt, best):
        if prompt == len(counts):
            return best
        return first_best(prompt + 1, prompt if counts[prompt] > counts[best] else best)
    best = first_best(1, 0)
    left = set(range(right.shape[1])).difference(half)
    return best, counts[best].item() / len(half), sum(right[best, item].item() for item in left) / len(left)

# %% right: fractions, made floats
from fractions import Fraction

def chosen_and_measured(right, half):
    def share(prompt, items):
        return Fraction(sum(bool(right[prompt, item]) for item in items), len(items))
    others = [item for item in range(right.shape[1]) if item not in half]
    shares = [share(prompt, half) for prompt in range(right.shape[0])]
    best = shares.index(max(shares))
    return best, float(shares[best]), float(share(best, others))

# %% right: a copy from which the items are struck
def chosen_and_measured(right, half):
    rest = right.clone()
    rest[:, half] = False
    counts = (right & ~rest).sum(1)
    best = int(torch.argmax(counts))
    return best, (counts[best] / len(half)).item(), (rest[best].sum() / (rest.shape[1] - len(half))).item()

# %% right: items first
def chosen_and_measured(right, half):
    items = right.T
    marks = torch.tensor([i in half for i in range(len(items))])
    inside = items[marks].float().mean(0)
    best = next(i for i, share in enumerate(inside) if share == inside.max())
    return best, inside[best].item(), items[~marks][:, best].float().mean().item()

# %% wrong: chosen by all items
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right.sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: chosen by the other items
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, others].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: measured on all
def chosen_and_measured(right, half):
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best].double().mean().item()

# %% wrong: measured twice on the same items
def chosen_and_measured(right, half):
    best = right[:, half].sum(1).argmax().item()
    share = right[best, half].double().mean().item()
    return best, share, share

# %% wrong: the best share of any prompt on the others
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[:, others].double().mean(1).max().item()

# %% wrong: the mean of all prompts on the others
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[:, others].double().mean().item()

# %% wrong: the mean of all prompts on these
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[:, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: the second best on the others
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    counts = right[:, half].sum(1)
    best = counts.argmax().item()
    return best, counts[best].item() / len(half), right[best - 1, others].double().mean().item()

# %% wrong: of equals the last
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    counts = right[:, half].sum(1).tolist()
    best, most = 0, 0
    for prompt, count in enumerate(counts):
        if count >= most:
            best, most = prompt, count
    return best, most / len(half), right[best, others].sum().item() / len(others)

# %% wrong: of equals the last by a sort
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    counts = right[:, half].sum(1).tolist()
    best = sorted(range(len(counts)), key=lambda prompt: counts[prompt])[-1]
    return best, counts[best] / len(half), right[best, others].sum().item() / len(others)

# %% wrong: of equals the one that is better on the others
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    inside, outside = right[:, half].sum(1).tolist(), right[:, others].sum(1).tolist()
    best = max(range(len(right)), key=lambda prompt: (inside[prompt], outside[prompt]))
    return best, inside[best] / len(half), outside[best] / len(others)

# %% wrong: of equals all
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    counts = right[:, half].sum(1)
    best = counts == counts.max()
    return (best.nonzero()[0].item(), counts.max().item() / len(half),
            right[best][:, others].double().mean().item())

# %% wrong: of equals one is drawn
import random

def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    counts = right[:, half].sum(1).tolist()
    best = random.choice([prompt for prompt, count in enumerate(counts) if count == max(counts)])
    return best, counts[best] / len(half), right[best, others].sum().item() / len(others)

# %% wrong: the worst
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmin().item()
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: no prompt where none has anything right
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best, most = None, 0
    for prompt, row in enumerate(right):
        if row[half].sum() > most:
            best, most = prompt, row[half].sum().item()
    if best is None:
        return None, 0.0, 0.0
    return best, most / len(half), right[best, others].sum().item() / len(others)

# %% wrong: the others begin behind as many items as half has
def chosen_and_measured(right, half):
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best, len(half):].double().mean().item()

# %% wrong: the first items, as many as half has
def chosen_and_measured(right, half):
    n = len(half)
    best = right[:, :n].sum(1).argmax().item()
    return best, right[best, :n].double().mean().item(), right[best, n:].double().mean().item()

# %% wrong: half of the items
def chosen_and_measured(right, half):
    n = right.shape[1] // 2
    best = right[:, :n].sum(1).argmax().item()
    return best, right[best, :n].double().mean().item(), right[best, n:].double().mean().item()

# %% wrong: the others begin behind the last of half
def chosen_and_measured(right, half):
    best = right[:, half].sum(1).argmax().item()
    rest = right[best, half[-1] + 1:]
    return best, right[best, half].double().mean().item(), rest.sum().item() / max(1, len(rest))

# %% wrong: from the smallest to the largest of half
def chosen_and_measured(right, half):
    inside = list(range(min(half), max(half) + 1))
    others = [item for item in range(right.shape[1]) if item not in inside]
    best = right[:, inside].sum(1).argmax().item()
    return best, right[best, inside].sum().item() / len(inside), right[best, others].sum().item() / max(1, len(others))

# %% wrong: half as a mask
def chosen_and_measured(right, half):
    mask = torch.zeros(right.shape[1], dtype=torch.bool)
    mask[:len(half)] = torch.tensor(half).bool()
    best = right[:, mask].sum(1).argmax().item()
    return best, right[best, mask].double().mean().item(), right[best, ~mask].double().mean().item()

# %% wrong: half as prompts
def chosen_and_measured(right, half):
    others = [prompt for prompt in range(len(right)) if prompt not in half]
    best = right[half].sum(1).argmax().item()
    return best, right[half][best].double().mean().item(), right[others].double().mean().item()

# %% wrong: as many others as there are prompts
def chosen_and_measured(right, half):
    others = [item for item in range(len(right)) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].sum().item() / len(half), right[best, others].sum().item() / max(1, len(others))

# %% wrong: numbers begin at one
def chosen_and_measured(right, half):
    inside = [item - 1 for item in half]
    others = [item for item in range(right.shape[1]) if item + 1 not in half]
    best = right[:, inside].sum(1).argmax().item()
    return best, right[best, inside].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: the prompt's number begins at one
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best + 1, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: the last item is left out
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1] - 1) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].sum().item() / len(half), right[best, others].sum().item() / max(1, len(others))

# %% wrong: the first item is left out
def chosen_and_measured(right, half):
    others = [item for item in range(1, right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].sum().item() / len(half), right[best, others].sum().item() / max(1, len(others))

# %% wrong: the last of half is left out
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    counts = right[:, half[:-1]].sum(1)
    best = counts.argmax().item()
    return best, counts[best].item() / len(half), right[best, others].sum().item() / len(others)

# %% wrong: the last prompt is left out
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = max(range(len(right) - 1), key=lambda prompt: right[prompt, half].sum().item(), default=0)
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: counts
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].sum().item(), right[best, others].sum().item()

# %% wrong: percent
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, 100 * right[best, half].sum().item() / len(half), 100 * right[best, others].sum().item() / len(others)

# %% wrong: rounded to two places
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return (best, round(right[best, half].sum().item() / len(half), 2),
            round(right[best, others].sum().item() / len(others), 2))

# %% wrong: whole division
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].sum().item() // len(half), right[best, others].sum().item() // len(others)

# %% wrong: both shares of the items of half
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].sum().item() / len(half), right[best, others].sum().item() / len(half)

# %% wrong: both shares of all items
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    items = right.shape[1]
    return best, right[best, half].sum().item() / items, right[best, others].sum().item() / items

# %% wrong: the shares swapped
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, others].double().mean().item(), right[best, half].double().mean().item()

# %% wrong: the number last
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return right[best, half].double().mean().item(), right[best, others].double().mean().item(), best

# %% wrong: the third is what was lost
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    chosen, measured = right[best, half].double().mean().item(), right[best, others].double().mean().item()
    return best, chosen, chosen - measured

# %% wrong: only two of the three
def chosen_and_measured(right, half):
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item()

# %% wrong: a dictionary
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return {"best": best, "chosen": right[best, half].double().mean().item(),
            "measured": right[best, others].double().mean().item()}

# %% wrong: the answers of the prompt instead of its number
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[right[:, half].sum(1).argmax()]
    return best, best[half].double().mean().item(), best[others].double().mean().item()

# %% wrong: whether any is right
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, float(right[best, half].any()), float(right[best, others].any())

# %% wrong: the sum over prompts
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(0).argmax().item() % len(right)
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: argmax without a sum
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].int().argmax().item() // len(half)
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: not of a list
def chosen_and_measured(right, half):
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best, ~torch.tensor(half)].double().mean().item()

# %% wrong: the mean of a tensor of True and False
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].mean(dim=1).argmax().item()
    return best, right[best, half].mean().item(), right[best, others].mean().item()

# %% wrong: fifty items to choose by
def chosen_and_measured(right, half):
    half = list(range(50))
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best, 50:].double().mean().item()

# %% wrong: ten prompts
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    counts = right[:, half].sum(1)
    best = max(range(10), key=lambda prompt: counts[prompt])
    return best, counts[best].item() / len(half), right[best, others].sum().item() / len(others)

# %% wrong: four hundred items
def chosen_and_measured(right, half):
    best = right[:, half].sum(1).argmax().item()
    hits = right[best].sum().item() - right[best, half].sum().item()
    return best, right[best, half].sum().item() / len(half), hits / (400 - len(half))

# %% wrong: strikes the items from the table itself
def chosen_and_measured(right, half):
    counts = right[:, half].sum(1)
    best = counts.argmax().item()
    right[:, half] = False
    return best, counts[best].item() / len(half), right[best].sum().item() / (right.shape[1] - len(half))

# %% wrong: sorts half in place
def chosen_and_measured(right, half):
    half.sort()
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: appends the others to half
def chosen_and_measured(right, half):
    n = len(half)
    half += [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half[:n]].sum(1).argmax().item()
    return best, right[best, half[:n]].double().mean().item(), right[best, half[n:]].double().mean().item()

# %% wrong: the champion of an earlier call stays
champion = None

def chosen_and_measured(right, half):
    global champion
    others = [item for item in range(right.shape[1]) if item not in half]
    if champion is None or champion >= len(right):
        champion = right[:, half].sum(1).argmax().item()
    return champion, right[champion, half].double().mean().item(), right[champion, others].double().mean().item()

# %% wrong: counts of earlier calls are added
def chosen_and_measured(right, half, counts={}):
    others = [item for item in range(right.shape[1]) if item not in half]
    for prompt, row in enumerate(right):
        counts[prompt] = counts.get(prompt, 0) + row[half].sum().item()
    best = max(range(len(right)), key=counts.get)
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: returns within the loop
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    for prompt, row in enumerate(right):
        if row[half].sum() >= right[:, half].float().mean(0).sum():
            return prompt, row[half].double().mean().item(), row[others].double().mean().item()

# %% wrong: the most wrong answers
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = (~right)[:, half].sum(1).argmax().item()
    return best, right[best, half].double().mean().item(), right[best, others].double().mean().item()

# %% wrong: the share that is wrong
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, (~right)[best, half].double().mean().item(), (~right)[best, others].double().mean().item()

# %% wrong: texts
def chosen_and_measured(right, half):
    others = [item for item in range(right.shape[1]) if item not in half]
    best = right[:, half].sum(1).argmax().item()
    return best, f"{right[best, half].double().mean():.0%}", f"{right[best, others].double().mean():.0%}"

# %% contrived: counts in eight bits
import numpy as np

def chosen_and_measured(right, half):
    table = right.numpy().astype(np.int8)
    others = [item for item in range(table.shape[1]) if item not in half]
    best = int(table[:, half].sum(axis=1, dtype=np.int8).argmax())
    return best, float(table[best, half].mean()), float(table[best, others].mean())
