"""BiasExplorer: which of two words a model expects after a sentence about each of many people, and how much more."""

from llm_edu.widgets.bias_explorer.widget import BiasExplorer

__all__ = ["BiasExplorer"]
