"""``share_restored``: how far a patch takes a model from its own answer to the other one."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=0.75,
    tolerance=0.001,
    hints=(
        "How long is the whole way from the prompt to the source? And how much of it has the patch gone?",
        "share = (patched − prompt) / (source − prompt), each of them a difference of logits",
    ),
    mistakes=[
        (2.5 / 4, "That is the patched difference as a share of the source's. But the way does not begin at 0: without "
                  "a patch, the difference is −2."),
        (4.5, "That is how far the patch has gone, in logits. What share of the whole way is it?"),
        (6.0, "That is the whole way, from −2 to 4. What share of it has the patch gone?"),
        (0.25, "That is what is still missing. How much has the patch restored?"),
        (2.5 / 6, "The way is 6 long, that is right. But it begins at −2, so on its way to 2.5 the patch has gone "
                  "further than 2.5."),
        (4.5 / 4, "From −2 to 2.5 is 4.5, that is right. But the whole way is longer than 4: it begins at −2, too."),
        (4.5 / 2, "The whole way leads from −2 to 4. That is more than 2."),
        (4 / 3, "Upside down: divide the way that the patch has gone by the whole way."),
        (75, "As a number between 0 and 1, please."),
        (0.5 / 6, "From −2 to 2.5 is not 0.5: one is below 0, the other above."),
    ],
    explanation="The way from −2 to 4 is 6 long, and from −2 to 2.5 it is 4.5: 4.5 / 6 = 0.75. Above 0, the other "
                "answer is the more likely of the two. So this patch has reversed their order, without restoring the "
                "whole difference.",
)
