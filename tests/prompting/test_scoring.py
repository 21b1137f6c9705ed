"""Label scores equal those of the naive way, whatever model, lengths, labels and batches; the front is read once."""

import pytest
import torch
from tiny_chat import tiny_chat
from tiny_models import write_gguf

from llm_edu.pretrained import load_gguf, load_smollm2
from llm_edu.pretrained.family_model import FamilyConfig, make_model
from llm_edu.prompting import (
    CONTENT_FREE,
    Prompt,
    Scorer,
    calibrated,
    content_free_scores,
    label_scores,
    scores_in_batches,
)
from llm_edu.transformer import Transformer, TransformerConfig

TEXTS = ["low", "", "a slow and slower text: lowest!", "héllo", "x" * 40, "low low", "\n"]
PROMPTS = {
    "plain": Prompt("Text: {text}\nKind: {label}", ("no", "yes")),
    "labels of many lengths": Prompt("{text} is {label}", ("low", "lower and lower", "slow", "lower", "x")),
    "few-shot": Prompt("{text}: {label}", ("low", "slow"), [("low", 0), ("slow", 1), ("lowest", 0)], instruction="Say it."),
    "chat": Prompt("{text}?\n{label}", ("low", "slower"), [("low", 0)], chat=True),
    "nothing before the text": Prompt("{text} {label}", ("low", "slow")),
}


def naive(model, tokenizer, prompt, text):
    """Each label by a call of its own over all tokens."""
    begin, found = prompt.ids(tokenizer, text), []
    for answer in prompt.answer_ids(tokenizer):
        told = model(torch.tensor([begin + answer])).log_softmax(-1)[0]
        found.append(sum(told[len(begin) - 1 + place, token] for place, token in enumerate(answer)))
    return torch.stack(found)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Of each kind one, with its tokenizer."""
    chat, tokenizer = tiny_chat()
    torch.manual_seed(1)
    size = {"vocab_size": tokenizer.vocab_size, "context_length": 512, "layers": 2, "width": 32, "heads": 4}
    found = {"llama": (chat, tokenizer), "gpt2": (Transformer(TransformerConfig.gpt2(**size)), tokenizer)}
    found["window"] = make_model(FamilyConfig(**size, key_value_heads=2, window=20, norm="rms", positions="rope", bias=False,
                                              feed_forward="swiglu")), tokenizer
    found["gguf"] = load_gguf(write_gguf(tmp_path_factory.mktemp("gguf") / "tiny.gguf"))
    for model, _ in found.values():
        with torch.no_grad():
            model.token_embedding.weight.mul_(3)    # opinions
    return found


@pytest.mark.parametrize("kind", ["llama", "gpt2", "window"])
@pytest.mark.parametrize("name", PROMPTS)
def test_equal_to_the_naive_way(name, kind, models):
    model, tokenizer = models[kind]
    prompt, texts = PROMPTS[name], [text for text in TEXTS if text or name != "nothing before the text"]
    with torch.no_grad():
        expected = torch.stack([naive(model, tokenizer, prompt, text) for text in texts])
    for batch_size in (1, 3, 100):
        found = label_scores(model, tokenizer, prompt, texts, batch_size)
        assert found.shape == expected.shape and not found.requires_grad
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)
        pieces = list(scores_in_batches(model, tokenizer, prompt, texts, batch_size))
        assert [start for start, _ in pieces] == list(range(0, len(texts), batch_size))
        torch.testing.assert_close(torch.cat([scores for _, scores in pieces]), expected, atol=1e-4, rtol=0)


def test_equal_on_a_model_from_a_file(models):
    model, tokenizer = models["gguf"]
    prompt = Prompt("{text}: {label}", ("hell", "no"), [("he", 0)], separator="\n")
    expected = torch.stack([naive(model, tokenizer, prompt, text) for text in ("he", "hello!")])
    torch.testing.assert_close(label_scores(model, tokenizer, prompt, ["he", "hello!"]), expected, atol=1e-4, rtol=0)


def test_the_front_is_read_once(models):
    model, tokenizer = models["llama"]
    read = []
    hook = model.blocks[0].register_forward_hook(lambda block, given, out: read.append(out.shape[0] * out.shape[1]))
    prompt = PROMPTS["few-shot"]
    label_scores(model, tokenizer, prompt, ["low"] * 40, batch_size=10)
    hook.remove()
    front = len(Scorer(model, tokenizer, prompt).front)
    assert len(read) == 5 and read[0] == front    # once, then four batches
    assert max(read[1:]) <= 10 * 6 and 40 * front > 5 * sum(read)


def test_what_cannot_be_scored(models):
    model, tokenizer = models["llama"]
    with pytest.raises(ValueError, match="at least one token to continue"):
        label_scores(model, tokenizer, PROMPTS["nothing before the text"], ["low", ""])
    with pytest.raises(ValueError, match="fewer or shorter examples"):
        label_scores(model, tokenizer, PROMPTS["plain"], ["low", "x y" * 300])
    for texts, batch_size in (("low", 16), (["low"], -1)):
        with pytest.raises(ValueError, match="a list of texts, and batch_size at least 1"):
            label_scores(model, tokenizer, PROMPTS["plain"], texts, batch_size)
    assert label_scores(model, tokenizer, PROMPTS["plain"], []).shape == (0, 2)


def test_calibration(models):
    """Equal to the paper's W p by hand; and a text without content has no label that is likelier than another."""
    model, tokenizer = models["llama"]
    prompt = PROMPTS["labels of many lengths"]
    scores, free = label_scores(model, tokenizer, prompt, TEXTS), content_free_scores(model, tokenizer, prompt)
    assert free.shape == (len(CONTENT_FREE), 5)
    told = scores.double().softmax(-1)
    mean = free.double().softmax(-1).mean(0)
    expected = told @ torch.diag(1 / mean)
    expected /= expected.sum(-1, keepdim=True)
    torch.testing.assert_close(calibrated(scores, free).exp().double(), expected, atol=1e-5, rtol=0)
    alone = content_free_scores(model, tokenizer, prompt, ["N/A"])
    torch.testing.assert_close(calibrated(alone, alone).exp(), torch.full((1, 5), 0.2))
    for wrong in (torch.zeros(5), torch.zeros(0, 5), torch.zeros(2, 4)):
        with pytest.raises(ValueError, match="content_free should be"):
            calibrated(scores, wrong)


@pytest.mark.asset("smollm2")
@pytest.mark.parametrize("chat", [False, pytest.param(True, marks=pytest.mark.full)])
def test_on_smollm2(chat):
    model, tokenizer = load_smollm2()
    prompt = Prompt("Review: {text}\nSentiment: {label}", ("negative", "positive", "hard to say"),
                    [("A delight.", 1), ("Dull and far too long.", 0)], instruction="Judge these films.", chat=chat)
    texts = ["Wonderful, funny and wise.", "It is a mess, from its first minute to its last.", "No."]
    found = label_scores(model, tokenizer, prompt, texts)
    with torch.no_grad():
        expected = torch.stack([naive(model, tokenizer, prompt, text) for text in texts])
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)
    assert chat or found[:2, :2].argmax(-1).tolist() == [1, 0]
