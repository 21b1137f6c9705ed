"""The exercises of lesson 02: comparing, counting, learning, averaging and placing vectors."""

from llm_edu.course.exercises.embeddings.analogy import analogy
from llm_edu.course.exercises.embeddings.average_embedding import average_embedding
from llm_edu.course.exercises.embeddings.cosine_similarity import cosine_similarity
from llm_edu.course.exercises.embeddings.duck_bread import duck_bread
from llm_edu.course.exercises.embeddings.nearest import nearest
from llm_edu.course.exercises.embeddings.pair_gradient import pair_gradient
from llm_edu.course.exercises.embeddings.positive_pmi import positive_pmi
from llm_edu.course.exercises.embeddings.quiz import embeddings_quiz
from llm_edu.course.exercises.embeddings.rotate import rotate
from llm_edu.course.exercises.embeddings.sinusoidal_positions import sinusoidal_positions
from llm_edu.course.exercises.embeddings.skip_gram_pairs import skip_gram_pairs
from llm_edu.course.exercises.embeddings.skip_gram_step import skip_gram_step

EXERCISES = [
    duck_bread, cosine_similarity, skip_gram_pairs, nearest, positive_pmi, pair_gradient, skip_gram_step, analogy,
    average_embedding, sinusoidal_positions, rotate, embeddings_quiz,
]
