"""``length_penalty``, a question: when a short and a long text are equal."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=0.5,
    tolerance=0.006,
    hints=(
        "Write down both scores with the unknown α, and make them equal: −6 / 4^α = −9 / 9^α.",
        "(9/4)^α = 9/6 = 1.5\nα = log 1.5 / log 2.25\nWhat is the root of 2.25?",
    ),
    mistakes=[
        (1, "At 1 the scores are −6/4 = −1.5 and −9/9 = −1, so the longer text is ahead. Try a smaller α."),
        (0, "At 0 nothing is divided: the scores are −6 and −9, and the short text is ahead by 3."),
        (1.5, "That is the ratio of the log-probabilities, 9/6. The ratio of the lengths, raised to α, must equal it."),
        (2.25, "That is the ratio of the lengths. Which power of it is 9/6?"),
        (2, "You have it upside down: 2.25 must be raised to α to give 1.5."),
        (-0.5, "With a negative α, the long text would be punished even more. The size is right, and the sign is "
               "wrong."),
        (2 / 3, "That is 6/9. The lengths count, too: (9/4)^α = 9/6."),
    ],
    explanation="−6 / √4 = −3 and −9 / √9 = −3. With a smaller α the short text wins, with a larger α the long one.",
)
