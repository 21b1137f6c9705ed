"""``fifth_merge``, a question: the next merge of ten words."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=("the", " "),
    hints=(
        "After four merges the text reads the|r|e|·|the|·|f|at·|c|at·|s|at·|o|n|·|the|·|r|at·|th|at·|s|at. Which pairs "
        "stand there more than once?",
        "three pairs occur twice: the + ·, at· + s, · + the\nin a tie the greater left part wins, in the order of the "
        "alphabet, and a space comes before all letters",
    ),
    mistakes=[
        (("at ", "s"), "It occurs twice, like two others. In a tie the greater left part wins: compare “at·” with "
                "“the”."),
        ((" ", "the"), "It occurs twice, like two others. In a tie the greater left part wins, and a space is smaller "
                       "than any letter."),
        (("e", " "), "That was three times before the last merge. The `e` of each `the` is no longer alone: one e· is "
                     "left, in `there·`."),
        (("th", "at "), "`th` stands before `at·` once only: in `that·`."),
        (("th", "e"), "That was the fourth merge."),
        ((259, 32), "The right pair, but write strings, not ids."),
        ((116, 32), "Write strings, not ids: (\"t\", \" \"). "
                    "And every t of this text is part of a longer token by now."),
        ("the ", "Two strings, please: the left one, then the right one."),
        (("the", "·"), "The right pair; write the space as a space: (\"the\", \" \")."),
    ],
    explanation="the· with its space, at· with its space: nothing yet tells the algorithm where a word ends.",
)
