"""The quiz of lesson 17."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "The scale is chosen so that the largest number gets the code 7 or −7. Nothing is cut off.",
            "b": "Right. The scale is 12 / 7 = 1.7, and 0.1 is far below half of it.",
            "c": "It fits one of 4,097 weights. For the others its steps are too coarse.",
        }),
        QuizItem("c", {
            "a": "The codes have as many bits as before.",
            "b": "It reads the text once to see what the layers read. No gradient is involved.",
            "c": "Right. Each column's error is made up for by the columns that are rounded after it.",
        }),
        QuizItem("b", {
            "a": "They may have cost a lot when the file was made. You never saw the model from before.",
            "b": "Right. To learn what 4 bits cost, you need weights that have not been rounded yet.",
            "c": "Any groups lose nothing here, if they are those of the file.",
        }),
        QuizItem("a", {
            "a": "Right. The copyists do the sampling, and nothing else. So the models add something of their own.",
            "b": "That is one possible reason. The comparison shows only that sampling is not the whole reason.",
            "c": "With more generations, copyists lose something, too. Here you compare after five.",
        }),
        QuizItem("b", {
            "a": "In the lesson, both have 16 places, or three in the picture.",
            "b": "Right. In a static batch, its place stays empty until the longest request has finished.",
            "c": "Your scheduler forbids overtaking, and still takes fewer steps.",
        }),
    ],
)
