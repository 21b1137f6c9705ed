"""A model in fewer bits: what it costs in loss and words, and where the levels lie among its weights."""

from llm_edu.widgets.compression_lab.widget import CompressionLab

__all__ = ["CompressionLab"]
