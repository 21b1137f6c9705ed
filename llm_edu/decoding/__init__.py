"""Decoding: from the model's probabilities to text, one token after the other (lesson 07).

Read in this order:
``limits``        top-k, top-p, min-p and the repetition penalty, which change the probabilities
``strategies``    `Greedy` and `Sampling`, which choose the next token
``generating``    `generate` continues a batch of prompts, `stream` yields the ids of one as they come
``beam``          `BeamSearch`, which continues several texts at once; `beam_steps` watches it
``constraints``   `Constrained`: only what is allowed; `StoryWords` allows valid stories, `ValidJSON` (``byte_grammar``,
                  ``json_tokens``, ``json_grammar``) valid JSON
``speculative``   `generate_speculatively`: a small model guesses, a large one checks
``diversity``     how varied, how likely and how copied the texts are
``stopping``      where a text ends; ``prompts``: the forms of a prompt; ``text``: `stream_text`
``fast``          `decoding_twin`, the same model, as fast as this processor can

    from llm_edu.decoding import Sampling, generate

    generate(model, tokenizer.encode("Once upon a time"), Sampling(temperature=0.8, top_p=0.9), max_new_tokens=50)
"""

from llm_edu.decoding.beam import BeamSearch, BeamStep, Candidate, Hypothesis, beam_steps
from llm_edu.decoding.constraints import Constrained, StoryWords
from llm_edu.decoding.diversity import copied_share, distinct_n, mean_log_probability, n_grams
from llm_edu.decoding.generating import generate, next_token_probabilities, stream
from llm_edu.decoding.json_grammar import finish_json
from llm_edu.decoding.json_tokens import ValidJSON
from llm_edu.decoding.limits import keep_min_p, keep_top_k, keep_top_p, penalise_repetition
from llm_edu.decoding.prompts import pad_left
from llm_edu.decoding.speculative import Speculation, generate_speculatively
from llm_edu.decoding.strategies import Greedy, Sampling, Strategy, Written
from llm_edu.decoding.text import StreamDecoder, stream_text

__all__ = [
    "BeamSearch",
    "BeamStep",
    "Candidate",
    "Constrained",
    "Greedy",
    "Hypothesis",
    "Sampling",
    "Speculation",
    "StoryWords",
    "Strategy",
    "StreamDecoder",
    "ValidJSON",
    "Written",
    "beam_steps",
    "copied_share",
    "distinct_n",
    "finish_json",
    "generate",
    "generate_speculatively",
    "keep_min_p",
    "keep_top_k",
    "keep_top_p",
    "mean_log_probability",
    "n_grams",
    "next_token_probabilities",
    "pad_left",
    "penalise_repetition",
    "stream",
    "stream_text",
]
