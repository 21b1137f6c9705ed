"""The tokenizer inside a GGUF file, with all its rules; `llm_edu.tokenization` reads the plain ones.

The file says `tokenizer.ggml.model` (gpt2: byte-level BPE; llama: SentencePiece's BPE) and, for the former, in
`tokenizer.ggml.pre` the name of the rules by which a text is cut, which are not in the file.

Names: https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp
"""

from llm_edu.errors import CourseError
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer, Vocabulary
from llm_edu.pretrained.chat_template import ChatTemplate
from llm_edu.pretrained.file_tokenizer import DIGIT, FileTokenizer, Rules
from llm_edu.pretrained.tokenizer_json import MissingTokenizer
from llm_edu.tokenization.loading import parse_merges, texts_in
from llm_edu.tokenization.patterns import CL100K_PATTERN, GPT2_PATTERN
from llm_edu.tokenization.visible_bytes import visible_to_bytes

# Llama 3's pattern is GPT-4's; so is Qwen's, except that each digit is a piece of its own.
QWEN2_PATTERN = CL100K_PATTERN.replace(r"\p{N}{1,3}", r"\p{N}")
RULES = {
    "gpt-2": Rules((GPT2_PATTERN,)), "smollm": Rules((DIGIT, GPT2_PATTERN)),
    "llama-bpe": Rules((CL100K_PATTERN,), whole_words=True), "qwen2": Rules((QWEN2_PATTERN,), form="NFC"),
}
NORMAL, UNKNOWN, CONTROL, WORD, UNUSED = 1, 2, 3, 4, 5    # types of tokens
LONGEST_TOKEN = 256    # characters
MOST_CUTS, MOST_MERGES = 8_000_000, 1_000_000    # characters of all tokens; 260,000 tokens have 2 and 0.5 million
KEYS = "tokenizer.ggml."


def tokenizer_from_metadata(metadata, path):
    """The tokenizer that the settings of a GGUF file describe; a `MissingTokenizer` for one that the course lacks.

    Raises CourseError where they are damaged.
    """
    try:
        kind, pre = metadata[KEYS + "model"], metadata.get(KEYS + "pre", "default")
        if kind not in ("gpt2", "llama") or kind == "gpt2" and pre not in tuple(RULES):
            return MissingTokenizer(
                f"the course cannot run the tokenizer in {path}, of the kind {kind!r}, {pre!r}: it has 'llama', and "
                f"'gpt2' with {', '.join(map(repr, RULES))}. The model itself runs, on ids from another program")
        tokens, types = texts_in(metadata, KEYS + "tokens"), metadata[KEYS + "token_type"]
        if not isinstance(types, list) or len(types) != len(tokens):
            raise ValueError(f"there are {len(tokens)} tokens, and not as many types")
        chat = chat_from_metadata(metadata, tokens)
        if kind == "llama":
            return sentencepiece(metadata, tokens, types, chat)
        special = {token: place for place, token in enumerate(tokens) if types[place] == CONTROL}
        words = {token: place for place, token in enumerate(tokens) if types[place] == WORD}
        vocab = {place: visible_to_bytes(token) for place, token in enumerate(tokens)
                 if types[place] not in (CONTROL, WORD, UNUSED)}
        rules = RULES[pre]
        rules = Rules(rules.patterns, rules.form, rules.whole_words, words, chat=chat)
        merges = parse_merges(texts_in(metadata, KEYS + "merges"))
        return FileTokenizer(vocab, merges, special, name="gguf", rules=rules)
    except KeyError as key:
        raise CourseError(f"{path} has no {key}, which its tokenizer needs: it is not complete, download it again"
                          ) from None
    except (ValueError, TypeError, IndexError) as problem:
        raise CourseError(f"the tokenizer in {path} is damaged ({str(problem):.300}): download it again") from problem


def chat_from_metadata(metadata, tokens):
    """The `ChatTemplate` of a GGUF file, or None."""
    source = metadata.get("tokenizer.chat_template")
    if source is None:
        return None
    ids = {name: metadata.get(f"{KEYS}{name}_token_id") for name in ("bos", "eos", "unknown", "padding", "eot", "eom")}
    ids = {name: number for name, number in ids.items() if type(number) is int and 0 <= number < len(tokens)}
    names = {"bos": "bos_token", "eos": "eos_token", "unknown": "unk_token", "padding": "pad_token"}
    return ChatTemplate(source, {text: tokens[ids[name]] for name, text in names.items() if name in ids},
                        tuple(sorted({ids[name] for name in ("eos", "eot", "eom") if name in ids})))


def sentencepiece(metadata, tokens, types, chat):
    """Llama 2's tokenizer. The file has a score for each token instead of merges: of all neighbours that make a token,
    those with the highest score merge first. So each way of cutting a token in two is a merge, in the order of scores.
    """
    scores = metadata[KEYS + "scores"]
    if not isinstance(scores, list) or len(scores) != len(tokens):
        raise ValueError(f"there are {len(tokens)} tokens, and not as many scores")
    ordinary = {token: place for place, token in enumerate(tokens) if types[place] not in (CONTROL, WORD, UNUSED)}
    if max(map(len, ordinary), default=0) > LONGEST_TOKEN:
        raise ValueError(f"a token has more than {LONGEST_TOKEN} characters")
    if sum(map(len, ordinary)) > MOST_CUTS:
        raise ValueError(f"its tokens together have more than {MOST_CUTS:,} characters")
    merges = []
    for token in sorted(ordinary, key=lambda token: (-scores[ordinary[token]], ordinary[token])):
        if types[ordinary[token]] == NORMAL:
            merges += [(token[:cut], token[cut:]) for cut in range(1, len(token))
                       if token[:cut] in ordinary and token[cut:] in ordinary]
            if len(merges) > MOST_MERGES:
                raise ValueError(f"its tokens can be merged in more than {MOST_MERGES:,} ways")
    special = {token: place for place, token in enumerate(tokens) if types[place] == CONTROL}
    words = {token: place for place, token in enumerate(tokens) if types[place] == WORD}
    prefix = "all" if metadata.get(KEYS + "add_space_prefix", True) else "none"
    unknown = next((place for place, kind in enumerate(types) if kind == UNKNOWN), None)
    return ByteFallbackTokenizer(
        Vocabulary(ordinary, merges, special, words, frozenset(), prefix, unknown, "gguf", chat, by_token=True))
