"""The quiz of lesson 05."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "Nothing is ever replaced. A part's answer is added to what was there.",
            "b": "Right. Each part reads the whole stream and adds a vector to it.",
            "c": "Every part reads the sum of everything that came before, not only its neighbour's answer.",
        }),
        QuizItem("a", {
            "a": "Right. It scales to root mean square 1, whatever the size was. Only the direction is left.",
            "b": "The mean of the squares is 100 times as large, but the division by its root takes any factor out.",
            "c": "A factor of 10 makes the vector and its root mean square 10 times as large. The division takes "
            "this out again.",
        }),
        QuizItem("c", {
            "a": "The matrices of attention are smaller: four of width × width, or less with shared heads.",
            "b": "A block has two norms, with one or two vectors each.",
            "c": "Right. They are two thirds of each block, or more.",
        }),
        QuizItem("b", {
            "a": "A model that has learned nothing is not certain of anything.",
            "b": "Right. ln 50,257 is 10.8. Twice as much means that the model begins confident and wrong.",
            "c": "If it had seen the texts, its loss would be too *low*.",
        }),
        QuizItem("a", {
            "a": "Right. All words at once is for training, where the text is already there.",
            "b": "It can't, because the second word depends on which word was drawn first.",
            "c": "The transformer keeps those. An LSTM carries a memory of fixed size.",
        }),
        QuizItem("c", {
            "a": "It computes about as much for each word, and even less for very long texts.",
            "b": "An LSTM has gates for exactly that, and it can learn to use them.",
            "c": "Right. Word 500 must wait for word 499. With attention, all positions of a layer are "
            "computed together.",
        }),
        QuizItem("b", {
            "a": "The tokenizer only makes the ids.",
            "b": "Right. The weights are only numbers. Their order within a head is a convention that the code must "
            "share.",
            "c": "Every shape fits, so nothing is missing.",
        }),
    ],
)
