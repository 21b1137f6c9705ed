"""``gpt2_parameters``, a question: GPT-2, counted to the last parameter."""

from llm_edu.course.checks.exercise import Question

exercise = Question(
    answer=124_439_808,
    hints=(
        (
            "Go through the toy's table again, line by line, with GPT-2's numbers. At each line, ask which of the four"
            " differences changes it."
        ),
        (
            "embeddings: 50,257 × 768 + 1,024 × 768\nattention: 4 × (768 × 768 + 768)\nfeed-forward: 768 × 3,072 +"
            " 3,072 + 3,072 × 768 + 768\nnorms: 2 × 2 × 768\n12 layers, and one more norm of 2 × 768"
        ),
    ),
    mistakes={
        163_037_184: "You counted the embedding table twice. GPT-2 ties it: the same table serves at both ends.",
        123_653_376: "The table of positions is missing: 1,024 × 768.",
        124_356_864: "Almost: the biases are missing. Every table in a layer has one more number for each output.",
        124_000_000: "That is the model's usual name, 124M. Here you need the exact number: count.",
        152_788_224: "You counted three tables in the feed-forward part. GPT-2 has two, up and down.",
        124_420_608: "Almost: each norm of GPT-2 has two lists of numbers, a scale and a shift.",
    },
    explanation="The paper calls this model 117M. Its authors had miscounted, and later corrected that to 124M.",
)
