"""Which optimiser moves which parameter."""

from torch import nn

from llm_edu.attention import MultiHeadAttention
from llm_edu.training.configuration import TrainingConfig
from llm_edu.training.optimisers import AdamW, CourseOptimiser, Muon
from llm_edu.transformer import SwiGLU

NamedParameter = tuple[str, nn.Parameter]


def split_parameters(model: nn.Module) -> tuple[list[NamedParameter], list[NamedParameter]]:
    """Split the trainable parameters into the matrices inside the network, and all others.

    Embeddings and the unembedding belong to the others.   ->   two lists of (name, parameter)
    """
    outside: set[int] = set()    # ids of embeddings and the unembedding: each row belongs to one token
    for name, module in model.named_modules():
        if isinstance(module, nn.Embedding) or name == "unembedding":
            outside.update(id(parameter) for parameter in module.parameters())
    matrices: list[NamedParameter] = []
    others: list[NamedParameter] = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            inside = parameter.dim() == 2 and id(parameter) not in outside
            (matrices if inside else others).append((name, parameter))
    return matrices, others


def make_optimisers(model: nn.Module, config: TrainingConfig, muon: type[Muon] = Muon) -> list[CourseOptimiser]:
    """The optimisers that a `TrainingConfig` asks for: `[AdamW]` or `[Muon, AdamW]`.

    Weight decay applies to matrices; norms and biases are never pulled towards 0.
    muon: the class to use for Muon
    """
    matrices, others = split_parameters(model)
    tables = [parameter for _, parameter in others if parameter.dim() >= 2]
    vectors = [parameter for _, parameter in others if parameter.dim() < 2]
    optimisers: list[CourseOptimiser] = []
    if config.optimiser == "muon" and matrices:
        pieces = count_pieces(model)
        groups = [{"params": [parameter for name, parameter in matrices if pieces.get(name, 1) == count],
                   "pieces": count} for count in sorted({pieces.get(name, 1) for name, _ in matrices})]
        optimisers.append(muon(groups, learning_rate=config.matrix_learning_rate, momentum=config.momentum,
                               weight_decay=config.weight_decay))
    else:
        tables += [parameter for _, parameter in matrices]
    groups = [{"params": tables, "weight_decay": config.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    groups = [group for group in groups if group["params"]]
    return optimisers + ([AdamW(groups, config.learning_rate, config.betas)] if groups else [])


def count_pieces(model: nn.Module) -> dict[str, int]:
    """{name: number of pieces} of the parameters that store several matrices as one: queries, keys and values; a gate.

    With shared keys and values, the three differ in height, and each group of heads is one piece.
    """
    pieces = {}
    for name, module in model.named_modules():
        if isinstance(module, MultiHeadAttention):
            shared = module.heads // module.key_value_heads
            pieces[f"{name}.queries_keys_values.weight"] = shared + 2
        elif isinstance(module, SwiGLU):
            pieces[f"{name}.gate_and_up.weight"] = 2
    return pieces
