"""``tokens_read``, a question: what is read without a cache."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=14_950,
    hints=(
        "For the first new token, the model reads 100 tokens, for the second 101, and so on. How many does it read "
        "for the hundredth?",
        "100 + 101 + … + 199: a hundred numbers with a mean of 149.5",
    ),
    mistakes=[
        (199, "That is *with* the cache. Without it, the model reads everything again for each new token."),
        (15_050, "You begin at 101. For the first new token, the model reads the 100 tokens of the prompt; for the "
                 "last one, it reads 199."),
        (10_000, "That would be 100 for each new token. But the text grows."),
        (20_000, "That would be 200 for each new token. Only the last one comes near that."),
        (15_000, "Nearly: the 100 numbers from 100 to 199 have a mean of 149.5."),
        (5_050, "That is 1 + 2 + … + 100. The prompt is missing, and it is read each time as well."),
        (4_950, "That is 0 + 1 + … + 99. The prompt is missing, and it is read each time as well."),
        (100, "Those are the new tokens. Without a cache, the model also reads everything before each of them."),
        (200, "Without a cache, the model reads the whole text for every new token."),
        (19_900, "Too many: for the first new token, the model reads the 100 of the prompt, and only for the last one "
                 "199."),
    ],
    explanation="100 + 101 + … + 199 = 14,950. With the cache it is 100 + 99 = 199, because the last new token is "
                "never read.",
)
