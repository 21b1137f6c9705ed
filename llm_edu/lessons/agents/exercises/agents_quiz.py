"""The quiz of lesson 16."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "You see when it calls, not what it knows. Calls and withheld facts go together.",
            "b": "Right. It calls for withheld facts that were in no example, so it has learned more than a list.",
            "c": "Nobody has asked it to explain anything. You see calls and answers, and nothing else.",
        }),
        QuizItem("b", {
            "a": "A program can run a valid call and say no to it. It can do nothing with free text.",
            "b": "Right. The form of the call is guaranteed, but the choice of tool and arguments is not.",
            "c": "When SmolLM2 wrote freely, not one of the 40 answers was a valid call, so none was right either.",
        }),
        QuizItem("c", {
            "a": "Our scripted model obeyed the text, as the worst model would.",
            "b": "The search found the text, and the model read it.",
            "c": "Right. The model can ask for a write, but it cannot carry one out.",
        }),
        QuizItem("b", {
            "a": "That is the number without a retry.",
            "b": "Right: 0.9 + 0.1 · 0.5 · 0.9 = 0.945.",
            "c": "That would be so if every error were noticed: 0.9 + 0.1 · 0.9.",
        }),
        QuizItem("a", {
            "a": "Right. The keys and values belong to positions, and to what comes before them.",
            "b": "The cache holds keys and values of all tokens that were read.",
            "c": "The budget counts tokens that the model reads. The cache takes up memory of the machine, not tokens.",
        }),
    ],
)
