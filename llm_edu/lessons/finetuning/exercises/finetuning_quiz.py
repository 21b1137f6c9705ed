"""The quiz of lesson 10."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("a", {
            "a": "Right. With 300 of the test lines in its training set, the bag of words rose from 84 to 88 %, and "
                 "gained only about a point on the others. A leak looks like good news.",
            "b": "Before you ask whether a number is good enough, ask whether you can trust it.",
            "c": "That is true only while nothing has learned from it. New data may contain copies: that is what "
                 "`leaks` is for.",
        }),
        QuizItem("c", {
            "a": "All scores are above 0. That does not tell you whether the scores of lines for the film are higher.",
            "b": "A threshold chosen on these lines fits their accidents, too. With few lines, that can be worth "
                 "many points.",
            "c": "Right. Its scores may be in the right order and only be shifted. Choose the threshold on some "
                 "lines, and measure it on others.",
        }),
        QuizItem("c", {
            "a": "Those are the weights alone. Learning needs a gradient for each, and AdamW's two averages.",
            "b": "Weights and gradients. AdamW keeps two more averages for each parameter.",
            "c": "Right: 16 bytes for each parameter that learns, plus the activations.",
        }),
        QuizItem("a", {
            "a": "Right. The gradient of each matrix is multiplied by the other matrix. If one is zero, that one can "
                 "still move. If both are, neither can.",
            "b": "It is the same at first. But what would the gradient of up be, if down turns every x into 0?",
            "c": "A change of zero is not a change. Ask what the gradients are.",
        }),
        QuizItem("b", {
            "a": "The model already answers the old questions. It has lost something else.",
            "b": "Right. With questions alone, the facts came back, and the stories in part. With stories alone, the "
                 "stories came back, but few of the facts.",
            "c": "All three ways forgot. What helped was replay.",
        }),
        QuizItem("a", {
            "a": "Right. Evaluations 3 and 4 are not below 1.2, so training stops there, and the changes of "
                 "evaluation 2 are kept.",
            "b": "Training stops there. But the best changes are kept, not the last.",
            "c": "Training never gets that far: it stops after two evaluations without a lower loss. That is the "
                 "price of little patience.",
        }),
        QuizItem("b", {
            "a": "The check finds *Madrid* in the source even if the summary says that somebody was born there "
                 "and the source says that they died there.",
            "b": "Right. The check sees names and numbers that come from nowhere. It cannot see other wrong words, or "
                 "right words put together wrongly.",
            "c": "All the other words, and their order, may be the model's own.",
        }),
    ],
)
