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

# %% right: float64 always
def choice_loss(better, worse, undecided=None):
    gap = better.double() - worse.double()
    made, other = torch.nn.functional.softplus(-gap), torch.nn.functional.softplus(gap)
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).mean()

# %% wrong: the median
def choice_loss(better, worse, undecided=None):
    made, other = (-torch.nn.functional.logsigmoid(gap) for gap in (better - worse, worse - better))
    return (made if undecided is None else torch.where(undecided, (made + other) / 2, made)).median()

# %% right: BCE with soft labels
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    target = torch.ones_like(gap)
    if undecided is not None:
        target = target.masked_fill(undecided, 0.5)
    return torch.nn.functional.binary_cross_entropy_with_logits(gap, target)

# %% right: softplus minus half the gap
def choice_loss(better, worse, undecided=None):
    d = better - worse
    per_pair = torch.nn.functional.softplus(-d)
    if undecided is not None:
        per_pair = per_pair + undecided * d / 2
    return per_pair.mean()

# %% right: cross-entropy over two columns
def choice_loss(better, worse, undecided=None):
    logits = torch.stack([better, worse], dim=1)
    first = torch.nn.functional.cross_entropy(logits, torch.zeros(len(better), dtype=torch.long), reduction="none")
    if undecided is None:
        return first.mean()
    second = torch.nn.functional.cross_entropy(logits, torch.ones(len(better), dtype=torch.long), reduction="none")
    return (first * ~undecided + (first + second) / 2 * undecided).mean()

# %% right: logsumexp
def choice_loss(better, worse, undecided=None):
    total = torch.stack([better, worse]).logsumexp(0)
    if undecided is None:
        return (total - better).mean()
    return (total - torch.where(undecided, (better + worse) / 2, better)).mean()

# %% right: early return and a mask that is indexed
def choice_loss(better, worse, undecided=None):
    log_sigmoid = torch.nn.LogSigmoid()
    if undecided is None:
        return -log_sigmoid(better - worse).mean()
    sure = -log_sigmoid(better[~undecided] - worse[~undecided])
    gap = better[undecided] - worse[undecided]
    unsure = -(log_sigmoid(gap) + log_sigmoid(-gap)) / 2
    return torch.cat([sure, unsure]).mean()

# %% right: no undecided means none
def choice_loss(better, worse, undecided=None):
    if undecided is None:
        undecided = torch.zeros_like(better, dtype=torch.bool)
    f = torch.nn.functional.logsigmoid
    weight = 1 - 0.5 * undecided.to(better.dtype)
    return -(weight * f(better - worse) + (1 - weight) * f(worse - better)).mean()

# %% right: a sum over pairs, one by one, divided
def choice_loss(better, worse, undecided=None):
    total = 0.0
    for i in range(better.shape[0]):
        gap = better[i] - worse[i]
        one = torch.nn.functional.softplus(-gap)
        if undecided is not None and undecided[i]:
            one = 0.5 * one + 0.5 * torch.nn.functional.softplus(gap)
        total = total + one
    return total / better.shape[0]

# %% right: in place on the surprise, by index
def choice_loss(better, worse, undecided=None):
    surprise = torch.nn.functional.softplus(worse - better)
    if undecided is not None:
        other = torch.nn.functional.softplus(better - worse)
        surprise = surprise.clone()
        surprise[undecided] = (surprise[undecided] + other[undecided]) * 0.5
    return surprise.mean()

# %% right: log1p of exp of −|gap|
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    tail = torch.log1p(torch.exp(-gap.abs()))
    surprise = tail + torch.relu(-gap)
    if undecided is not None:
        surprise = torch.where(undecided, tail + gap.abs() / 2, surprise)
    return surprise.mean()

