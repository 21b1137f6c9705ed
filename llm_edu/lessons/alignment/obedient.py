"""Storyteller after it has learned to obey, as ``measurements/obedience.py`` trained it.

Of its vectors for tokens only those are kept whose tokens occur in stories and instructions: the others may have moved,
too, but no instruction asks for them.
"""

import numpy as np
import torch

from llm_edu.course.measuring import load_measurement
from llm_edu.training import load_storyteller

EMBEDDING = "token_embedding.weight"


def load_obedient():
    """The obedient model and its tokenizer, as `load_storyteller` returns them."""
    return assembled(load_measurement("alignment_obedience").tensors("all weights")), load_storyteller()[1]


def changes(model, tokens):
    """What there is to keep of a model that was Storyteller: name -> tensor.

    tokens: ids that it has learned with. 16 bits hold no ids above 2,048, so the gaps between them are kept.
    """
    parameters = {name: parameter.detach() for name, parameter in model.named_parameters()}
    ids = torch.from_numpy(np.unique(tokens).astype(np.int64))
    rows = parameters.pop(EMBEDDING)[ids]
    return parameters | {"gaps": torch.diff(ids, prepend=torch.zeros(1, dtype=torch.int64)).float(), "rows": rows}


def assembled(tensors):
    """Storyteller with these `changes`, in the 16 bits in which they are kept, ready to use."""
    tensors = {name: tensor.half().float() for name, tensor in tensors.items()}
    ids, rows = tensors.pop("gaps").cumsum(0).long(), tensors.pop("rows")
    model = load_storyteller()[0]
    table = model.token_embedding.weight.detach().clone()
    table[ids] = rows
    model.load_state_dict(tensors | {EMBEDDING: table})
    return model.eval()
