"""A Hugging Face tokenizer.json: byte-level BPE in all its variants, and SentencePiece's BPE as Llama 2 has it.

The file describes a chain: normalizer, pre-tokenizer, model, decoder. Each link is either one that the course's
tokenizers have, or the error names it.

Format: https://huggingface.co/docs/tokenizers/components
"""

from pathlib import Path

from llm_edu.errors import CourseError
from llm_edu.pretrained.byte_fallback import SPACE, ByteFallbackTokenizer, Vocabulary
from llm_edu.pretrained.file_tokenizer import DIGIT, FLAGS, FORMS, NUMBER, FileTokenizer, Rules
from llm_edu.pretrained.settings import read_values
from llm_edu.tokenization.checks import ids_to_tokens
from llm_edu.tokenization.patterns import GPT2_PATTERN
from llm_edu.tokenization.visible_bytes import visible_to_bytes


class Lacking(Exception):
    """Something that the course's tokenizers do not do."""


class MissingTokenizer:
    """Takes the place of a tokenizer that the course cannot run: whatever you ask of it, it says why.

    The model beside it runs, on ids that another program has made.
    """

    def __init__(self, reason):
        self.__dict__["reason"] = reason

    def __repr__(self):
        return f"MissingTokenizer({self.reason!r})"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise CourseError(self.reason)


def tokenizer_from_json(path, chat=None):
    """The tokenizer in a tokenizer.json. chat: the `ChatTemplate` that it gets

    Raises CourseError for a damaged file. A kind of tokenizer that the course lacks gives a `MissingTokenizer`.
    """
    path = Path(path)
    try:
        return tokenizer_of(read_values(path), path.parent.name or "bpe", chat)
    except Lacking as lacking:
        return MissingTokenizer(f"the course cannot run the tokenizer in {path}: it lacks {lacking}. The model itself "
                                "runs, on ids from another program such as the tokenizers package")
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
        raise CourseError(f"{path} is damaged ({what:.300}): download it again") from problem


def tokenizer_of(content, name, chat):
    """The tokenizer that the content of a file describes."""
    model = content["model"]
    kind = model.get("type", "BPE")
    if kind != "BPE":
        raise Lacking({"Unigram": "SentencePiece's unigram model", "WordPiece": "WordPiece"}.get(kind, repr(kind)))
    for setting in ("continuing_subword_prefix", "end_of_word_suffix", "dropout"):
        if model.get(setting):
            raise Lacking(f"the setting {setting} of a BPE model")
    added = read_added(content.get("added_tokens") or [])
    merges = [tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge) for merge in model["merges"]]
    if not all(len(pair) == 2 and all(isinstance(text, str) for text in pair) for pair in merges):
        raise ValueError("a merge is not a pair of tokens")
    if model.get("byte_fallback"):
        return byte_fallback(content, model, merges, added, name, chat)
    return byte_level(content, model, merges, added, name, chat)


def read_added(entries):
    """The added tokens: (text -> id of the special ones, of the others, those that are normalised, text -> flags)"""
    special, words, normalized, beside = {}, {}, set(), {}
    for entry in entries:
        text = entry["content"]
        if flags := frozenset(flag for flag in FLAGS if entry.get(flag)):
            beside[text] = flags
        (special if entry.get("special") else words)[text] = entry["id"]
        if entry.get("normalized", not entry.get("special")):
            normalized.add(text)
    return special, words, frozenset(normalized), beside


