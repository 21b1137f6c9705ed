"""Fine-tuning: teach a trained model something new (lesson 10).

Read in this order:
``examples``   `read_examples`, from a file (``example_files``) in one of several formats (``example_formats``);
               ``answer_rows`` turns them into rows of ids
``lora``       `add_lora` learns a small change beside frozen weights; `merge` puts it into them
               ``fast/`` holds the gradients written out by hand that make a step quick; skip it at first
``loss``       `answer_loss`, the surprise at the answers alone, with few logits at a time; `add_gradients` of it
``streams``    `frozen_prefix` and `run_from`: frozen layers run only once
``quantised``  frozen weights in 8 or 4 bits, under changes in 32
``head``       classes instead of tokens: `fit_head` for a frozen model, `Classifier` to train head and model together
``adapters``   changes as files that the library `peft` reads, too; ``adapter_files`` checks them first,
               ``adapter_layout`` says which modules of Llama and GPT-2 they belong to
``summaries``  how good a summary is: words in common with a reference, and what its source does not support
``finetune``   all of it for your own examples, with held-out ones (``held_out``) to measure on; it returns a
               ``finetuning_run``, and ``finetuning_loop`` keeps that safe on disk

    from llm_edu.finetuning import add_gradients, add_lora, save_adapter, trainable_parameters

    model, tokenizer = load_smollm2()
    adapted = add_lora(model, rank=8, target_modules=("queries", "values"))
    optimiser = torch.optim.AdamW([parameter for _, parameter in trainable_parameters(adapted)], lr=1e-3)
    add_gradients(adapted, ids, targets)
    optimiser.step()
    save_adapter(adapted, "my_work/my_adapter")
"""

from llm_edu.finetuning.adapters import load_adapter, save_adapter
from llm_edu.finetuning.examples import read_examples
from llm_edu.finetuning.finetune import finetune
from llm_edu.finetuning.head import Classifier, features, fit_head, pool, pooled, side_by_side
from llm_edu.finetuning.lora import (
    TARGET_MODULES,
    LoRALinear,
    LowRank,
    add_lora,
    changes_of,
    merge,
    trainable_parameters,
)
from llm_edu.finetuning.loss import add_gradients, answer_loss, stream_loss
from llm_edu.finetuning.quantised import bytes_held, quantised
from llm_edu.finetuning.streams import frozen_prefix, last_stream, run_from, stream_from
from llm_edu.finetuning.summaries import rouge_l, unsupported

PLACES = TARGET_MODULES    # its earlier name

__all__ = [
    "Classifier",
    "LoRALinear",
    "LowRank",
    "PLACES",
    "TARGET_MODULES",
    "add_gradients",
    "add_lora",
    "answer_loss",
    "bytes_held",
    "changes_of",
    "features",
    "finetune",
    "fit_head",
    "frozen_prefix",
    "last_stream",
    "load_adapter",
    "merge",
    "pool",
    "pooled",
    "quantised",
    "read_examples",
    "rouge_l",
    "run_from",
    "save_adapter",
    "side_by_side",
    "stream_from",
    "stream_loss",
    "trainable_parameters",
    "unsupported",
]