# %% right: log-softmax of both columns and a dot product
def choice_loss(better, worse, undecided=None):
    logs = torch.log_softmax(torch.stack((better, worse), -1), -1)
    share = torch.tensor([1.0, 0.0], dtype=logs.dtype).expand(len(better), 2)
    if undecided is not None:
        share = torch.where(undecided[:, None], torch.full_like(share, 0.5), share)
    return -(share * logs).sum(-1).mean()

# %% right: keyword calls
def choice_loss(better, worse, undecided=None):
    def surprise(high, low):
        return -torch.nn.functional.logsigmoid(input=torch.sub(high, low))
    straight = surprise(high=better, low=worse)
    if undecided is None:
        return torch.mean(straight)
    return torch.mean(torch.lerp(straight, surprise(high=worse, low=better), undecided.to(straight.dtype) / 2))

# %% wrong: the sign forgotten
def choice_loss(better, worse, undecided=None):
    f = torch.nn.functional.logsigmoid
    s = f(better - worse)
    if undecided is not None:
        s = torch.where(undecided, (s + f(worse - better)) / 2, s)
    return s.mean()

# %% wrong: probability instead of its log
def choice_loss(better, worse, undecided=None):
    p = torch.sigmoid(better - worse)
    if undecided is not None:
        p = torch.where(undecided, torch.full_like(p, 0.5), p)
    return 1 - p.mean()

# %% wrong: log of the mean probability
def choice_loss(better, worse, undecided=None):
    p = torch.sigmoid(better - worse)
    if undecided is not None:
        p = torch.where(undecided, torch.full_like(p, 0.5), p)
    return -p.mean().log()

# %% wrong: an epsilon in the log
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.log(torch.sigmoid(gap) + 1e-8)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.log(torch.sigmoid(-gap) + 1e-8)) / 2, s)
    return s.mean()

# %% wrong: log1p of exp, that overflows
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = torch.log1p(torch.exp(-gap))
    if undecided is not None:
        s = torch.where(undecided, (s + torch.log1p(torch.exp(gap))) / 2, s)
    return s.mean()

# %% wrong: binary_cross_entropy of probabilities, that cuts at −100
def choice_loss(better, worse, undecided=None):
    p = torch.sigmoid(better - worse)
    t = torch.ones_like(p)
    if undecided is not None:
        t = torch.where(undecided, 0.5, 1.0)
    return torch.nn.functional.binary_cross_entropy(p, t)

# %% wrong: the value is stable, the gradient is nan
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = torch.where(gap < -50, -gap, -torch.log(torch.sigmoid(gap)))
    if undecided is not None:
        o = torch.where(gap > 50, gap, -torch.log(torch.sigmoid(-gap)))
        s = torch.where(undecided, (s + o) / 2, s)
    return s.mean()

# %% wrong: nan is turned into nought
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = torch.nan_to_num(-torch.log(torch.sigmoid(gap)), posinf=100.0)
    if undecided is not None:
        s = torch.where(undecided, (s + torch.nan_to_num(-torch.log(torch.sigmoid(-gap)), posinf=100.0)) / 2, s)
    return s.mean()

# %% wrong: an undecided pair has weight one half in the mean
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    w = torch.ones_like(s)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
        w = torch.where(undecided, 0.5, 1.0)
    return (w * s).sum() / w.sum()

# %% wrong: an undecided pair counts both ways in full
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, s - torch.nn.functional.logsigmoid(-gap), s)
    return s.mean()

# %% wrong: only the undecided count
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, s, (s - torch.nn.functional.logsigmoid(-gap)) / 2)
    return s.mean()

# %% wrong: undecided pairs the other way
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    if undecided is not None:
        gap = torch.where(undecided, -gap, gap)
    return -torch.nn.functional.logsigmoid(gap).mean()

# %% wrong: undecided pairs have the gap nought
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    if undecided is not None:
        gap = gap * ~undecided
    return -torch.nn.functional.logsigmoid(gap).mean()

