"""The quiz of lesson 11."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "Then it would learn to write instructions as well. In use, people give it the instructions.",
            "b": "Right. The answer's first id is predicted at the instruction's last id. All targets before that "
                 "belong to the instruction.",
            "c": "That is one too many: the answer's first id comes after the instruction's last one. If it were "
                 "ignored, the model would never learn how an answer begins.",
        }),
        QuizItem("c", {
            "a": "It has seen thousands of that kind. In all of them, the story does what the words name.",
            "b": "Nothing shows that. It does the same with *not* and without it.",
            "c": "Right. After every instruction that it has seen came a story with what the instruction named. No "
                 "example showed it what *not* asks for.",
        }),
        QuizItem("a", {
            "a": "Right. Only differences count, and these are 2 and 1 here as well.",
            "b": "The differences are twice as large, so the predictions would be more confident: σ(4) instead of "
                 "σ(2).",
            "c": "The order is the same, but with differences this small, every choice would be almost a coin toss.",
        }),
        QuizItem("b", {
            "a": "Best of n only chooses. Storyteller has not changed.",
            "b": "Right. Among 64 stories, more please the reward model for a reason that you do not share. That is "
                 "over-optimisation.",
            "c": "More candidates help only as far as the reward model is right about the best of them.",
        }),
        QuizItem("b", {
            "a": "They are equal, so all rewards are 0. But then each choice has the probability σ(0), one half.",
            "b": "Right: all rewards are 0, so each choice is a coin toss, and its surprise is log 2 = 0.69.",
            "c": "How probable an answer was does not count. What counts is how much more probable it has become.",
        }),
        QuizItem("b", {
            "a": "For that, it would have to know that something else is better. Compared with their own mean, all of "
                 "them did equally well.",
            "b": "Right. No answer did better than its group, so there is nothing to make more probable. (A KL "
                 "penalty only pulls the policy back to the reference.)",
            "c": "The KL penalty knows the reference, but no right answers.",
        }),
        QuizItem("a", {
            "a": "Right. Σ P · ∇ log P is 0, so the mean stays the same. With 10 in the two-word policy, the "
                 "estimates spread by 1.7 around 0.25.",
            "b": "Each draw now pushes down the word that was drawn, and less so if it was rewarded. On average, that "
                 "is the same direction as before.",
            "c": "That was the case with 0.5 and two equally probable words. 10 is far from what an answer earns.",
        }),
        QuizItem("c", {
            "a": "That is what you meant. It is not what was counted.",
            "b": "It may have. But a model that tells fine stories with many colours would earn the same: the reward "
                 "cannot tell you.",
            "c": "Right. The reward is what the judge counts. Another measure, or your own eyes, must tell you the "
                 "rest.",
        }),
    ],
)
