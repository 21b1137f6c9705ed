"""The quiz of lesson 14."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "A model that says *she* of 80 % of the nurses and of 20 % of the smiths also has 50 % over all.",
            "b": "Right. The mean over all jobs is a half at every skew. Look at each job.",
            "c": "The stories do. What the model says of each job, nobody has looked at.",
        }),
        QuizItem("a", {
            "a": "Right. Random sets of this size reach about ±1, so 0.95 needs more than a dot in a figure.",
            "b": "p says that these 16 words are not dealt out at random. Other lists of 8 might do as well.",
            "c": "Choosing words until the number suits you measures how long you have tried.",
        }),
        QuizItem("a", {
            "a": "Right. On such stories an even model pays 0.37 nats more at each such pronoun, by any method.",
            "b": "The least price is a fact about the stories, not about the remedy.",
            "c": "Longer training brings a model nearer to its stories, and these are skewed.",
        }),
        QuizItem("c", {
            "a": "It was tested on words that it has never seen.",
            "b": "All shadows on the direction are exactly 0. One direction out of 300 is gone.",
            "c": "Right. Judge a remedy by something else than the number that it was built to lower.",
        }),
        QuizItem("c", {
            "a": "With other base rates, calibrated scores lead to other error rates.",
            "b": "They differ by the base rates alone, if nobody has rigged anything.",
            "c": "Right (Chouldechova 2017). Only equal base rates, or a score that is never wrong, get round it.",
        }),
    ],
)
