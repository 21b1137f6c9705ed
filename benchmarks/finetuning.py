"""One step of LoRA on SmolLM2 in our own code beside ``peft`` and ``transformers``: speed, memory, the same losses.

    llm-edu benchmark finetuning [--rounds 3] [--steps 6] [--rows N] [--threads N]

Both have the same float32 weights in memory, the same changes (rank 8, in all seven tables of each of the 30 layers),
AdamW, the same batch and threads, and must have the same losses. Two batches: `texts`, 4 rows of 128 tokens, each to be
predicted, where both have the same products to compute; and `summaries`, 8 openings of articles, each with its one-line
description, which alone is to be predicted. There ours leaves out the logits of what counts for nothing, and most of
what only fills up rows; `peft` and `transformers` compute both, as they do out of the box.

Each of the two has a process of its own, so that memory is each one's own. Both live at the same time (with the
summaries in 8 GB together), and take their steps in turn, so that a busy moment hits both. Processor time is what the
process itself has used: on a busy machine it says more than the time on the clock.
"""

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

RANK, ALPHA, RATE = 8, 16, 1e-4
MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
BATCHES = ("texts", "summaries")
TOLERANCE = 2e-3    # nats between the losses of the two, after some steps in which roundings grow


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0; 1 when the two differ in their losses."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark finetuning", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="processes for each of the two (default 3)")
    parser.add_argument("--steps", type=int, default=6, metavar="N", help="steps that are timed in each (default 6)")
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="threads for both (default: torch's own)")
    parser.add_argument("--batch", choices=BATCHES, help="only this one")
    parser.add_argument("--rows", type=int, metavar="N", help="the first rows of each batch alone (default: all)")
    parser.add_argument("--measure", choices=SUBJECTS, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.measure:
        take_steps(options)
        return 0
    same = True
    for batch in [options.batch] if options.batch else BATCHES:
        options.batch, results = batch, {name: [] for name in SUBJECTS}
        for number in range(options.rounds):
            print(f"\r{batch}, round {number + 1} of {options.rounds}", end="", file=sys.stderr, flush=True)
            for name, result in measure_both(options).items():
                results[name].append(result)
        print(f"\r{'':<50}\r", end="", file=sys.stderr)
        same &= report(results, options)
    return int(not same)


def measure_both(options) -> dict:
    """One round: both in new processes, each by this file, which take their steps in turn."""
    with contextlib.ExitStack() as stack:
        runs = {name: stack.enter_context(StepTaker(name, options)) for name in SUBJECTS}
        for run in runs.values():    # load, and take the first step, one after the other
            run.ask()
        for number in range(options.steps):
            for run in list(runs.values())[::1 if number % 2 else -1]:    # neither always comes first
                run.ask()
        return {name: run.ask("end") for name, run in runs.items()}


class StepTaker:
    """A process that takes a step of `name` for each line it is sent, and answers with what it has measured so far."""

    def __init__(self, name: str, options):
        command = [sys.executable, __file__, "--measure", name, "--batch", options.batch, "--steps", str(options.steps),
                   "--threads", str(options.threads), *(["--rows", str(options.rows)] if options.rows else [])]
        quiet = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "TQDM_DISABLE": "1"}
        self.name, self.complaints = name, tempfile.TemporaryFile("w+", encoding="utf-8")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints,
                                        text=True, encoding="utf-8", env=quiet)

    def __enter__(self):
        return self

    def ask(self, what: str = "step") -> dict:
        """Send a line, and wait for the answer."""
        with contextlib.suppress(BrokenPipeError):
            print(what, file=self.process.stdin, flush=True)
        for line in self.process.stdout:
            if line.startswith("{"):    # whatever else a library prints
                return json.loads(line)
        self.complaints.seek(0)
        raise SystemExit(f"measuring {self.name} failed:\n{self.complaints.read()}")

    def __exit__(self, *problem):
        self.process.kill()
        self.process.communicate()
        self.complaints.close()


def take_steps(options) -> None:
    """In a process of its own: a step for each line that comes, the first one to warm up and not timed."""
    import torch

    if options.threads:
        torch.set_num_threads(options.threads)
    ids, labels, seen = (rows[:options.rows] for rows in make_batch(options.batch))
    step = SUBJECTS[options.measure](ids, labels, seen)
    losses, clock, processor = [], [], []
    for line in sys.stdin:
        if line.strip() == "end":
            break
        began, used = time.perf_counter(), time.process_time()
        losses.append(step())
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
        print("{}", flush=True)
    print(json.dumps({
        "clock": clock[1:], "processor": processor[1:], "losses": losses, "peak": peak_memory(), "tokens": ids.numel(),
        "text": int(seen.sum()), "threads": torch.get_num_threads(), "targets": int((labels[:, 1:] >= 0).sum()),
        "torch": torch.__version__}), flush=True)


def make_batch(name: str):
    """ids (rows, time), labels like them, -100 where nothing is to be predicted, and which are text: 1, not filling."""
    import torch
    from torch.nn.utils.rnn import pad_sequence

    from llm_edu.assets import load_summaries
    from llm_edu.tokenization import load_tokenizer

    tokenizer, articles = load_tokenizer("smollm2"), load_summaries(fetch=True)[:600]
    if name == "texts":
        stream = tokenizer.encode("\n\n".join(article.text for article in articles[:20]))
        ids = torch.tensor(stream[:4 * 128]).view(4, 128)
        return ids, ids, torch.ones_like(ids)
    rows, answers = [], []
    for article in articles[::75]:
        question = tokenizer.encode(f"{article.text}\nIn a few words:")
        answer = tokenizer.encode(f" {article.description}\n")
        rows.append(torch.tensor(question + answer))
        answers.append(torch.tensor([-100] * len(question) + answer))
    seen = pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
    return pad_sequence(rows, batch_first=True), pad_sequence(answers, batch_first=True, padding_value=-100), seen


