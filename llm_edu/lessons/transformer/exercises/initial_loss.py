"""``initial_loss``, a question: the loss of a model that knows nothing."""

import math

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=lambda: math.log(50_257),
    tolerance=0.03,
    hints=(
        "The model knows nothing, so it gives every token the same probability. How surprising is each token then, in "
        "nats?",
        "probability of each token: 1 / 50,257\nsurprise = −ln of that = ?",
    ),
    mistakes=[
        (math.log2(50_257), "These are bits. The loss is in nats: the natural logarithm."),
        (math.log10(50_257), "That is the logarithm to base 10. Use the natural one, math.log."),
        (-math.log(50_257), "The size is right. But a loss is *minus* the logarithm of the probability, so it is "
        "positive."),
        (1 / 50_257, "That is the probability of each token. Its surprise is minus the logarithm of that."),
        (50_257, "That is the perplexity: the model hesitates among so many tokens. The loss is its logarithm."),
        (10.88, "That is the loss of one random model, in the next cell. On paper, let every token get exactly the "
                "same probability."),
        (math.log(530), "That is the answer for Storyland, with its 530 words. GPT-2 has 50,257 tokens."),
    ],
    explanation="−ln(1/50,257) = ln 50,257 = 10.82. If a first loss is far above that, the weights are probably too "
                "large at the start.",
)
