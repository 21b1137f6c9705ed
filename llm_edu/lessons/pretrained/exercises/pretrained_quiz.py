"""The quiz of lesson 09."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "Wrong numbers are the least of it. A pickle is a list of calls; its author chooses the functions.",
            "b": "Right: a pickle holds the steps that make its objects, and a step may be any call. So none is opened "
                 "here.",
            "c": "The program runs when the file is opened. Whether a model is made of it makes no difference.",
        }),
        QuizItem("c", {
            "a": "That leaves out the scale and the smallest number, which are in the file, too.",
            "b": "There are two numbers beside the 32: 32 bits more for the block, one for each of its numbers.",
            "c": "Right: 32 · 4 + 2 · 16 = 160 bits for 32 numbers.",
        }),
        QuizItem("b", {
            "a": "A broken model would say anything. It says just what the source would say, and patches elsewhere "
                 "change nothing.",
            "b": "Right. By the lens Athens lies above Paris already, and *the* above both. Ask for the difference, as "
                 "a patch does, and it shows.",
            "c": "It shows where the answer stands in the exit's own language, and that is worth knowing. It is not "
                 "where the answer comes about.",
        }),
        QuizItem("b", {
            "a": "A feed-forward layer reads its own token alone. Somebody must have brought the colour to it.",
            "b": "Right. Votes count the last hand only. To find the others one has to try: by patching.",
            "c": "Take head 0.0 away, which casts hardly a vote, and the colour is gone.",
        }),
        QuizItem("b", {
            "a": "It is in both means, and one is subtracted from the other.",
            "b": "Right: it is in both means alike, and falls out of their difference.",
            "c": "What is in both means falls out of their difference, so it can't steer.",
        }),
        QuizItem("c", {
            "a": "None of thirty did. The direction is the step from red to green, and blue lies elsewhere.",
            "b": "A third did, and white stories all kept their white. But most blue ones said pink.",
            "c": "Right. From red the step leads to green; where it leads from blue only an experiment shows "
                 "(mostly to pink).",
        }),
        QuizItem("a", {
            "a": "Right: it is this direction that does it. That is what the control is for.",
            "b": "The price is in another measurement, the loss on text that has nothing to do with it: it rises.",
            "c": "The control says nothing about that, and the teams say the opposite.",
        }),
    ],
)
