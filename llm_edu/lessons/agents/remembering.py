"""What a longer memory costs, and what a shorter one forgets: conversations whose texts are all written in advance."""

import json
import re
import time
from functools import cache
from statistics import median

import torch

from llm_edu.agents import Conversation, read_faq
from llm_edu.decoding import Greedy, generate
from llm_edu.pretrained import encode_chat, load_smollm2
from llm_edu.pretrained.conversation import ends_of_turn

SYSTEM = "You answer customers of The Lantern, a shop for lamps and clocks."
AT_ONCE = 16    # replies that are written side by side
MOST_NEW, MOST_SUMMARY = 8, 60    # tokens of a reply, of a summary
BETWEEN, LAST = 8, 3    # the fact is said so many turns before the question; turns that every way shows whole
NAMES = ("Bruno", "Pepper", "Mango", "Tango", "Ziggy", "Olive", "Biscuit", "Comet", "Waffle", "Pixel", "Nutmeg",
         "Domino")
TOWNS = ("Millbrook", "Ashford", "Redhill", "Whitby", "Kendal", "Bodmin", "Truro", "Oakham", "Selby", "Penrith",
         "Buxton", "Hexham")
PEOPLE = ("aunt", "uncle", "niece", "nephew", "grandmother", "neighbour", "teacher", "cousin", "sister", "brother",
          "daughter", "boss")
COLOURS = ("green", "purple", "orange", "yellow", "pink", "brown", "white", "black", "grey", "turquoise", "red",
           "silver")
NUMBERS = ("417", "236", "958", "672", "381", "524", "749", "863", "195", "642", "387", "914")
FACTS = {    # kind: (what the customer says, what the customer asks later, how the reply begins, values)
    "cat": ("Hello! My cat is called {}.", "What is my cat called?", "Your cat is called", NAMES),
    "town": ("Hello! I live in {}.", "Which town do I live in?", "You live in", TOWNS),
    "present": ("Hello! I want a present for my {}.", "Who is the present for?", "The present is for your", PEOPLE),
    "colour": ("Hello! My favourite colour is {}.", "What is my favourite colour?", "Your favourite colour is",
               COLOURS),
    "number": ("Hello! My parcel has the number {}.", "What is the number of my parcel?",
               "The number of your parcel is", NUMBERS),
}
SUMMARISE = "Summarise what the customer said in one sentence."
OTHER_ASKS = ("Write down in one or two sentences what the customer told us about himself or herself.",
              "What do we know about the customer? Answer in one sentence.",
              "Summarise this conversation in two sentences.")


@cache
def smollm2():
    """SmolLM2 and its tokenizer, loaded once."""
    model, tokenizer = load_smollm2()
    return model.requires_grad_(False), tokenizer


def count(messages):
    """The tokens of a prompt."""
    return len(encode_chat(smollm2()[1], messages))


def faq_turn(entry):
    """A turn about the FAQ: question, call, result, reply."""
    call = {"tool": "search_faq", "arguments": {"query": entry.question}}
    result = {"id": entry.id, "answer": entry.answer}
    return [("user", entry.question), ("assistant", json.dumps(call)), ("user", "Result: " + json.dumps(result)),
            ("assistant", entry.answer)]


class Halving(Conversation):
    """A memory that makes room for long: when the budget is spent, it drops turns until half of it is free."""

    gone = 0

    def window(self):
        if not self.fits(self.gone):
            most = len(self.turns) - self.keep
            while self.gone < most and self.count(self.shown(self.gone)) > self.budget // 2:
                self.gone += 1
        self.turns, whole = self.turns[self.gone:], self.turns
        shown = super().window()
        self.turns = whole
        return shown


WAYS = {"read again": (Conversation, False), "cache kept": (Conversation, True), "cache kept, halved": (Halving, True)}


def common_start(first, second):
    """How many ids two lists begin with in common."""
    return next((place for place, (one, other) in enumerate(zip(first, second)) if one != other),
                min(len(first), len(second)))


def conversation_cost(budget, way, turns=20):
    """The tokens of a conversation about so many entries of the FAQ. budget: tokens of memory   way: one of `WAYS`

    {"read", "written": tokens in all, "longest": the longest prompt}. A prompt is read twice a turn, with the question
    and with the result; if the cache is kept, only from where it differs from what was read and written before.
    """
    kind, keep = WAYS[way]
    talk, tokenizer, before = kind(count, budget, system=SYSTEM), smollm2()[1], []
    cost = {"read": 0, "written": 0, "longest": 0}
    for entry in read_faq()[:turns]:
        question, call, result, reply = faq_turn(entry)
        talk.ask(question[1])
        for written, heard in ((call, result), (reply, None)):
            prompt, new = encode_chat(tokenizer, talk.window().messages), tokenizer.encode(written[1])
            known = min(common_start(before, prompt), len(prompt) - 1) if keep else 0
            cost["read"] += len(prompt) - known
            cost["written"] += len(new)
            cost["longest"] = max(cost["longest"], len(prompt))
            before = prompt + new
            for role, text in filter(None, (written, heard)):
                talk.add(role, text)
    return cost


