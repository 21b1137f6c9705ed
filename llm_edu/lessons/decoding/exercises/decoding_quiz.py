"""The quiz of lesson 07."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "That is the share of good *words*. All seventy must be good: 0.99 · 0.99 · …",
            "b": "Right: 0.99 to the power of 70 is 0.49.",
            "c": "0.99 to the power of 70 is 0.49: about half of them get through.",
        }),
        QuizItem("c", {
            "a": "No temperature removes a token. That is what top-k and its relatives do.",
            "b": "Then they would sum to ½. The logits are divided, by 0.5, which doubles them.",
            "c": "Right: differences between logits are doubled, and softmax makes no zeros.",
        }),
        QuizItem("a", {
            "a": "Right: half of the largest is about 0.05, and all ten are above it.",
            "b": "It cuts off five of ten that are equally good.",
            "c": "Five of them together have 0.5, so the other five go.",
        }),
        QuizItem("b", {
            "a": "Nothing is drawn in beam search.",
            "b": "Right: one beginning goes on, by its most probable token.",
            "c": "It looks at one way only. Exhaustive is the opposite.",
        }),
        QuizItem("a", {
            "a": "Right, and no more: each step was allowed by the grammar.",
            "b": "The grammar knows brackets, not facts.",
            "c": "The mask may have turned it away from its first word on.",
        }),
        QuizItem("c", {
            "a": "The new token has never been computed: its query, key and value are needed in each layer.",
            "b": "That is what happens without a cache.",
            "c": "Right. Only the looking back grows with the length.",
        }),
        QuizItem("b", {
            "a": "All 32 heads still look. What they share is what is looked at.",
            "b": "Right: 8 sets of keys and values instead of 32.",
            "c": "Keys and values are shared, both by the same groups: 8 of each instead of 32 of each.",
        }),
        QuizItem("b", {
            "a": "What is accepted and what is drawn anew make exactly the large model's probabilities.",
            "b": "Right: nearly every guess is rejected, and each call brings only one token, as without a draft.",
            "c": "The work of the draft, and of checking, comes on top.",
        }),
    ],
)
