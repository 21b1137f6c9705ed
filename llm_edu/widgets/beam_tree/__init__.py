"""Beam search as a tree that grows step by step: who is looked at, who goes on, who is pruned."""

from llm_edu.widgets.beam_tree.widget import BeamTree

__all__ = ["BeamTree"]
