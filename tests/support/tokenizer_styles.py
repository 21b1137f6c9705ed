"""Small tokenizers in the styles of published ones, trained by Hugging Face's tokenizers, and texts to try them on."""

import json
import random
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer

from llm_edu.tokenization import CL100K_PATTERN

QWEN2_PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
                 r"|\s+(?!\S)|\s+")
SENTENCES = [
    "The quick brown fox jumps over the lazy dog; it's 1999 or 2024, isn't it? They'LL see.", "été, naïve, Ångström, żółw",
    "  def main(args):\n\treturn args[0] + 12345  # comment\r\n\r\n", "你好，世界。こんにちは 안녕하세요 Привет мир",
    "low lower lowest, slow and slower, new newer newest " * 3, "e\u0301te\u0301 and A\u030a, ﬁne ½ ² ٣٤ ५", "🗼👩‍🚀🇫🇷 emoji!!! ... ---",
]
GAP = "\u2581"
STYLES = ("gpt2", "llama3", "qwen2", "smollm2", "several", "llama2", "llama2 of 2023", "mistral")


def make(style):
    """A tokenizer of this style, as tokenizers has trained it."""
    if style in ("llama2", "llama2 of 2023", "mistral"):
        return sentencepiece_like(style)
    tokenizer = Tokenizer(BPE(ignore_merges=style == "llama3"))
    bytes_only = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    split = {"llama3": CL100K_PATTERN, "qwen2": QWEN2_PATTERN}
    tokenizer.pre_tokenizer = {
        "gpt2": pre_tokenizers.ByteLevel(add_prefix_space=False),
        "smollm2": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                            pre_tokenizers.ByteLevel(add_prefix_space=False)]),
        "several": pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(r"[\r\n]"), "isolated"), pre_tokenizers.Split(Regex(r"\s?\p{L}+"), "isolated"),
            pre_tokenizers.Split(Regex(r"\s?\p{P}+"), "isolated"), pre_tokenizers.Digits(), bytes_only]),
    }.get(style) or pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(split[style]), "isolated"), bytes_only])
    if style == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    specials = {"gpt2": ["<|endoftext|>"], "llama3": ["<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>"],
                "smollm2": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]}.get(style, [])
    trainer = BpeTrainer(vocab_size=700, special_tokens=specials, show_progress=False,
                         initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(SENTENCES * 4, trainer)
    if style == "qwen2":    # there they are added behind the vocabulary, some of them as ordinary words
        tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
        tokenizer.add_tokens([AddedToken("<tool_call>", normalized=False), AddedToken("<think>", normalized=False),
                              AddedToken("e\u0301té!", normalized=True)])
    if style == "llama3":
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<|begin_of_text|> $A", special_tokens=[("<|begin_of_text|>", 0)])
    return tokenizer


def sentencepiece_like(style):
    """BPE over characters with bytes for the rest, and either way of writing the space in front."""
    trained = Tokenizer(BPE(unk_token="<unk>", fuse_unk=True))
    trained.pre_tokenizer = pre_tokenizers.Metaspace(replacement=GAP, prepend_scheme="always", split=True)
    specials = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    trained.train_from_iterator(SENTENCES[:3] * 4, BpeTrainer(vocab_size=600, special_tokens=specials, show_progress=False))
    content = json.loads(trained.to_str())
    content["added_tokens"] = content["added_tokens"][:3]    # bytes are no added tokens
    content["model"]["byte_fallback"] = True
    content["pre_tokenizer"] = None
    content["decoder"] = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": GAP}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    if style == "llama2 of 2023":
        content["added_tokens"] = [entry | {"normalized": True} for entry in content["added_tokens"]]
    if style != "mistral":
        content["normalizer"] = {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": GAP}, {"type": "Replace", "pattern": {"String": " "}, "content": GAP}]}
    else:
        content["pre_tokenizer"] = {"type": "Metaspace", "replacement": GAP, "prepend_scheme": "first", "split": False}
    return Tokenizer.from_str(json.dumps(content))


def save(tokenizer, path, old=False, more=()):
    """Write tokenizer.json. old: merges as texts, as before 2024   more: tokens that no merge makes"""
    content = json.loads(tokenizer.to_str())
    model = content["model"]
    ids = {entry["id"] for entry in content["added_tokens"]} | set(model["vocab"].values())
    for number, token in enumerate(more):
        model["vocab"][token] = max(ids) + 1 + number
    if old:
        model["merges"] = [" ".join(merge) for merge in model["merges"]]
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


SPACES = [" ", "  ", "\n", "\r\n", "\t", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u200b", "\u2028",
          "\u3000", "\ufeff", "   \n  ", " \n\n"]
SIGNS = ["'s", "'S", "'ll", "'LL", "\u017f", "'\u017f", "\u212a", "ß", "İ", "<", "|", ">", "<|", "|>", "<|im_", "end|>", "\x00", "\x7f",
         "e\u0301", "\u0301", "\u0338", "<\u0338", "A\u030a", "\u1e9b\u0323", "½", "²", "٣", "Ⅷ", "123456", "7", "ﬁ", GAP, "<0x41>", "👩‍🚀",
         "🇫🇷", "한글", "ᄒ", "\u1161", "\u11ab", "ǅ", "ʰ", "ः", "_", "--", "...", "zebra", " zebra", "low", " lowest", "été!"]


def texts(seed, count, specials=()):
    """Random texts: words, letters of all scripts, signs, spaces of all kinds, whole and broken special tokens."""
    chance = random.Random(seed)
    broken = [text[:cut] for text in specials for cut in (1, len(text) // 2, len(text) - 1)]
    sources = [SPACES, SIGNS, " ".join(SENTENCES).split(), [" ", "a", "b"], [*specials, *broken, "x"]]
    for _ in range(count):
        pieces = []
        for _ in range(chance.randint(0, 25)):
            if chance.random() < 0.15:
                pieces.append(any_character(chance))
            else:
                pieces.append(chance.choice(chance.choice(sources)))
        yield "".join(pieces)
    yield from ("", "a" * 3000, " " * 500, "\n" * 300, "é" * 300)


def any_character(chance):
    """A character that Python's Unicode knows; others may be newer in one library than in another."""
    while True:
        character = chr(chance.choice((chance.randrange(0x300), chance.randrange(0x3000), chance.randrange(0x1FFFF))))
        if unicodedata.category(character) not in ("Cn", "Cs", "Co"):
            return character
