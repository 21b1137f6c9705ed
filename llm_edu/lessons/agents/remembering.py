"""What a longer memory costs, and what a shorter one forgets: conversations whose texts are all written in advance."""

import json
import re
import time
from functools import cache

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


class Reader:
    """SmolLM2 reads prompts, and texts that are given follow them. keep: whether what two prompts begin with in common
    is read once. `read`, `written`: tokens so far   `seconds`: of the processor, for each reading that was timed
    (all if the cache is kept; otherwise every fifth, because none depends on another)   `timed`: tokens of these"""

    def __init__(self, keep, compute=True):
        self.model, self.tokenizer = smollm2()
        self.keep, self.compute, self.ids, self.cache = keep, compute, [], None
        self.read, self.written, self.steps, self.timed, self.seconds = 0, 0, 0, 0, []

    def step(self, messages, text):
        """Read a prompt, up to the first token of the answer; then the given text is written. Writing takes as long in
        all ways, so only the reading is timed."""
        prompt = encode_chat(self.tokenizer, messages)
        known = min(common_start(self.ids, prompt), len(prompt) - 1) if self.keep else 0
        new = self.tokenizer.encode(text)
        self.read, self.written = self.read + len(prompt) - known, self.written + len(new)
        self.ids = prompt + new
        self.steps += 1
        if self.compute and (self.keep or self.steps % 5 == 0):
            began = time.process_time()    # of the processor: another program's work does not count
            self.feed(prompt[known:], known)
            self.seconds.append(time.process_time() - began)
            self.timed += len(prompt) - known
            if self.keep:
                self.feed(new, len(prompt))

    def feed(self, ids, known):
        """Compute these ids, after so many that the cache knows."""
        if self.cache is None:
            self.cache = self.model.new_cache(capacity=4096)
        self.cache.length = known
        with torch.inference_mode():
            self.model(torch.tensor([ids]), cache=self.cache)


def conversation_cost(budget, way, first=0, turns=20, compute=True):
    """What a conversation about so many entries of the FAQ costs. first: the first entry   budget: tokens of memory

    {"read", "written": tokens, "longest": the longest prompt, "seconds": of all readings, "wait": of the longest one}
    """
    kind, keep = WAYS[way]
    talk, reader, longest = kind(count, budget, system=SYSTEM), Reader(keep, compute), 0
    for entry in read_faq()[first:first + turns]:
        question, call, result, reply = faq_turn(entry)
        talk.ask(question[1])
        for written, heard in ((call, result), (reply, None)):
            shown = talk.window()
            longest = max(longest, shown.tokens)
            reader.step(shown.messages, written[1])
            for role, text in filter(None, (written, heard)):
                talk.add(role, text)
    return {"read": reader.read, "written": reader.written, "longest": longest,
            "seconds": round(sum(reader.seconds) * reader.read / max(1, reader.timed), 2),
            "wait": round(max(reader.seconds, default=0.0), 2)}


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
