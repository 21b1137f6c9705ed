"""What would a model say if it stopped after this layer? And what if this layer had found something else?"""

from llm_edu.widgets.logit_lens.widget import LogitLens

__all__ = ["LogitLens"]
