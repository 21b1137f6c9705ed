"""The quiz of lesson 13."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("a", {
            "a": "Right. If word by word gets 95, then three points are what all your training has brought.",
            "b": "The loss says how sure it was of the right words, not whether 98 is much.",
            "c": "Nobody would say that it is far from perfect. But is it far from what is simple?",
        }),
        QuizItem("b", {
            "a": "That would be a causal mask. The source has been read to its end before the first word is written.",
            "b": "Right. The source is all there: no causal mask between target and source.",
            "c": "Those are still to be written; the decoder's own attention hides them.",
        }),
        QuizItem("b", {
            "a": "So it is without clipping: each *the* is found. Clipped, a run counts at most as often as the "
                 "reference has it.",
            "b": "Right. The reference has one *the*, so one of the four is right.",
            "c": "One *the* is in the reference.",
        }),
        QuizItem("a", {
            "a": "Right. What was planned is one look, at the end. Each look before is another chance to be fooled.",
            "b": "With looks on the way a p of 0.03 is no longer a rare event, even if both are equally good.",
            "c": "Then you have thrown 4,000 visitors away, and know no more about the question you had.",
        }),
        QuizItem("b", {
            "a": "That holds for one test. Here there are ten, and the best of them is told to you.",
            "b": "Right. If the ten tests went their own ways, it would be 1 − 0.96^10 = 0.34. They share the old "
                 "text, so it is less: 0.24, by made-up customers.",
            "c": "Chance alone gives a single test such a p in one of 25 cases. Here there are ten tests.",
        }),
        QuizItem("c", {
            "a": "What it says about itself is text as well.",
            "b": "How fluent a text is says nothing about its numbers.",
            "c": "Right. What a program can check, a program should check, each time.",
        }),
        QuizItem("c", {
            "a": "That is one draw.",
            "b": "1 − 0.5²: there the second one is drawn as if the first had been put back.",
            "c": "Right: of six pairs one is made of the two wrong ones.",
        }),
        QuizItem("b", {
            "a": "Only that it is right about what was asked.",
            "b": "Right. Another case may still be wrong, and another machine has other walls.",
            "c": "Behind these walls it did no harm. Elsewhere there are none.",
        }),
    ],
)
