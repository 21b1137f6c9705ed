"""The exercises of lesson 03: surprise, counting, smoothing, measuring, gradients, a window of words."""

from llm_edu.lessons.language_models.exercises.bigram_gradient import bigram_gradient
from llm_edu.lessons.language_models.exercises.bits_per_byte import bits_per_byte
from llm_edu.lessons.language_models.exercises.count_followers import count_followers
from llm_edu.lessons.language_models.exercises.interpolated import interpolated
from llm_edu.lessons.language_models.exercises.make_windows import make_windows
from llm_edu.lessons.language_models.exercises.meow_surprise import meow_surprise
from llm_edu.lessons.language_models.exercises.next_word_loss import next_word_loss
from llm_edu.lessons.language_models.exercises.perplexity import perplexity
from llm_edu.lessons.language_models.exercises.quiz import language_models_quiz
from llm_edu.lessons.language_models.exercises.smoothed import smoothed
from llm_edu.lessons.language_models.exercises.text_surprise import text_surprise
from llm_edu.lessons.language_models.exercises.window_logits import window_logits

EXERCISES = [
    meow_surprise, text_surprise, count_followers, smoothed, interpolated, perplexity, bits_per_byte, bigram_gradient,
    next_word_loss, make_windows, window_logits, language_models_quiz,
]
