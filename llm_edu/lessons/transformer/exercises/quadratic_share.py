"""``quadratic_share``, a question: how much of the work is tokens looking at tokens."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=13,
    tolerance=0.6,
    hints=(
        "Set the length to 1,024, and rest the mouse on the striped piece of the bar *Computation*. Without a mouse, "
        "click on Attention. Below the map are two numbers: attention's share of all computation, and the share of "
        "*its* work that is tokens looking at tokens.",
        "share of all = (attention's share of all) · (share of attention's work that is tokens looking at tokens)",
    ),
    mistakes=[
        (33, "That is attention's whole share. Only a part of it is tokens looking at tokens. The rest is its four "
             "matrices, whose work grows with the length, not with its square."),
        (40, "That is the share *within attention*. Multiply by attention's share of the whole."),
        (2, "That is the share for 128 tokens, where the map begins. Set the length to 1,024."),
        (7.7, "That is the share *within attention*, and for 128 tokens. Set the length to 1,024, and work out the "
              "share of all computation."),
        (24.4, "That is attention's whole share, and for 128 tokens. Set the length to 1,024. And only a part of "
               "attention is tokens looking at tokens."),
        (87, "That is the rest: everything that is *not* tokens looking at tokens."),
        (0.13, "This share is right. How much is it in per cent?"),
    ],
    explanation="It is 40 % of attention's 33 %. At 128 tokens it is 2 %, and at 8,192 it would be 55 %.",
)
