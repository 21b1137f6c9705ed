"""``zero_bytes``: what a GPU keeps when what all keep alike is shared out."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.scaling import parallel


def _kept(weights=2, gradients=2, optimiser=12, order=("optimiser", "gradients", "weights"), late=0, only=False,
          divide=lambda number, gpus: number / gpus, make=lambda number, parameters, gpus: number * parameters):
    """A zero_bytes with one thing wrong."""
    def function(parameters, gpus, stage):
        size = {"weights": weights, "gradients": gradients, "optimiser": optimiser}
        total = 0
        for place, name in enumerate(order):
            shared = place + 1 + late == stage if only else place + 1 + late <= stage
            total += divide(size[name], gpus) if shared else size[name]
        return make(total, parameters, gpus)
    return function


def _with_a_list(parameters, gpus, stage):
    return sum(size * parameters / (gpus if stage > place else 1) for place, size in enumerate([12, 2, 2]))


exercise = Exercise(
    reference=parallel.zero_bytes,
    names=("parameters", "gpus", "stage"),
    cases=[
        *(case(10, 1, stage) for stage in range(4)), *(case(100, 2, stage) for stage in range(4)),
        *(case(7, 4, stage) for stage in range(4)), *(case(1, 1000, stage) for stage in range(4)),
        *(case(7_500_000_000, 64, stage) for stage in range(4)), case(405e9, 16_384, 3), case(1.7e6, 3, 1),
        case(0, 2, 1),
    ],
    random_case=lambda rng: (rng.choice([rng.randrange(1, 100), rng.randrange(10**6, 10**12)]), rng.randrange(1, 100),
                             rng.randrange(4)),
    valid=lambda parameters, gpus, stage: parameters >= 0 and gpus >= 1 and stage in range(4),
    hints=(
        "Sixteen bytes for each parameter. Which of the 12, the 2 and the 2 are shared out at this stage? Only those "
        "are divided by the number of GPUs.",
        "weights, gradients, optimiser = 2, 2 and 12 times the parameters\nfrom stage 1 on: divide optimiser by gpus\n"
        "from stage 2 on: gradients, too\nat stage 3: weights, too\nreturn the sum of the three",
    ),
    compare="close",
)

exercise.mistake("The order: first what the optimiser remembers (the largest part), then gradients, weights last.",
                 _kept(order=("weights", "gradients", "optimiser")))
exercise.mistake("You begin with the gradients. At stage 1 it is what the optimiser remembers that is shared out: the "
                 "largest part first.", _kept(order=("gradients", "optimiser", "weights")))
exercise.mistake("At each stage you share out only one of the three. Stages add up: at stage 2 the optimiser's part is "
                 "still shared out.", _kept(only=True))
exercise.mistake("You are one stage late: at stage 1 something is shared out already.", _kept(late=1))
exercise.mistake("You are one stage early: at stage 0 everybody has everything.", _kept(late=-1))
exercise.mistake("The optimiser has 12 bytes for a parameter, not 8: beside the two averages of AdamW the weights "
                 "themselves, in 32 bits.", _kept(optimiser=8))
exercise.mistake("Here everything is counted in 32 bits: 4 + 4 + 8. Asked for is training with 16-bit weights and "
                 "gradients: 2 + 2 + 12.", _kept(weights=4, gradients=4, optimiser=8))
exercise.mistake("Gradients are kept in 16 bits here: 2 bytes a parameter, not 4.", _kept(gradients=4))
exercise.mistake("Those are the bytes of all GPUs together. Asked for is what *one* of them keeps.",
                 _kept(make=lambda number, parameters, gpus: number * parameters * gpus))
exercise.mistake("Those are gigabytes. Asked for are bytes.",
                 _kept(make=lambda number, parameters, gpus: number * parameters / 1e9))
exercise.mistake("Those are bytes for *one* parameter. Multiply by how many there are.",
                 _kept(make=lambda number, parameters, gpus: number))
exercise.mistake("// rounds down, and what is asked for is not rounded. Divide with /.",
                 _kept(divide=lambda number, gpus: number // gpus))
exercise.mistake("That is rounded down. Asked for is the number as it is.",
                 lambda parameters, gpus, stage: _with_a_list(parameters, gpus, stage) // 1)
exercise.mistake("That is rounded. Asked for is the number as it is.",
                 lambda parameters, gpus, stage: round(_with_a_list(parameters, gpus, stage)))
exercise.mistake("At stage 3 weights are shared out, too: 2 bytes less what is a GPU's own piece of them.",
                 lambda parameters, gpus, stage: _with_a_list(parameters, gpus, min(stage, 2)))
exercise.mistake("You take off what a GPU *keeps* of the shared part, 1 / gpus. The other way: that is what stays.",
                 _kept(divide=lambda number, gpus: number - number / gpus))
exercise.mistake("What is shared out has vanished altogether. Each GPU still keeps its own piece of it, 1 / gpus.",
                 _kept(divide=lambda number, gpus: 0))


@exercise.mistake("From stage 1 on you divide everything. At stage 1 each GPU still has all weights and all gradients.")
def _everything_at_once(parameters, gpus, stage):
    return 16 * parameters / (gpus if stage else 1)
