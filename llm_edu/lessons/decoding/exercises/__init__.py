"""The exercises of lesson 07: shaping probabilities, beams, masks, the cache, guesses that are checked."""

from llm_edu.lessons.decoding.exercises.apply_temperature import apply_temperature
from llm_edu.lessons.decoding.exercises.beam_step import beam_step
from llm_edu.lessons.decoding.exercises.distinct_n import distinct_n
from llm_edu.lessons.decoding.exercises.generate_with_cache import generate_with_cache
from llm_edu.lessons.decoding.exercises.held_back import held_back
from llm_edu.lessons.decoding.exercises.judge_guess import judge_guess
from llm_edu.lessons.decoding.exercises.keep_min_p import keep_min_p
from llm_edu.lessons.decoding.exercises.keep_top_p import keep_top_p
from llm_edu.lessons.decoding.exercises.length_penalty import length_penalty
from llm_edu.lessons.decoding.exercises.only_allowed import only_allowed
from llm_edu.lessons.decoding.exercises.penalise_repetition import penalise_repetition
from llm_edu.lessons.decoding.exercises.quiz import decoding_quiz
from llm_edu.lessons.decoding.exercises.tokens_read import tokens_read

EXERCISES = [
    distinct_n, apply_temperature, keep_top_p, keep_min_p, penalise_repetition, beam_step, length_penalty, held_back,
    only_allowed, tokens_read, generate_with_cache, judge_guess, decoding_quiz,
]
