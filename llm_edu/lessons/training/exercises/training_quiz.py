"""The quiz of lesson 06."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "For fine-tuning, some people are paid (lesson 10). Most of the training needs no one.",
            "b": "Right: a text is its own label, one exercise for each of its words.",
            "c": "A model can learn from another model's texts, but that is not what *self*-supervised means.",
        }),
        QuizItem("a", {
            "a": "Right. A loss that is too good to be true is not true; copies on both sides are a usual cause.",
            "b": "A rate that is too high makes the loss worse, not better.",
            "c": "That would explain a loss that is too high.",
        }),
        QuizItem("c", {
            "a": "That would be the sign of each gradient. Adam divides the *mean* by the usual size, and the mean is "
                 "near 0.",
            "b": "The mean is near 0, so no direction wins.",
            "c": "Right: the mean is near 0, and the size is 1. A parameter whose gradients contradict each other "
                 "hardly moves.",
        }),
        QuizItem("b", {
            "a": "All numbers are multiplied by the same factor, so the direction stays.",
            "b": "Right: one factor for all.",
            "c": "Cutting off single numbers would change the direction.",
        }),
        QuizItem("a", {
            "a": "Right: what each matrix reads is 0, or its gradient passes a matrix of zeros on its way back.",
            "b": "It does not learn at all, however long you wait.",
            "c": "Lesson 03's single matrix could begin at zero, because nothing came between it and the loss. Here, "
                 "each matrix is multiplied by other zeros.",
        }),
        QuizItem("c", {
            "a": "On average, nothing is better than the truth on stories that it has not seen.",
            "b": "It is known to within a hundredth, and has an interval.",
            "c": "Right. Held-out stories will show it, and so do the stories that it writes.",
        }),
        QuizItem("b", {
            "a": "It looked so, but by step 1,050 the loss at recalls was 0.52.",
            "b": "Right: a copying head must look at the right position and copy what it finds there. By step 1,050 "
                 "the loss at recalls was 0.52.",
            "c": "Then the held-out loss would rise while the training loss keeps falling.",
        }),
    ],
)
