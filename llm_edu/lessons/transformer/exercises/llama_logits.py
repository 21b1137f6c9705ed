"""``llama_logits``: from ids to a logit for every next token."""

import torch

from llm_edu.course.checks.exercise import Case, Exercise
from llm_edu.lessons.transformer.exercises.common import LLAMAS, _llama, _shape_words
from llm_edu.transformer import functions as tf


def _whole(blocks=lambda weights: weights["blocks"], block=tf.llama_block, norm=tf.rms_norm, last=lambda x: x,
           out=lambda x, weights: x @ weights["embedding"].T, epsilon=None):
    """A llama_logits with one thing wrong."""

    def logits(ids, weights, config):
        x = weights["embedding"][ids]
        for each in blocks(weights):
            x = block(x, each, config)
        x = norm(x, weights["norm"], config.norm_epsilon if epsilon is None else epsilon)
        return last(out(x, weights))

    return logits


def _whole_cases():
    cases = []
    for number, time in [*enumerate(range(1, 1 + len(LLAMAS))), (0, 3), (1, 3)]:    # some texts of the same length
        config, weights = _llama(number)
        ids = torch.randint(config.vocab_size, (time,), generator=torch.Generator().manual_seed(10 * time + number))
        cases.append(Case((ids, weights, config), label=f"llama_logits({shown_ids(ids)}, weights, config): "
                          f"{config.layers} block{'s' if config.layers > 1 else ''}, {_shape_words(config)}"))
    return cases


def shown_ids(ids):
    """Ids as one would type them."""
    return f"torch.tensor({ids.tolist()})"


exercise = Exercise(
    reference=tf.llama_logits,
    cases=_whole_cases,
    hints=(
        "There are four steps: look up the ids, run all blocks one after the other, apply the last norm, and compare "
        "with every row of the embedding.",
        "x = the rows of \"embedding\" for ids       (time, width)\nfor each block: x = llama_block(x, block, config)\n"
        "x = rms_norm(x, \"norm\", norm_epsilon)\nreturn x @ \"embedding\".T                (time, vocabulary)",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("The last norm is missing. Before you compare, apply the norm with weights[\"norm\"].",
                 _whole(norm=lambda x, weight, epsilon: x))
exercise.mistake("All your blocks have the weights of the first block. Each has its own.",
                 _whole(blocks=lambda weights: weights["blocks"][:1] * len(weights["blocks"])))
exercise.mistake("These are probabilities. Return the logits: the softmax comes later, where it is needed.",
                 _whole(last=lambda x: x.softmax(-1)))
exercise.mistake("You return the last token's logits only. Return them for every token, (time, vocabulary): training "
                 "needs all of them.", _whole(last=lambda x: x[-1]))
exercise.mistake("That is the stream at the end. Compare it with every token: @ weights[\"embedding\"].T.",
                 _whole(out=lambda x, weights: x))
exercise.mistake("llama_block returns the stream, with everything already added. Your x = x + … adds it once more.",
                 _whole(block=lambda x, weights, config: x + tf.llama_block(x, weights, config)))
exercise.mistake("Only the first block has run. Is your `return` inside the loop?",
                 _whole(blocks=lambda weights: weights["blocks"][:1]))


@exercise.mistake("The last norm is inside the loop, so it comes after every block.")
def _norm_in_the_loop(ids, weights, config):
    x = weights["embedding"][ids]
    for block in weights["blocks"]:
        x = tf.rms_norm(tf.llama_block(x, block, config), weights["norm"], config.norm_epsilon)
    return x @ weights["embedding"].T


exercise.mistake("epsilon is fixed at 1e-5. Pass on config.norm_epsilon.", _whole(epsilon=1e-5))
