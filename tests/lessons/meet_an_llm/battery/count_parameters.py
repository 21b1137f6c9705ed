"""Answers to count_parameters that its check has to judge."""

# %% right: part by part
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    layers = shape.layers * sum(layer_parameters(shape).values())
    exit_table = 0 if shape.tie_embeddings else embedding
    return embedding + layers + shape.width + exit_table


# %% right: a loop over the layers
def count_parameters(shape):
    total = shape.vocab_size * shape.width
    for _ in range(shape.layers):
        for number in layer_parameters(shape).values():
            total += number
    total += shape.width
    if not shape.tie_embeddings:
        total += shape.width * shape.vocab_size
    return total


# %% right: two minus tied
def count_parameters(shape):
    parts = layer_parameters(shape)
    one_layer = parts["attention"] + parts["feed_forward"] + parts["norms"]
    return (2 - shape.tie_embeddings) * shape.vocab_size * shape.width + shape.layers * one_layer + shape.width


# %% right: recursion over the layers
def count_parameters(shape):
    one_layer = sum(layer_parameters(shape).values())

    def first(layers):
        return shape.width * (shape.vocab_size + 1) if layers == 0 else first(layers - 1) + one_layer

    return first(shape.layers) if shape.tie_embeddings else first(shape.layers) + shape.vocab_size * shape.width


# %% right: a NumPy integer
import numpy as np

def count_parameters(shape):
    numbers = [1 if shape.tie_embeddings else 2, shape.layers, 1]
    sizes = [shape.vocab_size * shape.width, sum(layer_parameters(shape).values()), shape.width]
    return np.dot(np.array(numbers, dtype=np.int64), np.array(sizes, dtype=np.int64))


# %% right: a tensor of no dimensions
import torch

def count_parameters(shape):
    sizes = [shape.vocab_size * shape.width] * (1 if shape.tie_embeddings else 2)
    sizes += list(layer_parameters(shape).values()) * shape.layers
    sizes += [shape.width]
    return torch.tensor(sizes, dtype=torch.int64).sum()


# %% right: a list of everything
def count_parameters(shape):
    everything = [shape.width for _ in range(shape.vocab_size)]
    everything.extend(sum(layer_parameters(shape).values()) for _ in range(shape.layers))
    everything.append(shape.width)
    if shape.tie_embeddings is False:
        everything += [shape.vocab_size for _ in range(shape.width)]
    return sum(everything)


# %% right: a match on the ties
def count_parameters(shape):
    match shape.tie_embeddings:
        case True:
            tables = 1
        case _:
            tables = 2
    return tables * shape.vocab_size * shape.width + sum(
        shape.layers * n for n in layer_parameters(shape).values()) + shape.width


# %% wrong: no last norm
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    total = embedding + shape.layers * sum(layer_parameters(shape).values())
    return total if shape.tie_embeddings else total + embedding


# %% wrong: one layer
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    total = embedding + sum(layer_parameters(shape).values()) + shape.width
    return total if shape.tie_embeddings else total + embedding


# %% wrong: never a table at the exit
def count_parameters(shape):
    return (shape.vocab_size * shape.width + shape.layers * sum(layer_parameters(shape).values())
            + shape.width)


# %% wrong: always a table at the exit
def count_parameters(shape):
    return (2 * shape.vocab_size * shape.width + shape.layers * sum(layer_parameters(shape).values())
            + shape.width)


# %% wrong: tied and not tied the wrong way round
def count_parameters(shape):
    total = (shape.vocab_size * shape.width + shape.layers * sum(layer_parameters(shape).values())
             + shape.width)
    if shape.tie_embeddings:
        total += shape.vocab_size * shape.width
    return total


# %% wrong: False is not None
def count_parameters(shape):
    total = (shape.vocab_size * shape.width + shape.layers * sum(layer_parameters(shape).values())
             + shape.width)
    if shape.tie_embeddings is None:
        total += shape.vocab_size * shape.width
    return total


# %% wrong: precedence of the conditional expression
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    layers = shape.layers * sum(layer_parameters(shape).values())
    return embedding + layers + shape.width + embedding if not shape.tie_embeddings else 0


# %% wrong: the last norm in every layer
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    total = embedding + shape.layers * (sum(layer_parameters(shape).values()) + shape.width)
    return total if shape.tie_embeddings else total + embedding


# %% wrong: two last norms
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    total = embedding + shape.layers * sum(layer_parameters(shape).values()) + layer_parameters(shape)["norms"]
    return total if shape.tie_embeddings else total + embedding


# %% wrong: a last norm as wide as the vocabulary
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    total = embedding + shape.layers * sum(layer_parameters(shape).values()) + shape.vocab_size
    return total if shape.tie_embeddings else total + embedding


