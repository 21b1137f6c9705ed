"""The exercises of lesson 01: cleaning, counting, merging, training, encoding, decoding."""

from llm_edu.lessons.tokenization.exercises.characters_per_token import characters_per_token
from llm_edu.lessons.tokenization.exercises.clean_page import clean_page
from llm_edu.lessons.tokenization.exercises.count_pairs import count_pairs
from llm_edu.lessons.tokenization.exercises.decode_with_merges import decode_with_merges
from llm_edu.lessons.tokenization.exercises.deduplicate import deduplicate
from llm_edu.lessons.tokenization.exercises.encode_with_merges import encode_with_merges
from llm_edu.lessons.tokenization.exercises.fifth_merge import fifth_merge
from llm_edu.lessons.tokenization.exercises.merge_pair import merge_pair
from llm_edu.lessons.tokenization.exercises.quiz import tokenization_quiz
from llm_edu.lessons.tokenization.exercises.split_special import split_special
from llm_edu.lessons.tokenization.exercises.train_bpe import train_bpe

EXERCISES = [
    characters_per_token, clean_page, deduplicate, fifth_merge, count_pairs, merge_pair, train_bpe, encode_with_merges,
    decode_with_merges, split_special, tokenization_quiz,
]
