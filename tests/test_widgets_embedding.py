"""EmbeddingExplorer without a browser: what it computes, what it sends along, and what it shows as picture and words."""

import base64
import json
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from llm_edu.embeddings import WordVectors
from llm_edu.widgets import EmbeddingExplorer
from llm_edu.widgets.embedding_explorer import MOST_POINTS
from llm_edu.widgets.projection import (
    kept_neighbours, place_labels, project_pca, project_tsne, to_grid, unit_rows,
)
from llm_edu.widgets.word_space import WordSpace

GROUPS = {"drinks": ["tea", "coffee", "juice"], "royalty": ["king", "queen"]}
WORDS = ["tea", "coffee", "juice", "man", "woman", "king", "queen", "New_York"]
VECTORS = np.array([
    [9, 0, 0, 0], [9, 1, 0, 0], [8, 2, 0, 1],
    [0, 0, 5, 1], [0, 0, 5, 6], [0, 9, 5, 1], [0, 9, 5, 6], [1, 1, 1, 1],
], dtype=np.float32)


def explorer(**options):
    return EmbeddingExplorer(WORDS, VECTORS, options.pop("groups", GROUPS), **options)


def ask(widget, **request):
    """A request as the browser would make it; returns the answer."""
    widget.request = {**widget.request, "sequence": widget.request["sequence"] + 1, **request}
    return widget.answer


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


class TestArguments:
    def test_tensors_and_objects_are_read_too(self):
        expected = explorer().positions
        assert explorer(groups=GROUPS).positions == expected
        for vectors in (torch.tensor(VECTORS, requires_grad=True), VECTORS.astype(np.float16), VECTORS.tolist(),
                        torch.tensor(VECTORS, dtype=torch.bfloat16)):
            assert EmbeddingExplorer(WORDS, vectors, GROUPS).positions == expected
        pair = SimpleNamespace(words=tuple(WORDS), vectors=VECTORS)
        assert EmbeddingExplorer(pair, groups=GROUPS).positions == expected
        assert EmbeddingExplorer(WordVectors(WORDS, VECTORS), groups=GROUPS).positions == expected

    def test_arguments_are_not_changed(self):
        vectors, groups = VECTORS.copy(), {"drinks": ["tea", "mead"]}
        EmbeddingExplorer(WORDS, vectors, groups)
        np.testing.assert_array_equal(vectors, VECTORS)
        assert groups == {"drinks": ["tea", "mead"]}

    @pytest.mark.parametrize(("words", "vectors", "problem", "message"), [
        (WORDS, VECTORS[:3], ValueError, "8 words do not fit 3 vectors"),
        ([], np.zeros((0, 4)), ValueError, "no words to show"),
        (["a", "b", "a"], np.eye(3), ValueError, "the word 'a' comes twice"),
        (["a", "b"], [[1, 2], [3, float("nan")]], ValueError, "1 vectors hold NaN or infinity, such as those of 'b'"),
        (["a"], [[float("inf")]], ValueError, "NaN or infinity"),
        (["a", 2], np.eye(2), TypeError, "words must be texts, not int"),
        ("ab", np.eye(2), TypeError, "a list of words, not the one text 'ab'"),
        (["a", "b"], [[1, 2], [3]], ValueError, "all rows of one length"),
        (["a", "b"], [["x", "y"], ["z", "w"]], ValueError, "a table of numbers"),
        (["a", "b"], [1.0, 2.0], ValueError, r"two dimensions .* not the shape \(2,\)"),
        (["a", "b"], np.zeros((2, 0)), ValueError, "two dimensions"),
        (WORDS, None, TypeError, r"as \.words and \.vectors"),
    ])
    def test_what_cannot_be_shown_is_refused_at_once(self, words, vectors, problem, message):
        with pytest.raises(problem, match=message):
            EmbeddingExplorer(words, vectors)

    @pytest.mark.parametrize(("options", "problem", "message"), [
        ({"word": "tee"}, ValueError, "'tee' is not in this vocabulary; near it: tea"),
        ({"analogy": ("king", "mann", "woman")}, ValueError, "'mann' is not in this vocabulary; near it: man, woman"),
        ({"analogy": ("king", "man")}, ValueError, r"three words \(a, b, c\)"),
        ({"analogy": "king"}, ValueError, "three words"),
        ({"shown": ["tea", "mead"]}, ValueError, "'mead' is not in this vocabulary"),
        ({"groups": {"x": "tea"}}, TypeError, "the group 'x' must be a list of words"),
        ({"groups": {"x": ["mead"], "y": ["ale"]}}, ValueError, "no word of any group is in this vocabulary: 'mead'"),
        ({"projection": "umap"}, ValueError, "'pca' or 'tsne', not 'umap'"),
        ({"groups": None, "shown": 0}, ValueError, "no word on the map"),
    ])
    def test_wrong_options_are_named(self, options, problem, message):
        with pytest.raises(problem, match=message):
            explorer(**options)

    def test_too_many_words_for_one_map(self):
        words, vectors = random_words(MOST_POINTS + 1, 2)
        with pytest.raises(ValueError, match="1,001 words are too many for one map; choose at most 1,000"):
            EmbeddingExplorer(words, vectors, shown=MOST_POINTS + 1)

    def test_unknown_words_of_groups_are_left_out_and_said(self):
        widget = explorer(groups={"drinks": ["tea", "mead", "juice"], "empty": ["ale", "mead"]})
        assert widget.left_out == ["mead", "ale"]
        assert widget.points["left_out"] == ["mead", "ale"] and widget.points["left_out_count"] == 2
        assert widget.points["groups"] == [["drinks", 2]]

    def test_which_words_are_on_the_map(self):
        assert on_map(explorer()) == ["tea", "coffee", "juice", "king", "queen"]
        assert on_map(explorer(shown=["man", "Tea"])) == ["tea", "coffee", "juice", "king", "queen", "man"]
        assert on_map(explorer(shown=4)) == ["tea", "coffee", "juice", "king", "queen", "man"]
        assert on_map(explorer(groups=None)) == WORDS
        assert on_map(explorer(groups=None, shown=3)) == WORDS[:3]
        words, vectors = random_words(400, 3)
        assert EmbeddingExplorer(words, vectors).points["count"] == 300

    def test_a_word_in_two_groups_belongs_to_the_first(self):
        widget = explorer(groups={"a": ["tea", "tea", "king"], "b": ["king", "queen"]})
        assert on_map(widget) == ["tea", "king", "queen"] and widget.points["group_of"] == [0, 0, 1]
        assert widget.points["groups"] == [["a", 2], ["b", 1]]


