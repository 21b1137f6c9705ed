"""The models of lesson 08: all alike but for their width, so that size is one number."""

from llm_edu.lessons.scaling.babble import ROW, VOCABULARY
from llm_edu.training import train
from llm_edu.training.recipe import Recipe

# Heads need not begin by copying: what comes next is decided by the last letters, not by something told long ago.
RECIPE = Recipe(layers=2, heads=2, head_dim=16, context_length=ROW, batch_size=64, copying=0, tie_embeddings=False)
LETTERS_A_STEP = RECIPE.training(1).batch_size * ROW


def make_model(width, seed=0):
    """A new model of this width for rows of letters."""
    return RECIPE.but(width=width).model(VOCABULARY, seed)


def count_parameters(width):
    """N: all of a model's parameters.

    >>> count_parameters(32), count_parameters(64)
    (18340, 53060)
    """
    return sum(parameter.numel() for parameter in make_model(width).parameters())


def learn(width, rows, steps, seed=0):
    """A model of this width that has read `steps` batches of 64 rows, with its rate falling from the first to the last.

    -> (model, letters read)
    """
    model = make_model(width, seed)
    run = train(model, rows, RECIPE.training(steps, seed=seed), progress=False)
    return model, run.tokens
