"""Files of retrieval to be damaged: a sentence encoder's folder, and an index."""

import hashlib
import json

import numpy as np
from hostile import answer, damaged_bytes, damaged_json, damaged_safetensors
from tiny_encoder import VOCABULARY, write_encoder

from llm_edu.retrieval import BM25, Index, load_encoder
from llm_edu.retrieval.index_files import NAME

TEXTS = ["low lower lowest", "", "slow, slower; été"]


class EncoderFolder:
    """`load_encoder`; what it gives is tried on a text."""

    def __init__(self, folder):
        self.folder = write_encoder(folder)
        self.whole = {path.name: path.read_bytes() for path in folder.iterdir()}

    def attempt(self, chance):
        for name, data in self.whole.items():
            (self.folder / name).write_bytes(data)
        name = chance.choice(("config.json", "config.json", *self.whole))
        path, data = self.folder / name, self.whole[name]
        if name == "model.safetensors":
            path.write_bytes(damaged_safetensors(data, chance))
        elif name == "vocab.txt":
            token = "\n".join(VOCABULARY).replace(chance.choice(VOCABULARY), chance.choice(("", "low", "##", "x" * 9999)))
            path.write_bytes(chance.choice((damaged_bytes(data, chance), token.encode())))
        elif chance.random() < 0.2:
            path.write_bytes(damaged_bytes(data, chance))
        else:
            path.write_text(damaged_json(json.loads(data), chance), encoding="utf-8")
        return [answer(lambda: load_encoder(self.folder).encode(["Low slower.", "x" * 500]))]


class IndexFolder:
    """`Index.load`, mostly with the right checksum; what it gives is searched."""

    def __init__(self, folder):
        self.folder = folder
        Index(TEXTS, ["a", "b", "c"], BM25(TEXTS), np.eye(3, 8, dtype=np.float32), "tiny").save(folder)
        (self.arrays,) = folder.glob("*.safetensors")
        self.facts, self.data = json.loads((folder / NAME).read_bytes()), self.arrays.read_bytes()

    def attempt(self, chance):
        data, facts = self.data, dict(self.facts)
        if chance.random() < 0.5:
            data = self.other_numbers(chance) if chance.random() < 0.5 else damaged_safetensors(data, chance)
            if chance.random() < 0.9:
                facts["arrays"] = f"index-{hashlib.sha256(data).hexdigest()}.safetensors"
            text = json.dumps(facts)
        else:
            text = damaged_json(facts, chance)
        (self.folder / facts["arrays"]).write_bytes(data)
        (self.folder / NAME).write_text(text, encoding="utf-8")
        try:
            return [answer(self.use)]
        finally:
            for path in self.folder.glob("*.safetensors"):
                path.unlink()

    def other_numbers(self, chance):
        """The same header, and other numbers after it."""
        data = bytearray(self.data)
        for _ in range(chance.choice((1, 1, 2))):
            place = 8 + int.from_bytes(data[:8], "little") + 4 * chance.randrange(40)
            data[place:place + 4] = chance.choice((b"\xff\xff\xff\xff", bytes(4), b"\x01\0\0\0", b"\xff\xff\xff\x7f", b"\0\0\xc0\x7f"))
        return bytes(data[:len(self.data)])

    def use(self):
        index = Index.load(self.folder)
        index.by_words("low été slow", 3)
        assert len(index.vectors @ index.vectors.T) == len(index)
