"""SmolLM2 works on word problems: asked for the number, told to think, shown worked examples, and by a vote."""

from functools import cache

import torch

from llm_edu.decoding import generate
from llm_edu.decoding.fast import decoding_twin
from llm_edu.lessons.prompting.asked import judge
from llm_edu.lessons.prompting.reasoning_demos import few_shot_front, final_number, problems
from llm_edu.pretrained.conversation import encode_chat

COUNT, SHOWN, SAMPLES, TEMPERATURE, AT_ONCE = 60, 6, 5, 0.7, 15
STEP_BY_STEP = "Let's think step by step."    # Kojima et al. 2022, arXiv:2205.11916
ANSWER, LONGEST, LONGEST_WORKED = "The answer is", 128, 80    # of a reply, in tokens
ABOUT = (f"SmolLM2 (135M, 4 bits) on {COUNT} word problems of ASDiv with one number as answer (drawn with seed 0). "
         "In a chat where its reply begins 'The answer is', or 'Let's think step by step'; after four examples with "
         f"answers only; after the same four with their working; and {SAMPLES} times at temperature {TEMPERATURE} "
         "after these, seed the problem's number (self-consistency). The last number of a reply counts. A reply is cut "
         f"after {LONGEST} tokens, after examples {LONGEST_WORKED} or at the line's end. Replies to the first {SHOWN} "
         "are kept whole. Nothing is trained (0 steps). The machine had other work to do meanwhile.")


def in_chat(begin, longest, count=COUNT):
    """Greedy replies in a chat.   begin: the first words of the reply, put there for the model"""
    model, tokenizer = judge()
    end = tokenizer.special_tokens["<|im_end|>"]
    replies, written = [], 0
    prompts = [encode_chat(tokenizer, [{"role": "user", "content": each.text}]) + tokenizer.encode(begin)
               for each in problems(count)]
    for start in range(0, count, AT_ONCE):
        rows = generate(model, prompts[start:start + AT_ONCE], max_new_tokens=longest, stop=(end,)).tolist()
        kept = [row[:row.index(end)] if end in row else row for row in rows]
        replies += [text_of(row) for row in kept]
        written += sum(map(len, kept))
    return judged([[reply] for reply in replies], sum(map(len, prompts)), written)


def after_examples(with_working, samples=0, count=COUNT, longest=LONGEST_WORKED):
    """Replies to problems behind four examples: one greedy, or `samples` drawn ones, side by side."""
    model, tokenizer = judge()
    front = tokenizer.encode(few_shot_front(with_working))
    with torch.inference_mode():
        kept = model.new_cache(1, len(front))
        model(torch.tensor([front]), cache=kept, last_only=True)
        twin, replies, read, written = decoding_twin(model), [], 0, 0
        for number, problem in enumerate(problems(count)):
            ids = tokenizer.encode(f"Question: {problem.text}\nAnswer:")
            rows = continued(twin, kept, ids, samples, longest, seed=number)
            read += len(front) + len(ids)
            written += sum(map(len, rows))
            replies.append([text_of(row) for row in rows])
    return judged(replies, read, written)


def continued(model, front, ids, samples, longest, seed):
    """Rows of ids behind a front that has been read and these ids, each up to a line's end; samples=0: one, greedy."""
    cache, line_ends = front.repeated(1, front.length + len(ids)), ends_of_lines()
    logits = model(torch.tensor([ids]), cache=cache, last_only=True)[:, -1]
    width = max(1, samples)
    cache, logits = cache.repeated(width, cache.length + longest), logits.expand(width, -1)
    rows, open_rows, generator = [[] for _ in range(width)], set(range(width)), torch.Generator().manual_seed(seed)
    for _ in range(longest):
        if samples:
            chosen = torch.multinomial((logits / TEMPERATURE).softmax(-1), 1, generator=generator)[:, 0]
        else:
            chosen = logits.argmax(-1)
        for row in tuple(open_rows):
            rows[row].append(chosen[row].item())
            if rows[row][-1] in line_ends:
                open_rows.remove(row)
        if not open_rows:
            break
        logits = model(chosen[:, None], cache=cache, last_only=True)[:, -1]
    return rows


def text_of(ids):
    """What a model has written, without special tokens."""
    tokenizer = judge()[1]
    return tokenizer.decode([token for token in ids if token not in tokenizer.special_tokens.values()]).strip()


@cache
def ends_of_lines():
    """The ids of all tokens with a line's end in them, and of the special ones, which end a text."""
    tokenizer = judge()[1]
    with_line_end = {token for token in range(tokenizer.vocab_size) if "\n" in tokenizer.decode([token])}
    return with_line_end | set(tokenizer.special_tokens.values())


def judged(replies, read, written):
    """said: the number of every reply, a list for each problem   replies: the first ones, whole   tokens of all"""
    return {"said": [[final_number(reply) for reply in each] for each in replies], "read": read, "written": written,
            "replies": replies[:SHOWN]}


RUNS = {
    "the number": lambda: in_chat(ANSWER, 12),
    "step by step": lambda: in_chat(STEP_BY_STEP, LONGEST),
    "four answers": lambda: after_examples(with_working=False),
    "four worked": lambda: after_examples(with_working=True),
    "five votes": lambda: after_examples(with_working=True, samples=SAMPLES),
}
