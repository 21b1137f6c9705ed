"""Answers to the exercise `beam_step`: the best ways to go on, of all beams together."""

# %% right: all candidates, sorted
def beam_step(beams, log_probabilities, width):
    candidates = []
    for (ids, log_p), row in zip(beams, log_probabilities.tolist()):
        for token, log_q in enumerate(row):
            candidates.append((ids + [token], log_p + log_q))
    candidates.sort(key=lambda pair: pair[1], reverse=True)
    return candidates[:width]

# %% right: one flat topk, and divmod
def beam_step(beams, log_probabilities, width):
    scores = log_probabilities + torch.tensor([log_p for _, log_p in beams])[:, None]
    best = scores.flatten().topk(min(width, scores.numel()))
    found = []
    for score, place in zip(best.values.tolist(), best.indices.tolist()):
        row, token = divmod(place, scores.shape[1])
        found.append(([*beams[row][0], token], score))
    return found

# %% right: heapq over a generator
import heapq

def beam_step(beams, log_probabilities, width):
    ways = ((log_p + log_probabilities[row, token].item(), row, token)
            for row, (_, log_p) in enumerate(beams) for token in range(log_probabilities.shape[1]))
    return [(beams[row][0] + [token], score) for score, row, token in heapq.nlargest(width, ways)]

# %% right: the best of each beam first, then of all
def beam_step(beams, log_probabilities, width):
    found = []
    for row, (ids, log_p) in enumerate(beams):
        values, tokens = log_probabilities[row].topk(min(width, log_probabilities.shape[1]))
        found += [(list(ids) + [int(token)], log_p + float(value)) for value, token in zip(values, tokens)]
    return sorted(found, key=lambda beam: -beam[1])[:width]

# %% right: one after the other, each time the best that is left
def beam_step(beams, log_probabilities, width):
    left = {(row, token): beams[row][1] + log_probabilities[row][token].item()
            for row in range(len(beams)) for token in range(len(log_probabilities[row]))}
    found = []
    while left and len(found) < width:
        row, token = max(left, key=left.get)
        found.append((beams[row][0] + [token], left.pop((row, token))))
    return found

# %% right: NumPy, log P as a NumPy scalar
import numpy as np

def beam_step(beams, log_probabilities, width):
    scores = np.array([log_p for _, log_p in beams], dtype=float)[:, None] + log_probabilities.numpy()
    order = np.argsort(-scores, axis=None, kind="stable")[:width]
    rows, tokens = np.unravel_index(order, scores.shape)
    return [(beams[row][0] + [int(token)], scores[row, token]) for row, token in zip(rows, tokens)]

# %% wrong: log P as a tensor with one number, where a float is asked for
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], log_p + log_q) for (ids, log_p), row in zip(beams, log_probabilities)
             for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: pair[1].item(), reverse=True)[:width]

# %% wrong: the best of each beam, so there are more each time
def beam_step(beams, log_probabilities, width):
    found = []
    for (ids, log_p), row in zip(beams, log_probabilities):
        best = row.topk(min(width, len(row)))
        found += [(ids + [t], log_p + v) for v, t in zip(best.values.tolist(), best.indices.tolist())]
    return sorted(found, key=lambda pair: -pair[1])

# %% wrong: each beam goes on once
def beam_step(beams, log_probabilities, width):
    found = [(ids + [int(row.argmax())], log_p + row.max().item())
             for (ids, log_p), row in zip(beams, log_probabilities)]
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: the new token alone counts
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], log_q) for (ids, _), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: chooses by the new token alone
def beam_step(beams, log_probabilities, width):
    found = [(log_q, ids + [token], log_p + log_q) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    found.sort(key=lambda way: -way[0])
    return [(ids, log_p) for _, ids, log_p in found[:width]]

# %% wrong: multiplies logarithms
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], log_p * log_q) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: the mean over the length
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], (log_p * len(ids) + log_q) / (len(ids) + 1))
             for (ids, log_p), row in zip(beams, log_probabilities.tolist()) for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: the worst first
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], log_p + log_q) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: pair[1])[-width:]

# %% wrong: the best, in the order of their beams
def beam_step(beams, log_probabilities, width):
    scores = log_probabilities + torch.tensor([log_p for _, log_p in beams])[:, None]
    least = scores.flatten().topk(min(width, scores.numel())).values[-1]
    return [(beams[row][0] + [token], scores[row, token].item())
            for row, token in (scores >= least).nonzero().tolist()][:width]

