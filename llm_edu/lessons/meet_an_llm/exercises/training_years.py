"""``training_years``: how long a training run takes."""

from llm_edu import meet_an_llm as reference
from llm_edu.course.checks.exercise import Exercise, case

exercise = Exercise(
    reference=reference.training_years,
    cases=[
        case(7_000_001, 2_000_000_000_001, 4e9),
        case(1_000_000, 20_000_000, 1e9),
        case(134_515_008, 2_000_000_000_000, 100e9),
        case(175e9, 0.3e12, 100e9),
        case(175e9, 0.3e12, 300e12),
        case(30_001, 70_001, 1e4),  # a part of a second
        case(405e9, 15.6e12, 100e9),  # millions of years
    ],
    tensor_numbers=False,
    hints=(
        "Work out the number of operations first, then the seconds, then the years.",
        (
            "operations = 6 × parameters × tokens\nseconds = operations / operations_per_second\n"
            "years = seconds / (60 × 60 × 24 × 365)"
        ),
    ),
    random_case=lambda rng: tuple(rng.randrange(10**5, 10 ** rng.randrange(6, 14)) for _ in range(3)),
    valid=lambda *numbers: min(numbers) >= 10**5,
    compare="close",
    tolerance=1e-12,
)

exercise.mistake("2 operations for each parameter and token are enough to *use* the model. Training takes three times "
                 "as many: 6.",
                 lambda n, d, speed: 2 * n * d / speed / 31_536_000)
exercise.mistake("That is the time in seconds. Divide by the seconds of a year.", lambda n, d, speed: 6 * n * d / speed)
exercise.mistake("That is the time in days. Divide by 365 as well.", lambda n, d, speed: 6 * n * d / speed / 86_400)
exercise.mistake("Almost: you count 365.25 days in a year. Take 365, as the exercise says.",
                 lambda n, d, speed: 6 * n * d / speed / (86_400 * 365.25))
exercise.mistake("More tokens should take longer, and a faster computer should take less time. By which of the two do "
                 "you have to divide?", lambda n, d, speed: 6 * n * speed / d / 31_536_000)
exercise.mistake("You round to whole seconds on the way, as `//` does. Divide with `/`.",
                 lambda n, d, speed: 6 * n * d // speed / 31_536_000)
