"""Serving."""

from llm_edu.serving.batching import Engine, next_batch
from llm_edu.serving.requests import Request

__all__ = ["Engine", "Request", "next_batch"]
