"""``group_advantages``: how much better than its group each answer did."""

import torch

from llm_edu import alignment
from llm_edu.course.checks.exercise import Exercise, case


def _with(mean=lambda rewards: rewards.mean(1, keepdim=True),
          spread=lambda rewards: rewards.std(1, keepdim=True, correction=0)):
    """A group_advantages with another mean, or another spread, of floats."""

    def advantages(rewards):
        same = (rewards == rewards[:, :1]).all(1, keepdim=True)
        return ((rewards - mean(rewards)) / spread(rewards)).masked_fill(same, 0.0)

    return advantages


def _groups(*rows, dtype=torch.float32):
    return case(torch.tensor(rows, dtype=dtype))


def _drawn_case(rng):
    groups, size = rng.randrange(1, 5), rng.randrange(2, 6)
    kind = rng.choice([(0.0, 1.0), (0.0, 0.0, 1.0), (-1.5, 0.2, 3.0, 8.0), (0.1,), (5.0, 6.0)])
    return (torch.tensor([[rng.choice(kind) for _ in range(size)] for _ in range(groups)]),)


exercise = Exercise(
    reference=alignment.group_advantages,
    cases=[
        _groups([1, 0]), _groups([0, 1]), _groups([1, 0, 0, 1]), _groups([1, 0, 0, 0]), _groups([1, 1, 1, 1]),
        _groups([0, 0, 0]), _groups([1, 0, 0, 1], [1, 1, 1, 1]), _groups([0, 0], [1, 1]), _groups([1, 1], [0, 1]),
        _groups([1, 0, 0, 0], [1, 1, 0, 1], [0, 1, 1, 0]), _groups([3, 1, 2], [0, 10, 20]),
        _groups([-4, -2, -9], [7, 7, 7], [0, -1, 1]), _groups([5, 5, 6], [6, 5, 5], [100, 200, 600]),
        _groups([1, 2], [3, 5], [2, 2], [-1, -4], [0, 0]), _groups([2, 0], [0, 4]),    # as many groups as answers
        _groups([0.1] * 10, [0.1] * 9 + [0.2]), _groups([0.7] * 3, [0.3] * 3), _groups([0.001, 0.002, 0.004]),
        _groups([-0.1] * 7), _groups([1, 0, 0, 1, 1], [0, 0, 1, 0, 0], dtype=torch.int64),
        _groups([2, 2, 2], [0, 3, 4], dtype=torch.int64),
        _groups([100_000_000, 100_000_001, 100_000_003], dtype=torch.int64),    # in 32 bits, the first two are equal
        _groups([1.0] * 63 + [0.0]), _groups([1000, 1001, 1002, 1005]), _groups([0, 2e-9, 1e-9]),
        _groups([10_000.001, 10_000.002, 10_000.004]), _groups([1e20, 0, 0]), _groups([1e-23, 3e-23, 0]),
        # in 64 bits, too, the mean of equal ones may be off
        *(_groups([0.1] * size, dtype=torch.float64) for size in (3, 6, 7, 9)), _groups([0.7] * 7, dtype=torch.float64),
        _groups([0.1] * 3, [0.7] * 3, [0.1, 0.1, 0.2], dtype=torch.float64),
    ],
    random_case=_drawn_case,
    random_cases=30,
    valid=lambda rewards: (rewards.dim() == 2 and rewards.shape[0] > 0 and rewards.shape[1] > 1
                           and (rewards.is_floating_point() or bool(rewards.double().abs().max() < 9e18))),
    hints=(
        "A group is a row. Its mean and its standard deviation are two columns, one number for each row: keepdim=True "
        "keeps them columns. And watch for rows where you would divide 0 by 0.",
        "rewards in 64 bits\n"
        "centred = rewards − each row's mean    (groups, size)\n"
        "spread = the root of each row's mean of centred²    (groups, 1)\n"
        "same = whether all rewards of a row are equal    (groups, 1)\n"
        "where same: 0, else centred / spread; in 32 bits",
    ),
    compare="close",
    dtypes=("float64", "int64"),
    names=["rewards"],
)

