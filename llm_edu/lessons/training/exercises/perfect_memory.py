"""``perfect_memory``, a question: what a perfect memory pays."""

import math

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=math.log(16),
    tolerance=0.02,
    hints=(
        "It knows the sixteen word for word. With which probability does it say this one and not another?",
        "probability of each of the sixteen: 1/16\nsurprise in nats = −ln of that = ?",
    ),
    mistakes=[
        (4.0, "Right in bits: four coins say which of sixteen. In nats it is ln 16."),
        (0.0, "It would pay nothing if it knew *which* of the sixteen comes. Before the first words it does not."),
        (16.0, "That is how many there are. The surprise is the logarithm."),
        (1 / 16, "That is the probability of each. Its surprise is minus the logarithm."),
        (-math.log(16), "The right size, but surprise is *minus* the logarithm of a probability, so it is positive."),
        (math.log10(16), "That is the logarithm to base 10. Nats take the natural one."),
        (2.8, "Right, but rounded too far: give two digits behind the point, or let `math.log` work it out."),
        (16 * math.log(16), "That is what all sixteen cost, one after the other. Asked for is one of them."),
        (math.log(16) / 16, "It is not shared among the sixteen: ln 16 is what *each* of them costs."),
        (22.0, "That is what the truth pays, about, which must think of every story that there could be."),
        (22.285, "That is the floor: what the truth pays, which must think of every story that there could be."),
        (math.log(530), "That is a blind guess of one word. The question is about a whole story."),
        (math.log(16) / 68, "That is nats a *word*, about. Asked for is the whole story."),
    ],
    explanation="−ln(1/16) = ln 16 = 2.77 nats for a whole story, instead of about 22: 0.04 nats a word.",
)
