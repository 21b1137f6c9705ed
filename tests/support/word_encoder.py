"""A sentence encoder's place: texts that share words have like vectors. It notes what it has encoded."""

import re
import zlib
from types import SimpleNamespace

import numpy as np


class WordEncoder:
    """Each word is one of 64 directions, by its checksum."""

    def __init__(self, name="words"):
        self.name, self.config, self.encoded = name, SimpleNamespace(width=64), []

    def encode(self, texts, report=None):
        """(texts, 64), each of length 1"""
        self.encoded += texts
        vectors = np.full((len(texts), 64), 1e-6, np.float32)
        for vector, text in zip(vectors, texts):
            for word in re.findall(r"\w+", text.lower()):
                vector[zlib.crc32(word.encode("utf-8", "replace")) % 64] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
