"""Write with a language model one token at a time, and see at each step what else it might have said."""

from llm_edu.widgets.next_token_explorer.widget import NextTokenExplorer

__all__ = ["NextTokenExplorer"]