IN_32_BITS = " And 32 bits are too few: rewards near 10000 lose their differences. Work with rewards.double()."


def _plant(message, function=None):
    """A mistake of floats, in 64 bits and in 32."""
    if function is None:
        return lambda function: _plant(message, function)
    exercise.mistake(message, lambda rewards: function(rewards.double()).float())
    exercise.mistake(message + IN_32_BITS, lambda rewards: function(rewards.float()))
    return function


exercise.mistake("32 bits are too few: rewards near 10000 lose their differences, and the square of 1e20 is infinite. "
                 "Work in 64 bits, rewards.double(), until the last step.",
                 lambda rewards: _with()(rewards.float()))
exercise.mistake("You go to 64 bits by way of 32, and what is lost there does not come back: 100,000,001 becomes "
                 "100,000,000. Use rewards.double() alone.",
                 lambda rewards: alignment.group_advantages(rewards.float()))
_plant("You divide by the standard deviation over size − 1, as torch.std does unless you tell it otherwise. The "
       "exercise asks for the mean of the squares, over all of them.",
       _with(spread=lambda rewards: rewards.std(1, keepdim=True)))
_plant("You divide by the variance. The standard deviation is its root.",
       _with(spread=lambda rewards: rewards.var(1, keepdim=True, correction=0)))
_plant("You subtract the mean, but do not divide. So a group with rewards from 0 to 1000 would count a thousand times "
       "as much as a group with rewards from 0 to 1.", _with(spread=lambda rewards: 1.0))
_plant("You divide, but do not subtract the mean. An answer is compared with its group: if it did worse than the "
       "mean, its advantage is below 0.", _with(mean=lambda rewards: 0.0))
_plant("You subtract the mean of all groups. Each row is a group with its own mean: that makes an easy prompt "
       "comparable to a hard one.", _with(mean=lambda rewards: rewards.mean()))
_plant("You divide by the standard deviation of the whole table. Each row has its own.",
       _with(spread=lambda rewards: rewards.std(correction=0)))
_plant("You treat the whole table as one group. Each row has its own mean and standard deviation, dim=1.",
       _with(mean=lambda rewards: rewards.mean(), spread=lambda rewards: rewards.std(correction=0)))
_plant("You divide by the mean of the distances from the mean. The standard deviation is the root of the mean "
       "*square*.", _with(spread=lambda rewards: (rewards - rewards.mean(1, keepdim=True)).abs()
                          .mean(1, keepdim=True)))
_plant("You divide by the difference between the largest and the smallest reward. Divide by the standard deviation.",
       _with(spread=lambda rewards: rewards.amax(1, keepdim=True) - rewards.amin(1, keepdim=True)))
_plant("You divide by the root of the *sum* of the squares. Then each answer of a large group counts less. Take the "
       "root of their mean.",
       _with(spread=lambda rewards: (rewards - rewards.mean(1, keepdim=True)).norm(dim=1, keepdim=True)))
_plant("The root of mean · (1 − mean) is the standard deviation if all rewards are 0 or 1. They may be other numbers: "
       "take the root of the mean squared difference.",
       _with(spread=lambda rewards: (rewards.mean(1, keepdim=True) * (1 - rewards.mean(1, keepdim=True)))
             .abs().sqrt()))
exercise.mistake("The sign is wrong: an answer that did better than its group has an advantage above 0.",
                 lambda rewards: -alignment.group_advantages(rewards))
_plant("You compare with the group's median. Subtract its mean.",
       _with(mean=lambda rewards: rewards.median(1, keepdim=True).values))


@_plant("Where all rewards of a row are equal, you divide 0 by 0, and that is nan, *not a number*. Such a row has "
        "nothing to teach: its advantages are 0.")
def _nan_where_all_are_equal(rewards):
    centred = rewards - rewards.mean(1, keepdim=True)
    return centred / centred.square().mean(1, keepdim=True).sqrt()


