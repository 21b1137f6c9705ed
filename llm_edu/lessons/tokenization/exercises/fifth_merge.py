"""``fifth_merge``, a question: the next merge of ten words."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=("the", " "),
    hints=(
        "After four merges the text reads the|r|e|·|the|·|f|at·|c|at·|s|at·|o|n|·|the|·|r|at·|th|at·|s|at. Which pairs "
        "occur more than once?",
        "three pairs occur twice: the + ·, at· + s, · + the\nin a tie the greater left part wins: the one that comes "
        "later in the alphabet, where a space comes before all letters",
    ),
    mistakes=[
        (("at ", "s"), "This pair occurs twice, like two others. In a tie the greater left part wins: compare “at·” "
                       "with “the”."),
        ((" ", "the"), "This pair occurs twice, like two others. In a tie the greater left part wins, and a space is "
                       "smaller than any letter."),
        (("e", " "), "This pair occurred three times before the last merge. Now the `e` of each `the` is part of a "
                     "longer token: one e· is left, in `there·`."),
        (("th", "at "), "`th` comes before `at·` only once: in `that·`."),
        (("th", "e"), "That was the fourth merge."),
        ((259, 32), "This is the right pair, but write strings, not ids."),
        ((116, 32), "Write strings, not ids: (\"t\", \" \"). "
                    "Besides, every t of this text is part of a longer token by now."),
        ("the ", "Two strings, please: the left one, then the right one."),
        (("the", "·"), "This is the right pair; write the space as a space: (\"the\", \" \")."),
    ],
    explanation="Both the· and at· contain a space: nothing tells the algorithm yet where a word ends.",
)
