"""``smallest_gain``, a question: what a shop with so many visitors can find out at all."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1.4,
    tolerance=0.001,
    hints=(
        "How many visitors see each text in 30 days? Then try gains: for which gain does `sample_size` "
        "ask for no more visitors than that?",
        "visitors = 30 · 300 / 2\nfor tenths 1, 2, 3, …: stop at the first with sample_size(0.05, tenths / 1000) ≤ "
        "visitors\nsmallest = tenths / 10",
    ),
    mistakes=[
        (1.0, "A gain of 1.0 takes 8,158 visitors for each text. Only 9,000 come, and each sees one of the two."),
        (0.9, "A gain of 0.9 takes 9,986 visitors for each text."),
        (1.3, "Not quite: a gain of 1.3 points takes 4,951 visitors for each text."),
        (1.5, "You find that one, too. But 1.4 points take 4,304 visitors for each text, so a smaller gain is enough."),
        (1.37, "That is about right, to a hundredth. Answer to a tenth: the smallest gain that you still find."),
        (2.0, "This gain would be found, but so would a smaller one: half of the 9,000 visitors see each text."),
        (0.014, "Answer in points: a gain from 5 % to 6 % is 1 point."),
        (6.4, "That is the share of B. What is the gain?"),
        (0.064, "That is the share of B. What is the gain, in points?"),
        (28, "That is the gain in percent of A's 5 %. Answer in points: from 5 % to 6 % is 1 point."),
        (4500, "That is how many visitors see each text. What gain can they find?"),
        (4304, "That is how many visitors it takes for each text. For which gain?"),
    ],
    explanation="30 days bring 9,000 visitors, 4,500 for each text. A gain of 1.4 points takes 4,304, and 1.3 takes "
                "4,951. So this shop cannot find out which of two sentences is half a point better.",
)
