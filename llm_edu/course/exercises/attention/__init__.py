"""The exercises of lesson 04: averages, look-ups, masks, heads, rotary positions, and what a head does."""

from llm_edu.course.exercises.attention.average_so_far import average_so_far
from llm_edu.course.exercises.attention.causal_mask import causal_mask
from llm_edu.course.exercises.attention.hat_mix import hat_mix
from llm_edu.course.exercises.attention.induction_score import induction_score
from llm_edu.course.exercises.attention.key_value_bytes import key_value_bytes
from llm_edu.course.exercises.attention.look_up import look_up
from llm_edu.course.exercises.attention.peeks_at import peeks_at
from llm_edu.course.exercises.attention.quiz import attention_quiz
from llm_edu.course.exercises.attention.random_dot import random_dot
from llm_edu.course.exercises.attention.scaled_dot_product_attention import scaled_dot_product_attention
from llm_edu.course.exercises.attention.split_heads import split_heads
from llm_edu.course.exercises.attention.turn_pairs import turn_pairs

EXERCISES = [
    average_so_far, hat_mix, look_up, random_dot, causal_mask, scaled_dot_product_attention, peeks_at, split_heads,
    key_value_bytes, turn_pairs, induction_score, attention_quiz,
]
