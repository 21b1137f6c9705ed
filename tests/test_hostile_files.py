"""Every loader before hostile files: a short fixed sample in each run of the tests, 600 tries each in the full tier.

Whatever a file says, a loader gives what it was asked for or an error of the course's own: it does not hang, take the
machine's memory, or leave half of what it was to change.
"""

import base64
import hashlib
import json
import random
import shutil
import struct
import zlib

import numpy as np
import pytest
import torch
from checkpoint_checks import optimisers_with_state
from hostile import DEEP, answer, damaged_bytes, damaged_json, damaged_safetensors
from hostile_models import GGUF, TEXT, GPT2Folder, HubFolder
from hostile_retrieval import EncoderFolder, IndexFolder
from hostile_shop import ShopFile
from training_runs import tiny_model

from llm_edu.assets import read_word2vec, read_word2vec_text
from llm_edu.finetuning import TARGET_MODULES, add_lora, changes_of, load_adapter, save_adapter
from llm_edu.finetuning.adapter_files import SETTINGS, TENSORS
from llm_edu.finetuning.answer_rows import answer_rows
from llm_edu.finetuning.examples import read_examples
from llm_edu.tokenization import CL100K_PATTERN, BPETokenizer, recovering
from llm_edu.tokenization.loading import tokenizer_from_tiktoken_file
from llm_edu.tokenization.recovering import remembered_merges
from llm_edu.training import (
    load_checkpoint,
    open_tokens,
    save_checkpoint,
    verify_tokens,
    write_tokens,
)
from llm_edu.training.checkpoints import checksum
from llm_edu.training.recipe import Recipe
from llm_edu.training.shipped import load_model, save_facts, save_weights
from llm_edu.widgets.preference_arena.features import StoryFeatures
from llm_edu.widgets.preference_arena.record import keep_record, read_record
from llm_edu.widgets.preference_arena.taste import differences_of, learn_taste

SAMPLE, ALL = 20, 600


class TokenizerFile:
    """`BPETokenizer.load`; what it gives is tried on a text."""

    def __init__(self, folder):
        self.path = folder / "fable.json"
        BPETokenizer.train(TEXT * 3, 300, ["<|end|>"], CL100K_PATTERN).save(self.path)
        self.whole = self.path.read_bytes()

    def attempt(self, chance):
        if chance.random() < 0.3:
            self.path.write_bytes(damaged_bytes(self.whole, chance))
        else:
            self.path.write_text(damaged_json(json.loads(self.whole), chance, patterns=True), encoding="utf-8")
        return [answer(lambda: BPETokenizer.load(self.path).encode(TEXT, "drop", "all"), ValueError)]


class TiktokenFile:
    """`tokenizer_from_tiktoken_file`, with the file of remembered cuts beside it damaged as well."""

    def __init__(self, folder):
        self.path, self.cuts = folder / "fable.tiktoken", folder / "cuts" / "cl100k.cuts"
        self.tokenizer = BPETokenizer.train(TEXT * 3, 300)
        vocab = self.tokenizer.vocab.items()
        self.whole = b"".join(base64.b64encode(token) + f" {rank}\n".encode() for rank, token in vocab)
        self.right = bytes(len(left) for left, _ in self.tokenizer.merges)

    def attempt(self, chance):
        self.path.write_bytes(damaged_bytes(self.whole, chance))
        self.cuts.parent.mkdir(exist_ok=True)
        self.cuts.write_bytes(damaged_bytes(self.right, chance))
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(recovering.CUTS_SHA256, "cl100k", hashlib.sha256(self.right).hexdigest())
            merges = remembered_merges(self.tokenizer.vocab, "cl100k", self.cuts.parent)
        assert merges == self.tokenizer.merges
        return [answer(lambda: tokenizer_from_tiktoken_file(self.path, {"<|end|>": 5000}, CL100K_PATTERN, "fable"))]


