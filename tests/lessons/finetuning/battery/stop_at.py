"""Unforeseen answers to the exercise stop_at."""

# %% right: a best look and a count
def stop_at(losses, patience):
    best, waited = 0, 0
    for i, loss in enumerate(losses):
        if i == 0:
            continue
        if loss < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
            if waited == patience:
                return i, best
    return len(losses) - 1, best

# %% right: look minus the best look
def stop_at(losses, patience):
    best = 0
    for look in range(len(losses)):
        if losses[look] < losses[best]:
            best = look
        if look - best >= patience:
            break
    return look, best

# %% right: the index of the minimum of each beginning
def stop_at(losses, patience):
    losses = list(losses)
    for end in range(len(losses)):
        start = losses[:end + 1]
        best = start.index(min(start))
        if end - best == patience:
            return (end, best)
    return (len(losses) - 1, best)

# %% right: next over candidates
def stop_at(losses, patience):
    looks = range(len(losses))
    best_of = lambda n: min(range(n + 1), key=losses.__getitem__)
    end = next((n for n in looks if n - best_of(n) >= patience), len(losses) - 1)
    return end, best_of(end)

# %% right: recursion
def stop_at(losses, patience, look=0, best=0):
    if losses[look] < losses[best]:
        best = look
    if look - best == patience or look == len(losses) - 1:
        return look, best
    return stop_at(losses, patience, look + 1, best)

# %% right: NumPy's running minimum
import numpy as np

def stop_at(losses, patience):
    values = np.array(losses, dtype=float)
    lowest = np.minimum.accumulate(values)
    for end in range(patience, len(values)):
        if lowest[end] == lowest[end - patience]:
            return end, int(values[:end + 1].argmin())
    return len(values) - 1, int(values.argmin())

# %% right: infinity before the first, the loss kept
def stop_at(losses, patience):
    lowest, best, left = float("inf"), None, patience
    end = -1
    while left and end + 1 < len(losses):
        end += 1
        if losses[end] < lowest:
            lowest, best, left = losses[end], end, patience
        else:
            left -= 1
    return end, best

# %% right: accumulate of pairs
from itertools import accumulate

def stop_at(losses, patience):
    leaders = accumulate(((loss, look) for look, loss in enumerate(losses)), min)
    for look, (_, best) in enumerate(leaders):
        if look == best + patience:
            return look, best
    return look, best

# %% right: a window that none of is new
def stop_at(losses, patience):
    is_record = [all(loss < before for before in losses[:i]) for i, loss in enumerate(losses)]
    end = len(losses) - 1
    for i in range(patience, len(losses)):
        if not any(is_record[i - patience + 1:i + 1]):
            end = i
            break
    return end, min((losses[i], i) for i in range(end + 1))[1]

# %% wrong: compared with the look before, not with the best
def stop_at(losses, patience):
    best, waited = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[i - 1]:
            waited = 0
        else:
            waited += 1
        if losses[i] < losses[best]:
            best = i
        if waited == patience:
            return i, best
    return len(losses) - 1, best

# %% wrong: one look too patient
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best > patience:
            return i, best
    return len(losses) - 1, best

# %% wrong: one look too impatient
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        elif i - best >= patience - 1:
            return i, best
    return len(losses) - 1, best

# %% wrong: the count is never set back
def stop_at(losses, patience):
    best, bad = 0, 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        else:
            bad += 1
            if bad >= patience:
                return i, best
    return len(losses) - 1, best

# %% wrong: the best of all, even behind the end
def stop_at(losses, patience):
    best = 0
    end = len(losses) - 1
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            end = i
            break
    return end, losses.index(min(losses))

# %% wrong: best first, then the end
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            return best, i
    return best, len(losses) - 1

# %% wrong: the lowest loss instead of its look
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            return i, losses[best]
    return len(losses) - 1, losses[best]

# %% wrong: looks counted from 1
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            return i + 1, best + 1
    return len(losses), best + 1

# %% wrong: the number of looks where it goes to the end
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            return i, best
    return len(losses), best

