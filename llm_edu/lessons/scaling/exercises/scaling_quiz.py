"""The quiz of lesson 08."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("c", {
            "a": "Four times is two doublings. Each leaves 2^(−0.25) = 84 %, and both together leave 71 %.",
            "b": "The excess does not fall in proportion to the size. What would its exponent be if it did?",
            "c": "Right: 2^(1/0.25) = 2⁴ = 16.",
        }),
        QuizItem("b", {
            "a": "The scatter is the same, because they are the same runs.",
            "b": "Right. A low floor with a small exponent and a high floor with a large exponent give nearly the "
                 "same curve, and a few runs can't tell which is true.",
            "c": "One more number always fits better. That is no reason to believe it.",
        }),
        QuizItem("a", {
            "a": "Right: 6·N·D is fixed, so a larger model reads less.",
            "b": "All models on the curve cost the same. That is what makes it an IsoFLOP curve.",
            "c": "To overfit, a model must read the same text again. Here, every letter is new.",
        }),
        QuizItem("b", {
            "a": "A share of 2 % is e^(−3.9), and a share of 60 % is e^(−0.5). A fall from 3.9 to 0.5 nats within a "
                 "factor of three is steep, but needs no jump.",
            "b": "Right. All seventy words must be right, so the share is at least e^(−excess). That is small for a "
                 "long time, and then shoots up.",
            "c": "In the hamlet, all three seeds rise from under 10 % to over 40 %.",
        }),
        QuizItem("a", {
            "a": "Right: twice the GPUs, half the hours, the same GPU hours.",
            "b": "The run takes half the hours, but each hour costs twice as much.",
            "c": "Each hour costs twice as much, but the run takes half as many hours.",
        }),
        QuizItem("b", {
            "a": "The plain mean counts each token of the second worker three times as much as a token of the first.",
            "b": "Right: 300 of 400 tokens are three quarters. So each token counts the same, whichever worker saw it.",
            "c": "The sum makes the gradient about twice as long with two workers, and about 64 times as long with 64.",
        }),
        QuizItem("b", {
            "a": "That depends on the matrix. What matters is what must be complete before the activation function.",
            "b": "Right: a neuron is a column of the first matrix. Its sum is complete, so the worker can apply the "
                 "activation function, and on the way forward, one sum over the workers is enough.",
            "c": "They could, but they would get a different sum. Each would apply the activation function to a part "
                 "of a neuron's sum, and the results don't add up to the activation of the whole sum.",
        }),
    ],
)
