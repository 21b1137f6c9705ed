"""The exercises about remedies: right answers in other styles are accepted."""

import re

import pytest
import torch
from torch import nn

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.bias.exercises.counterfactual import exercise as counterfactual
from llm_edu.lessons.bias.exercises.GradientReversal import exercise as gradient_reversal
from llm_edu.lessons.bias.exercises.remove_direction import exercise as remove_direction


def letter_by_letter(text, pairs):
    """Another right answer: without a pattern, by collecting letters."""
    both, out, word = {}, [], ""
    for one, other in pairs:
        both[one], both[other] = other, one

    def written(word):
        other = both.get(word.lower(), None)
        if other is None:
            return word
        return other.upper() if len(word) > 1 and word == word.upper() else (
            other[0].upper() + other[1:] if word[0] != word[0].lower() else other)
    for letter in text:
        if letter.isalpha():
            word += letter
        else:
            out += [written(word) if word else "", letter]
            word = ""
    return "".join([*out, written(word) if word else ""])


def with_split(text, pairs):
    both = dict([*pairs, *((other, one) for one, other in pairs)])
    pieces = re.split(r"([^\W\d_]+)", text)
    for place, piece in enumerate(pieces):
        if piece.lower() in both:
            other = both[piece.lower()]
            pieces[place] = (other.upper() if piece.isupper() and len(piece) > 1 else
                             other.title() if piece[0].isupper() else other)
    return "".join(pieces)


def by_squared_length(vectors, direction, share):
    return vectors - share * torch.outer((vectors @ direction).flatten(), direction).view(vectors.shape) / (
        direction @ direction)


def by_matrix(vectors, direction, share):
    kept = torch.eye(len(direction)) - share * torch.outer(direction, direction) / direction.square().sum()
    return (vectors.to(kept) @ kept).to(vectors)


class ByHook(nn.Module):
    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        y = x.clone()
        strength = self.strength
        y.register_hook(lambda gradient: -strength * gradient)
        return y


class ByDetaching(nn.Module):
    def __init__(self, strength=1.0):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        return x.detach() + self.strength * (x.detach() - x)


@pytest.mark.parametrize(("exercise", "answer"), [
    (counterfactual, letter_by_letter), (counterfactual, with_split), (remove_direction, by_squared_length), (remove_direction, by_matrix),
    (gradient_reversal, ByHook), (gradient_reversal, ByDetaching)])
def test_right_answers_are_right(exercise, answer):
    judgement = judge(exercise, answer)
    assert judgement.status == "right", judgement
