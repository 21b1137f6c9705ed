"""``quadratic_share``, a question: how much of the work is tokens looking at tokens."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=13,
    tolerance=0.6,
    hints=(
        "Set the length to 1,024 and click on Attention. Two numbers under the map: which share of all computation is "
        "attention's, and which share of *its* work is tokens looking at tokens.",
        "share of all = (share of attention in all) · (share of pairs in attention)",
    ),
    mistakes=[
        (33, "That is attention's whole share. Only a part of it is tokens looking at tokens; the rest are "
             "its four tables, whose work grows with the length, not with its square."),
        (40, "That is the share *within attention*. Multiply by attention's share of the whole."),
        (2, "That is for 128 tokens, where the map begins. Set the length to 1,024."),
        (7.7, "That is the share *within attention*, and for 128 tokens. Set the length to 1,024, and ask for the "
              "share of all computation."),
        (24.4, "That is attention's whole share, and for 128 tokens. Set the length to 1,024; and only a part of "
               "attention is tokens looking at tokens."),
        (87, "That is the rest: all that is *not* tokens looking at tokens."),
        (0.13, "Right, as a share. In per cent?"),
    ],
    explanation="40 % of attention's 33 %. At 128 tokens it is 2 %; at 8,192 it would be 55 %.",
)
