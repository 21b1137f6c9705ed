"""``meow_surprise``, a question: the surprise of three words and an end."""

import math

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=5,
    tolerance=0.01,
    hints=(
        "Four steps, not three: first meow, meow again, purr, and then the cat falls silent.",
        "first meow 1/2, that is 1 bit\nmeow after meow 1/4, 2 bits\npurr after meow: ?\nthe end after purr: ?\n"
        "add the bits",
    ),
    mistakes=[
        (4, "Is the end missing? It costs one bit, too. Or does the second meow, with 1/4, cost only one bit?"),
        (1 / 32, "That is the probability of the text. Its surprise in bits: how often must you halve 1 to get there?"),
        (1 / 16, "That is a probability, and the end is missing from it. Take all four steps, and count halvings."),
        (math.log(32), "That is in nats. For bits, take the logarithm to base 2: how many halvings are there?"),
        (-5, "The size is right, but the sign is wrong: log₂ 1/32 is −5, and surprise is *minus* the logarithm."),
        (3, "Did you count the words? A word with probability 1/2 costs one bit. But the second meow, with 1/4, costs "
            "two bits, and the end costs one as well."),
        ("5", "That is a text. Leave out the quotation marks, so that it is a number."),
        ("5 bits", "Give the number alone, without quotation marks and without the unit."),
        ("1/32", "That is the probability, written as a text. Its surprise in bits is a plain number: how many "
                 "halvings are there?"),
        ([1, 2, 1, 1], "These are the right four surprises. The surprise of the text is their sum."),
        (32, "One chance in 32 is right. How often must you halve 1 to get there?"),
        (6, "Purr after meow has probability 1/2, not 1/4: look at the row of the word before."),
    ],
    explanation="1/2 · 1/4 · 1/2 · 1/2 = 1/32, which is five halvings. Where probabilities multiply, bits add up.",
)
