"""Make out the bill of a training: a model or a preset, machines, a grid; every number can be changed."""

from llm_edu.widgets.cost_calculator.widget import CostCalculator

__all__ = ["CostCalculator"]
