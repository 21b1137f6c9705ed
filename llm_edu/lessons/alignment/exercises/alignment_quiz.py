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
        QuizItem("c", {
            "a": "It has had thousands of that kind. In all of them the story does what the words name.",
            "b": "Nothing shows that. It does the same whether *not* stands there or not.",
            "c": "Right. Behind every instruction that it has seen came a story with what was named. An example "
                 "teaches what is done in it, and nothing about what is never asked.",
        }),
    ],
)
