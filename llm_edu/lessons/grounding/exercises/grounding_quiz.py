"""The quiz of lesson 15."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "All its confidences are equal, so no threshold separates right answers from wrong ones.",
            "b": "Right. Calibration compares averages. Which answer is right is a question of their order.",
            "c": "One answer out of five is wrong. Calibration does not say where these come from.",
        }),
        QuizItem("c", {
            "a": "A cosine is at most 1. A BM25 score can be 5 or 20, so the cosine hardly changes the order.",
            "b": "They can, and that does no harm: the order is what counts.",
            "c": "Right. The scale of BM25 even changes from query to query. Ranks have one scale everywhere.",
        }),
        QuizItem("a", {
            "a": "Right. The weights are the same: take the source away, and the model is back at 10 %.",
            "b": "No weight changed. Without the sources it still answers 10 %.",
            "c": "The search is a program of its own. The model only reads what the search found.",
        }),
        QuizItem("b", {
            "a": "Another model does not tell you how this one did it.",
            "b": "Right. It does, in all of 100: the negated sentence is an odd one, whatever the story says.",
            "c": "100 of 100 is a clear result. The question is what it is a result *of*.",
        }),
        QuizItem("c", {
            "a": "The program never asks the model how sure it is.",
            "b": "The program is as before. Only the source has changed.",
            "c": "Right. A check against a source is only as good as the source.",
        }),
    ],
)
