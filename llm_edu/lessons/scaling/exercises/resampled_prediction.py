"""``resampled_prediction``: one step of a bootstrap, a new run in a made-up world."""

import math

import numpy as np

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.scaling.exercises.common import made_up_runs
from llm_edu.scaling.laws import fit_power_law


def _fitted(amounts, excesses):
    law = fit_power_law(amounts, excesses)
    return law.coefficient, law.exponent


def _step(residuals_of=lambda excesses, law: np.log(excesses / law), stretch=lambda n: math.sqrt(n / (n - 4)),
          new_stretch=None, runs=lambda chosen, n: chosen[:n], new=lambda chosen, n: chosen[n], refit=True,
          finish=lambda excess, residual: excess * math.exp(residual)):
    """A resampled_prediction with one thing wrong."""
    def function(amounts, excesses, at, chosen):
        n = len(amounts)
        amounts, excesses = np.asarray(amounts, dtype=float), np.asarray(excesses, dtype=float)
        coefficient, exponent = _fitted(amounts, excesses)
        law = coefficient * amounts**-exponent
        residuals = residuals_of(excesses, law)
        world = law * np.exp(stretch(n) * residuals[list(runs(chosen, n))])
        if refit:
            coefficient, exponent = _fitted(amounts, world)
        last = (new_stretch or stretch)(n) * residuals[new(chosen, n)]
        return float(finish(coefficient * at**-exponent, last))
    return function


def _case(rng, count):
    amounts = sorted(rng.choice([500, 1000, 2000, 4000, 8000]) for _ in range(count - 1)) + [16000]
    return amounts, made_up_runs(rng, amounts), 64000, [rng.randrange(count) for _ in range(count + 1)]


AMOUNTS, EXCESSES = [1000, 1000, 4000, 4000, 16000, 16000], [8.4, 7.8, 4.1, 3.7, 1.9, 2.2]