def reading_seconds(new, known, times=3):
    """How long SmolLM2 takes to read so many new tokens after so many that the cache holds: the processor's seconds up
    to the first token of the answer, the median of some readings."""
    model, tokenizer = smollm2()
    text = " ".join(f"{entry.question} {entry.answer}" for entry in 2 * read_faq())
    ids = torch.tensor([tokenizer.encode(text)[:known + new]])
    cache, seconds = model.new_cache(capacity=known + new), []
    with torch.inference_mode():
        if known:
            model(ids[:, :known], cache=cache)
        for _ in range(times):
            cache.length = known
            began = time.process_time()    # of the processor: another program's work does not count
            model(ids[:, known:], cache=cache)
            seconds.append(time.process_time() - began)
    return round(median(seconds), 3)


def told_facts(tried=False):
    """(kind, value) of each fact: 10 values of each kind; tried: the other 2, with which the prompt was chosen."""
    return [(kind, value) for kind, (*_, values) in FACTS.items() for value in (values[10:] if tried else values[:10])]


def talk_about(kind, value, number):
    """A conversation in which a fact is said first, then `BETWEEN` − 1 other questions, and then it is asked for."""
    said, asked, *_ = FACTS[kind]
    talk, faq = Conversation(count, 8000, system=SYSTEM), read_faq()
    talk.ask(said.format(value))
    talk.add("assistant", "Thank you. What can I do for you?")
    for step in range(BETWEEN - 1):
        entry = faq[(5 * number + step) % len(faq)]
        talk.ask(entry.question)
        talk.add("assistant", entry.answer)
    talk.ask(asked)
    return talk


def written(prompts, most_new, begins=None):
    """What SmolLM2 writes to each list of messages, greedily. begins: the beginnings of its replies, given to it"""
    model, tokenizer = smollm2()
    rows, ends, replies = [encode_chat(tokenizer, messages) for messages in prompts], ends_of_turn(tokenizer), {}
    if begins:
        rows = [row + tokenizer.encode(begin) for row, begin in zip(rows, begins, strict=True)]
    order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
    for start in range(0, len(order), AT_ONCE):
        chosen = order[start:start + AT_ONCE]
        new = generate(model, [rows[number] for number in chosen], Greedy(), most_new, stop=ends).tolist()
        for number, ids in zip(chosen, new):
            end = next((place for place, token in enumerate(ids) if token in ends), len(ids))
            replies[number] = tokenizer.decode(ids[:end]).strip()
    return [replies[number] for number in range(len(rows))]


def has_word(text, word):
    """Whether a text holds a word, in capitals or not.

    >>> has_word("It is for your AUNT.", "aunt"), has_word("haunted", "aunt")
    (True, False)
    """
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


def transcript_of(messages):
    """Messages as a text: "Customer: …" and "Shop: …", one a line."""
    return "\n".join(f"{'Customer' if each['role'] == 'user' else 'Shop'}: {each['content']}" for each in messages)


def summaries(talks, ask=SUMMARISE):
    """What SmolLM2 writes down of the turns that are to be left out, for each conversation."""
    old = [[message for turn in talk.turns[:-LAST] for message in turn] for talk in talks]
    return written([[{"role": "user", "content": f"{transcript_of(messages)}\n\n{ask}"}] for messages in old],
                   MOST_SUMMARY)


def own_words(talk):
    """What the customer said in the turns that are left out, word for word: a summary by code."""
    return "The customer said: " + " ".join(turn[0]["content"] for turn in talk.turns[:-LAST])


def prompts_of(way, talks):
    """(messages, the text in place of what is left out) for each conversation, in one of `MEMORIES`."""
    old = len(talks[0].turns) - LAST
    if way == "said just before":
        return [(talk.shown(0)[:1] + talk.turns[0] + talk.turns[-1], "") for talk in talks]
    if way == "kept whole":
        return [(talk.shown(0), "") for talk in talks]
    if way == "left out":
        return [(talk.shown(old), "") for talk in talks]
    texts = summaries(talks) if way == "summary by SmolLM2" else [own_words(talk) for talk in talks]
    return [(talk.shown(old, text), text) for talk, text in zip(talks, texts)]


MEMORIES = ("said just before", "kept whole", "left out", "summary by SmolLM2", "the customer's own words")


def remembered(way, tried=False):
    """Columns about each fact: kind, value, the reply, whether it holds the value, the prompt's tokens, the summary."""
    facts = told_facts(tried)
    prompts = prompts_of(way, [talk_about(*fact, number) for number, fact in enumerate(facts)])
    replies = written([messages for messages, _ in prompts], MOST_NEW, [FACTS[kind][2] for kind, _ in facts])
    return {"kind": [kind for kind, _ in facts], "value": [value for _, value in facts], "reply": replies,
            "right": [int(has_word(reply, value)) for reply, (_, value) in zip(replies, facts)],
            "tokens": [count(messages) for messages, _ in prompts], "summary": [text for _, text in prompts]}
