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
        QuizItem("a", {
            "a": "Right. Only differences count, and these are 2 and 1 here as well.",
            "b": "The differences are twice as large, so the choices would be surer: σ(4) instead of σ(2).",
            "c": "The order is the same, but with differences this small everything would be nearly a coin toss.",
        }),
        QuizItem("b", {
            "a": "Best of n only chooses. Storyteller is what it was.",
            "b": "Right. Among 64 there are more stories that please the reward model for a reason that is none of "
                 "yours. That is over-optimisation.",
            "c": "More candidates help only as far as the reward model is right about the best of them.",
        }),
        QuizItem("b", {
            "a": "Equal they are, so all rewards are 0. But then each choice has the probability σ(0), one half.",
            "b": "Right: all rewards are 0, so each choice is a coin toss, and its surprise is log 2 = 0.69.",
            "c": "How probable an answer was does not count. What counts is how much more probable it has become.",
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
