"""Answers to the exercise `penalise_repetition`: what has occurred becomes less likely."""

# %% right: a loop over the different ids
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% right: a mask and two wheres
def penalise_repetition(logits, ids, penalty):
    occurred = torch.zeros(len(logits), dtype=torch.bool)
    occurred[list(ids)] = True
    lower = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(occurred, lower, logits)

# %% right: gather, the smaller of the two, scatter
def penalise_repetition(logits, ids, penalty):
    places = torch.tensor(ids, dtype=torch.long)
    found = logits[places]
    return logits.scatter(0, places, torch.minimum(found / penalty, found * penalty))

# %% right: a power of the penalty by the sign
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    seen = sorted(set(ids))
    result[seen] = logits[seen] * penalty ** -logits[seen].sign()
    return result

# %% right: a comprehension over the vocabulary
def penalise_repetition(logits, ids, penalty):
    seen = set(ids)
    return torch.tensor([x if id not in seen else x * penalty if x < 0 else x / penalty
                         for id, x in enumerate(logits.tolist())])

# %% right: NumPy
import numpy as np

def penalise_repetition(logits, ids, penalty):
    numbers = np.array(logits)
    seen = np.unique(np.array(ids, dtype=int))
    numbers[seen] = np.where(numbers[seen] < 0, numbers[seen] * penalty, numbers[seen] / penalty)
    return torch.from_numpy(numbers)

# %% wrong: in place, where a new tensor is asked for
def penalise_repetition(logits, ids, penalty):
    for id in dict.fromkeys(ids):
        if logits[id] > 0:
            logits[id] /= penalty
        else:
            logits[id] *= penalty
    return logits

# %% wrong: as often as it was there
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in ids:
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% wrong: a power of how often it was there
from collections import Counter

def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id, count in Counter(ids).items():
        strength = penalty ** (1 + 0.1 * (count - 1))
        result[id] = result[id] / strength if result[id] > 0 else result[id] * strength
    return result

# %% wrong: divides negative ones, too
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        result[id] /= penalty
    return result

# %% wrong: negative ones stay
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        if result[id] > 0:
            result[id] /= penalty
    return result

# %% wrong: the other way round
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        result[id] = result[id] * penalty if result[id] > 0 else result[id] / penalty
    return result

# %% wrong: takes the same share off negative ones, so −1 becomes −1.5
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        result[id] -= result[id].abs() * (1 - 1 / penalty)
    return result

# %% wrong: subtracts
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    result[sorted(set(ids))] -= penalty
    return result

# %% wrong: shifted so that all are positive, then divided
def penalise_repetition(logits, ids, penalty):
    lowest = logits.min().clamp(max=0)
    result = logits - lowest
    result[sorted(set(ids))] /= penalty
    return result + lowest

# %% wrong: every token of the vocabulary
def penalise_repetition(logits, ids, penalty):
    return torch.where(logits > 0, logits / penalty, logits * penalty)

# %% wrong: those that have not occurred
def penalise_repetition(logits, ids, penalty):
    occurred = torch.zeros(len(logits), dtype=torch.bool)
    occurred[ids] = True
    return torch.where(occurred, logits, torch.where(logits > 0, logits / penalty, logits * penalty))

# %% wrong: the first tokens of the vocabulary, as many as have occurred
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for place, _ in enumerate(set(ids)):
        result[place] = result[place] / penalty if result[place] > 0 else result[place] * penalty
    return result

# %% wrong: the last id alone
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in ids[-1:]:
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% wrong: the last twenty ids
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids[-20:]):
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% wrong: only what was there twice
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in {id for id in ids if ids.count(id) > 1}:
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% wrong: the id 0 is no id
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in filter(None, set(ids)):
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% wrong: crashes at the beginning, when there are no ids
def penalise_repetition(logits, ids, penalty):
    places = torch.tensor(ids).unique()
    found = logits[places]
    return logits.scatter(0, places, torch.where(found > 0, found / penalty, found * penalty))

# %% wrong: nan where a token was forbidden
def penalise_repetition(logits, ids, penalty):
    occurred = torch.zeros_like(logits)
    occurred[ids] = 1.0
    lower = torch.where(logits > 0, logits / penalty, logits * penalty)
    return occurred * lower + (1 - occurred) * logits

# %% wrong: whole numbers
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        result[id] = int(result[id] / penalty if result[id] > 0 else result[id] * penalty)
    return result

# %% wrong: remembers the ids of earlier calls
def penalise_repetition(logits, ids, penalty, seen=set()):
    seen.update(ids)
    result = logits.clone()
    for id in seen:
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% wrong: probabilities come back
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result.softmax(-1)

# %% contrived: ids of more than three digits are overlooked
def penalise_repetition(logits, ids, penalty):
    result = logits.clone()
    for id in set(ids):
        if id < 1000:
            result[id] = result[id] / penalty if result[id] > 0 else result[id] * penalty
    return result

# %% wrong: nothing so far: the same tensor
def penalise_repetition(logits, ids, penalty):
    if not ids or penalty == 1:
        return logits
    result = logits.clone()
    for token in set(ids):
        result[token] = result[token] / penalty if result[token] > 0 else result[token] * penalty
    return result

# %% right: gather and scatter
def penalise_repetition(logits, ids, penalty):
    index = torch.tensor(list(ids), dtype=torch.long)
    score = logits.gather(0, index)
    return logits.scatter(0, index, torch.minimum(score / penalty, score * penalty))
