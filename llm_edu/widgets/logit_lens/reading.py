"""What LogitLens has read of a model: its guesses after each layer at each position (``running.py`` asks for them).

Probabilities are kept and sent as whole numbers of two bytes, round(65,535·√p): off by less than 0.00002, and
relatively little where they are small. So they are also the same on every processor, but for what lies on the border.
"""

from dataclasses import dataclass

import numpy as np

STEPS = 65_535


@dataclass(frozen=True)
class Reading:
    """One run of a model on one text.

    ids: of the text   streams: (layers + 1, time, width)
    best: ids of the most probable next tokens, (layers + 1, time, count), most probable first, then the smaller id
    codes: their probabilities   answers: what is best after the last layer, (time,)
    answer_codes: how probable that is after each layer, (layers + 1, time)
    followed: an id, or None   followed_codes: how probable that is, like answer_codes
    """

    ids: tuple[int, ...]
    streams: object  # a tensor; PyTorch is loaded only where one is made
    best: np.ndarray
    codes: np.ndarray
    answers: np.ndarray
    answer_codes: np.ndarray
    followed: int | None = None
    followed_codes: np.ndarray | None = None

    @property
    def layers(self) -> int:
        return len(self.best) - 1

    @property
    def shares(self) -> np.ndarray:
        """The probabilities of `best`: (layers + 1, time, count), rounded as said above."""
        return shares(self.codes)


def to_codes(probabilities) -> np.ndarray:
    """
    >>> to_codes([1.0, 0.25, 0.0]), shares(to_codes([1.0, 0.25, 0.0])).round(4)
    (array([65535, 32768,     0], dtype=uint16), array([1.  , 0.25, 0.  ]))
    """
    return np.round(STEPS * np.sqrt(np.clip(probabilities, 0, 1))).astype(np.uint16)


def shares(codes) -> np.ndarray:
    return np.square(np.asarray(codes, dtype=np.float64) / STEPS)
