"""What a learner writes in lesson 08 on laws, looped as the lesson does: is it the interval of the module?"""

import numpy as np
import pytest
from exercise_cells import defined, source_of

from llm_edu.scaling.laws import prediction_interval


def test_the_exercise_a_thousand_times_is_the_interval_of_the_module():
    source = source_of("resampled_prediction")
    resampled_prediction = defined(source, source.solution)
    amounts = [1000, 2000, 4000, 8000, 16000] * 4
    noise = np.random.default_rng(1).normal(size=20)
    excesses = [300 * amount**-0.5 * np.exp(0.05 * off) for amount, off in zip(amounts, noise)]
    chosen = np.random.default_rng(0).integers(20, size=(1000, 21))
    foretold = [resampled_prediction(amounts, excesses, 64000, each) for each in chosen]
    expected = prediction_interval(amounts, excesses, 64000, resamples=1000, seed=0)
    assert np.quantile(foretold, [0.05, 0.95]) == pytest.approx(expected)
