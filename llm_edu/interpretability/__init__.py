"""Looking inside a trained model, and changing what is found there (lesson 09).

Read in this order:
``sites``         the sites inside a model that you can look at; `changed` intervenes there
``lens``          the logit lens: what would the model say if it stopped after this layer?
``attribution``   direct logit attribution: which heads and feed-forward layers voted for a token
``patching``      activation patching: which site carries the answer over from another text?
``steering``      add a steering vector to the residual stream, and measure what that costs
``probes``        linear probes, with a control task: can a fact be read from the residual stream?
``autoencoder``   sparse autoencoders: the residual stream as a sum of a few directions out of many
``matching``      which fact does each of those directions stand for?

Where attention goes is in ``record["attention"]``, and `llm_edu.attention.first_token_score` measures its sinks.
"""

import sys

from llm_edu.interpretability import sites
from llm_edu.interpretability.attribution import Attribution, attribute
from llm_edu.interpretability.autoencoder import SparseAutoencoder, dead_features, train_autoencoder
from llm_edu.interpretability.lens import Guesses, best_guesses, logit_lens, probability_by_layer, residual_stream
from llm_edu.interpretability.matching import Match, match_features
from llm_edu.interpretability.patching import patched, patching_effect
from llm_edu.interpretability.probes import ProbeResult, control_labels, fit_probe, probe, residual_stream_at
from llm_edu.interpretability.sites import all_sites, changed, put, read
from llm_edu.interpretability.steering import log_odds, loss_by_strength, steered, steering_vector

__all__ = [
    "Attribution",
    "Guesses",
    "Match",
    "ProbeResult",
    "SparseAutoencoder",
    "all_sites",
    "attribute",
    "best_guesses",
    "changed",
    "control_labels",
    "dead_features",
    "fit_probe",
    "log_odds",
    "logit_lens",
    "loss_by_strength",
    "match_features",
    "patched",
    "patching_effect",
    "probability_by_layer",
    "probe",
    "put",
    "read",
    "residual_stream",
    "residual_stream_at",
    "steered",
    "steering_vector",
    "train_autoencoder",
]

# Earlier names, which your notebooks may hold.
sys.modules[f"{__name__}.places"] = sites
all_places, streams, stream_at, restored, direction, Probed = (
    all_sites, residual_stream, residual_stream_at, patching_effect, steering_vector, ProbeResult)
