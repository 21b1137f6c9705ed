"""The quiz of lesson 06."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "For fine-tuning some are paid (lesson 10). The bulk of the training needs nobody.",
            "b": "Right: a text is its own label, one exercise for each of its words.",
            "c": "One can learn from another model's texts, but that is not what *self*-supervised says.",
        }),
        QuizItem("a", {
            "a": "Right. A loss that is too good to be true is not true; copies on both sides are the usual cause.",
            "b": "A rate that is too high makes the loss worse, not better.",
            "c": "That would explain a loss that is too high.",
        }),
        QuizItem("c", {
            "a": "That would be the sign of each gradient. Adam divides the *mean* by the usual size, and the mean is "
                 "near 0.",
            "b": "The mean square does not grow without bound: it is an average, and stays 1.",
            "c": "Right: the mean is near 0, the size 1. What contradicts itself does not move.",
        }),
        QuizItem("b", {
            "a": "All numbers are multiplied by the same factor, so it points where it pointed.",
            "b": "Right: one factor for all.",
            "c": "Cutting off single numbers would change the direction.",
        }),
        QuizItem("a", {
            "a": "Right: each gradient has passed a table of zeros on its way back.",
            "b": "It does not learn at all, however long one waits.",
            "c": "Lesson 03's single table could begin at zero, because nothing stood between it and the loss. Here "
                 "each table is multiplied away by the next.",
        }),
        QuizItem("c", {
            "a": "On average nothing is better than the truth, on stories that have not been seen.",
            "b": "It is known to within a hundredth, and has an interval.",
            "c": "Right. Held-out stories will show it, and so do the stories that it writes.",
        }),
        QuizItem("b", {
            "a": "Perhaps. But so it looked in lesson 05, just before the recalls were found.",
            "b": "Right. Half of an ability may be worth nothing, and then the mean shows nothing.",
            "c": "Then the training loss would go on falling while the held-out loss rises.",
        }),
    ],
)
