"""``peeks_at``, a question: where a head without a mask looks."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1,
    hints=(
        "Pick a few words in the viewer, one after the other, and see which token each looks at most. What have these "
        "to do with each other?",
        "at each place the model must say which word comes next\nthe head looks at the place where that word stands\n"
        "count from the query to that place",
    ),
    mistakes=[
        (0, "That would be the word itself. It has been read, so there is nothing to gain. Look again: which word must "
            "the model name at this place?"),
        (-1, "That would be the word before, as an honest head might. Count from the query to the token it looks at: "
             "is it to the left or to the right?"),
        (2, "One too far. At the place of *Nia* the model must say the word that comes next, not the one after it."),
        (4, "That is the number of the query, *Nia*. How far from it is the token that it looks at?"),
        (5, "That is the number of the token that it looks at. How far is it from the query, which is number 4?"),
    ],
    explanation="At each place the next word is to be predicted, and the next word stands one place ahead. Without a "
                "mask the head reads it off.",
)
