"""Guess the next word of a story, say how sure you are, and pay in bits for what comes."""

from llm_edu.widgets.guess_the_next_word.widget import GuessTheNextWord

__all__ = ["GuessTheNextWord"]
