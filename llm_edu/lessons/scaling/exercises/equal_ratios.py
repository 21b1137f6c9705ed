"""``equal_ratios``, a question: what the next steps of a series of losses are, on paper."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1.25,
    tolerance=0.004,
    hints=(
        "A ratio tells nothing while the floor is in the numbers. Take it off first, and put it back last.",
        "excess = loss − 1: 8, 4, 2, for four times the parameters each\n"
        "64 = 4 · 4 · 4, so how often is it halved again?\nloss = 1 + that excess",
    ),
    mistakes=[
        (0.25, "That is the excess. The loss has the floor below it."),
        (1.0, "That is the floor itself. The excess is halved and halved again, but something is always left."),
        (0.375, "You halved the loss three times. What is halved is the excess: the loss without the floor."),
        (0.648, "You went on with the ratio 3/5 of the last two losses. Those ratios are not equal (5/9, then 3/5); "
                "the excess has equal ones."),
        (2.0, "That is one step, to 64,000 parameters. 64 times as many are three steps of four times."),
        (1.5, "Two steps of four times are 16 times as many. The question has 64."),
        (1.125, "That is four steps. 64 is 4 · 4 · 4: three."),
        (1 + 2 / 64, "64 times the parameters do not make the excess 64 times smaller: it takes *four* times as many "
                     "to halve it."),
        (0.5, "That is the exponent: 4^(−0.5) is a half. Which loss does it lead to?"),
        (-1.0, "You went on with differences. What repeats is a ratio: each step takes half of what is left."),
    ],
    explanation="The excess goes 8, 4, 2 and then, in three more steps, 1, 0.5, 0.25: the loss is 1.25. As a law: "
                "4^(−exponent) = 1/2, so the exponent is 0.5, and 64^(−0.5) = 1/8.",
)
