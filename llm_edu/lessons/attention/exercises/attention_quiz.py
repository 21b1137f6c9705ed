"""The quiz of lesson 04."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("a", {
            "a": "Right: the fraction is multiplied by the same number above and below. Only differences count.",
            "b": "They would if the scores were *multiplied* by 10.",
            "c": "They would if the scores were *divided* by 10.",
        }),
        QuizItem("b", {
            "a": "The value is what the word offers, and it has stayed the same.",
            "b": "Right: keys decide the weights.",
            "c": "Its key is in the dot product of every query that might look at it.",
        }),
        QuizItem("c", {
            "a": "It takes as long as with the division.",
            "b": "Softmax gives numbers between 0 and 1 for any scores, if the largest score is subtracted first.",
            "c": "Right: the weights hardly move when the scores do, so the head learns hardly anything.",
        }),
        QuizItem("b", {
            "a": "No: each row was divided by a sum that counted the hidden tokens, too.",
            "b": "Right, and the mix lacks the share that the hidden tokens have taken.",
            "c": "Hidden tokens get 0, as they should. The weights of the others are wrong.",
        }),
        QuizItem("c", {
            "a": "There are twice as many tokens, and each looks at twice as many.",
            "b": "Nothing is tripled here: there are two factors, and each doubles.",
            "c": "Right: 2 · 2.",
        }),
        QuizItem("b", {
            "a": "The first row gives ⅓ to the second and ⅓ to the third token, which come later.",
            "b": "Right: above the diagonal there are only zeros. This is the average of all tokens so far.",
            "c": "The first row looks at the second token, which comes next: that is the head without a mask.",
        }),
        QuizItem("a", {
            "a": "Right: both are rotated further by the same angle, so the angle between them stays.",
            "b": "It could, but only if the distance changed.",
            "c": "It can be predicted: both are rotated by the same angle, which leaves the product as it was.",
        }),
        QuizItem("b", {
            "a": "That is an earlier copy of the same word: a head that looks for duplicates would look there.",
            "b": "Right: at what came after the first *Otto*. The head expects the same again.",
            "c": "That is what a previous-token head does, the helper of the induction head.",
        }),
        QuizItem("c", {
            "a": "A large weight on a very short value fetches almost nothing.",
            "b": "A head that rests on the first token in one text may work in another.",
            "c": "Right: weights say where a head looks. What it is for shows when you take it away.",
        }),
    ],
)
