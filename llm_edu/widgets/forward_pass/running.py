"""How ForwardPass runs a model, with parts of it off. It loads PyTorch, so it is imported late."""

import numpy as np
import torch

from llm_edu.interpretability import changed
from llm_edu.transformer import Record
from llm_edu.widgets.forward_pass.reading import Reading


@torch.no_grad()
def read(model, ids, off=()) -> Reading:
    """One run of the model on one text. off: parts that add nothing, as `check_parts` returns them"""
    record = Record("residual", "attention_output", "feed_forward_output", "attention", "queries", "keys", "values")
    device = model.token_embedding.weight.device
    found, neurons, hooks = {}, {}, []

    def keep(block):
        def change(x):
            found[block] = x
            return x
        return change

    places = {tuple(part): torch.zeros_like for part in off}
    places |= {("heads", block): keep(block) for block in range(len(model.blocks))}    # after those of single heads
    with changed(model, places):
        try:
            for number, block in enumerate(model.blocks):
                if hasattr(block.feed_forward, "down"):
                    hooks.append(block.feed_forward.down.register_forward_pre_hook(
                        lambda module, inputs, number=number: neurons.__setitem__(number, inputs[0])))
            logits = model(torch.tensor([list(ids)], device=device), record=record)[0]
        finally:
            for hook in hooks:
                hook.remove()
    if not torch.isfinite(logits).all() or not all(torch.isfinite(stream).all() for stream in record["residual"]):
        raise ValueError("the model's stream is not finite (nan or inf): is it trained yet?")
    silent = {part[1] for part in off if part[0] == "attention_output"}
    residual = stacked(record["residual"])
    positions = None
    if model.config.positions == "learned":
        positions = model.position_embedding.weight[: len(ids)].float().cpu().numpy()
    rows = model.token_embedding if model.config.tie_embeddings else model.unembedding
    return Reading(
        tuple(ids), residual[0] if positions is None else residual[0] - positions, positions, residual,
        stacked(record["attention_output"]), stacked(record["feed_forward_output"]),
        *(stacked(record[kind]) for kind in ("attention", "queries", "keys", "values")),
        np.stack([head_outputs(block.attention.output, found[number], number in silent)
                  for number, block in enumerate(model.blocks)]),
        stacked([neurons[number] for number in sorted(neurons)]) if len(neurons) == len(model.blocks) else None,
        model.norm(record["residual"][-1])[0].float().cpu().numpy(), logits.float().cpu().numpy(),
        rows.weight.float().cpu().numpy())


def stacked(tensors) -> np.ndarray:
    """Tensors of a batch of one, each of another layer: (layers, …)."""
    return torch.cat(list(tensors)).float().cpu().numpy()


def head_outputs(output, found, silent: bool) -> np.ndarray:
    """What each head adds to the stream, and last what the bias does, all 0 where attention is off.

    output: the layer's output projection   found: (1, heads, time, head_dim)   ->   (heads + 1, time, width)
    """
    _, heads, time, head_dim = found.shape
    alone = torch.zeros(heads + 1, time, heads * head_dim, dtype=found.dtype, device=found.device)
    for head in range(heads):
        alone[head, :, head * head_dim : (head + 1) * head_dim] = found[0, head]
    added = output(alone)
    added[:-1] -= added[-1].clone()
    return (added * (not silent)).float().cpu().numpy()
