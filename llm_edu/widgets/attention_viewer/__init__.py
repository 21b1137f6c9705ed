"""Look at attention: which tokens each head of a model looks at, and what happens without it."""

from llm_edu.widgets.attention_viewer.cross import CrossAttentionViewer
from llm_edu.widgets.attention_viewer.widget import AttentionViewer

__all__ = ["AttentionViewer", "CrossAttentionViewer"]
