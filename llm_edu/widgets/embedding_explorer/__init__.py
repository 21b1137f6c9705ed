"""A map of words: look at their vectors in two dimensions, and ask for neighbours and analogies in all of them."""

from llm_edu.widgets.embedding_explorer.widget import EmbeddingExplorer

__all__ = ["EmbeddingExplorer"]
