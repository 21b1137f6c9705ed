"""Talking with a model: how a conversation is written for it, and how its answer becomes text.

Each model has been trained on one way of writing conversations. Its file says which, as a template (`chat_template`);
SmolLM2's is ChatML, written out here as well: each turn between two marker tokens, `<|im_start|>role` and `<|im_end|>`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from llm_edu.decoding import Greedy, Sampling, StreamDecoder, stream
from llm_edu.errors import CourseError
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.file_tokenizer import NO_FLAGS, cut_at
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

Tokenizer = BPETokenizer | ByteFallbackTokenizer
Messages = Sequence[Mapping[str, str]]    # {"role": …, "content": …}
DEFAULT_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
START, END = "<|im_start|>", "<|im_end|>"
ROLES = ("system", "user", "assistant")
PRIVATE = 0xF0000    # from here on Unicode gives characters no meaning
print_piece = partial(print, end="", flush=True)    # for chat(..., on_text=print_piece)


def format_chat(messages: Messages, system: str | None = DEFAULT_SYSTEM, add_generation_prompt: bool = True) -> str:
    """A conversation as SmolLM2 saw it in training (ChatML).

    messages: a list of {"role": "system" | "user" | "assistant", "content": text}
    system: a system message to put first, unless the messages begin with their own; None: none
    add_generation_prompt: end with the beginning of the assistant's answer   Raises ValueError for other messages.

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


def encode_chat(tokenizer: Tokenizer, messages: Messages, system: str | None = None, **options: Any) -> list[int]:
    """The ids of a conversation as the model's own chat template writes it, up to the beginning of the answer.

    system: a system message to put first, unless the messages begin with their own; None: the template's default
    options: other variables of the template, such as enable_thinking=False for Qwen3
    Only the template writes special tokens. A marker that a user types into a message stays ordinary text; otherwise
    users could close their own turn and write the system's or the assistant's. (No program can prevent that where a
    template marks turns with plain text, as Llama 2's does with [INST].)
    Raises CourseError for a tokenizer that has neither a template nor ChatML's markers, ValueError for messages of
    another form.
    """
    template = getattr(tokenizer, "chat", None)
    if template is None:
        return encode_chatml(tokenizer, messages, DEFAULT_SYSTEM if system is None else system)
    turns = [{"role": role, "content": content} for role, content in turns_of(messages, system)]
    special = tokenizer.special_tokens
    typed = typed_markers(turns, special)
    for turn in turns:
        for piece, private in typed.items():
            turn["content"] = turn["content"].replace(piece, private)
    ids: list[int] = []
    pieces = cut_at(template.render(turns, **options), special, getattr(tokenizer, "beside", NO_FLAGS))
    for number, (piece, marker) in enumerate(pieces):
        if marker is not None:
            ids.append(marker)
            continue
        for marker_text, private in typed.items():
            piece = piece.replace(private, marker_text)
        if isinstance(tokenizer, ByteFallbackTokenizer):
            ids += tokenizer.encode(piece, first=number == 0)
        else:
            ids += tokenizer.encode(piece)
    return ids


def typed_markers(turns, special):
    """Special tokens that occur in the messages, longest first, each with a character that replaces it meanwhile."""
    said = "\0".join(turn["content"] for turn in turns)
    free = (chr(number) for number in range(PRIVATE, PRIVATE + 0xFFFE) if chr(number) not in said)
    return {text: next(free) for text in sorted(special, key=len, reverse=True) if text in said}


def encode_chatml(tokenizer: Tokenizer, messages: Messages, system: str | None = DEFAULT_SYSTEM) -> list[int]:
    """The ids of `format_chat(messages, system)`, with its markers as special tokens."""
    if not {START, END} <= tokenizer.special_tokens.keys():
        raise CourseError(f"{tokenizer!r} comes without a chat template, so the course does not know how to write a "
                          "conversation for its model. If it only continues text, give it an unfinished text instead")
    start, end = tokenizer.special_tokens[START], tokenizer.special_tokens[END]
    newline = tokenizer.encode("\n")
    ids = []
    for role, content in turns_of(messages, system):
        ids += [start, *tokenizer.encode(f"{role}\n{content}"), end, *newline]
    return [*ids, start, *tokenizer.encode("assistant\n")]


def turns_of(messages: Messages, system: str | None) -> list[tuple[str, str]]:
    """Check the messages and return pairs (role, content), the system's first."""
    messages = [] if isinstance(messages, (str, Mapping)) or messages is None else list(messages)
    if not messages:
        raise ValueError('messages is a list with at least one {"role": "user", "content": "…"}')
    for message in messages:
        if not isinstance(message, Mapping) or message.get("role") not in ROLES or not isinstance(
                message.get("content"), str):
            raise ValueError(f'a message is {{"role": one of {ROLES}, "content": text}}, not {message!r}')
    turns = [(message["role"], message["content"]) for message in messages]
    return turns if system is None or turns[0][0] == "system" else [("system", system), *turns]


def chat(model: Transformer, tokenizer: Tokenizer, prompt: str | Messages, *, system: str | None = None,
         strategy: Greedy | Sampling = Greedy(), max_new_tokens: int = 256, seed: int | None = None,
         on_text: Callable[[str], object] | None = None, **options: Any) -> str:
    """The assistant's answer to a prompt (a text, or a list of messages as for `format_chat`).

    system, options: as for `encode_chat`   strategy, seed: as for `llm_edu.decoding.stream`
    on_text: called with each piece of text as it comes, as in chat(..., on_text=print_piece)
    The answer ends where the model ends its turn, or is cut off after `max_new_tokens`. Raises what `encode_chat` does.
    """
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    ids = encode_chat(tokenizer, messages, system, **options)
    new_ids = stream(model, ids, strategy, max_new_tokens, ends_of_turn(tokenizer), seed)
    known = (token for token in new_ids if token < tokenizer.vocab_size)    # some models have rows without a token
    pieces: list[str] = []
    for piece in text_pieces(tokenizer, known):
        pieces.append(piece)
        if on_text is not None:
            on_text(piece)
    return "".join(pieces)


def ends_of_turn(tokenizer: Tokenizer) -> list[int]:
    """The ids that end the model's turn."""
    template, special = getattr(tokenizer, "chat", None), tokenizer.special_tokens
    if template is None:
        return [special[END]]
    ends = {number for number in template.stop_ids if 0 <= number < tokenizer.vocab_size}
    return sorted(ends | {special[text] for text in (template.variables.get("eos_token"),) if text in special})


def text_pieces(tokenizer: Tokenizer, ids: Iterable[int]) -> Iterator[str]:
    """Turn ids into pieces of text as they come; a character of several tokens comes whole."""
    decoder = StreamDecoder(tokenizer)
    for token in ids:
        if piece := decoder.feed(token):
            yield piece
    if piece := decoder.finish():
        yield piece
