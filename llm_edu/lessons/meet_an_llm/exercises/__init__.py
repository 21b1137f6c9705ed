"""The exercises of lesson 00: picking, generating, counting, weighing."""

from llm_edu.lessons.meet_an_llm.exercises.count_parameters import count_parameters
from llm_edu.lessons.meet_an_llm.exercises.generate_tokens import generate_tokens
from llm_edu.lessons.meet_an_llm.exercises.gpt2_parameters import gpt2_parameters
from llm_edu.lessons.meet_an_llm.exercises.greedy_pick import greedy_pick
from llm_edu.lessons.meet_an_llm.exercises.layer_parameters import layer_parameters
from llm_edu.lessons.meet_an_llm.exercises.memory_gigabytes import memory_gigabytes
from llm_edu.lessons.meet_an_llm.exercises.quiz import meet_an_llm_quiz
from llm_edu.lessons.meet_an_llm.exercises.training_years import training_years

EXERCISES = [
    greedy_pick,
    generate_tokens,
    layer_parameters,
    count_parameters,
    memory_gigabytes,
    training_years,
    gpt2_parameters,
    meet_an_llm_quiz,
]
