"""What the exercises of lesson 03 share."""

from llm_edu import language_models as lm

LESSON = "03_language_models"
END = lm.END
