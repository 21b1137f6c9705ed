"""The weights that share a scale, as a histogram, and the levels to which they are rounded."""

from typing import TYPE_CHECKING

from llm_edu.widgets.common.numbers import percent
from llm_edu.widgets.compression_lab.settings import WORST, Setting

if TYPE_CHECKING:
    from torch import Tensor

BARS = 64
MOST_TICKS = 400    # of single weights; more of them would only be a line


def worst_matrix(matrices: "dict[str, Tensor]") -> str:
    """The name of the matrix in which one row's largest weight is farthest from the row's others."""
    return max(matrices, key=lambda name: spread(matrices[name]).max().item())


def spread(matrix: "Tensor") -> "Tensor":
    """How many times as large as a typical (root mean square) weight of its row a row's largest is. -> (rows,)"""
    sizes = matrix.detach().float().abs()
    return sizes.amax(1) / sizes.square().mean(1).sqrt().clamp(min=1e-30)


def look_at(matrix: "Tensor", setting: Setting, row: int = WORST, part: int = WORST, is_kept: bool = False) -> dict:
    """What is drawn of a matrix, as plain data.

    row, part: which row, and which of its groups; WORST for those with the largest outlier. Without meaning where the
    matrix, or the row, has one scale   is_kept: the matrix stays in 16 bits, and has no levels

    {row, part: which they are   rows, groups: how many there are (groups: in a row)   count: weights that share the
    scale   edge: the histogram goes from −edge to edge   bars: weights in each bar   behind: the same of the whole row,
    where a group is looked at, else []   ticks: single weights   kept: as is_kept   largest: the one farthest from 0
    typical: root mean square   step: from level to level, 0 where there are none   top: levels on each side of 0
    used: how many levels have a weight   zeros: the share of weights that become 0}
    """
    matrix = matrix.detach().float().cpu()
    row = int(spread(matrix).argmax()) if row == WORST else row
    width = setting.group if isinstance(setting.group, int) else matrix.shape[1]
    groups = -(-matrix.shape[1] // width)
    part = int(matrix[row].abs().argmax()) // width if part == WORST else min(part, groups - 1)
    shared = matrix if setting.group == "tensor" else matrix[row:row + 1, part * width:(part + 1) * width]
    around = matrix if setting.group == "tensor" else matrix[row]
    edge = around.abs().max().item() or 1.0
    flat = shared.flatten()
    return {"row": row, "part": part, "rows": matrix.shape[0], "groups": groups, "count": flat.numel(),
            "edge": short(edge), "bars": bars_of(flat, edge),
            "behind": bars_of(around, edge) if groups > 1 else [],
            "ticks": [short(value) for value in flat.tolist()] if flat.numel() <= MOST_TICKS else [],
            "kept": is_kept, "largest": short(flat[flat.abs().argmax()].item()),
            "typical": short(flat.square().mean().sqrt().item()), **levels(shared, setting.bits, is_kept)}


def levels(shared: "Tensor", bits: int, is_kept: bool) -> dict:
    """Of `look_at` step, top, used and zeros."""
    from llm_edu.compression import largest_code, quantise_weights

    top = largest_code(bits)
    if is_kept:
        return {"step": 0.0, "top": top, "used": 0, "zeros": 0.0}
    rounded = quantise_weights(shared, bits, None)    # these weights are all that share the scale
    return {"step": short(rounded.scales.item()), "top": top, "used": len(rounded.codes.unique()),
            "zeros": short((rounded.codes == 0).float().mean().item())}


def bars_of(weights: "Tensor", edge: float) -> list[int]:
    return [int(count) for count in weights.histc(BARS, -edge, edge).tolist()]


def short(number: float) -> float:
    """A number in four digits."""
    return float(f"{number:.4g}")


def place_words(look: dict, setting: Setting, name: str, token: str) -> str:
    """Which weights these are: of an embedding's row, also whose."""
    if setting.group == "tensor":
        return f"all {look['count']:,} weights of {name}"
    row = f"row {look['row']}{f' (“{token}”)' if token else ''} of {name}"
    return row if setting.group == "row" or look["groups"] == 1 else (
        f"group {look['part']} ({look['count']} weights) of {row}")


def look_words(look: dict, place: str) -> str:
    """What there is to see, in sentences."""
    factor = abs(look["largest"]) / look["typical"] if look["typical"] else 1.0
    largest = f"{look['largest']:.3g}".replace("-", "−")
    first = (f"{place[:1].upper()}{place[1:]}: the largest weight, {largest}, is {factor:.1f} times as large as a "
             "typical one.")
    if not look["step"]:
        return f"{first} {'They stay in 16 bits, so they have no levels' if look['kept'] else 'All of them become 0'}."
    return (f"{first} {2 * look['top'] + 1} levels, {look['step']:.3g} apart: {look['used']} of them are used, and "
            f"{percent(look['zeros'])} of these weights become 0.")
