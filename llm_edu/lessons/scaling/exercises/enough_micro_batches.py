"""``enough_micro_batches``, a question: when a bubble is small."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=27,
    hints=(
        "Put p = 4 and a bubble of 1/10 into the formula. What must m + p − 1 be?",
        "3 / (m + 3) = 1 / 10\nso m + 3 = 30",
    ),
    mistakes=[
        (30, "3 / 30 is a tenth. But what stands under the line is m + p − 1; how large is m then?"),
        (36, "You had p over the line. A stage waits for the other p − 1 = 3."),
        (37, "You had p over the line, and p − 1 under it. A stage waits for the other p − 1 = 3: that goes over it."),
        (26, "3 / (26 + 3) is 0.103, still a little above a tenth."),
        (28, "3 / (28 + 3) is below a tenth, and so is one micro-batch fewer: *at most* a tenth."),
        (40, "You divided 4 by a tenth: p / m. The bubble is (p − 1) / (m + p − 1)."),
        (16, "Four times as many micro-batches as stages is GPipe's rule of thumb; the bubble is then 3 / 19 = 0.16."),
        (24, "Turn it around once more: 3 / (24 + 3) is 0.11."),
        (3, "With 3 micro-batches the bubble is 3 / 6, half of the time."),
    ],
    explanation="3 / (27 + 3) = 0.1. More and more micro-batches make it smaller and smaller, but each of them must be "
                "large enough to keep a processor busy.",
)
