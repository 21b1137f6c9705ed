"""``equal_ratios``, a question: what the next steps of a series of losses are, on paper."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1.25,
    tolerance=0.004,
    hints=(
        "Ratios tell you nothing while the floor is still in the numbers. Subtract it first, and add it again at the "
        "end.",
        "excess = loss − 1: it goes 8, 4, 2, and each step has four times the parameters\n"
        "64 = 4 · 4 · 4, so how many more times is it halved?\n"
        "loss = 1 + that excess",
    ),
    mistakes=[
        (0.25, "That is the excess. To get the loss, add the floor."),
        (1.0, "That is the floor itself. The excess is halved again and again, but some of it is always left."),
        (0.375, "You halved the loss three times. Halve the excess instead, which is the loss without the floor."),
        (0.648, "You continued with 3/5, the ratio of the last two losses. But the ratios of the losses are not equal "
                "(5/9, then 3/5). Those of the excess are."),
        (2.0, "That is one step, to 64,000 parameters. 64 times as many parameters are three fourfold steps."),
        (1.5, "Two fourfold steps make 16 times as many parameters. The question asks about 64 times."),
        (1.125, "That is four steps. 64 is 4 · 4 · 4, so there are three."),
        (1 + 2 / 64, "64 times the parameters do not make the excess 64 times smaller. It takes *four* times as many "
                     "to halve it."),
        (0.5, "That is the exponent, because 4^(−0.5) is a half. Which loss follows from it?"),
        (-1.0, "You continued with differences. What repeats is a ratio: each step removes half of what is left."),
        (-3.0, "You subtracted 2 three times. What repeats is a ratio: each step removes half of what is left."),
    ],
    explanation="The excess goes 8, 4, 2, and then in three more steps 1, 0.5, 0.25. So the loss is 1.25. As a law: "
                "4^(−exponent) = 1/2, so the exponent is 0.5, and 64^(−0.5) = 1/8.",
)
