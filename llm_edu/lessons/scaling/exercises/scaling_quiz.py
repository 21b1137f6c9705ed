"""The quiz of lesson 08."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("c", {
            "a": "Four times is two doublings. Each leaves 2^(−0.25) = 84 %, both together 71 %.",
            "b": "The excess does not fall in proportion to the size. What would its exponent be if it did?",
            "c": "Right: 2^(1/0.25) = 2⁴ = 16.",
        }),
        QuizItem("b", {
            "a": "The scatter of the runs is the same: they are the same runs.",
            "b": "Right. A low floor with a small exponent bends nearly as a high floor with a large one, and a few "
                 "runs can't tell which.",
            "c": "One more number always fits better. That is no reason to believe it.",
        }),
        QuizItem("a", {
            "a": "Right: 6·N·D is fixed, so a larger model reads less.",
            "b": "At the same budget it costs the same: that is what the curve holds equal.",
            "c": "Overfitting takes reading again. Here every letter is new.",
        }),
        QuizItem("b", {
            "a": "A share of 2 % is e^(−3.9), one of 60 % e^(−0.5). From 3.9 to 0.5 nats within a factor of three is "
                 "steep, but needs no jump.",
            "b": "Right. Seventy words must all be right, so the share is at least e^(−excess): small, small, and then "
                 "much.",
            "c": "All three seeds show it.",
        }),
        QuizItem("a", {
            "a": "Right: twice the GPUs, half the hours, the same GPU hours.",
            "b": "The hours are halved, but each costs twice as much.",
            "c": "Each hour costs twice as much, but there are half as many of them.",
        }),
        QuizItem("b", {
            "a": "That counts each token of the second worker three times as much as one of the first.",
            "b": "Right: 300 of 400 tokens are three quarters. Each token then counts the same, whoever saw it.",
            "c": "With two workers that is a step about twice as long, with 64 about 64 times.",
        }),
        QuizItem("b", {
            "a": "That depends on the table. What matters is what must be whole before the bend.",
            "b": "Right: a neuron is a column of the first table. Its sum is complete, so it may be bent, and one sum "
                 "over the workers at the very end is enough.",
            "c": "They could, but the sum would be another: parts of a neuron's sum would be bent, and bent parts "
                 "don't add up to the bent sum.",
        }),
    ],
)
