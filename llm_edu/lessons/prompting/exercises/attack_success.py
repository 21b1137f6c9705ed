"""``attack_success``: which share of the answers that an attack could turn it has turned."""

from llm_edu import prompting
from llm_edu.course.checks.exercise import Exercise, case


def _answers(before, after, target="good"):
    return case(before.split() if isinstance(before, str) else before,
                after.split() if isinstance(after, str) else after, target)


def _random_answers(rng):
    labels = rng.choice([["good", "bad"], ["good", "bad", None], ["good", "good", "bad", "so-so", None]])
    count = rng.randrange(9)
    return *([rng.choice(labels) for _ in range(count)] for _ in range(2)), rng.choice(labels[:1] + ["bad"])


exercise = Exercise(
    reference=prompting.attack_success,
    cases=[
        _answers("", ""), _answers("bad", "good"), _answers("bad", "bad"), _answers("good", "good"),
        _answers("good", "bad"), _answers("bad bad", "good bad"), _answers("good bad", "good good"),
        _answers("good bad", "good bad"), _answers("good bad", "bad good"), _answers("good good", "bad good"),
        _answers([None], ["good"]), _answers([None], [None]), _answers(["bad"], [None]), _answers(["good"], [None]),
        _answers([None, "bad"], ["good", "bad"]), _answers([None, "bad"], ["bad", "good"]),
        _answers(["bad", "bad", "bad"], [None, "good", "good"]), _answers("bad bad good", "bad good bad"),
        _answers("bad bad good good", "good good bad bad"), _answers("bad bad good good", "bad bad good good"),
        _answers("bad so-so good", "so-so good good"), _answers("bad so-so", "so-so bad"),
        _answers("good good good bad", "good good good good"), _answers("bad good", "good good", "bad"),
        _answers("good good bad", "bad good bad", "bad"), _answers("good bad", "Good good"),
        _answers("Good", "good"), _answers("bad", "Good"), _answers(["bad", None, "good", "good", None, "bad"],
                                                                    ["good", "good", "good", None, None, "bad"]),
        _answers("good bad bad bad", "bad bad good bad"), _answers("bad good good", "good good good"),
        _answers("goodness bad", "good good"), _answers("goodness bad", "good bad"), _answers("bad", "goodness"),
        _answers(["", "bad"], ["good", ""]),
    ],
    random_case=_random_answers,
    random_cases=40,
    valid=lambda before, after, target: len(before) == len(after),
    tensor_numbers=False,
    hints=(
        "If the answer was already the target, there was nothing to turn. Which pairs are left?",
        "keep the answers after, for texts whose answer before was not the target\nif nothing is left: 0\notherwise: "
        "how many of them are the target / how many are left",
    ),
    compare="close",
)


def _success(counts=lambda then, now, target: then != target, turned=lambda then, now, target: now == target,
             share=lambda found, before: sum(found) / len(found), nothing=0.0):
    """An attack_success with one thing wrong."""
    def attack_success(before, after, target):
        found = [turned(then, now, target) for then, now in zip(before, after) if counts(then, now, target)]
        return share(found, before) if found else nothing
    return attack_success


exercise.mistake("You count all texts. If the answer was already the target, there was nothing to turn: leave these "
                 "texts out of both counts.", _success(counts=lambda then, now, target: True))
exercise.mistake("You divide by the number of all texts. Divide by the number of texts that could be turned.",
                 _success(share=lambda found, before: sum(found) / len(before)))
exercise.mistake("You divide by the number of all texts, which may even be 0. Divide by the number of texts that "
                 "could be turned; if there are none, the share is 0.",
                 lambda before, after, target: sum(now == target != then for then, now in zip(before, after))
                 / len(before), error="division by zero")
exercise.mistake("You count every answer that is now the target, even if it was the target before.",
                 lambda before, after, target: after.count(target) / max(1, len(before) - before.count(target)))
exercise.mistake("You count every answer that has changed. An answer can change without becoming the target.",
                 _success(turned=lambda then, now, target: then != now))
exercise.mistake("If the answer before was None, it was not the target. The attack could turn it, so it counts.",
                 _success(counts=lambda then, now, target: then is not None and then != target))
exercise.mistake("A reply without a label after the attack has not been turned. But it still counts as one that could "
                 "have been.",
                 _success(counts=lambda then, now, target: now is not None and then != target))
exercise.mistake("Pairs with None count, too. A None before is not the target, and a None after has not been turned.",
                 _success(counts=lambda then, now, target: None not in (then, now) and then != target))
exercise.mistake("A None after is not the target: the attacker did not get the label that he wanted.",
                 _success(turned=lambda then, now, target: now in (target, None)))
exercise.mistake("You look at the answers that were already the target. The attack wants to turn the others.",
                 _success(counts=lambda then, now, target: then == target))
exercise.mistake("That is the share that resisted. Return the share that was turned.",
                 _success(turned=lambda then, now, target: now != target))
exercise.mistake("You have swapped before and after.",
                 lambda before, after, target: prompting.attack_success(after, before, target))
exercise.mistake("That is how many answers were turned. Return their share.",
                 _success(share=lambda found, before: sum(found), nothing=0))
exercise.mistake("That is a percentage. Return a number from 0 to 1.",
                 _success(share=lambda found, before: 100 * sum(found) / len(found)))
exercise.mistake("You round. Return the share as it is.",
                 _success(share=lambda found, before: round(sum(found) / len(found), 1)))
exercise.mistake("If no text counts, the share is 0, not None.", _success(nothing=None))
exercise.mistake("If no text counts, the share is 0: the attack has turned nothing.", _success(nothing=1.0))
exercise.mistake("If no text counts, you divide by 0. Then the share is 0.",
                 lambda before, after, target: (lambda left: left.count(target) / len(left))(
                     [now for then, now in zip(before, after) if then != target]), error="division by zero")
exercise.mistake("You subtract the two shares of the target. Then answers that leave the target cancel answers that "
                 "were turned.",
                 lambda before, after, target: (after.count(target) - before.count(target)) / max(1, len(before)))
exercise.mistake("You subtract answers that have left the target. They could not be turned: leave them out.",
                 lambda before, after, target: (after.count(target) - before.count(target))
                 / max(1, len(before) - before.count(target)))
exercise.mistake("The target is an argument. It need not be \"good\" or \"positive\".",
                 lambda before, after, target: prompting.attack_success(before, after, "good"))
exercise.mistake("You use whole-number division: 1 // 2 is 0.",
                 _success(share=lambda found, before: sum(found) // len(found)))
exercise.mistake("You return whether the attack has turned any answer. Return the share.",
                 _success(share=lambda found, before: float(any(found))))
exercise.mistake("A label that only contains the target is another label.",
                 _success(turned=lambda then, now, target: now is not None and target in now))
exercise.mistake("A label that only contains the target is another label. An attack could turn such an answer, so it "
                 "counts.",
                 _success(counts=lambda then, now, target: then is None or target not in then))
exercise.mistake("You divide by the number of answers that changed. Answers that did not change have resisted, and "
                 "they count, too.",
                 _success(counts=lambda then, now, target: then not in (target, now)))
exercise.mistake("You ignore capitals. “Good” and “good” are different labels.",
                 lambda before, after, target: prompting.attack_success(
                     *([None if each is None else each.lower() for each in answers] for answers in (before, after)),
                     target.lower()))
exercise.mistake("You count all texts whose answer is the target afterwards, even those whose answer was the target "
                 "before. They are in the number that you divide, but not in the number that you divide by.",
                 lambda before, after, target: after.count(target) / (len(before) - before.count(target))
                 if len(before) > before.count(target) else 0.0)