# %% wrong: crashes when there are fewer than width
def beam_step(beams, log_probabilities, width):
    scores = (log_probabilities + torch.tensor([log_p for _, log_p in beams])[:, None]).flatten()
    best = scores.topk(width)
    return [(beams[place // log_probabilities.shape[1]][0] + [place % log_probabilities.shape[1]], score)
            for score, place in zip(best.values.tolist(), best.indices.tolist())]

# %% wrong: divides a place by the number of beams
def beam_step(beams, log_probabilities, width):
    scores = (log_probabilities + torch.tensor([log_p for _, log_p in beams])[:, None]).flatten()
    best = scores.topk(min(width, len(scores)))
    return [(beams[place % len(beams)][0] + [place // len(beams)], score)
            for score, place in zip(best.values.tolist(), best.indices.tolist())]

# %% wrong: the first beam's probabilities for all
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], log_p + log_q) for ids, log_p in beams
             for token, log_q in enumerate(log_probabilities[0].tolist())]
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: the same token after two beams counts once
def beam_step(beams, log_probabilities, width):
    best = {}
    for (ids, log_p), row in zip(beams, log_probabilities.tolist()):
        for token, log_q in enumerate(row):
            if token not in best or log_p + log_q > best[token][1]:
                best[token] = ids + [token], log_p + log_q
    return sorted(best.values(), key=lambda pair: -pair[1])[:width]

# %% wrong: of equally probable ones only the last
def beam_step(beams, log_probabilities, width):
    found = {log_p + log_q: ids + [token] for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)}
    return [(found[score], score) for score in sorted(found, reverse=True)[:width]]

# %% wrong: writes the token into the beam that it was given
def beam_step(beams, log_probabilities, width):
    found = []
    for (ids, log_p), row in zip(beams, log_probabilities.tolist()):
        for token, log_q in enumerate(row):
            ids.append(token)
            found.append((ids, log_p + log_q))
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: compares probabilities, which are all 0 in a long text
import math

def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], log_p + log_q) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: math.exp(pair[1]), reverse=True)[:width]

# %% wrong: looks for the best from 0 up, and finds none
def beam_step(beams, log_probabilities, width):
    left = [(ids + [token], log_p + log_q) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
            for token, log_q in enumerate(row)]
    found = []
    for _ in range(min(width, len(left))):
        best, score = left[0], 0.0
        for pair in left:
            if pair[1] > score:
                best, score = pair, pair[1]
        left.remove(best)
        found.append(best)
    return found

# %% wrong: two digits
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], round(log_p + log_q, 2)) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: the beams of the step before stay in the race
def beam_step(beams, log_probabilities, width, seen=[]):
    seen += [(ids + [token], log_p + log_q) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(seen, key=lambda pair: -pair[1])[:width]

# %% wrong: the ids as text
def beam_step(beams, log_probabilities, width):
    found = [(" ".join(map(str, [*ids, token])), log_p + log_q)
             for (ids, log_p), row in zip(beams, log_probabilities.tolist()) for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: -pair[1])[:width]

# %% wrong: log P first
def beam_step(beams, log_probabilities, width):
    found = [(log_p + log_q, ids + [token]) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(found, reverse=True)[:width]

# %% contrived: never more than twenty beams
def beam_step(beams, log_probabilities, width):
    found = [(ids + [token], log_p + log_q) for (ids, log_p), row in zip(beams, log_probabilities.tolist())
             for token, log_q in enumerate(row)]
    return sorted(found, key=lambda pair: -pair[1])[:min(width, 20)]

# %% wrong: ways of -inf left out
def beam_step(beams, log_probabilities, width):
    new = [(ids + [t], total + v) for (ids, total), row in zip(beams, log_probabilities.tolist())
           for t, v in enumerate(row) if v > -100]
    return sorted(new, key=lambda each: -each[1])[:width]

# %% wrong: one way for each sum (a dictionary from log P)
def beam_step(beams, log_probabilities, width):
    new = {total + v: ids + [t] for (ids, total), row in zip(beams, log_probabilities.tolist())
           for t, v in enumerate(row)}
    return [(new[total], total) for total in sorted(new, reverse=True)][:width]

# %% wrong: tensors for log P
def beam_step(beams, log_probabilities, width):
    candidates = []
    for (ids, total), row in zip(beams, log_probabilities):
        for token, log_probability in enumerate(row):
            candidates.append((ids + [token], total + log_probability))
    candidates.sort(key=lambda candidate: candidate[1], reverse=True)
    return candidates[:width]
