"""Talking with a model: how a conversation is written for it, and how its answer becomes text.

Each model has been trained on one way of writing conversations. Its file says which, as a template (`chat_template`);
SmolLM2's is ChatML, written out here as well: each turn between two marker tokens, `<|im_start|>role` and `<|im_end|>`.
"""

from functools import partial

from llm_edu.decoding import Greedy, StreamDecoder, stream
from llm_edu.errors import CourseError
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.file_tokenizer import cut_at

DEFAULT_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
START, END = "<|im_start|>", "<|im_end|>"
ROLES = ("system", "user", "assistant")
PRIVATE = 0xF0000    # from here on Unicode gives characters no meaning
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


def encode_chat(tokenizer, messages, system=None, **options):
    """The ids of a conversation as the model's own chat template writes it, up to where the answer begins.

    system: put first if the messages do not start with a system message of their own; None: what the template does by
    itself   options: what the template knows besides, such as enable_thinking=False for Qwen3
    Special tokens are those that the template has put there. Where somebody typed such a marker into a message it stays
    ordinary text; otherwise users could close their own turn and write the system's or the assistant's. (No program can
    keep them from it where a template marks turns with plain text, as Llama 2's does with [INST].)
    Raises CourseError for a tokenizer that has neither a template nor ChatML's markers.
    """
    if getattr(tokenizer, "chat", None) is None:
        return encode_chatml(tokenizer, messages, DEFAULT_SYSTEM if system is None else system)
    turns = [{"role": role, "content": content} for role, content in turns_of(messages, system)]
    special = tokenizer.special_tokens
    typed = typed_markers(turns, special)
    for turn in turns:
        for piece, private in typed.items():
            turn["content"] = turn["content"].replace(piece, private)
    ids = []
    pieces = cut_at(tokenizer.chat.render(turns, **options), special, tokenizer.beside)
    for number, (piece, marker) in enumerate(pieces):
        if marker is not None:
            ids.append(marker)
            continue
        for marker_text, private in typed.items():
            piece = piece.replace(private, marker_text)
        first = {"first": number == 0} if isinstance(tokenizer, ByteFallbackTokenizer) else {}
        ids += tokenizer.encode(piece, **first)
    return ids


def typed_markers(turns, special):
    """Special tokens that somebody has typed, longest first, each with a character that stands for it meanwhile."""
    said = "\0".join(turn["content"] for turn in turns)
    free = (chr(number) for number in range(PRIVATE, PRIVATE + 0xFFFE) if chr(number) not in said)
    return {text: next(free) for text in sorted(special, key=len, reverse=True) if text in said}


def encode_chatml(tokenizer, messages, system=DEFAULT_SYSTEM):
    """The ids of `format_chat(messages, system)`, with its markers as special tokens."""
    if not {START, END} <= tokenizer.special_tokens.keys():
        raise CourseError(f"{tokenizer!r} comes without a chat template, so how to write a conversation for its model "
                          "is not known here: a model that only continues text is best asked by an unfinished text")
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


def chat(model, tokenizer, prompt, *, system=None, strategy=Greedy(), max_new_tokens=256, seed=None, on_text=None,
         **options):
    """The assistant's answer to a prompt (a text, or a list of messages as for `format_chat`).

    system, options: as for `encode_chat`
    on_text: called with each piece of text as it comes, as in chat(..., on_text=print_piece)
    The answer ends where the model ends its turn, or is cut off after `max_new_tokens`.
    """
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    ids = encode_chat(tokenizer, messages, system, **options)
    new_ids = stream(model, ids, strategy, max_new_tokens, ends_of_turn(tokenizer), seed)
    known = (token for token in new_ids if token < tokenizer.vocab_size)    # some models have rows without a token
    pieces = []
    for piece in text_pieces(tokenizer, known):
        pieces.append(piece)
        if on_text is not None:
            on_text(piece)
    return "".join(pieces)


def ends_of_turn(tokenizer):
    """The ids with which the model ends its turn."""
    template, special = getattr(tokenizer, "chat", None), tokenizer.special_tokens
    if template is None:
        return [special[END]]
    ends = {number for number in template.stop_ids if 0 <= number < tokenizer.vocab_size}
    return sorted(ends | {special[text] for text in (template.variables.get("eos_token"),) if text in special})


def text_pieces(tokenizer, ids):
    """Turn ids into pieces of text as they come; a character that is spread over several tokens comes whole."""
    decoder = StreamDecoder(tokenizer)
    for token in ids:
        if piece := decoder.feed(token):
            yield piece
    if piece := decoder.finish():
        yield piece
