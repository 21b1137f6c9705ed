"""The quiz of lesson 03."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "That is adding. Surprises in bits add up; probabilities of one step after another multiply.",
            "b": "Right: one half of one quarter of one half.",
            "c": "That is the least likely step alone; the text needs all of them.",
        }),
        QuizItem("c", {
            "a": "The rest of the text doesn't help: one factor 0 makes the whole product 0.",
            "b": "It counts towards the mean, and it is the whole trouble.",
            "c": "Right. One run of words that was never seen, and the model calls the text impossible.",
        }),
        QuizItem("a", {
            "a": "Right. Nobody can predict better than the truth, so a lower loss shows that it has seen these texts.",
            "b": "No model can be better than the true probabilities, on average, on texts it has not seen.",
            "c": "The floor is the mean over so many stories that its interval is narrow: so far below is no accident.",
        }),
        QuizItem("b", {
            "a": "That would be a loss of ln 100 = 4.6 nats.",
            "b": "Right: e^2.3 = 10.",
            "c": "Perplexity counts words, not per cent.",
        }),
        QuizItem("c", {
            "a": "Their tokens differ: a loss per token is larger where a token is longer.",
            "b": "Perplexity is per token too.",
            "c": "Right: every text has the same bytes, however it is cut.",
        }),
        QuizItem("b", {
            "a": "It learns a single table, which is all that a bigram has.",
            "b": "Right. Both find the shares that were counted; the matrix can't do better with what a bigram sees.",
            "c": "Training stops near the same loss, as you saw, not far from it.",
        }),
        QuizItem("a", {
            "a": "Right. What was said nine words ago is not in the window, and no training puts it there.",
            "b": "A longer training sharpens what it sees. This it doesn't see.",
            "c": "The colour has one right answer; only one that stands farther back.",
        }),
    ],
)