class Checkpoint:
    """`load_checkpoint`, mostly with right checksums; what it refuses leaves model and optimisers as they were."""

    def __init__(self, folder):
        self.folder, self.model = folder / "checkpoint", tiny_model()
        self.optimisers = optimisers_with_state(self.model)
        save_checkpoint(self.folder, self.model, self.optimisers, {"step": 1})
        self.whole = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        self.content = json.loads(self.whole["checkpoint.json"])["content"]

    def attempt(self, chance):
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        for name, data in self.whole.items():
            (self.folder / name).write_bytes(data)
        if chance.random() < 0.2:
            path = chance.choice(sorted(self.folder.iterdir()))
            path.write_bytes(damaged_bytes(path.read_bytes(), chance))
        else:
            self.forge(chance)
        before = self.everything()
        if answer(lambda: load_checkpoint(self.folder, self.model, self.optimisers)):
            return [True]
        after = self.everything()
        assert all(one.nan_to_num(0.125).equal(two.nan_to_num(0.125)) if isinstance(one, torch.Tensor) else one == two
                   for one, two in zip(before, after, strict=True)), "refused, and changed all the same"
        return [False]

    def forge(self, chance):
        content = json.loads(json.dumps(self.content))
        if chance.random() < 0.5:
            kind = chance.choice(("model", "optimisers"))
            data = damaged_safetensors(self.whole[content["files"][kind]], chance)
            content["files"][kind] = f"{kind}-{hashlib.sha256(data).hexdigest()}.safetensors"
            (self.folder / content["files"][kind]).write_bytes(data)
        else:
            text = damaged_json(content, chance)
            content = DEEP if len(text) > 200_000 else json.loads(text)
        whole = {"format": 1, "sha256": checksum(content), "content": content}
        (self.folder / "checkpoint.json").write_text(json.dumps(whole), encoding="utf-8")

    def everything(self):
        """Copies of all that loading may change."""
        found = [parameter.detach().clone() for parameter in self.model.parameters()]
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                found.append({key: value for key, value in group.items() if key != "params"})
            for state in optimiser.state.values():
                found += [value.clone() if isinstance(value, torch.Tensor) else value for value in state.values()]
        return found


class Shipped:
    """`load_model` of a model as it comes with the course, with right checksums."""

    def __init__(self, folder):
        self.folder, model = folder, Recipe(layers=1, width=16, heads=2, ngrams=2, ngram_rows=16).model(23)
        save_facts(folder, model.config, {"weights": save_weights(folder, "weights", model)}, {"kept": [1]})
        self.facts = json.loads((folder / "model.json").read_bytes())
        self.weights = (folder / "weights.safetensors").read_bytes()

    def attempt(self, chance):
        facts, weights = json.loads(json.dumps(self.facts)), self.weights
        text = damaged_json(facts, chance)
        if chance.random() < 0.4:
            weights = damaged_safetensors(weights, chance)
            facts["weights"]["weights"] = hashlib.sha256(weights).hexdigest()
            text = json.dumps(facts)
        (self.folder / "model.json").write_text(text, encoding="utf-8")
        (self.folder / "weights.safetensors").write_bytes(weights)
        return [answer(lambda: load_model(self.folder))]


class TokenFile:
    """`open_tokens` and `verify_tokens`, mostly with a right checksum in the header."""

    def __init__(self, folder):
        self.path = folder / "text.tokens"
        write_tokens(self.path, [[5, 6, 7], [8] * 300], vocab_size=1000)
        self.whole = self.path.read_bytes()

    def attempt(self, chance):
        data = bytearray(damaged_bytes(self.whole, chance, 80))
        if chance.random() < 0.7 and len(data) >= 64:
            data[60:64] = struct.pack("<I", zlib.crc32(data[:60]))
        self.path.write_bytes(data)
        return [answer(lambda: (open_tokens(self.path), verify_tokens(self.path)))]


class WordVectors:
    """`read_word2vec`."""

    def __init__(self, folder):
        self.path = folder / "vectors.bin"
        words = [f"word{number}".encode() + b" " + np.ones(5, "<f4").tobytes() for number in range(20)]
        self.whole = b"20 5\n" + b"".join(words)

    def attempt(self, chance):
        data = damaged_bytes(self.whole, chance, chance.choice((6, 600)))
        if chance.random() < 0.3:
            data = chance.choice((b"99999999999 1\n", b"1 99999999999\n", b"-5 5\n", b"20 0\n", b"5 -5\n", b"9" * 60)) + data
        self.path.write_bytes(data)
        return [answer(lambda: read_word2vec(self.path), ValueError)]


class WordVectorsAsText:
    """`read_word2vec_text`."""

    def __init__(self, folder):
        self.path = folder / "vectors.txt"
        self.whole = b"20 5\n" + b"".join(f"word{number} 1 -2.5 3e-5 0 7\n".encode() for number in range(20))

    def attempt(self, chance):
        data = damaged_bytes(self.whole, chance, chance.choice((6, 600)))
        if chance.random() < 0.3:
            data = chance.choice((b"99999999999 1\n", b"1 99999999999\n", b"-5 5\n", b"20 0\n", b"20 nan\n")) + data
        self.path.write_bytes(data)
        return [answer(lambda: read_word2vec_text(self.path), ValueError)]


