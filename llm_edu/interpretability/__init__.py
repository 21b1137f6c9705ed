"""Looking inside a trained model, and changing what is found there (lesson 09).

Read in this order:
``places``        where one can look, and `changed`: a model that computes with something else there
``lens``          what would it say if it stopped after this layer?
``attribution``   which heads and feed-forward layers voted for a token, adding up to its logit
``patching``      what carries an answer: bring one place over from another text
``steering``      add a direction, and it says other things; and at what price
``probes``        can a fact be read from the stream, by more than a probe's own learning by heart?
``autoencoder``   the stream as a sum of a few directions out of many; ``matching``: what each of them stands for

Where attention goes is in ``record["attention"]``, and `llm_edu.attention.first_token_score` measures its sinks.
"""

from llm_edu.interpretability.attribution import Attribution, attribute
from llm_edu.interpretability.autoencoder import SparseAutoencoder, dead_features, train_autoencoder
from llm_edu.interpretability.lens import Guesses, best_guesses, logit_lens, probability_by_layer, streams
from llm_edu.interpretability.matching import Match, match_features
from llm_edu.interpretability.patching import patched, restored
from llm_edu.interpretability.places import all_places, changed, put, read
from llm_edu.interpretability.probes import Probed, control_labels, fit_probe, probe, stream_at
from llm_edu.interpretability.steering import direction, log_odds, loss_by_strength, steered

__all__ = [
    "Attribution",
    "Guesses",
    "Match",
    "Probed",
    "SparseAutoencoder",
    "all_places",
    "attribute",
    "best_guesses",
    "changed",
    "control_labels",
    "dead_features",
    "direction",
    "fit_probe",
    "log_odds",
    "logit_lens",
    "loss_by_strength",
    "match_features",
    "patched",
    "probability_by_layer",
    "probe",
    "put",
    "read",
    "restored",
    "steered",
    "stream_at",
    "streams",
    "train_autoencoder",
]
