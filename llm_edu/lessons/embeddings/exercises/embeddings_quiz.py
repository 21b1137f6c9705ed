"""The quiz of lesson 02."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("c", {
            "a": "The cosine divides by the length, and the length has doubled as well.",
            "b": "Its dot products do change: each number in them is twice as large.",
            "c": "Right. That is how the hen came to win by dot product, and not by cosine.",
        }),
        QuizItem("a", {
            "a": "Right. Everything stands beside *the*, so everything looks like everything: two "
                 "frequent words had a cosine of 0.63 on average. PMI asks what is more than chance.",
            "b": "Larger counts do not help: *the* grows with them.",
            "c": "Rare words are counted too. What drowns them?",
        }),
        QuizItem("b", {
            "a": "It reached a far lower loss than with them. Is that learning?",
            "b": "Right. “Real” was the answer to every question, and vectors that all agree give it every time. The "
            "loss "
                 "was nearly 0.",
            "c": "The loss was nearly 0. That was the treacherous part.",
        }),
        QuizItem("a", {
            "a": "Right. With them allowed, the nearest word is king, and only 11.5 % of such questions are solved.",
            "b": "It was trained on news, by the game of real and fake.",
            "c": "The number of dimensions is not the point. What is nearest to the sum if everything may answer?",
        }),
        QuizItem("c", {
            "a": "Mia and her mouse have stood side by side many times, and their vectors were not alike. What did the "
                 "lake and the bridge have in common?",
            "b": "Often, but not always: *hot* and *cold* are near, and mean opposite things.",
            "c": "Right. Near means: said in the same places. Whether they ever met is another question, and what they "
                 "mean is only often the same.",
        }),
        QuizItem("b", {
            "a": "*Dog bites man* and *man bites dog* had the same average. What does a sum know of order?",
            "b": "Right. A sum is the same in any order. It takes an operation that compares words pair by pair.",
            "c": "The first word is one of the terms of a sum, like any other.",
        }),
    ],
)
