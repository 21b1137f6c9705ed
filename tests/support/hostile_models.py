"""Model files to be damaged: a GGUF file, a Hugging Face folder with everything in it, and GPT-2's."""

import json

import numpy as np
from hostile import VALUES, answer, damaged_bytes, damaged_json, damaged_safetensors, gguf_bytes
from safetensors.torch import save_file
from tiny_models import SETTINGS, llama_tensors, vocabulary, write_gguf, write_gpt2_tokenizer

from llm_edu.pretrained import load_gguf, load_gpt2, load_pretrained
from llm_edu.pretrained.family_model import make_model
from llm_edu.pretrained.gpt2 import gpt2_places
from llm_edu.pretrained.llama import hub_llama_places, llama_from_hub
from llm_edu.pretrained.settings import Settings
from llm_edu.tokenization import CL100K_PATTERN, BPETokenizer, tokenizer_from_gguf, tokenizer_from_gpt2_files
from llm_edu.transformer import Transformer, TransformerConfig

TEXT = "low lower lowest, slow and slower; été 12 <|end|>"
CHAT = ("{% for message in messages %}{{ bos_token }}{{ message.role ~ ': ' + message['content'] | trim }}"
        "{% if loop.last %}{{ eos_token }}{% endif %}{% endfor %}")


