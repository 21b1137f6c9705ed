"""The quiz of lesson 09."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "Wrong numbers would be harmless by comparison. A pickle is a list of calls, and its author chooses "
                 "the functions.",
            "b": "Right: a pickle holds the steps that make its objects, and a step may be any call. That is why the "
                 "course opens none but its own.",
            "c": "The program runs when the file is opened. It does not matter whether you ever run the model.",
        }),
        QuizItem("c", {
            "a": "That leaves out the scale and the smallest number, which are in the file, too.",
            "b": "There are two numbers besides the 32. That is 32 more bits for the block, one for each of its "
                 "numbers.",
            "c": "Right: 32 · 4 + 2 · 16 = 160 bits for 32 numbers.",
        }),
        QuizItem("b", {
            "a": "A broken model would say anything. It says just what the source would say, and patches elsewhere "
                 "change nothing.",
            "b": "Right. By the lens, Athens is already above Paris, but *the* is above both. Ask the lens for the "
                 "difference, as a patch does, and you see it.",
            "c": "It shows whether the answer is there in the language of the output, and that is worth knowing.",
        }),
        QuizItem("b", {
            "a": "A feed-forward layer reads only its own token. Another part must have brought the colour to that "
                 "token.",
            "b": "Right. Votes count only the last hand. To find the earlier ones, you have to patch.",
            "c": "Remove head 0.0, which casts hardly a vote, and the colour is gone.",
        }),
        QuizItem("b", {
            "a": "It is in both means, and one is subtracted from the other.",
            "b": "Right: both means contain it equally, so it cancels out in their difference.",
            "c": "It is in both means, so it cancels out in their difference, and can't steer.",
        }),
        QuizItem("c", {
            "a": "None of the thirty did. The direction is the step from red to green, and blue is somewhere else.",
            "b": "A third of them did, and the white stories all kept their white. But 18 of the blue ones said pink.",
            "c": "Right. From red, the step leads to green. Where it leads from blue, only an experiment can show "
                 "(often to pink).",
        }),
        QuizItem("a", {
            "a": "Right: the effect comes from this direction, not from the push as such. That is what the control is "
                 "for.",
            "b": "The price is another measurement: the loss on text that has nothing to do with the mood. It rises.",
            "c": "The control says nothing about that, and the teams suggest the opposite.",
        }),
    ],
)
