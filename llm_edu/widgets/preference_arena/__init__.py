"""PreferenceArena: click the better of two stories, and a model learns your taste; then judge blind whether it has."""

from llm_edu.widgets.preference_arena.widget import PreferenceArena

__all__ = ["PreferenceArena"]
