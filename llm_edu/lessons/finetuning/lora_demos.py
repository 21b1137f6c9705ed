"""What lesson 10 needs to teach SmolLM2 by small changes: its tables, what a step keeps, where changes are put."""

import time
from operator import gt
from statistics import fmean

import torch
from torch import nn

from llm_edu.finetuning import TARGET_MODULES, add_lora, answer_loss, frozen_prefix, stream_from, stream_loss
from llm_edu.finetuning.lora import frozen_linear, frozen_twin, target_modules_in
from llm_edu.language_models.padding import IGNORED
from llm_edu.lessons.finetuning.sentiment import difference

# The tables in the layers of Llama 2 7B (Touvron et al. 2023, arXiv:2307.09288), with the sizes in its config.json.
LLAMA_2_7B = {f"layer {layer} {place}": shape for layer in range(32) for place, shape in {
    "queries": (4096, 4096), "keys": (4096, 4096), "values": (4096, 4096), "output": (4096, 4096),
    "gate": (11_008, 4096), "up": (11_008, 4096), "down": (4096, 11_008)}.items()}
TOP = 24    # the first of SmolLM2's layers that learn


def tables_of(model):
    """The shapes of the tables in a model's layers: {"layer 0 queries": (outputs, inputs), …}"""
    return {f"layer {number} {place}": (end - start, getattr(holder, name).in_features)
            for number, block in enumerate(model.blocks)
            for place, (holder, name, start, end) in target_modules_in(block).items()}


def print_costs(ways, models):
    """What each way of training takes in each model. ways: {name: shapes -> bytes}   models: {name: shapes}"""
    print(" " * 22 + "".join(f"{name:>14}" for name in models))
    for way, cost in ways.items():
        print(f"{way:<22}" + "".join(f"{cost(shapes) / 1e9:>11.2f} GB" for shapes in models.values()))


# --- a new layer's first steps


def learn_change(layer, x, goal, steps=100):
    """Let a `LoRA` learn to give `goal` for x; returns the losses, the first before any step, and the first gradients.

    x: (examples, inputs)   goal: (examples, outputs)   ->   losses (steps + 1), {"down": mean size, "up": mean size}
    """
    optimiser, losses, first = torch.optim.AdamW([layer.down, layer.up], lr=0.03, weight_decay=0.0), [], {}
    for _ in range(steps + 1):
        loss = (layer(x) - goal).square().mean()
        optimiser.zero_grad()
        loss.backward()
        first = first or {name: getattr(layer, name).grad.abs().mean().item() for name in ("down", "up")}
        optimiser.step()
        losses.append(loss.item())
    return losses, first


# --- in a whole model


def put_beside(model, layers, make):
    """A twin of a `Transformer` in which make(layer) stands in place of every linear layer of some blocks.

    The twin reads the model's own memory, and none of its numbers learn but those that make adds.
    """
    twin = frozen_twin(model)
    for number in layers:
        replace_linear(twin.blocks[number], make)
    return twin


def replace_linear(part, make):
    """Put make(layer) in place of every linear layer in a module, and in those that it consists of."""
    for name, child in list(part.named_children()):
        if isinstance(child, nn.Linear):
            setattr(part, name, make(child))
        else:
            replace_linear(child, make)


def merge_all(model, merged):
    """A twin in which one linear layer does what each `LoRA` and its base did. merged: a `LoRA` -> a table"""
    twin = frozen_twin(model)
    for holder in list(twin.modules()):
        for name, child in list(holder.named_children()):
            if hasattr(child, "base"):
                setattr(holder, name, frozen_linear(merged(child).detach(), child.base.bias))
    return twin


