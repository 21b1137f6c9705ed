"""``tokens_read``, a question: what is read without a cache."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=14_950,
    hints=(
        "For the first new token 100 are read, for the second 101, and so on: how many for the hundredth?",
        "100 + 101 + … + 199: a hundred numbers with the mean 149.5",
    ),
    mistakes=[
        (199, "That is *with* the cache. Without it, each new token has everything before it read again."),
        (15_050, "You begin at 101. For the first new token the 100 of the prompt are read, for the last one 199."),
        (10_000, "That would be 100 for each new token. The text grows."),
        (20_000, "That would be 200 for each new token. Only the last one comes near that."),
        (15_000, "Nearly: 100 numbers from 100 to 199 have the mean 149.5."),
        (5_050, "1 + 2 + … + 100: the prompt is missing, which is read each time as well."),
        (4_950, "0 + 1 + … + 99: the prompt is missing, which is read each time as well."),
        (100, "Those are the new ones. Without a cache all that stands before each of them is read, too."),
        (200, "Without a cache the whole text is read for every new token."),
        (19_900, "You begin at 0. For the first new token the 100 of the prompt are read, and there are 100 new ones."),
    ],
    explanation="100 + 101 + … + 199 = 14,950. With the cache it is 100 + 99 = 199: the last new token is never read.",
)
