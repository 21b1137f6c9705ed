"""The exercises of lesson 00: picking, generating, counting, weighing."""

from llm_edu.course.exercises.meet_an_llm.count_parameters import count_parameters
from llm_edu.course.exercises.meet_an_llm.generate_tokens import generate_tokens
from llm_edu.course.exercises.meet_an_llm.gpt2_parameters import gpt2_parameters
from llm_edu.course.exercises.meet_an_llm.greedy_pick import greedy_pick
from llm_edu.course.exercises.meet_an_llm.layer_parameters import layer_parameters
from llm_edu.course.exercises.meet_an_llm.memory_gigabytes import memory_gigabytes
from llm_edu.course.exercises.meet_an_llm.quiz import meet_an_llm_quiz
from llm_edu.course.exercises.meet_an_llm.training_years import training_years

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