def on_map(widget):
    return widget.map_words[: widget.points["count"]]


class TestAnswers:
    def test_neighbours(self):
        answer = ask(explorer(), word="tea")
        assert answer["found"] == "tea" and answer["near"][0][0] == "coffee"
        assert answer["near"][0][1] == pytest.approx(9 / np.sqrt(82), abs=1e-4)
        assert len(answer["near"]) == 7 and "tea" not in [word for word, _ in answer["near"]]

    def test_an_unknown_word_is_answered_with_its_like(self):
        answer = ask(explorer(), word="teaa")
        assert answer["found"] is None and answer["near"] == [] and answer["meant"] == ["tea"]
        assert ask(explorer(), word="")["meant"] == []

    def test_analogy(self):
        answer = explorer().answer["analogy"]
        assert answer["words"] == ["king", "man", "woman"] and answer["best"][0][0] == "queen"
        assert not {"king", "man", "woman"} & {word for word, _ in answer["best"]}
        answer = ask(explorer(), analogy=["king", "mann", "woman"])["analogy"]
        assert answer["best"] == [] and answer["unknown"] == [["mann", ["man", "woman"]]]
        assert ask(explorer(), analogy=["king", "", "woman"])["analogy"] == {"words": ["king", "", "woman"], "best": []}

    def test_it_says_what_would_be_nearest_with_the_words_themselves(self):
        widget = EmbeddingExplorer(["a", "b", "c", "d"], [[5, 0], [5, 0.1], [5, 0.2], [0, 5]], analogy=("a", "b", "c"))
        answer = widget.answer["analogy"]
        assert answer["best"][0][0] == "d" and answer["kept"][0] in "abc"

    def test_without_the_well_known_words_there_is_no_analogy_yet(self):
        words, vectors = random_words(30)
        widget = EmbeddingExplorer(words, vectors)
        assert widget.analogy == ("", "", "") and widget.answer["analogy"]["best"] == []

    def test_python_and_browser_see_the_same(self):
        widget = explorer()
        assert widget.word == ""
        widget.word = "Tea"
        assert widget.word == widget.request["word"] == widget.answer["found"] == "tea"
        assert widget.answer["sequence"] == widget.request["sequence"] == 1
        widget.analogy = "queen", "woman", "man"
        assert widget.analogy == ("queen", "woman", "man") and widget.answer["analogy"]["best"][0][0] == "king"
        ask(widget, word="coffee")
        assert widget.word == "coffee"
        with pytest.raises(ValueError, match="near it: coffee"):
            widget.word = "cofee"

    @pytest.mark.parametrize("request_", [{"analogy": "king"}, {"analogy": None}, {"analogy": [1, 2, 3]}])
    def test_a_strange_request_is_answered_with_an_error(self, request_):
        assert "error" in ask(explorer(), **request_)

    def test_what_needs_no_kernel_is_the_same_as_the_kernels_answer(self):
        words, vectors = random_words(500)
        widget = EmbeddingExplorer(words, vectors, shown=80)
        near = np.frombuffer(widget.neighbours, "<u2").reshape(80, 10)
        similar = np.frombuffer(widget.similarities, "<i2").reshape(80, 10) / widget.points["scale"]
        for at in (0, 41, 79):
            answer = ask(widget, word=words[at])["near"]
            assert [widget.map_words[place] for place in near[at]] == [word for word, _ in answer]
            np.testing.assert_allclose(similar[at], [cosine for _, cosine in answer], atol=1e-4)
        positions = np.frombuffer(widget.positions, "<u2").reshape(2, 80, 2)
        assert (positions.min(axis=1) < 30_000).all() and (positions.max(axis=1) > 40_000).all()

    def test_what_is_sent_along_is_small(self):
        words, vectors = random_words(2_000, 50)
        widget = EmbeddingExplorer(words, vectors, shown=600)
        buffers = sum(len(getattr(widget, name)) for name in ("positions", "neighbours", "similarities"))
        texts = len(json.dumps([widget.map_words, widget.points, widget.projections, widget.answer]))
        assert buffers == 600 * 2 * 2 * 2 + 600 * 10 * 4 and texts < 40_000


