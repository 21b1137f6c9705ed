"""Reshape a model's next-token probabilities with sliders, draw from them, and let strategies write side by side."""

from llm_edu.widgets.decoding_playground.widget import DecodingPlayground

__all__ = ["DecodingPlayground"]
