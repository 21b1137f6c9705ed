"""Names beside the points of a crowded picture, where none covers another name or another point."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from matplotlib.transforms import Bbox

from llm_edu.plotting import label_line

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))    # the most readable one first
NEAR, FAR = 8, 18    # points from the middle of a marker to its name
AIR = (4, 1)    # pixels beside a name, and above and below it, that stay free
OUT = 10    # what a square pixel out of the axes costs; one that another name covers costs 1
STRANGE = 1e6    # what a place costs that is nearer to another point: more than any covered pixels
STARTS = 100


class Place(NamedTuple):
    """A place for a name. dx, dy: offset in points   cost: how unusual it is, in covered square pixels"""

    dx: float
    dy: float
    align: str
    cost: float


PLACES = [Place(x * far, y * (far + 4 if x == 0 else far * 0.75), ("right", "center", "left")[x + 1],
                number + 20 * (far > NEAR)) for far in (NEAR, FAR) for number, (x, y) in enumerate(SIDES)]


def label_points(axes: Any, points: Mapping[str, tuple[float, float, str]]) -> list[Any]:
    """Write each point's name beside it, where there is room: on its right if possible. The texts, in this order.

    points: name -> (x, y, a key of COLORS). Call it when the limits of all axes are final.
    """
    labels = [label_line(axes, x, y, name, color) for name, (x, y, color) in points.items()]
    for label in labels:
        label.set_in_layout(False)    # else the axes would move with the names
    axes.figure.draw_without_rendering()
    spots = axes.transData.transform([(x, y) for x, y, _ in points.values()])    # (names, 2), pixels
    boxes = np.array([[box_at(label, place).extents for place in PLACES] for label in labels])    # (names, places, 4)
    for label, place in zip(labels, best_places(boxes, spots, axes.get_window_extent().padded(*AIR).extents)):
        move(label, PLACES[place])
    return labels


def box_at(label: Any, place: Place) -> Bbox:
    """Where a name would be, in pixels."""
    move(label, place)
    return label.get_window_extent().padded(*AIR)


def move(label: Any, place: Place) -> None:
    label.xyann = (place.dx, place.dy)
    label.set_horizontalalignment(place.align)


def best_places(boxes: np.ndarray, spots: np.ndarray, room: np.ndarray) -> list[int]:
    """For each name the number of its place: the best of many arrangements, which begin at random.

    boxes: (names, places, 4), left, below, right, above   spots: (names, 2), of the points   room: (4,), of the axes
    """
    names = range(len(boxes))
    markers = np.concatenate([spots - NEAR, spots + NEAR], 1)
    own = np.array([place.cost for place in PLACES]) + OUT * (covered(boxes, boxes) - covered(boxes, room))
    own += (covered(boxes[:, :, None], markers) * (1 - np.eye(len(boxes)))[:, None]).sum(-1)
    gaps = np.maximum(np.maximum(boxes[:, :, None, :2] - spots, spots - boxes[:, :, None, 2:]), 0)
    own += STRANGE * (np.square(gaps).sum(-1).argmin(-1) != np.arange(len(boxes))[:, None])
    shared = covered(boxes[:, :, None, None], boxes)    # (names, places, names, places)
    random, found = np.random.default_rng(0), []
    for _ in range(STARTS):
        chosen, before = random.integers(len(PLACES), size=len(boxes)), None
        while before is None or (chosen != before).any():    # each name in turn, until none finds a better place
            before = chosen.copy()
            for name in names:
                beside = [shared[name, :, other, chosen[other]] for other in names if other != name]
                chosen[name] = (own[name] + sum(beside)).argmin()
        total = own[names, chosen].sum() + sum(shared[one, chosen[one], other, chosen[other]]
                                               for one in names for other in range(one))
        found.append((float(total), chosen.tolist()))
    return min(found)[1]


def covered(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How many square pixels of boxes, (…, 4), others cover; shapes are broadcast."""
    sides = np.minimum(boxes[..., 2:], others[..., 2:]) - np.maximum(boxes[..., :2], others[..., :2])
    return np.maximum(sides, 0).prod(-1)
