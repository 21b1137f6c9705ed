"""``lora_zeros``: how many numbers of a new LoRA have a gradient."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1536,
    hints=(
        "What is added is up (down x). Nudge one number of down while all of up is zero: does the output change? "
        "Nudge one number of up: does it now?",
        "those of down: each is multiplied with numbers of up, which are 0\n"
        "those of up: each is multiplied with a number of down x, which is not 0\nso it is as many as up has",
    ),
    mistakes=[
        (6144, "These are all that learn. But what a number of down does to the output goes through up, and up is 0."),
        (0, "Only up is zero. What a number of up does to the output goes through down, which is not."),
        (4608, "That is how many down has. Which of the two does a number have to pass on its way to the output, and "
               "what stands there?"),
        (110_592, "That is the frozen table. It has no gradient at all."),
        (1728, "192 · 9? up has a row for each of the 192 outputs, and 8 numbers in each."),
        (768, "That is 192 + 576, what both have at rank 1. The rank is 8, and not all of them have a gradient."),
        (192, "That is up at rank 1. The rank is 8."),
        (576, "That is how many inputs there are. Nothing in the input learns."),
        (8, "That is the rank: how many numbers there are between the two tables. Count the numbers in them."),
        (3072, "That is half of all that learn. The two tables are not of the same size."),
        (116_736, "These are all numbers, the frozen ones as well. Which of them can change the output at all, and do "
                  "learn?"),
    ],
    explanation="192 · 8, those of up. What a number of down does goes through up, and up is 0: at the first step down "
                "has a gradient of 0 everywhere. It gets one as soon as up has moved.",
)
