"""The quiz of lesson 05."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "Nothing is ever replaced: a part's answer is added to what was there.",
            "b": "Right. Each part reads the whole stream and adds a vector to it.",
            "c": "Every part reads the sum of all that came before, not only its neighbour's answer.",
        }),
        QuizItem("a", {
            "a": "Right. It scales to root mean square 1 whatever the size was; only the direction is left.",
            "b": "Its square would matter before the division; the division takes any factor out.",
            "c": "A factor changes mean and spread alike, and dividing by the spread takes it out again.",
        }),
        QuizItem("c", {
            "a": "The tables of attention are smaller: four of width × width, or less with shared heads.",
            "b": "There are two norms a block, of one or two vectors each.",
            "c": "Right: two thirds and more of each block.",
        }),
        QuizItem("b", {
            "a": "A model that has learned nothing is not certain of anything.",
            "b": "Right: ln 50,257 is 10.8. Twice that means that it begins sure of itself and wrong.",
            "c": "A bug in the data would more likely make the loss too *low*.",
        }),
        QuizItem("a", {
            "a": "Right. All at once is for training, where the text is there already.",
            "b": "It can't: the second word depends on which word was drawn first.",
            "c": "Those are the transformer's. An LSTM carries a vector of fixed size.",
        }),
        QuizItem("c", {
            "a": "It computes about as much for each word, in total even less at great lengths.",
            "b": "An LSTM has gates for exactly that, and it does learn, up to a distance.",
            "c": "Right. Word 500 has to wait for word 499; with attention all positions of a layer are one product.",
        }),
        QuizItem("b", {
            "a": "The tokenizer only makes the ids.",
            "b": "Right. The tables are only numbers; their order within a head is a convention that the code must "
            "share.",
            "c": "Both have the same number of parameters in the same shapes.",
        }),
    ],
)