# %% wrong: undecided in place of the gap, input changed
def choice_loss(better, worse, undecided=None):
    better -= worse
    s = -torch.nn.functional.logsigmoid(better)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-better)) / 2, s)
    return s.mean()

# %% wrong: worse changed without the graph
def choice_loss(better, worse, undecided=None):
    with torch.no_grad():
        worse.neg_()
    gap = better + worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: the mask is turned in place
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        decided = undecided.logical_not_()
        s = torch.where(decided, s, (s - torch.nn.functional.logsigmoid(-gap)) / 2)
    return s.mean()

# %% wrong: undecided if any, asked of the tensor
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: None is an error
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    return torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s).mean()

# %% wrong: no gradient through the worse
def choice_loss(better, worse, undecided=None):
    gap = better - worse.detach()
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: no gradient through the better
def choice_loss(better, worse, undecided=None):
    gap = better.detach() - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: no gradient through half of an undecided pair
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap).detach()) / 2, s)
    return s.mean()

# %% wrong: no gradient through an undecided pair
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, ((s - torch.nn.functional.logsigmoid(-gap)) / 2).detach(), s)
    return s.mean()

# %% wrong: NumPy
import numpy as np

def choice_loss(better, worse, undecided=None):
    gap = better.detach().numpy() - worse.detach().numpy()
    s = np.logaddexp(0, -gap)
    if undecided is not None:
        s = np.where(undecided.numpy(), (s + np.logaddexp(0, gap)) / 2, s)
    return torch.tensor(s.mean())

# %% wrong: requires_grad set on a new tensor
def choice_loss(better, worse, undecided=None):
    gap = (better - worse).detach()
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean().requires_grad_()

# %% wrong: a tensor of one number, with a dimension
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean(0, keepdim=True)

# %% wrong: divided by one less
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.sum() / max(1, len(s) - 1)

# %% wrong: a margin of one
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = (1 - gap).clamp(min=0)
    if undecided is not None:
        s = torch.where(undecided, gap.abs(), s)
    return s.mean()

# %% wrong: the normal distribution (Thurstone)
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    f = torch.special.log_ndtr
    s = -f(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - f(-gap)) / 2, s)
    return s.mean()

# %% wrong: two in the exponent
def choice_loss(better, worse, undecided=None):
    gap = 2 * (better - worse)
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: worths are standardised first
def choice_loss(better, worse, undecided=None):
    both = torch.cat([better, worse])
    scale = both.std() + 1e-6
    gap = (better - worse) / scale
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: as many undecided as pairs are halved
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        share = undecided.float().mean()
        s = (1 - share / 2) * s - share / 2 * torch.nn.functional.logsigmoid(-gap)
    return s.mean()

# %% wrong: the mean over decided and that over undecided, averaged
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is None or not undecided.any():
        return s.mean()
    o = ((s - torch.nn.functional.logsigmoid(-gap)) / 2)[undecided].mean()
    if undecided.all():
        return o
    return (s[~undecided].mean() + o) / 2

# %% wrong: absolute gap
def choice_loss(better, worse, undecided=None):
    gap = (better - worse).abs()
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: softmax over the pairs
def choice_loss(better, worse, undecided=None):
    return -torch.log_softmax(better - worse, 0).mean()

# %% right: float32 always
def choice_loss(better, worse, undecided=None):
    gap = better.float() - worse.float()
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: equal worths cost nothing
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return torch.where(gap == 0, torch.zeros_like(s), s).mean()

# %% wrong: left out if all are undecided
def choice_loss(better, worse, undecided=None):
    gap = better - worse
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None and not undecided.all():
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()

# %% wrong: clamped at 700
def choice_loss(better, worse, undecided=None):
    gap = (better - worse).clamp(-700, 700)
    s = -torch.nn.functional.logsigmoid(gap)
    if undecided is not None:
        s = torch.where(undecided, (s - torch.nn.functional.logsigmoid(-gap)) / 2, s)
    return s.mean()
