"""``clipped_gain``: what a token gains by having become more or less probable."""

import torch

from llm_edu.course.checks.exercise import Exercise, case


def _gains(ratios=lambda new, old: (new - old).exp(), spread=lambda advantages: advantages[:, None],
           choose=torch.minimum, bounds=lambda ratios, clip: ratios.clamp(1 - clip, 1 + clip)):
    """A clipped_gain with one thing changed."""

    def gain(new, old, advantages, clip):
        values, better = ratios(new, old), spread(advantages)
        return choose(values * better, bounds(values, clip) * better)

    return gain


_reference = _gains()


def _answers(ratios, advantages, clip, old=None):
    """A case from ratios; old: P of each token then, 0.25 unless said."""
    ratios = torch.tensor(ratios, dtype=torch.float32)
    then = (torch.full_like(ratios, 0.25) if old is None else torch.tensor(old)).log()
    return case(then + ratios.log(), then, torch.tensor(advantages), clip)


def _drawn_case(rng):
    answers, time = rng.randrange(1, 5), rng.randrange(1, 5)
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    old = -6 * torch.rand(answers, time, generator=generator)
    new = old + 0.5 * torch.randn(answers, time, generator=generator)
    return new, old, 2 * torch.randn(answers, generator=generator), rng.choice([0.1, 0.2, 0.5])


exercise = Exercise(
    reference=_reference,
    cases=[
        _answers([[1.0]], [1.0], 0.2), _answers([[1.5]], [1.0], 0.2), _answers([[0.5]], [1.0], 0.2),
        _answers([[1.5]], [-1.0], 0.2), _answers([[0.5]], [-1.0], 0.2), _answers([[2.0]], [0.0], 0.2),
        _answers([[1.1, 0.9]], [2.0], 0.2), _answers([[1.1, 0.9]], [-2.0], 0.2),
        _answers([[0.5, 0.9, 1.1, 2.0]], [1.0], 0.2), _answers([[0.5, 0.9, 1.1, 2.0]], [-1.0], 0.2),
        _answers([[0.5, 0.9, 1.1, 2.0]], [-1.0], 0.6), _answers([[0.5, 0.9, 1.1, 2.0]], [3.0], 0.05),
        _answers([[1.5, 0.5], [1.5, 0.5]], [1.0, -1.0], 0.2),    # as many answers as tokens
        _answers([[0.7, 1.4], [0.7, 1.4]], [-2.0, 0.5], 0.1, old=[[0.1, 0.6], [0.5, 0.02]]),
        _answers([[1.3], [0.6], [1.0], [4.0]], [1.0, -1.0, 2.5, -0.5], 0.2),
        _answers([[0.9, 1.5, 0.4], [2.0, 1.0, 0.7]], [0.5, -1.5], 0.3, old=[[0.2, 0.3, 0.9], [0.05, 1.0, 0.4]]),
        _answers([[1e-3, 30.0, 1.0]] * 2, [1.0, -1.0], 0.2, old=[[0.9, 0.001, 0.5]] * 2),
        _answers([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], [1.0, 0.0, -1.0], 0.2),
    ],
    random_case=_drawn_case,
    random_cases=30,
    valid=lambda new, old, advantages, clip: new.dim() == 2 and new.shape == old.shape and new.numel() > 0
    and advantages.shape == new.shape[:1] and clip > 0,
    keywords=("new", "old", "advantages", "clip"),
    hints=(
        "The difference of two logarithms is the logarithm of a ratio. One advantage belongs to all tokens of an "
        "answer: make a column of them. Then there are two tables, and at each place the smaller number counts.",
        "r = exp(new − old)    (answers, time)\nheld = r, held between 1 − clip and 1 + clip (tensor.clamp)\n"
        "a = advantages as a column    (answers, 1)\nreturn the smaller of r · a and held · a, place by place "
        "(torch.minimum)",
    ),
    compare="close",
    gradient=["new"],
    any_dtype=True,
)