def adapted():
    """SmolLM2 with changes, the same in every process."""
    import torch

    from llm_edu.finetuning import TARGET_MODULES, add_lora
    from llm_edu.pretrained import load_smollm2

    torch.manual_seed(0)
    return add_lora(load_smollm2(fetch=True)[0], RANK, ALPHA, TARGET_MODULES)


def prepare_ours(ids, labels, seen):
    """Our model, as a function that takes one step and returns its loss."""
    import torch

    from llm_edu.finetuning import add_gradients, trainable_parameters

    model = adapted()
    optimiser = torch.optim.AdamW([parameter for _, parameter in trainable_parameters(model)], RATE)

    def step():
        loss = add_gradients(model, ids[:, :-1], labels[:, 1:])
        optimiser.step()
        optimiser.zero_grad()
        return loss

    return step


def prepare_theirs(ids, labels, seen):
    """Their model with peft's changes, as a function that takes one step and returns its loss."""
    import torch
    from peft import PeftModel

    from llm_edu.finetuning import save_adapter

    ours = adapted()
    with tempfile.TemporaryDirectory() as folder:
        save_adapter(ours, folder)
        model = PeftModel.from_pretrained(as_theirs(ours), folder, is_trainable=True).train()
    del ours
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(learned, RATE)

    def step():
        loss = model(input_ids=ids, attention_mask=seen, labels=labels, use_cache=False).loss
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        return loss.item()

    return step


def as_theirs(model):
    """A Llama of transformers that has our weights, in our memory: no copy of any is made."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from llm_edu.finetuning import merge
    from llm_edu.finetuning.adapters import hub_order
    from llm_edu.pretrained.llama import hub_llama_places

    model = merge(model)    # whose changes are still zeros: plain tables, where its places can be found
    ours, tensors = model.config, {}
    for name, tensor in hub_llama_places(model).items():
        for part, place in (("q_proj", "queries"), ("k_proj", "keys")):
            if part in name:
                tensor.copy_(hub_order(tensor.clone(), ours, place))
        tensors[name] = tensor
    config = LlamaConfig(
        vocab_size=ours.vocab_size, hidden_size=ours.width, intermediate_size=ours.feed_forward_width,
        num_hidden_layers=ours.layers, num_attention_heads=ours.heads, num_key_value_heads=ours.key_value_heads,
        max_position_embeddings=ours.context_length, rms_norm_eps=ours.norm_epsilon, tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": ours.rope_base})
    with torch.device("meta"):
        theirs = LlamaForCausalLM(config)
    theirs.load_state_dict(tensors | {"lm_head.weight": tensors["model.embed_tokens.weight"]}, assign=True)
    theirs.model.rotary_emb = type(theirs.model.rotary_emb)(config)    # its numbers stand in no file
    theirs.tie_weights()
    return theirs


SUBJECTS = {"llm_edu": prepare_ours, "peft": prepare_theirs}


def peak_memory() -> int | None:
    """The most memory that this process has had, in bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:    # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def report(results: dict, options) -> bool:
    """Print the table of one batch; True when both had the same losses."""
    first = results["llm_edu"][0]
    print(f"{options.batch}: {first['tokens']:,} tokens, {first['text']:,} of them text, {first['targets']:,} to be "
          f"predicted; one step, median of {options.rounds} × {options.steps} (lowest to highest)\n"
          f"Python {platform.python_version()}, torch {first['torch']}, {first['threads']} threads, "
          f"{platform.machine()}\n")
    print(f"  {'':<28}{'llm_edu':>24}{'peft + transformers':>26}{'ours against theirs':>22}")
    for key, label in (("processor", "seconds of the processor"), ("clock", "seconds on the clock")):
        ours, theirs = ([seconds for one in results[name] for seconds in one[key]] for name in SUBJECTS)
        ratio = statistics.median(other / mine for mine, other in zip(ours, theirs, strict=True))
        print(f"  {label:<28}{spread(ours):>24}{spread(theirs):>26}{ratio:>16.2f} × as fast")
    if first["peak"]:
        ours, theirs = (max(one["peak"] for one in results[name]) / 1e9 for name in SUBJECTS)
        print(f"  {'peak memory':<28}{ours:>21.2f} GB{theirs:>23.2f} GB{ours / theirs:>16.2f} × as much")
    pairs = [zip(mine["losses"], other["losses"], strict=True)
             for mine, other in zip(results["llm_edu"], results["peft"], strict=True)]
    worst = max(abs(mine - other) for pair in pairs for mine, other in pair)
    print(f"  losses {first['losses'][0]:.4f} to {first['losses'][-1]:.4f}, the two differ by at most {worst:.1e}"
          + ("\n" if worst < TOLERANCE else ": THEY LEARN DIFFERENTLY, this comparison means nothing\n"))
    return worst < TOLERANCE


def spread(values) -> str:
    """The median, and in brackets the lowest and the highest."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


if __name__ == "__main__":
    raise SystemExit(main())
