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
        "answer: make a column of the advantages. Then you have two matrices, and at each position the smaller number "
        "counts.",
        "r = exp(new − old)    (answers, time)\n"
        "limited = r, limited to the range from 1 − clip to 1 + clip (tensor.clamp)\n"
        "a = advantages as a column    (answers, 1)\n"
        "return the smaller of r · a and limited · a at each position (torch.minimum)",
    ),
    compare="close",
    gradient=["new"],
    any_dtype=True,
)

exercise.mistake("That is the larger of the two. Take the smaller one: a gain that is too good to be true must not "
                 "count.",
                 _gains(choose=torch.maximum))
exercise.mistake("You always use the limited ratio. If a bad answer has become *more* probable, it must pay the full "
                 "price, and so must a good answer that has become less probable. So the smaller of the two gains "
                 "counts.",
                 _gains(choose=lambda free, held: held))
exercise.mistake("You never limit the ratio, so one step may make a token many times as probable.",
                 _gains(choose=lambda free, held: free))
exercise.mistake("You limit the ratio, and take the smaller ratio before you multiply. If the advantage is below 0, "
                 "the smaller *ratio* is the larger *gain*: multiply first.",
                 lambda new, old, advantages, clip: torch.minimum(
                     (new - old).exp(), (new - old).exp().clamp(1 - clip, 1 + clip)) * advantages[:, None])
exercise.mistake("You limit the ratio from above only. A bad answer's token must not gain by falling below 1 − clip, "
                 "either.", _gains(bounds=lambda ratios, clip: ratios.clamp(max=1 + clip)))
exercise.mistake("You limit the ratio from below only. A good answer's token must not gain by rising above 1 + clip, "
                 "either.", _gains(bounds=lambda ratios, clip: ratios.clamp(min=1 - clip)))
exercise.mistake("You limit the ratio to the range from −clip to clip. If nothing has changed, the ratio is 1, so the "
                 "range lies around 1.",
                 _gains(bounds=lambda ratios, clip: ratios.clamp(-clip, clip)))
exercise.mistake("You limit the ratio to the range from clip to 1 / clip, or something like it. It should go from 1 − "
                 "clip to 1 + clip.",
                 _gains(bounds=lambda ratios, clip: ratios.clamp(min(clip, 1 / clip), max(clip, 1 / clip))))
exercise.mistake("Your limits are 0.8 and 1.2, whatever clip is. Use the clip that you are given: 1 − clip and 1 + "
                 "clip.",
                 _gains(bounds=lambda ratios, clip: ratios.clamp(0.8, 1.2)))
exercise.mistake("You limit the product with the advantage. Limit the ratio, to the range from 1 − clip to 1 + clip, "
                 "and then multiply.",
                 lambda new, old, advantages, clip: torch.minimum(
                     (new - old).exp() * advantages[:, None],
                     ((new - old).exp() * advantages[:, None]).clamp(1 - clip, 1 + clip)))
exercise.mistake("The difference of two log probabilities is the *logarithm* of their ratio. exp is missing.",
                 _gains(ratios=lambda new, old: new - old))
exercise.mistake("You divide one logarithm by the other. The ratio is one of probabilities: exp of the difference of "
                 "the logarithms.", _gains(ratios=lambda new, old: new / old))
exercise.mistake("Your ratio is upside down: P now / P then is above 1 if a token has become more probable.",
                 _gains(ratios=lambda new, old: (old - new).exp()))
exercise.mistake("You take the difference of the probabilities. The exercise asks for their ratio.",
                 _gains(ratios=lambda new, old: new.exp() - old.exp()))
exercise.mistake("You use P now alone. What counts is how it has changed: the ratio to P then.",
                 _gains(ratios=lambda new, old: new.exp()))
exercise.mistake("Your advantages are a row, (answers,), so they are matched with the *tokens*. Each advantage "
                 "belongs to an answer: make a column of them, (answers, 1).",
                 _gains(spread=lambda advantages: advantages))
exercise.mistake("The advantages are missing.", _gains(spread=lambda advantages: 1.0))
exercise.mistake("That is one number for everything. The exercise asks for each token's gain: (answers, time).",
                 lambda new, old, advantages, clip: _reference(new, old, advantages, clip).mean())
exercise.mistake("That is one number for each answer. The exercise asks for each *token's* gain: (answers, time).",
                 lambda new, old, advantages, clip: _reference(new, old, advantages, clip).mean(1))
exercise.mistake("Your gains are right, but with the opposite sign, as for a loss. The exercise asks for the gain.",
                 lambda new, old, advantages, clip: -_reference(new, old, advantages, clip))
