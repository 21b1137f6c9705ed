"""The exercises of lesson 06: from texts to batches, a step, AdamW, schedules, clipping, memory, and costs."""

from llm_edu.lessons.training.exercises.adam_first_step import adam_first_step
from llm_edu.lessons.training.exercises.adamw_step import adamw_step
from llm_edu.lessons.training.exercises.clip_by_norm import clip_by_norm
from llm_edu.lessons.training.exercises.longest_copied import longest_copied
from llm_edu.lessons.training.exercises.make_batch import make_batch
from llm_edu.lessons.training.exercises.perfect_memory import perfect_memory
from llm_edu.lessons.training.exercises.quiz import training_quiz
from llm_edu.lessons.training.exercises.split_by_hash import split_by_hash
from llm_edu.lessons.training.exercises.train_step import train_step
from llm_edu.lessons.training.exercises.training_cost import training_cost
from llm_edu.lessons.training.exercises.trapezoid import trapezoid

EXERCISES = [
    split_by_hash, make_batch, train_step, adam_first_step, adamw_step, trapezoid, clip_by_norm,
    perfect_memory, longest_copied, training_cost, training_quiz,
]
