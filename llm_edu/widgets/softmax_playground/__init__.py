"""Drag scores, a temperature or a width, and see what softmax makes of them, and when it stops listening."""

from llm_edu.widgets.softmax_playground.widget import SoftmaxPlayground

__all__ = ["SoftmaxPlayground"]
