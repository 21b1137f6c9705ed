"""The quiz of lesson 13."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("a", {
            "a": "Right. If the dictionary gets 95, then all your training has gained three points.",
            "b": "The loss says how probable the right words were. It does not say whether 98 is a lot.",
            "c": "It is close to perfect. But is it better than something simple?",
        }),
        QuizItem("b", {
            "a": "That would be a causal mask. But the whole source has been read before the first word is written.",
            "b": "Right. The whole source is there, so there is no causal mask between target and source.",
            "c": "They have not been written yet, and the decoder's self-attention hides them.",
        }),
        QuizItem("b", {
            "a": "That is the precision without clipping. With clipping, a run counts at most as often as the "
                 "reference has it.",
            "b": "Right. The reference has one *the*, so one of the four counts.",
            "c": "The reference has one *the*.",
        }),
        QuizItem("a", {
            "a": "Right. You planned one look, at the end. Each earlier look is another chance to be fooled.",
            "b": "If you look along the way, a p of 0.03 is not a rare event, even if both are equally good.",
            "c": "Then you throw away 4,000 visitors, and know no more about your question.",
        }),
        QuizItem("b", {
            "a": "That is true for one test. Here there are ten, and you look at the best of them.",
            "b": "Right. If the ten tests were independent, it would be 1 − 0.96^10 = 0.34. They share the old text, "
                 "so it is less: 0.24, with made-up customers.",
            "c": "By chance alone, a single test has such a p in one case out of 25. Here there are ten tests.",
        }),
        QuizItem("c", {
            "a": "What a model says about itself is just more text.",
            "b": "Fluent texts contain wrong numbers as well.",
            "c": "Right. If a program can check something, let it check, every time.",
        }),
        QuizItem("c", {
            "a": "That is the probability for a single draw.",
            "b": "That is 1 − 0.5². It draws the second program as if the first had been put back.",
            "c": "Right: of the six pairs, one consists of the two wrong programs.",
        }),
        QuizItem("b", {
            "a": "You only know that it is right in the cases that were tested.",
            "b": "Right. It may still be wrong in another case, and another machine has other walls.",
            "c": "It did no harm behind these walls. Elsewhere there are no walls.",
        }),
    ],
)
