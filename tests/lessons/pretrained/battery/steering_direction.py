"""Unforeseen answers to the exercise steering_direction."""

# %% right: means of means
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% right: two loops
def steering_direction(towards, away):
    total_towards = 0
    for stream in towards:
        total_towards = total_towards + stream[1:].mean(dim=0)
    total_away = 0
    for stream in away:
        total_away = total_away + stream[1:].mean(dim=0)
    return total_towards / len(towards) - total_away / len(away)

# %% right: sum over len
def steering_direction(towards, away):
    a, b = (sum(s[1:].sum(0) / (len(s) - 1) for s in side) / len(side) for side in (towards, away))
    return a - b

# %% right: NumPy inside
def steering_direction(towards, away):
    up = np.mean([s.detach().numpy()[1:].mean(axis=0) for s in towards], axis=0)
    down = np.mean([s.detach().numpy()[1:].mean(axis=0) for s in away], axis=0)
    return torch.from_numpy(up - down)

# %% right: weights for all tokens at once
def steering_direction(towards, away):
    tokens, weights = [], []
    for sign, texts in ((1, towards), (-1, away)):
        for text in texts:
            count = text.shape[0] - 1
            tokens.append(text[1:])
            weights += [sign / (count * len(texts))] * count
    return torch.tensor(weights) @ torch.cat(tokens)

# %% right: the sum less the first
def steering_direction(towards, away):
    def of_text(x):
        return (x.sum(0) - x[0]) / (x.size(0) - 1)
    return torch.mean(torch.vstack(list(map(of_text, towards))), 0) - torch.mean(
        torch.vstack(list(map(of_text, away))), 0)

# %% right: plain Python inside
def steering_direction(towards, away):
    def centre(texts):
        means = []
        for text in texts:
            rows = text.tolist()[1:]
            means.append([sum(column) / len(rows) for column in zip(*rows)])
        return [sum(column) / len(means) for column in zip(*means)]
    return torch.tensor([a - b for a, b in zip(centre(towards), centre(away))])

# %% right: statistics from the standard library
from statistics import fmean

def steering_direction(towards, away):
    width = towards[0].shape[1]
    return torch.tensor([
        fmean(fmean(text[1:, j].tolist()) for text in towards) - fmean(fmean(text[1:, j].tolist()) for text in away)
        for j in range(width)])

# %% right: every text against every other
def steering_direction(towards, away):
    steps = [t[1:].mean(0) - a[1:].mean(0) for t in towards for a in away]
    return torch.stack(steps).mean(0)

# %% right: einsum
def steering_direction(towards, away):
    def mean(texts):
        return sum(torch.einsum("tw->w", text[1:]) / len(text[1:]) for text in texts) / len(texts)
    return mean(towards).sub(mean(away))

# %% right: a running mean
def steering_direction(towards, away):
    def mean_of(vectors):
        mean, count = None, 0
        for vector in vectors:
            count += 1
            mean = vector if mean is None else mean + (vector - mean) / count
        return mean
    return (mean_of(mean_of(text[1:]) for text in towards) - mean_of(mean_of(text[1:]) for text in away))

# %% right: padded, with a mask
from torch.nn.utils.rnn import pad_sequence

def steering_direction(towards, away):
    def mean(texts):
        lengths = torch.tensor([len(text) - 1 for text in texts])
        padded = pad_sequence([text[1:] for text in texts], batch_first=True)
        return (padded.sum(1) / lengths[:, None]).mean(0)
    return mean(towards) - mean(away)

# %% right: a negative index
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[-(text.shape[0] - 1):].mean(0) for text in texts]).mean(0)
    return -(mean(away) - mean(towards))

# %% right: unbind and skip
from itertools import islice

def steering_direction(towards, away):
    def text_mean(text):
        return torch.stack(list(islice(text, 1, None))).mean(0)
    up, down = [torch.stack([text_mean(text) for text in side]) for side in (towards, away)]
    return up.mean(0) - down.mean(0)

# %% right: a class that adds up
class Mean:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def add(self, vector):
        self.total = self.total + vector
        self.count += 1
        return self

    @property
    def value(self):
        return self.total / self.count

def steering_direction(towards, away):
    sides = []
    for texts in (towards, away):
        side = Mean()
        for text in texts:
            inner = Mean()
            for token in text[1:]:
                inner.add(token)
            side.add(inner.value)
        sides.append(side.value)
    return sides[0] - sides[1]

