"""``window_logits``: a neural network over a window of words."""

import torch

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Exercise, case


def _network(lay=lambda vectors: vectors.flatten(1), bend=torch.tanh, hidden_bias=1.0, output_bias=1.0,
             finish=lambda logits: logits):
    """A window_logits with one thing wrong."""

    def logits(contexts, embeddings, hidden, first_bias, output, second_bias):
        units = bend(lay(embeddings[contexts]) @ hidden + hidden_bias * first_bias)
        return finish(units @ output + output_bias * second_bias)

    return logits


def _network_case(rng, batch=None, window=None):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    batch, window = batch or rng.randrange(1, 4), window or rng.randrange(1, 4)
    words, width, units = rng.randrange(2, 5), rng.randrange(1, 4), rng.randrange(1, 4)

    def table(*shape):
        return torch.randn(*shape, generator=generator)

    return (torch.randint(words, (batch, window), generator=generator), table(words, width),
            table(window * width, units), table(units), table(units, words), table(words))


exercise = Exercise(
    reference=lm.window_logits,
    cases=lambda: [
        case(torch.tensor([[0]]), torch.ones(1, 1), torch.ones(1, 1), torch.ones(1), torch.ones(1, 1), torch.ones(1)),
        case(torch.tensor([[1, 0]]), torch.tensor([[0.5], [-1.0]]), torch.tensor([[1.0], [2.0]]), torch.tensor([0.25]),
             torch.tensor([[1.0, -1.0]]), torch.tensor([0.0, 0.5])),
        case(torch.tensor([[0, 1], [1, 1]]), torch.tensor([[1.0, 0.0], [0.0, 2.0]]),
             torch.tensor([[1.0, 0.0], [0.0, 0.5], [-1.0, 0.0], [0.0, 1.0]]), torch.tensor([0.5, -0.5]),
             torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([0.0, 1.0])),
        case(torch.tensor([[0], [1]]), torch.tensor([[200.0], [-200.0]]), torch.ones(1, 1), torch.zeros(1),
             torch.ones(1, 2), torch.zeros(2)),    # far out on both sides of tanh
    ],
    random_case=_network_case,
    hints=(
        "There are four steps. Look up the vectors. Lay them side by side. Multiply by hidden, add its bias, and apply "
        "tanh. Multiply by output, and add its bias. Follow the shapes.",
        "vectors = the rows of embeddings          (batch, window, width)\n"
        "side_by_side = flattened from dimension 1 (batch, window · width)\n"
        "units = tanh(side_by_side @ hidden + hidden_bias)\nreturn units @ output + output_bias",
    ),
    compare="close",
    gradient=["embeddings", "hidden", "hidden_bias", "output", "output_bias"],
)

exercise.mistake("There is no tanh. Two matrices with nothing between them can do no more than one: multiply them, and "
                 "you have it.", _network(bend=lambda values: values))
exercise.mistake("You use relu instead of tanh. The network would learn, too, but the exercise asks for the numbers "
                 "with tanh.", _network(bend=torch.relu))
exercise.mistake("You use sigmoid instead of tanh. A sigmoid squeezes numbers into 0 … 1, tanh squeezes them into −1 … "
                 "1.", _network(bend=torch.sigmoid))
exercise.mistake("You do not use hidden_bias.", _network(hidden_bias=0.0))
exercise.mistake("You do not use output_bias. With it, the network can remember how common each word is, whatever came "
                 "before.", _network(output_bias=0.0))


@exercise.mistake("You add hidden_bias after the tanh. It belongs inside: it shifts the point where tanh bends.")
def _bias_after_tanh(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = torch.tanh(embeddings[contexts].flatten(1) @ hidden) + hidden_bias
    return units @ output + output_bias


exercise.mistake("You lay the vectors side by side in the wrong order. First come all the numbers of the first word, "
                 "then all the numbers of the second.",
                 _network(lay=lambda vectors: vectors.transpose(1, 2).flatten(1)))
exercise.mistake("Your windows run backwards.", _network(lay=lambda vectors: vectors.flip(1).flatten(1)))
exercise.mistake("You return probabilities. The loss needs the scores, and applies softmax itself.",
                 _network(finish=lambda logits: logits.softmax(-1)))
exercise.mistake("The last step has no tanh. A tanh there would hold all scores between −1 and 1, and the model could "
                 "never be sure.", _network(finish=torch.tanh))
exercise.mistake("You flatten everything into one long row, the batch included. Each example stays a row of its own: "
                 "flatten from dimension 1 on.", _network(lay=lambda vectors: vectors.flatten()))
exercise.mistake("The vectors of a window are still in separate rows, (batch, window, width). Lay them side by side, "
                 "(batch, window · width): flatten(start_dim=1).", _network(lay=lambda vectors: vectors))
exercise.mistake("What you multiply by `hidden` does not fit. It needs one row for each example, with window · width "
                 "numbers. Lay the vectors of a window side by side: flatten(start_dim=1). If you added them up or "
                 "averaged them, they would lose their order.", _network(lay=lambda vectors: vectors.mean(1)))


@exercise.mistake("The examples are rows, so they come first: x @ hidden turns (batch, n) and (n, units) into (batch, "
                  "units). Print the shapes.")
def _hidden_first(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    return torch.tanh(hidden @ embeddings[contexts].flatten(1) + hidden_bias) @ output + output_bias


@exercise.mistake("* multiplies entry by entry. The matrix product, rows times columns, is @.")
def _entry_by_entry(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    return torch.tanh(embeddings[contexts].flatten(1) * hidden + hidden_bias) * output + output_bias


@exercise.mistake("Do you calculate with contexts? An id is only the number of a row. embeddings[contexts] looks these "
                  "rows up.")
def _ids_as_numbers(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    return torch.tanh(contexts @ embeddings @ hidden + hidden_bias) @ output + output_bias
