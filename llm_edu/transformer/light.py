"""The same model with less of Python in between."""

from functools import lru_cache


def light_twin(module):
    """A twin of a module that shares its parameters and gives the same results, for many small calls in a row.

    Decoding calls each of SmolLM2's 270 modules for every single token. `nn.Module` then spends a twentieth of the time
    on finding attributes, which lie in dictionaries of their own, and on looking for hooks. The twin has attributes
    where Python looks first, and its call is its `forward`; a module with hooks keeps its ordinary call.
    The twin does not see modules or parameters that are replaced later: make one, use it, and throw it away.
    """
    hooked = module._forward_hooks or module._forward_pre_hooks
    kind = type(module) if hooked else class_without_hooks(type(module))
    twin = kind.__new__(kind)
    children = {name: None if child is None else light_twin(child) for name, child in module._modules.items()}
    twin.__dict__.update(module.__dict__ | module._parameters | module._buffers | children)
    twin.__dict__["_modules"] = children
    return twin


@lru_cache(maxsize=100)
def class_without_hooks(kind):
    """A subclass whose call is `forward` itself."""
    return type(kind.__name__, (kind,), {"__call__": kind.forward})
