"""The quiz of lesson 00."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem(
            "c",
            {
                "a": (
                    "The model did not search anything. It needs no network, and its file does not contain the texts"
                    " that it has read."
                ),
                "b": (
                    "Nobody stored questions and answers in the model, and nobody knew which questions you would ask."
                ),
                "c": "Right. The model made every answer that you saw from next tokens, one after the other.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "A forecast for 2034 would not explain the stories about World Cups in other years.",
                "b": "Right. The model continues with what is likely after such a question, in the tone of the texts"
                     " that it has read.",
                "c": "The model looked nothing up. It needs no network, and it holds no pages, only parameters.",
            },
        ),
        QuizItem(
            "a",
            {
                "a": "Right. The list `ids` grows by one token, and the model reads the whole list again.",
                "b": (
                    "The model keeps nothing between two calls. (A cache only saves the work of computing the same"
                    " things again.)"
                ),
                "c": "The parameters do not change while you chat. Only training changes them (lesson 06).",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "That is the memory at 8 bits for each parameter.",
                "b": "Right: 7 × 10⁹ parameters × 2 bytes = 14 × 10⁹ bytes.",
                "c": "That is the memory at 32 bits for each parameter, which is four bytes.",
            },
        ),
        QuizItem(
            "c",
            {
                "a": (
                    "Multiplying takes much less time than fetching: your own measurement showed by how much."
                ),
                "b": "Printing a few letters takes almost no time.",
                "c": "Right. Each token needs every parameter, and fetching them takes several times as long as"
                     " multiplying.",
            },
        ),
        QuizItem(
            "b",
            {
                "a": "Kimi K2 is the largest model in the chart, but it read 484 tokens for each active parameter.",
                "b": "Right: almost 15,000 tokens for each. A small model that has read a lot is cheap for everyone who"
                     " uses it afterwards.",
                "c": "GPT-3 read fewer than two tokens for each of its parameters.",
            },
        ),
    ],
)
