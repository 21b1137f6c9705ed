"""TrainingMonitor: a training while it runs, with its losses, a story of its own now and then, pause and stop."""

from llm_edu.widgets.training_monitor.widget import TrainingMonitor

__all__ = ["TrainingMonitor"]
