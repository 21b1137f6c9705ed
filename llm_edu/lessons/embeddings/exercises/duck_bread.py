"""``duck_bread``, a question: a cosine on paper."""

import math

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=0.6,
    tolerance=0.004,
    hints=(
        "Work out three numbers: the dot product, the length of (3, 4), and the length of (2, 0).",
        "dot product = 3 · 2 + 4 · 0\nlength of duck = √(9 + 16), length of bread = √(4 + 0)\n"
        "cosine = dot product / (one length · the other)",
    ),
    mistakes=[
        (6, "That is the dot product. Divide it by both lengths."),
        (1.2, "You have divided by the length of duck, 5. Divide by the length of bread, too."),
        (3, "You have divided by the length of bread, 2. Divide by the length of duck, too."),
        (0.06, "You have divided by the squared lengths, 25 and 4. The lengths are their roots."),
        (6 / 7, "You have added the lengths, 5 + 2. Multiply them."),
        (6 / 14, "A length is not the sum of the numbers. It is √(x² + y²): for (3, 4) that is √25."),
        (2.4, "You have divided by 5 and then multiplied by 2. Divide by both lengths: 6 / (5 · 2)."),
        (math.acos(0.6), "That is the angle, in radians. The question asks for its cosine."),
        (math.degrees(math.acos(0.6)), "That is the angle, in degrees. The question asks for its cosine."),
        (0.4, "That is 1 − cosine, a distance. The question asks for the cosine itself."),
        (0.8, "The dot product, 3 · 2 + 4 · 0, is 6, not 8."),
    ],
    explanation="It is 6 / (5 · 2). The two are not very alike: you can only eat the bread, and the duck is mostly "
                "alive.",
)