# %% right: in double, float at the end
def steering_direction(towards, away):
    centre = lambda texts: torch.stack([text.double()[1:].mean(0) for text in texts]).mean(0)
    return (centre(towards) - centre(away)).float()

# %% wrong: with the first token
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text.mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: the first token left out of the one side alone
def steering_direction(towards, away):
    up = torch.stack([text[1:].mean(0) for text in towards]).mean(0)
    down = torch.stack([text.mean(0) for text in away]).mean(0)
    return up - down

# %% wrong: the other way round
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    return mean(away) - mean(towards)

# %% wrong: each token counts alike
def steering_direction(towards, away):
    def mean(texts):
        return torch.cat([text[1:] for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: joined, and then the first token of all
def steering_direction(towards, away):
    return torch.cat(towards)[1:].mean(0) - torch.cat(away)[1:].mean(0)

# %% wrong: the last token left out
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[:-1].mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: first and last left out
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:-1].mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: the last token alone
def steering_direction(towards, away):
    return torch.stack([text[-1] for text in towards]).mean(0) - torch.stack([text[-1] for text in away]).mean(0)

# %% wrong: the second token alone
def steering_direction(towards, away):
    return torch.stack([text[1] for text in towards]).mean(0) - torch.stack([text[1] for text in away]).mean(0)

# %% wrong: the first text left out
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text.mean(0) for text in texts[1:]]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: the first text and the first tokens left out
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in (texts[1:] or texts)]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: the first number of each stream left out
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[:, 1:].mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: pairs, so the longer list loses its end
def steering_direction(towards, away):
    return torch.stack([t[1:].mean(0) - a[1:].mean(0) for t, a in zip(towards, away)]).mean(0)

# %% wrong: both divided by the number of the one
def steering_direction(towards, away):
    total = sum(text[1:].mean(0) for text in towards) - sum(text[1:].mean(0) for text in away)
    return total / len(towards)

# %% wrong: both divided by all texts
def steering_direction(towards, away):
    total = sum(text[1:].mean(0) for text in towards) - sum(text[1:].mean(0) for text in away)
    return total / (len(towards) + len(away))

# %% wrong: sums of the texts
def steering_direction(towards, away):
    return sum(text[1:].mean(0) for text in towards) - sum(text[1:].mean(0) for text in away)

# %% wrong: sums over the tokens
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].sum(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: the whole length in the divisor
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].sum(0) / len(text) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: stacked, as long as texts are equally long
def steering_direction(towards, away):
    return torch.stack(towards)[:, 1:].mean((0, 1)) - torch.stack(away)[:, 1:].mean((0, 1))

# %% wrong: all cut to the shortest
def steering_direction(towards, away):
    time = min(len(text) for text in [*towards, *away])
    def mean(texts):
        return torch.stack([text[1:time] for text in texts]).mean((0, 1))
    return mean(towards) - mean(away)

# %% wrong: padded with zeros
from torch.nn.utils.rnn import pad_sequence

def steering_direction(towards, away):
    def mean(texts):
        return pad_sequence([text[1:] for text in texts], batch_first=True).mean((0, 1))
    return mean(towards) - mean(away)

# %% wrong: of length 1
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    step = mean(towards) - mean(away)
    return step / step.norm()

# %% wrong: each text's mean of length 1
import torch.nn.functional as F

def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([F.normalize(text[1:].mean(0), dim=0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: over the numbers, not the tokens
def steering_direction(towards, away):
    def mean(texts):
        return torch.cat([text[1:].mean(1) for text in texts]).mean()
    return mean(towards) - mean(away)

# %% wrong: one number
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean() for text in texts]).mean()
    return mean(towards) - mean(away)

# %% wrong: an axis too many
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0, keepdim=True)
    return mean(towards) - mean(away)

# %% wrong: a step for each text
def steering_direction(towards, away):
    down = torch.stack([text[1:].mean(0) for text in away]).mean(0)
    return torch.stack([text[1:].mean(0) for text in towards]) - down

# %% wrong: medians of the texts
def steering_direction(towards, away):
    def middle(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).median(0).values
    return middle(towards) - middle(away)

# %% wrong: medians of the tokens
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].median(0).values for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: half of what was and half of what is new
def steering_direction(towards, away):
    def mean(texts):
        result = texts[0][1:].mean(0)
        for text in texts[1:]:
            result = (result + text[1:].mean(0)) / 2
        return result
    return mean(towards) - mean(away)

# %% wrong: the mean of both sides
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    return (mean(towards) + mean(away)) / 2

