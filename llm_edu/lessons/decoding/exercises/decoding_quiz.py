"""The quiz of lesson 07."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "That is the share of good *words*. But all seventy words must be good: 0.99 · 0.99 · …",
            "b": "Right: 0.99 to the power of 70 is 0.49.",
            "c": "0.99 to the power of 70 is 0.49, so about half of the stories get through.",
        }),
        QuizItem("c", {
            "a": "No temperature above 0 removes a token. Top-k and the other cuts do that.",
            "b": "Then the probabilities would sum to ½. The logits are divided by 0.5, which doubles them.",
            "c": "Right: the differences between logits are doubled, and softmax never gives exactly 0.",
        }),
        QuizItem("a", {
            "a": "Right: half of the largest is about 0.05, and all ten names are above it.",
            "b": "It cuts off five of the ten names, although all are equally good.",
            "c": "Five of the names together have 0.5, so the other five go.",
        }),
        QuizItem("b", {
            "a": "Nothing is drawn in beam search.",
            "b": "Right: there is one beginning, and it continues with its most probable token.",
            "c": "It follows a single beginning. An exhaustive search looks at all of them.",
        }),
        QuizItem("a", {
            "a": "Right, and nothing else is: the grammar allowed each step.",
            "b": "The grammar knows brackets, not facts.",
            "c": "The mask may have forced a different choice at the very first word.",
        }),
        QuizItem("c", {
            "a": "The new token has never been computed. Its query, key and value are needed in each layer.",
            "b": "That is what happens without a cache.",
            "c": "Right. Only the look back grows with the length of the text.",
        }),
        QuizItem("b", {
            "a": "All 32 heads still ask. But they share the keys and values that they look at.",
            "b": "Right: 8 sets of keys and values instead of 32.",
            "c": "The same groups share both the keys and the values: 8 sets of each instead of 32.",
        }),
        QuizItem("b", {
            "a": "The accepted tokens and those that are drawn again have exactly the large model's probabilities "
                 "together.",
            "b": "Right: nearly every guess is rejected, so each call yields only one token, as without a draft. The "
                 "draft's own work comes on top.",
            "c": "The work of the draft, and of checking its guesses, comes on top.",
        }),
    ],
)
