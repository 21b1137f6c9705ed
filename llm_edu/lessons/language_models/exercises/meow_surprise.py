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
        (4, "The end is missing. That the cat says no more after purr has a probability, too: 1/2."),
        (1 / 32, "That is the probability. Its surprise in bits: how often must you halve 1 to get there?"),
        (1 / 16, "That is a probability, and one without the end. Take all four steps, and count halvings."),
        (math.log(32), "That is in nats. In bits, use the logarithm to base 2: how many halvings?"),
        (-5, "The right size, with the wrong sign: log 1/32 is −5, and surprise is *minus* the logarithm."),
        (3, "You counted the words. A word of probability 1/2 is one bit, but the second meow, at 1/4, is two, and the "
            "end counts as well."),
        ("5", "That is a text. Leave out the quotation marks, so that it is a number."),
        ("5 bits", "The number alone, without quotation marks and unit: bits is what was asked for."),
        ("1/32", "That is the probability, and as a text. Its surprise in bits is a plain number: how many halvings?"),
        ([1, 2, 1, 1], "The right four surprises. The text's surprise is their sum."),
        (32, "One in 32 is right. How often must you halve 1 to get there?"),
        (6, "Purr after meow has probability 1/2, not 1/4: look at the row of the word before."),
    ],
    explanation="1/2 · 1/4 · 1/2 · 1/2 = 1/32, five halvings. Bits add up where probabilities multiply.",
)
