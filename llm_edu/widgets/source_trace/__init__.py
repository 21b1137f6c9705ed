"""SourceTrace: a question, the passages found for it, and which sentence of which passage supports the answer."""

from llm_edu.widgets.source_trace.widget import SourceTrace

__all__ = ["SourceTrace"]
