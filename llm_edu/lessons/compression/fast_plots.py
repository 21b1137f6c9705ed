"""A picture of why rows need scales of their own: what a layer reads, token by token."""

import torch

from llm_edu.plotting import COLORS, figure, ink


@torch.no_grad()
def largest_inputs(model, ids: list[int]) -> torch.Tensor:
    """The largest absolute value in what each block's last layer reads for each token: (blocks, tokens)"""
    found = []
    handles = [block.feed_forward.down.register_forward_pre_hook(
        lambda _, given: found.append(given[0][0].abs().amax(-1))) for block in model.blocks]
    try:
        model(torch.tensor([ids]))
    finally:
        for handle in handles:
            handle.remove()
    return torch.stack(found)


def plot_largest_inputs(model, tokenizer, ids: list[int]):
    """The largest input of each token, in the block where one token stands out most; with the steps of 8 bits."""
    largest = largest_inputs(model, ids)
    others = largest.sort(dim=1).values[:, :-1].amax(1)    # of all tokens but one
    block = int((largest.amax(1) / others).argmax())
    row, names = largest[block].tolist(), [tokenizer.decode([number]).replace(" ", "·") for number in ids]
    top = max(range(len(row)), key=row.__getitem__)
    rest = max(value for place, value in enumerate(row) if place != top)
    plot, axes = figure(f"Block {block}: the layer reads {row[top]:,.0f} for “{names[top]}”, at most {rest:.1f} for "
                        "the other tokens", height=300)
    axes.bar(range(len(row)), row, color=[COLORS["learner" if place == top else "model"] for place in range(len(row))])
    axes.set_yscale("log")
    step = row[top] / 127
    axes.axhline(step, color=COLORS["error"], linestyle="--")
    axes.annotate(f"one step of int8, if all tokens share it: {step:.1f}", (len(row) - 0.5, step), xytext=(0, 4),
                  textcoords="offset points", ha="right", color=ink(COLORS["error"]))
    axes.set_xticks(range(len(row)), names, rotation=60, ha="right", family="monospace")
    axes.set_ylabel("largest |x|")
    said = ", ".join(f"{name} {value:.1f}" for name, value in zip(names, row))
    plot.alt += f". A bar for each token, on a log scale: {said}"
    return plot
