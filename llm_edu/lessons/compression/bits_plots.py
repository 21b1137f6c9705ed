"""Pictures of sitting 1: the numbers of a row, and the levels that a few bits leave them."""

import torch
from torch import Tensor

from llm_edu.compression import largest_code, quantise_weights
from llm_edu.plotting import COLORS, figure


def levels_plot(row: Tensor, bits: int, groups, name: str = "a row"):
    """The numbers of a row as dots, and as lines the levels to which they are rounded: a panel for each way to share.

    row: (columns,)   bits: of a code   groups: two ways, as for `quantise_weights`: "row", 32, …
    """
    made = [quantise_weights(row, bits, group) for group in groups]
    zeros = [(each.codes == 0).float().mean().item() for each in made]
    shared = [heading_of(group) for group in groups]
    told = ", ".join(f"{100 * zero:.0f} % with {way}" for way, zero in zip(shared, zeros, strict=True))
    plot, panels = figure(f"{name} in {bits} bits: how many weights become 0? {told}", height=330,
                          columns=len(groups))
    for axes, each, way in zip(panels, made, shared, strict=True):
        draw_levels(axes, row, each)
        axes.set_title(way, loc="left", fontsize=11)
        axes.set_xlabel("number of the weight in its row")
    panels[0].set_ylabel("weight")
    plot.alt += (f". {len(row)} weights from {row.min():.2f} to {row.max():.2f}, half of them within "
                 f"{row.abs().median():.3f} of 0. " + "; ".join(
                     f"{way}: steps from {each.scales.min().item():.3f} to {each.scales.max().item():.3f}"
                     for way, each in zip(shared, made, strict=True)))
    return plot


def heading_of(group) -> str:
    """What shares a scale, in words."""
    return f"a scale for every {group}" if isinstance(group, int) else "one scale"


def draw_levels(axes, row: Tensor, made) -> None:
    """The weights, and behind them the levels of each group, as far as its stretch of the row goes."""
    scales, top = made.scales.float().flatten().tolist(), largest_code(made.bits)
    width = made.group if isinstance(made.group, int) else len(row)
    for number, scale in enumerate(scales):
        levels = [code * scale for code in range(-top, top + 1)]
        axes.hlines(levels, number * width - 0.5, min((number + 1) * width, len(row)) - 0.5, color=COLORS["context"],
                    linewidth=0.6)
    axes.plot(range(len(row)), row.tolist(), ".", color=COLORS["model"], markersize=4)
    axes.grid(False)
    axes.set_xlim(-0.5, len(row) - 0.5)


def weights_of(model, layer: str, row: int) -> Tensor:
    """One row of a layer's weights."""
    return torch.clone(model.get_parameter(f"{layer}.weight")[row].detach())
