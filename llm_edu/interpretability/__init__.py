"""Looking inside a trained model, and changing what is found there (lesson 09).

Read in this order:
``places``        where one can look, and `changed`: a model that computes with something else there
``lens``          what would it say if it stopped after this layer?
``attribution``   which heads and feed-forward layers voted for a token, adding up to its logit
``patching``      what carries an answer: bring one place over from another text
"""

from llm_edu.interpretability.attribution import Attribution, attribute
from llm_edu.interpretability.lens import Guesses, best_guesses, logit_lens, probability_by_layer, streams
from llm_edu.interpretability.patching import patched, restored
from llm_edu.interpretability.places import all_places, changed, put, read

__all__ = [
    "Attribution",
    "Guesses",
    "all_places",
    "attribute",
    "best_guesses",
    "changed",
    "logit_lens",
    "patched",
    "probability_by_layer",
    "put",
    "read",
    "restored",
    "streams",
]