class TestShown:
    def test_summary(self):
        assert explorer(word="tea").summary() == (
            "5 of 8 words on a map in 2 groups. Nearest to “tea”: coffee (0.99), juice (0.96), New_York (0.50). "
            "king − man + woman ≈ queen (0.95), these three left out.")
        assert repr(EmbeddingExplorer(["one"], [[1.0]], word="one")) == (
            "1 of 1 words on a map. Nearest to “one”: no other word.")
        broken = explorer()
        ask(broken, analogy=7)
        assert broken.summary().startswith("The map of words cannot answer: TypeError")

    @pytest.mark.parametrize("options", [{"word": "tea"}, {}, {"groups": None, "shown": ["tea"]},
                                         {"projection": "tsne", "word": "New_York"}])
    def test_picture(self, options):
        bundle, metadata = explorer(**options)._repr_mimebundle_()
        assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG") and len(bundle["image/png"]) < 120_000
        assert bundle["text/plain"] == explorer(**options).summary()
        assert metadata["image/png"]["width"] == 720

    def test_hostile_words_and_names(self):
        words = ["<img src=x onerror=alert(1)>", "$x_1$", "a\nb", "\u202eabc", "\ud83d", "", "我" * 200]
        widget = EmbeddingExplorer(words, np.eye(7), {"<b>": words[:3], "$y$": words[3:]}, word=words[0])
        assert "<img·src=x·onerror=alert(1)>" in widget.summary()
        widget.picture().to_png()
        json.dumps([widget.map_words, widget.points, widget.answer]).encode()
        assert widget.map_words[4] == "\ufffd"

    def test_many_groups_have_marks_of_their_own(self):
        from llm_edu.widgets.embedding_picture import _color, _mark

        assert len({(_color(number), _mark(number)) for number in range(-1, 20)}) == 21

    def test_importing_it_is_light(self):
        heavy = "{'torch', 'matplotlib', 'sklearn', 'scipy'}"
        code = f"import sys, llm_edu.widgets.embedding_explorer; assert not {heavy} & set(sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
