"""SmolLM2 is asked in chat, without a source, and replies in its own words: what it says, and how probable that was."""

import math
from dataclasses import dataclass

from llm_edu.decoding import Sampling, generate
from llm_edu.lessons.grounding.asking import SureGreedy, smollm2
from llm_edu.lessons.grounding.facts import answer_in
from llm_edu.pretrained.conversation import encode_chat, ends_of_turn

MOST_NEW, AT_ONCE = 24, 32    # tokens of a reply; replies that are written side by side


@dataclass(frozen=True)
class Reply:
    """What was replied, its answer as `answer_in` finds it, and that answer's probability after the words before it.

    Where there is no answer the probability is 0.
    """

    text: str
    short: str
    probability: float


def replies(kind, questions, model_and_tokenizer=None):
    """A greedy `Reply` to each question. kind: of `answer_in`"""
    model, tokenizer = model_and_tokenizer or smollm2()
    ends, found = ends_of_turn(tokenizer), []
    for start in range(0, len(questions), AT_ONCE):
        asked, strategy = questions[start:start + AT_ONCE], SureGreedy()
        new = generate(model, chats(tokenizer, asked), strategy, MOST_NEW, stop=ends).tolist()
        found += [reply_of(tokenizer, kind, question, ids, logs, ends)
                  for question, ids, logs in zip(asked, new, zip(*strategy.noted), strict=True)]
    return found


def sampled(questions, count, seed=0, model_and_tokenizer=None):
    """So many replies to each question, drawn at temperature 1; what is drawn depends on the order of the questions."""
    model, tokenizer = model_and_tokenizer or smollm2()
    ends, drawn = ends_of_turn(tokenizer), []
    asked = [question for question in questions for _ in range(count)]
    for start in range(0, len(asked), AT_ONCE):
        new = generate(model, chats(tokenizer, asked[start:start + AT_ONCE]), Sampling(temperature=1.0), MOST_NEW,
                       stop=ends, seed=seed + start)
        drawn += [tokenizer.decode(spoken(ids, ends)).strip() for ids in new.tolist()]
    return [drawn[start:start + count] for start in range(0, len(drawn), count)]


def chats(tokenizer, questions):
    """The ids of a chat for each question, with the system message that SmolLM2 was trained with."""
    return [encode_chat(tokenizer, [{"role": "user", "content": question}]) for question in questions]


def spoken(ids, ends):
    """The ids before the first one that ends a reply."""
    return ids[:next((place for place, token in enumerate(ids) if token in ends), len(ids))]


def reply_of(tokenizer, kind, question, ids, logs, ends):
    """What a row of new ids says. logs: the log probability of each id"""
    ids = spoken(ids, ends)
    text = tokenizer.decode(ids)
    begin, end = answer_in(kind, question, text)
    lengths = [len(tokenizer.decode(ids[:cut])) for cut in range(len(ids) + 1)]
    within = [log for log, before, after in zip(logs, lengths, lengths[1:]) if after > begin and before < end]
    return Reply(text.strip(), text[begin:end].strip(), round(math.exp(sum(within)), 4) if end else 0.0)
