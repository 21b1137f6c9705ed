"""The quiz of lesson 10."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("a", {
            "a": "Right. With 300 of the held-out lines among the learned ones the bag of words rose from 84 to 88, "
                 "and was no better on the others. A leak looks like good news.",
            "b": "Before you ask whether a figure is good enough, ask whether it is one.",
            "c": "Only as long as nothing has seen them. New data may bring copies: that is what `leaks` is for.",
        }),
        QuizItem("c", {
            "a": "All scores are above 0. Whether those of the better lines are higher, 0 cannot tell you.",
            "b": "A threshold that was chosen on these lines fits their accidents, too: with few of them, by many "
                 "points.",
            "c": "Right. Its scores may be in the right order and only stand in the wrong place. Where to cut is "
                 "learned on some lines and measured on others.",
        }),
        QuizItem("c", {
            "a": "Those are the weights alone. Learning needs a gradient for each, and AdamW's two averages.",
            "b": "Weights and gradients. AdamW keeps two averages more for each number.",
            "c": "Right: 16 bytes for each number that learns, and the activations come on top.",
        }),
        QuizItem("a", {
            "a": "Right. Each table's gradient is multiplied with the other table. With one of them at zero the other "
                 "can move; with both, none.",
            "b": "It is the same at first. But what would the gradient of up be, if down makes 0 of every x?",
            "c": "A change of zero is no change. Ask what the gradients are.",
        }),
        QuizItem("b", {
            "a": "The old questions are answered already. It is something else that is lost.",
            "b": "Right. With questions alone the facts came back, the stories partly; with stories alone the stories, "
                 "the facts hardly.",
            "c": "All three ways forgot. What helped was what was mixed in.",
        }),
        QuizItem("a", {
            "a": "Right. Looks 3 and 4 bring nothing below 1.2, so it ends there, and what it had at look 2 is kept.",
            "b": "It ends there. But what is kept is the best that it had.",
            "c": "It never gets that far: after two looks without anything better it has ended. That is the price of "
                 "little patience.",
        }),
        QuizItem("b", {
            "a": "*He was born in Madrid* finds support in a source that says he died there.",
            "b": "Right. It sees names and numbers that come from nowhere. A wrong word of the other kinds, or right "
                 "ones put together wrongly, it cannot see.",
            "c": "Small words and the order may all be its own.",
        }),
    ],
)
