"""How fast the course's recipe learns, beside a classic one: seconds until both know unseen text equally well.

    llm-edu benchmark training [--text FILE] [--seeds 3] [--target LOSS] [--ablation] [--threads 2]

Character by character, on Wikipedia's leads or on any text. The classic recipe is that of a well-known small example
for laptops: 4 layers of 4 heads, 128 wide, 64 characters of context, learned positions, LayerNorm, GELU, no dropout,
2,000 steps of 12 rows, AdamW with a cosine from 1e-3 to 1e-4. Ours then trains until its loss on the *whole* held-out
split is that of the classic at its end, each reading with its own context. One process, the same threads, the same
text; seconds are those of the steps, what measuring takes is not counted. --target trains ours alone, to the loss that
you give; the seconds come last. --ablation then takes each ingredient out of ours, one at a time.
"""

import argparse
import math
import platform
import sys
import time
from pathlib import Path
from random import Random
from statistics import median

import numpy as np
import torch

from llm_edu.errors import CourseError
from llm_edu.training import TokenRows, TrainingConfig, evaluate, train
from llm_edu.training.recipe import Recipe
from llm_edu.transformer import Transformer, TransformerConfig

UNKNOWN = 1    # the id of a held-out character that the training text lacks; 0 is the end's
CONTEXT = {"classic": 64, "ours": 128}
OURS = Recipe(layers=2, heads=2, context_length=CONTEXT["ours"], feed_forward_width=384, batch_size=16, copying=0,
              ngrams=5, learning_rate=0.03, matrix_learning_rate=0.02)
MOST_STEPS = 20_000
WITHOUT = {    # each ingredient, and what stands in its place
    "everything": {},
    "vectors for runs of letters": {"ngrams": 1},
    "Muon (AdamW at 0.003)": {"optimiser": "adamw", "learning_rate": 0.003},
    "RoPE (learned positions)": {"positions": "learned"},
    "sharp scores (q·k/√d)": {"query_key_norm": None},
    "smeared keys": {"smear_keys": False},
    "ReLU² (GELU)": {"feed_forward": "gelu"},
    "tied embeddings": {"tie_embeddings": False},
    "the average of the weights": {"averaged": False},
}
MOST_TIMES = 8    # an ablation gives up after so many times the steps of the whole recipe
GLANCE = 10    # steps between two glances at a sample of the held-out split
SAMPLE = 100    # its rows


def main(argv=None) -> int:
    """Measure, print, and return 0; 1 when ours did not get there."""
    options = read_options(argv)
    if options.threads:
        torch.set_num_threads(options.threads)
    text, name = read_text(options.text)
    parts, vocabulary = split(text)
    print(f"Python {platform.python_version()}, torch {torch.__version__}, {platform.machine()}, "
          f"{torch.get_num_threads()} threads\n{name}: {len(parts['train']):,} characters to learn from, "
          f"{len(parts['held-out']):,} held out, {vocabulary} different")
    seconds, all_there = {"classic": [], "ours": []}, True
    for seed in range(options.seeds):
        target = options.target
        if target is None:
            taken, target, parameters = train_classic(parts, vocabulary, seed)
            seconds["classic"].append(taken)
            print(f"seed {seed}: classic {target:.4f} nats a character held out after {taken:.1f} s "
                  f"({parameters:,} parameters)", flush=True)
        taken, loss, parameters, _ = train_ours(parts, vocabulary, seed, target)
        seconds["ours"].append(taken)
        all_there &= loss <= target
        print(f"seed {seed}: ours    {loss:.4f} nats a character held out after {taken:.1f} s ({parameters:,} "
              f"parameters){'' if loss <= target else ': NOT REACHED'}", flush=True)
    if options.ablation:
        show_ablation(parts, vocabulary, target)
    report(seconds)
    return int(not all_there)


def read_options(argv):
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark training", description=__doc__.splitlines()[0])
    parser.add_argument("--text", metavar="FILE", help="a text file, its last tenth held out (default: the leads)")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="trainings of each; shown is the median (3)")
    parser.add_argument("--target", type=float, metavar="LOSS", help="train ours alone, to this held-out loss in nats")
    parser.add_argument("--ablation", action="store_true", help="also without each ingredient, to the last target")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="threads for both (default: torch's own)")
    options = parser.parse_args(argv)
    if options.seeds < 1 or not (options.target is None or options.target > 0):
        parser.error("--seeds is at least 1, and --target above 0")
    return options


def read_text(file):
    """The pieces of a text, and what it is called."""
    if file is None:
        from llm_edu.assets import load_wikipedia_leads

        leads = [f"{lead.title}\n{lead.extract}\n\n" for lead in load_wikipedia_leads(fetch=True)]
        Random(0).shuffle(leads)
        return leads, "Wikipedia leads"
    try:
        text = Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise CourseError(f"{file} is no text in UTF-8: {problem}") from None
    except OSError as problem:
        raise CourseError(f"{file} cannot be read: {problem.strerror}") from None
    return [text[start:start + 1000] for start in range(0, len(text), 1000)], Path(file).name


