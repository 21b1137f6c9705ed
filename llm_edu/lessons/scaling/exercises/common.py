"""What the exercises of lesson 08 on laws share."""

import math


def made_up_runs(rng, amounts, scatter=0.1):
    """Excesses of a law drawn at random, each off it by some per cent, with four digits: so a case can be read."""
    coefficient, exponent = rng.uniform(1, 100), rng.uniform(0.1, 1.5)
    exact = (coefficient * amount**-exponent * math.exp(rng.gauss(0, scatter)) for amount in amounts)
    return [float(f"{excess:.4g}") for excess in exact]
