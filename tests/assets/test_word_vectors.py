"""word2vec's file format, with files of our own; and the real vectors and word lists when they are here."""

import struct
from collections import Counter

import numpy as np
import pytest

from llm_edu.assets import (
    Analogy,
    load_analogies,
    load_association_tests,
    load_gender_words,
    load_word2vec,
    read_word2vec,
)
from llm_edu.errors import CourseError

VECTORS = {"tea": (1.0, -2.5), "naïve": (0.0, 3e-38), "new_york": (32.0, 10.0)}  # 32.0 and 10.0 hold bytes 0x20, 0x0A


def encoded(vectors, header=None, between=b""):
    """A file as word2vec writes it; some writers put a newline after each entry."""
    entries = [
        word.encode() + b" " + struct.pack(f"<{len(numbers)}f", *numbers) for word, numbers in vectors.items()
    ]
    header = header or f"{len(vectors)} 2\n".encode()
    return header + between.join(entries) + (between if entries else b"")


@pytest.fixture
def read(tmp_path):
    def read(data):
        file = tmp_path / "vectors.w2v"
        file.write_bytes(data)
        return read_word2vec(file)

    return read


@pytest.mark.parametrize("between", [b"", b"\n"])
def test_words_and_vectors_come_back(read, between):
    words, vectors = read(encoded(VECTORS, between=between))
    assert words == list(VECTORS)
    assert vectors.dtype == np.float32 and vectors.shape == (3, 2)
    np.testing.assert_array_equal(vectors, np.array(list(VECTORS.values()), dtype=np.float32))


def test_a_file_without_words(read):
    words, vectors = read(b"0 300\n")
    assert words == [] and vectors.shape == (0, 300)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "does not begin with a line"),
        (b"\x80\x04\x95 pickle", "does not begin with a line"),
        (b"3 two\n", "does not begin with a line"),
        (encoded(VECTORS)[:-1], "breaks off in word 3 of 3"),
        (encoded(VECTORS)[:-14], "breaks off in word 3 of 3"),
        (encoded(VECTORS) + b"x", "goes on for 1 bytes after its 3 words"),
        (b"1000000000 300\nthe ", "too short for the 1,000,000,000 vectors"),
        (b"1 0\nthe ", "too short"),
        (b"-1 2\n", "too short"),
        (encoded({"tea": (float("nan"), 0.0)}), "not finite"),
        (b"1 1\n\xff\xfe \x00\x00\x00\x00", "word 1 is not UTF-8"),
    ],
)
def test_a_damaged_file_is_refused(read, data, message):
    with pytest.raises(ValueError, match=message):
        read(data)


def test_absent_says_how_to_fetch_it(cache):
    for load in (load_word2vec, load_analogies, load_association_tests, load_gender_words):
        with pytest.raises(CourseError, match="llm-edu fetch word2vec"):
            load()


@pytest.mark.asset("word2vec")
class TestRealFiles:
    def test_vectors(self):
        words, vectors = load_word2vec()
        assert len(words) == len(set(words)) == 26_423 and words[:3] == ["in", "for", "that"]
        assert vectors.shape == (26_423, 300) and vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert sum(word != word.lower() for word in words) == 38
        place = {word: row for row, word in enumerate(words)}
        near = words[np.argsort(-vectors @ vectors[place["king"]])[1]]
        assert near == "kings"

    def test_analogies(self):
        analogies = load_analogies()
        assert len(analogies) == 19_544
        assert analogies[0] == Analogy("capital-common-countries", "Athens", "Greece", "Baghdad", "Iraq")
        words = set(load_word2vec()[0])
        known = [each for each in analogies if {each.a, each.b, each.c, each.d} <= words]
        assert len(known) == 8_740
        counts = Counter(each.category for each in known)
        assert len({each.category for each in analogies}) == 14 and len(counts) == 9
        assert counts["family"] == 420 and counts["gram7-past-tense"] == 1_560

    def test_association_tests(self):
        tests = load_association_tests()
        assert len(tests) == 10
        first = tests[0]
        assert [first.first_target.name, first.second_target.name] == ["Flowers", "Insects"]
        assert first.first_target.words[:2] == ("aster", "clover") and len(first.second_attribute.words) == 25
        assert first.finding_in_people["d"] == "1.35"
        for test in tests:  # the two sides of a test are to weigh the same
            assert len(test.first_target.words) == len(test.second_target.words)
            assert len(test.first_attribute.words) == len(test.second_attribute.words)

    def test_gender_words(self):
        lists = load_gender_words()
        assert lists.pairs[:2] == (("woman", "man"), ("girl", "boy")) and len(lists.pairs) == 10
        assert len(lists.equal_pairs) == 52 and len(lists.specific) == 1_441 and len(lists.professions) == 320
        professions = {each.word: each for each in lists.professions}
        assert professions["actress"].by_definition == -1 and professions["actor"].by_definition == 0.8
        assert professions["nurse"].by_stereotype < 0 < professions["carpenter"].by_stereotype
        assert len(lists.women_in_job) == 40 and lists.women_in_job["nurse"] == 90
        words = set(load_word2vec()[0])
        assert words >= set(professions) and words >= {word for pair in lists.pairs for word in pair}
