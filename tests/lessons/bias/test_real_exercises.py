"""The exercises of real models: what the lesson writes is right, and each planted mistake is told as itself."""

import itertools

import pytest
import torch
from torch.nn.functional import normalize

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.checking import verdict


def association_effect_size(first_targets, second_targets, first_attributes, second_attributes):
    def associations(targets):
        cosines = [normalize(targets, dim=-1) @ normalize(words, dim=-1).T
                   for words in (first_attributes, second_attributes)]
        return cosines[0].mean(-1) - cosines[1].mean(-1)    # (targets,)

    first, second = associations(first_targets), associations(second_targets)
    return float((first.mean() - second.mean()) / torch.cat((first, second)).std())


def permutation_p_value(first, second):
    ways = list(itertools.combinations([*first, *second], len(first)))
    return sum(sum(way) >= sum(first) - 1e-9 for way in ways) / len(ways)


@pytest.mark.parametrize("solution", [association_effect_size, permutation_p_value])
def test_each_mistake_gets_its_message(solution):
    exercise = catalogue.find(solution.__name__)
    report = verdict(exercise, solution)
    assert report.status == "right", str(report)
    for mistake in exercise.mistakes:
        report = verdict(exercise, mistake.function)
        assert report.status == "wrong" and mistake.message in report.parts, f"{mistake.message}\n{report}"
