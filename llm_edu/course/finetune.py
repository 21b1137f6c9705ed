"""``llm-edu finetune FILE``: teach SmolLM2 what your examples show, as an adapter in a folder beside them."""

import argparse
from pathlib import Path

from llm_edu.errors import CourseError

MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct"
LONGEST = 2048  # tokens of an example: what two cores can compute in a few gigabytes
FORMATS = """\
FILE holds an example a line, in JSON (JSONL):
  {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}
                                        as OpenAI has them; an answer with "weight": 0 is not learned
  {"conversations": [{"from": "human", "value": "…"}, {"from": "gpt", "value": "…"}]}    ShareGPT
  {"prompt": "…", "completion": "…"}    a question and its answer
  {"instruction": "…", "input": "…", "output": "…"}    Alpaca; input may be missing
  {"text": "…"}                         everything is learned
(a "system" beside a conversation, a prompt or an instruction is its system prompt);
or a list of these in JSON; or CSV with such names in its first line; or Parquet, if pyarrow is installed.

Give the same command again to go on with a run that was interrupted, in whatever way."""
CHAT = """\
Talk with it, in Python:
    from llm_edu.finetuning import load_adapter
    from llm_edu.pretrained import chat, load_smollm2
    model, tokenizer = load_smollm2()
    print(chat(load_adapter(model, {folder!r}), tokenizer, "Hello!"))"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command can be told."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, FORMATS
    parser.add_argument("file", type=Path, metavar="FILE", help="the examples: JSONL, JSON, CSV or Parquet (see below)")
    parser.add_argument("--folder", type=Path, help="where the adapter goes; default: NAME_adapter beside NAME.jsonl")
    parser.add_argument("--replace", action="store_true",
                        help="begin anew, and replace what the folder holds; leave it out to go on later")
    how_long = parser.add_mutually_exclusive_group()
    how_long.add_argument("--passes", type=between(0, 1000), default=3, metavar="N",
                          help="how often it learns from each example (default 3); it ends sooner once the held-out "
                               "loss stops falling")
    how_long.add_argument("--steps", type=whole(1, 1_000_000), metavar="N", help="instead: steps of 8 examples each")
    parser.add_argument("--rank", type=whole(1, 256), default=8, metavar="N",
                        help="the rank of LoRA's matrices: with more they can change more (default 8)")
    parser.add_argument("--learning-rate", type=between(0, 1), default=1e-3, metavar="X",
                        help="default 0.001; with a few dozen examples 0.003 learned faster, and overfitted sooner")
    parser.add_argument("--held-out", type=between(0, 1), default=0.1, metavar="SHARE",
                        help="the share of examples to measure on, and not to learn from (default 0.1; at most 200 "
                             "examples)")
    parser.add_argument("--length", type=whole(16, LONGEST), default=512, metavar="N",
                        help=f"the most tokens of a conversation that it reads, {LONGEST:,} at most (default 512); a "
                             "longer text becomes several examples")


def whole(least: int, most: int):
    """What reads a whole number of an option."""
    def read(text):
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most:,}")
        return int(text)
    return read


def between(low: float, high: float):
    """What reads a number of an option, of which neither end is allowed."""
    def read(text):
        try:
            number = float(text)
        except ValueError:
            number = low
        if not low < number < high:
            raise argparse.ArgumentTypeError(f"{text!r} is no number between {low} and {high:,}")
        return number
    return read


def command(options) -> int:
    """Read, learn, say what came of it. Bad lines are told before anything is loaded."""
    from llm_edu.finetuning import finetune, read_examples
    from llm_edu.finetuning.finetune import FULL
    from llm_edu.finetuning.held_out import set_aside
    from llm_edu.pretrained import load_smollm2

    examples = read_examples(options.file)
    learned, measured = set_aside(examples, options.held_out)
    folder = options.folder or options.file.with_name(f"{options.file.stem}_adapter")
    print(f"{options.file}: {len(learned):,} examples to learn from, {len(measured):,} set aside to measure on.\n"
          f"SmolLM2 learns; Ctrl-C stops it and loses nothing. After the first steps it says how long it takes.",
          *["To go on after an interruption, leave --replace out: it begins anew every time."] * options.replace,
          sep="\n", flush=True)
    model, tokenizer = load_smollm2(fetch=True)
    run = None
    try:
        run = finetune(model, tokenizer, examples, folder, steps=options.steps, passes=options.passes,
                       rank=options.rank, learning_rate=options.learning_rate, held_out=options.held_out,
                       length=options.length, base=MODEL, resume=not options.replace, background=True)
        run.wait()
    except OSError as error:
        if error.errno not in FULL:
            raise
        kept = run is not None and run.saved is not None
        happened = f"What was learned up to step {run.saved[0]:,} is kept" if kept else "Nothing was learned yet"
        raise CourseError(f"The disk with {folder} is full. {happened}: make room, and "
                          f"{same_command(options.replace and kept)} goes on from there.") from error
    print(summary(run, folder, options.replace))
    return 130 if run.state == "stopped" else 0


def same_command(replace: bool) -> str:
    """How to go on: the option that begins anew would throw away what is kept now."""
    return "the same command without --replace" if replace else "the same command"


def summary(run, folder: Path, replace: bool) -> str:
    """What came of it, and what to do next."""
    if run.step == 0:
        kept = f" What {folder} held before is still there." if replace else ""
        return f"Stopped before the first step: nothing was learned yet.{kept}"
    looks = [f"{loss:.3f} {'before' if step == 0 else f'at step {step:,}'}" for step, loss in run.held_out]
    lines = [f"Held-out loss: {', '.join(looks)}."]
    if run.state == "stopped":
        kept = f"the adapter of step {run.best[0]:,}, the best so far," if run.best else "the adapter of this step"
        return "\n".join([*lines, f"Stopped after step {run.step:,} of {run.config.steps:,}. {folder} holds {kept} and "
                                  f"all that is needed to go on: {same_command(replace)} does."])
    step, loss = run.best
    if run.step < run.config.steps:
        lines.append(f"It ended after step {run.step:,} of {run.config.steps:,}: the held-out loss fell no more.")
    if loss >= run.held_out[0][1]:
        lines.append("It is no better than before on examples that it has not seen: look at the examples, write more "
                     "of them, or try a smaller --learning-rate (with --replace).")
    return "\n".join([*lines, f"{folder} holds the adapter of step {step:,}.",
                      CHAT.format(folder=str(folder.absolute()))])
