"""What lesson 15 shows first: SmolLM2's answers to a few questions, and how probable it finds them itself."""

import math

from llm_edu.decoding import generate
from llm_edu.lessons.common.printing import print_table
from llm_edu.lessons.grounding.asking import SureGreedy, ids_of
from llm_edu.plotting import figure, horizontal_bars
from llm_edu.pretrained.conversation import ends_of_turn

ENDS = ".,;\n"    # the answer is over where one of these comes


def sure_answers(model, tokenizer, beginnings, most_new=12):
    """How a model goes on, greedily, and the probability of all its tokens together, for each question in a chat.

    beginnings: question -> the first words of the reply   -> a list of (answer, probability)
    """
    rows = [ids_of(tokenizer, question, begin) for question, begin in beginnings.items()]
    strategy = SureGreedy()
    replies = generate(model, rows, strategy, most_new, stop=ends_of_turn(tokenizer)).tolist()
    found = []
    for ids, logs in zip(replies, zip(*strategy.noted), strict=True):
        pieces = [tokenizer.decode([each]) for each in ids]
        length = next((place for place, piece in enumerate(pieces)
                       if ids[place] in ends_of_turn(tokenizer) or set(piece) & set(ENDS)), len(ids))
        found.append((tokenizer.decode(ids[:length]).strip(), math.exp(sum(logs[:length]))))
    return found


def sure_answers_plot(model, tokenizer, beginnings):
    """Each reply, whose first words were given, and the probability of the words after them."""
    found = sure_answers(model, tokenizer, beginnings)
    replies = {f"{begin} … {answer}": chance
               for begin, (answer, chance) in zip(beginnings.values(), found, strict=True)}
    surest = max(replies, key=lambda reply: replies[reply])
    plot, axes = figure(f"The model is surest of “{surest}” ({replies[surest]:.3f})", height=170,
                        alt="; ".join(f"{reply}: {chance:.3f}" for reply, chance in replies.items()))
    horizontal_bars(axes, replies, value_format="{:.3f}")
    return plot


# In earlier copies of the notebook, which learners keep.
def print_sure_answers(model, tokenizer, beginnings):
    """Each question with the reply, whose first words were given, and the probability of the words after them."""
    print_table(["", "it answers", "probability"], [
        [question, f"{begin} … {answer}", f"{chance:.3f}"] for (question, begin), (answer, chance)
        in zip(beginnings.items(), sure_answers(model, tokenizer, beginnings), strict=True)])
