"""``peeks_at``, a question: where a head without a mask looks."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=1,
    hints=(
        "Pick a few words in the viewer, one after the other, and see which token each looks at most. How far apart "
        "are the two?",
        "at each position the model must say which word comes next\nthe head looks at the position of that word\n"
        "count from the query to that position",
    ),
    mistakes=[
        (0, "That would be the word itself. It has been read already, so there is nothing to gain. Look again: which "
            "word must the model predict at this position?"),
        (-1, "That would be the word before. Count from the query to the token it looks at: is that token to the left "
             "or to the right?"),
        (2, "One too far. At *Nia*, the model must predict the word that comes next, not the one after that."),
        (4, "That is the number of the query, *Nia*. How far from it is the token that it looks at?"),
        (5, "That is the number of the token that it looks at. How far is it from the query, which is number 4?"),
    ],
    explanation="At each position the model must predict the next word, and the next word is one position ahead. "
                "Without a mask, the head simply reads it.",
)
