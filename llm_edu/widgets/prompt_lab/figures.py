"""What a lab's answers come to, as plain data: shares with their intervals, confusion matrices, pairs."""

from functools import lru_cache

from llm_edu.intervals import wilson

FIRST_CLASS, FIRST_SURE, STEPS = ord("a"), ord("!"), 90    # of the letters that stand for answers
MOST_CLASSES = 26


def letters(classes, sure):
    """Answers as two letters each: the class, and how sure the model was of it.

    >>> letters([0, 1], [0.5, 1.0])
    'aNb{'
    """
    return "".join(chr(FIRST_CLASS + int(each)) + chr(FIRST_SURE + round(STEPS * float(much)))
                   for each, much in zip(classes, sure, strict=True))


def prompt_figures(classes, truth, count):
    """Of one prompt: how many items it has answered, how many right, the share, its 95 % interval and its matrix.

    classes: that it has answered, (items so far,)   truth: the right ones, (items,)   count: of classes that there are
    matrix: of each true class how often each class was answered, (count, count)

    >>> found = prompt_figures([1, 0, 1], [1, 1, 1, 0], 2)
    >>> found["right"], round(found["share"], 3), found["matrix"]
    (2, 0.667, [[0, 0], [1, 2]])
    """
    asked = len(classes)
    matrix = [[0] * count for _ in range(count)]
    for right, answered in zip(truth, classes, strict=False):
        matrix[int(right)][int(answered)] += 1
    right = sum(matrix[number][number] for number in range(count))
    if not asked:
        return {"count": 0, "right": 0, "share": None, "low": 0.0, "high": 1.0, "matrix": matrix}
    low, high = wilson(right / asked, asked)
    return {"count": asked, "right": right, "share": right / asked, "low": low, "high": high, "matrix": matrix}


def pair_figures(first, second, truth):
    """Of two prompts on the items that both have answered: who is right where, and McNemar's exact p.

    first, second: classes that they have answered, from the first item on   truth: the right ones

    >>> found = pair_figures([0, 1, 1], [0, 0, 1, 1], [0, 1, 0, 1])
    >>> [found[name] for name in ("count", "both", "only_first", "only_second", "neither", "p")]
    [3, 1, 1, 0, 1, 1.0]
    """
    sides = [(one == right, two == right) for one, two, right in zip(first, second, truth, strict=False)]
    only_first, only_second = sides.count((True, False)), sides.count((False, True))
    return {"count": len(sides), "both": sides.count((True, True)), "only_first": only_first,
            "only_second": only_second, "neither": sides.count((False, False)), "p": p_value(only_first, only_second)}


@lru_cache(maxsize=10_000)
def p_value(only_first, only_second):
    from llm_edu.prompting import mcnemar

    return mcnemar(only_first, only_second)


def all_figures(answers, truth, count):
    """Everything that the page draws.

    answers: id -> classes that the prompt has answered, a list   truth: the right ones   count: of classes
    ->   {"prompts": id -> `prompt_figures`, "pairs": "id id" -> `pair_figures`}, of two ids the one before first
    """
    ids = list(answers)
    pairs = {f"{first} {second}": pair_figures(answers[first], answers[second], truth)
             for place, first in enumerate(ids) for second in ids[place + 1:]}
    return {"prompts": {id: prompt_figures(answers[id], truth, count) for id in ids}, "pairs": pairs}
