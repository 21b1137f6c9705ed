"""The quiz of lesson 02."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("c", {
            "a": "The cosine divides by the length, and the length has doubled, too.",
            "b": "Its dot products do change: each product in the sum is twice as large.",
            "c": "Right. That is why the hen won by dot product, but not by cosine.",
        }),
        QuizItem("a", {
            "a": "Right. Everything occurs next to *the*, so everything looks like everything else: two frequent words "
                 "had a cosine of 0.63 on average. PMI asks what occurs more often than by chance.",
            "b": "Larger counts do not help, because the counts of *the* grow with the others.",
            "c": "Rare words are counted, too. But what drowns them?",
        }),
        QuizItem("b", {
            "a": "Without them, the loss became far lower. Is that learning?",
            "b": "Right. Every pair was real, and vectors that all point the same way always answer “real”. The loss "
                 "was nearly 0.",
            "c": "The loss was nearly 0. That was the trap.",
        }),
        QuizItem("a", {
            "a": "Right. If they are allowed, the nearest word is king, and only 11.5 % of such questions are solved.",
            "b": "They were trained on news, by the game *real or fake?*",
            "c": "The number of dimensions is not the point. Which word is nearest to the sum if every word is "
                 "allowed?",
        }),
        QuizItem("c", {
            "a": "Mia and her mouse occurred side by side many times, and yet their vectors were not alike. What do "
                 "the lake and the bridge have in common?",
            "b": "Often, but not always: *hot* and *cold* are near, and they have opposite meanings.",
            "c": "Right. Near means: occurs with the same neighbours. Whether the two words ever met is another "
                 "question. And their meanings are often similar, but not always.",
        }),
        QuizItem("b", {
            "a": "*Dog bites man* and *man bites dog* had the same average. What does a sum know about order?",
            "b": "Right. A sum is the same in any order.",
            "c": "The first word is one of the terms of a sum, like all the others.",
        }),
    ],
)
