"""The quiz of lesson 11."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "Then it would learn to write instructions as well. At work those are given to it.",
            "b": "Right. The last id of the instruction is where the answer's first id is to be predicted. All targets "
                 "before that belong to the instruction.",
            "c": "One too many: the answer's first id comes after the instruction's last one. With it ignored, the "
                 "model would never learn how an answer begins.",
        }),
        QuizItem("c", {
            "a": "It has had thousands of that kind. In all of them the story does what the words name.",
            "b": "Nothing shows that. It does the same whether *not* stands there or not.",
            "c": "Right. Behind every instruction that it has seen came a story with what was named. An example "
                 "teaches what is done in it, and nothing about what is never asked.",
        }),
        QuizItem("b", {
            "a": "It would have to know that something else is better. Compared with their own mean, all of them did "
                 "as well as the others.",
            "b": "Right. Compared with the group nobody did better, so there is nothing to make more probable. (A "
                 "price on distance only pulls the model back to where it began.)",
            "c": "The price on distance knows the model at the beginning, and no answers.",
        }),
        QuizItem("a", {
            "a": "Right. Σ P · ∇ log P is 0, so the mean stays. With 10 in the two-word policy the estimates spread by "
                 "1.7 around 0.25.",
            "b": "Each draw now pushes down what was drawn, and what was rewarded less than the rest. On average that "
                 "comes to the same direction as before.",
            "c": "That was 0.5 with two equally likely words. 10 is far from what an answer earns.",
        }),
        QuizItem("c", {
            "a": "That was meant. It is not what was counted.",
            "b": "It may have. But the same figure would come from a model that tells fine stories with many colours "
                 "in them: the reward cannot tell you.",
            "c": "Right. The reward is what the judge counts. Another measure, or your own eyes, must say the rest.",
        }),
    ],
)
