"""The quiz of lesson 03."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "This adds them up. Surprises in bits add up, but the probabilities of one step after another "
                 "multiply.",
            "b": "Right: half of a quarter of a half.",
            "c": "That is the least likely step alone. The text needs all three steps.",
        }),
        QuizItem("c", {
            "a": "The rest of the text does not help: a single factor of 0 makes the whole product 0.",
            "b": "The run counts towards the mean, and makes the mean infinite.",
            "c": "Right. One run of words that was never counted, and the model calls the text impossible.",
        }),
        QuizItem("a", {
            "a": "Right. Nobody can predict new stories better than the truth, so a lower loss shows that the model "
                 "has seen these stories.",
            "b": "No model can be better than the true probabilities, on average, on texts it has not seen.",
            "c": "The floor is a mean over so many stories that its interval is narrow. A loss so far below it is no "
                 "accident.",
        }),
        QuizItem("b", {
            "a": "That would be a loss of ln 100 = 4.6 nats.",
            "b": "Right: e^2.3 = 10.",
            "c": "Perplexity is a number of words, not a percentage.",
        }),
        QuizItem("c", {
            "a": "Their tokens differ. A loss per token is larger where tokens are longer.",
            "b": "Perplexity is a number per token, too.",
            "c": "Right: a text has the same bytes, however it is cut.",
        }),
        QuizItem("b", {
            "a": "It learns a single matrix of logits, and no embeddings.",
            "b": "Right. Both find the shares that were counted. With what a bigram sees, the matrix cannot do better.",
            "c": "As you saw, training ends near the same loss, not far from it.",
        }),
        QuizItem("a", {
            "a": "Right. A word from nine words back is not in the window, and no training puts it there.",
            "b": "More training sharpens what the network sees. It does not see this word.",
            "c": "The story does say it, but further back than the window reaches.",
        }),
    ],
)