# %% wrong: None where patience is never used up
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            return i, best

# %% wrong: the first look does not count as a best one
def stop_at(losses, patience):
    best, waited = 1, 0
    for i in range(2, len(losses)):
        if losses[i] < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
            if waited == patience:
                return i, best
    return len(losses) - 1, min(best, len(losses) - 1)

# %% wrong: a lowest loss of 100 to begin with
def stop_at(losses, patience):
    lowest, best, waited = 100.0, 0, 0
    for i, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, i, 0
        else:
            waited += 1
            if waited == patience:
                return i, best
    return len(losses) - 1, best

# %% wrong: a lowest loss of 0 to begin with
def stop_at(losses, patience):
    lowest, best, waited = 0, 0, 0
    for i, loss in enumerate(losses):
        if loss < lowest:
            lowest, best, waited = loss, i, 0
        else:
            waited += 1
            if waited == patience:
                return i, best
    return len(losses) - 1, best

# %% wrong: the highest is the best
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss > losses[best]:
            best = i
        if i - best == patience:
            return i, best
    return len(losses) - 1, best

# %% wrong: the look after the best one, where it ends early
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            return best + 1, best
    return len(losses) - 1, best

# %% wrong: the best is where it ended, less patience, also at the last look
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            break
    return i, max(0, i - patience)

# %% wrong: patience worn out only at the next look
def stop_at(losses, patience):
    best = 0
    waited = 0
    for i, loss in enumerate(losses):
        if waited == patience:
            return i, best
        if loss < losses[best]:
            best, waited = i, 0
        elif i:
            waited += 1
    return len(losses) - 1, best

# %% wrong: the first look counts as one without gain
def stop_at(losses, patience):
    best, waited = 0, 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best, waited = i, 0
        else:
            waited += 1
        if waited == patience:
            return i, best
    return len(losses) - 1, best

# %% wrong: in steps of patience, as windows beside one another
def stop_at(losses, patience):
    for end in range(patience, len(losses), patience):
        if min(losses[end - patience + 1:end + 1]) > min(losses[:end - patience + 1]):
            return end, losses.index(min(losses[:end + 1]))
    return len(losses) - 1, losses.index(min(losses))

# %% wrong: a gain below 0.01 is none
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best] - 0.01:
            best = i
        if i - best == patience:
            return i, best
    return len(losses) - 1, best

# %% wrong: patience looks that each are worse than the one before them
def stop_at(losses, patience):
    for end in range(patience, len(losses)):
        if all(losses[i] > losses[i - 1] for i in range(end - patience + 1, end + 1)):
            return end, losses.index(min(losses[:end + 1]))
    return len(losses) - 1, losses.index(min(losses))

# %% wrong: worse than the loss that was patience looks ago
def stop_at(losses, patience):
    for end in range(patience, len(losses)):
        if losses[end] > losses[end - patience]:
            return end, losses.index(min(losses[:end + 1]))
    return len(losses) - 1, losses.index(min(losses))

# %% wrong: sorts the losses it was given
def stop_at(losses, patience):
    given = list(losses)
    best = 0
    end = len(losses) - 1
    for i, loss in enumerate(given):
        if loss < given[best]:
            best = i
        if i - best == patience:
            end = i
            break
    losses.sort()
    return end, best

# %% wrong: pops what it has looked at
def stop_at(losses, patience):
    lowest, best, i = float("inf"), 0, -1
    while losses:
        i += 1
        loss = losses.pop(0)
        if loss < lowest:
            lowest, best = loss, i
        if i - best == patience:
            break
    return i, best

# %% wrong: prints
def stop_at(losses, patience):
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            break
    print(i, best)

# %% wrong: no end after a single look
def stop_at(losses, patience):
    best = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        if i - best == patience:
            return i, best
    return i, best

# %% wrong: never more patient than 3
def stop_at(losses, patience):
    patience = min(patience, 3)
    best = 0
    for i, loss in enumerate(losses):
        if loss < losses[best]:
            best = i
        if i - best == patience:
            return i, best
    return len(losses) - 1, best
