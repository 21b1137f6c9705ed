"""Train from the command line, in one process or several.

    python -m llm_edu.training --steps 500 --folder my_model
    torchrun --nproc-per-node 2 -m llm_edu.training --steps 500 --folder my_model
    torchrun --nproc-per-node 2 -m llm_edu.training --steps 500 --folder my_model --shard

Two processes have a copy of the model each or, with --shard, divide it between them; what comes out is the same, and so
are the checkpoints. For several machines, and SLURM, see docs/several_machines.md.

The model reads Storyland, one story a row, or, with --tokens, a file that `write_tokens` has made. With --folder it
goes on from the checkpoint there, if there is one. --losses writes the loss of every step, and what each process has
kept in memory, as JSON.
"""

import argparse
import json
import sys
from pathlib import Path

from llm_edu.errors import CourseError
from llm_edu.storyland import World
from llm_edu.training.distributed import joined_process_group, own_device
from llm_edu.training.loop import train
from llm_edu.training.recipe import MODEL, Recipe
from llm_edu.training.rows import TokenRows
from llm_edu.training.sharding import process_group
from llm_edu.training.token_files import open_tokens, read_header

HELD_OUT = 0.02    # of a file of tokens: its last rows


def main(arguments=None):
    """Train, and return the exit code."""
    options = read_options(arguments)
    try:
        with joined_process_group() as group:
            run = train_as_asked(options)
            if group.is_main_process and options.losses:
                found = {"losses": run.losses, "held_out": run.held_out, "processes": group.size,
                         "seconds": run.seconds, "held_bytes": run.held_bytes}
                Path(options.losses).write_text(json.dumps(found), encoding="utf-8")
    except (CourseError, OSError, ValueError) as error:    # out here, where nobody waits for processes that go on
        print(f"llm_edu.training: {error}", file=sys.stderr)
        return 1
    return 0


def train_as_asked(options):
    """The `TrainingRun` of these options, when it is over."""
    process_group(options.shard)    # a mistake here is told before the data are made
    vocab_size, data, held_out = read_data(options)
    recipe = Recipe(layers=options.layers, width=options.width, heads=options.heads,
                    context_length=max(128, options.length))
    config = recipe.training(
        options.steps, batch_size=options.batch_size, accumulate=options.accumulate, seed=options.seed,
        folder=options.folder, checkpoint_every=options.checkpoint_every, precision=options.precision,
        validate_every=options.validate_every, shard=options.shard)
    return train(recipe.model(vocab_size, options.seed).to(own_device()), data, config, held_out)


def read_options(arguments):
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m llm_edu.training", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = {"steps": 500, "batch-size": 32, "accumulate": 1, "layers": MODEL["layers"], "width": MODEL["width"],
               "heads": MODEL["heads"], "seed": 0, "validate-every": 100, "checkpoint-every": 100, "stories": 30_000,
               "length": 128}
    explained = {"batch-size": "rows at a step, of all processes", "accumulate": "pieces of a batch, to spare memory",
                 "stories": "of Storyland to learn from", "length": "ids in a row of --tokens"}
    for name, default in numbers.items():
        explanation = f"{explained.get(name, '')} (default {default})".strip()
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=explanation)
    parser.add_argument("--tokens", metavar="FILE", help="learn from this file of tokens instead of Storyland")
    parser.add_argument("--folder", metavar="DIR", help="where checkpoints are kept, and looked for")
    parser.add_argument("--precision", choices=("float32", "bfloat16", "auto"), default="float32")
    parser.add_argument("--shard", action="store_true",
                        help="divide the model among the processes that torchrun starts, instead of copying it")
    parser.add_argument("--losses", metavar="FILE", help="write the losses here when it is over")
    options = parser.parse_args(arguments)
    if options.losses and not Path(options.losses).parent.is_dir():    # or hours would pass before it is told
        parser.error(f"argument --losses: there is no folder {Path(options.losses).parent}")
    if options.losses and Path(options.losses).is_dir():
        parser.error(f"argument --losses: {options.losses} is a folder; give the name of a file")
    return options


def read_data(options):
    """The size of the vocabulary, rows to learn from, and rows to measure on."""
    if options.tokens is None:
        world = World(seed=0)
        data, held_out = (TokenRows.one_text_a_row([world.encode(story.words) for story in world.stories(count, seed)])
                          for count, seed in ((options.stories, 1), (300, 2)))
        return len(world.vocabulary), data, held_out
    tokens = open_tokens(options.tokens)
    border = int(len(tokens) * (1 - HELD_OUT))
    rows = [TokenRows.cut(part, options.length) for part in (tokens[:border], tokens[border:])]
    return read_header(Path(options.tokens))[1], *rows


if __name__ == "__main__":
    sys.exit(main())
