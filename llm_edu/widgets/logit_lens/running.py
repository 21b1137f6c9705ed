"""How LogitLens runs a model, also while it computes with changes. It loads PyTorch, so it is imported late."""

import numpy as np
import torch

from llm_edu.interpretability import changed, put, residual_stream
from llm_edu.widgets.logit_lens.reading import Reading, to_codes

AT_ONCE = 64  # cells: with 49,152 tokens their scores take 13 MB


def as_places(changes: list[list], source) -> dict:
    """Changes as `llm_edu.interpretability.changed` takes them. source: the other prompt's streams (layers + 1, time,
    width), or None"""
    places, brought = {}, {}
    for kind, layer, *more in changes:
        if kind == "residual":
            brought.setdefault(layer, []).append(more[0])
        else:
            places[kind, layer, *more] = torch.zeros_like
    for layer, positions in brought.items():
        places["residual", layer] = put(source[layer, positions], positions)
    return places


@torch.no_grad()
def read(model, ids, count, changes=None, follow=None, before: Reading | None = None) -> Reading:
    """One run of the model on one text, and what the lens sees in it.

    changes: for `llm_edu.interpretability.changed`   follow: an id whose probability is wanted everywhere
    before: an earlier reading of these ids; its cells are taken over where the stream is the same to the last bit
    """
    device = model.token_embedding.weight.device
    with changed(model, changes or {}):
        found = residual_stream(model, torch.tensor([list(ids)], device=device))[:, 0]  # (layers + 1, time, width)
    if not torch.isfinite(found).all():
        raise ValueError("the model's stream is not finite (nan or inf): is it trained yet?")
    answers = _best_of(model, found[-1], np.zeros((len(ids), 0), dtype=int), count)[0][:, 0]
    fresh = np.ones(found.shape[:2], dtype=bool)
    if before is not None and before.followed == follow and before.best.shape[-1] == count:
        fresh = (found != before.streams).any(-1).cpu().numpy() | (answers != before.answers)
    asked = [answers] if follow is None else [answers, np.full(len(ids), follow)]
    wanted = np.broadcast_to(np.stack(asked, axis=-1), (*fresh.shape, len(asked)))
    cells = torch.from_numpy(fresh).to(device)
    new = _best_of(model, found[cells], wanted[fresh], count)
    olds = (None, None, None) if fresh.all() else (before.best, before.codes, _wanted_codes(before))
    best, codes, of_wanted = (_merged(old, fresh, part) for old, part in zip(olds, new, strict=True))
    return Reading(tuple(ids), found, best, codes, answers, of_wanted[..., 0], follow,
                   None if follow is None else of_wanted[..., 1])


def _wanted_codes(reading: Reading) -> np.ndarray:
    parts = [reading.answer_codes] + [reading.followed_codes] * (reading.followed is not None)
    return np.stack(parts, axis=-1)


def _merged(old, fresh: np.ndarray, new: np.ndarray) -> np.ndarray:
    """What was read before, with the fresh cells' numbers put in."""
    whole = np.empty((*fresh.shape, new.shape[-1]), dtype=new.dtype) if old is None else old.copy()
    whole[fresh] = new
    return whole


def _best_of(model, cells, wanted: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lens on streams (cells, width): ids and codes of the best, (cells, count), and codes of the wanted ids."""
    parts = []
    for start in range(0, len(cells), AT_ONCE):
        logits = model.unembed(cells[start : start + AT_ONCE][None])[0].float()  # (cells, vocabulary)
        total = logits.logsumexp(-1, keepdim=True)
        best = logits.topk(count, dim=-1)
        asked = torch.from_numpy(np.array(wanted[start : start + AT_ONCE], dtype=np.int64)).to(logits.device)
        parts.append([best.indices.cpu().numpy(), to_codes((best.values - total).exp().cpu().numpy()),
                      to_codes((logits.gather(-1, asked) - total).exp().cpu().numpy())])
    if not parts:
        return (np.empty((0, count), int), *(np.empty((0, width), np.uint16) for width in (count, wanted.shape[-1])))
    ids, codes, asked = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((ids, -codes.astype(int)), axis=-1)
    return np.take_along_axis(ids, order, -1), np.take_along_axis(codes, order, -1), asked