class GGUF:
    """`load_gguf`, and `tokenizer_from_gguf` on the same file."""

    def __init__(self, folder):
        self.path = folder / "tiny.gguf"
        self.whole = write_gguf(self.path).read_bytes()
        self.settings = SETTINGS | {"tokenizer.ggml.tokens": vocabulary(), "tokenizer.ggml.merges": ["h e", "l l"],
                                    "tokenizer.ggml.token_type": [3] * 3 + [1] * 258, "general.alignment": 32,
                                    "tokenizer.ggml.scores": [0.5] * 261, "tokenizer.ggml.eos_token_id": 2,
                                    "tokenizer.chat_template": CHAT, "llama.attention.key_length": 8}

    def attempt(self, chance):
        if chance.random() < 0.4:
            data = damaged_bytes(self.whole, chance, 12_000)
        else:
            data = self.forged(chance)
        self.path.write_bytes(data)
        return [answer(lambda: use(*load_gguf(self.path)), ValueError), answer(lambda: tokenizer_from_gguf(self.path))]

    def forged(self, chance):
        """A file whose settings or tensors cannot be, in a form that can be read."""
        settings, tensors, offset = dict(self.settings), [], 0
        if chance.random() < 0.2:
            settings |= {"tokenizer.ggml.model": "llama"}
        factors = {"rope_freqs.weight": np.ones(4, np.float32)} if chance.random() < 0.1 else {}
        for name, numbers in (llama_tensors() | factors).items():
            tensors.append([name, list(reversed(numbers.shape)), 0, offset])
            offset += -(-numbers.nbytes // 32) * 32
        for _ in range(chance.choice((1, 1, 2))):
            if chance.random() < 0.6:
                name, value = chance.choice(list(settings)), chance.choice(VALUES)
                settings[name] = [[[]]] * 50 if value is None else value
            else:
                tensor = chance.choice(tensors)
                tensor[chance.randrange(1, 4)] = chance.choice((0, 1, 2, 8, 30, 31, 99, 2**40, 2**63))
                if not isinstance(tensor[1], list):
                    tensor[1] = chance.choice(([1] * 100_000, [], [0], [2**63, 2**63], [2**32] * 4, [2**40, 0], [1] * 4))
                tensor[2] %= 2**32
        data = gguf_bytes(settings, tensors)
        return data + bytes(-len(data) % 32) + bytes(offset)


def use(model, tokenizer):
    """Try on a text what a loader has given."""
    assert model.config.layers
    tokenizer.decode(tokenizer.encode(TEXT, "drop", "all"))
    if tokenizer.chat is not None:
        tokenizer.chat.render([{"role": "user", "content": TEXT}])


class HubFolder:
    """`load_pretrained` of a model in two files, with byte-level BPE or SentencePiece's, and a chat template."""

    def __init__(self, folder):
        self.folder = folder
        self.config = {
            "model_type": "qwen3", "vocab_size": 300, "max_position_embeddings": 16, "hidden_size": 8, "head_dim": 4,
            "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1, "intermediate_size": 8,
            "rms_norm_eps": 1e-6, "tie_word_embeddings": False, "hidden_act": "silu", "attention_bias": False,
            "use_sliding_window": True, "sliding_window": 4, "max_window_layers": 1, "eos_token_id": 256,
            "rope_parameters": {"rope_type": "llama3", "rope_theta": 1e4, "factor": 8.0, "low_freq_factor": 1.0,
                                "high_freq_factor": 4.0, "original_max_position_embeddings": 8}}
        config = llama_from_hub(Settings(self.config, "a test"), ())
        tensors = {name: place.detach().clone() for name, place in hub_llama_places(make_model(config)).items()}
        names = list(tensors)
        for number, part in enumerate((names[:5], names[5:])):
            save_file({name: tensors[name] for name in part}, folder / f"model-{number}.safetensors")
        homes = {name: f"model-{int(place >= 5)}.safetensors" for place, name in enumerate(names)}
        self.write("model.safetensors.index.json", {"weight_map": homes})
        self.write("config.json", self.config)
        self.write("tokenizer_config.json", {"eos_token": "<|end|>", "bos_token": {"content": "<|end|>"}})
        self.write("generation_config.json", {"eos_token_id": [256, 257]})
        (folder / "chat_template.jinja").write_text(CHAT, encoding="utf-8")
        BPETokenizer.train(TEXT * 3, 290, ["<|end|>"], CL100K_PATTERN).save(folder / "tokenizer.json")
        content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        content["normalizer"] = {"type": "NFC"}
        content["added_tokens"].append(content["added_tokens"][0] | {"id": 291, "content": "<w>", "special": False})
        self.write("tokenizer.json", content)
        letters = ["<unk>", *sorted(set(TEXT)), "\u2581", "lo", "low"]
        self.other = {"added_tokens": [{"id": 0, "content": "<unk>", "special": True}], "model": {
            "type": "BPE", "byte_fallback": True, "unk_token": "<unk>", "merges": [["l", "o"], "lo w"],
            "vocab": {letter: place for place, letter in enumerate(letters)}}, "pre_tokenizer": {
            "type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False}}
        self.whole = {path.name: path.read_bytes() for path in folder.iterdir()}

    def write(self, name, content):
        (self.folder / name).write_text(json.dumps(content), encoding="utf-8")

    def attempt(self, chance):
        for name, data in self.whole.items():
            (self.folder / name).write_bytes(data)
        if chance.random() < 0.2:
            self.write("tokenizer.json", self.other)
        name = chance.choice(("config.json", "config.json", "tokenizer.json", "tokenizer.json", *self.whole))
        path = self.folder / name
        data = path.read_bytes()
        if name.endswith(".safetensors"):
            path.write_bytes(damaged_safetensors(data, chance))
        elif name.endswith(".jinja") or chance.random() < 0.2:
            path.write_bytes(damaged_bytes(data, chance))
        else:
            path.write_text(damaged_json(json.loads(data), chance, patterns=True), encoding="utf-8")
        return [answer(lambda: use(*load_pretrained(self.folder)), ValueError)]


class GPT2Folder:
    """`load_gpt2`, and `tokenizer_from_gpt2_files` on its vocabulary."""

    def __init__(self, folder):
        self.folder = folder
        config = TransformerConfig.gpt2(vocab_size=259, context_length=16, layers=2, width=8, heads=2)
        model = Transformer(config)
        save_file({name: place.detach().clone().contiguous() for name, place in gpt2_places(model).items()},
                  folder / "model.safetensors")
        settings = {"model_type": "gpt2", "vocab_size": 259, "n_positions": 16, "n_embd": 8, "n_layer": 2, "n_head": 2,
                    "n_inner": None, "layer_norm_epsilon": 1e-5, "activation_function": "gelu_new",
                    "scale_attn_weights": True, "tie_word_embeddings": True}
        (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
        write_gpt2_tokenizer(folder)
        self.whole = {path.name: path.read_bytes() for path in folder.iterdir()}

    def attempt(self, chance):
        for name, data in self.whole.items():
            (self.folder / name).write_bytes(data)
        name = chance.choice(("config.json", "config.json", *self.whole))
        path, data = self.folder / name, self.whole[name]
        if name == "model.safetensors":
            path.write_bytes(damaged_safetensors(data, chance))
        elif name == "merges.txt" or chance.random() < 0.2:
            path.write_bytes(damaged_bytes(data, chance))
        else:
            path.write_text(damaged_json(json.loads(data), chance), encoding="utf-8")
        return [answer(lambda: load_gpt2(self.folder)),
                answer(lambda: tokenizer_from_gpt2_files(self.folder / "vocab.json", self.folder / "merges.txt"))]
