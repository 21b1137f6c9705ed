"""``lora_zeros``: how many numbers of a new LoRA have a gradient."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1536,
    hints=(
        "What is added is up (down x). Nudge one number of down while all of up is zero: does the output change? "
        "Nudge one number of up: does it now?",
        "the gradients of down: each is multiplied by numbers of up, which are 0\n"
        "the gradients of up: each is multiplied by a number of down x, which is not 0\nso count the numbers of up",
    ),
    mistakes=[
        (6144, "These are all that learn. But what a number of down does to the output goes through up, and up is 0."),
        (0, "Only up is zero. What a number of up does to the output goes through down, which is not."),
        (4608, "That is how many numbers down has. What does a number of down have to pass on its way to the output, "
               "and what is in there?"),
        (110_592, "That is the frozen matrix. It has no gradient at all."),
        (1728, "192 · 9? up has a row for each of the 192 outputs, and 8 numbers in each."),
        (768, "That is 192 + 576, the size of both together at rank 1. The rank is 8, and not all of them have a "
              "gradient."),
        (192, "That is up at rank 1. The rank is 8."),
        (576, "That is how many inputs there are. Nothing in the input learns."),
        (8, "That is the rank: how many numbers there are between the two matrices. Count the numbers in them."),
        (3072, "That is half of all that learn. The two matrices differ in size."),
        (116_736, "These are all the numbers, even the frozen ones. Which of them learn, and can change the output at "
                  "the first step?"),
    ],
    explanation="192 · 8, the numbers of up. Whatever a number of down does must pass through up, and up is 0. So at "
                "the first step, the gradient of down is 0 everywhere. That changes as soon as up has moved.",
)
