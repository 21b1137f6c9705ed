"""The quiz of lesson 11."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "Then it would learn to write instructions as well. At work those are given to it.",
            "b": "Right. The last id of the instruction is where the answer's first id is to be predicted. All targets "
                 "before that belong to the instruction.",
            "c": "One too many: the answer's first id comes after the instruction's last one. With it ignored, the "
                 "model would never learn how an answer begins.",
        }),
    ],
)
