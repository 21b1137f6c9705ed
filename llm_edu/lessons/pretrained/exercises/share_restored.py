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
                  "a patch the difference is −2."),
        (4.5, "That is how far the patch has gone, in logits. Which share of the whole way is it?"),
        (6.0, "That is the whole way, from −2 to 4. Which share of it has the patch gone?"),
        (0.25, "That is what is still missing. How much has the patch brought?"),
        (2.5 / 6, "The way is 6 long, right. But it begins at −2: from there to 2.5 the patch has gone farther than "
                  "2.5."),
        (4.5 / 4, "From −2 to 2.5 are 4.5, right. But the whole way is longer than 4: it begins at −2, too."),
        (4.5 / 2, "The whole way leads from −2 to 4. Going up from −2 to 4 is more than 2."),
        (4 / 3, "Upside down: the way that the patch has gone, divided by the whole way."),
        (75, "As a number between 0 and 1, please."),
        (0.5 / 6, "From −2 to 2.5 is not 0.5: the one lies below 0, the other above."),
    ],
    explanation="From −2 to 4 are 6, from −2 to 2.5 are 4.5: 4.5 / 6 = 0.75. Above 0 the other answer is the likelier "
                "one, so this patch has turned the model round without bringing all that makes the difference.",
)
