"""Type a text and see what a language model reads: its tokens, in one vocabulary or in two side by side."""

from llm_edu.widgets.tokenizer_playground.widget import TokenizerPlayground

__all__ = ["TokenizerPlayground"]