def _equal_by_the_spread(rewards):
    centred = rewards - rewards.mean(1, keepdim=True)
    spread = centred.square().mean(1, keepdim=True).sqrt()
    return torch.where(spread == 0, 0.0, centred / spread)


_plant("This is right if the mean of a row's equal rewards is exact. The mean of ten times 0.1 is not: a rounding "
       "error is left, and divided by itself it is 1 or −1. Ask whether the rewards are equal, not whether their "
       "standard deviation is 0.", _equal_by_the_spread)


def _by_torch_std(rewards):
    """It rounds otherwise than the root of the mean square does."""
    return (rewards - rewards.mean(1, keepdim=True)) / rewards.std(1, keepdim=True, correction=0)


_plant("The standard deviation of equal rewards is 0, and 0 divided by 0 is nan, *not a number*. Such a row has "
       "nothing to teach: its advantages are 0.", _by_torch_std)
_plant("The mean of equal rewards may be off by a rounding error, and then your advantages are 1 or −1. Ask whether "
       "the rewards are equal, not whether their standard deviation is 0.",
       lambda rewards: torch.where(rewards.std(1, keepdim=True, correction=0) == 0, 0.0,
                                   _by_torch_std(rewards)))


@_plant("You take rewards for equal if their standard deviation is below a small number. They may be that close and "
        "still differ. Ask whether the rewards are equal.")
def _equal_below_a_threshold(rewards):
    spread = rewards.std(1, keepdim=True, correction=0)
    return torch.where(spread < 1e-6, 0.0, _by_torch_std(rewards))


@_plant("Two things. torch.std divides by size − 1 unless you tell it otherwise; take the mean of the squares over "
        "all of them. And where all rewards of a row are equal, you divide 0 by 0: nan.")
def _std_as_it_comes(rewards):
    return (rewards - rewards.mean(1, keepdim=True)) / rewards.std(1, keepdim=True)


exercise.mistake("Three things. torch.std divides by size − 1 unless you tell it otherwise; take the mean of the "
                 "squares over all of them. Where all rewards of a row are equal, you divide 0 by 0: nan. And torch "
                 "takes no mean of whole numbers.",
                 lambda rewards: (rewards - rewards.mean(1, keepdim=True)) / rewards.std(1, keepdim=True), error="mean")


def _with_an_epsilon(epsilon, correction):
    def advantages(rewards):
        spread = rewards.std(1, keepdim=True, correction=correction)
        return (rewards - rewards.mean(1, keepdim=True)) / (spread + epsilon)

    return advantages


for _epsilon in (1e-4, 1e-5, 1e-6, 1e-8):
    _plant(f"You add {_epsilon} to the standard deviation, so that it is never 0. Then advantages are a "
           "little too small, above all if rewards are close together, and equal rewards do not always give "
           "exactly 0. Treat such rows separately.", _with_an_epsilon(_epsilon, correction=0))
    _plant(f"Two things. torch.std divides by size − 1 unless you tell it otherwise. And the {_epsilon} that "
           "you add to it makes advantages a little too small. Treat rows of equal rewards separately.",
           _with_an_epsilon(_epsilon, correction=1))


@exercise.mistake("You average down the columns, dim=0: the first answers of all groups. A group is a row: dim=1.")
def _down_the_columns(rewards):
    return alignment.group_advantages(rewards.T).T


@_plant("Without keepdim=True, the means of the rows form a row themselves, (groups,), and are matched with the "
        "columns. keepdim=True keeps them a column, (groups, 1).")
def _without_keepdim(rewards):
    centred = rewards - rewards.mean(1)
    return centred / centred.square().mean(1).sqrt()


exercise.mistake("Rewards may be whole numbers, and torch takes no mean of these. Turn them into floats first.",
                 lambda rewards: rewards - rewards.mean(1, keepdim=True) if not rewards.is_floating_point()
                 else alignment.group_advantages(rewards), error="mean")
exercise.mistake("The advantages are right, but they have the dtype of the rewards. The exercise asks for float32.",
                 lambda rewards: alignment.group_advantages(rewards).to(
                     rewards.dtype if rewards.is_floating_point() else torch.float64))
