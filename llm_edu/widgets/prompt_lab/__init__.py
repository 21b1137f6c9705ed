"""PromptLab: several ways of asking, tried on the same items while you watch, and what becomes of the best of them."""

from llm_edu.widgets.prompt_lab.widget import PromptLab

__all__ = ["PromptLab"]
