"""``llama_block``: look around and add, think and add."""

from llm_edu.course.checks.exercise import Exercise
from llm_edu.lessons.transformer.exercises.common import _block_cases
from llm_edu.transformer import functions as tf


def _block(norm=tf.rms_norm, gated=tf.swiglu, second="feed_forward_norm", epsilon=None, residual=True):
    """A llama_block with one thing wrong."""

    def block(x, weights, config):
        eps = config.norm_epsilon if epsilon is None else epsilon
        looked = tf.llama_attention(norm(x, weights["attention_norm"], eps), weights, config)
        x = x + looked if residual else looked
        thought = gated(norm(x, weights[second], eps), weights["gate"], weights["up"], weights["down"])
        return x + thought if residual else thought

    return block


exercise = Exercise(
    reference=tf.llama_block,
    cases=lambda: _block_cases("llama_block"),
    hints=(
        "Write the same line twice: x = x + part(norm(x)). The first part is attention. The second is the feed-forward "
        "layer, which reads the stream that attention has already written to.",
        "read = rms_norm(x, \"attention_norm\", norm_epsilon)\nx = x + llama_attention(read, weights, config)\nread = "
        "rms_norm(x, \"feed_forward_norm\", norm_epsilon)\nreturn x + swiglu(read, \"gate\", \"up\", \"down\")",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("Nothing is added: each part's answer replaces the stream.", _block(residual=False))
exercise.mistake("There are no norms. Each part reads the stream through a norm.",
                 _block(norm=lambda x, weight, epsilon: x))


@exercise.mistake("You norm *after* adding (post-norm), as the model of 2017 did. Here each part reads through a norm, "
                  "and the stream itself is never normed.")
def _post_norm(x, weights, config):
    x = tf.rms_norm(x + tf.llama_attention(x, weights, config), weights["attention_norm"], config.norm_epsilon)
    thought = tf.swiglu(x, weights["gate"], weights["up"], weights["down"])
    return tf.rms_norm(x + thought, weights["feed_forward_norm"], config.norm_epsilon)


@exercise.mistake("You norm the stream itself. Norm only what the part *reads*. Keep x as it is, and add to it.")
def _adds_the_normed(x, weights, config):
    x = tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    x = x + tf.llama_attention(x, weights, config)
    x = tf.rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return x + tf.swiglu(x, weights["gate"], weights["up"], weights["down"])


exercise.mistake("Both parts read through the same norm. Each has its own: \"feed_forward_norm\" is for the second "
                 "part.",
                 _block(second="attention_norm"))


@exercise.mistake("The feed-forward layer reads the stream as it was before attention. (GPT-J does that, to save time. "
                  "Llama does not.)")
def _side_by_side(x, weights, config):
    read = tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon)
    again = tf.rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return (x + tf.llama_attention(read, weights, config)
            + tf.swiglu(again, weights["gate"], weights["up"], weights["down"]))


@exercise.mistake("At the end you add to the stream from the beginning of the block, so what attention has found is "
                  "lost.")
def _adds_the_first_stream(x, weights, config):
    start = x
    x = x + tf.llama_attention(tf.rms_norm(x, weights["attention_norm"], config.norm_epsilon), weights, config)
    read = tf.rms_norm(x, weights["feed_forward_norm"], config.norm_epsilon)
    return start + tf.swiglu(read, weights["gate"], weights["up"], weights["down"])


exercise.mistake("epsilon is fixed at 1e-5. Pass on config.norm_epsilon, because each model was trained with its own.",
                 _block(epsilon=1e-5))
exercise.mistake("You have swapped gate and up.",
                 _block(gated=lambda x, gate, up, down: tf.swiglu(x, up, gate, down)))
