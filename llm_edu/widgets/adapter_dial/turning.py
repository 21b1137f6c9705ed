"""A model whose learned change is turned to any strength, and what it is like at each of them.

LoRA adds `scale · up (down x)` to what a frozen table makes of x. What was learned lies in `up` and `down` alone; the
scale is a number that can be chosen afterwards: 0 leaves the change out, 1 is how it was learned, and nothing forbids
0.5, 1.5 or −0.5.

Source: Ilharco et al. 2023, Editing Models with Task Arithmetic, arXiv:2212.04089, which scales and negates the
differences of whole models.
"""

from collections.abc import Callable, Mapping, Sequence

from llm_edu.widgets.adapter_dial.reading import (
    DialReading,
    check_loss,
    check_names,
    check_strengths,
    check_texts,
)


def at_strength(adapted, strength: float):
    """A twin of a model with LoRA's changes in which each is `strength` times as strong.

    adapted: from `add_lora` or `load_adapter`, not merged
    The twin reads its weights from the same memory, and learns nothing. At strength 0 it computes exactly what the
    model did before the changes, at 1 exactly what it does with them.
    Raises ValueError for a model without changes.
    """
    from llm_edu.finetuning.lora import LowRank, frozen_twin

    if not hasattr(adapted, "modules"):
        raise TypeError(f"a model with LoRA's changes is needed, or what `dial` has found, not {adapted!r:.60}")
    twin = frozen_twin(adapted)
    changes = [module for module in twin.modules() if isinstance(module, LowRank)]
    if not changes:
        raise ValueError("this model has no changes that could be turned: they come from `add_lora`, and `merge` puts "
                         "them into the weights for good")
    for change in changes:
        change.scale *= strength
    return twin


def dial(adapted, strengths: Sequence[float], measures: Mapping[str, Callable], prompts: Sequence[str] = (),
         write: Callable | None = None) -> DialReading:
    """Measure a model, and let it write, at each strength of its learned change.

    adapted: a model with LoRA's changes, not merged; it stays as it is   strengths: 0 and 1 among them
    measures: name -> function of a model that returns a number, the lower the better
    prompts, write: write(model, prompts) returns what the model writes, a text for each prompt

    Each function finds torch's random numbers in the same state at every strength, so that it is the strength that
    makes the difference. Raises ValueError or TypeError for arguments that cannot be, and whatever a function raises.
    """
    import torch

    strengths = check_strengths(strengths)
    check_names(measures, prompts)
    for name, measure in measures.items():
        if not callable(measure):
            raise TypeError(f"the measure {name!r:.60} is a function of the model, not {measure!r:.60}")
    if prompts and not callable(write):
        raise TypeError(f"write is a function of a model and prompts, which returns a text for each, not {write!r:.60}")
    losses, texts = {name: [] for name in measures}, {prompt: [] for prompt in prompts}
    for strength in strengths:
        model = at_strength(adapted, strength)

        def ask(function, *more, model=model):
            with torch.random.fork_rng(), torch.no_grad():
                torch.manual_seed(0)
                return function(model, *more)

        for name, measure in measures.items():
            losses[name].append(check_loss(name, strength, ask(measure)))
        if prompts:
            for prompt, text in zip(prompts, check_texts(ask(write, prompts), prompts), strict=True):
                texts[prompt].append(text)
    return DialReading(strengths, losses, texts)
