"""Talking with SmolLM2: how a conversation is written for it, and how its answer becomes text.

The form is ChatML: each turn between two marker tokens, `<|im_start|>role` and `<|im_end|>`.
"""

from functools import partial

from llm_edu.decoding import Greedy, StreamDecoder, stream

DEFAULT_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
START, END = "<|im_start|>", "<|im_end|>"
ROLES = ("system", "user", "assistant")
print_piece = partial(print, end="", flush=True)    # for chat(..., on_text=print_piece)


def format_chat(messages, system=DEFAULT_SYSTEM, add_generation_prompt=True):
    """Write a conversation as SmolLM2 saw it in training; it ends where the assistant's answer begins.

    messages: a list of {"role": "system" | "user" | "assistant", "content": text}
    system: put first if the messages do not start with a system message of their own; None for none

    >>> print(format_chat([{"role": "user", "content": "Hello!"}], system="Be brief."))
    <|im_start|>system
    Be brief.<|im_end|>
    <|im_start|>user
    Hello!<|im_end|>
    <|im_start|>assistant
    <BLANKLINE>
    """
    turns = [f"{START}{role}\n{content}{END}\n" for role, content in turns_of(messages, system)]
    return "".join(turns) + (f"{START}assistant\n" if add_generation_prompt else "")


def encode_chat(tokenizer, messages, system=DEFAULT_SYSTEM):
    """The ids of `format_chat(messages, system)`, with its markers as special tokens where the template has put them.

    Where somebody typed such a marker into a message it stays ordinary text; otherwise users could close their own turn
    and write the system's or the assistant's.
    """
    start, end = tokenizer.special_tokens[START], tokenizer.special_tokens[END]
    newline = tokenizer.encode("\n")
    ids = []
    for role, content in turns_of(messages, system):
        ids += [start, *tokenizer.encode(f"{role}\n{content}"), end, *newline]
    return [*ids, start, *tokenizer.encode("assistant\n")]


def turns_of(messages, system):
    """Check the messages and return pairs (role, content), the system's first."""
    if isinstance(messages, (str, dict)) or not messages:
        raise ValueError('messages is a list with at least one {"role": "user", "content": "…"}')
    for message in messages:
        if message.get("role") not in ROLES or not isinstance(message.get("content"), str):
            raise ValueError(f'a message is {{"role": one of {ROLES}, "content": text}}, not {message!r}')
    turns = [(message["role"], message["content"]) for message in messages]
    return turns if system is None or turns[0][0] == "system" else [("system", system), *turns]


def chat(model, tokenizer, prompt, *, system=DEFAULT_SYSTEM, strategy=Greedy(), max_new_tokens=256, seed=None,
         on_text=None):
    """The assistant's answer to a prompt (a text, or a list of messages as for `format_chat`).

    on_text: called with each piece of text as it comes, as in chat(..., on_text=print_piece)
    The answer ends where the model ends its turn, or is cut off after `max_new_tokens`.
    """
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    ids = encode_chat(tokenizer, messages, system)
    new_ids = stream(model, ids, strategy, max_new_tokens, tokenizer.special_tokens[END], seed)
    pieces = []
    for piece in text_pieces(new_ids, tokenizer):
        pieces.append(piece)
        if on_text is not None:
            on_text(piece)
    return "".join(pieces)


def text_pieces(ids, tokenizer):
    """Turn ids into pieces of text as they come; a character that is spread over several tokens comes whole."""
    decoder = StreamDecoder(tokenizer)
    for token in ids:
        if piece := decoder.feed(token):
            yield piece
    if piece := decoder.finish():
        yield piece
