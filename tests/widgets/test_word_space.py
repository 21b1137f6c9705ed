"""Questions to word vectors, and maps of them: what EmbeddingExplorer computes with."""

import numpy as np
import pytest

from llm_edu.embeddings import WordVectors
from llm_edu.widgets.embedding_explorer.projection import (
    kept_neighbours,
    place_labels,
    project_pca,
    project_tsne,
    to_grid,
    unit_rows,
)
from llm_edu.widgets.embedding_explorer.word_space import WordSpace

WORDS = ["tea", "coffee", "juice", "man", "woman", "king", "queen", "New_York"]
VECTORS = np.random.default_rng(5).normal(size=(8, 4))


def random_words(count, width=20, seed=0):
    return [f"w{number}" for number in range(count)], np.random.default_rng(seed).normal(size=(count, width))


class TestWordSpace:
    def test_it_agrees_with_the_lessons_own_word_vectors(self):
        words, vectors = random_words(200)
        vectors[7] *= 1e3
        ours, lesson = WordSpace(words, vectors), WordVectors(words, vectors)
        for mine, theirs in ((ours.nearest("w3", 9), lesson.nearest("w3", 9)),
                             (ours.analogy("w1", "w2", "w7", 5), lesson.analogy("w1", "w2", "w7", 5)),
                             (ours.analogy("w1", "w2", "w7", 5, keep=True),
                              lesson.analogy("w1", "w2", "w7", 5, leave_out=False))):
            assert [word for word, _ in mine] == [word for word, _ in theirs]
            np.testing.assert_allclose([cosine for _, cosine in mine], [cosine for _, cosine in theirs], atol=1e-5)

    def test_many_at_once_are_the_same_as_one_by_one(self):
        words, vectors = random_words(300)
        space = WordSpace(words, vectors)
        near, similar = space.nearest_of_rows(np.arange(300), 10)
        for row in (0, 127, 128, 299):
            one = space.nearest(words[row], 10)
            assert [words[at] for at in near[row]] == [word for word, _ in one]
            np.testing.assert_allclose(similar[row], [cosine for _, cosine in one], atol=1e-6)

    def test_few_words_have_few_neighbours(self):
        space = WordSpace(["a", "b"], np.eye(2))
        assert [word for word, _ in space.nearest("a", 10)] == ["b"]
        assert space.analogy("a", "b", "a", 5) == []
        assert WordSpace(["a"], [[1.0]]).nearest("a", 10) == []

    def test_equally_near_words_come_in_the_order_of_the_list(self):
        space = WordSpace(["x", "b", "a", "c"], [[1, 0], [0, 1], [0, 1], [0, 1]])
        assert [word for word, _ in space.nearest("x", 2)] == ["b", "a"]

    def test_a_vector_of_zeros_is_like_nothing(self):
        space = WordSpace(["nothing", "one"], [[0.0, 0.0], [1.0, 0.0]])
        assert space.nearest("nothing", 1) == [("one", 0.0)]

    @pytest.mark.parametrize(("typed", "found"), [
        ("tea", "tea"), (" TEA ", "tea"), ("new york", "New_York"), ("cocoa", None), ("", None)])
    def test_find(self, typed, found):
        assert WordSpace(WORDS, VECTORS).find(typed) == found

    def test_the_word_itself_goes_before_the_same_in_other_capitals(self):
        space = WordSpace(["us", "US"], np.eye(2))
        assert space.find("US") == "US" and space.find("Us") == "us"

    def test_completion_keeps_the_order_of_the_words(self):
        space = WordSpace(["kinds", "king", "kind", "Kim", "queen"], np.eye(5))
        assert space.complete("ki", 3) == ["kinds", "king", "kind"]
        assert space.complete("KIM", 3) == ["Kim"]
        assert space.complete("", 3) == space.complete("x", 3) == space.complete("  ", 3) == []

    def test_did_you_mean(self):
        space = WordSpace(["relieve", "receive", "received", "banana"], np.eye(4))
        assert space.did_you_mean("recieve", 2) == ["receive", "relieve"]
        assert space.did_you_mean("bananna") == ["banana"]
        assert space.did_you_mean("zzz") == space.did_you_mean("") == space.did_you_mean("x" * 5_000) == []


class TestProjection:
    def test_pca_is_the_best_plane(self):
        vectors = np.random.default_rng(1).normal(size=(50, 6)) * [5, 3, 1, 1, 1, 1]
        positions, kept = project_pca(vectors)
        covariance = np.linalg.eigvalsh(np.cov(vectors.T))[::-1]
        assert kept == pytest.approx(covariance[:2].sum() / covariance.sum())
        np.testing.assert_allclose(positions.var(axis=0, ddof=1), covariance[:2])

    def test_an_axis_keeps_its_sign_when_the_data_are_turned_around(self):
        vectors = np.random.default_rng(2).normal(size=(30, 5))
        np.testing.assert_allclose(project_pca(vectors)[0], project_pca(-vectors)[0], atol=1e-9)
        farthest = np.abs(project_pca(vectors)[0]).argmax(axis=0)
        assert (project_pca(vectors)[0][farthest, [0, 1]] > 0).all()

    def test_tsne_keeps_more_neighbours_than_pca(self):
        unit = unit_rows(random_words(120, 30)[1])
        flat, bent = project_pca(unit)[0], project_tsne(unit)
        assert kept_neighbours(unit, bent) > 1.3 * kept_neighbours(unit, flat)
        np.testing.assert_array_equal(bent, project_tsne(unit))

    @pytest.mark.parametrize("vectors", [
        np.ones((1, 3)), np.eye(2), np.eye(4), np.ones((40, 3)), np.zeros((9, 2)), np.arange(12.0)[:, None],
        np.repeat(np.eye(3), 20, axis=0)])
    def test_few_or_equal_words_still_have_places(self, vectors):
        for positions in (project_pca(vectors)[0], project_tsne(vectors)):
            assert positions.shape == (len(vectors), 2) and np.isfinite(positions).all()
            assert to_grid(positions).dtype == np.uint16

    def test_kept_neighbours(self):
        line = np.array([[1, 0], [1, 0.1], [1, 5], [1, 6]])
        unit = unit_rows(line)
        assert kept_neighbours(unit, line, 1) == 1
        assert kept_neighbours(unit, line[[0, 2, 1, 3]], 1) == 0
        assert kept_neighbours(unit[:1], line[:1]) == 0

    def test_the_grid_keeps_proportions(self):
        grid = to_grid(np.array([[-3.0, 0.0], [7.0, 1.0], [2.0, 2.0]])).astype(int)
        assert grid[:, 0].tolist() == [0, 65535, 32768]
        assert (grid[2, 1] - grid[0, 1]) / 65535 == pytest.approx(2 / 10, abs=1e-4)

    def test_labels_do_not_overlap_and_the_first_go_first(self):
        points = np.random.default_rng(3).uniform(0, 300, size=(200, 2))
        sizes = np.tile([40.0, 12.0], (200, 1))
        corners = place_labels(points, sizes, (300, 300), firm=1)
        assert 0 in corners and 5 < len(corners) < 200
        boxes = np.array([(left, top, left + 40, top + 12) for left, top in corners.values()])
        assert boxes.min() >= 0 and boxes.max() <= 300
        for at, (left, top, right, bottom) in enumerate(boxes):
            others = np.delete(boxes, at, axis=0)
            assert not ((others[:, 0] < right) & (others[:, 2] > left) & (others[:, 1] < bottom)
                        & (others[:, 3] > top)).any()
