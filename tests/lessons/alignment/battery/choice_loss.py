"""Unforeseen answers to the exercise choice_loss."""

# %% right: softplus, and the other softplus for half of the undecided
import torch.nn.functional as F

def choice_loss(better, worse, undecided=None):
    made, other = F.softplus(worse - better), F.softplus(better - worse)
    if undecided is None:
        return made.mean()
    return torch.where(undecided, 0.5 * made + 0.5 * other, made).mean()

# %% right: weights of a half
def choice_loss(better, worse, undecided=None):
    if undecided is None:
        undecided = torch.zeros_like(better, dtype=torch.bool)
    half = undecided.to(better.dtype) / 2
    log = torch.nn.functional.logsigmoid
    return -((1 - half) * log(better - worse) + half * log(worse - better)).mean()

# %% right: log-softmax over the two
def choice_loss(better, worse, undecided=None):
    logs = torch.stack((better, worse)).log_softmax(0)    # (2, pairs)
    surprise = -logs[0]
    if undecided is not None:
        surprise = torch.where(undecided, -logs.mean(0), surprise)
    return surprise.mean()

# %% right: logaddexp
def choice_loss(better, worse, undecided=None):
    total = torch.logaddexp(better, worse)
    surprise = total - better
    if undecided is not None:
        surprise = (total - (better + worse) / 2) * undecided + surprise * ~undecided
    return surprise.sum() / len(better)

# %% right: by hand, stable
def choice_loss(better, worse, undecided=None):
    x = worse - better
    made = x.clamp(min=0) + (-x.abs()).exp().log1p()
    if undecided is not None:
        made = made - x * undecided / 2
    return made.mean()

# %% right: a loop and stack
def choice_loss(better, worse, undecided=None):
    log_sigmoid = torch.nn.LogSigmoid()
    surprises = []
    for i in range(len(better)):
        gap = better[i] - worse[i]
        if undecided is not None and undecided[i].item():
            surprises.append(-(log_sigmoid(gap) + log_sigmoid(-gap)) / 2)
        else:
            surprises.append(-log_sigmoid(gap))
    return torch.stack(surprises).mean()

# %% right: the undecided twice, with half the weight
def choice_loss(better, worse, undecided=None):
    log = torch.nn.functional.logsigmoid
    if undecided is None:
        return -log(better - worse).mean()
    sure, unsure = better[~undecided] - worse[~undecided], better[undecided] - worse[undecided]
    return -(log(sure).sum() + (log(unsure).sum() + log(-unsure).sum()) / 2) / len(better)

# %% right: binary cross-entropy from logits
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    target = torch.ones_like(gap)
    if undecided is not None:
        target = target.masked_fill(undecided, 0.5)
    return torch.nn.BCEWithLogitsLoss()(gap, target)

# %% wrong: the other way round
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (worse - better, better - worse))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: naive log of sigmoid
def choice_loss(better, worse, undecided=None):
    made, other = (-gap.sigmoid().log() for gap in (better - worse, worse - better))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: naive formula
def choice_loss(better, worse, undecided=None):
    made, other = (torch.log(1 + torch.exp(-gap)) for gap in (better - worse, worse - better))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: strengths instead of worths
def choice_loss(better, worse, undecided=None):
    made = -torch.log(better / (better + worse))
    other = -torch.log(worse / (better + worse))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: sum
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (better - worse, worse - better))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).sum()

# %% wrong: no mean
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (better - worse, worse - better))
    return made if undecided is None else torch.where(undecided, (made + other) / 2, made)

# %% wrong: undecided is left out of account
def choice_loss(better, worse, undecided=None):
    return torch.nn.functional.softplus(worse - better).mean()

# %% wrong: undecided pairs are dropped
def choice_loss(better, worse, undecided=None):
    if undecided is not None and not undecided.all():
        better, worse = better[~undecided], worse[~undecided]
    return torch.nn.functional.softplus(worse - better).mean()

# %% wrong: undecided cost nothing
def choice_loss(better, worse, undecided=None):
    made = torch.nn.functional.softplus(worse - better)
    return (made if undecided is None else made * ~undecided).mean()

# %% wrong: undecided cost half
def choice_loss(better, worse, undecided=None):
    made = torch.nn.functional.softplus(worse - better)
    return (made if undecided is None else made * (1 - undecided.to(made.dtype) / 2)).mean()

# %% wrong: undecided cost a coin
def choice_loss(better, worse, undecided=None):
    made = torch.nn.functional.softplus(worse - better)
    return (made if undecided is None else made.masked_fill(undecided, 0.6931471805599453)).mean()

# %% wrong: undecided as a gap of 0 on average, half the gap
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    if undecided is not None:
        gap = torch.where(undecided, gap / 2, gap)
    return torch.nn.functional.softplus(-gap).mean()

# %% wrong: −log of the mean probability, one half
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    made = torch.nn.functional.softplus(-gap)
    if undecided is not None:
        both = -torch.log((torch.sigmoid(gap) + torch.sigmoid(-gap)) / 2)
        made = torch.where(undecided, both, made)
    return made.mean()

# %% wrong: all are undecided as soon as one is
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (better - worse, worse - better))
    return ((made + other) / 2 if undecided is not None and undecided.any() else made).mean()

# %% wrong: bits
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) / 0.6931471805599453
                   for gap in (better - worse, worse - better))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: mean of the gaps first
def choice_loss(better, worse, undecided=None):
    return torch.nn.functional.softplus((worse - better).mean())

# %% wrong: clamped
def choice_loss(better, worse, undecided=None):
    def surprise(gap):
        return -torch.log(torch.clamp(torch.sigmoid(gap), 1e-7, 1 - 1e-7))
    made, other = surprise(better - worse), surprise(worse - better)
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: the gap clamped, so that exp does not overflow
def choice_loss(better, worse, undecided=None):
    def surprise(gap):
        return torch.log(1 + torch.exp(torch.clamp(-gap, max=80)))
    made, other = surprise(better - worse), surprise(worse - better)
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: a number instead of a tensor
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (better - worse, worse - better))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean().item()

# %% wrong: a new tensor, without a gradient
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (better - worse, worse - better))
    return torch.tensor((made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean().item())

# %% wrong: all against all
def choice_loss(better, worse, undecided=None):
    gap = better[:, None] - worse[None]
    made, other = torch.nn.functional.softplus(-gap), torch.nn.functional.softplus(gap)
    return (made if undecided is None else torch.where(undecided[:, None], (made + other) / 2, made)).mean()

# %% wrong: float64 always
def choice_loss(better, worse, undecided=None):
    gap = better.double() - worse.double()
    made, other = torch.nn.functional.softplus(-gap), torch.nn.functional.softplus(gap)
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: the median
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (better - worse, worse - better))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).median()
