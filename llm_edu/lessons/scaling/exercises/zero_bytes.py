"""``zero_bytes``: what a GPU keeps when the training state is sharded."""

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
        "Each parameter takes sixteen bytes. Which of the 12, the 2 and the 2 are sharded at this stage? Divide only "
        "those by the number of GPUs.",
        "weights, gradients, optimiser = 2, 2 and 12 times the parameters\n"
        "from stage 1 on: divide optimiser by gpus\n"
        "from stage 2 on: divide gradients, too\n"
        "at stage 3: divide weights, too\n"
        "return the sum of the three",
    ),
    compare="close",
)

exercise.mistake("You shard in the wrong order. The optimiser state comes first (the largest part), then the "
                 "gradients, and the weights last.",
                 _kept(order=("weights", "gradients", "optimiser")))
exercise.mistake("You begin with the gradients. Stage 1 shards the optimiser state: the largest part comes first.",
                 _kept(order=("gradients", "optimiser", "weights")))
exercise.mistake("At each stage, you shard only one of the three. The stages add up: at stage 2, the optimiser state "
                 "is still sharded.", _kept(only=True))
exercise.mistake("You are one stage late: stage 1 already shards something.", _kept(late=1))
exercise.mistake("You are one stage early: at stage 0, every GPU keeps everything.", _kept(late=-1))
exercise.mistake("The optimiser keeps 12 bytes for a parameter, not 8: the two averages of AdamW, and the weight "
                 "itself, in 32 bits each.", _kept(optimiser=8))
exercise.mistake("You count everything in 32 bits: 4 + 4 + 8. Here, weights and gradients have 16 bits: 2 + 2 + 12.",
                 _kept(weights=4, gradients=4, optimiser=8))
exercise.mistake("Gradients have 16 bits here: 2 bytes a parameter, not 4.", _kept(gradients=4))
exercise.mistake("Those are the bytes of all GPUs together. Return what *one* GPU keeps.",
                 _kept(make=lambda number, parameters, gpus: number * parameters * gpus))
exercise.mistake("Those are gigabytes. Return bytes.",
                 _kept(make=lambda number, parameters, gpus: number * parameters / 1e9))
exercise.mistake("Those are bytes for *one* parameter. Multiply by the number of parameters.",
                 _kept(make=lambda number, parameters, gpus: number))
exercise.mistake("// rounds down, and the result should not be rounded. Divide with /.",
                 _kept(divide=lambda number, gpus: number // gpus))
exercise.mistake("You round the result down. Return it without rounding.",
                 lambda parameters, gpus, stage: _with_a_list(parameters, gpus, stage) // 1)
exercise.mistake("You round the result. Return it without rounding.",
                 lambda parameters, gpus, stage: round(_with_a_list(parameters, gpus, stage)))
exercise.mistake("Stage 3 shards the weights, too: of their 2 bytes, a GPU keeps only its own piece, 2 / gpus.",
                 lambda parameters, gpus, stage: _with_a_list(parameters, gpus, min(stage, 2)))
exercise.mistake("You subtract the piece that a GPU *keeps*, 1 / gpus. That piece is what remains.",
                 _kept(divide=lambda number, gpus: number - number / gpus))
exercise.mistake("In your sum, what is sharded has vanished altogether. Each GPU still keeps its own piece of it, 1 / "
                 "gpus.",
                 _kept(divide=lambda number, gpus: 0))


@exercise.mistake("From stage 1 on, you divide everything. At stage 1, each GPU still has all weights and all "
                  "gradients.")
def _everything_at_once(parameters, gpus, stage):
    return 16 * parameters / (gpus if stage else 1)
