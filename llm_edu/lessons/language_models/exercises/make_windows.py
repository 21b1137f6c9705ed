"""``make_windows``: what a model sees, and what it should say."""

import torch

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Case, Exercise, Property, case
from llm_edu.language_models import END


def _windows(before=lambda size: [0] * size, after=(0,), cut=lambda padded, at, size: padded[at - size:at], start=None):
    """A make_windows with one thing wrong."""

    def windows(texts, size):
        contexts, targets = [], []
        for ids in texts:
            padded = [*before(size), *ids, *after]
            for position in range(size if start is None else start, len(padded)):
                contexts.append(cut(padded, position, size))
                targets.append(padded[position])
        return torch.tensor(contexts), torch.tensor(targets)

    return windows


exercise = Exercise(
    reference=lm.make_windows,
    cases=[
        case([[5]], 1), case([[]], 2), case([[5, 6]], 1), case([[5, 6]], 2), case([[5, 6, 7]], 1),
        case([[5, 6, 7]], 2), case([[5], [6]], 1), case([[5, 6], [7]], 2), case([[9, 8, 7, 6]], 3),
        case([[4, 4], [], [5, 6, 7]], 2), case([[300, 70_000, 16_777_217]], 1),
        case([list(range(1, 30))], 1), case([list(range(1, 30)), [7]], 3),  # long ones
        Case(([[5]] * 10_500, 1), label="make_windows([[5]] * 10_500, 1)"),
    ],
    random_case=lambda rng: (
        [[rng.randrange(1, 9) for _ in range(rng.randrange(4))] for _ in range(rng.randrange(1, 4))],
        rng.randrange(1, 4)),
    valid=lambda texts, size: len(texts) > 0,
    keywords=("size",),
    hints=(
        "Pad and walk along, as in count_followers. But this time, keep each window as it is.",
        "contexts, targets = [], []\nfor each text:\n    padded = [0] * size, the ids, and one 0\n"
        "    for each position from size to the end of padded: keep the size ids before it, and the id there\n"
        "return torch.tensor(contexts), torch.tensor(targets)",
    ),
    properties=[Property(lambda result, *_: isinstance(result, tuple), "Return a tuple of the two tensors: without "
                                                                       "brackets, or in ( ).")],
)

exercise.mistake("You leave out the first words of a text, because there is no full window before them. Put `size` "
                 "zeros before the text.", _windows(before=lambda size: []))
exercise.mistake("The model should also predict the end of a text: put one 0 after it.", _windows(after=()))
exercise.mistake("Your first windows are too short. Put `size` zeros before the first word.",
                 _windows(before=lambda size: [0], start=1, cut=lambda padded, at, size: padded[max(0, at - size):at]))


@exercise.mistake("Your first windows are too short, but all rows of a tensor need the same length. Put `size` zeros "
                  "before the text. Then every window is full.")
def _ragged(texts, size):
    contexts, targets = [], []
    for ids in texts:
        words = [*ids, 0]
        contexts += [words[max(0, at - size):at] for at in range(len(words))]
        targets += words
    return torch.tensor(contexts), torch.tensor(targets)


@exercise.mistake("Your windows reach back into the text before. Each text begins with zeros.")
def _over_the_border(texts, size):
    stream = [0] * size
    for ids in texts:
        stream += [*ids, 0]
    places = range(size, len(stream))
    return torch.tensor([stream[at - size:at] for at in places]), torch.tensor([stream[at] for at in places])


@exercise.mistake("The target is inside its own window. Then nothing is left to predict.")
def _with_the_target(texts, size):
    contexts, targets = _windows()(texts, size)
    return torch.cat([contexts[:, 1:], targets[:, None]], dim=1), targets


exercise.mistake("Your windows run backwards. The word just before the target comes last.",
                 _windows(cut=lambda padded, at, size: padded[at - size:at][::-1]))


@exercise.mistake("Return the contexts first, then the targets.")
def _swapped(texts, size):
    return lm.make_windows(texts, size)[::-1]


@exercise.mistake("These are the right numbers, but in lists. Make a tensor of each: torch.tensor(…).")
def _as_lists(texts, size):
    contexts, targets = lm.make_windows(texts, size)
    return contexts.tolist(), targets.tolist()


exercise.mistake("You put `size` zeros after the text as well. A text ends only once: one 0.",
                 lambda texts, size: _windows(after=[0] * size)(texts, size))


@exercise.mistake("All windows of a text are one and the same list, which you change after you have stored it. Store a "
                  "copy, or make a new list at each step.")
def _one_list_for_all(texts, size):
    contexts, targets = [], []
    for ids in texts:
        window = [0] * size
        for word in [*ids, 0]:
            contexts.append(window)
            targets.append(word)
            window.pop(0)
            window.append(word)
    return torch.tensor(contexts), torch.tensor(targets)


@exercise.mistake("If the error says *str*: a tensor holds numbers, not words. The id of \"<end>\" is 0.")
def _of_names(texts, size):
    return torch.tensor([[END] * size for _ in texts]), torch.tensor([0])


exercise.mistake("Ids are whole numbers, but yours are floats. torch.tensor, with a small t, keeps whole numbers "
                 "whole.",
                 lambda texts, size: tuple(each.float() for each in lm.make_windows(texts, size)))
exercise.mistake("Every window of a text is its first window. The window must move along with the target.",
                 _windows(cut=lambda padded, at, size: padded[:size]))