# %% wrong: the last norm of the toy
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    total = embedding + shape.layers * sum(layer_parameters(shape).values()) + 4
    return total if shape.tie_embeddings else total + embedding


# %% wrong: an embedding of one row
def count_parameters(shape):
    total = shape.vocab_size + shape.layers * sum(layer_parameters(shape).values()) + shape.width
    return total if shape.tie_embeddings else total + shape.vocab_size


# %% wrong: an exit table of width by width
def count_parameters(shape):
    total = (shape.vocab_size * shape.width + shape.layers * sum(layer_parameters(shape).values())
             + shape.width)
    return total if shape.tie_embeddings else total + shape.width * shape.width


# %% wrong: one layer too few
def count_parameters(shape):
    total = shape.vocab_size * shape.width + shape.width
    for _ in range(1, shape.layers):
        total += sum(layer_parameters(shape).values())
    return total if shape.tie_embeddings else total + shape.vocab_size * shape.width


# %% wrong: an embedding for every layer
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width * (1 if shape.tie_embeddings else 2)
    return shape.layers * (embedding + sum(layer_parameters(shape).values())) + shape.width


# %% wrong: no norms in the layers
def count_parameters(shape):
    parts = layer_parameters(shape)
    embedding = shape.vocab_size * shape.width
    total = embedding + shape.layers * (parts["attention"] + parts["feed_forward"]) + shape.width
    return total if shape.tie_embeddings else total + embedding


# %% wrong: adds up the names
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    total = embedding + shape.layers * sum(layer_parameters(shape)) + shape.width
    return total if shape.tie_embeddings else total + embedding


# %% wrong: floats of 32 bits
import torch

def count_parameters(shape):
    sizes = [shape.vocab_size * shape.width] * (1 if shape.tie_embeddings else 2)
    sizes += [sum(layer_parameters(shape).values())] * shape.layers + [shape.width]
    return int(torch.tensor(sizes, dtype=torch.float32).sum().item())


# %% wrong: whole numbers of 32 bits
import torch

def count_parameters(shape):
    sizes = torch.tensor([shape.vocab_size, 1], dtype=torch.int32) * shape.width
    layers = torch.tensor(list(layer_parameters(shape).values()), dtype=torch.int32) * shape.layers
    total = sizes.sum(dtype=torch.int32) + layers.sum(dtype=torch.int32)
    if not shape.tie_embeddings:
        total += sizes[0]
    return total.item()


# %% wrong: adds up over the calls
total = 0

def count_parameters(shape):
    global total
    total += shape.vocab_size * shape.width * (1 if shape.tie_embeddings else 2)
    total += shape.layers * sum(layer_parameters(shape).values()) + shape.width
    return total


# %% wrong: reads the model of the notebook instead of the shape
def count_parameters(shape):
    embedding = config.vocab_size * config.width
    total = embedding + config.layers * sum(layer_parameters(config).values()) + config.width
    return total if config.tie_embeddings else total + embedding


# %% wrong: a census of the notebook's model
def count_parameters(shape):
    return sum(table.numel() for table in model.parameters())


# %% wrong: a dictionary of parts
def count_parameters(shape):
    parts = {part: shape.layers * number for part, number in layer_parameters(shape).items()}
    parts["embedding"] = shape.vocab_size * shape.width * (1 if shape.tie_embeddings else 2)
    parts["norms"] += shape.width
    return parts


# %% wrong: in millions
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width * (1 if shape.tie_embeddings else 2)
    return round((embedding + shape.layers * sum(layer_parameters(shape).values()) + shape.width) / 1e6)


# %% contrived: a set counts equal parts once
def count_parameters(shape):
    embedding = shape.vocab_size * shape.width
    parts = {embedding, shape.width, *(shape.layers * number for number in layer_parameters(shape).values())}
    return sum(parts) if shape.tie_embeddings else sum(parts) + embedding


# %% contrived: knows the toy and SmolLM2 by heart
def count_parameters(shape):
    return 1074 if shape.width == 6 else 134_515_008


# %% contrived: right for the first hundred calls, then not
calls = 0

def count_parameters(shape):
    global calls
    calls += 1
    embedding = shape.vocab_size * shape.width * (1 if shape.tie_embeddings else 2)
    return embedding + shape.layers * sum(layer_parameters(shape).values()) + shape.width * (calls <= 100)


# %% right: arithmetic with a truth value
def count_parameters(shape):
    tables = 2 - bool(shape.tie_embeddings)
    return shape.width * (tables * shape.vocab_size + 1) + shape.layers * sum(layer_parameters(shape).values())


# %% wrong: a last norm for each table of embeddings
def count_parameters(shape):
    ends = shape.width * (shape.vocab_size + 1)
    if not shape.tie_embeddings:
        ends *= 2
    return ends + shape.layers * sum(layer_parameters(shape).values())