class Examples:
    """`read_examples`, and `answer_rows` of what it gives."""

    def __init__(self, folder):
        self.path = folder / "examples.jsonl"
        self.tokenizer = BPETokenizer.train(TEXT, 260, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], CL100K_PATTERN)
        question, answer = {"role": "user", "content": "Hello!"}, {"role": "assistant", "content": "été <|im_end|>"}
        self.contents = [{"messages": [{"role": "system", "content": "Low."}, question, answer]}, {"text": TEXT},
                         {"messages": [question, answer | {"weight": 0}, question, answer], "text": None}]
        self.table = b'id,prompt,completion\r\n1,"low\r\n""er""",low\r\n2,slow,"low, lower"\r\n'

    def attempt(self, chance):
        lines = [json.dumps(content).encode() for content in self.contents]
        if chance.random() < 0.6:
            damaged = chance.randrange(3)
            lines[damaged] = damaged_json(self.contents[damaged], chance).encode("utf-8", "surrogatepass")
        data = chance.choice((b"\n".join(lines), b"[" + b",".join(lines) + b"]", self.table))
        if chance.random() < 0.5:
            data = damaged_bytes(data, chance)
        self.path.write_bytes(data)
        return [answer(lambda: answer_rows(self.tokenizer, read_examples(self.path), 50, report=str))]


class Adapter:
    """`load_adapter`; the model stays as it was, whatever the files say."""

    def __init__(self, folder):
        self.folder, self.model = folder, tiny_model()
        save_adapter(add_lora(self.model, 2, 4, TARGET_MODULES), folder)
        self.settings = json.loads((folder / SETTINGS).read_bytes())
        self.settings |= {"use_dora": False, "rank_pattern": {}, "layers_to_transform": [0], "peft_version": "0.21"}
        self.tensors = (folder / TENSORS).read_bytes()
        self.before = [parameter.clone() for parameter in self.model.parameters()]

    def attempt(self, chance):
        settings, tensors, kind = json.dumps(self.settings), self.tensors, chance.random()
        if kind < 0.5:
            settings = damaged_json(self.settings, chance)
        elif kind < 0.6:
            settings = damaged_bytes(settings.encode(), chance).decode("utf-8", "surrogateescape")
        else:
            tensors = damaged_safetensors(tensors, chance)
        (self.folder / SETTINGS).write_text(settings, encoding="utf-8", errors="surrogateescape")
        (self.folder / TENSORS).write_bytes(tensors)
        taken = answer(lambda: load_adapter(self.model, self.folder)(torch.tensor([[1, 2]])))
        assert all(map(torch.equal, self.before, self.model.parameters())) and not changes_of(self.model)
        return [taken]


class ArenaClicks:
    """`read_record`: what a PreferenceArena has kept; what it gives can be learned from, and kept again."""

    def __init__(self, folder):
        self.path = folder / "clicks.json"
        self.whole = {"pairs": [["A cat sat.", "Rain."], ["“Hm,” she said.", "The end."]], "choices": ["left", "same"],
                      "blind": [["One.", "Two."]], "afters": [True], "verdicts": ["right"]}

    def attempt(self, chance):
        if chance.random() < 0.4:
            self.path.write_bytes(damaged_bytes(json.dumps(self.whole, ensure_ascii=False).encode(), chance))
        else:
            self.path.write_text(damaged_json(self.whole, chance), encoding="utf-8")
        return [answer(self.learn)]

    def learn(self):
        record = read_record(self.path)
        look = StoryFeatures([text for pair in record.pairs for text in pair])
        assert np.isfinite(learn_taste(look, differences_of(look, record.pairs[:len(record.choices)]), record.choices).fit).all()
        keep_record(self.path, record)


KINDS = [GGUF, HubFolder, GPT2Folder, TokenizerFile, TiktokenFile, Checkpoint, Shipped, TokenFile, WordVectors,
         WordVectorsAsText, Examples, Adapter, ArenaClicks, EncoderFolder, IndexFolder, ShopFile]


def attempts(kind, folder, count, seed):
    """Try so many damaged files; return how often they were taken, and refused."""
    hostile, answers = kind(folder), []
    for number in range(count):
        try:
            answers += hostile.attempt(random.Random(f"{seed} {number}"))
        except BaseException as error:
            error.add_note(f"{kind.__name__}, seed {seed}, try {number}")
            raise
    return answers.count(True), answers.count(False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_of_hostile_files(kind, tmp_path):
    taken, refused = attempts(kind, tmp_path, SAMPLE, seed=2)
    assert taken and refused > SAMPLE // 4    # damage may do no harm


@pytest.mark.full
@pytest.mark.parametrize("kind", KINDS)
def test_hundreds_of_hostile_files(kind, tmp_path, record_property):
    taken, refused = attempts(kind, tmp_path, ALL, seed=1)
    record_property("taken, refused", (taken, refused))
    assert taken and refused > ALL // 4
