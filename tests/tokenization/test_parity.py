"""Published vocabularies give the ids that their own tokenizers give: on all Wikipedia leads and on random strings."""

import random
import sys
import unicodedata
from collections import defaultdict
from functools import cache

import pytest

from llm_edu import assets
from llm_edu.tokenization import load_tokenizer

RANDOM_STRINGS = 2000
TIKTOKEN_NAMES = {"gpt2": "gpt2", "cl100k": "cl100k_base", "o200k": "o200k_base"}
SOME_NAMES = ["gpt2", "cl100k", pytest.param("o200k", marks=pytest.mark.full)]  # the last takes seconds to load
TRICKY = [*"aAsStdlLmvreE日ǅʰß\u0301'’./!?1٣²½😀 \t\n\r\x0b\x1c\x85\u00a0\u200b\u2028\u3000"]
TRICKY += ["'ll", "'S", "  ", "\r\n", "12", "n't"]
needs_everything = pytest.mark.asset("gpt2-vocabulary", "tiktoken-vocabularies", "smollm2", "wikipedia-leads")


@cache
def leads() -> list[str]:
    return [lead.extract for language in ("en", "fr", "es") for lead in assets.load_wikipedia_leads(language)]


@cache
def random_strings() -> list[str]:
    """Strings of assigned characters. A category is chosen first, since most characters are Chinese or Korean."""
    by_category = defaultdict(list)
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        if category not in ("Cn", "Cs"):  # unassigned, surrogates
            by_category[category].append(chr(code))
    rng = random.Random(2)
    categories = sorted(by_category)

    def character() -> str:
        if rng.random() < 0.5:
            return rng.choice(TRICKY)
        return rng.choice(by_category[rng.choice(categories)])

    return ["".join(character() for _ in range(rng.randrange(40))) for _ in range(RANDOM_STRINGS)]


@cache
def tokenizer(name: str):
    return load_tokenizer(name)


@cache
def smollm2_in_tokenizers():
    """SmolLM2 in Hugging Face's ``tokenizers``, from the GGUF's own lists: digits, then GPT-2's pattern."""
    gguf = pytest.importorskip("gguf")
    tokenizers = pytest.importorskip("tokenizers")
    fields = gguf.GGUFReader(assets.path("smollm2")).fields
    vocab = {token: place for place, token in enumerate(fields["tokenizer.ggml.tokens"].contents())}
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    theirs = tokenizers.Tokenizer(tokenizers.models.BPE(vocab, merges))
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.Sequence([
        tokenizers.pre_tokenizers.Digits(individual_digits=True),
        tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False),
    ])
    return theirs


@pytest.fixture(scope="session")
def some(full_tier):
    """some(texts): all of them in the full tier, else every twelfth."""
    return lambda texts: texts if full_tier else texts[::12]


def differences(texts: list[str], ours: list[list[int]], theirs: list[list[int]]) -> list[str]:
    return [text for text, our_ids, their_ids in zip(texts, ours, theirs, strict=True) if our_ids != their_ids]


@pytest.mark.slow
@needs_everything
@pytest.mark.parametrize("texts", [random_strings, leads])
@pytest.mark.parametrize("name", SOME_NAMES)
def test_equals_tiktoken(name, texts, some):
    texts = some(texts())
    ours = tokenizer(name)
    encoding = assets.get_tiktoken(TIKTOKEN_NAMES[name])
    assert ours.vocab_size == encoding.n_vocab and ours.special_tokens == encoding._special_tokens
    ids = [ours.encode(text) for text in texts]
    assert differences(texts, ids, encoding.encode_ordinary_batch(texts, num_threads=2)) == []
    assert differences(texts, ids, ours.to_tiktoken().encode_ordinary_batch(texts, num_threads=2)) == []
    assert [ours.decode(found) for found in ids] == texts


@pytest.mark.slow
@needs_everything
@pytest.mark.parametrize("texts", [random_strings, leads])
def test_smollm2_equals_tokenizers(texts, some):
    texts = some(texts())
    ids = [tokenizer("smollm2").encode(text, errors="drop") for text in texts]
    theirs = [found.ids for found in smollm2_in_tokenizers().encode_batch(texts)]
    assert differences(texts, ids, theirs) == []


@needs_everything
def test_there_are_as_many_texts_as_promised():
    assert len(leads()) == 26_227 and len(random_strings()) == 2000
    assert sum(map(len, random_strings())) > 30_000


@pytest.mark.slow
@needs_everything
@pytest.mark.parametrize("name", [*SOME_NAMES, "smollm2"])
def test_a_stream_of_leads_equals_the_whole(name, some):
    text = "\n".join(some(leads()[:3000]) + some(random_strings()))
    chunks = (text[start:start + 1013] for start in range(0, len(text), 1013))
    assert list(tokenizer(name).encode_iterable(chunks, errors="drop")) == tokenizer(name).encode(text, errors="drop")


@pytest.mark.asset("smollm2")
def test_smollm2_as_the_model_knows_it():
    ours = tokenizer("smollm2")
    assert ours.vocab_size == 49_152 and len(ours.special_tokens) == 17 and ours.special_tokens["<|im_end|>"] == 2
    assert ours.encode("<|im_start|>user\nHi<|im_end|>", allowed_special="all") == [1, 4093, 198, 26843, 2]
    assert ours.vocab[252] == b" t" and ours.merges[0] == (b" ", b"t")
    missing = [byte for byte in range(256) if bytes([byte]) not in set(ours.vocab.values())]
    assert bytes(missing).hex() == "04061314161dc0c1f1f2f5f6f7f8f9fafbfcfdfeff"


@pytest.mark.asset("smollm2")
def test_smollm2s_missing_bytes_are_named_or_dropped():
    ours = tokenizer("smollm2")
    message = r"'smollm2' has no token for byte 0x04, from the character '\\x04' \(U\+0004\)"
    with pytest.raises(ValueError, match=message):
        ours.encode("a\x04b")
    assert ours.encode("a\x04b", errors="drop") == smollm2_in_tokenizers().encode("a\x04b").ids
    with pytest.raises(ValueError, match="has no token for byte 0x04"):
        ours.to_tiktoken().encode("a\x04b")


@pytest.mark.asset("tiktoken-vocabularies", "gpt2-vocabulary")
@pytest.mark.parametrize("name", SOME_NAMES)
def test_white_space_at_the_end_and_special_tokens_equal_tiktoken(name):
    ours, encoding = tokenizer(name), assets.get_tiktoken(TIKTOKEN_NAMES[name])
    specials = "Hi<|endoftext|> there<|endofprompt|>"
    for text in ("x \n  ", "x\n\n", " \n \n", "  ", "\n\nx", "x  y", specials, "a" * 5000):
        assert ours.encode(text) == encoding.encode_ordinary(text)
        assert ours.encode(text, allowed_special="all") == encoding.encode(text, allowed_special="all")