def print_passes(steps, words, size=8):
    """What was said at each step, before it, in passes of so many steps.

    steps: a list of (loss, best guesses (lines,), right words (lines,))   words: (2,), the two that are right answers
    """
    print("epoch    loss    says one of two    says the right one")
    for number in range(len(steps) // size):
        losses, said, right = zip(*steps[number * size:(number + 1) * size])
        said, right = torch.cat(said), torch.cat(right)
        one_of_two, matches = torch.isin(said, words).float().mean().item(), (said == right).float().mean().item()
        print(f"{number + 1:>5}{sum(losses) / size:>8.2f}{one_of_two:>17.0%}{matches:>22.0%}")


def print_guesses(tokenizer, reviews, before, after):
    """The best guess after each line, before and after. before, after: logits (lines, vocabulary)"""
    for review, *logits in zip(reviews, before, after):
        old, new = (tokenizer.decode([each.argmax().item()]) for each in logits)
        text = review.text if len(review.text) < 70 else review.text[:67] + "…"
        print(f"{text:<70}{old!r:>11} →{new!r}")


# --- what a step costs


def kept_for_gradient(function, model):
    """What a function returns, and how many bytes it keeps for the gradient besides the model's own numbers."""
    own = {tensor.untyped_storage().data_ptr() for tensor in [*model.parameters(), *model.buffers()]}
    kept = {}

    def note(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage.nbytes(), tensor    # held, or its place might be taken by another
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        result = function()
    return result, sum(size for size, _ in kept.values())


def print_steps(model, texts):
    """What a step takes when everything learns, LoRA in all layers, or LoRA in the top layers alone.

    texts: lists of ids of one length; to be predicted is the last of each
    """
    ids = torch.tensor(texts)
    inputs, targets = ids[:, :-1], torch.full_like(ids[:, 1:], IGNORED)
    targets[:, -1] = ids[:, -1]
    everything, lora = frozen_twin(model).requires_grad_(True), add_lora(model, target_modules=TARGET_MODULES)
    top = add_lora(model, target_modules=TARGET_MODULES, layers=range(TOP, len(model.blocks)))
    stream = frozen_prefix(top, inputs, TOP)
    ways = {"everything": (everything, lambda: answer_loss(everything, inputs, targets)),
            "LoRA in all layers": (lora, lambda: answer_loss(lora, inputs, targets)),
            "LoRA from layer 24 on": (top, lambda: stream_loss(top, stream_from(top, stream, TOP), targets))}
    print(f"{'':<22}{'learn':>13}{'gradient and optimiser state':>30}{'activations':>13}{'a step':>9}")
    for name, (learner, loss_of) in ways.items():
        numbers = sum(parameter.numel() for parameter in learner.parameters() if parameter.requires_grad)
        loss_of().backward()    # not counted: the first pass fetches memory, too
        learner.zero_grad(set_to_none=True)
        began = time.perf_counter()
        loss, kept = kept_for_gradient(loss_of, learner)
        loss.backward()
        print(f"{name:<22}{numbers:>13,}{12 * numbers / 1e6:>27,.0f} MB{kept / 1e6:>10,.0f} MB"
              f"{time.perf_counter() - began:>7.2f} s")
        learner.zero_grad(set_to_none=True)


# --- what the kept measurement finetuning_sentiment says


WAYS = {"bag of words": "bag of words", "calibrated prompt": "prompt, calibrated", "head": "head, last layer",
        "head inside": "head, inner layers", "LoRA above": "LoRA, upper 12 layers", "LoRA": "LoRA, all layers",
        "everything": "all weights"}    # run -> its name


def print_by_count(kept):
    """The accuracy on 1,418 test lines by way and number of examples, mean over seeds; the best are starred.

    kept: the results of finetuning_sentiment; numbers: how many learn, from the most examples
    """
    counts = [count for count in kept["bag of words"] if count.isdigit()]
    shares = {name: {count: fmean(kept[run][count]["accuracy"]) for count in counts if count in kept[run]}
              for run, name in WAYS.items() if run in kept}
    best = {count: max(found.get(count, 0) for found in shares.values()) for count in counts}
    print(f"{'examples':<22}" + "".join(f"{int(count):>9,}" for count in counts) + f"{'numbers':>13}")
    for (name, found), run in zip(shares.items(), (run for run in WAYS if run in kept)):
        cells = (f"{found[count]:.1%}{'*' if found[count] == best[count] else ' '}" if count in found else "– "
                 for count in counts)
        numbers = kept[run][list(found)[-1]]["learned numbers"]
        print(f"{name:<22}" + "".join(f"{cell:>9}" for cell in cells) + f"{numbers:>13,}")


def print_difference(kept, run, other):
    """By how many points one way beats another on the same 1,418 snippets, with its 95 % interval, both after most."""
    mine, others = ([sign == "1" for sign in kept[name]["right"]] for name in (run, other))
    mean, half = difference(mine, others)
    only = [sum(map(gt, *pair)) for pair in ((mine, others), (others, mine))]
    print(f"{WAYS[run]} − {WAYS[other]}: {100 * mean:+.1f} ± {100 * half:.1f} points "
          f"(right alone: {only[0]}, {only[1]})")


def print_choices(runs):
    """Accuracy and loss on the validation part for each choice, seed by seed. runs: {name: {"seeds": …}}"""
    for name, run in runs.items():
        shares, losses = (" ".join(format(seed[what], form) for seed in run["seeds"])
                          for what, form in (("accuracy", ".0%"), ("loss", ".2f")))
        print(f"{name:<17}{run['learned numbers']:>9,} numbers   right {shares:<13} loss {losses}")
