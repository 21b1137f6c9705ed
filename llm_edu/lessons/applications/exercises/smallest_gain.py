"""``smallest_gain``, a question: what a shop with so many visitors can find out at all."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1.4,
    tolerance=0.001,
    hints=(
        "How many visitors see each text in 30 days? Then try gains: for which does `sample_size` ask for no more?",
        "visitors = 30 · 300 / 2\nfor tenths 1, 2, 3, …: stop at the first with sample_size(0.05, tenths / 1000) ≤ "
        "visitors\nsmallest = tenths / 10",
    ),
    mistakes=[
        (1.0, "That would take 8,158 visitors to each text. 9,000 come, and each of them sees one of the two."),
        (0.9, "That takes 9,986 visitors to each text."),
        (1.3, "Not quite: for 1.3 points it takes 4,951 visitors to each text."),
        (1.5, "That one you find, too. But 1.4 points take 4,304 visitors to each text: it need not be so large."),
        (1.37, "That is right to the hundredth, about. To a tenth, please: the smallest that you still find."),
        (2.0, "You have halved twice. 9,000 come, and half of them see each text."),
        (0.014, "As points, please: a gain from 5 % to 6 % is 1 point."),
        (6.4, "That is the share of B. Which gain is that?"),
        (0.064, "That is the share of B. Which gain is that, in points?"),
        (28, "That is the gain in percent of A's 5 %. In points, please: from 5 % to 6 % is 1 point."),
        (4500, "So many visitors see each text. Which gain do they suffice for?"),
        (4304, "So many it takes of each. Which gain have you put in?"),
    ],
    explanation="30 days are 9,000 visitors, 4,500 for each text; 1.4 points take 4,304, and 1.3 take 4,951. So this "
                "shop had better not ask which of two sentences is half a point better: it cannot find out.",
)