exercise = Exercise(
    reference=_step(),
    cases=[case(AMOUNTS, [10, 6.4, 5, 3.2, 2.5, 1.6], 64000, [0, 0, 0, 1, 1, 1, 0]),    # by hand in the lesson
           case(AMOUNTS, EXCESSES, 64000, [0, 1, 2, 3, 4, 5, 0]), case(AMOUNTS, EXCESSES, 64000, [5, 5, 0, 0, 3, 3, 2]),
           case(AMOUNTS, EXCESSES, 64000, [0, 0, 0, 0, 0, 0, 3]), case(AMOUNTS, EXCESSES, 1, [4, 3, 1, 0, 2, 0, 5]),
           case([100, 200, 400, 800, 1600], [6.0, 4.4, 2.9, 2.2, 1.4], 12800, [2, 0, 4, 4, 1, 3]),
           case([100, 200, 400, 800, 1600], [1.0, 1.2, 0.9, 1.1, 1.0], 3200, [1, 2, 3, 4, 0, 1]),
           case(AMOUNTS, EXCESSES, 64000, np.array([1, 0, 3, 2, 5, 4, 4])),
           case(np.array(AMOUNTS * 2, dtype=float), np.array(EXCESSES + [8.0, 8.1, 3.9, 3.8, 2.0, 2.1]), 64000,
                np.array([3, 0, 11, 2, 1, 4, 1, 9, 9, 5, 0, 7, 10]))],
    random_case=lambda rng: _case(rng, rng.randrange(5, 9)),
    valid=lambda amounts, excesses, at, chosen: (
        4 < len(amounts) == len(excesses) == len(chosen) - 1 and len(set(amounts)) > 1
        and min(*amounts, *excesses, at) > 0 and min(chosen) >= 0 and max(chosen) < len(amounts)),
    hints=(
        "You need two fits. The first is to the measured runs, and gives the residuals. The second is to the made-up "
        "world, which is the first law plus the chosen residuals. Only the second fit predicts.",
        "law = coefficient · amount^(−exponent) for each run, as fitted\n"
        "residuals = √(n / (n − 4)) · ln(excess / law), a list of n\n"
        "world: run i has law[i] · e^(residuals[chosen[i]])\n"
        "fit again, to the world\n"
        "at `at`: the new law · e^(residuals[chosen[n]])",
    ),
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("You don't stretch the residuals. The law was fitted to these runs, so they lie closer to it than a "
                 "new run will.", _step(stretch=lambda n: 1.0))
exercise.mistake("The root is missing: the stretch is √(n / (n − 4)).", _step(stretch=lambda n: n / (n - 4)))
exercise.mistake("The stretch is upside down: residuals become longer, not shorter.",
                 _step(stretch=lambda n: math.sqrt((n - 4) / n)))
exercise.mistake("You stretched by √(n / (n − 2)), which allows for the two fitted numbers. Subtract two more, "
                 "because the scatter itself is only an estimate.", _step(stretch=lambda n: math.sqrt(n / (n - 2))))
exercise.mistake("You don't stretch the new run's residual. It is drawn from the same n residuals, and all of them "
                 "are stretched.",
                 _step(new_stretch=lambda n: 1.0))
exercise.mistake("That is the value of the new law at `at`. A new run does not land exactly on its law. It gets a "
                 "residual as well, the one that was chosen last.", _step(finish=lambda excess, residual: excess))
exercise.mistake("You predict with the law of the measured runs. Fit again, to the made-up world. (If you do fit "
                 "again, make sure that run i gets residual number chosen[i]. With its own residual, the fit comes "
                 "out as before.)",
                 _step(refit=False))
exercise.mistake("You add the last residual to the excess. It changes the excess by a factor: multiply the law by "
                 "e^residual.",
                 _step(finish=lambda excess, residual: excess + residual))
exercise.mistake("You resampled the runs themselves. Here, every run keeps its amount, and gets the residual of a run "
                 "drawn at random.",
                 lambda amounts, excesses, at, chosen: _pairs(amounts, excesses, at, chosen))
exercise.mistake("Your residuals have the wrong sign: ln(law / excess). A run above the law has a positive residual.",
                 _step(residuals_of=lambda excesses, law: np.log(law / excesses)))
exercise.mistake("You give the new run the first number chosen, and run i the number i + 1. Give run i the number i, "
                 "and the new run the last number.",
                 _step(runs=lambda chosen, n: chosen[1:], new=lambda chosen, n: chosen[0]))
exercise.mistake("The new run gets the last residual of the list. It should get the residual whose *number* was "
                 "chosen last.", _step(new=lambda chosen, n: n - 1))
exercise.mistake("That is the logarithm of the excess. Undo the logarithm at the end.",
                 _step(finish=lambda excess, residual: math.log(excess) + residual))


def _pairs(amounts, excesses, at, chosen):
    n = len(amounts)
    amounts, excesses = np.asarray(amounts, dtype=float), np.asarray(excesses, dtype=float)
    coefficient, exponent = _fitted(amounts, excesses)
    residuals = math.sqrt(n / (n - 4)) * np.log(excesses / (coefficient * amounts**-exponent))
    drawn = list(chosen[:n])
    if len(set(amounts[drawn].tolist())) == 1:
        return math.nan
    coefficient, exponent = _fitted(amounts[drawn], excesses[drawn])
    return float(coefficient * at**-exponent * math.exp(residuals[chosen[n]]))


@exercise.mistake("You subtract and add excesses without taking logarithms. A residual is ln excess − ln law, so it "
                  "changes the excess by a factor, e^residual.")
def _not_in_logarithms(amounts, excesses, at, chosen):
    n = len(amounts)
    amounts, excesses = np.asarray(amounts, dtype=float), np.asarray(excesses, dtype=float)
    coefficient, exponent = _fitted(amounts, excesses)
    law = coefficient * amounts**-exponent
    residuals = math.sqrt(n / (n - 4)) * (excesses - law)
    world = law + residuals[list(chosen[:n])]
    if world.min() <= 0:
        return math.nan
    coefficient, exponent = _fitted(amounts, world)
    return float(coefficient * at**-exponent + residuals[chosen[n]])
