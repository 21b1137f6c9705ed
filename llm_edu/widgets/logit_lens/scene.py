"""Everything that LogitLens draws, in one dictionary of plain values and bytes; grids.js reads it."""

import numpy as np


def make_scene(source, read, version: int) -> dict:
    """What goes to the browser whenever a prompt, a change or the followed token is another.

    grids: the first prompt as changed, and the other if there is one   before: the first without changes, or None
    applied: the changes that are made   followed: the id whose probabilities are in the grids, or None
    names: [id, label] of every token in them
    """
    readings = [read.first] + [read.other] * (read.other is not None)
    before = read.before if read.applied else None
    ids = np.unique(np.concatenate([
        [*reading.ids, *reading.best.ravel(), *([] if reading.followed is None else [reading.followed])]
        for reading in (*readings, read.before)]).astype(int))
    return {
        "version": version, "layers": source.layers, "heads": source.heads, "count": source.count,
        "grids": [pack(reading) for reading in readings], "before": None if before is None else pack(before),
        "applied": read.applied, "followed": read.first.followed,
        "names": [[int(id), source.label(id)] for id in ids],
    }


def pack(reading) -> dict:
    """A reading in bytes, smallest first. ids: of the text   best: uint32, codes: uint16: (layers + 1, time, count)
    answer, followed: uint16, (layers + 1, time); followed is empty where no token is. A code is round(65,535·√p)."""
    followed = np.empty(0) if reading.followed is None else reading.followed_codes
    return {"ids": list(reading.ids), "best": reading.best.astype("<u4").tobytes(),
            "codes": reading.codes.astype("<u2").tobytes(), "answer": reading.answer_codes.astype("<u2").tobytes(),
            "followed": followed.astype("<u2").tobytes()}