# %% wrong: half of the step
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    return (mean(towards) - mean(away)) / 2

# %% wrong: only where the cheerful ones are
def steering_direction(towards, away):
    return torch.stack([text[1:].mean(0) for text in towards]).mean(0)

# %% wrong: away from the mean of all texts
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    return mean(towards) - mean([*towards, *away])

# %% wrong: the lists are changed
def steering_direction(towards, away):
    for texts in (towards, away):
        for i, text in enumerate(texts):
            texts[i] = text[1:].mean(0)
    return torch.stack(towards).mean(0) - torch.stack(away).mean(0)

# %% wrong: the lists are emptied
def steering_direction(towards, away):
    def mean(texts):
        count, total = len(texts), 0
        while texts:
            total = total + texts.pop()[1:].mean(0)
        return total / count
    return mean(towards) - mean(away)

# %% wrong: the first tokens are set to 0
def steering_direction(towards, away):
    def mean(texts):
        means = []
        for text in texts:
            text[0] = 0
            means.append(text.sum(0) / (len(text) - 1))
        return torch.stack(means).mean(0)
    return mean(towards) - mean(away)

# %% wrong: adds up in the first text's second token
def steering_direction(towards, away):
    def mean(texts):
        means = []
        for text in texts:
            total = text[1]
            for token in text[2:]:
                total += token
            means.append(total / (len(text) - 1))
        return torch.stack(means).mean(0)
    return mean(towards) - mean(away)

# %% wrong: sixteen texts
def steering_direction(towards, away):
    return (sum(text[1:].mean(0) for text in towards) - sum(text[1:].mean(0) for text in away)) / 16

# %% wrong: SmolLM2's width
def steering_direction(towards, away):
    total = torch.zeros(576)
    for sign, texts in ((1, towards), (-1, away)):
        for text in texts:
            total += sign * text[1:].mean(0) / len(texts)
    return total

# %% wrong: sums kept from call to call
sums = {"towards": 0, "away": 0}

def steering_direction(towards, away):
    for name, texts in (("towards", towards), ("away", away)):
        for text in texts:
            sums[name] = sums[name] + text[1:].mean(0) / len(texts)
    return sums["towards"] - sums["away"]

# %% wrong: a default list that grows
def steering_direction(towards, away, means=[]):
    means += [text[1:].mean(0) for text in towards]
    return torch.stack(means).mean(0) - torch.stack([text[1:].mean(0) for text in away]).mean(0)

# %% wrong: a list of numbers
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    return (mean(towards) - mean(away)).tolist()

# %% wrong: prints
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    print(mean(towards) - mean(away))

# %% wrong: returns within the loop
def steering_direction(towards, away):
    def mean(texts):
        total = 0
        for text in texts:
            total = total + text[1:].mean(0)
            return total / len(texts)
    return mean(towards) - mean(away)

# %% wrong: brings all sides to the spread 1
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    spread = torch.cat([text[1:] for text in [*towards, *away]]).std(0)
    return (mean(towards) - mean(away)) / spread

# %% wrong: leaves out the longest stream of each text, wherever it stands
def steering_direction(towards, away):
    def mean(texts):
        kept = []
        for text in texts:
            largest = text.norm(dim=1).argmax()
            kept.append((text.sum(0) - text[largest]) / (len(text) - 1))
        return torch.stack(kept).mean(0)
    return mean(towards) - mean(away)

# %% wrong: leaves the first token in where a text is short
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([(text[1:] if len(text) > 2 else text).mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: two tokens left out
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[min(2, len(text) - 1):].mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: sets, so a text that is there twice counts once
def steering_direction(towards, away):
    def mean(texts):
        different = {tuple(text[1:].mean(0).tolist()) for text in texts}
        return torch.tensor(list(different)).mean(0)
    return mean(towards) - mean(away)

# %% wrong: weights by length of the text
def steering_direction(towards, away):
    def mean(texts):
        lengths = torch.tensor([float(len(text)) for text in texts])
        means = torch.stack([text[1:].mean(0) for text in texts])
        return (lengths[:, None] * means).sum(0) / lengths.sum()
    return mean(towards) - mean(away)

# %% wrong: half precision
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].half().mean(0) for text in texts]).mean(0)
    return mean(towards) - mean(away)

# %% wrong: whole numbers
def steering_direction(towards, away):
    def mean(texts):
        return torch.stack([text[1:].mean(0) for text in texts]).mean(0)
    return (mean(towards) - mean(away)).round()
