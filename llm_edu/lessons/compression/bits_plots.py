"""Pictures of sitting 1: the numbers of a row, and the steps that a few bits leave them."""

import torch
from torch import Tensor

from llm_edu.compression import largest_code, quantise_weights
from llm_edu.plotting import COLORS, figure


def levels_plot(row: Tensor, bits: int, group, name: str = "a row"):
    """The numbers of a row as dots, and as lines the levels that they may be rounded to.

    row: (columns,)   bits, group: as for `quantise_weights`
    """
    made = quantise_weights(row, bits, group)
    width = len(row) if isinstance(group, str) or group is None else group
    off = (made.dequantise() - row).square().mean().sqrt().item() / row.square().mean().sqrt().item()
    zeros = (made.codes == 0).float().mean().item()
    shared = "one scale" if width == len(row) else f"a scale for each {width} numbers"
    plot, axes = figure(f"{name} in {bits} bits, {shared}: off by {off:.0%} of its size, {zeros:.0%} become 0",
                        height=300)
    top = largest_code(bits)
    for start, scale in zip(range(0, len(row), width), made.scales.float().flatten().tolist(), strict=True):
        stop = min(start + width, len(row))
        levels = [code * scale for code in range(-top, top + 1)]
        axes.hlines(levels, start - 0.5, stop - 0.5, color=COLORS["context"], linewidth=0.7, alpha=0.7)
    axes.plot(range(len(row)), row.tolist(), ".", color=COLORS["model"], markersize=4)
    axes.grid(False)
    axes.set_xlim(-0.5, len(row) - 0.5)
    axes.set_xlabel("number of the weight in its row")
    axes.set_ylabel("weight")
    steps = made.scales.float()
    plot.alt += (f". {len(row)} weights from {row.min():.2f} to {row.max():.2f}, half of them within "
                 f"{row.abs().median():.3f} of 0; steps from {steps.min():.3f} to {steps.max():.3f}.")
    return plot


def weights_of(model, layer: str, row: int) -> Tensor:
    """One row of a layer's weights."""
    return torch.clone(model.get_parameter(f"{layer}.weight")[row].detach())
