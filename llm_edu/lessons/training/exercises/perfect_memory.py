"""``perfect_memory``, a question: what a perfect memory pays."""

import math

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=math.log(16),
    tolerance=0.02,
    hints=(
        "The model knows the sixteen word for word. With what probability does it tell just this one?",
        "probability of each of the sixteen: 1/16\nsurprise in nats = −ln of that = ?",
    ),
    mistakes=[
        (4.0, "Right in bits: four coins choose one of sixteen. In nats it is ln 16."),
        (0.0, "It would pay nothing if it knew *which* of the sixteen comes. Before the first words it does not."),
        (16.0, "That is the number of stories. The surprise is its logarithm."),
        (1 / 16, "That is the probability of each. Its surprise is minus the logarithm."),
        (-math.log(16), "The right size, but surprise is *minus* the logarithm of a probability, so it is positive."),
        (math.log10(16), "That is the logarithm to base 10. Nats take the natural one."),
        (2.8, "Right, but rounded too far: give two decimal places, or let `math.log` work it out."),
        (16 * math.log(16), "That is what all sixteen cost, one after the other. The question is about one of them."),
        (math.log(16) / 16, "The surprise is not shared among the sixteen: *each* of them costs ln 16."),
        (22.0, "That is about what the truth pays, which must allow for every possible story."),
        (22.285, "That is the floor, what the truth pays: it must allow for every possible story."),
        (math.log(530), "That is the price of a blind guess of one word. The question is about a whole story."),
        (math.log(16) / 68, "That is about the nats a *word*. The question is about the whole story."),
    ],
    explanation="−ln(1/16) = ln 16 = 2.77 nats for a whole story, instead of about 22: 0.04 nats a word.",
)
