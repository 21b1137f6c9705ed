"""``trapezoid``: up, along, and down."""

from llm_edu import training
from llm_edu.course.checks.exercise import Exercise, Property, case


def _trapezoid(rise=lambda step, warmup: (step + 1) / warmup,
               fall=lambda step, steps, falling: (steps - step) / falling,
               join=lambda rise, fall: min(rise, fall, 1.0),
               falling_of=lambda cooldown, steps, warmup: cooldown * steps):
    """A trapezoid with one thing wrong."""
    def function(step, steps, warmup, cooldown):
        falling = falling_of(cooldown, steps, warmup)
        return join(rise(step, warmup) if warmup > 0 else 1.0, fall(step, steps, falling) if falling > 0 else 1.0)
    return function


def _trapezoid_case(rng):
    steps = rng.randrange(1, 20)
    return case(rng.randrange(steps), steps, rng.randrange(steps), rng.choice([0.0, 0.25, 0.5, 0.75, 1.0]))


exercise = Exercise(
    reference=lambda step, steps, warmup, cooldown: training.trapezoid_schedule(step, steps, warmup, cooldown),
    # of equally large ones the first that fails is shown: those that say most (first step, last step) come first
    cases=[case(0, 1, 0, 0.0), case(0, 8, 2, 0.5), case(7, 8, 2, 0.5), case(1, 8, 2, 0.5), case(3, 8, 2, 0.5),
           case(4, 8, 2, 0.5), case(5, 8, 2, 0.5), case(2, 3, 0, 0.5), case(0, 4, 0, 0.0), case(3, 4, 0, 0.0),
           case(0, 4, 0, 1.0), case(3, 4, 0, 1.0), case(9, 10, 0, 0.3), case(2, 10, 4, 1.0),
           case(4, 8, 6, 0.75), case(6, 8, 7, 0.5), case(99_999, 100_000, 1_000, 0.25)],
    random_case=_trapezoid_case,
    random_cases=40,
    valid=lambda step, steps, warmup, cooldown: 0 <= step < steps and 0 <= warmup < steps and 0 <= cooldown <= 1,
    keywords=("warmup", "cooldown"),
    hints=(
        "Work out two shares, one as if there were no cool-down and one as if there were no warm-up. The smaller "
        "one counts, and it is never above 1.",
        "rise = (step + 1) / warmup, or 1 without a warm-up\nfalling = cooldown · steps    (how many steps it falls "
        "over)\nfall = (steps − step) / falling, or 1 without a cool-down\nthe smallest of rise, fall and 1",
    ),
    properties=[
        Property(lambda share, *_: share > 0, "Your share is 0, so the model would learn nothing at this step. Even "
                 "the first and the last step have some share of the rate."),
        Property(lambda share, *_: share <= 1, "Your share is above 1, which stands for the highest rate."),
    ],
    compare="close",
)

exercise.mistake("Your first step has a share of 0, so the model learns nothing in it. The share should reach 1 after "
                 "`warmup` steps, so count step + 1.", _trapezoid(rise=lambda step, warmup: step / warmup))
exercise.mistake("You multiply rise and fall. Where they overlap, the smaller one counts.",
                 _trapezoid(join=lambda rise, fall: min(rise, 1.0) * min(fall, 1.0)))
exercise.mistake("Your share goes above 1. Between rise and fall it should be 1, the highest rate.",
                 _trapezoid(join=min))
exercise.mistake("You take the share of the steps after the warm-up. It is a share of *all* steps.",
                 _trapezoid(falling_of=lambda cooldown, steps, warmup: cooldown * (steps - warmup)))
exercise.mistake("Your last step has a share of 0, so the model learns nothing in it. At step `step`, there are "
                 "steps − step steps left, including itself.",
                 _trapezoid(fall=lambda step, steps, falling: (steps - 1 - step) / falling))


@exercise.mistake("warmup or cooldown can be 0. Then the share does not rise, or does not fall, and you divide by "
                  "zero.")
def _dividing_by_nothing(step, steps, warmup, cooldown):
    return min(1.0, (step + 1) / warmup, (steps - step) / (cooldown * steps))


exercise.mistake("You multiply warmup by steps. warmup *is* a number of steps; only cooldown is a share.",
                 lambda step, steps, warmup, cooldown: _trapezoid()(step, steps, warmup * steps, cooldown))
exercise.mistake("You round the number of falling steps down. Half of 3 steps is 1.5 steps: divide by that.",
                 _trapezoid(falling_of=lambda cooldown, steps, warmup: int(cooldown * steps)))
exercise.mistake("You take cooldown as the point where the fall *begins*. It says how long the fall lasts: 0.3 means "
                 "over the last 30 %.",
                 lambda step, steps, warmup, cooldown: _trapezoid()(step, steps, warmup, 1 - cooldown))


@exercise.mistake("During the warm-up, you ignore the cool-down. Long ones can overlap; then the smaller share "
                  "counts.")
def _rise_then_fall(step, steps, warmup, cooldown):
    if step < warmup:
        return (step + 1) / warmup
    return _trapezoid()(step, steps, 0, cooldown)
