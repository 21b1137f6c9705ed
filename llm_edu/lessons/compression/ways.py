"""Ways to compress a model, as lesson 17's chart compares them: name -> the compressed model."""

from llm_edu.compression import (
    Pruned,
    compressed,
    input_norms,
    n_of_m,
    prune_by_size,
    prune_by_wanda,
    prune_heads,
    prune_neurons,
    quantise_weights,
    round_with_compensation,
    wanda_scores,
)

EMBEDDING = "token_embedding"


def ways(model, inputs):
    """Name -> a function that makes the compressed model. Pruning leaves the embedding as it is, rounding does not.

    inputs: of `layer_inputs`, for those ways that look at what the layers read
    """
    def quantised(bits, group):
        return lambda: compressed(model, lambda name, weight: quantise_weights(weight, bits, group))

    def in_blocks(change):
        return lambda: compressed(model, lambda name, weight: (
            quantise_weights(weight, 8, "row") if name == EMBEDDING else change(name, weight)))

    def pruned(change):
        return lambda: compressed(model, lambda name, weight: Pruned(change(name, weight)), keep=[EMBEDDING])

    def norms(name):
        return input_norms(inputs[name])

    return {
        "16 bits": lambda: model,
        "8 bits, a scale a row": quantised(8, "row"),
        "4 bits, groups of 32": quantised(4, 32),
        "4 bits, embedding in 8": in_blocks(lambda name, weight: quantise_weights(weight, 4, 32)),
        "3 bits, embedding in 8": in_blocks(lambda name, weight: quantise_weights(weight, 3, 32)),
        "3 bits compensated, embedding in 8": in_blocks(
            lambda name, weight: round_with_compensation(weight, inputs[name], 3, 32)),
        "a third pruned by size": pruned(lambda name, weight: prune_by_size(weight, 1 / 3)),
        "half pruned by size": pruned(lambda name, weight: prune_by_size(weight, 0.5)),
        "half pruned by Wanda": pruned(lambda name, weight: prune_by_wanda(weight, norms(name), 0.5)),
        "2 of 4 kept by Wanda": pruned(lambda name, weight: weight * n_of_m(wanda_scores(weight, norms(name)))),
        "a quarter of the neurons": lambda: prune_neurons(model, 0.25, inputs),
        "a third of the heads": lambda: prune_heads(model, model.config.key_value_heads // 3, inputs),
    }
