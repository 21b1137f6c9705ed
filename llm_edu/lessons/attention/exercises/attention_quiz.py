"""The quiz of lesson 04."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("a", {
            "a": "Right: softmax multiplies above and below by the same number. Only differences count.",
            "b": "They would be if the scores were *multiplied* by 10.",
            "c": "They would be if the scores were divided by something.",
        }),
        QuizItem("b", {
            "a": "What is fetched is the value, and that has stayed the same.",
            "b": "Right: keys decide the weights.",
            "c": "Its key is in every dot product of those who might look at it.",
        }),
        QuizItem("c", {
            "a": "It takes as long as with it.",
            "b": "A softmax gives numbers between 0 and 1 whatever it is fed, if the largest score is subtracted "
                    "first.",
            "c": "Right: the weights hardly move when the scores do, so nothing is learned.",
        }),
        QuizItem("b", {
            "a": "Each row had been divided by a sum that counted the hidden ones, too.",
            "b": "Right, and the mix is too small by as much as the hidden tokens had got.",
            "c": "They get 0, as they should. It is the others that are wrong.",
        }),
        QuizItem("c", {
            "a": "Each of twice as many tokens looks at twice as many.",
            "b": "Nothing is tripled here: two factors grow, each to its double.",
            "c": "Right: 2 · 2.",
        }),
        QuizItem("b", {
            "a": "The first row gives ⅓ to the second and ⅓ to the third token, which come later.",
            "b": "Right: above the diagonal there are only zeros. It is the average of all so far.",
            "c": "The first row looks at the second token, the next one: that is the head without a mask.",
        }),
        QuizItem("a", {
            "a": "Right: both are turned farther by the same angle, and the angle between them stays.",
            "b": "Only if the distance changed.",
            "c": "Both vectors turn, so what one turn does to the product the other undoes.",
        }),
        QuizItem("b", {
            "a": "That would be the same word, earlier: a head that looks for duplicates.",
            "b": "Right: at what came after the last *Otto*. It expects the same again.",
            "c": "That is what a previous-token head does, its helper.",
        }),
        QuizItem("c", {
            "a": "A large weight on a value of nearly no length brings nearly nothing.",
            "b": "Heads that rest on the first token on one text may work on another.",
            "c": "Right: weights say where it looks. What it is for shows when you take it away.",
        }),
    ],
)
