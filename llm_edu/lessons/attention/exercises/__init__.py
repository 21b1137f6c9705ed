"""The exercises of lesson 04: averages, look-ups, masks, heads, rotary positions, and what a head does."""

from llm_edu.lessons.attention.exercises.average_so_far import average_so_far
from llm_edu.lessons.attention.exercises.causal_mask import causal_mask
from llm_edu.lessons.attention.exercises.hat_mix import hat_mix
from llm_edu.lessons.attention.exercises.induction_score import induction_score
from llm_edu.lessons.attention.exercises.key_value_bytes import key_value_bytes
from llm_edu.lessons.attention.exercises.look_up import look_up
from llm_edu.lessons.attention.exercises.peeks_at import peeks_at
from llm_edu.lessons.attention.exercises.quiz import attention_quiz
from llm_edu.lessons.attention.exercises.random_dot import random_dot
from llm_edu.lessons.attention.exercises.scaled_dot_product_attention import scaled_dot_product_attention
from llm_edu.lessons.attention.exercises.split_heads import split_heads
from llm_edu.lessons.attention.exercises.turn_pairs import turn_pairs

EXERCISES = [
    average_so_far, hat_mix, look_up, random_dot, causal_mask, scaled_dot_product_attention, peeks_at, split_heads,
    key_value_bytes, turn_pairs, induction_score, attention_quiz,
]
