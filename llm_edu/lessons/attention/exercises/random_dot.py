"""``random_dot``, a question: how large a dot product of random vectors is."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=20,
    tolerance=0.5,
    hints=(
        "400 products of about ±1 are added up. Do they all point the same way? Think of somebody who takes 400 "
        "steps, each of them forwards or backwards at random.",
        "each product has a mean of 0 and a square of about 1\nsquares of independent products add up: the square of "
        "the sum is about 400\nthe size of the sum is about the root of that",
    ),
    mistakes=[
        (400, "It would be 400 if all products had the same sign. But half of them are negative, and most cancel out."),
        (0, "That is the *average* over many pairs. A single pair is above 0 as often as below, but how far from it?"),
        (1, "That is the size of one product. 400 of them are added up, and they don't cancel out completely."),
        (16, "That is the mean distance from 0. Here, take the root of the mean square, which is a little more."),
        (200, "About 200 are positive and about 200 negative, so they nearly cancel out. How much is left?"),
        (-20, "The number is right, but a size has no sign: the sum is +20 as often as −20."),
        (160_000, "That is 400². The square of the sum is about 400; its size is the root of that."),
    ],
    explanation="The size grows like √d, and √400 = 20. After 400 random steps, you are about 20 steps from home.",
)
