"""One text on its way through a model: tokens, vectors, attention, feed-forward layers, and the next token."""

from llm_edu.widgets.forward_pass.widget import ForwardPass

__all__ = ["ForwardPass"]
