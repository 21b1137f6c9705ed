"""``random_dot``, a question: how large a dot product of random vectors is."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=20,
    tolerance=0.5,
    hints=(
        "400 products of about ±1 are added up. Do they all point the same way? Think of a drunkard who takes 400 "
        "steps, each forwards or backwards.",
        "each product has mean 0 and square about 1\nsquares of independent things add up: the sum's square is about "
        "400\nits size is about the root of that",
    ),
    mistakes=[
        (400, "That would be so if all products had the same sign. Half of them are negative: they cancel, mostly."),
        (0, "That is the *average*, over many pairs. A single pair is as often above as below, but how far?"),
        (1, "That is the size of one product. 400 of them are added up, and don't cancel quite."),
        (200, "About 200 are positive and about 200 negative, so they nearly cancel. What is left is the question."),
        (-20, "The right number with a sign. A size has none: the sum is as often +20 as −20."),
        (160_000, "That is 400². The square of the sum is about 400; its size is the root of that."),
    ],
    explanation="It grows like √d: √400 = 20. After 400 steps forwards or backwards one is about 20 steps from home.",
)
