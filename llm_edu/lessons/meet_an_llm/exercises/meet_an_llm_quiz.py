"""The quiz of lesson 00."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem(
            "c",
            {
                "a": (
                    "It did not search anything: it needs no network, and 135 million numbers hold no list of"
                    " sentences."
                ),
                "b": (
                    "There is no list of questions and answers in it. It has never been told which questions will"
                    " come."
                ),
                "c": "Right. Every answer that you saw was made of next tokens, one after the other.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "No forecast: it has no notion of what has been played and what has not.",
                "b": "Right. It continues with what is likely after such a question, in the tone of what it has read.",
                "c": "It looked nowhere: it needs no network, and it holds no pages, only parameters.",
            },
        ),
        QuizItem(
            "a",
            {
                "a": "Right. `ids` grows by one token, and the model is asked again with all of it.",
                "b": (
                    "The model keeps nothing between two calls (a cache only saves it the work of computing the same"
                    " again)."
                ),
                "c": "The parameters do not change while you chat. Changing them is training, lesson 06.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "That is the memory at 8 bits each.",
                "b": "Right: 7 × 10⁹ parameters × 2 bytes = 14 × 10⁹ bytes.",
                "c": "That is 32 bits each: four bytes a parameter.",
            },
        ),
        QuizItem(
            "c",
            {
                "a": (
                    "Multiplying is the cheap part: a processor can do many operations on each number that it"
                    " fetches."
                ),
                "b": "Printing a few letters costs next to nothing.",
                "c": "Right. Each token needs every parameter once, and fetching them from memory takes the time.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "The largest model of the chart is not the one with the most tokens for each parameter.",
                "b": "Right. A small model that has read a lot is cheap for everyone who uses it afterwards.",
                "c": "GPT-3 read fewer than two tokens for each of its parameters.",
            },
        ),
    ],
)
