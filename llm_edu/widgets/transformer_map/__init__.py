"""The transformer as a map: click a part, see its shapes, its parameters, and what it computes."""

from llm_edu.widgets.transformer_map.widget import TransformerMap

__all__ = ["TransformerMap"]