def split(pieces):
    """Ids of the first nine tenths and of the last, a character each, and how many different ids there are."""
    border = int(0.9 * len(pieces))
    texts = {"train": "".join(pieces[:border]), "held-out": "".join(pieces[border:])}
    if min(map(len, texts.values())) < 1000:
        raise CourseError(f"{sum(map(len, pieces)):,} characters are too few to hold a tenth of them out: give a text "
                          "of at least 10,000")
    ids = {character: number for number, character in enumerate(sorted(set(texts["train"])), UNKNOWN + 1)}
    parts = {name: np.array([ids.get(character, UNKNOWN) for character in text], dtype=np.int32)
             for name, text in texts.items()}
    return parts, len(ids) + UNKNOWN + 1


def rows_of(parts, name, recipe):
    """A part as rows, as long as a recipe's context."""
    return TokenRows.cut(parts[name], CONTEXT[recipe])


def train_classic(parts, vocabulary, seed):
    """Seconds, loss on the whole held-out split, parameters."""
    torch.manual_seed(seed)
    model = Transformer(TransformerConfig.gpt2(vocab_size=vocabulary, context_length=CONTEXT["classic"], layers=4,
                                               width=128, heads=4))
    config = TrainingConfig(steps=2000, batch_size=12, optimiser="adamw", learning_rate=1e-3, betas=(0.9, 0.99),
                            weight_decay=0.1, schedule="cosine", warmup=100, final=0.1, clip=1.0, seed=seed)
    run = train(model, rows_of(parts, "train", "classic"), config, progress=False)
    return run.seconds, evaluate(model, rows_of(parts, "held-out", "classic")).loss, model.count_parameters()


def train_ours(parts, vocabulary, seed, target, recipe=OURS, averaged=True, most_steps=MOST_STEPS):
    """Seconds until the held-out loss is the target or less, that loss, parameters, steps."""
    model = recipe.model(vocabulary, seed)
    average = Average(recipe.model(vocabulary, seed) if averaged else model)
    held_out = rows_of(parts, "held-out", "ours")
    some = np.linspace(0, len(held_out) - 1, min(SAMPLE, len(held_out))).astype(int)
    sample = TokenRows(held_out.tokens, held_out.starts[some], held_out.stops[some])
    found = {"loss": math.inf, "slack": 0.2}    # the first look at the whole split says how far the sample is off

    def look(run):
        if averaged:
            average.add(run.model)
        if run.step % GLANCE:
            return
        glance = evaluate(average.model, sample).loss
        if glance > target + found["slack"]:
            return
        whole = evaluate(average.model, held_out).loss
        found["loss"] = min(whole, found["loss"])
        found["slack"] = glance - whole + 0.002    # by how much the sample is off: the next look comes when it is time
        if whole <= target:
            run.stop()

    config = recipe.training(most_steps, seed=seed, schedule="constant")
    run = train(model, rows_of(parts, "train", "ours"), config, callbacks=[look], progress=False)
    if found["loss"] == math.inf:
        found["loss"] = evaluate(average.model, held_out).loss
    return run.seconds + average.seconds, found["loss"], model.count_parameters(), run.step


class Average:
    """The mean of a model's parameters over the last tenth of its steps or so: as good as a falling learning rate, and
    nobody has to know beforehand when the training ends (Polyak and Juditsky 1992)."""

    def __init__(self, model):
        self.model, self.step, self.seconds = model, 0, 0.0

    @torch.no_grad()
    def add(self, other):
        began = time.perf_counter()
        self.step += 1
        weight = min(1.0, 10 / self.step)
        torch._foreach_lerp_(list(self.model.parameters()), list(other.parameters()), weight)
        self.seconds += time.perf_counter() - began


def show_ablation(parts, vocabulary, target):
    """What each ingredient buys: seconds and steps to the target without it, with seed 0."""
    print(f"\n  {'to a loss of':<32}{target:>9.4f}  steps", flush=True)
    most = MOST_STEPS
    for name, changes in WITHOUT.items():
        changes = dict(changes)
        averaged = changes.pop("averaged", True)
        taken, loss, _, steps = train_ours(parts, vocabulary, 0, target, OURS.but(**changes), averaged, most)
        words = f"with {name}" if name == "everything" else f"without {name}"
        print(f"  {words:<42}{steps:>5}{taken:>7.1f} s{'' if loss <= target else f', not reached: {loss:.4f}'}",
              flush=True)
        if name == "everything":
            most = MOST_TIMES * steps


def report(seconds):
    """The comparison, or the seconds alone; these come last."""
    ours = median(seconds["ours"])
    if seconds["classic"]:
        classic = median(seconds["classic"])
        print(f"\nthe same loss, median of {len(seconds['ours'])}: classic {classic:.1f} s, ours {ours:.1f} s, "
              f"1/{classic / ours:.1f} of the time")
    else:
        print(f"\nours, median of {len(seconds['ours'])}, in seconds:\n{ours:.1f}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CourseError as problem:
        sys.exit(f"{problem}")
