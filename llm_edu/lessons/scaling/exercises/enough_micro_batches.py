"""``enough_micro_batches``, a question: when a bubble is small."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=27,
    hints=(
        "Put p = 4 and a bubble of 1/10 into the formula. What must m + p − 1 be?",
        "3 / (m + 3) = 1 / 10\nso m + 3 = 30",
    ),
    mistakes=[
        (30, "3 / 30 is a tenth. But the denominator is m + p − 1. How large is m then?"),
        (36, "Your numerator is p. A stage waits for the other p − 1 = 3 stages."),
        (37, "Your numerator is p. A stage waits for the other p − 1 = 3 stages, so p − 1 belongs in the numerator as "
             "well as in the denominator."),
        (26, "3 / (26 + 3) is 0.103, still a little above a tenth."),
        (28, "3 / (28 + 3) is below a tenth. But one micro-batch fewer is enough for *at most* a tenth."),
        (40, "You divided 4 by a tenth: p / m. The bubble is (p − 1) / (m + p − 1)."),
        (16, "Four times as many micro-batches as stages is GPipe's rule of thumb; the bubble is then 3 / 19 = 0.16."),
        (24, "Put your number back into the formula: 3 / (24 + 3) is 0.11."),
        (3, "With 3 micro-batches, the bubble is 3 / 6, half of the time."),
    ],
    explanation="3 / (27 + 3) = 0.1. More micro-batches make the bubble smaller still, but each of them must be large "
                "enough to keep a processor busy.",
)
