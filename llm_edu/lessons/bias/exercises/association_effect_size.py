"""``association_effect_size``: how far apart two sets of words are in what they go with, in standard deviations."""

import torch
from torch.nn.functional import normalize

from llm_edu.bias.association import association_effect_size
from llm_edu.course.checks.exercise import Exercise, case


def _cosines(words, attributes):
    return normalize(words, dim=-1) @ normalize(attributes, dim=-1).T    # (words, attributes)


def _effect(cosines=_cosines, one=lambda first, second: first.mean(-1) - second.mean(-1),
            far=lambda first, second: first.mean() - second.mean(), spread=lambda first, second: torch.cat(
                (first, second)).std(), result=lambda far, spread: float(far / spread)):
    """An association_effect_size with one thing wrong."""
    def association_effect_size(first_targets, second_targets, first_attributes, second_attributes):
        first, second = (one(cosines(targets, first_attributes), cosines(targets, second_attributes))
                         for targets in (first_targets, second_targets))
        return result(far(first, second), spread(first, second))
    return association_effect_size


def _sets(seed, *counts, width=4, shift=0.0, sizes=False):
    generator = torch.Generator().manual_seed(seed)
    sets = [torch.randn(count, width, generator=generator) for count in counts]
    sets[0][:, 0] += shift
    if sizes:
        sets = [words * torch.rand(len(words), 1, generator=generator) * 5 + 0.1 * words for words in sets]
    return sets


exercise = Exercise(
    reference=association_effect_size,
    cases=[
        case(torch.tensor([[2.0, 1.0], [3.0, 0.0]]), torch.tensor([[0.0, 1.0], [1.0, 2.0]]),
             torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])),
        case(torch.tensor([[0.0, 1.0], [1.0, 2.0]]), torch.tensor([[2.0, 1.0], [3.0, 0.0]]),
             torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])),
        *(case(*_sets(seed, 3, 3, 2, 2, shift=2.0, sizes=True)) for seed in range(3)),
        *(case(*_sets(seed, 2, 4, 3, 2, sizes=True)) for seed in range(3, 6)),
        case(*_sets(9, 5, 3, 1, 4, width=6)), case(*_sets(10, 4, 4, 4, 4, width=8, shift=3.0)),
    ],
    random_case=lambda rng: tuple(_sets(rng.randrange(2**31), *(rng.randrange(2, 6) for _ in range(4)), sizes=True)),
    hints=(
        "First find one number for each target: how much closer is it to the first attributes than to the second?",
        "units: every vector / its length\ncosines = targets' units @ attributes' units, transposed\n"
        "association of a target = mean cosine with the first attributes − mean with the second\n"
        "(mean of the first targets' − mean of the second's) / .std() of all of them in one tensor",
    ),
    compare="close",
)

exercise.mistake("You take dot products. The exercise asks for cosines: divide every vector by its length first.",
                 _effect(cosines=lambda words, attributes: words @ attributes.T))
exercise.mistake("You divide only the targets by their lengths. A cosine divides by both lengths.",
                 _effect(cosines=lambda words, attributes: normalize(words, dim=-1) @ attributes.T))
exercise.mistake("You divide only the attributes by their lengths. A cosine divides by both lengths.",
                 _effect(cosines=lambda words, attributes: words @ normalize(attributes, dim=-1).T))
exercise.mistake("Your standard deviation divides by n. That of a sample divides by n − 1, as `.std()` does.",
                 _effect(spread=lambda first, second: torch.cat((first, second)).std(correction=0)))
exercise.mistake("That is the difference of the means. Divide it by the standard deviation of all associations.",
                 _effect(spread=lambda first, second: 1.0))
exercise.mistake("You divide by the variance, the square of the standard deviation.",
                 _effect(spread=lambda first, second: torch.cat((first, second)).var()))
exercise.mistake("You take the standard deviation of the first targets alone. Take that of all targets' associations "
                 "together.",
                 _effect(spread=lambda first, second: first.std()))
exercise.mistake("You take the standard deviation of the second targets alone. Take that of all targets' associations "
                 "together.",
                 _effect(spread=lambda first, second: second.std()))
exercise.mistake("You average the standard deviations of the two groups. Take that of all associations together.",
                 _effect(spread=lambda first, second: (first.std() + second.std()) / 2))
exercise.mistake("You take the difference of sums. Take the difference of the mean associations.",
                 _effect(far=lambda first, second: first.sum() - second.sum()))
exercise.mistake("You add up the cosines. Take the mean cosine with each set of attributes, however many words it has.",
                 _effect(one=lambda first, second: first.sum(-1) - second.sum(-1)))
exercise.mistake("The sign is wrong: the effect is positive if the first targets are closer to the first attributes.",
                 _effect(result=lambda far, spread: float(-far / spread)))
exercise.mistake("You drop the sign. The effect is negative if the first targets are closer to the second attributes.",
                 _effect(result=lambda far, spread: float(abs(far / spread))))
exercise.mistake("You look only at the first attributes. An association is a difference: first minus second.",
                 _effect(one=lambda first, second: first.mean(-1)))
exercise.mistake("You look only at the second attributes. An association is a difference: first minus second.",
                 _effect(one=lambda first, second: second.mean(-1)))
exercise.mistake("You add the two means of cosines. An association is a difference: first minus second.",
                 _effect(one=lambda first, second: first.mean(-1) + second.mean(-1)))
exercise.mistake("You round the effect size. Return it as it is.",
                 _effect(result=lambda far, spread: round(float(far / spread), 2)))
