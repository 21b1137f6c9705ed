"""``count_parameters``: how many parameters a whole model has."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.checks.exercise import Exercise
from llm_edu.lessons.meet_an_llm.exercises.common import SHAPES, _random_shape

exercise = Exercise(
    reference=reference.count_parameters,
    cases=SHAPES,
    random_case=_random_shape,
    hints=(
        (
            "Add up three things: the embedding table at the entrance, the layers, and the norm at the end. If the"
            " embeddings are not tied, there is a second table at the exit."
        ),
        (
            "embeddings = vocab_size × width\nlayers = number of layers × the sum of layer_parameters(shape)\n"
            "total = embeddings + layers + width\nif not tied: total += embeddings"
        ),
    ),
)


@exercise.mistake("Your count is too small by exactly one norm. After the last layer there is one more, "
                  "with width numbers.")
def _forgets_the_last_norm(shape):
    return reference.count_parameters(shape) - shape.width


@exercise.mistake("You count the embedding table twice even when tie_embeddings is True. *Tied* means that the same "
                  "table serves at both ends.")
def _counts_the_exit_always(shape):
    return reference.count_parameters(shape) + (shape.vocab_size * shape.width if shape.tie_embeddings else 0)


@exercise.mistake("When tie_embeddings is False, the exit has a table of its own, as large as the one at the entrance. "
                  "You left it out.")
def _never_counts_the_exit(shape):
    return reference.count_parameters(shape) - (0 if shape.tie_embeddings else shape.vocab_size * shape.width)


@exercise.mistake("*Tied* means that there is only one table. You add a second table when there is none, and "
                  "leave it out when there is one.")
def _asks_the_wrong_way_round(shape):
    table = shape.vocab_size * shape.width
    return reference.count_parameters(shape) + (table if shape.tie_embeddings else -table)


@exercise.mistake("You counted a single layer. The model has shape.layers of them, all of the same size.")
def _one_layer_only(shape):
    layer = sum(reference.layer_parameters(shape).values())
    return reference.count_parameters(shape) - (shape.layers - 1) * layer


@exercise.mistake("The embedding table at the entrance is missing. It has a row of width numbers for each of the "
                  "vocab_size tokens.")
def _forgets_the_embeddings(shape):
    return reference.count_parameters(shape) - shape.vocab_size * shape.width
