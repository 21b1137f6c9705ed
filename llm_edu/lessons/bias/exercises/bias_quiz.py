"""The quiz of lesson 14."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "A model that says *she* of 80 % of the nurses and of 20 % of the smiths also gets 50 % over all "
                 "jobs.",
            "b": "Right. The mean over all jobs is a half at every skew. Look at each job.",
            "c": "The stories do. But nobody has looked at what the model says of each job.",
        }),
        QuizItem("a", {
            "a": "Right. Random sets of this size reach about ±1, so 0.95 alone does not show much.",
            "b": "This p looks at one side only. To either side, random lists of 8 words reach 0.95 in about one draw "
                 "out of 20.",
            "c": "If you choose words until the number suits you, you measure how long you have tried.",
        }),
        QuizItem("a", {
            "a": "Right. On such stories an even model pays 0.37 nats more at each such pronoun, by any method.",
            "b": "The lowest possible price is a fact about the stories, not about the remedy.",
            "c": "Longer training brings a model closer to its stories, and they are skewed.",
        }),
        QuizItem("c", {
            "a": "It cannot have memorised them: it was tested on words that it has never seen.",
            "b": "The removal did its job: all shadows on the direction are exactly 0. But only one direction out of "
                 "300 is gone.",
            "c": "Right. Judge a remedy by something other than the number that it was built to lower.",
        }),
        QuizItem("c", {
            "a": "Calibration does not equalise error rates. At the lender's first rule they are 50 % and 17 %.",
            "b": "The base rates alone can make them differ, even if nobody has rigged anything.",
            "c": "Right (Chouldechova 2017). Here, only equal base rates, or loans that are all repaid, would avoid "
                 "this.",
        }),
    ],
)
