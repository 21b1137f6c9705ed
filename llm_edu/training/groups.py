"""Which parameter is moved by which optimiser."""

from torch import nn

from llm_edu.attention import MultiHeadAttention
from llm_edu.training.optimisers import AdamW, Muon
from llm_edu.transformer import SwiGLU


def split_parameters(model):
    """A model's parameters, parted: those inside matrices (not embeddings, not the unembedding), and all others.

    ->   matrices, others: two lists of (name, parameter)
    """
    outside = set()    # ids of what turns tokens into vectors or vectors into scores: each row is one token's own
    for name, module in model.named_modules():
        if isinstance(module, nn.Embedding) or name == "unembedding":
            outside.update(id(parameter) for parameter in module.parameters())
    matrices, others = [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            inside = parameter.dim() == 2 and id(parameter) not in outside
            (matrices if inside else others).append((name, parameter))
    return matrices, others


def make_optimisers(model, config, muon=Muon):
    """The optimisers that a `TrainingConfig` asks for, as a list: `[AdamW]` or `[Muon, AdamW]`.

    Weight decay is for tables of numbers; norms and biases are never pulled towards 0.
    muon: the class to use for Muon
    """
    matrices, others = split_parameters(model)
    tables = [parameter for _, parameter in others if parameter.dim() >= 2]
    vectors = [parameter for _, parameter in others if parameter.dim() < 2]
    optimisers = []
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


def count_pieces(model):
    """Names of the matrices that hold several in one, and how many: queries, keys and values; a gate and its input.

    With shared keys and values the three differ in height, and what is made orthogonal is each group of heads.
    """
    pieces = {}
    for name, module in model.named_modules():
        if isinstance(module, MultiHeadAttention):
            shared = module.heads // module.key_value_heads
            pieces[f"{name}.queries_keys_values.weight"] = shared + 2
        elif isinstance(module, SwiGLU):
            pieces[f"{name}.gate_and_up.weight"] = 2
    return pieces
