"""What fine-tuning has added to a model, turned up, down and the other way: its price, and what the model writes."""

from llm_edu.widgets.adapter_dial.reading import DialReading
from llm_edu.widgets.adapter_dial.turning import at_strength, dial
from llm_edu.widgets.adapter_dial.widget import AdapterDial

__all__ = ["AdapterDial", "DialReading", "at_strength", "dial"]