exercise.mistake("That is the larger of the two. Take the smaller: what is too good to be true shall not count.",
                 _gains(choose=torch.maximum))
exercise.mistake("You always count the ratio that is held. A bad answer that has become *more* probable has to cost "
                 "all that it costs, and a good one that has become less probable, too: the smaller of the two counts.",
                 _gains(choose=lambda free, held: held))
exercise.mistake("You never hold the ratio, so one step may make a token many times as probable.",
                 _gains(choose=lambda free, held: free))
exercise.mistake("You hold the ratio, and take the smaller ratio before you multiply. For an advantage below 0 the "
                 "smaller *ratio* is the larger *gain*: multiply first.",
                 lambda new, old, advantages, clip: torch.minimum(
                     (new - old).exp(), (new - old).exp().clamp(1 - clip, 1 + clip)) * advantages[:, None])
exercise.mistake("You hold the ratio from above only. A bad answer's token shall not gain by falling below 1 − clip, "
                 "either.", _gains(bounds=lambda ratios, clip: ratios.clamp(max=1 + clip)))
exercise.mistake("You hold the ratio from below only. A good answer's token shall not gain by rising above 1 + clip, "
                 "either.", _gains(bounds=lambda ratios, clip: ratios.clamp(min=1 - clip)))
exercise.mistake("You hold the ratio between −clip and clip. Where nothing has changed it is 1: hold it around that.",
                 _gains(bounds=lambda ratios, clip: ratios.clamp(-clip, clip)))
exercise.mistake("You hold the ratio between clip and 1 / clip, or the like. Asked for is 1 − clip to 1 + clip.",
                 _gains(bounds=lambda ratios, clip: ratios.clamp(min(clip, 1 / clip), max(clip, 1 / clip))))
exercise.mistake("Your bounds are 0.8 and 1.2, whatever clip is. It is handed in: 1 − clip and 1 + clip.",
                 _gains(bounds=lambda ratios, clip: ratios.clamp(0.8, 1.2)))
exercise.mistake("You hold the product with the advantage. It is the ratio that is held between 1 − clip and 1 + clip; "
                 "then it is multiplied.",
                 lambda new, old, advantages, clip: torch.minimum(
                     (new - old).exp() * advantages[:, None],
                     ((new - old).exp() * advantages[:, None]).clamp(1 - clip, 1 + clip)))
exercise.mistake("The difference of two log probabilities is the *logarithm* of their ratio. exp is missing.",
                 _gains(ratios=lambda new, old: new - old))
exercise.mistake("You divide one logarithm by the other. The ratio is of probabilities: exp of the logarithms' "
                 "difference.", _gains(ratios=lambda new, old: new / old))
exercise.mistake("Your ratio is upside down: P now / P then is above 1 where a token has become more probable.",
                 _gains(ratios=lambda new, old: (old - new).exp()))
exercise.mistake("You take the difference of the probabilities. Asked for is their ratio.",
                 _gains(ratios=lambda new, old: new.exp() - old.exp()))
exercise.mistake("You take P now alone. What counts is how it has changed: the ratio to P then.",
                 _gains(ratios=lambda new, old: new.exp()))
exercise.mistake("Advantages are a row, (answers,), and so they are matched with the *tokens*. Each belongs to an "
                 "answer: make a column of them, (answers, 1).", _gains(spread=lambda advantages: advantages))
exercise.mistake("The advantages are left out.", _gains(spread=lambda advantages: 1.0))
exercise.mistake("One number for all. Asked for is what each token gains: (answers, time).",
                 lambda new, old, advantages, clip: _reference(new, old, advantages, clip).mean())
exercise.mistake("One number for each answer. Asked for is what each *token* gains: (answers, time).",
                 lambda new, old, advantages, clip: _reference(new, old, advantages, clip).mean(1))
exercise.mistake("The gains are right, but the sign is turned round, as for a loss. Asked for is the gain.",
                 lambda new, old, advantages, clip: -_reference(new, old, advantages, clip))
