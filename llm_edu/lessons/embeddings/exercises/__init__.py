"""The exercises of lesson 02: comparing, counting, learning, averaging and placing vectors."""

from llm_edu.lessons.embeddings.exercises.analogy import analogy
from llm_edu.lessons.embeddings.exercises.average_embedding import average_embedding
from llm_edu.lessons.embeddings.exercises.cosine_similarity import cosine_similarity
from llm_edu.lessons.embeddings.exercises.duck_bread import duck_bread
from llm_edu.lessons.embeddings.exercises.nearest import nearest
from llm_edu.lessons.embeddings.exercises.pair_gradient import pair_gradient
from llm_edu.lessons.embeddings.exercises.positive_pmi import positive_pmi
from llm_edu.lessons.embeddings.exercises.quiz import embeddings_quiz
from llm_edu.lessons.embeddings.exercises.rotate import rotate
from llm_edu.lessons.embeddings.exercises.sinusoidal_positions import sinusoidal_positions
from llm_edu.lessons.embeddings.exercises.skip_gram_pairs import skip_gram_pairs
from llm_edu.lessons.embeddings.exercises.skip_gram_step import skip_gram_step

EXERCISES = [
    duck_bread, cosine_similarity, skip_gram_pairs, nearest, positive_pmi, pair_gradient, skip_gram_step, analogy,
    average_embedding, sinusoidal_positions, rotate, embeddings_quiz,
]
