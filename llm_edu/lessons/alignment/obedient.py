"""Storyteller after it has learned to obey, in two rounds, as ``measurements/obedience.py`` trained it.

All of its vectors for tokens are kept, also those of tokens that no story holds: in each step of training these have
been pushed away. With their old vectors the model would say them between the words of a story.
"""

from llm_edu.course.measuring import load_measurement
from llm_edu.training import load_storyteller


def load_obedient():
    """The obedient model and its tokenizer, as `load_storyteller` returns them."""
    return assembled(load_measurement("alignment_obedience").tensors("what cannot come")), load_storyteller()[1]


def numbers_of(model):
    """What there is to keep of a model that was Storyteller: name -> tensor."""
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


def assembled(tensors):
    """Storyteller with these `numbers_of` a model, in the 16 bits in which they are kept, ready to use."""
    model = load_storyteller()[0]
    model.load_state_dict({name: tensor.half().float() for name, tensor in tensors.items()})
    return model.eval()
