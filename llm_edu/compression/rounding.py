"""Rounding with compensation (GPTQ): what one weight loses by rounding, the weights not yet rounded make up for.

What matters is not each weight but what the layer gives: w·x. Two inputs that are always equal, with weights 0.4 and
0.4 and a step of 1, round to 0 and 0, and the layer gives 0 in place of 0.8. Round the first, and pass its error of 0.4
on to the second, which then rounds from 0.8 to 1.

So go through the columns of the matrix from left to right. Round one; its error times its input is missing in the
output; change the columns to the right so that they replace it as well as they can. On which inputs is known from a
text that the model has read: the Hessian H = Σ x xᵀ. The best change is a least-squares problem,

    H[R, R] · change = error · H[R, i]        for the columns R to the right of column i

and all of these are solved at once by U, the upper Cholesky factor of H⁻¹ = Uᵀ U: change = −error · U[i, R] / U[i, i].
"""

import torch
from torch import Tensor

from llm_edu.compression.quantise import Group, Quantised, check_weights, nearest_codes, scales_of

DAMPING = 0.01    # of the Hessian's mean diagonal, as in the paper: inputs that never occurred make H singular
BLOCK = 128    # columns, about


def hessian_of(inputs: Tensor) -> Tensor:
    """Σ x xᵀ over all inputs of a layer, as `layer_inputs` returns it for the layers of a model.

    inputs: (..., columns)   ->   (columns, columns), float32

    >>> hessian_of(torch.tensor([[1.0, 1.0], [2.0, 2.0]]))    # two inputs that are always equal
    tensor([[5., 5.],
            [5., 5.]])
    """
    x = inputs.detach().float().reshape(-1, inputs.shape[-1])
    return x.T @ x


@torch.no_grad()
def round_with_compensation(weights: Tensor, hessian: Tensor, bits: int, group: Group = None,
                            damping: float = DAMPING) -> Quantised:
    """Quantise a weight matrix column by column, each column's error passed on to those to its right: GPTQ.

    weights: (rows, columns)   hessian: (columns, columns), of what the layer reads   bits, group: as for
    `quantise_weights`; the scale of a group is chosen when its first column comes up, for the weights as they are then
    damping: so much of the Hessian's mean diagonal is added to its diagonal. More of it passes less on.
    Raises TypeError or ValueError for what does not fit together, and for a Hessian that damping does not make
    positive definite.

    Source: Frantar, Ashkboos, Hoefler and Alistarh 2022, GPTQ, arXiv:2210.17323, algorithm 1. As there, errors
    go to the columns of the same block at once, and to those after it block by block: the same, in less time.

    >>> weights, inputs = torch.tensor([[0.4, 0.4, 3.0]]), torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> round_with_compensation(weights, hessian_of(inputs), bits=3).codes    # a step of 1; plainly rounded: 0 0 3
    tensor([[0, 1, 3]], dtype=torch.int8)
    """
    check_weights(weights)
    check_hessian(weights, hessian, damping)
    scales = scales_of(weights, bits, group)
    left = weights.detach().T.to(torch.float32, copy=True, memory_format=torch.contiguous_format)    # (columns, rows):
    # what is still to be rounded, errors included
    codes = torch.zeros_like(left, dtype=torch.int8)
    passing = errors_passed_on(hessian, damping)
    columns = len(left)
    width = columns if group is None or group == "row" else min(int(group), columns)
    block = width * max(1, BLOCK // width) if width < columns else BLOCK    # whole groups
    for start in range(0, columns, block):
        stop = min(start + block, columns)
        errors = torch.empty_like(left[start:stop])
        for column in range(start, stop):
            if column % width == 0 and width < columns:
                scales[:, column // width] = scales_of(left[column:column + width].T, bits, "row")[:, 0]
            steps = scales[:, column // width].float() if group is not None else scales[0, 0].float()
            codes[column] = nearest_codes(left[column], steps, bits)
            errors[column - start] = error = left[column] - codes[column] * steps
            left[column + 1:stop].addr_(passing[column, column + 1:stop], error)
        left[stop:].addmm_(passing[start:stop, stop:].T, errors)
    return Quantised(codes.T.contiguous(), scales, bits, group)


@torch.no_grad()
def output_error(weights: Tensor, rounded: Tensor, hessian: Tensor) -> float:
    """How wrong a layer's outputs become: Σ |w·x − w'·x|² over the inputs behind a Hessian, as a share of Σ |w·x|².

    weights, rounded: (rows, columns)   hessian: (columns, columns)

    >>> weights, inputs = torch.tensor([[0.4, 0.4]]), torch.tensor([[1.0, 1.0]])
    >>> [round(output_error(weights, torch.tensor([[float(first), second]]), hessian_of(inputs)), 4)
    ...  for first, second in ((0, 0), (0, 1))]
    [1.0, 0.0625]
    """
    change, weights, hessian = (rounded - weights).float(), weights.float(), hessian.float()
    return float(((change @ hessian) * change).sum() / ((weights @ hessian) * weights).sum())


def errors_passed_on(hessian: Tensor, damping: float) -> Tensor:
    """Which share of the error of each column (rows) every later column takes over: (columns, columns).

    Inputs that never occur take no part: their weights are rounded to the nearest.
    """
    damped = hessian.double()    # in 32 bits, H⁻¹ of a wide layer is too rough
    damped = damped + torch.eye(len(damped)).to(damped) * damping * damped.diagonal().mean()
    silent = damped.diagonal() == 0    # only without damping
    damped.diagonal()[silent] = 1.0
    try:
        inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped))
        upper = torch.linalg.cholesky(inverse, upper=True)
    except torch.linalg.LinAlgError as error:
        raise ValueError(f"the Hessian is not positive definite: use a damping above {damping:g}, or more text to "
                         "calibrate on") from error
    return (-upper / upper.diagonal()[:, None]).float()


def check_hessian(weights: Tensor, hessian: Tensor, damping: float) -> None:
    """Raise ValueError unless the Hessian is that of a layer with these weights."""
    if weights.dim() != 2:
        raise ValueError(f"weights are a matrix, (rows, columns), not of the shape {tuple(weights.shape)}")
    columns = weights.shape[1]
    if hessian.shape != (columns, columns):
        raise ValueError(f"a layer with {columns} inputs has a Hessian of the shape {(columns, columns)}, not "
                         f"{tuple(hessian.shape)}")
    if not hessian.isfinite().all():
        raise ValueError("in the Hessian are numbers that are infinite or nan")
    if not damping >= 0:
        raise ValueError(f"damping is at least 0, not {damping!r}")