def byte_level(content, model, merges, added, name, chat):
    """A `FileTokenizer`."""
    special, words, normalized, beside = added
    form = normal_form(content.get("normalizer"))
    patterns = read_patterns(content.get("pre_tokenizer"))
    merges = [(visible_to_bytes(left), visible_to_bytes(right)) for left, right in merges]
    made = {left + right for left, right in merges} | {bytes([byte]) for byte in range(256)}
    ordinary = {}
    for text, number in model["vocab"].items():
        if text in special or text in words and visible_or_none(text) not in made:
            if (special | words)[text] != number:
                raise ValueError(f"the added token {text!r} has two ids")
            continue
        ordinary[text] = number
    rules = Rules(patterns, form, bool(model.get("ignore_merges")), words, normalized, chat, beside, visible=True)
    return FileTokenizer(ids_to_tokens(ordinary, visible_to_bytes), merges, special, name=name, rules=rules)


def visible_or_none(text):
    """The bytes that a token's characters stand for, or None where they stand for none."""
    try:
        return visible_to_bytes(text)
    except ValueError:
        return None


def normal_form(normalizer):
    """The form of Unicode that a normalizer brings a text into, or None."""
    steps = steps_of(normalizer, "normalizers")
    if not steps:
        return None
    if len(steps) > 1 or steps[0]["type"] not in FORMS:
        raise Lacking(f"a normalizer of the kind {' + '.join(str(step['type']) for step in steps)}")
    return steps[0]["type"]


def read_patterns(pre_tokenizer):
    """The patterns by which a text is cut, one after the other; the last link is always the change to bytes."""
    steps = steps_of(pre_tokenizer, "pretokenizers")
    if not steps or steps[-1]["type"] != "ByteLevel" or steps[-1].get("add_prefix_space"):
        kinds = " + ".join(str(step["type"]) for step in steps) or "none"
        raise Lacking(f"a pre-tokenizer of this kind: {kinds} (byte-level ones end with ByteLevel, and put no space in "
                      "front)")
    patterns = []
    for step in steps[:-1]:
        if step["type"] == "Split" and step["behavior"] == "Isolated" and "Regex" in step["pattern"]:
            patterns.append(step["pattern"]["Regex"])
        elif step["type"] == "Digits":
            patterns.append(DIGIT if step.get("individual_digits") else NUMBER)
        else:
            raise Lacking(f"a pre-tokenizer of the kind {step['type']} {step.get('behavior', '')}".rstrip())
    return (*patterns, GPT2_PATTERN) if steps[-1].get("use_regex", True) else tuple(patterns)


def steps_of(link, inner):
    """The steps of a link in the chain, which may be a sequence, or nothing."""
    if link is None:
        return []
    return link[inner] if link["type"] == "Sequence" else [link]


def byte_fallback(content, model, merges, added, name, chat):
    """A `ByteFallbackTokenizer`."""
    special, words, normalized, beside = added
    normalizer, pre_tokenizer = content.get("normalizer"), content.get("pre_tokenizer")
    if model.get("ignore_merges"):
        raise Lacking("whole words as tokens, in SentencePiece's BPE")
    unknown = model.get("unk_token")
    ids, prefix = model["vocab"], prefix_of(normalizer, pre_tokenizer)
    unknown = ids[unknown] if unknown else None
    return ByteFallbackTokenizer(Vocabulary(
        ids, merges, special, words, normalized, prefix, unknown, name, chat, beside,
        late=normalizer is None))


def prefix_of(normalizer, pre_tokenizer):
    """Which pieces of a text get a space in front, in the two ways in which files say it."""
    replace = {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}
    steps = steps_of(normalizer, "normalizers")
    if pre_tokenizer is None and steps == [{"type": "Prepend", "prepend": SPACE}, replace]:
        return "all"
    if pre_tokenizer is None and steps == [replace]:
        return "none"
    if not steps and pre_tokenizer is not None and pre_tokenizer["type"] == "Metaspace" \
            and pre_tokenizer.get("split") is False and pre_tokenizer.get("replacement") == SPACE:
        scheme = pre_tokenizer.get("prepend_scheme")
        if scheme in ("first", "never"):
            return {"first": "first", "never": "none"}[scheme]
    raise Lacking("this way of writing spaces (normalizer and pre_tokenizer) in SentencePiece's BPE")
