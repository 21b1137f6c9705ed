"""SmolLM2 learns to sit at the desk: LoRA on generated dialogues, in a folder from which a stopped training goes on."""

import torch

from llm_edu.assets.cache import cache_folder
from llm_edu.course.measuring import load_measurement
from llm_edu.finetuning import add_lora, changes_of, merge
from llm_edu.finetuning.answer_rows import answer_rows
from llm_edu.finetuning.examples import Example
from llm_edu.finetuning.finetune import make_folder
from llm_edu.finetuning.finetuning_loop import STATE, FineTuningLoop
from llm_edu.finetuning.finetuning_run import FineTuningRun
from llm_edu.finetuning.lora import TARGET_MODULES
from llm_edu.lessons.agents.dialogues import dialogue
from llm_edu.pretrained import encode_chat, load_smollm2
from llm_edu.training import TrainingConfig
from llm_edu.training.precision import choose_precision

LAYERS, RANK, RATE, BATCH = range(14, 30), 5, 0.002, 1
LONGEST, ROOM = 800, 1100    # tokens: from which no scene begins, and of a row
FIRST, HELD_OUT = 1_000, 4    # the seed of the first dialogue; dialogues to measure on, of seeds from 0


def rows_of(tokenizer, seeds):
    """Dialogues as rows to learn from."""
    def count(messages):
        return len(encode_chat(tokenizer, messages))

    examples = [Example(seed, messages=tuple(dialogue(seed, LONGEST, count))) for seed in seeds]
    return answer_rows(tokenizer, examples, ROOM, report=lambda text: None)


def adapted_model(model):
    """SmolLM2 with changes that have learned nothing yet."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return add_lora(model, RANK, alpha=2 * RANK, target_modules=TARGET_MODULES, layers=LAYERS)


def train_desk(steps, folder=None, progress=False, callbacks=()):
    """The adapted model after so many steps, each of a new dialogue; and its `FineTuningRun`.

    folder: where a training that was stopped goes on, by default in the cache
    """
    model, tokenizer = load_smollm2()
    learned, measured = rows_of(tokenizer, range(FIRST, FIRST + steps * BATCH)), rows_of(tokenizer, range(HELD_OUT))
    folder = folder or cache_folder() / "agents_desk" / f"{steps} steps, {learned.fingerprint():08x}"    # others stay
    make_folder(folder)
    precision = choose_precision("auto", torch.device("cpu"), model.config.width, LONGEST)
    config = TrainingConfig(steps=steps, batch_size=BATCH, learning_rate=RATE, warmup=10, precision=precision,
                            folder=folder / STATE, validate_every=steps)
    settings = {"rank": RANK, "examples": learned.fingerprint(), **config.deciding()}
    run = FineTuningRun(adapted_model(model), config, folder, patience=100, callbacks=callbacks)
    run.start(FineTuningLoop(run, learned, measured, model, settings, "SmolLM2-135M-Instruct", resume=True).go)
    run.wait(progress)
    return run


def numbers_of(adapted):
    """The changes as tensors to keep: name -> tensor."""
    return {f"{layer} {target} {part}": getattr(change, part).detach().clone()
            for (layer, target), change in changes_of(adapted).items() for part in ("down", "up")}


def assembled(model, tensors):
    """The model with kept changes merged into it, ready to write."""
    adapted = adapted_model(model)
    with torch.no_grad():
        for (layer, target), change in changes_of(adapted).items():
            for part in ("down", "up"):
                getattr(change, part).copy_(tensors[f"{layer} {target} {part}"].half().float())
    return merge(adapted)


def load_desk_model(model):
    """SmolLM2 as the desk was trained, as `llm-edu measure agents_desk` has kept it; it shares what has not changed"""
    return assembled(model, load_measurement("agents_desk").tensors("training"))
